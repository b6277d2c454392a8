"""Images and volumes read at places that a grid says, and grids of affine maps.

The one rule: a place is that of a value and its neighbours by dimension, with weights; beyond the edges there are zeros, or
places that padding moves inside. Source: ``aten/src/ATen/native/GridSampler.h``.
"""

from __future__ import annotations

import itertools
import math
from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.errors import BadValueError, DTypeError, InvalidValueError, ShapeError, UnsupportedError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.images.resampling import keys
from insitu_engine.optable import Array, Out, Size, Tensor, op
from insitu_engine.rules import refuse_unless

FUNCTIONAL: Final = ("functional",)
_MODES: Final = ("bilinear", "nearest", "bicubic")
_PADDINGS: Final = ("zeros", "border", "reflection")


def _grid_sample_plan(
    input: Operand, grid: Operand, mode: str, padding_mode: str, align_corners: bool | None
) -> Computed:
    del align_corners
    if mode not in _MODES:
        raise InvalidValueError(
            f"nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'"
        )
    if padding_mode not in _PADDINGS:
        raise InvalidValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: "
            f"'{padding_mode}'"
        )
    given, places = input.meta, grid.meta
    _require_grid(given, places)
    if given.ndim == 5 and mode == "bicubic":
        raise BadValueError("grid_sampler(): bicubic interpolation only supports 4D input")
    kernel = "grid_sampler_2d_cpu_kernel_impl" if given.ndim == 4 else "grid_sampler3d_cpu"
    refuse_unless(given.dtype.is_floating_point, kernel, given.dtype)
    if places.dtype is not given.dtype:
        raise DTypeError(f"expected scalar type {given.dtype.title} but found {places.dtype.title}")
    shape = (*given.shape[:2], *places.shape[1:-1])
    taps = {"nearest": 1, "bilinear": 2, "bicubic": 4}[mode] ** (given.ndim - 2)
    return Computed((meta(given.dtype, shape),), work=math.prod(shape) * taps)


def _require_grid(given: Meta, places: Meta) -> None:
    sizes = f"{list(given.shape)} and grid with sizes {list(places.shape)}"
    if not given.ndim or not places.ndim or given.shape[0] != places.shape[0]:
        raise ShapeError(
            f"grid_sampler(): expected grid and input to have same batch size, but got input with sizes {sizes}"
        )
    if places.shape[-1] != given.ndim - 2:
        raise ShapeError(
            f"grid_sampler(): expected grid to have size {given.ndim - 2} in last dimension, but got grid with sizes "
            f"{list(places.shape)}"
        )
    for dim in range(2, given.ndim):
        if not given.shape[dim]:
            raise ShapeError(
                "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes "
                f"{list(given.shape)} with dimension {dim} being empty"
            )
    if given.ndim not in (4, 5) or places.ndim != given.ndim:
        raise ShapeError(
            f"grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got input with sizes "
            f"{sizes}"
        )


def edges(size: int, *, align_corners: bool) -> tuple[float, float]:
    """Return between which places of a line reflection goes back and forth: its outermost values, or their far edges."""
    return (0.0, size - 1.0) if align_corners else (-0.5, size - 0.5)


def _inside(places: Array, size: int, padding_mode: str, *, align_corners: bool) -> Array:
    """Return places moved inside of a line as padding says; one that is no number to the first value."""
    if padding_mode == "zeros":
        return places
    if padding_mode == "reflection":
        low, high = edges(size, align_corners=align_corners)
        span = high - low
        if not span:
            return np.zeros_like(places)
        distance = np.abs(places - low)
        rest = np.fmod(distance, span)
        places = np.where(np.floor(distance / span) % 2 == 0, rest, span - rest) + low
    return np.clip(np.where(np.isnan(places), 0, places), 0, size - 1)


def _taps(
    grid: Array, size: int, mode: str, padding_mode: str, *, align_corners: bool
) -> list[tuple[Array, Array | float]]:
    """Return what is read along one dimension at each place of a grid, which is from -1 to 1: places and weights."""
    places = (grid + 1) / 2 * (size - 1) if align_corners else ((grid + 1) * size - 1) / 2

    def inside(values: Array) -> Array:
        return _inside(values, size, padding_mode, align_corners=align_corners)

    if mode == "bicubic":
        first = np.floor(places)
        share = places - first
        return [(inside(first + shift), keys(np.abs(share - shift), -0.75)) for shift in (-1, 0, 1, 2)]
    places = inside(places)
    if mode == "nearest":
        return [(np.rint(places), 1.0)]
    first = np.floor(places)
    return [(first, 1 - (places - first)), (first + 1, places - first)]


