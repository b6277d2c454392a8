"""What PyTorch calls the nodes of its graph. A call has one node here; its title is that of the last one it has there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from insitu_engine.dtypes import bool_
from insitu_engine.meta import Operand
from insitu_engine.ops.layers.attention import fused
from insitu_engine.optable import Op

#: Ops that PyTorch records as others.
_RECORDED_AS: Final = {
    "adaptive_max_pool2d_with_indices": "adaptive_max_pool2d",
    "adaptive_max_pool3d_with_indices": "adaptive_max_pool3d",
    "fractional_max_pool2d_with_indices": "fractional_max_pool2d",
    "fractional_max_pool3d_with_indices": "fractional_max_pool3d",
    "lp_pool1d": "pow", "lp_pool2d": "pow", "lp_pool3d": "pow",
    "max_pool2d": "max_pool2d_with_indices", "max_pool3d": "max_pool3d_with_indices",
    "affine_grid": "affine_grid_generator", "batch_norm": "native_batch_norm", "chunk": "split", "contiguous": "clone",
    "cosine_similarity": "sum", "group_norm": "native_group_norm", "instance_norm": "view",
    "layer_norm": "native_layer_norm", "local_response_norm": "div", "narrow": "slice", "normalize": "div",
    "pairwise_distance": "norm", "rms_norm": "mul", "square": "pow", "view_as": "view",
}  # fmt: skip


#: Losses that PyTorch composes: the last step of each without a reduction. With one, that is the last step.
_COMPOSED: Final = {
    "cosine_embedding_loss": "add", "ctc_loss": "ctc_loss", "gaussian_nll_loss": "mul", "hinge_embedding_loss": "add",
    "kl_div": "sub", "l1_loss": "abs", "margin_ranking_loss": "clamp_min", "multilabel_soft_margin_loss": "div",
    "poisson_nll_loss": "sub", "triplet_margin_loss": "clamp_min",
}  # fmt: skip
#: And its "batchmean".
_LAST_STEPS: Final = {"batchmean": "div", "mean": "mean", "sum": "sum"}

#: What PyTorch makes of a product, by the numbers of dimensions.
_PRODUCTS: Final = {(1, 1): "dot", (2, 1): "mv", (2, 2): "mm"}


def _attention(args: tuple[Any, ...]) -> str:
    query, key, value = (operand.meta for operand in args[:3])
    if fused(query, key, value, args[4]):
        return "ScaledDotProductFlashAttentionForCpu"
    return "UnsafeView" if query.ndim > 2 else "Mm"


def _interpolation(args: tuple[Any, ...]) -> str:
    dims, mode, antialias = args[0].meta.ndim - 2, args[3], args[6]
    if mode == "area":
        return "Squeeze" if dims == 1 else f"AdaptiveAvgPool{dims}D"
    kind = "".join(part.capitalize() for part in mode.split("-"))
    return f"Upsample{kind}{dims}D{'Aa' if antialias else ''}"


#: Nodes whose names hang on the arguments, by op: what comes before "Backward0".
_BY_ARGUMENTS: Final[dict[str, Callable[[tuple[Any, ...]], str]]] = {
    "bilinear": lambda args: "View" if args[3] is None else "Add",
    "grid_sample": lambda args: f"GridSampler{args[0].meta.ndim - 2}D",
    "interpolate": _interpolation,
    "scaled_dot_product_attention": _attention,
}


def _convolution(ndim: int) -> Callable[[tuple[Any, ...]], str]:
    """Return from the arguments what a convolution is: of one image alone PyTorch makes a batch, and takes it away again."""
    return lambda args: "ConvolutionBackward0" if args[0].meta.ndim == ndim + 2 else "SqueezeBackward1"


def _parts(ndim: int) -> Callable[[tuple[Any, ...]], str]:
    """Return from the arguments what a mean of parts is: of one part, the mean."""
    return lambda args: (
        "MeanBackward1" if args[1] == 1 or args[1] == (1,) * ndim else f"AdaptiveAvgPool{ndim}DBackward0"
    )


#: Nodes that may come from another overload of PyTorch's, by op: from the arguments to the whole name. Rows are images of
#: height or width 1 to PyTorch's pooling, and brought back from there.
_OVERLOADED: Final[dict[str, Callable[[tuple[Any, ...]], str]]] = {
    **{f"{name}{ndim}d": _convolution(ndim) for name in ("conv", "conv_transpose") for ndim in (1, 2, 3)},
    **{f"adaptive_avg_pool{ndim}d": _parts(ndim) for ndim in (2, 3)},
    **dict.fromkeys(
        (
            "adaptive_avg_pool1d", "adaptive_max_pool1d", "adaptive_max_pool1d_with_indices", "avg_pool1d", "max_pool1d",
            "max_pool1d_with_indices", "max_unpool1d",
        ),
        lambda _: "SqueezeBackward1",
    ),
}  # fmt: skip


def name_of(op: Op, args: tuple[Any, ...]) -> str:
    """Return the name that PyTorch gives the node of a call: ``AddBackward0``."""
    name = (op.base or op).name.removesuffix("_")
    if op.name == "copy_":
        return "CopyBackwards"
    if op.name == "setitem_":
        return _name_of_assignment(*args)
    if op.name in _OVERLOADED:
        return _OVERLOADED[op.name](args)
    if op.name in _BY_ARGUMENTS:
        return f"{_BY_ARGUMENTS[op.name](args)}Backward0"
    if op.name == "getitem":
        name = last_step(args[1], args[0].meta.shape)
    elif op.name == "matmul":
        name = _PRODUCTS.get((args[0].meta.ndim, args[1].meta.ndim), name)
    elif op.name in _COMPOSED:
        name = _LAST_STEPS.get(_argument(op, args, "reduction"), _COMPOSED[op.name])
    elif op.name == "nll_loss" and args[0].meta.ndim > 2:
        name = "nll_loss_2_d"
    elif op.name in ("reshape", "flatten"):
        name = "view" if args[0].meta.contiguous else "reshape_alias"
    return f"{capitalized(_RECORDED_AS.get(name, name))}Backward0"


def _argument(op: Op, args: tuple[Any, ...], name: str) -> Any:
    """Return the argument that a parameter of this name has got."""
    return next(
        value for parameter, value in zip(op.schema.parameters, args, strict=True) if parameter.name == name
    )


def capitalized(name: str) -> str:
    """Return an op's name as PyTorch's nodes have it: ``IndexPut``, ``AvgPool2D``."""
    return name.title().replace("_", "")


def _name_of_assignment(target: Operand, index: tuple[Any, ...], value: Any) -> str:
    if shows_part(index, target.meta.shape):
        return "CopySlices"
    if any(isinstance(item, Operand) for item in index):
        return "IndexPutBackward0"
    return "CopyBackwards" if isinstance(value, Operand) else "FillBackward0"


def last_step(index: tuple[Any, ...], shape: tuple[int, ...], *, assigned: bool = False) -> str:
    """Return the op that makes the last view of a chain that stands for an index, before tensors are looked at."""
    step = "slice" if len(index) == 1 and isinstance(index[0], slice) else "alias"
    for item, size in _about(index, shape):
        if isinstance(item, bool | Operand) and not assigned:
            return "index"
        if item is None or isinstance(item, bool) or (isinstance(item, Operand) and not item.meta.shape):
            step = "unsqueeze"
        elif isinstance(item, slice):
            step = step if item.indices(size) == (0, size, 1) else "slice"
        elif item is not Ellipsis and not isinstance(item, Operand):
            step = "select"
    return step


def shows_part(index: tuple[Any, ...], shape: tuple[int, ...]) -> bool:
    """Return whether an assignment goes through a view: whether the index is more than tensors and whole slices."""
    return any(
        item.indices(size) != (0, size, 1)
        if isinstance(item, slice)
        else item is not Ellipsis and not (isinstance(item, Operand) and item.meta.shape)
        for item, size in _about(index, shape)
    )


def _about(index: tuple[Any, ...], shape: tuple[int, ...]) -> Iterator[tuple[Any, int]]:
    """Yield each item of an index with the size of the dimension that it is about."""
    taken = sum(map(_dims_taken, index))
    dim = 0
    for item in index:
        yield item, shape[dim] if dim < len(shape) else 0
        dim += len(shape) - taken if item is Ellipsis else _dims_taken(item)


def _dims_taken(item: Any) -> int:
    """Return how many dimensions an item of an index is about."""
    if item is None or item is Ellipsis or isinstance(item, bool):
        return 0
    return item.meta.ndim if isinstance(item, Operand) and item.meta.dtype is bool_ else 1
