"""ReLU behind a real convolution, copying and in place: what either costs in the server's memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.datasets import load_digits

import insitu
from insitu.demo.stage import Stage
from insitu.nn import functional as F  # noqa: N812 - PyTorch's habit
from insitu.session import Memory, Session

_BATCH: Final = 128
_BATCHES: Final = 8
_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one activation did to the session's memory, in bytes."""

    before: Memory
    after: Memory

    @property
    def allocated(self) -> int:
        """Bytes of new storages."""
        return self.after.allocated - self.before.allocated

    @property
    def saved(self) -> int:
        """Bytes that were not allocated for the call worked in place."""
        return self.after.saved - self.before.saved


def show(stage: Stage, session: Session) -> None:
    """Show the scene."""
    stage.scene(
        "ReLU after Conv2d(64, 192, 3, stride=1, padding=1)",
        f"{_BATCH * _BATCHES:,} handwritten digits in batches of {_BATCH}, brought to 64 channels by a first convolution.",
    )
    first, second = weights(1, 64), weights(64, 192)
    digits = (load_digits().images[: _BATCH * _BATCHES] / 16.0).astype(np.float32)
    images = insitu.tensor(digits.reshape(-1, 1, 8, 8))
    copying: list[Cost] = []
    in_place: list[Cost] = []
    agree = same = True
    with stage.progress() as progress:
        for batch in progress.track(images.split(_BATCH), description="convolving digits"):
            hidden = F.relu(F.conv2d(batch, *first, padding=1), inplace=True)
            h = F.conv2d(hidden, *second, stride=1, padding=1)
            del hidden
            begin = session.memory(reset_peak=True)
            copy = F.relu(h)
            copying.append(Cost(begin, session.memory()))
            expected = copy.numpy()
            del copy
            begin = session.memory(reset_peak=True)
            same = same and F.relu(h, inplace=True) is h
            in_place.append(Cost(begin, session.memory()))
            agree = agree and np.array_equal(h.numpy(), expected)
            del h
    stage.table(
        ["of one batch", "live before", "peak", "live after", "allocated"],
        [_line("F.relu(h)", copying[0]), _line("F.relu(h, inplace=True)", in_place[0])],
    )
    _state(stage, copying, in_place)
    stage.fact("in place returned h itself, with the same values as the copy", agree and same)


def weights(channels: int, filters: int) -> tuple[insitu.Tensor, insitu.Tensor]:
    """Return weight and bias of a 3x3 convolution, drawn as PyTorch's ``Conv2d`` draws them."""
    bound = (channels * 9) ** -0.5
    weight = insitu.empty(filters, channels, 3, 3).uniform_(-bound, bound)
    return weight, insitu.empty(filters).uniform_(-bound, bound)


def _line(code: str, cost: Cost) -> list[str]:
    sizes = (cost.before.live, cost.after.peak, cost.after.live, cost.allocated)
    return [code, *(f"{size / _MIB:.1f} MiB" if size else "0" for size in sizes)]


def _state(stage: Stage, copying: list[Cost], in_place: list[Cost]) -> None:
    size = _BATCH * 192 * 8 * 8 * 4
    stage.fact(
        f"copying allocated {size / _MIB:.1f} MiB for each of {_BATCHES} batches",
        all(cost.allocated == size and cost.after.peak == cost.before.live + size for cost in copying),
    )
    stage.fact(
        "in place allocated nothing: the peak is what was live already",
        all(cost.allocated == 0 and cost.after.peak == cost.before.live for cost in in_place),
    )
    saved = sum(cost.saved for cost in in_place)
    stage.fact(f"session.memory().saved went up by {saved / _MIB:.1f} MiB", saved == size * _BATCHES)
