"""Images, lines and volumes of other sizes: interpolation.

The one rule: what is refused is refused in the order and the words of ``torch.nn.functional.interpolate``.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import DType, uint8
from insitu_engine.errors import BadValueError, InvalidValueError, ShapeError, UnsupportedError
from insitu_engine.meta import Meta, Operand, Shape, meta
from insitu_engine.ops.images.resampling import FILTERS, Line, resampled
from insitu_engine.optable import Dims, Numbers, Out, Tensor, op
from insitu_engine.rules import refuse_unless

#: Modes that have no corners to align.
_WHOLE: Final = ("nearest", "area", "nearest-exact")
#: Modes of one number of dimensions, batch and channels included.
_DIMENSIONS: Final = {"linear": 3, "bilinear": 4, "trilinear": 5, "bicubic": 4, "lanczos": 4}
_AXES: Final = "DHW"


def lines(
    shape: Shape,
    size: Any,
    scale_factor: Any,
    mode: str,
    align_corners: bool | None,
    recompute_scale_factor: bool | None,
    antialias: bool,
) -> tuple[Line, ...]:
    """Return how each dimension after the first two is resampled; refuse what says too much or too little."""
    if align_corners is not None and mode in _WHOLE:
        raise InvalidValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    old = shape[2:]
    if size is not None and scale_factor is not None:
        raise InvalidValueError("only one of size or scale_factor should be defined")
    if size is None and scale_factor is None:
        raise InvalidValueError("either size or scale_factor should be defined")
    factors: tuple[float | None, ...] = (None,) * len(old)
    if size is not None:
        new = (size,) * len(old) if isinstance(size, int) else size
        _require_as_many(old, new, "output size", "output size of {}", "(o1, o2, ...,oK)")
        if recompute_scale_factor:
            raise InvalidValueError("recompute_scale_factor is not meaningful with an explicit size.")
    else:
        wanted = scale_factor if isinstance(scale_factor, tuple) else (scale_factor,) * len(old)
        _require_as_many(old, wanted, "scale_factor", "scale_factor of shape {}", "(s1, s2, ...,sK)")
        new = tuple(int(own * factor) for own, factor in zip(old, wanted, strict=True))
        if not recompute_scale_factor and mode != "area":
            factors = wanted
    if antialias and not (mode in FILTERS and len(shape) == 4):
        raise InvalidValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input"
        )
    return tuple(
        Line(mode, own, other, factor, bool(align_corners), antialias, image=len(old) == 2)
        for own, other, factor in zip(old, new, factors, strict=True)
    )


def _require_as_many(old: tuple[int, ...], given: tuple[Any, ...], name: str, shown: str, words: str) -> None:
    if len(given) != len(old):
        first = "Input and output" if name == "output size" else f"Input and {name}"
        raise InvalidValueError(
            f"{first} must have the same number of spatial dimensions, but got input with spatial dimensions of "
            f"{list(old)} and {shown.format(given)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and "
            f"{name} in {words} format."
        )


def _require_mode(ndim: int, mode: str, *, align_corners: bool | None, antialias: bool) -> None:
    """Refuse a mode that there is not, or not for so many dimensions."""
    wanted = _DIMENSIONS.get(mode)
    if ndim in (3, 4, 5) and (mode in _WHOLE or wanted == ndim):
        if mode == "lanczos" and align_corners:
            raise InvalidValueError("Lanczos mode does not support align_corners=True")
        if mode == "lanczos" and not antialias:
            raise InvalidValueError("Lanczos mode requires antialias=True")
        return
    if ndim in (3, 4, 5) and mode in ("linear", "bilinear", "trilinear"):
        raise UnsupportedError(f"Got {ndim}D input, but {mode} mode needs {wanted}D input")
    raise UnsupportedError(
        f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {ndim}D) for the modes: nearest | linear | bilinear "
        f"| bicubic | trilinear | lanczos | area | nearest-exact (got {mode})"
    )


def _require_sizes(given: Meta, found: tuple[Line, ...]) -> None:
    """Refuse to make something of nothing, or nothing of something."""
    old, new = ([getattr(line, name) for line in found] for name in ("size", "wanted"))
    if found[0].mode == "area":
        _require_windows(given, new)
        return
    if min(*old, *new) <= 0:
        names = _AXES[-len(found) :]
        had, has = (
            ", ".join(f"{name}: {size}" for name, size in zip(names, sizes, strict=True))
            for sizes in (old, new)
        )
        between = "and output" if len(found) == 1 else "output"
        raise ShapeError(
            f"Input and output sizes should be greater than 0, but got input ({had}) {between} ({has})"
        )
    if not math.prod(given.shape[1:]):
        raise ShapeError(
            f"Non-empty {given.ndim}D data tensor expected but got a tensor with sizes {list(given.shape)}"
        )


def _require_windows(given: Meta, new: list[int]) -> None:
    """Refuse averages of nothing; lines are images of height 1 to PyTorch."""
    name = "adaptive_avg_pool3d" if len(new) == 3 else "adaptive_avg_pool2d"
    shape, wanted = list(given.shape), new
    if len(new) == 1:
        shape, wanted = [*shape[:2], 1, shape[2]], [1, *new]
    if min(wanted) < 0:
        sizes = ", ".join(map(str, wanted))
        raise BadValueError(
            f"{name}: elements of output_size must be greater than or equal to 0 but received {{{sizes}}}"
        )
    for dim in range(2, len(shape)):
        if not shape[dim]:
            raise ShapeError(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes {shape} "
                f"with dimension {dim} being empty"
            )


#: The kernels by which PyTorch refuses a dtype, by mode: of lines, images and volumes.
_KERNELS: Final = {
    "nearest": ("compute_indices_weights_nearest", "upsample_nearest2d_channels_last"),
    "nearest-exact": ("compute_indices_weights_nearest", "upsample_nearest2d_channels_last"),
    "area": ("adaptive_avg_pool2d", "adaptive_avg_pool2d"),
    "bilinear": ("", "upsample_bilinear2d_channels_last"),
    "bicubic": ("", "compute_indices_weights_cubic"),
}


def _require_dtype(dtype: DType, mode: str, ndim: int, *, antialias: bool) -> None:
    if antialias:
        taken = dtype.is_floating_point and dtype.itemsize > 2
        refuse_unless(taken or dtype is uint8, "compute_index_ranges_weights", dtype)
        return
    flat, image = _KERNELS.get(mode, ("compute_indices_weights_linear",) * 2)
    kernel = "adaptive_avg_pool3d_cpu" if mode == "area" and ndim == 5 else image if ndim == 4 else flat
    bytes_too = mode not in ("area", "linear", "trilinear")
    refuse_unless(dtype.is_floating_point or (bytes_too and dtype is uint8), kernel, dtype)


def _interpolate_plan(
    input: Operand,
    size: Any,
    scale_factor: Any,
    mode: str,
    align_corners: bool | None,
    recompute_scale_factor: bool | None,
    antialias: bool,
) -> Computed:
    given = input.meta
    found = lines(given.shape, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias)
    _require_mode(given.ndim, mode, align_corners=align_corners, antialias=antialias)
    _require_sizes(given, found)
    _require_dtype(given.dtype, mode, given.ndim, antialias=antialias)
    return Computed((meta(given.dtype, (*given.shape[:2], *(line.wanted for line in found))),))


@op(plan=_interpolate_plan, where=("functional",))
def interpolate(
    out: Out,
    input: Tensor,
    size: Dims | None = None,
    scale_factor: float | Numbers | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Return lines (N, C, L), images (N, C, H, W) or volumes (N, C, D, H, W) with other sizes after the first two.

    The sizes are ``size``, or the input's times ``scale_factor``, rounded down; with ``recompute_scale_factor`` values are
    taken from places by the quotients of the sizes, not by the factor. Modes are "nearest", "nearest-exact" and "area" of
    any, "linear" of lines, "bilinear", "bicubic" and "lanczos" of images, "trilinear" of volumes. With ``align_corners`` the
    first and the last values stay at the ends. ``antialias`` widens the filter where images shrink.
    """
    if not out.size:
        return out
    found = lines(input.shape, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias)
    if input.dtype == np.float16:
        input = input.astype(np.float32)
    # The last dimension first: an upper one is then copied in longer runs.
    for axis, line in reversed(list(enumerate(found, 2))):
        if not line.same:
            input = resampled(input, axis, line)
    np.copyto(out, input, casting="same_kind")
    return out
