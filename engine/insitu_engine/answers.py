"""What a plan function answers: what a call makes, shows or waits for, and which memory a write may share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from insitu_engine.dtypes import DType
from insitu_engine.meta import Meta


class Overlap(Enum):
    """Which inputs may share memory with what an in-place call writes."""

    #: The very same elements may, a part of them may not (element-wise ops).
    SAME = "same"
    #: None may.
    NONE = "none"
    #: Any may: the kernel reads all before it writes.
    ANY = "any"


class Part(NamedTuple):
    """What an in-place call writes of its first argument, where that is not all of it, or not all inputs matter."""

    written: Meta
    #: In elements, from the first argument's place.
    distance: int
    overlap: Overlap
    #: What is read while it is written.
    reads: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """A plan function's answer: new tensors, computed by the kernel."""

    #: Row-major metas of what the kernel writes.
    metas: tuple[Meta, ...]
    #: The dtype to which tensors and numbers are brought before the kernel sees them; None leaves them alone.
    compute: DType | None = None
    #: Elements of arithmetic, where it is not the largest of the tensors.
    work: int | None = None
    #: Names of the results where they come as a named tuple.
    fields: tuple[str, ...] = ()
    #: The results come as a tuple even where it is one.
    many: bool = False


@dataclass(frozen=True, slots=True)
class Viewed:
    """A plan function's answer: views of the first argument, each a meta and its distance in elements of its dtype.

    Of an op that reshapes in place, the one meta that its first argument takes.
    """

    views: tuple[tuple[Meta, int], ...]
    #: The results come as a tuple even where it is one.
    many: bool = False
    #: The distances count from the start of the storage, not from the first argument's first element.
    absolute: bool = False
    #: The position of the argument whose storage is shown.
    of: int = 0
    #: The storage grows where it is too small for what is shown.
    grows: bool = False
    #: The results know the tensor that they are views of; ``detach`` gives some that do not.
    based: bool = True
    #: Gradients know the results together, so that none of them may be written while gradients are recorded.
    together: bool = False


class Unchanged:
    """A plan function's answer: the first argument itself, as ``x.contiguous()`` of a contiguous tensor."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A plan function's answer: shapes depend on values; the kernel returns its results as new arrays."""

    #: How many results there are.
    count: int = 1
    #: The results come as a tuple even where it is one.
    many: bool = False


Answer: TypeAlias = Computed | Viewed | Unchanged | Waiting
