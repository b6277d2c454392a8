"""Gradients of convolutions: a convolution, what is transposed to it, and what its kernels get are each other's."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.ops.windows.sliding import slides_of


def _images(
    ops: Any, g: Any, weight: Any, input_meta: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    """Return the gradient of a convolution's images: its results given back, to images of the size that they had."""
    ndim = weight.meta.ndim - 2
    sizes, counts = input_meta.shape[-ndim:], g.meta.shape[-ndim:]
    slides = slides_of(sizes, weight.meta.shape[2:], stride, padding, dilation)
    before = tuple(slide.before for slide in slides)
    made = [
        (count - 1) * slide.step - 2 * slide.before + slide.reach
        for count, slide in zip(counts, slides, strict=True)
    ]
    more = tuple(max(size - least, 0) for size, least in zip(sizes, made, strict=True))
    back = ops(f"conv_transpose{ndim}d", g, weight, None, stride, before, more, groups, dilation)
    return _cut(back, sizes)


def _cut(images: Any, sizes: tuple[int, ...]) -> Any:
    """Return the first places of images, of which there may be more."""
    if images.meta.shape[-len(sizes) :] == sizes:
        return images
    return images[(..., *(slice(size) for size in sizes))]


def _convolution(ndim: int) -> None:
    """Add the gradients of the rows for images with so many dimensions."""
    forward, back = f"conv{ndim}d", f"conv_transpose{ndim}d"
    places = tuple(range(-ndim, 0))

    def images(
        ops: Any, g: Any, weight: Any, input_meta: Any, stride: Any, padding: Any, dilation: Any, groups: int
    ) -> Any:
        return _images(ops, g, conj(weight), input_meta, stride, padding, dilation, groups)

    def weight(
        ops: Any, g: Any, input: Any, weight_meta: Any, stride: Any, padding: Any, dilation: Any, groups: int
    ) -> Any:
        return ops("conv_weight", conj(input), weight_meta.shape, g, stride, padding, dilation, groups)

    def results(
        ops: Any, g: Any, weight: Any, input_meta: Any, stride: Any, padding: Any, dilation: Any, groups: int
    ) -> Any:
        seen = ops(forward, g, conj(weight), None, stride, padding, dilation, groups)
        return _cut(seen, input_meta.shape[-ndim:])

    def weight_back(
        ops: Any, g: Any, input: Any, weight_meta: Any, stride: Any, padding: Any, dilation: Any, groups: int
    ) -> Any:
        return ops("conv_weight", g, weight_meta.shape, conj(input), stride, padding, dilation, groups)

    gradient(forward, input=images, weight=weight, bias=lambda g: g.sum(places))
    gradient(back, input=results, weight=weight_back, bias=lambda g: g.sum(places))


for _ndim in (1, 2, 3):
    _convolution(_ndim)


def _weights_images(
    ops: Any, g: Any, grad_output: Any, input_meta: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    return _images(ops, conj(grad_output), g, input_meta, stride, padding, dilation, groups)


def _weights_results(
    ops: Any, g: Any, input: Any, grad_output_meta: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Any:
    ndim = g.meta.ndim - 2
    seen = ops(f"conv{ndim}d", conj(input), g, None, stride, padding, dilation, groups)
    return _cut(seen, grad_output_meta.shape[-ndim:])


gradient("conv_weight", input=_weights_images, grad_output=_weights_results)
