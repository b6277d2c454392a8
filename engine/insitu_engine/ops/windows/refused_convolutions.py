"""What convolutions refuse, in PyTorch's words and order.

Source: ``aten/src/ATen/native/Convolution.cpp``.
"""

from __future__ import annotations

from typing import Any, Final

from insitu_engine.dtypes import Category, int64
from insitu_engine.errors import BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Meta, Shape
from insitu_engine.ops.windows.sliding import Settings
from insitu_engine.rules import refuse_unless

#: How kernels of one and two dimensions, and of three, are called where sizes are told.
_FLAT: Final = ("height", "width")
_DEEP: Final = ("depth", "height", "width")


def refuse_shapes(
    ndim: int, given: Meta, kernel: Meta, bias: Meta | None, groups: int, settings: tuple[Any, Any, Any]
) -> None:
    """Raise what PyTorch finds wrong with shapes, strides, paddings and dilations of a convolution."""
    stride, padding, dilation = settings
    batched = _batched(ndim, given, f"conv{ndim}d")
    if given.dtype.is_complex:
        _refuse_mixed(given, kernel)
    if isinstance(padding, str):
        _refuse_named(padding, kernel, batched, groups, stride, dilation)
    _refuse_kernel(kernel, groups)
    found = Settings.of(ndim, kernel.shape[2:], stride, padding, dilation)
    found.refuse()
    _refuse_groups(kernel, batched, groups)
    size = list(kernel.shape)
    if batched[1] != kernel.shape[1] * groups:
        raise ShapeError(
            f"Given groups={groups}, weight of size {size}, expected input{list(batched)} to have "
            f"{kernel.shape[1] * groups} channels, but got {batched[1]} channels instead"
        )
    if bias is not None and bias.shape != kernel.shape[:1]:
        raise ShapeError(
            f"Given weight of size {size}, expected bias to be 1-dimensional with {size[0]} elements, but got bias of "
            f"size {list(bias.shape)} instead"
        )
    padded = [size + sum(pad) for size, pad in zip(batched[2:], found.around, strict=True)]
    reach = [spread * (taps - 1) + 1 for spread, taps in zip(found.dilation, kernel.shape[2:], strict=True)]
    if any(size < need for size, need in zip(padded, reach, strict=True)):
        raise ShapeError(
            f"Calculated padded input size per channel: ({_by(padded)}). Kernel size: ({_by(reach)}). Kernel size can't "
            "be greater than actual input size"
        )
    _refuse_nothing(batched)
    _refuse_taps(kernel.shape[2:], found.dilation)


def refuse_dtypes(ndim: int, given: Meta, kernel: Meta, bias: Meta | None, dilation: Any) -> None:
    """Raise what PyTorch finds wrong with the dtypes of a convolution."""
    if given.numel:
        spread = max(Settings.of(ndim, kernel.shape[2:], 1, 0, dilation).dilation) > 1
        name = "slow_conv_dilated<>" if spread else "compute_columns3d" if ndim == 3 else "slow_conv2d_cpu"
        whole = spread and given.dtype is not int64 and given.dtype.category is Category.INT
        refuse_unless(not whole and given.dtype.category is not Category.BOOL, name, given.dtype)
    _refuse_mixed(given, kernel)
    if bias is not None and bias.dtype is not given.dtype:
        raise DTypeError(
            f"Input type ({given.dtype.c_name}) and bias type ({bias.dtype.c_name}) should be the same"
        )


