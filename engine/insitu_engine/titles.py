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
    "affine_grid": "affine_grid_generator", "batch_norm": "native_batch_norm", "broadcast_to": "expand",
    "chunk": "split", "column_stack": "cat", "combinations": "stack", "contiguous": "clone",
    "cosine_similarity": "sum", "cross": "linalg_cross", "det": "linalg_det",
    "dropout": "mul", "dropout1d": "mul", "dropout2d": "mul", "dropout3d": "mul", "dsplit": "slice", "dstack": "cat",
    "expand_as": "expand", "fliplr": "flip", "flipud": "flip", "float_power": "pow", "group_norm": "native_group_norm",
    "hsplit": "slice", "hstack": "cat", "instance_norm": "view", "inverse": "linalg_inv_ex",
    "layer_norm": "native_layer_norm", "linalg_cholesky": "linalg_cholesky_ex", "linalg_diagonal": "diagonal",
    "linalg_eigvals": "linalg_eig", "linalg_eigvalsh": "linalg_eigh", "linalg_lu_factor": "linalg_lu_factor_ex",
    "linalg_norm": "linalg_vector_norm", "linalg_solve": "linalg_solve_ex", "linalg_svdvals": "linalg_svd",
    "local_response_norm": "div", "logsigmoid": "log_sigmoid", "lu": "linalg_lu_factor_ex",
    "lu_solve": "linalg_lu_solve", "matrix_exp": "linalg_matrix_exp",
    "movedim": "permute", "msort": "sort", "narrow": "slice", "norm": "linalg_vector_norm", "normalize": "div",
    "orgqr": "linalg_householder_product", "outer": "mul", "pairwise_distance": "norm", "pinverse": "linalg_pinv",
    "prelu": "prelu_kernel", "qr": "linalg_qr", "ravel": "view", "relu6": "hardtanh", "reshape_as": "view",
    "rms_norm": "mul", "rrelu": "rrelu_with_noise", "selu": "elu", "slogdet": "linalg_slogdet", "softmin": "softmax",
    "softsign": "div", "square": "pow", "svd": "linalg_svd", "take_along_dim": "gather", "tanhshrink": "sub",
    "tensor_split": "slice", "tile": "repeat", "to": "to_copy", "unflatten": "view", "unique": "unique2",
    "unsafe_chunk": "unsafe_split", "view_as": "view", "vsplit": "slice", "vstack": "cat",
}  # fmt: skip
#: Nodes that are no op's.
_TITLES: Final = {
    "copy_": "CopyBackwards",
    "fill_diagonal_": "CopySlices",
    "floor_divide": "NotImplemented",
    "heaviside": "NotImplemented",
    "set_": "NotImplemented",
}
#: What PyTorch makes of a product, by the numbers of dimensions; "unsafe_view" of others.
_PRODUCTS: Final = {(1, 1): "dot", (1, 2): "squeeze", (2, 1): "mv", (2, 2): "mm"}
#: What it makes of a linear layer, by the input's number of dimensions: with a bias, and without.
_LAYERS: Final = {1: ("view", "squeeze"), 2: ("addmm", "mm")}

#: Losses that PyTorch composes: the last step of each without a reduction. With one, that is the last step.
_COMPOSED: Final = {
    "cosine_embedding_loss": "add", "ctc_loss": "ctc_loss", "gaussian_nll_loss": "mul", "hinge_embedding_loss": "add",
    "kl_div": "sub", "l1_loss": "abs", "margin_ranking_loss": "clamp_min", "multilabel_soft_margin_loss": "div",
    "poisson_nll_loss": "sub", "triplet_margin_loss": "clamp_min",
}  # fmt: skip
#: And its "batchmean".
_LAST_STEPS: Final = {"batchmean": "div", "mean": "mean", "sum": "sum"}

Number = Callable[[tuple[Any, ...]], int]


def _tensor(at: int, there: int = 1, elsewhere: int = 0) -> Number:
    """Return which number a call has by whether the argument at a position is a tensor."""
    return lambda args: there if isinstance(args[at], Operand) else elsewhere


def _given(at: int, there: int = 1, elsewhere: int = 0) -> Number:
    """Return which number a call has by whether the argument at a position is given."""
    return lambda args: elsewhere if args[at] is None else there


def _power(args: tuple[Any, ...]) -> int:
    base, exponent = args
    return int(isinstance(exponent, Operand)) if isinstance(base, Operand) else 2


def _squeezed(args: tuple[Any, ...]) -> int:
    return 0 if args[1] is None else 2 if isinstance(args[1], tuple) else 1


