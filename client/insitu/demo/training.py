"""A small AlexNet learns to read handwritten digits, copying and in place: the same losses, and what either costs."""

# `insitu.nn` gathers its names where it is imported, which a type checker does not follow.
# mypy: disable-error-code="name-defined,attr-defined,misc"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

import insitu
from insitu import nn
from insitu.demo.stage import Stage
from insitu.session import Session

_BATCH: Final = 64
_EPOCHS: Final = 20
_ACCURACY: Final = 0.97
_MIB: Final = 1024 * 1024


class SmallAlexNet(nn.Module):
    """Convolutions, ReLU, pooling and a classifier with dropout, for images of 8 by 8."""

    def __init__(self, *, inplace: bool) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 32, 3, padding=1),
            nn.ReLU(inplace=inplace),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1),
            nn.ReLU(inplace=inplace),
            nn.Conv2d(64, 64, 3, padding=1),
            nn.ReLU(inplace=inplace),
            nn.MaxPool2d(2),
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(0.5, inplace=inplace),
            nn.Linear(256, 128),
            nn.Dropout(0.5, inplace=inplace),
            nn.ReLU(inplace=inplace),
            nn.Linear(128, 10),
        )

    def forward(self, images: Any) -> Any:
        """Return ten scores an image, (N, 10), of images (N, 1, 8, 8)."""
        return self.classifier(self.features(images))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one training came to."""

    losses: list[float]
    accuracy: float
    seconds: float
    #: Bytes on the server at most, in one step after the first epoch, over what was live before it.
    peak: int
    #: The same, while the digits that were held back are read.
    reading: int
    #: Bytes allocated in all.
    allocated: int
    #: Bytes that backward needs, between forward and backward of one step, without parameters and images.
    graph: int


def show(stage: Stage, session: Session) -> None:
    """Show the scene."""
    stage.scene(
        "A small AlexNet learns handwritten digits",
        f"Three convolutions, two linear layers, dropout; Adam, {_EPOCHS} epochs in batches of {_BATCH}; once copying, once in place.",
    )
    digits = load_digits()
    split = train_test_split(
        (digits.images / 16.0).astype(np.float32)[:, None],
        digits.target,
        test_size=0.2,
        random_state=0,
        stratify=digits.target,
    )
    with stage.progress() as progress:
        task = progress.add_task("training", total=2 * _EPOCHS)
        copying, in_place = (
            train(session, split, inplace=inplace, tick=lambda: progress.advance(task))
            for inplace in (False, True)
        )
    kept = kept_by_torch(_BATCH)
    stage.table(
        ["MiB", "step", "reading", "allocated", "kept", "PyTorch keeps", "seconds"],
        [
            _line("inplace=False", copying, kept),
            _line("inplace=True", in_place, kept),
        ],
    )
    apart = max(abs(one - other) for one, other in zip(copying.losses, in_place.losses, strict=True))
    stage.fact(
        f"the same {len(in_place.losses)} losses to float32 rounding: {apart:.1g} apart at most", apart < 1e-4
    )
    stage.fact(
        f"{in_place.accuracy:.1%} of the {len(split[1])} digits that were held back are read correctly",
        min(copying.accuracy, in_place.accuracy) >= _ACCURACY,
    )
    less = 1 - in_place.reading / copying.reading
    stage.fact(
        f"in place, reading takes {less:.0%} less memory at its peak, and a step no more",
        in_place.reading < copying.reading and in_place.peak <= copying.peak,
    )
    stage.fact(
        f"in place, {(copying.allocated - in_place.allocated) / _MIB:.0f} MiB were not allocated",
        in_place.allocated < copying.allocated,
    )
    stage.fact(
        f"for backward a step keeps {in_place.graph / kept:.0%} of the bytes that PyTorch keeps",
        in_place.graph < kept,
    )


def train(
    session: Session, split: list[Any], *, inplace: bool, tick: Callable[[], object], epochs: int = _EPOCHS
) -> Outcome:
    """Train from the same beginning on the same batches."""
    session.manual_seed(0)
    images, unseen = insitu.tensor(split[0]), insitu.tensor(split[1])
    labels, wanted = insitu.tensor(split[2]), insitu.tensor(split[3])
    net = SmallAlexNet(inplace=inplace)
    optimizer = insitu.optim.Adam(net.parameters(), lr=2e-3)
    order = np.random.default_rng(0)
    losses: list[Any] = []
    peak = graph = 0
    begun, before_all = perf_counter(), session.memory().allocated
    for epoch in range(epochs):
        shuffled = order.permutation(len(split[0]))
        for at in range(0, len(shuffled) - _BATCH + 1, _BATCH):
            measured = epoch == 1 and at == 0
            places = insitu.tensor(shuffled[at : at + _BATCH])
            batch, answers = images[places], labels[places]
            optimizer.zero_grad()
            before = session.memory(reset_peak=True) if measured else None
            loss = nn.functional.cross_entropy(net(batch), answers)
            if measured:
                constant = batch.nbytes + sum(parameter.nbytes for parameter in net.parameters())
                graph = session.memory().graph_total - constant
            loss.backward()
            if before is not None:
                peak = session.memory().peak - before.live
            optimizer.step()
            losses.append(loss.detach())
        session.sync()
        tick()
    found = insitu.stack(losses).tolist()
    seconds = perf_counter() - begun
    net.eval()
    idle = session.memory(reset_peak=True)
    with insitu.no_grad():
        accuracy = (net(unseen).argmax(1) == wanted).float().mean().item()
    after = session.memory()
    reading, allocated = after.peak - idle.live, after.allocated - before_all
    return Outcome(found, accuracy, seconds, peak, reading, allocated, graph)


def kept_by_torch(batch: int) -> int:
    """Return the bytes that PyTorch 2.13 keeps for backward of such a step, copying or in place, without parameters.

    A test holds it to what PyTorch's own hooks on saved tensors count.
    """
    relus = 4 * (32 * 64 + 64 * 16 + 64 * 16 + 128)  # what they return
    pools = 4 * 32 * 16 + 8 * (
        32 * 16 + 64 * 4
    )  # what the first one returns, and the places of both as int64
    dropped = 4 * (256 + 128) + 4 * 256  # factors in float32, and what the first one returns
    scores = 4 * 10 + 8  # logarithms, and the labels
    return batch * (relus + pools + dropped + scores) + 4


def _line(code: str, outcome: Outcome, kept: int) -> list[str]:
    sizes = (outcome.peak, outcome.reading, outcome.allocated, outcome.graph, kept)
    return [code, *(f"{size / _MIB:,.2f}" for size in sizes), f"{outcome.seconds:.1f}"]
