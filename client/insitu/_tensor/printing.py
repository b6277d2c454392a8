"""Tensors as text, as PyTorch prints them. The one rule: a summary costs one small read, however large the tensor."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from insitu_engine.dtypes import DType, bfloat16, bool_, complex64, int64
from insitu_engine.errors import BadValueError, GradientError
from insitu_engine.promotion import DEFAULT_DTYPE

if TYPE_CHECKING:
    from insitu._tensor import Tensor

_PREFIX: Final = "tensor("


@dataclass(slots=True)
class PrintOptions:
    """How tensors are printed; see `set_printoptions`."""

    #: Digits behind the decimal point.
    precision: int = 4
    #: A tensor of more elements is summarized.
    threshold: float = 1000
    #: Elements that a summary keeps at either end of a dimension.
    edgeitems: int = 3
    #: Characters of a line.
    linewidth: int = 80
    #: Scientific notation: always, never, or where it reads better.
    sci_mode: bool | None = None


_PROFILES: Final = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}
#: In force now.
_options = replace(_PROFILES["default"])


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Set how tensors are printed, as ``torch.set_printoptions``; what is not given stays, but ``sci_mode``.

    ``profile`` is "default", "short" or "full", and goes before the others.

    >>> import insitu
    >>> from insitu._tensor.printing import set_printoptions
    >>> set_printoptions(precision=2)
    >>> insitu.tensor([1.12345])
    tensor([1.12])
    >>> set_printoptions(profile="default")
    """
    if profile is not None and profile not in _PROFILES:
        raise BadValueError(f"profile must be one of {', '.join(_PROFILES)}, not {profile!r}")
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    if profile is not None:
        chosen = _PROFILES[profile]
        given = {name: getattr(chosen, name) if value is None else value for name, value in given.items()}
    for name, value in given.items():
        if value is not None:
            setattr(_options, name, value)
    _options.sci_mode = sci_mode


def format_tensor(tensor: Tensor) -> str:
    """Return the tensor's values and, where it is not the default one, its dtype, in PyTorch's form.

    Waits for the values; raises what the server refused of what was recorded before.
    """
    past = _past(tensor)
    if past:
        tensor = tensor.detach()
    meta = tensor.meta
    options = replace(_options)
    if meta.numel > options.threshold:
        # Without edges there is nothing to read.
        body = (
            _nested(_edges(tensor, options.edgeitems), meta.shape, options) if options.edgeitems else "[...]"
        )
    elif meta.numel:
        body = _nested(tensor.numpy(), meta.shape, options)
    else:
        tensor.numpy()  # nothing comes, but an error that is due is raised
        body = "[]"
    suffixes = _suffixes(meta.dtype, meta.shape, options) + past
    return _with_suffixes(_PREFIX + body, suffixes, options) + ")"


def _past(tensor: Tensor) -> list[str]:
    """Return what made the tensor, or that it requires a gradient."""
    try:
        made = tensor.grad_fn
    except GradientError:  # a view that has no place in the graph any more
        return ["grad_fn=<Invalid>"]
    if made is not None:
        return [f"grad_fn=<{made.title}>"]
    return ["requires_grad=True"] if tensor.requires_grad else []


def _edges(tensor: Tensor, edge: int) -> NDArray[Any]:
    """Return what a summary shows: of each long dimension the first and last elements, read in one go.

    Both ends of a dimension are two windows at a fixed distance, and so a view of the tensor on the server: nothing
    is copied there but the few elements that travel.
    """
    long = [dim for dim, size in enumerate(tensor.meta.shape) if size > 2 * edge]
    for dim in long:
        tensor = tensor.unfold(dim, edge, tensor.meta.shape[dim] - edge)
    values = tensor.numpy()
    # Each window's own elements stand in a dimension at the end: back to where they belong, the last one first.
    for dim in reversed(long):
        values = np.moveaxis(values, -1, dim + 1)
        values = values.reshape(*values.shape[:dim], 2 * edge, *values.shape[dim + 2 :])
    return values


def _nested(values: NDArray[Any], shape: tuple[int, ...], options: PrintOptions) -> str:
    """Return the values between their brackets; ``shape`` is the whole tensor's, ``values`` may be a summary."""
    element, width = _element_format(values, options)
    if not shape:
        return element(values.item())
    return _brackets(values, shape, len(_PREFIX), _Line(element, width, options))


