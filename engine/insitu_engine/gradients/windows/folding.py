"""Gradients of patches laid out as columns, and of columns added up to images: each one's is the other."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient


def _columns(
    ops: Any, g: Any, input_meta: Any, kernel_size: Any, dilation: Any, padding: Any, stride: Any
) -> Any:
    return ops("col2im", g, input_meta.shape[-2:], kernel_size, dilation, padding, stride)


def _images(ops: Any, g: Any, kernel_size: Any, dilation: Any, padding: Any, stride: Any) -> Any:
    return ops("im2col", g, kernel_size, dilation, padding, stride)


gradient("im2col", input=_columns)
gradient("col2im", input=_images)