#: Which of PyTorch's gradients of one op a call has, where there are several; the first elsewhere.
_NUMBERS: Final[dict[str, Number]] = {
    **dict.fromkeys(("clamp_max", "clamp_min", "fmod", "remainder"), _tensor(1)),
    **dict.fromkeys(("eq_", "ge_", "gt_", "le_", "lt_", "ne_"), _tensor(1)),
    **dict.fromkeys(("copysign", "rsub"), _tensor(1, 0, 1)),
    **dict.fromkeys(("lerp", "masked_fill"), _tensor(2)),
    **dict.fromkeys(("mean", "median", "nanmedian", "prod", "sum"), _given(1)),
    **dict.fromkeys(("max", "min"), _given(1, 0, 1)),
    **dict.fromkeys(("acosh_", "asinh_", "atanh_", "conj_physical_", "polygamma_"), lambda _: 1),
    **dict.fromkeys(("celu_", "elu_", "leaky_relu_", "rrelu_", "selu_", "threshold_"), lambda _: 1),
    **dict.fromkeys(("as_strided_", "t_", "transpose_", "unsqueeze_"), lambda _: 1),
    **dict.fromkeys(("cosine_similarity", "pairwise_distance"), lambda _: 1),
    **dict.fromkeys(("float_power", "pow"), _power),
    "bernoulli_": _tensor(1, 1, 2),
    "clamp": lambda args: int(not any(isinstance(bound, Operand) for bound in args[1:])),
    "div": _given(2, 2),
    "fill_": _tensor(1, 3, 2),
    "index_fill": _tensor(3),
    "random_": lambda args: 0 if args[2] is not False else 2 if args[1] is None else 1,
    "interpolate": lambda args: int(args[3] == "area" and args[0].meta.ndim == 3),
    "round": lambda args: int(args[1] != 0),
    "scatter": _tensor(3, 0, 1),
    "sort": lambda args: int(args[3]),
    "squeeze": _squeezed,
    "squeeze_": lambda args: 3 + _squeezed(args),
}


def _attention(args: tuple[Any, ...]) -> str:
    query, key, value = (operand.meta for operand in args[:3])
    if fused(query, key, value, args[4]):
        return "scaled_dot_product_flash_attention_for_cpu"
    return "unsafe_view" if query.ndim > 2 else "mm"


def _interpolation(args: tuple[Any, ...]) -> str:
    dims, mode, antialias = args[0].meta.ndim - 2, args[3], args[6]
    if mode == "area":
        return "squeeze" if dims == 1 else f"adaptive_avg_pool{dims}d"
    return f"upsample_{mode.replace('-', '_')}{dims}d{'_aa' if antialias else ''}"


#: What PyTorch records of an op by its arguments.
_BY_ARGUMENTS: Final[dict[str, Callable[[tuple[Any, ...]], str]]] = {
    "bilinear": lambda args: "view" if args[3] is None else "add",
    "grid_sample": lambda args: f"grid_sampler{args[0].meta.ndim - 2}d",
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
    row = (op.base or op).name
    title = _TITLES.get(row)
    if title is not None:
        return title
    if op.name == "setitem_":
        return _name_of_assignment(*args)
    if op.name in _OVERLOADED:
        return _OVERLOADED[op.name](args)
    number = _NUMBERS.get(op.name) or _NUMBERS.get(row)
    return f"{capitalized(_recorded(op, args))}Backward{0 if number is None else number(args)}"


def _recorded(op: Op, args: tuple[Any, ...]) -> str:
    """Return which op PyTorch records in the place of one, as it is called."""
    name = (op.base or op).name.removesuffix("_")
    if name in _BY_ARGUMENTS:
        return _BY_ARGUMENTS[name](args)
    if name == "getitem":
        return last_step(args[1], args[0].meta.shape)
    if name == "matmul":
        return _PRODUCTS.get((args[0].meta.ndim, args[1].meta.ndim), "unsafe_view")
    if name == "linear":
        return _LAYERS.get(args[0].meta.ndim, ("view", "unsafe_view"))[args[2] is None]
    if name in ("reshape", "flatten"):
        return "view" if args[0].meta.contiguous else "reshape_alias"
    if name in ("split", "chunk") and isinstance(args[1], tuple):
        return "split_with_sizes"
    if name in ("max", "min") and any(isinstance(other, Operand) for other in args[1:]):
        return f"{name}imum"
    if name in _COMPOSED:
        return _LAST_STEPS.get(_argument(op, args, "reduction"), _COMPOSED[name])
    if name == "nll_loss" and args[0].meta.ndim > 2:
        return "nll_loss2d"
    return _RECORDED_AS.get(name, name)


def _argument(op: Op, args: tuple[Any, ...], name: str) -> Any:
    """Return the argument that a parameter of this name has got."""
    return next(
        value for parameter, value in zip(op.schema.parameters, args, strict=True) if parameter.name == name
    )


def capitalized(name: str) -> str:
    """Return an op's name as PyTorch's nodes have it: ``IndexPut``, ``Log1P``."""
    return "".join(part.title() for part in name.split("_"))


def _name_of_assignment(target: Operand, index: tuple[Any, ...], value: Any) -> str:
    if shows_part(index, target.meta.shape):
        return "CopySlices"
    if any(isinstance(item, Operand) for item in index):
        return "IndexPutBackward0"
    return "CopyBackwards" if isinstance(value, Operand) else "FillBackward3"


def part_written(op: Op, args: tuple[Any, ...]) -> str:
    """Return the op that makes the view through which a call writes a part of its first argument, "" where none does."""
    if op.name == "fill_diagonal_":
        return "as_strided"
    shape = args[0].meta.shape
    if op.name != "setitem_" or not shows_part(args[1], shape):
        return ""
    return last_step(args[1], shape, assigned=True)


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
