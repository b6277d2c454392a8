"""Sums of products by Einstein's notation.

The one rule: PyTorch reads the equation, one character after the other, and refuses in this order; NumPy gets numbers
for the subscripts, and chooses the order of multiplication.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import DType
from insitu_engine.errors import BadValueError, DTypeError, InvalidValueError, ShapeError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.algebra.linear import refuse_bool
from insitu_engine.optable import Out, Tensor, Tensors, op
from insitu_engine.promotion import promote_types, to_accumulator

_ELLIPSIS: Final = "..."


@dataclass(frozen=True, slots=True)
class _Equation:
    """Which dimensions have which subscript, as numbers; those under an ellipsis are numbered too."""

    operands: tuple[tuple[int, ...], ...]
    result: tuple[int, ...]
    sizes: dict[int, int]


def _subscripts(text: str, start: int, where: str, twice: str) -> list[str]:
    """Return the letters of one side of the equation, an ellipsis as one of them; ``start`` is where it begins."""
    found: list[str] = []
    at = 0
    while at < len(text):
        letter = text[at]
        if letter == ".":
            if _ELLIPSIS in found:
                raise BadValueError(
                    f"einsum(): found '.' for {where} for which an ellipsis was already found"
                )
            if text[at : at + 3] != _ELLIPSIS:
                raise BadValueError(
                    f"einsum(): found '.' for {where} that is not part of any ellipsis{twice}"
                )
            found.append(_ELLIPSIS)
            at += 2
        elif letter != " ":
            if not (letter.isascii() and letter.isalpha()):
                raise BadValueError(
                    f"einsum(): invalid subscript given at index {start + at} in the equation string, subscripts must "
                    "be in [a-zA-Z]"
                )
            found.append(letter)
        at += 1
    return found


def _read_operands(text: str, count: int) -> list[list[str]]:
    parts = text.split(",")
    read = []
    start = 0
    for at, part in enumerate(parts):
        if at == count:
            raise BadValueError("einsum(): fewer operands were provided than specified in the equation")
        read.append(_subscripts(part, start, f"operand {at}", ""))
        start += len(part) + 1
    if len(parts) < count:
        raise BadValueError("einsum(): more operands were provided than specified in the equation")
    return read


def _refuse_ranks(read: list[list[str]], shapes: list[Shape]) -> None:
    for at, (letters, shape) in enumerate(zip(read, shapes, strict=True)):
        count = len(letters) - (_ELLIPSIS in letters)
        if _ELLIPSIS in letters and count > len(shape):
            raise ShapeError(
                f"einsum(): the number of subscripts in the equation ({count}) is more than the number of dimensions "
                f"({len(shape)}) for operand {at}"
            )
        if _ELLIPSIS not in letters and count != len(shape):
            raise ShapeError(
                f"einsum(): the number of subscripts in the equation ({count}) does not match the number of "
                f"dimensions ({len(shape)}) for operand {at} and no ellipsis was given"
            )


def _read_result(text: str, start: int, known: set[str]) -> list[str]:
    letters = _subscripts(text, start, "output", " (...)")
    for at, letter in enumerate(letters):
        if letter in letters[:at]:
            raise BadValueError(f"einsum(): output subscript {letter} appears more than once in the output")
        if letter != _ELLIPSIS and letter not in known:
            raise BadValueError(
                f"einsum(): output subscript {letter} does not appear in the equation for any input operand"
            )
    return letters


def _read(equation: str, shapes: list[Shape]) -> _Equation:
    """Return the equation in numbers; raise what PyTorch does where it cannot be read or does not fit the shapes."""
    if not shapes:
        raise InvalidValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one operand and its "
            "subscripts list"
        )
    left, arrow, right = equation.partition("->")
    read = _read_operands(left, len(shapes))
    _refuse_ranks(read, shapes)
    hidden = max(
        (
            len(shape) - len(letters) + 1
            for letters, shape in zip(read, shapes, strict=True)
            if _ELLIPSIS in letters
        ),
        default=0,
    )
    used = Counter(letter for letters in read for letter in letters if letter != _ELLIPSIS)
    # Numbers from 0 for what the ellipsis stands for, then the letters in order: capitals come first.
    numbers = {letter: hidden + at for at, letter in enumerate(sorted(used))}
    if arrow:
        result = _read_result(right, len(left) + 2, set(used))
    else:
        result = [*([_ELLIPSIS] if hidden else []), *sorted(letter for letter in used if used[letter] == 1)]
    operands = []
    for letters, shape in zip(read, shapes, strict=True):
        under = len(shape) - len(letters) + 1
        operands.append(_numbered(letters, numbers, range(hidden - under, hidden)))
    sizes = _sizes(operands, shapes, {number: letter for letter, number in numbers.items()})
    return _Equation(tuple(operands), _numbered(result, numbers, range(hidden)), sizes)


def _numbered(letters: list[str], numbers: dict[str, int], under: range) -> tuple[int, ...]:
    return tuple(
        chain.from_iterable(under if letter == _ELLIPSIS else (numbers[letter],) for letter in letters)
    )


def _sizes(operands: list[tuple[int, ...]], shapes: list[Shape], letters: dict[int, str]) -> dict[int, int]:
    """Return the size of each number; raise ShapeError where two do not broadcast."""
    sizes: dict[int, int] = {}
    for at, (numbers, shape) in enumerate(zip(operands, shapes, strict=True)):
        own: dict[int, int] = {}
        for number, size in zip(numbers, shape, strict=True):
            if own.setdefault(number, size) != size:
                raise ShapeError(
                    f"einsum(): subscript {letters[number]} is repeated for operand {at} but the sizes don't match, "
                    f"{size} != {own[number]}"
                )
        for number, size in own.items():
            seen = sizes.get(number, 1)
            if 1 not in (seen, size) and seen != size:
                if number in letters:
                    raise ShapeError(
                        f"einsum(): subscript {letters[number]} has size {size} for operand {at} which does not "
                        f"broadcast with previously seen size {seen}"
                    )
                raise ShapeError(
                    f"einsum(): dimension {number} covered by ellipsis in operand {at}has size {size} which does not "
                    f"broadcast with previously seen ellipsis with size {seen} for the respective dimension"
                )
            sizes[number] = size if seen == 1 else seen
    return sizes


def _dtype(equation: _Equation, metas: list[Meta]) -> DType:
    """Return the dtype of the result: PyTorch multiplies from left to right, and adds up what occurs no more.

    A sum of one factor is in the dtype that sums have; a sum of products is a product of matrices, of one dtype.
    """
    left = Counter(chain.from_iterable(set(numbers) for numbers in equation.operands))
    wide = [
        {number for number, size in zip(numbers, given.shape, strict=True) if size != 1}
        for numbers, given in zip(equation.operands, metas, strict=True)
    ]
    dtype, open_ = metas[0].dtype, wide[0]
    for number in equation.result:
        left[number] += len(metas)
    for given, other in zip(metas[1:], wide[1:], strict=True):
        both = open_ & other
        left.subtract(both)
        ended = {number for number in both if left[number] == 1}
        own, others = ({n for n in some - both if left[n] == 1} for some in (open_, other))
        dtype = to_accumulator(dtype) if own else dtype
        next_ = to_accumulator(given.dtype) if others else given.dtype
        if ended:
            refuse_bool("bmm", dtype)
            if dtype is not next_:
                raise DTypeError(f"expected scalar type {dtype.title} but found {next_.title}")
        dtype = promote_types(dtype, next_)
        open_ = (open_ | other) - ended - own - others
    single = len(metas) == 1 and set(equation.operands[0]) - set(equation.result)
    return to_accumulator(dtype) if single else dtype


def _plan(equation: str, operands: tuple[Operand, ...]) -> Computed:
    metas = [operand.meta for operand in operands]
    read = _read(equation, [given.shape for given in metas])
    dtype = _dtype(read, metas)
    shape = tuple(read.sizes[number] for number in read.result)
    return Computed((meta(dtype, shape),), dtype, work=math.prod(read.sizes.values()))


@op(plan=_plan, variadic="operands", where=("function",))
def einsum(out: Out, equation: str, operands: Tensors) -> Tensor:
    """Return the sums of products that an equation such as ``"ij,jk->ik"`` names.

    Each dimension of each operand has a letter. Elements are multiplied where letters agree and added up over letters
    that the result has not; without an arrow it has those that occur once, in alphabetical order. ``...`` stands for
    any dimensions, which broadcast.
    """
    read = _read(equation, [operand.shape for operand in operands])
    wide = np.float32 if out.dtype == np.float16 else out.dtype
    sides: list[Any] = []
    for operand, numbers in zip(operands, read.operands, strict=True):
        sides += [operand.astype(wide, copy=False), list(numbers)]
    np.copyto(out, np.einsum(*sides, list(read.result), optimize=len(operands) > 1), casting="unsafe")
    return out