@op(plan=_grid_sample_plan, where=FUNCTIONAL)
def grid_sample(
    out: Out,
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """Return images (N, C, H, W) read at ``grid`` (N, h, w, 2), or volumes (N, C, D, H, W) at (N, d, h, w, 3).

    A place is x, y and z, from -1 to 1: of the outermost values with ``align_corners``, else of their far edges. ``mode`` is
    "nearest", "bilinear", or "bicubic" of images; ``padding_mode`` is what is beyond: "zeros", the values at the "border", or
    a "reflection".
    """
    if not out.size:
        return out
    dtype = np.dtype(np.float32) if out.dtype == np.float16 else out.dtype
    count, channels, *sizes = input.shape
    points = math.prod(out.shape[2:])
    values = input.reshape(count, channels, math.prod(sizes)).astype(dtype, copy=False)
    places = grid.reshape(count, points, len(sizes)).astype(dtype, copy=False)
    lines = [
        _taps(places[:, :, -1 - dim], size, mode, padding_mode, align_corners=bool(align_corners))
        for dim, size in enumerate(sizes)
    ]
    total = np.zeros((count, channels, points), dtype)
    for chosen in itertools.product(*lines):
        at: Any = np.zeros((count, points), np.int64)
        weight: Any = np.ones((count, points), dtype)
        for (place, share), size in zip(chosen, sizes, strict=True):
            weight = np.where((place >= 0) & (place < size), weight * share, 0)
            at = at * size + np.clip(np.nan_to_num(place), 0, size - 1).astype(np.int64)
        total += np.take_along_axis(values, at[:, None, :], axis=2) * weight[:, None, :].astype(
            dtype, copy=False
        )
    np.copyto(out, total.reshape(out.shape), casting="same_kind")
    return out


def _affine_grid_plan(theta: Operand, size: tuple[int, ...], align_corners: bool | None) -> Computed:
    del align_corners
    given = theta.meta
    if not given.dtype.is_floating_point:
        raise InvalidValueError(
            f"Expected theta to have floating point type, but got torch.{given.dtype.name}"
        )
    dims = len(size) - 2
    if dims not in (2, 3):
        raise UnsupportedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size "
            f"{size}."
        )
    if given.ndim != 3 or given.shape[1:] != (dims, dims + 1):
        raise InvalidValueError(
            f"Expected a batch of {dims}D affine matrices of shape Nx{dims}x{dims + 1} for size {size}. Got "
            f"torch.Size({list(given.shape)})."
        )
    if min(size) <= 0:
        raise InvalidValueError(f"Expected non-zero, positive output size. Got {size}")
    if given.shape[0] != size[0]:
        raise ShapeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{size[0]}, {dims + 1}] but got: "
            f"[{given.shape[0]}, {dims + 1}]."
        )
    return Computed((meta(given.dtype, (size[0], *size[2:], dims)),))


def corners(sizes: tuple[int, ...], *, align_corners: bool) -> Array:
    """Return the places of values (points, dimensions + 1), from -1 to 1: x first, and 1 last."""
    lines = []
    for size in sizes:
        line = np.linspace(-1, 1, size) if size > 1 else np.zeros(1)
        lines.append(line if align_corners else line * (size - 1) / size)
    places = np.meshgrid(*lines, indexing="ij")
    return np.stack([*(place.reshape(-1) for place in reversed(places)), np.ones(math.prod(sizes))], axis=-1)


@op(plan=_affine_grid_plan, where=FUNCTIONAL)
def affine_grid(out: Out, theta: Tensor, size: Size, align_corners: bool | None = None) -> Tensor:
    """Return the grids that affine maps ``theta`` (N, 2, 3) make of images of ``size`` (N, C, H, W): (N, H, W, 2).

    Of volumes (N, C, D, H, W) they are (N, 3, 4), and the grids (N, D, H, W, 3). See `grid_sample` for ``align_corners``.
    """
    places = corners(size[2:], align_corners=bool(align_corners))
    dtype = np.dtype(np.float32) if out.dtype == np.float16 else out.dtype
    grids = np.matmul(places.astype(dtype), theta.astype(dtype, copy=False).transpose(0, 2, 1))
    np.copyto(out, grids.reshape(out.shape), casting="same_kind")
    return out
