"""Reading images at places that a grid says: the table's ops, with PyTorch's warnings about corners that are not spoken of."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from insitu._tensor import Tensor
from insitu.dispatch import call
from insitu_engine.optable import lookup

__all__ = ["affine_grid", "grid_sample"]

_GRID_SAMPLE = lookup("grid_sample")
_AFFINE_GRID = lookup("affine_grid")


def _warn_of_corners() -> None:
    text = (
        "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify "
        "align_corners=True if the old behavior is desired. See the documentation of grid_sample for details."
    )
    warnings.warn(text, stacklevel=3)


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """Return images (N, C, H, W) read at ``grid`` (N, h, w, 2), or volumes (N, C, D, H, W) at (N, d, h, w, 3).

    A place is x, y and z, from -1 to 1: of the outermost values with ``align_corners``, else of their far edges. ``mode`` is
    "nearest", "bilinear", or "bicubic" of images; ``padding_mode`` is what is beyond: "zeros", the values at the "border", or
    a "reflection". Raises InvalidValueError for another mode, ShapeError for a grid that does not fit.
    """
    result: Tensor = call(_GRID_SAMPLE, (input, grid, mode, padding_mode, align_corners))
    if align_corners is None:
        _warn_of_corners()
    return result


def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """Return the grids that affine maps ``theta`` (N, 2, 3) make of images of ``size`` (N, C, H, W): (N, H, W, 2).

    Of volumes (N, C, D, H, W) they are (N, 3, 4), and the grids (N, D, H, W, 3). Raises InvalidValueError for maps that are not.
    """
    if align_corners is None:
        _warn_of_corners()
    result: Tensor = call(_AFFINE_GRID, (theta, size, align_corners))
    if align_corners and min(result.shape[1:-1]) == 1:
        text = (
            "Since version 1.3.0, affine_grid behavior has changed for unit-size grids when align_corners=True. This is not "
            "an intended use case of affine_grid. See the documentation of affine_grid for details."
        )
        warnings.warn(text, stacklevel=2)
    return result
