"""One line of a program in the making: choices, and what they are made among."""

from __future__ import annotations

from collections.abc import Callable

import torch
from tests.properties.chains import Picker

NAMES = "abcdefgh"
#: What grows is only drawn for tensors whose elements are less than this.
TAME = 3.0
#: Beyond this, a tensor is drawn for nothing but what makes it small again.
WILD = 50.0

Live = dict[str, torch.Tensor]
Grow = Callable[["Draw"], str | None]


class Draw(Picker):
    """The choices of a step, the live tensors, and the one that the line is about."""

    def __init__(self, tape: bytes, live: Live, count: int) -> None:
        super().__init__(tape)
        self.live = live
        #: Where a result goes.
        self.into = NAMES[count % len(NAMES)] if len(live) >= len(NAMES) else NAMES[len(live)]
        computed = [name for name, y in sorted(live.items()) if y.requires_grad and not is_leaf(y)]
        self.name = self.among(computed if computed and not self.once_in(3) else sorted(live)) if live else ""
        self.x = live[self.name] if live else torch.empty(0)

    def number(self, below: int) -> int:
        return super().number(below) if below else 0

    @property
    def row_major(self) -> bool:
        """Whether the bytes lie as they do here: PyTorch gives a result the strides of its operand."""
        return (self.x if self.x._base is None else self.x._base).is_contiguous()

    @property
    def size(self) -> float:
        """The greatest magnitude in the tensor."""
        return greatest(self.x)

    def dimension(self) -> int:
        return self.number(2 * self.x.ndim) - self.x.ndim

    def operand_name(self, *, exactly: bool = False) -> str | None:
        """A tame tensor that broadcasts to the shape, or has it, perhaps the tensor itself."""
        shape = self.x.shape
        fitting = [
            name
            for name, y in sorted(self.live.items())
            if (y.shape == shape if exactly else _fits(y.shape, shape)) and greatest(y) < WILD
        ]
        return self.among(fitting) if fitting else None

    def number_text(self) -> str:
        return self.among(("2.0", "0.5", "-1.5", "1.0", "-0.25"))

    def operand(self) -> str:
        """A tensor, or else a number."""
        return (self.operand_name() if not self.once_in(4) else None) or self.number_text()


def greatest(x: torch.Tensor) -> float:
    return x.detach().abs().max().item() if x.numel() else 0.0


def is_leaf(x: torch.Tensor) -> bool:
    """Whether a tensor is a leaf, for all that can be seen of it without asking PyTorch, which changes views so."""
    return x._base is None and x.is_leaf


def just(*texts: str) -> Grow:
    return lambda d: d.among(texts)


def tame(text: str) -> Grow:
    return lambda d: text if d.size < TAME else None


def _fits(shape: torch.Size, wanted: torch.Size) -> bool:
    tail = wanted[len(wanted) - len(shape) :] if len(shape) <= len(wanted) else None
    return tail is not None and all(size in (1, room) for size, room in zip(shape, tail, strict=True))
