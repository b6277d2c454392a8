"""What PyTorch makes of an op: the step that it records, or the last one of several, and which of that step's gradients.

The one rule: steps are facts in tables. What depends on a call's arguments asks for them by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from insitu_engine.meta import Operand
from insitu_engine.ops.layers.attention import fused
from insitu_engine.optable import Op

Given: TypeAlias = Mapping[str, Any]

#: Views of which PyTorch has copies, whose nodes have the views' names and a word behind the number.
_COPIED: Final = (
    "alias", "diagonal", "expand", "permute", "select", "split_with_sizes", "squeeze", "t", "transpose", "unbind", "unfold",
    "unsqueeze", "view",
)  # fmt: skip
#: Ops that PyTorch records as others.
_RECORDED_AS: Final = {
    "affine_grid": "affine_grid_generator", "alpha_dropout": "add", "batch_norm": "native_batch_norm",
    "broadcast_to": "expand", "chunk": "split", "column_stack": "cat", "combinations": "stack", "contiguous": "clone",
    "cosine_similarity": "sum", "cov": "squeeze", "cross": "linalg_cross", "det": "linalg_det", "diagflat": "diag_embed",
    "diff": "sub", "dropout": "mul", "dropout1d": "mul", "dropout2d": "mul", "dropout3d": "mul", "dsplit": "slice",
    "dstack": "cat", "expand_as": "expand", "feature_alpha_dropout": "add", "fliplr": "flip", "flipud": "flip",
    "float_power": "pow", "gradient": "cat", "group_norm": "native_group_norm", "hsplit": "slice", "hstack": "cat",
    "imag": "select", "instance_norm": "view", "inverse": "linalg_inv_ex", "layer_norm": "native_layer_norm",
    "linalg_cholesky": "linalg_cholesky_ex", "linalg_diagonal": "diagonal", "linalg_eigvals": "linalg_eig",
    "linalg_eigvalsh": "linalg_eigh", "linalg_lu_factor": "linalg_lu_factor_ex", "linalg_norm": "linalg_vector_norm",
    "linalg_solve": "linalg_solve_ex", "linalg_svdvals": "linalg_svd", "linalg_vander": "cat",
    "local_response_norm": "div", "logsigmoid": "log_sigmoid", "lu": "linalg_lu_factor_ex", "lu_solve": "linalg_lu_solve",
    "matrix_exp": "linalg_matrix_exp", "max_pool2d": "max_pool2d_with_indices", "movedim": "permute", "msort": "sort",
    "nanmean": "div", "nanquantile": "squeeze", "narrow": "slice", "normalize": "div",
    "orgqr": "linalg_householder_product", "outer": "mul", "pairwise_distance": "norm", "pinverse": "linalg_pinv",
    "prelu": "prelu_kernel", "qr": "linalg_qr", "quantile": "squeeze", "ravel": "view", "real": "select", "relu6": "hardtanh",
    "rms_norm": "mul", "rrelu": "rrelu_with_noise", "selu": "elu", "slogdet": "linalg_slogdet", "softmin": "softmax",
    "softsign": "div", "special_ndtr": "mul", "square": "pow", "sum_to_size": "sum", "svd": "linalg_svd",
    "take_along_dim": "gather", "tanhshrink": "sub", "tensor_split": "slice", "tensordot": "view", "tile": "repeat",
    "to": "to_copy", "unflatten": "view", "unsafe_chunk": "unsafe_split", "view_as": "view", "vsplit": "slice",
    "vstack": "cat", "kron": "unsafe_view", "linalg_tensorinv": "reshape_alias", "linalg_tensorsolve": "view",
    "unique": "unique2", "max_pool3d": "max_pool3d_with_indices", "lp_pool1d": "pow", "lp_pool2d": "pow", "lp_pool3d": "pow",
    "adaptive_avg_pool1d": "squeeze", "adaptive_max_pool1d": "squeeze", "adaptive_max_pool1d_with_indices": "squeeze",
    "avg_pool1d": "squeeze", "max_pool1d": "squeeze", "max_pool1d_with_indices": "squeeze", "max_unpool1d": "squeeze",
    "adaptive_max_pool2d_with_indices": "adaptive_max_pool2d", "adaptive_max_pool3d_with_indices": "adaptive_max_pool3d",
    "fractional_max_pool2d_with_indices": "fractional_max_pool2d",
    "fractional_max_pool3d_with_indices": "fractional_max_pool3d",
    **{f"{name}_copy": name for name in _COPIED},
}  # fmt: skip

#: Losses that PyTorch composes: the last step of each without a reduction. With one, that is the last step.
_LOSSES: Final = {
    "cosine_embedding_loss": "add", "hinge_embedding_loss": "add",
    "l1_loss": "abs", "margin_ranking_loss": "clamp_min", "multilabel_soft_margin_loss": "div",
    "triplet_margin_loss": "clamp_min",
}  # fmt: skip
_REDUCTIONS: Final = {"batchmean": "div", "mean": "mean", "sum": "sum"}
#: What PyTorch makes of a product, by the numbers of dimensions.
_PRODUCTS: Final = {(1, 1): "dot", (1, 2): "squeeze", (2, 1): "mv", (2, 2): "mm"}
#: And of a linear layer, by the input's number of dimensions: with a bias, and without.
_LAYERS: Final = {1: ("view", "squeeze"), 2: ("addmm", "mm")}


def _loss(step: str, flag: str = "", otherwise: str = "") -> Callable[[Given], str]:
    """Return which step a loss is: its reduction, or without one ``step``, ``otherwise`` where a flag is set."""
    return lambda given: _REDUCTIONS.get(given["reduction"], otherwise if flag and given[flag] else step)


def _attention(given: Given) -> str:
    query, key, value = (given[name].meta for name in ("query", "key", "value"))
    if fused(query, key, value, given["dropout_p"]):
        return "scaled_dot_product_flash_attention_for_cpu"
    return "unsafe_view" if query.ndim > 2 else "mm"


def _interpolation(given: Given) -> str:
    dims, mode = given["input"].meta.ndim - 2, given["mode"]
    if mode == "area":
        return "squeeze" if dims == 1 else f"adaptive_avg_pool{dims}d"
    return f"upsample_{mode.replace('-', '_')}{dims}d{'_aa' if given['antialias'] else ''}"


def _linear(given: Given) -> str:
    return _LAYERS.get(given["input"].meta.ndim, ("view", "unsafe_view"))[given["bias"] is None]


def _pad(given: Given) -> str:
    dims = len(given["pad"]) // 2
    return {"reflect": f"reflection_pad{dims}d", "replicate": f"replication_pad{dims}d"}.get(
        given["mode"], "constant_pad_nd"
    )


def _convolution(ndim: int) -> Callable[[Given], str]:
    """Return which step a convolution is: that of one image becomes a batch's, that of complex numbers their parts' sum."""

    def step(given: Given) -> str:
        if given["input"].meta.ndim != ndim + 2:
            return "squeeze"
        return "add" if given["input"].meta.dtype.is_complex else "convolution"

    return step


def _one_part(given: Given) -> bool:
    """Return whether a mean of parts is of one part, for which PyTorch takes the mean."""
    size = given["output_size"]
    return size == 1 or (not isinstance(size, int) and all(count == 1 for count in size))


def _parts(pool: str) -> Callable[[Given], str]:
    return lambda given: "mean" if _one_part(given) else pool


def _reshape(given: Given) -> str:
    return "view" if given["self"].meta.contiguous else "reshape_alias"


def _extreme(name: str) -> Callable[[Given], str]:
    """Return which step an extreme is: of one tensor, or of two."""
    return lambda given: f"{name}imum" if _is_tensor(given["dim"]) or given["other"] is not None else name


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Operand)


#: Ops that PyTorch records as this or that.
_STEPS: Final[dict[str, Callable[[Given], str]]] = {
    **{name: _loss(step) for name, step in _LOSSES.items()},
    **{f"{name}{ndim}d": _convolution(ndim) for name in ("conv", "conv_transpose") for ndim in (1, 2, 3)},
    **{f"adaptive_avg_pool{ndim}d": _parts(f"adaptive_avg_pool{ndim}d") for ndim in (2, 3)},
    **dict.fromkeys(("flatten", "reshape", "reshape_as"), _reshape),
    "adjoint": lambda given: "conj" if given["self"].meta.dtype.is_complex else "transpose",
    "bilinear": lambda given: "view" if given["bias"] is None else "add",
    "ctc_loss": _loss("ctc_loss", "zero_infinity", "where"),
    "diag": lambda given: "diag_embed" if given["self"].meta.ndim == 1 else "diagonal_copy",
    "div": lambda given: "div" if _is_tensor(given["self"]) else "mul",
    "gaussian_nll_loss": _loss("mul", "full", "add"),
    "grid_sample": lambda given: f"grid_sampler{given['input'].meta.ndim - 2}d",
    "interpolate": _interpolation,
    "kl_div": _loss("sub", "log_target", "mul"),
    "linear": _linear,
    "matmul": lambda given: _PRODUCTS.get((given["self"].meta.ndim, given["other"].meta.ndim), "unsafe_view"),
    "max": _extreme("max"),
    "min": _extreme("min"),
    "nll_loss": lambda given: "nll_loss2d" if given["input"].meta.ndim > 2 else "nll_loss",
    "norm": lambda given: "sum" if given["p"] == "nuc" else "linalg_vector_norm",
    "pad": _pad,
    "poisson_nll_loss": _loss("sub", "full", "add"),
    "scaled_dot_product_attention": _attention,
    "smooth_l1_loss": lambda given: (
        "smooth_l1_loss" if given["beta"] else _REDUCTIONS.get(given["reduction"], "abs")
    ),
    "split": lambda given: "split" if isinstance(given["split_size"], int) else "split_with_sizes",
    "sub": lambda given: "sub" if _is_tensor(given["self"]) else "rsub",
}


def _if_tensor(name: str) -> Callable[[Given], int]:
    return lambda given: int(_is_tensor(given[name]))


def _if_given(name: str) -> Callable[[Given], int]:
    return lambda given: int(given[name] is not None)


def _of_images(ndim: int) -> Callable[[Given], int]:
    return lambda given: int(given["input"].meta.ndim != ndim + 2)


def _power(given: Given) -> int:
    return int(_is_tensor(given["exponent"])) if _is_tensor(given["self"]) else 2


def _of_squeeze(given: Given) -> int:
    return 0 if given["dim"] is None else 1 if isinstance(given["dim"], int) else 2


def _always(number: int) -> Callable[[Given], int]:
    return lambda _: number


#: Which of PyTorch's overloads the step is, where it is not the first.
_NUMBERS: Final[dict[str, Callable[[Given], int]]] = {
    **dict.fromkeys(("mean", "median", "nanmedian", "prod", "sum"), _if_given("dim")),
    **dict.fromkeys(("max", "min"), lambda given: int(given["dim"] is None and given["other"] is None)),
    **dict.fromkeys(("float_power", "pow"), _power),
    **dict.fromkeys(("eq_", "ge_", "gt_", "le_", "lt_", "ne_"), _if_tensor("other")),
    **dict.fromkeys(
        (
            "adaptive_avg_pool1d",
            "adaptive_max_pool1d",
            "adaptive_max_pool1d_with_indices",
            "avg_pool1d",
            "max_pool1d",
            "max_pool1d_with_indices",
            "max_unpool1d",
        ),
        _always(1),
    ),
    **{f"{name}{ndim}d": _of_images(ndim) for name in ("conv", "conv_transpose") for ndim in (1, 2, 3)},
    **dict.fromkeys(("adaptive_avg_pool2d", "adaptive_avg_pool3d"), lambda given: int(_one_part(given))),
    "bernoulli_": lambda given: 1 if _is_tensor(given["p"]) else 2,
    **dict.fromkeys(("fmod", "remainder"), _if_tensor("other")),
    **dict.fromkeys(("fill", "index_fill", "masked_fill"), _if_tensor("value")),
    **dict.fromkeys(("nanquantile", "quantile"), _always(4)),
    **dict.fromkeys(("cosine_similarity", "pairwise_distance", "special_ndtr"), _always(1)),
    **dict.fromkeys(("squeeze", "squeeze_copy"), _of_squeeze),
    "clamp": lambda given: int(not _is_tensor(given["min"]) and not _is_tensor(given["max"])),
    "clamp_max": _if_tensor("max"),
    "clamp_min": _if_tensor("min"),
    "copysign": lambda given: int(not _is_tensor(given["other"])),
    "div": lambda given: 0 if given["rounding_mode"] is None else 2,
    "interpolate": lambda given: int(given["mode"] == "area" and given["input"].meta.ndim == 3),
    "lerp": _if_tensor("weight"),
    "linear": lambda given: 4 * int(given["bias"] is None and given["input"].meta.ndim == 1),
    "matmul": lambda given: 4 * int((given["self"].meta.ndim, given["other"].meta.ndim) == (1, 2)),
    "norm": lambda given: int(given["p"] == "nuc"),
    "normal": lambda given: int(_is_tensor(given["mean"])) + 2 * int(_is_tensor(given["std"])),
    "random_": lambda given: 0 if given["to"] is not False else 2 if given["from_"] is None else 1,
    "round": lambda given: int(given["decimals"] != 0),
    "scatter": lambda given: int(not _is_tensor(given["src"])),
    "sort": lambda given: int(given["stable"]),
    "sum_to_size": lambda given: int(bool(given["size"])),
}
#: By how much the number is greater in place.
_IN_PLACE: Final = {"fill": 2, "squeeze": 3} | dict.fromkeys(
    (
        "acosh", "as_strided", "asinh", "atanh", "celu", "conj_physical", "elu", "leaky_relu", "polygamma", "rrelu",
        "selu", "t", "threshold", "transpose", "unsqueeze",
    ), 1,
)  # fmt: skip


def step_of(op: Op, args: tuple[Any, ...]) -> tuple[str, int]:
    """Return the last step that PyTorch records of a call, as PyTorch names its ops, and the number of its gradient."""
    name = (op.base or op).name.removesuffix("_")
    step, number = _STEPS.get(name), _NUMBERS.get(op.name) or _NUMBERS.get(name)
    given: Given = {}
    if step is not None or number is not None:
        given = dict(zip((parameter.name for parameter in op.schema.parameters), args, strict=True))
    last = _RECORDED_AS.get(name, name) if step is None else step(given)
    return last, (0 if number is None else number(given)) + (_IN_PLACE.get(name, 0) if op.in_place else 0)


def is_copied(op: Op) -> bool:
    """Return whether the op copies what a view shows, whose node is called by the view."""
    return op.name.removesuffix("_copy") in _COPIED and op.name.endswith("_copy")
