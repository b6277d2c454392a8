# ruff: noqa: N803 - M is the name that PyTorch gives the length
"""Windows of `torch.signal`: weights that let a stretch of a signal fade in and out.

They are composed of ops, as PyTorch composes them. The one rule: a window is symmetric about its middle; with
``sym=False`` it is one period of a window that repeats.
Source: ``torch/signal/windows/windows.py``.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ParamSpec

from insitu import _functions as ops
from insitu.options import Constant, require_plain, strided
from insitu_engine.dtypes import DType, float32, float64
from insitu_engine.errors import ArgumentError, InvalidValueError

if TYPE_CHECKING:
    from insitu._tensor import Tensor

__all__ = [
    "bartlett", "blackman", "cosine", "exponential", "gaussian", "general_cosine", "general_hamming", "hamming",
    "hann", "kaiser", "nuttall",
]  # fmt: skip

P = ParamSpec("P")


def _checked(name: str, M: int, dtype: DType | None, layout: Constant = strided, **options: Any) -> DType:
    """Return the dtype; refuse a length, a dtype or options that no window has."""
    chosen = float32 if dtype is None else dtype
    if M < 0:
        raise InvalidValueError(f"{name} requires non-negative window length, got M={M}")
    if layout is not strided:
        raise InvalidValueError(f"{name} is implemented for strided tensors only, got: torch.{layout.name}")
    if chosen not in (float32, float64):
        raise InvalidValueError(f"{name} expects float32 or float64 dtypes, got: torch.{chosen.name}")
    require_plain(**options)
    return chosen


def _window(compute: Callable[P, Tensor]) -> Callable[P, Tensor]:
    """Let a function take ``requires_grad``, which the finished window is asked for."""

    @functools.wraps(compute)
    def made(*args: P.args, **kwargs: P.kwargs) -> Tensor:
        asked = bool(kwargs.pop("requires_grad", False))
        return compute(*args, **kwargs).requires_grad_(asked)

    return made


def _places(start: float, step: float, M: int, dtype: DType) -> Tensor:
    """Return ``M`` places from ``start`` by ``step``."""
    return ops.linspace(start, start + (M - 1) * step, M, dtype=dtype)


def _period(M: int, sym: bool) -> int:
    """Return how many steps a window has from its beginning to its end."""
    return M - 1 if sym else M


@_window
def exponential(
    M: int,
    *,
    center: float | None = None,
    tau: float = 1.0,
    sym: bool = True,
    dtype: DType | None = None,
    **options: Any,
) -> Tensor:
    """Return a window that decays to both sides of ``center``, its middle, as fast as ``tau`` says."""
    chosen = _checked("exponential", M, dtype, **options)
    if tau <= 0:
        raise InvalidValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise InvalidValueError("Center must be None for symmetric windows")
    middle = (M if not sym and M > 1 else M - 1) / 2 if center is None else center
    return (-_places(-middle / tau, 1 / tau, M, chosen).abs()).exp()


@_window
def cosine(M: int, *, sym: bool = True, dtype: DType | None = None, **options: Any) -> Tensor:
    """Return a window that is half a period of a sine."""
    chosen = _checked("cosine", M, dtype, **options)
    step = math.pi / (M + 1 if not sym and M > 1 else max(M, 1))
    return _places(0.5 * step, step, M, chosen).sin()


@_window
def gaussian(
    M: int, *, std: float = 1.0, sym: bool = True, dtype: DType | None = None, **options: Any
) -> Tensor:
    """Return a window in the shape of a bell, of this standard deviation in points."""
    chosen = _checked("gaussian", M, dtype, **options)
    if std <= 0:
        raise InvalidValueError(f"Standard deviation must be positive, got: {std} instead.")
    step = 1 / (std * math.sqrt(2))
    start = -(M if not sym and M > 1 else M - 1) / 2
    return (-(_places(start * step, step, M, chosen) ** 2)).exp()


@_window
def kaiser(
    M: int, *, beta: float = 12.0, sym: bool = True, dtype: DType | None = None, **options: Any
) -> Tensor:
    """Return the Kaiser window, which is the narrower the larger ``beta``."""
    chosen = _checked("kaiser", M, dtype, **options)
    if beta < 0:
        raise InvalidValueError(f"beta must be non-negative, got: {beta} instead.")
    if M < 2:
        return ops.ones((M,), dtype=chosen)
    # In the window's own precision: what is not 0 under the root must not be less.
    number = chosen.numpy.type
    last = number(beta)
    step = number(2) * last / number(_period(M, sym))
    end = min(last, -last + number(M - 1) * step)
    places = ops.linspace(float(-last), float(end), M, dtype=chosen)
    widest = ops.scalar_tensor(float(last), dtype=chosen)
    result: Tensor = (widest * widest - places * places).sqrt().i0() / widest.i0()
    return result


@_window
def general_cosine(
    M: int, *, a: Iterable[float], sym: bool = True, dtype: DType | None = None, **options: Any
) -> Tensor:
    """Return a sum of cosines with the weights ``a``, with signs by turns."""
    chosen = _checked("general_cosine", M, dtype, **options)
    if M < 2:
        return ops.ones((M,), dtype=chosen)
    if not isinstance(a, Iterable):
        raise ArgumentError("Coefficients must be a list/tuple")
    weights = list(a)
    if not weights:
        raise InvalidValueError("Coefficients cannot be empty")
    turns = _places(0, 2 * math.pi / _period(M, sym), M, chosen)
    result = ops.zeros((M,), dtype=chosen)
    for at, weight in enumerate(weights):
        result.add_((turns * at).cos(), alpha=(-1) ** at * weight)
    return result


def general_hamming(M: int, *, alpha: float = 0.54, **options: Any) -> Tensor:
    """Return ``alpha`` less the rest to 1 times one period of a cosine."""
    return general_cosine(M, a=[alpha, 1 - alpha], **options)


def hamming(M: int, **options: Any) -> Tensor:
    """Return the Hamming window, which does not quite begin at 0."""
    return general_hamming(M, **options)


def hann(M: int, **options: Any) -> Tensor:
    """Return the Hann window: one period of a cosine, from 0 to 1 and back."""
    return general_hamming(M, alpha=0.5, **options)


@_window
def blackman(M: int, *, dtype: DType | None = None, **options: Any) -> Tensor:
    """Return the Blackman window: a sum of two cosines that begins and ends flat."""
    plain = {name: value for name, value in options.items() if name != "sym"}
    chosen = _checked("blackman", M, dtype, **plain)
    return general_cosine(M, a=[0.42, 0.5, 0.08], dtype=chosen, **options)


def nuttall(M: int, **options: Any) -> Tensor:
    """Return Nuttall's window of four terms."""
    return general_cosine(M, a=[0.3635819, 0.4891775, 0.1365995, 0.0106411], **options)


@_window
def bartlett(M: int, *, sym: bool = True, dtype: DType | None = None, **options: Any) -> Tensor:
    """Return the Bartlett window: straight from 0 to 1 and back."""
    chosen = _checked("bartlett", M, dtype, **options)
    if M < 2:
        return ops.ones((M,), dtype=chosen)
    result: Tensor = 1 - _places(-1, 2 / _period(M, sym), M, chosen).abs()
    return result