def refuse_transposed(
    ndim: int, given: Meta, kernel: Meta, bias: Meta | None, groups: int, settings: tuple[Any, Any, Any, Any]
) -> None:
    """Raise what PyTorch finds wrong with a transposed convolution."""
    batched = _batched(ndim, given, f"conv_transpose{ndim}d")
    if given.dtype.is_complex:
        _refuse_mixed(given, kernel)
    _refuse_kernel(kernel, groups)
    found = Settings.of(ndim, kernel.shape[2:], *settings)
    found.refuse()
    _refuse_groups(kernel, batched, groups)
    told = f"Given transposed=1, weight of size {list(kernel.shape)}, expected"
    if batched[1] != kernel.shape[0]:
        raise ShapeError(
            f"{told} input{list(batched)} to have {kernel.shape[0]} channels, but got {batched[1]} channels instead"
        )
    outputs = kernel.shape[1] * groups
    if bias is not None and bias.shape != (outputs,):
        raise ShapeError(
            f"{told} bias to be 1-dimensional with {outputs} elements, but got bias of size {list(bias.shape)} instead"
        )
    _refuse_nothing(batched)
    if given.numel:
        _refuse_slow(ndim, kernel, found)
    _refuse_no_results(batched, kernel, found)
    taken = given.dtype.category >= Category.FLOAT or given.dtype is int64
    refuse_unless(taken or not given.numel, f"slow_conv_transpose{max(ndim, 2)}d_out_cpu", given.dtype)
    _refuse_mixed(given, kernel)


def _batched(ndim: int, given: Meta, name: str) -> Shape:
    """Return the shape with a batch dimension; raise ShapeError where it is no images."""
    if given.ndim not in (ndim + 1, ndim + 2):
        raise ShapeError(
            f"Expected {ndim + 1}D (unbatched) or {ndim + 2}D (batched) input to {name}, but got input of size: "
            f"{list(given.shape)}"
        )
    return given.shape if given.ndim == ndim + 2 else (1, *given.shape)


def _refuse_named(
    padding: str, kernel: Meta, batched: Shape, groups: int, stride: Any, dilation: Any
) -> None:
    """Raise what PyTorch looks at first where the padding is a name."""
    if padding not in ("same", "valid"):
        raise BadValueError(f"Invalid padding string: '{padding}'")
    if padding == "valid":
        return
    _refuse_kernel(kernel, groups)
    if kernel.ndim != len(batched):
        raise ShapeError(
            f"Expected {kernel.ndim}-dimensional input for {kernel.ndim}-dimensional weight{list(kernel.shape)}, but got "
            f"{len(batched)}-dimensional input of size {list(batched)} instead"
        )
    for name, value in (("stride", stride), ("dilation", dilation)):
        if not isinstance(value, int) and len(value) not in (1, kernel.ndim - 2):
            raise BadValueError(f"{name} cannot broadcast to {kernel.ndim - 2} dimensions")
    if any(step != 1 for step in ((stride,) if isinstance(stride, int) else stride)):
        raise BadValueError("padding='same' is not supported for strided convolutions")


def _refuse_kernel(kernel: Meta, groups: int) -> None:
    if kernel.ndim < 3:
        raise ShapeError("weight should have at least three dimensions")
    if groups <= 0:
        raise BadValueError("non-positive groups is not supported")


def _refuse_groups(kernel: Meta, batched: Shape, groups: int) -> None:
    size = list(kernel.shape)
    if kernel.ndim != len(batched):
        raise ShapeError(
            f"Expected {kernel.ndim}-dimensional input for {kernel.ndim}-dimensional weight {size}, but got "
            f"{len(batched)}-dimensional input of size {list(batched)} instead"
        )
    if kernel.shape[0] < groups:
        raise ShapeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size "
            f"{size} instead"
        )
    if kernel.shape[0] % groups:
        raise ShapeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of "
            f"size [{size}] instead"
        )


def _refuse_nothing(batched: Shape) -> None:
    """Raise ShapeError for images without places, of which there are some."""
    if 0 in batched[2:] and 0 not in batched[:2]:
        shape = [*batched[:2], *[1] * (len(batched) == 3), *batched[2:]]
        raise ShapeError(
            f"Only zero batch or zero channel inputs are supported, but got input shape: {shape}"
        )