@dataclass(frozen=True, slots=True)
class _Line:
    """How elements are laid out on lines."""

    element: Callable[[Any], str]
    width: int
    options: PrintOptions


def _brackets(values: NDArray[Any], shape: tuple[int, ...], indent: int, line: _Line) -> str:
    last = len(shape) == 1
    if last:
        items = [line.element(value) for value in values.tolist()]
    else:
        items = [_brackets(part, shape[1:], indent + 1, line) for part in values]
    if len(values) < shape[0]:
        items.insert(line.options.edgeitems, " ..." if last else "...")
    margin = " " * (indent + 1)
    if not last:
        return "[" + ("," + "\n" * (len(shape) - 1) + margin).join(items) + "]"
    fitting = max(1, (line.options.linewidth - indent) // (line.width + 2))
    lines = [", ".join(items[start : start + fitting]) for start in range(0, len(items), fitting)]
    return "[" + (",\n" + margin).join(lines) + "]"


def _element_format(values: NDArray[Any], options: PrintOptions) -> tuple[Callable[[Any], str], int]:
    """Return the format that all elements share, and its width."""
    if values.dtype == bfloat16.numpy:
        values = values.astype(np.float32)
    if values.dtype.kind == "c":
        return _complex_format(values, options)
    if values.dtype.kind == "f":
        return _float_format(values, options)
    width = max((len(str(value)) for value in values.reshape(-1).tolist()), default=1)
    return lambda value: str(value).rjust(width), width


def _complex_format(values: NDArray[Any], options: PrintOptions) -> tuple[Callable[[Any], str], int]:
    real, real_width = _float_format(values.real, options)
    imaginary, imaginary_width = _float_format(values.imag, options)

    def element(value: complex) -> str:
        tail = imaginary(value.imag).lstrip() + "j"
        return real(value.real) + (tail if tail[0] in "+-" else "+" + tail)

    return element, real_width + imaginary_width + 1


def _float_format(values: NDArray[Any], options: PrintOptions) -> tuple[Callable[[Any], str], int]:
    """Return the format of real numbers: whole ones as ``1.``, others with decimals or in scientific notation.

    The widest finite number that is not zero decides about the width; NaN and infinities take what they take.
    """
    precision = options.precision
    counted = values[np.isfinite(values) & (values != 0)].astype(np.float64)
    whole = bool(np.all(counted == np.ceil(counted)))
    if counted.size and _reads_better_scientific(counted, options):

        def bare(value: float) -> str:
            return f"{value:.{precision}e}"

    elif whole:

        def bare(value: float) -> str:
            return f"{value:.0f}." if math.isfinite(value) else f"{value:.0f}"

    else:

        def bare(value: float) -> str:
            return f"{value:.{precision}f}"

    width = max((len(bare(value)) for value in counted.tolist()), default=1)
    return lambda value: bare(value).rjust(width), width


def _reads_better_scientific(counted: NDArray[np.float64], options: PrintOptions) -> bool:
    if options.sci_mode is not None:
        return options.sci_mode
    magnitudes = np.abs(counted)
    least, most = float(magnitudes.min()), float(magnitudes.max())
    return most > 1e8 or least < 1e-4 or most / least > 1000.0


def _suffixes(dtype: DType, shape: tuple[int, ...], options: PrintOptions) -> list[str]:
    """Return what stands behind the values: the size where they do not show it, the dtype where they do not tell."""
    empty = 0 in shape
    suffixes = []
    if (empty and len(shape) != 1) or (not empty and not options.edgeitems):
        suffixes.append(f"size={tuple(shape)}")
    told = (DEFAULT_DTYPE,) if empty else (DEFAULT_DTYPE, complex64, int64, bool_)
    if dtype not in told:
        suffixes.append(f"dtype={dtype!r}")
    return suffixes


def _with_suffixes(text: str, suffixes: list[str], options: PrintOptions) -> str:
    """Return the text with its suffixes, each on a new line where it would not fit on the last one.

    Lines break where PyTorch's do: what counts is the width of its text, in which a dtype's name is shorter.
    """
    used = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        width = len(suffix.replace("insitu.", "torch."))
        if used + width + 2 > options.linewidth:
            text += ",\n" + " " * len(_PREFIX) + suffix
            used = len(_PREFIX) + width
        else:
            text += ", " + suffix
            used += width + 2
    return text
