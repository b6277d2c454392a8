"""What insitu claims of op_db: which entries count, whether they are there or not.

The rule: what is claimed and not there counts as missing, which is not passed. Claimed are PyTorch's in-place ops, its
most used methods, `torch.special` where SciPy has the function, and whatever else insitu has.
"""

from __future__ import annotations

from types import FunctionType
from typing import Final

from torch.testing._internal.opinfo.core import OpInfo

from .callables import ours
from .worlds import MissingError, find

#: Methods by use in model code, the first 200 that apply to dense tensors without gradients and that op_db samples.
METHODS: Final = frozenset({
    "to", "view", "reshape", "transpose", "unsqueeze", "permute", "float", "expand", "sum", "contiguous",
    "flatten", "repeat", "split", "squeeze", "matmul", "sub", "log", "sqrt", "clamp", "softmax", "norm",
    "where", "chunk", "mean", "clone", "repeat_interleave", "exp", "item", "max", "cos", "sin", "sigmoid",
    "ceil", "pow", "all", "masked_fill", "unflatten", "cumsum", "bool", "gather", "long", "floor", "topk",
    "new_zeros", "prod", "unbind", "rsqrt", "argmax", "any", "masked_scatter", "add", "abs", "nonzero", "min",
    "div", "equal", "tanh", "flip", "int", "mode", "round", "expand_as", "index_select", "bmm", "log2", "std",
    "new_ones", "mul", "t", "unfold", "tile", "amax", "ne", "argsort", "gt", "tril", "new_empty", "clamp_min",
    "broadcast_to", "outer", "lgamma", "roll", "sort", "log1p", "isclose", "cumprod", "narrow", "isfinite",
    "unique", "movedim", "new_full", "eq", "var", "expm1", "log_softmax", "argmin", "square", "scatter",
    "histc", "multinomial", "triu", "diff", "sign", "reshape_as", "isinf", "logsumexp", "put", "copysign",
    "reciprocal", "quantile", "mm", "nan_to_num", "trace", "log10", "amin", "logical_and", "isnan",
    "masked_select", "lerp", "logical_not", "double", "diagonal", "dot", "digamma", "half", "select",
    "take_along_dim", "split_with_sizes", "bfloat16", "lt", "xlogy", "ge", "conj", "stft", "view_as",
    "baddbmm", "index_add", "tensor_split", "neg", "atan", "remainder", "unique_consecutive", "atan2", "le",
    "erf", "cummax", "rot90", "diag_embed", "as_strided", "bernoulli", "cross", "diag", "cholesky", "sinc",
    "logit", "median", "logical_or", "mv", "tan", "floor_divide", "bincount", "byte", "atanh", "index_copy",
    "acos", "bitwise_xor", "addcdiv", "aminmax", "addmm", "cummin", "argwhere", "clamp_max", "deg2rad",
    "count_nonzero", "index_put", "scatter_add", "addcmul",
})  # fmt: skip

#: Functions of torch.special that SciPy has.
SPECIAL: Final = frozenset({
    "airy_ai", "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "entr", "erfcx", "i0e", "i1", "i1e",
    "log_ndtr", "modified_bessel_i0", "modified_bessel_i1", "modified_bessel_k0", "modified_bessel_k1",
    "ndtr", "ndtri", "polygamma", "scaled_modified_bessel_k0", "scaled_modified_bessel_k1",
    "spherical_bessel_j0", "xlog1py", "zeta", "chebyshev_polynomial_t", "chebyshev_polynomial_u",
    "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p",
})  # fmt: skip

#: In place in PyTorch, but for tensors that are not dense.
NOT_DENSE: Final = frozenset({"sparse.sampled_addmm", "to_sparse"})


def claimed(entry: OpInfo) -> bool:
    """Return whether insitu means to do what this entry samples."""
    if entry.name in NOT_DENSE:
        return False
    wanted = entry.inplace_variant is not None or entry.name.endswith("_") or entry.name in METHODS
    return wanted or entry.name.removeprefix("special.") in SPECIAL or _is_there(entry)


def _is_there(entry: OpInfo) -> bool:
    try:
        ours(entry.op, entry.name)
    except MissingError:
        return False
    if isinstance(entry.op, FunctionType) and entry.op.__module__.startswith("torch.testing."):
        # A function of the database's own says only when it is called what it calls.
        return any(_has(path) for path in (entry.name, f"Tensor.{entry.name}"))
    return True


def _has(path: str) -> bool:
    try:
        find(path)
    except MissingError:
        return False
    return True