def _refuse_taps(kernel: Shape, dilation: Shape) -> None:
    """Raise for a kernel without places, or whose places are one."""
    taps, far = _as_image(kernel), _as_image(dilation)
    if 0 in taps:
        told = (
            f": {_by(taps)} (TxHxW)"
            if len(taps) == 3
            else f" kernel_height: {taps[0]} kernel_width: {taps[1]}"
        )
        if max(far) > 1:
            told = f" {list(taps)}"
        raise ShapeError(f"kernel size should be greater than zero, but got{told}")
    if 0 in far:
        raise BadValueError(f"dilation should be greater than zero, but got {list(far)}")


def _refuse_mixed(given: Meta, kernel: Meta) -> None:
    """Raise DTypeError for images and kernels of two dtypes."""
    if given.dtype is kernel.dtype:
        return
    if given.dtype.is_complex:
        one, other = (
            f"CPU{each.title}Type" if each.is_complex else f"torch.{each.title}Tensor"
            for each in (given.dtype, kernel.dtype)
        )
        raise DTypeError(f"Input type ({one}) and weight type ({other}) should be the same")
    raise DTypeError(f"expected scalar type {given.dtype.title} but found {kernel.dtype.title}")


def _refuse_slow(ndim: int, kernel: Meta, settings: Settings) -> None:
    """Raise what PyTorch's kernels of transposed convolutions refuse."""
    taps, far, step = (_as_image(each) for each in (kernel.shape[2:], settings.dilation, settings.stride))
    more = _as_image(settings.more, 0)
    words = _DEEP if ndim == 3 else _FLAT
    if 0 in taps and ndim < 3:
        raise ShapeError(
            f"kernel size should be greater than zero, but got kernel_height: {taps[0]} kernel_width: {taps[1]}"
        )
    if 0 in far:
        told = ", ".join(f"dilation_{word}: {each}" for word, each in zip(words, far, strict=True))
        raise BadValueError(f"dilation should be greater than zero, but got {told}")
    if any(add >= max(s, d) for add, s, d in zip(more, step, far, strict=True)):
        told = " ".join(
            f"{name}_{word}: {each}"
            for name, values in (("output_padding", more), ("stride", step), ("dilation", far))
            for word, each in zip(words, values, strict=True)
        )
        raise BadValueError(f"output padding must be smaller than either stride or dilation, but got {told}")
    if 0 in kernel.shape:
        shape = [*kernel.shape[:2], *taps]
        planes = "(n_output_plane x n_input_plane x kernel_depth x kernel_height x kernel_width)"
        wanted = f"5D {planes} tensor expected for weight" if ndim == 3 else "2D or 4D weight tensor expected"
        raise ShapeError(f"non-empty {wanted}, but got: {shape}")


def _refuse_no_results(batched: Shape, kernel: Meta, settings: Settings) -> None:
    """Raise ShapeError where a transposed convolution would make images without places."""
    taps, far, step = (_as_image(each) for each in (kernel.shape[2:], settings.dilation, settings.stride))
    more, sizes = _as_image(settings.more, 0), _as_image(batched[2:])
    around = _as_image(tuple(pad[0] for pad in settings.around), 0)
    made = [
        (count - 1) * s - 2 * pad + d * (tap - 1) + add + 1
        for count, s, pad, d, tap, add in zip(sizes, step, around, far, taps, more, strict=True)
    ]
    if min(made) < (0 if 0 in batched else 1):
        raise ShapeError(
            f"Given input size per channel: ({_by(sizes)}). Calculated output size per channel: ({_by(made)}). "
            "Output size is too small"
        )


def _as_image(each: Shape, missing: int = 1) -> Shape:
    """Return a number for each dimension as PyTorch's kernels see it, to which rows are images of height 1."""
    return (missing, *each) if len(each) == 1 else each


def _by(sizes: Any) -> str:
    return " x ".join(map(str, sizes))
