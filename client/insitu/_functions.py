# Written by tools/generate_client.py from the op table: do not edit, run `make generate`.
"""Functions of `insitu` that are ops of the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu.dispatch import call
from insitu_engine.dtypes import DType
from insitu_engine.optable import lookup

if TYPE_CHECKING:
    from insitu._tensor import Tensor

Number: TypeAlias = complex


__all__ = [
    "abs",
    "abs_",
    "absolute",
    "absolute_",
    "acos",
    "acos_",
    "acosh",
    "acosh_",
    "add",
    "add_",
    "addcdiv",
    "addcdiv_",
    "addcmul",
    "addcmul_",
    "addmm",
    "addmm_",
    "addmv",
    "addmv_",
    "all",
    "amax",
    "amin",
    "any",
    "arange",
    "arccos",
    "arccos_",
    "arccosh",
    "arccosh_",
    "arcsin",
    "arcsin_",
    "arcsinh",
    "arcsinh_",
    "arctan",
    "arctan2",
    "arctan2_",
    "arctan_",
    "arctanh",
    "arctanh_",
    "argmax",
    "argmin",
    "argsort",
    "asin",
    "asin_",
    "asinh",
    "asinh_",
    "atan",
    "atan2",
    "atan2_",
    "atan_",
    "atanh",
    "atanh_",
    "baddbmm",
    "baddbmm_",
    "bernoulli",
    "bitwise_and",
    "bitwise_and_",
    "bitwise_left_shift",
    "bitwise_left_shift_",
    "bitwise_not",
    "bitwise_not_",
    "bitwise_or",
    "bitwise_or_",
    "bitwise_right_shift",
    "bitwise_right_shift_",
    "bitwise_xor",
    "bitwise_xor_",
    "bmm",
    "broadcast_to",
    "cat",
    "ceil",
    "ceil_",
    "celu",
    "celu_",
    "chunk",
    "clamp",
    "clamp_",
    "clamp_max",
    "clamp_max_",
    "clamp_min",
    "clamp_min_",
    "clip",
    "clip_",
    "clone",
    "concat",
    "concatenate",
    "conj",
    "conj_physical",
    "conj_physical_",
    "copysign",
    "copysign_",
    "cos",
    "cos_",
    "cosh",
    "cosh_",
    "count_nonzero",
    "cumprod",
    "cumprod_",
    "cumsum",
    "cumsum_",
    "deg2rad",
    "deg2rad_",
    "detach",
    "diagonal",
    "digamma",
    "digamma_",
    "div",
    "div_",
    "divide",
    "divide_",
    "dot",
    "empty",
    "empty_like",
    "eq",
    "eq_",
    "erf",
    "erf_",
    "erfc",
    "erfc_",
    "erfinv",
    "erfinv_",
    "exp",
    "exp2",
    "exp2_",
    "exp_",
    "expand",
    "expand_as",
    "expm1",
    "expm1_",
    "eye",
    "fix",
    "fix_",
    "flatten",
    "flip",
    "float_power",
    "floor",
    "floor_",
    "floor_divide",
    "floor_divide_",
    "fmax",
    "fmin",
    "fmod",
    "fmod_",
    "frac",
    "frac_",
    "full",
    "full_like",
    "gather",
    "ge",
    "ge_",
    "ger",
    "greater",
    "greater_",
    "greater_equal",
    "greater_equal_",
    "gt",
    "gt_",
    "hypot",
    "hypot_",
    "i0",
    "i0_",
    "index_add",
    "index_add_",
    "index_copy",
    "index_copy_",
    "index_fill",
    "index_fill_",
    "index_put",
    "index_put_",
    "index_select",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "isreal",
    "le",
    "le_",
    "lerp",
    "lerp_",
    "less",
    "less_",
    "less_equal",
    "less_equal_",
    "lgamma",
    "lgamma_",
    "linspace",
    "log",
    "log1p",
    "log1p_",
    "log2",
    "log2_",
    "log10",
    "log10_",
    "log_",
    "log_softmax",
    "logaddexp",
    "logical_and",
    "logical_and_",
    "logical_not",
    "logical_not_",
    "logical_or",
    "logical_or_",
    "logical_xor",
    "logical_xor_",
    "logit",
    "logit_",
    "logsumexp",
    "lt",
    "lt_",
    "masked_fill",
    "masked_fill_",
    "masked_select",
    "matmul",
    "max",
    "maximum",
    "mean",
    "min",
    "minimum",
    "mm",
    "moveaxis",
    "movedim",
    "mul",
    "mul_",
    "multiply",
    "multiply_",
    "mv",
    "nan_to_num",
    "nan_to_num_",
    "narrow",
    "ne",
    "ne_",
    "neg",
    "neg_",
    "negative",
    "negative_",
    "nonzero",
    "norm",
    "normal",
    "not_equal",
    "not_equal_",
    "ones",
    "ones_like",
    "outer",
    "permute",
    "positive",
    "pow",
    "pow_",
    "prod",
    "rad2deg",
    "rad2deg_",
    "rand",
    "rand_like",
    "randn",
    "randn_like",
    "randperm",
    "ravel",
    "reciprocal",
    "reciprocal_",
    "relu",
    "relu_",
    "remainder",
    "remainder_",
    "repeat_interleave",
    "reshape",
    "reshape_as",
    "roll",
    "round",
    "round_",
    "rsqrt",
    "rsqrt_",
    "rsub",
    "scatter",
    "scatter_",
    "scatter_add",
    "scatter_add_",
    "select",
    "selu",
    "selu_",
    "sgn",
    "sgn_",
    "sigmoid",
    "sigmoid_",
    "sign",
    "sign_",
    "signbit",
    "sin",
    "sin_",
    "sinc",
    "sinc_",
    "sinh",
    "sinh_",
    "softmax",
    "sort",
    "split",
    "sqrt",
    "sqrt_",
    "square",
    "square_",
    "squeeze",
    "squeeze_",
    "stack",
    "std",
    "sub",
    "sub_",
    "subtract",
    "subtract_",
    "sum",
    "swapaxes",
    "swapaxes_",
    "swapdims",
    "swapdims_",
    "t",
    "t_",
    "take_along_dim",
    "tan",
    "tan_",
    "tanh",
    "tanh_",
    "tile",
    "topk",
    "transpose",
    "transpose_",
    "tril",
    "tril_",
    "triu",
    "triu_",
    "true_divide",
    "true_divide_",
    "trunc",
    "trunc_",
    "unbind",
    "unflatten",
    "unfold",
    "unsqueeze",
    "unsqueeze_",
    "var",
    "view",
    "view_as",
    "where",
    "xlogy",
    "xlogy_",
    "zeros",
    "zeros_like",
]


def spread(items: tuple[Any, ...]) -> Any:
    """Return ``view(2, 3)`` and ``view((2, 3))`` alike as a tuple."""
    if len(items) == 1 and (items[0] is None or isinstance(items[0], tuple | list)):
        return items[0]
    return items


_OP_abs = lookup("abs")
_OP_abs_ = lookup("abs_")
_OP_acos = lookup("acos")
_OP_acos_ = lookup("acos_")
_OP_acosh = lookup("acosh")
_OP_acosh_ = lookup("acosh_")
_OP_add = lookup("add")
_OP_add_ = lookup("add_")
_OP_addcdiv = lookup("addcdiv")
_OP_addcdiv_ = lookup("addcdiv_")
_OP_addcmul = lookup("addcmul")
_OP_addcmul_ = lookup("addcmul_")
_OP_addmm = lookup("addmm")
_OP_addmm_ = lookup("addmm_")
_OP_addmv = lookup("addmv")
_OP_addmv_ = lookup("addmv_")
_OP_all = lookup("all")
_OP_amax = lookup("amax")
_OP_amin = lookup("amin")
_OP_any = lookup("any")
_OP_arange = lookup("arange")
_OP_argmax = lookup("argmax")
_OP_argmin = lookup("argmin")
_OP_argsort = lookup("argsort")
_OP_asin = lookup("asin")
_OP_asin_ = lookup("asin_")
_OP_asinh = lookup("asinh")
_OP_asinh_ = lookup("asinh_")
_OP_atan = lookup("atan")
_OP_atan2 = lookup("atan2")
_OP_atan2_ = lookup("atan2_")
_OP_atan_ = lookup("atan_")
_OP_atanh = lookup("atanh")
_OP_atanh_ = lookup("atanh_")
_OP_baddbmm = lookup("baddbmm")
_OP_baddbmm_ = lookup("baddbmm_")
_OP_bernoulli = lookup("bernoulli")
_OP_bitwise_and = lookup("bitwise_and")
_OP_bitwise_and_ = lookup("bitwise_and_")
_OP_bitwise_left_shift = lookup("bitwise_left_shift")
_OP_bitwise_left_shift_ = lookup("bitwise_left_shift_")
_OP_bitwise_not = lookup("bitwise_not")
_OP_bitwise_not_ = lookup("bitwise_not_")
_OP_bitwise_or = lookup("bitwise_or")
_OP_bitwise_or_ = lookup("bitwise_or_")
_OP_bitwise_right_shift = lookup("bitwise_right_shift")
_OP_bitwise_right_shift_ = lookup("bitwise_right_shift_")
_OP_bitwise_xor = lookup("bitwise_xor")
_OP_bitwise_xor_ = lookup("bitwise_xor_")
_OP_bmm = lookup("bmm")
_OP_broadcast_to = lookup("broadcast_to")
_OP_cat = lookup("cat")
_OP_ceil = lookup("ceil")
_OP_ceil_ = lookup("ceil_")
_OP_celu = lookup("celu")
_OP_celu_ = lookup("celu_")
_OP_chunk = lookup("chunk")
_OP_clamp = lookup("clamp")
_OP_clamp_ = lookup("clamp_")
_OP_clamp_max = lookup("clamp_max")
_OP_clamp_max_ = lookup("clamp_max_")
_OP_clamp_min = lookup("clamp_min")
_OP_clamp_min_ = lookup("clamp_min_")
_OP_clone = lookup("clone")
_OP_conj = lookup("conj")
_OP_conj_physical = lookup("conj_physical")
_OP_conj_physical_ = lookup("conj_physical_")
_OP_copysign = lookup("copysign")
_OP_copysign_ = lookup("copysign_")
_OP_cos = lookup("cos")
_OP_cos_ = lookup("cos_")
_OP_cosh = lookup("cosh")
_OP_cosh_ = lookup("cosh_")
_OP_count_nonzero = lookup("count_nonzero")
_OP_cumprod = lookup("cumprod")
_OP_cumprod_ = lookup("cumprod_")
_OP_cumsum = lookup("cumsum")
_OP_cumsum_ = lookup("cumsum_")
_OP_deg2rad = lookup("deg2rad")
_OP_deg2rad_ = lookup("deg2rad_")
_OP_detach = lookup("detach")
_OP_diagonal = lookup("diagonal")
_OP_digamma = lookup("digamma")
_OP_digamma_ = lookup("digamma_")
_OP_div = lookup("div")
_OP_div_ = lookup("div_")
_OP_dot = lookup("dot")
_OP_empty = lookup("empty")
_OP_empty_like = lookup("empty_like")
_OP_eq = lookup("eq")
_OP_eq_ = lookup("eq_")
_OP_erf = lookup("erf")
_OP_erf_ = lookup("erf_")
_OP_erfc = lookup("erfc")
_OP_erfc_ = lookup("erfc_")
_OP_erfinv = lookup("erfinv")
_OP_erfinv_ = lookup("erfinv_")
_OP_exp = lookup("exp")
_OP_exp2 = lookup("exp2")
_OP_exp2_ = lookup("exp2_")
_OP_exp_ = lookup("exp_")
_OP_expand = lookup("expand")
_OP_expand_as = lookup("expand_as")
_OP_expm1 = lookup("expm1")
_OP_expm1_ = lookup("expm1_")
_OP_eye = lookup("eye")
_OP_flatten = lookup("flatten")
_OP_flip = lookup("flip")
_OP_float_power = lookup("float_power")
_OP_floor = lookup("floor")
_OP_floor_ = lookup("floor_")
_OP_floor_divide = lookup("floor_divide")
_OP_floor_divide_ = lookup("floor_divide_")
_OP_fmax = lookup("fmax")
_OP_fmin = lookup("fmin")
_OP_fmod = lookup("fmod")
_OP_fmod_ = lookup("fmod_")
_OP_frac = lookup("frac")
_OP_frac_ = lookup("frac_")
_OP_full = lookup("full")
_OP_full_like = lookup("full_like")
_OP_gather = lookup("gather")
_OP_ge = lookup("ge")
_OP_ge_ = lookup("ge_")
_OP_gt = lookup("gt")
_OP_gt_ = lookup("gt_")
_OP_hypot = lookup("hypot")
_OP_hypot_ = lookup("hypot_")
_OP_i0 = lookup("i0")
_OP_i0_ = lookup("i0_")
_OP_index_add = lookup("index_add")
_OP_index_add_ = lookup("index_add_")
_OP_index_copy = lookup("index_copy")
_OP_index_copy_ = lookup("index_copy_")
_OP_index_fill = lookup("index_fill")
_OP_index_fill_ = lookup("index_fill_")
_OP_index_put = lookup("index_put")
_OP_index_put_ = lookup("index_put_")
_OP_index_select = lookup("index_select")
_OP_isclose = lookup("isclose")
_OP_isfinite = lookup("isfinite")
_OP_isinf = lookup("isinf")
_OP_isnan = lookup("isnan")
_OP_isneginf = lookup("isneginf")
_OP_isposinf = lookup("isposinf")
_OP_isreal = lookup("isreal")
_OP_le = lookup("le")
_OP_le_ = lookup("le_")
_OP_lerp = lookup("lerp")
_OP_lerp_ = lookup("lerp_")
_OP_lgamma = lookup("lgamma")
_OP_lgamma_ = lookup("lgamma_")
_OP_linspace = lookup("linspace")
_OP_log = lookup("log")
_OP_log10 = lookup("log10")
_OP_log10_ = lookup("log10_")
_OP_log1p = lookup("log1p")
_OP_log1p_ = lookup("log1p_")
_OP_log2 = lookup("log2")
_OP_log2_ = lookup("log2_")
_OP_log_ = lookup("log_")
_OP_log_softmax = lookup("log_softmax")
_OP_logaddexp = lookup("logaddexp")
_OP_logical_and = lookup("logical_and")
_OP_logical_and_ = lookup("logical_and_")
_OP_logical_not = lookup("logical_not")
_OP_logical_not_ = lookup("logical_not_")
_OP_logical_or = lookup("logical_or")
_OP_logical_or_ = lookup("logical_or_")
_OP_logical_xor = lookup("logical_xor")
_OP_logical_xor_ = lookup("logical_xor_")
_OP_logit = lookup("logit")
_OP_logit_ = lookup("logit_")
_OP_logsumexp = lookup("logsumexp")
_OP_lt = lookup("lt")
_OP_lt_ = lookup("lt_")
_OP_masked_fill = lookup("masked_fill")
_OP_masked_fill_ = lookup("masked_fill_")
_OP_masked_select = lookup("masked_select")
_OP_matmul = lookup("matmul")
_OP_max = lookup("max")
_OP_maximum = lookup("maximum")
_OP_mean = lookup("mean")
_OP_min = lookup("min")
_OP_minimum = lookup("minimum")
_OP_mm = lookup("mm")
_OP_movedim = lookup("movedim")
_OP_mul = lookup("mul")
_OP_mul_ = lookup("mul_")
_OP_mv = lookup("mv")
_OP_nan_to_num = lookup("nan_to_num")
_OP_nan_to_num_ = lookup("nan_to_num_")
_OP_narrow = lookup("narrow")
_OP_ne = lookup("ne")
_OP_ne_ = lookup("ne_")
_OP_neg = lookup("neg")
_OP_neg_ = lookup("neg_")
_OP_nonzero = lookup("nonzero")
_OP_norm = lookup("norm")
_OP_normal = lookup("normal")
_OP_ones = lookup("ones")
_OP_ones_like = lookup("ones_like")
_OP_outer = lookup("outer")
_OP_permute = lookup("permute")
_OP_positive = lookup("positive")
_OP_pow = lookup("pow")
_OP_pow_ = lookup("pow_")
_OP_prod = lookup("prod")
_OP_rad2deg = lookup("rad2deg")
_OP_rad2deg_ = lookup("rad2deg_")
_OP_rand = lookup("rand")
_OP_rand_like = lookup("rand_like")
_OP_randn = lookup("randn")
_OP_randn_like = lookup("randn_like")
_OP_randperm = lookup("randperm")
_OP_ravel = lookup("ravel")
_OP_reciprocal = lookup("reciprocal")
_OP_reciprocal_ = lookup("reciprocal_")
_OP_relu = lookup("relu")
_OP_relu_ = lookup("relu_")
_OP_remainder = lookup("remainder")
_OP_remainder_ = lookup("remainder_")
_OP_repeat_interleave = lookup("repeat_interleave")
_OP_reshape = lookup("reshape")
_OP_reshape_as = lookup("reshape_as")
_OP_roll = lookup("roll")
_OP_round = lookup("round")
_OP_round_ = lookup("round_")
_OP_rsqrt = lookup("rsqrt")
_OP_rsqrt_ = lookup("rsqrt_")
_OP_rsub = lookup("rsub")
_OP_scatter = lookup("scatter")
_OP_scatter_ = lookup("scatter_")
_OP_scatter_add = lookup("scatter_add")
_OP_scatter_add_ = lookup("scatter_add_")
_OP_select = lookup("select")
_OP_selu = lookup("selu")
_OP_selu_ = lookup("selu_")
_OP_sgn = lookup("sgn")
_OP_sgn_ = lookup("sgn_")
_OP_sigmoid = lookup("sigmoid")
_OP_sigmoid_ = lookup("sigmoid_")
_OP_sign = lookup("sign")
_OP_sign_ = lookup("sign_")
_OP_signbit = lookup("signbit")
_OP_sin = lookup("sin")
_OP_sin_ = lookup("sin_")
_OP_sinc = lookup("sinc")
_OP_sinc_ = lookup("sinc_")
_OP_sinh = lookup("sinh")
_OP_sinh_ = lookup("sinh_")
_OP_softmax = lookup("softmax")
_OP_sort = lookup("sort")
_OP_split = lookup("split")
_OP_sqrt = lookup("sqrt")
_OP_sqrt_ = lookup("sqrt_")
_OP_square = lookup("square")
_OP_square_ = lookup("square_")
_OP_squeeze = lookup("squeeze")
_OP_squeeze_ = lookup("squeeze_")
_OP_stack = lookup("stack")
_OP_std = lookup("std")
_OP_sub = lookup("sub")
_OP_sub_ = lookup("sub_")
_OP_sum = lookup("sum")
_OP_t = lookup("t")
_OP_t_ = lookup("t_")
_OP_take_along_dim = lookup("take_along_dim")
_OP_tan = lookup("tan")
_OP_tan_ = lookup("tan_")
_OP_tanh = lookup("tanh")
_OP_tanh_ = lookup("tanh_")
_OP_tile = lookup("tile")
_OP_topk = lookup("topk")
_OP_transpose = lookup("transpose")
_OP_transpose_ = lookup("transpose_")
_OP_tril = lookup("tril")
_OP_tril_ = lookup("tril_")
_OP_triu = lookup("triu")
_OP_triu_ = lookup("triu_")
_OP_trunc = lookup("trunc")
_OP_trunc_ = lookup("trunc_")
_OP_unbind = lookup("unbind")
_OP_unflatten = lookup("unflatten")
_OP_unfold = lookup("unfold")
_OP_unsqueeze = lookup("unsqueeze")
_OP_unsqueeze_ = lookup("unsqueeze_")
_OP_var = lookup("var")
_OP_view = lookup("view")
_OP_view_as = lookup("view_as")
_OP_where = lookup("where")
_OP_xlogy = lookup("xlogy")
_OP_xlogy_ = lookup("xlogy_")
_OP_zeros = lookup("zeros")
_OP_zeros_like = lookup("zeros_like")


def abs(input: Tensor) -> Tensor:
    """Return the absolute value of each element, real for complex ones."""
    result: Tensor = call(_OP_abs, (input,))
    return result


def absolute(input: Tensor) -> Tensor:
    """Alias of `abs`."""
    result: Tensor = call(_OP_abs, (input,))
    return result


def abs_(input: Tensor) -> Tensor:
    """In place: take the absolute value of each element; refuse complex ones, whose result is real."""
    result: Tensor = call(_OP_abs_, (input,))
    return result


def absolute_(input: Tensor) -> Tensor:
    """Alias of `abs_`."""
    result: Tensor = call(_OP_abs_, (input,))
    return result


def acos(input: Tensor) -> Tensor:
    """Return the angle in radians whose cosine is each element."""
    result: Tensor = call(_OP_acos, (input,))
    return result


def arccos(input: Tensor) -> Tensor:
    """Alias of `acos`."""
    result: Tensor = call(_OP_acos, (input,))
    return result


def acos_(input: Tensor) -> Tensor:
    """In place: return the angle in radians whose cosine is each element."""
    result: Tensor = call(_OP_acos_, (input,))
    return result


def arccos_(input: Tensor) -> Tensor:
    """Alias of `acos_`."""
    result: Tensor = call(_OP_acos_, (input,))
    return result


def acosh(input: Tensor) -> Tensor:
    """Return the inverse hyperbolic cosine of each element."""
    result: Tensor = call(_OP_acosh, (input,))
    return result


def arccosh(input: Tensor) -> Tensor:
    """Alias of `acosh`."""
    result: Tensor = call(_OP_acosh, (input,))
    return result


def acosh_(input: Tensor) -> Tensor:
    """In place: return the inverse hyperbolic cosine of each element."""
    result: Tensor = call(_OP_acosh_, (input,))
    return result


def arccosh_(input: Tensor) -> Tensor:
    """Alias of `acosh_`."""
    result: Tensor = call(_OP_acosh_, (input,))
    return result


def add(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """Return ``self + alpha * other``, broadcast to a common shape."""
    result: Tensor = call(_OP_add, (input, other, alpha))
    return result


def add_(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """In place: return ``self + alpha * other``, broadcast to a common shape."""
    result: Tensor = call(_OP_add_, (input, other, alpha))
    return result


def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """Return ``self + value * tensor1 / tensor2``, broadcast to a common shape."""
    result: Tensor = call(_OP_addcdiv, (input, tensor1, tensor2, value))
    return result


def addcdiv_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """In place: return ``self + value * tensor1 / tensor2``, broadcast to a common shape."""
    result: Tensor = call(_OP_addcdiv_, (input, tensor1, tensor2, value))
    return result


def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """Return ``self + value * tensor1 * tensor2``, broadcast to a common shape."""
    result: Tensor = call(_OP_addcmul, (input, tensor1, tensor2, value))
    return result


def addcmul_(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """In place: return ``self + value * tensor1 * tensor2``, broadcast to a common shape."""
    result: Tensor = call(_OP_addcmul_, (input, tensor1, tensor2, value))
    return result


def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """Return ``beta * self + alpha * (mat1 @ mat2)``; with ``beta=0`` the values of ``self`` are not looked at."""
    result: Tensor = call(_OP_addmm, (input, mat1, mat2, beta, alpha))
    return result


def addmm_(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """In place: return ``beta * self + alpha * (mat1 @ mat2)``; with ``beta=0`` the values of ``self`` are not looked at."""
    result: Tensor = call(_OP_addmm_, (input, mat1, mat2, beta, alpha))
    return result


def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """Return ``beta * self + alpha * (mat @ vec)``; with ``beta=0`` the values of ``self`` are not looked at."""
    result: Tensor = call(_OP_addmv, (input, mat, vec, beta, alpha))
    return result


def addmv_(input: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """In place: return ``beta * self + alpha * (mat @ vec)``; with ``beta=0`` the values of ``self`` are not looked at."""
    result: Tensor = call(_OP_addmv_, (input, mat, vec, beta, alpha))
    return result


def all(input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
    """Return whether no element over the given dimensions, or of all, is zero; uint8 stays uint8."""
    result: Tensor = call(_OP_all, (input, dim, keepdim))
    return result


def amax(input: Tensor, dim: int | Sequence[int] = (), keepdim: bool = False) -> Tensor:
    """Return the largest element over the given dimensions, or over all; nan wins."""
    result: Tensor = call(_OP_amax, (input, dim, keepdim))
    return result


def amin(input: Tensor, dim: int | Sequence[int] = (), keepdim: bool = False) -> Tensor:
    """Return the smallest element over the given dimensions, or over all; nan wins."""
    result: Tensor = call(_OP_amin, (input, dim, keepdim))
    return result


def any(input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
    """Return whether any element over the given dimensions, or of all, is not zero; uint8 stays uint8."""
    result: Tensor = call(_OP_any, (input, dim, keepdim))
    return result


def arange(
    start: Number = 0, end: Number | None = None, step: Number = 1, *, dtype: DType | None = None
) -> Tensor:
    """Return the numbers from ``start`` to before ``end`` by ``step``; from 0 to before the first where it is alone.

    Integers give int64 and floats float32, unless a dtype is given.
    """
    result: Tensor = call(_OP_arange, (start, end, step, dtype))
    return result


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Return the index of the largest element along a dimension, or in the flattened tensor; the first of several."""
    result: Tensor = call(_OP_argmax, (input, dim, keepdim))
    return result


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Return the index of the smallest element along a dimension, or in the flattened tensor; the first of several."""
    result: Tensor = call(_OP_argmin, (input, dim, keepdim))
    return result


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """Return the indices that sort the entries along a dimension; the order is always stable."""
    result: Tensor = call(_OP_argsort, (input, dim, descending, stable))
    return result


def asin(input: Tensor) -> Tensor:
    """Return the angle in radians whose sine is each element."""
    result: Tensor = call(_OP_asin, (input,))
    return result


def arcsin(input: Tensor) -> Tensor:
    """Alias of `asin`."""
    result: Tensor = call(_OP_asin, (input,))
    return result


def asin_(input: Tensor) -> Tensor:
    """In place: return the angle in radians whose sine is each element."""
    result: Tensor = call(_OP_asin_, (input,))
    return result


def arcsin_(input: Tensor) -> Tensor:
    """Alias of `asin_`."""
    result: Tensor = call(_OP_asin_, (input,))
    return result


def asinh(input: Tensor) -> Tensor:
    """Return the inverse hyperbolic sine of each element."""
    result: Tensor = call(_OP_asinh, (input,))
    return result


def arcsinh(input: Tensor) -> Tensor:
    """Alias of `asinh`."""
    result: Tensor = call(_OP_asinh, (input,))
    return result


def asinh_(input: Tensor) -> Tensor:
    """In place: return the inverse hyperbolic sine of each element."""
    result: Tensor = call(_OP_asinh_, (input,))
    return result


def arcsinh_(input: Tensor) -> Tensor:
    """Alias of `asinh_`."""
    result: Tensor = call(_OP_asinh_, (input,))
    return result


def atan(input: Tensor) -> Tensor:
    """Return the angle in radians whose tangent is each element."""
    result: Tensor = call(_OP_atan, (input,))
    return result


def arctan(input: Tensor) -> Tensor:
    """Alias of `atan`."""
    result: Tensor = call(_OP_atan, (input,))
    return result


def atan2(input: Tensor, other: Tensor) -> Tensor:
    """Return the angle in radians between the x axis and the point (x=``other``, y=``self``)."""
    result: Tensor = call(_OP_atan2, (input, other))
    return result


def arctan2(input: Tensor, other: Tensor) -> Tensor:
    """Alias of `atan2`."""
    result: Tensor = call(_OP_atan2, (input, other))
    return result


def atan2_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return the angle in radians between the x axis and the point (x=``other``, y=``self``)."""
    result: Tensor = call(_OP_atan2_, (input, other))
    return result


def arctan2_(input: Tensor, other: Tensor) -> Tensor:
    """Alias of `atan2_`."""
    result: Tensor = call(_OP_atan2_, (input, other))
    return result


def atan_(input: Tensor) -> Tensor:
    """In place: return the angle in radians whose tangent is each element."""
    result: Tensor = call(_OP_atan_, (input,))
    return result


def arctan_(input: Tensor) -> Tensor:
    """Alias of `atan_`."""
    result: Tensor = call(_OP_atan_, (input,))
    return result


def atanh(input: Tensor) -> Tensor:
    """Return the inverse hyperbolic tangent of each element."""
    result: Tensor = call(_OP_atanh, (input,))
    return result


def arctanh(input: Tensor) -> Tensor:
    """Alias of `atanh`."""
    result: Tensor = call(_OP_atanh, (input,))
    return result


def atanh_(input: Tensor) -> Tensor:
    """In place: return the inverse hyperbolic tangent of each element."""
    result: Tensor = call(_OP_atanh_, (input,))
    return result


def arctanh_(input: Tensor) -> Tensor:
    """Alias of `atanh_`."""
    result: Tensor = call(_OP_atanh_, (input,))
    return result


def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """Return ``beta * self + alpha * (batch1 @ batch2)`` matrix by matrix."""
    result: Tensor = call(_OP_baddbmm, (input, batch1, batch2, beta, alpha))
    return result


def baddbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """In place: return ``beta * self + alpha * (batch1 @ batch2)`` matrix by matrix."""
    result: Tensor = call(_OP_baddbmm_, (input, batch1, batch2, beta, alpha))
    return result


def bernoulli(input: Tensor, p: float | None = None) -> Tensor:
    """Return 1 or 0 for each element, 1 with the probability that the element says, or ``p`` where it is given."""
    result: Tensor = call(_OP_bernoulli, (input, p))
    return result


def bitwise_and(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return the AND of the bits of integers, or of truth values."""
    result: Tensor = call(_OP_bitwise_and, (input, other))
    return result


def bitwise_and_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return the AND of the bits of integers, or of truth values."""
    result: Tensor = call(_OP_bitwise_and_, (input, other))
    return result


def bitwise_left_shift(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return integers with their bits shifted left by ``other``.

    The result is 0 where ``other`` is negative or no less than the number of bits.
    """
    result: Tensor = call(_OP_bitwise_left_shift, (input, other))
    return result


def bitwise_left_shift_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return integers with their bits shifted left by ``other``.

    The result is 0 where ``other`` is negative or no less than the number of bits.
    """
    result: Tensor = call(_OP_bitwise_left_shift_, (input, other))
    return result


def bitwise_not(input: Tensor) -> Tensor:
    """Return integers with all bits flipped, truth values negated."""
    result: Tensor = call(_OP_bitwise_not, (input,))
    return result


def bitwise_not_(input: Tensor) -> Tensor:
    """In place: return integers with all bits flipped, truth values negated."""
    result: Tensor = call(_OP_bitwise_not_, (input,))
    return result


def bitwise_or(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return the OR of the bits of integers, or of truth values."""
    result: Tensor = call(_OP_bitwise_or, (input, other))
    return result


def bitwise_or_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return the OR of the bits of integers, or of truth values."""
    result: Tensor = call(_OP_bitwise_or_, (input, other))
    return result


def bitwise_right_shift(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return integers with their bits shifted right by ``other``, the sign filling in.

    Only the sign is left, 0 or -1, where ``other`` is negative or no less than the number of bits.
    """
    result: Tensor = call(_OP_bitwise_right_shift, (input, other))
    return result


def bitwise_right_shift_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return integers with their bits shifted right by ``other``, the sign filling in.

    Only the sign is left, 0 or -1, where ``other`` is negative or no less than the number of bits.
    """
    result: Tensor = call(_OP_bitwise_right_shift_, (input, other))
    return result


def bitwise_xor(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return the XOR of the bits of integers, or of truth values."""
    result: Tensor = call(_OP_bitwise_xor, (input, other))
    return result


def bitwise_xor_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return the XOR of the bits of integers, or of truth values."""
    result: Tensor = call(_OP_bitwise_xor_, (input, other))
    return result


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """Return the products of two batches of matrices, one by one."""
    result: Tensor = call(_OP_bmm, (input, mat2))
    return result


def broadcast_to(input: Tensor, *size: Any) -> Tensor:
    """Return a view expanded to a shape, as `expand` does."""
    result: Tensor = call(_OP_broadcast_to, (input, spread(size)))
    return result


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Return the tensors one after the other along a dimension, in the dtype that they promote to."""
    result: Tensor = call(_OP_cat, (tensors, dim))
    return result


def concat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Alias of `cat`."""
    result: Tensor = call(_OP_cat, (tensors, dim))
    return result


def concatenate(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Alias of `cat`."""
    result: Tensor = call(_OP_cat, (tensors, dim))
    return result


def ceil(input: Tensor) -> Tensor:
    """Return the smallest integer not below each element."""
    result: Tensor = call(_OP_ceil, (input,))
    return result


def ceil_(input: Tensor) -> Tensor:
    """In place: return the smallest integer not below each element."""
    result: Tensor = call(_OP_ceil_, (input,))
    return result


def celu(input: Tensor, alpha: float = 1.0) -> Tensor:
    """Return each element x, ``alpha * (exp(x / alpha) - 1)`` where it is negative."""
    result: Tensor = call(_OP_celu, (input, alpha))
    return result


def celu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """In place: return each element x, ``alpha * (exp(x / alpha) - 1)`` where it is negative."""
    result: Tensor = call(_OP_celu_, (input, alpha))
    return result


def chunk(input: Tensor, chunks: int, dim: int = 0) -> Any:
    """Return views of at most ``chunks`` consecutive parts of a dimension, all of one size but the last."""
    return call(_OP_chunk, (input, chunks, dim))


def clamp(input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """Return each element, or the bound beyond which it lies; ``max`` where ``min`` is above it.

    Bounds are numbers or tensors; nan, in the tensor or as a bound, stays nan.
    """
    result: Tensor = call(_OP_clamp, (input, min, max))
    return result


def clip(input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """Alias of `clamp`."""
    result: Tensor = call(_OP_clamp, (input, min, max))
    return result


def clamp_(input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """In place: replace each element beyond a bound by the bound; by ``max`` where ``min`` is above it.

    Bounds are numbers or tensors; nan, in the tensor or as a bound, stays nan.
    """
    result: Tensor = call(_OP_clamp_, (input, min, max))
    return result


def clip_(input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """Alias of `clamp_`."""
    result: Tensor = call(_OP_clamp_, (input, min, max))
    return result


def clamp_max(input: Tensor, max: Tensor | Number) -> Tensor:
    """Return each element, or ``max`` where it is above."""
    result: Tensor = call(_OP_clamp_max, (input, max))
    return result


def clamp_max_(input: Tensor, max: Tensor | Number) -> Tensor:
    """In place: replace each element above ``max`` by it."""
    result: Tensor = call(_OP_clamp_max_, (input, max))
    return result


def clamp_min(input: Tensor, min: Tensor | Number) -> Tensor:
    """Return each element, or ``min`` where it is below."""
    result: Tensor = call(_OP_clamp_min, (input, min))
    return result


def clamp_min_(input: Tensor, min: Tensor | Number) -> Tensor:
    """In place: replace each element below ``min`` by it."""
    result: Tensor = call(_OP_clamp_min_, (input, min))
    return result


def clone(input: Tensor) -> Tensor:
    """Return a copy with bytes of its own, row-major."""
    result: Tensor = call(_OP_clone, (input,))
    return result


def conj(input: Tensor) -> Tensor:
    """Return the complex conjugate of each element; a real tensor itself.

    Unlike PyTorch's, which is a lazy view, the conjugate of a complex tensor is a new tensor.
    """
    result: Tensor = call(_OP_conj, (input,))
    return result


def conj_physical(input: Tensor) -> Tensor:
    """Return the complex conjugate of each element; a real tensor itself."""
    result: Tensor = call(_OP_conj_physical, (input,))
    return result


def conj_physical_(input: Tensor) -> Tensor:
    """In place: replace each element by its complex conjugate."""
    result: Tensor = call(_OP_conj_physical_, (input,))
    return result


def copysign(input: Tensor, other: Tensor | Number) -> Tensor:
    """Return the magnitude of ``self`` with the sign of ``other``."""
    result: Tensor = call(_OP_copysign, (input, other))
    return result


def copysign_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return the magnitude of ``self`` with the sign of ``other``."""
    result: Tensor = call(_OP_copysign_, (input, other))
    return result


def cos(input: Tensor) -> Tensor:
    """Return the cosine of each element, in radians."""
    result: Tensor = call(_OP_cos, (input,))
    return result


def cos_(input: Tensor) -> Tensor:
    """In place: return the cosine of each element, in radians."""
    result: Tensor = call(_OP_cos_, (input,))
    return result


def cosh(input: Tensor) -> Tensor:
    """Return the hyperbolic cosine of each element."""
    result: Tensor = call(_OP_cosh, (input,))
    return result


def cosh_(input: Tensor) -> Tensor:
    """In place: return the hyperbolic cosine of each element."""
    result: Tensor = call(_OP_cosh_, (input,))
    return result


def count_nonzero(input: Tensor, dim: int | Sequence[int] | None = None) -> Tensor:
    """Return how many elements over the given dimensions, or of all, are not zero."""
    result: Tensor = call(_OP_count_nonzero, (input, dim))
    return result


def cumprod(input: Tensor, dim: int, *, dtype: DType | None = None) -> Tensor:
    """Return the running product along a dimension; integers and booleans multiply in int64."""
    result: Tensor = call(_OP_cumprod, (input, dim, dtype))
    return result


def cumprod_(input: Tensor, dim: int, *, dtype: DType | None = None) -> Tensor:
    """In place: return the running product along a dimension; integers and booleans multiply in int64."""
    result: Tensor = call(_OP_cumprod_, (input, dim, dtype))
    return result


def cumsum(input: Tensor, dim: int, *, dtype: DType | None = None) -> Tensor:
    """Return the running sum along a dimension; integers and booleans add up in int64."""
    result: Tensor = call(_OP_cumsum, (input, dim, dtype))
    return result


def cumsum_(input: Tensor, dim: int, *, dtype: DType | None = None) -> Tensor:
    """In place: return the running sum along a dimension; integers and booleans add up in int64."""
    result: Tensor = call(_OP_cumsum_, (input, dim, dtype))
    return result


def deg2rad(input: Tensor) -> Tensor:
    """Return each angle, given in degrees, in radians."""
    result: Tensor = call(_OP_deg2rad, (input,))
    return result


def deg2rad_(input: Tensor) -> Tensor:
    """In place: return each angle, given in degrees, in radians."""
    result: Tensor = call(_OP_deg2rad_, (input,))
    return result


def detach(input: Tensor) -> Tensor:
    """Return a view of the whole tensor that has no history."""
    result: Tensor = call(_OP_detach, (input,))
    return result


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """Return a view of a diagonal of two dimensions, which becomes the last dimension."""
    result: Tensor = call(_OP_diagonal, (input, offset, dim1, dim2))
    return result


def digamma(input: Tensor) -> Tensor:
    """Return the derivative of ``lgamma`` of each element; nan at negative integers."""
    result: Tensor = call(_OP_digamma, (input,))
    return result


def digamma_(input: Tensor) -> Tensor:
    """In place: return the derivative of ``lgamma`` of each element; nan at negative integers."""
    result: Tensor = call(_OP_digamma_, (input,))
    return result


def div(input: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
    """Return ``self / other``, in floating point unless ``rounding_mode`` is "trunc" or "floor".

    "trunc" rounds the quotient towards zero as C does, "floor" downwards as Python's ``//`` does. An integer divided
    by the integer zero raises.
    """
    result: Tensor = call(_OP_div, (input, other, rounding_mode))
    return result


def divide(input: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
    """Alias of `div`."""
    result: Tensor = call(_OP_div, (input, other, rounding_mode))
    return result


def true_divide(
    input: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None
) -> Tensor:
    """Alias of `div`."""
    result: Tensor = call(_OP_div, (input, other, rounding_mode))
    return result


def div_(input: Tensor, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
    """In place: return ``self / other``, in floating point unless ``rounding_mode`` is "trunc" or "floor".

    "trunc" rounds the quotient towards zero as C does, "floor" downwards as Python's ``//`` does. An integer divided
    by the integer zero raises.
    """
    result: Tensor = call(_OP_div_, (input, other, rounding_mode))
    return result


def divide_(input: Tensor, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
    """Alias of `div_`."""
    result: Tensor = call(_OP_div_, (input, other, rounding_mode))
    return result


def true_divide_(input: Tensor, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
    """Alias of `div_`."""
    result: Tensor = call(_OP_div_, (input, other, rounding_mode))
    return result


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """Return the dot product of two vectors; complex ones are not conjugated."""
    result: Tensor = call(_OP_dot, (input, tensor))
    return result


def empty(*size: Any, dtype: DType | None = None) -> Tensor:
    """Return a tensor of which nothing is promised but size and dtype, float32 unless another is given."""
    result: Tensor = call(_OP_empty, (spread(size), dtype))
    return result


def empty_like(input: Tensor, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of memory of which nothing is promised; it is zeros, see `empty`, with the shape of ``self`` and its dtype unless another is given."""
    result: Tensor = call(_OP_empty_like, (input, dtype))
    return result


def eq(input: Tensor, other: Tensor | Number) -> Tensor:
    """Return whether each element of ``self`` equals that of ``other``."""
    result: Tensor = call(_OP_eq, (input, other))
    return result


def eq_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return whether each element of ``self`` equals that of ``other``."""
    result: Tensor = call(_OP_eq_, (input, other))
    return result


def erf(input: Tensor) -> Tensor:
    """Return the error function of each element."""
    result: Tensor = call(_OP_erf, (input,))
    return result


def erf_(input: Tensor) -> Tensor:
    """In place: return the error function of each element."""
    result: Tensor = call(_OP_erf_, (input,))
    return result


def erfc(input: Tensor) -> Tensor:
    """Return one minus the error function of each element, exact for large ones."""
    result: Tensor = call(_OP_erfc, (input,))
    return result


def erfc_(input: Tensor) -> Tensor:
    """In place: return one minus the error function of each element, exact for large ones."""
    result: Tensor = call(_OP_erfc_, (input,))
    return result


def erfinv(input: Tensor) -> Tensor:
    """Return the inverse error function of each element."""
    result: Tensor = call(_OP_erfinv, (input,))
    return result


def erfinv_(input: Tensor) -> Tensor:
    """In place: return the inverse error function of each element."""
    result: Tensor = call(_OP_erfinv_, (input,))
    return result


def exp(input: Tensor) -> Tensor:
    """Return e to the power of each element."""
    result: Tensor = call(_OP_exp, (input,))
    return result


def exp2(input: Tensor) -> Tensor:
    """Return 2 to the power of each element."""
    result: Tensor = call(_OP_exp2, (input,))
    return result


def exp2_(input: Tensor) -> Tensor:
    """In place: return 2 to the power of each element."""
    result: Tensor = call(_OP_exp2_, (input,))
    return result


def exp_(input: Tensor) -> Tensor:
    """In place: return e to the power of each element."""
    result: Tensor = call(_OP_exp_, (input,))
    return result


def expand(input: Tensor, *size: Any) -> Tensor:
    """Return a view in which dimensions of size 1, and new ones in front, are as large as wanted; -1 keeps a size.

    All elements along an expanded dimension are the same bytes.
    """
    result: Tensor = call(_OP_expand, (input, spread(size)))
    return result


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """Return a view expanded to the shape of ``other``."""
    result: Tensor = call(_OP_expand_as, (input, other))
    return result


def expm1(input: Tensor) -> Tensor:
    """Return ``exp(x) - 1`` of each element x, exact for small x."""
    result: Tensor = call(_OP_expm1, (input,))
    return result


def expm1_(input: Tensor) -> Tensor:
    """In place: return ``exp(x) - 1`` of each element x, exact for small x."""
    result: Tensor = call(_OP_expm1_, (input,))
    return result


def eye(n: int, m: int | None = None, *, dtype: DType | None = None) -> Tensor:
    """Return an ``n`` by ``m`` matrix, square unless ``m`` is given, with ones on the diagonal and zeros elsewhere."""
    result: Tensor = call(_OP_eye, (n, m, dtype))
    return result


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Return the tensor with a run of dimensions as one: itself, a view where the strides allow it, else a copy."""
    result: Tensor = call(_OP_flatten, (input, start_dim, end_dim))
    return result


def flip(input: Tensor, *dims: Any) -> Tensor:
    """Return a copy with the order of the entries of the given dimensions reversed."""
    result: Tensor = call(_OP_flip, (input, spread(dims)))
    return result


def float_power(input: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """Return ``self`` to the power of ``exponent``, computed in float64 or complex128."""
    result: Tensor = call(_OP_float_power, (input, exponent))
    return result


def floor(input: Tensor) -> Tensor:
    """Return the largest integer not above each element."""
    result: Tensor = call(_OP_floor, (input,))
    return result


def floor_(input: Tensor) -> Tensor:
    """In place: return the largest integer not above each element."""
    result: Tensor = call(_OP_floor_, (input,))
    return result


def floor_divide(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return the quotient rounded downwards, as Python's ``//`` does."""
    result: Tensor = call(_OP_floor_divide, (input, other))
    return result


def floor_divide_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return the quotient rounded downwards, as Python's ``//`` does."""
    result: Tensor = call(_OP_floor_divide_, (input, other))
    return result


def fmax(input: Tensor, other: Tensor) -> Tensor:
    """Return the larger of both elements; the other one where one is nan."""
    result: Tensor = call(_OP_fmax, (input, other))
    return result


def fmin(input: Tensor, other: Tensor) -> Tensor:
    """Return the smaller of both elements; the other one where one is nan."""
    result: Tensor = call(_OP_fmin, (input, other))
    return result


def fmod(input: Tensor, other: Tensor | Number) -> Tensor:
    """Return what division rounded towards zero leaves, with the sign of the dividend, as C's ``fmod`` does."""
    result: Tensor = call(_OP_fmod, (input, other))
    return result


def fmod_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return what division rounded towards zero leaves, with the sign of the dividend, as C's ``fmod`` does."""
    result: Tensor = call(_OP_fmod_, (input, other))
    return result


def frac(input: Tensor) -> Tensor:
    """Return the fractional part of each element, with its sign."""
    result: Tensor = call(_OP_frac, (input,))
    return result


def frac_(input: Tensor) -> Tensor:
    """In place: return the fractional part of each element, with its sign."""
    result: Tensor = call(_OP_frac_, (input,))
    return result


def full(size: int | Sequence[int], fill_value: Number, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor with every element ``fill_value``, in the dtype that follows from it unless one is given."""
    result: Tensor = call(_OP_full, (size, fill_value, dtype))
    return result


def full_like(input: Tensor, fill_value: Number, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor with every element ``fill_value``, with shape and dtype of ``self`` unless one is given."""
    result: Tensor = call(_OP_full_like, (input, fill_value, dtype))
    return result


def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """Return the elements that ``index`` names along a dimension.

    For two dimensions and ``dim=0``: ``out[i][j] = self[index[i][j]][j]``. ``index`` may be smaller than ``self`` in
    the other dimensions. ``sparse_grad`` changes nothing here.
    """
    result: Tensor = call(_OP_gather, (input, dim, index, sparse_grad))
    return result


def ge(input: Tensor, other: Tensor | Number) -> Tensor:
    """Return whether each element of ``self`` is greater than or equals that of ``other``."""
    result: Tensor = call(_OP_ge, (input, other))
    return result


def greater_equal(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `ge`."""
    result: Tensor = call(_OP_ge, (input, other))
    return result


def ge_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return whether each element of ``self`` is greater than or equals that of ``other``."""
    result: Tensor = call(_OP_ge_, (input, other))
    return result


def greater_equal_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `ge_`."""
    result: Tensor = call(_OP_ge_, (input, other))
    return result


def gt(input: Tensor, other: Tensor | Number) -> Tensor:
    """Return whether each element of ``self`` is greater than that of ``other``."""
    result: Tensor = call(_OP_gt, (input, other))
    return result


def greater(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `gt`."""
    result: Tensor = call(_OP_gt, (input, other))
    return result


def gt_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return whether each element of ``self`` is greater than that of ``other``."""
    result: Tensor = call(_OP_gt_, (input, other))
    return result


def greater_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `gt_`."""
    result: Tensor = call(_OP_gt_, (input, other))
    return result


def hypot(input: Tensor, other: Tensor) -> Tensor:
    """Return ``sqrt(self**2 + other**2)`` without overflow in between."""
    result: Tensor = call(_OP_hypot, (input, other))
    return result


def hypot_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return ``sqrt(self**2 + other**2)`` without overflow in between."""
    result: Tensor = call(_OP_hypot_, (input, other))
    return result


def i0(input: Tensor) -> Tensor:
    """Return the modified Bessel function of the first kind, of order 0, of each element."""
    result: Tensor = call(_OP_i0, (input,))
    return result


def i0_(input: Tensor) -> Tensor:
    """In place: return the modified Bessel function of the first kind, of order 0, of each element."""
    result: Tensor = call(_OP_i0_, (input,))
    return result


def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
    """Return the tensor with ``alpha`` times the entries of ``source`` added at the positions; twice counts twice."""
    result: Tensor = call(_OP_index_add, (input, dim, index, source, alpha))
    return result


def index_add_(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
    """In place: return the tensor with ``alpha`` times the entries of ``source`` added at the positions; twice counts twice."""
    result: Tensor = call(_OP_index_add_, (input, dim, index, source, alpha))
    return result


def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """Return the tensor with entries of ``source`` copied to the positions; the last of several stays."""
    result: Tensor = call(_OP_index_copy, (input, dim, index, source))
    return result


def index_copy_(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """In place: return the tensor with entries of ``source`` copied to the positions; the last of several stays."""
    result: Tensor = call(_OP_index_copy_, (input, dim, index, source))
    return result


def index_fill(input: Tensor, dim: int, index: Tensor, value: Tensor | Number) -> Tensor:
    """Return the tensor with the entries at the positions filled with one value, a number or a 0-d tensor."""
    result: Tensor = call(_OP_index_fill, (input, dim, index, value))
    return result


def index_fill_(input: Tensor, dim: int, index: Tensor, value: Tensor | Number) -> Tensor:
    """In place: return the tensor with the entries at the positions filled with one value, a number or a 0-d tensor."""
    result: Tensor = call(_OP_index_fill_, (input, dim, index, value))
    return result


def index_put(input: Tensor, indices: Sequence[Tensor], values: Tensor, accumulate: bool = False) -> Tensor:
    """Return the tensor with values put, or added, where index tensors or a mask point.

    With ``accumulate`` an index that comes twice counts twice; without, the last value stays.
    """
    result: Tensor = call(_OP_index_put, (input, indices, values, accumulate))
    return result


def index_put_(input: Tensor, indices: Sequence[Tensor], values: Tensor, accumulate: bool = False) -> Tensor:
    """In place: return the tensor with values put, or added, where index tensors or a mask point.

    With ``accumulate`` an index that comes twice counts twice; without, the last value stays.
    """
    result: Tensor = call(_OP_index_put_, (input, indices, values, accumulate))
    return result


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """Return the entries of a dimension that a vector of positions names."""
    result: Tensor = call(_OP_index_select, (input, dim, index))
    return result


def isclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """Return whether ``abs(self - other) <= atol + rtol * abs(other)``, of finite elements; equal ones are close."""
    result: Tensor = call(_OP_isclose, (input, other, rtol, atol, equal_nan))
    return result


def isfinite(input: Tensor) -> Tensor:
    """Return whether each element is neither infinite nor nan."""
    result: Tensor = call(_OP_isfinite, (input,))
    return result


def isinf(input: Tensor) -> Tensor:
    """Return whether each element is infinite."""
    result: Tensor = call(_OP_isinf, (input,))
    return result


def isnan(input: Tensor) -> Tensor:
    """Return whether each element is nan."""
    result: Tensor = call(_OP_isnan, (input,))
    return result


def isneginf(input: Tensor) -> Tensor:
    """Return whether each element is negative infinity."""
    result: Tensor = call(_OP_isneginf, (input,))
    return result


def isposinf(input: Tensor) -> Tensor:
    """Return whether each element is positive infinity."""
    result: Tensor = call(_OP_isposinf, (input,))
    return result


def isreal(input: Tensor) -> Tensor:
    """Return whether each element has no imaginary part."""
    result: Tensor = call(_OP_isreal, (input,))
    return result


def le(input: Tensor, other: Tensor | Number) -> Tensor:
    """Return whether each element of ``self`` is less than or equals that of ``other``."""
    result: Tensor = call(_OP_le, (input, other))
    return result


def less_equal(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `le`."""
    result: Tensor = call(_OP_le, (input, other))
    return result


def le_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return whether each element of ``self`` is less than or equals that of ``other``."""
    result: Tensor = call(_OP_le_, (input, other))
    return result


def less_equal_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `le_`."""
    result: Tensor = call(_OP_le_, (input, other))
    return result


def lerp(input: Tensor, end: Tensor, weight: Tensor | Number) -> Tensor:
    """Return ``self + weight * (end - self)``, the linear interpolation between ``self`` and ``end``.

    The end is exact for a weight of 1: from one half on it is computed from there, as PyTorch does.
    """
    result: Tensor = call(_OP_lerp, (input, end, weight))
    return result


def lerp_(input: Tensor, end: Tensor, weight: Tensor | Number) -> Tensor:
    """In place: return ``self + weight * (end - self)``, the linear interpolation between ``self`` and ``end``.

    The end is exact for a weight of 1: from one half on it is computed from there, as PyTorch does.
    """
    result: Tensor = call(_OP_lerp_, (input, end, weight))
    return result


def lgamma(input: Tensor) -> Tensor:
    """Return the logarithm of the absolute value of the gamma function of each element."""
    result: Tensor = call(_OP_lgamma, (input,))
    return result


def lgamma_(input: Tensor) -> Tensor:
    """In place: return the logarithm of the absolute value of the gamma function of each element."""
    result: Tensor = call(_OP_lgamma_, (input,))
    return result


def linspace(start: Number, end: Number, steps: int, *, dtype: DType | None = None) -> Tensor:
    """Return ``steps`` numbers at equal distances, from ``start`` to ``end`` inclusive.

    As in PyTorch the upper half is counted down from ``end``, so that the result is symmetric.
    """
    result: Tensor = call(_OP_linspace, (start, end, steps, dtype))
    return result


def log(input: Tensor) -> Tensor:
    """Return the natural logarithm of each element."""
    result: Tensor = call(_OP_log, (input,))
    return result


def log10(input: Tensor) -> Tensor:
    """Return the logarithm to base 10 of each element."""
    result: Tensor = call(_OP_log10, (input,))
    return result


def log10_(input: Tensor) -> Tensor:
    """In place: return the logarithm to base 10 of each element."""
    result: Tensor = call(_OP_log10_, (input,))
    return result


def log1p(input: Tensor) -> Tensor:
    """Return ``log(1 + x)`` of each element x, exact for small x."""
    result: Tensor = call(_OP_log1p, (input,))
    return result


def log1p_(input: Tensor) -> Tensor:
    """In place: return ``log(1 + x)`` of each element x, exact for small x."""
    result: Tensor = call(_OP_log1p_, (input,))
    return result


def log2(input: Tensor) -> Tensor:
    """Return the logarithm to base 2 of each element."""
    result: Tensor = call(_OP_log2, (input,))
    return result


def log2_(input: Tensor) -> Tensor:
    """In place: return the logarithm to base 2 of each element."""
    result: Tensor = call(_OP_log2_, (input,))
    return result


def log_(input: Tensor) -> Tensor:
    """In place: return the natural logarithm of each element."""
    result: Tensor = call(_OP_log_, (input,))
    return result


def log_softmax(input: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return the logarithm of `softmax` along ``dim``, exact for small ones; ``dtype`` converts before."""
    result: Tensor = call(_OP_log_softmax, (input, dim, dtype))
    return result


def logaddexp(input: Tensor, other: Tensor) -> Tensor:
    """Return ``log(exp(self) + exp(other))`` without overflow in between."""
    result: Tensor = call(_OP_logaddexp, (input, other))
    return result


def logical_and(input: Tensor, other: Tensor) -> Tensor:
    """Return whether both elements are not zero."""
    result: Tensor = call(_OP_logical_and, (input, other))
    return result


def logical_and_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return whether both elements are not zero."""
    result: Tensor = call(_OP_logical_and_, (input, other))
    return result


def logical_not(input: Tensor) -> Tensor:
    """Return whether each element is zero."""
    result: Tensor = call(_OP_logical_not, (input,))
    return result


def logical_not_(input: Tensor) -> Tensor:
    """In place: return whether each element is zero."""
    result: Tensor = call(_OP_logical_not_, (input,))
    return result


def logical_or(input: Tensor, other: Tensor) -> Tensor:
    """Return whether at least one of both elements is not zero."""
    result: Tensor = call(_OP_logical_or, (input, other))
    return result


def logical_or_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return whether at least one of both elements is not zero."""
    result: Tensor = call(_OP_logical_or_, (input, other))
    return result


def logical_xor(input: Tensor, other: Tensor) -> Tensor:
    """Return whether exactly one of both elements is not zero."""
    result: Tensor = call(_OP_logical_xor, (input, other))
    return result


def logical_xor_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return whether exactly one of both elements is not zero."""
    result: Tensor = call(_OP_logical_xor_, (input, other))
    return result


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """Return ``log(x / (1 - x))`` of each element x, clamped to [eps, 1 - eps] where ``eps`` is given."""
    result: Tensor = call(_OP_logit, (input, eps))
    return result


def logit_(input: Tensor, eps: float | None = None) -> Tensor:
    """In place: return ``log(x / (1 - x))`` of each element x, clamped to [eps, 1 - eps] where ``eps`` is given."""
    result: Tensor = call(_OP_logit_, (input, eps))
    return result


def logsumexp(input: Tensor, dim: int | Sequence[int], keepdim: bool = False) -> Tensor:
    """Return ``log(sum(exp(self)))`` over the given dimensions, without overflow.

    The largest element is taken out of the sum first: ``m + log(sum(exp(self - m)))``.
    """
    result: Tensor = call(_OP_logsumexp, (input, dim, keepdim))
    return result


def lt(input: Tensor, other: Tensor | Number) -> Tensor:
    """Return whether each element of ``self`` is less than that of ``other``."""
    result: Tensor = call(_OP_lt, (input, other))
    return result


def less(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `lt`."""
    result: Tensor = call(_OP_lt, (input, other))
    return result


def lt_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return whether each element of ``self`` is less than that of ``other``."""
    result: Tensor = call(_OP_lt_, (input, other))
    return result


def less_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `lt_`."""
    result: Tensor = call(_OP_lt_, (input, other))
    return result


def masked_fill(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """Return the tensor with ``value``, a number or a 0-d tensor, where ``mask`` is true."""
    result: Tensor = call(_OP_masked_fill, (input, mask, value))
    return result


def masked_fill_(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """In place: return the tensor with ``value``, a number or a 0-d tensor, where ``mask`` is true."""
    result: Tensor = call(_OP_masked_fill_, (input, mask, value))
    return result


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """Return the elements where the mask is true, in one dimension; both broadcast to each other."""
    result: Tensor = call(_OP_masked_select, (input, mask))
    return result


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """Return the matrix product; vectors are rows or columns as it fits, leading dimensions are a batch.

    Two vectors give their dot product, batches broadcast to each other.
    """
    result: Tensor = call(_OP_matmul, (input, other))
    return result


def max(
    input: Tensor, dim: Tensor | Number | None = None, keepdim: bool = False, *, other: Tensor | None = None
) -> Tensor:
    """Return the largest element; along ``dim``, the largest elements and their indices; beside a tensor, the larger.

    ``max(self)`` is one element. ``max(self, dim)`` is a named tuple ``(values, indices)`` with the first index of each
    extreme. ``max(self, other)`` is `maximum`. nan wins.
    """
    result: Tensor = call(_OP_max, (input, dim, keepdim, other))
    return result


def maximum(input: Tensor, other: Tensor) -> Tensor:
    """Return the larger of both elements; nan where one of them is."""
    result: Tensor = call(_OP_maximum, (input, other))
    return result


def mean(
    input: Tensor,
    dim: int | Sequence[int] | None = None,
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
) -> Tensor:
    """Return the mean over the given dimensions, or over all; nan where there is nothing."""
    result: Tensor = call(_OP_mean, (input, dim, keepdim, dtype))
    return result


def min(
    input: Tensor, dim: Tensor | Number | None = None, keepdim: bool = False, *, other: Tensor | None = None
) -> Tensor:
    """Return the smallest element; along ``dim``, the smallest elements and their indices; beside a tensor, the smaller.

    ``min(self)`` is one element. ``min(self, dim)`` is a named tuple ``(values, indices)`` with the first index of each
    extreme. ``min(self, other)`` is `minimum`. nan wins.
    """
    result: Tensor = call(_OP_min, (input, dim, keepdim, other))
    return result


def minimum(input: Tensor, other: Tensor) -> Tensor:
    """Return the smaller of both elements; nan where one of them is."""
    result: Tensor = call(_OP_minimum, (input, other))
    return result


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """Return the product of two matrices."""
    result: Tensor = call(_OP_mm, (input, mat2))
    return result


def movedim(input: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """Return a view with dimensions moved to other places; the others keep their order."""
    result: Tensor = call(_OP_movedim, (input, source, destination))
    return result


def moveaxis(input: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """Alias of `movedim`."""
    result: Tensor = call(_OP_movedim, (input, source, destination))
    return result


def mul(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return ``self * other``, broadcast to a common shape."""
    result: Tensor = call(_OP_mul, (input, other))
    return result


def multiply(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Alias of `mul`."""
    result: Tensor = call(_OP_mul, (input, other))
    return result


def mul_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return ``self * other``, broadcast to a common shape."""
    result: Tensor = call(_OP_mul_, (input, other))
    return result


def multiply_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `mul_`."""
    result: Tensor = call(_OP_mul_, (input, other))
    return result


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """Return the product of a matrix and a vector."""
    result: Tensor = call(_OP_mv, (input, vec))
    return result


def nan_to_num(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """Return the tensor with nan replaced by ``nan`` and infinities by ``posinf`` and ``neginf``.

    Left out, they are 0 and the largest and smallest finite numbers of the dtype. Integers are never replaced.
    """
    result: Tensor = call(_OP_nan_to_num, (input, nan, posinf, neginf))
    return result


def nan_to_num_(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """In place: return the tensor with nan replaced by ``nan`` and infinities by ``posinf`` and ``neginf``.

    Left out, they are 0 and the largest and smallest finite numbers of the dtype. Integers are never replaced.
    """
    result: Tensor = call(_OP_nan_to_num_, (input, nan, posinf, neginf))
    return result


def narrow(input: Tensor, dim: int, start: int, length: int) -> Tensor:
    """Return a view of ``length`` entries of a dimension from ``start``, which may count from the end."""
    result: Tensor = call(_OP_narrow, (input, dim, start, length))
    return result


def ne(input: Tensor, other: Tensor | Number) -> Tensor:
    """Return whether each element of ``self`` differs from that of ``other``."""
    result: Tensor = call(_OP_ne, (input, other))
    return result


def not_equal(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `ne`."""
    result: Tensor = call(_OP_ne, (input, other))
    return result


def ne_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return whether each element of ``self`` differs from that of ``other``."""
    result: Tensor = call(_OP_ne_, (input, other))
    return result


def not_equal_(input: Tensor, other: Tensor | Number) -> Tensor:
    """Alias of `ne_`."""
    result: Tensor = call(_OP_ne_, (input, other))
    return result


def neg(input: Tensor) -> Tensor:
    """Return the negative of each element."""
    result: Tensor = call(_OP_neg, (input,))
    return result


def negative(input: Tensor) -> Tensor:
    """Alias of `neg`."""
    result: Tensor = call(_OP_neg, (input,))
    return result


def neg_(input: Tensor) -> Tensor:
    """In place: return the negative of each element."""
    result: Tensor = call(_OP_neg_, (input,))
    return result


def negative_(input: Tensor) -> Tensor:
    """Alias of `neg_`."""
    result: Tensor = call(_OP_neg_, (input,))
    return result


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """Return the positions of the elements that are not zero: one row each, or with ``as_tuple`` one vector a dimension."""
    return call(_OP_nonzero, (input, as_tuple))


def norm(
    input: Tensor,
    p: float | None = None,
    dim: int | Sequence[int] | None = None,
    keepdim: bool = False,
    dtype: DType | None = None,
) -> Tensor:
    """Return the p-norm over the given dimensions, or over all.

    ``p`` is 2 by default; ``inf`` and ``-inf`` give the largest and smallest magnitude, 0 how many are not zero.
    """
    result: Tensor = call(_OP_norm, (input, p, dim, keepdim, dtype))
    return result


def normal(mean: float, std: float, size: int | Sequence[int], *, dtype: DType | None = None) -> Tensor:
    """Return random numbers from the normal distribution of this mean and standard deviation."""
    result: Tensor = call(_OP_normal, (mean, std, size, dtype))
    return result


def ones(*size: Any, dtype: DType | None = None) -> Tensor:
    """Return a tensor of ones, float32 unless another dtype is given."""
    result: Tensor = call(_OP_ones, (spread(size), dtype))
    return result


def ones_like(input: Tensor, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of ones, with the shape of ``self`` and its dtype unless another is given."""
    result: Tensor = call(_OP_ones_like, (input, dtype))
    return result


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """Return the matrix of all products of an element of one vector with an element of another."""
    result: Tensor = call(_OP_outer, (input, vec2))
    return result


def ger(input: Tensor, vec2: Tensor) -> Tensor:
    """Alias of `outer`."""
    result: Tensor = call(_OP_outer, (input, vec2))
    return result


def permute(input: Tensor, *dims: Any) -> Tensor:
    """Return a view with the dimensions in another order."""
    result: Tensor = call(_OP_permute, (input, spread(dims)))
    return result


def positive(input: Tensor) -> Tensor:
    """Return the tensor itself; refuse bool."""
    result: Tensor = call(_OP_positive, (input,))
    return result


def pow(input: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """Return ``self`` to the power of ``exponent``.

    An integer tensor to a negative integer number raises; to a tensor of negative integers it is 0, but for 1 and -1.
    """
    result: Tensor = call(_OP_pow, (input, exponent))
    return result


def pow_(input: Tensor, exponent: Tensor | Number) -> Tensor:
    """In place: return ``self`` to the power of ``exponent``.

    An integer tensor to a negative integer number raises; to a tensor of negative integers it is 0, but for 1 and -1.
    """
    result: Tensor = call(_OP_pow_, (input, exponent))
    return result


def prod(
    input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: DType | None = None
) -> Tensor:
    """Return the product over one dimension, or over all; integers and booleans multiply in int64."""
    result: Tensor = call(_OP_prod, (input, dim, keepdim, dtype))
    return result


def rad2deg(input: Tensor) -> Tensor:
    """Return each angle, given in radians, in degrees."""
    result: Tensor = call(_OP_rad2deg, (input,))
    return result


def rad2deg_(input: Tensor) -> Tensor:
    """In place: return each angle, given in radians, in degrees."""
    result: Tensor = call(_OP_rad2deg_, (input,))
    return result


def rand(*size: Any, dtype: DType | None = None) -> Tensor:
    """Return random numbers, evenly distributed from 0 to before 1."""
    result: Tensor = call(_OP_rand, (spread(size), dtype))
    return result


def rand_like(input: Tensor, *, dtype: DType | None = None) -> Tensor:
    """Return random numbers in the shape of ``self``, evenly distributed from 0 to before 1."""
    result: Tensor = call(_OP_rand_like, (input, dtype))
    return result


def randn(*size: Any, dtype: DType | None = None) -> Tensor:
    """Return random numbers, normally distributed with mean 0 and variance 1."""
    result: Tensor = call(_OP_randn, (spread(size), dtype))
    return result


def randn_like(input: Tensor, *, dtype: DType | None = None) -> Tensor:
    """Return random numbers in the shape of ``self``, normally distributed with mean 0 and variance 1."""
    result: Tensor = call(_OP_randn_like, (input, dtype))
    return result


def randperm(n: int, *, dtype: DType | None = None) -> Tensor:
    """Return the integers from 0 to before ``n`` in random order, int64 unless another dtype is given."""
    result: Tensor = call(_OP_randperm, (n, dtype))
    return result


def ravel(input: Tensor) -> Tensor:
    """Return all elements in one dimension: a view where the strides allow it, else a copy."""
    result: Tensor = call(_OP_ravel, (input,))
    return result


def reciprocal(input: Tensor) -> Tensor:
    """Return ``1 / x`` of each element x."""
    result: Tensor = call(_OP_reciprocal, (input,))
    return result


def reciprocal_(input: Tensor) -> Tensor:
    """In place: return ``1 / x`` of each element x."""
    result: Tensor = call(_OP_reciprocal_, (input,))
    return result


def relu(input: Tensor) -> Tensor:
    """Return each element, or 0 where it is negative."""
    result: Tensor = call(_OP_relu, (input,))
    return result


def relu_(input: Tensor) -> Tensor:
    """In place: return each element, or 0 where it is negative."""
    result: Tensor = call(_OP_relu_, (input,))
    return result


def remainder(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return what floor division leaves, with the sign of the divisor, as Python's ``%`` does."""
    result: Tensor = call(_OP_remainder, (input, other))
    return result


def remainder_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return what floor division leaves, with the sign of the divisor, as Python's ``%`` does."""
    result: Tensor = call(_OP_remainder_, (input, other))
    return result


def repeat_interleave(input: Tensor, repeats: int, dim: int | None = None) -> Tensor:
    """Return every entry of a dimension, or every element, so many times in a row."""
    result: Tensor = call(_OP_repeat_interleave, (input, repeats, dim))
    return result


def reshape(input: Tensor, *shape: Any) -> Tensor:
    """Return the same elements in another shape: a view where the strides allow it, else a copy."""
    result: Tensor = call(_OP_reshape, (input, spread(shape)))
    return result


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """Return the same elements in the shape of ``other``: a view where the strides allow it, else a copy."""
    result: Tensor = call(_OP_reshape_as, (input, other))
    return result


def roll(input: Tensor, shifts: int | Sequence[int], dims: int | Sequence[int] | None = None) -> Tensor:
    """Return a copy with entries moved along dimensions, those that leave at the end coming in at the start.

    Without ``dims`` the tensor is rolled as if flattened.
    """
    result: Tensor = call(_OP_roll, (input, shifts, dims))
    return result


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """Return each element rounded to ``decimals`` digits behind the point, a half to the even neighbour.

    Negative ``decimals`` round to tens, hundreds and so on.
    """
    result: Tensor = call(_OP_round, (input, decimals))
    return result


def round_(input: Tensor, *, decimals: int = 0) -> Tensor:
    """In place: return each element rounded to ``decimals`` digits behind the point, a half to the even neighbour.

    Negative ``decimals`` round to tens, hundreds and so on.
    """
    result: Tensor = call(_OP_round_, (input, decimals))
    return result


def rsqrt(input: Tensor) -> Tensor:
    """Return ``1 / sqrt(x)`` of each element x."""
    result: Tensor = call(_OP_rsqrt, (input,))
    return result


def rsqrt_(input: Tensor) -> Tensor:
    """In place: return ``1 / sqrt(x)`` of each element x."""
    result: Tensor = call(_OP_rsqrt_, (input,))
    return result


def rsub(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """Return ``other - alpha * self``, broadcast to a common shape."""
    result: Tensor = call(_OP_rsub, (input, other, alpha))
    return result


def scatter(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor | Number | None = None,
    *,
    reduce: str | None = None,
    value: Number | None = None,
) -> Tensor:
    """Return the tensor with elements of ``src``, or a number, put where ``index`` points along a dimension.

    For two dimensions and ``dim=0``: ``out[index[i][j]][j] = src[i][j]``. ``reduce`` is "add" or "multiply". Where an
    index comes twice without ``reduce``, the last value stays.
    """
    result: Tensor = call(_OP_scatter, (input, dim, index, src, reduce, value))
    return result


def scatter_(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor | Number | None = None,
    *,
    reduce: str | None = None,
    value: Number | None = None,
) -> Tensor:
    """In place: return the tensor with elements of ``src``, or a number, put where ``index`` points along a dimension.

    For two dimensions and ``dim=0``: ``out[index[i][j]][j] = src[i][j]``. ``reduce`` is "add" or "multiply". Where an
    index comes twice without ``reduce``, the last value stays.
    """
    result: Tensor = call(_OP_scatter_, (input, dim, index, src, reduce, value))
    return result


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """Return the tensor with elements of ``src`` added where ``index`` points along a dimension; twice counts twice."""
    result: Tensor = call(_OP_scatter_add, (input, dim, index, src))
    return result


def scatter_add_(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """In place: return the tensor with elements of ``src`` added where ``index`` points along a dimension; twice counts twice."""
    result: Tensor = call(_OP_scatter_add_, (input, dim, index, src))
    return result


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """Return a view of one entry of a dimension, without that dimension."""
    result: Tensor = call(_OP_select, (input, dim, index))
    return result


def selu(input: Tensor) -> Tensor:
    """Return the scaled exponential linear unit of each element, which keeps mean 0 and variance 1.

    Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
    """
    result: Tensor = call(_OP_selu, (input,))
    return result


def selu_(input: Tensor) -> Tensor:
    """In place: return the scaled exponential linear unit of each element, which keeps mean 0 and variance 1.

    Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
    """
    result: Tensor = call(_OP_selu_, (input,))
    return result


def sgn(input: Tensor) -> Tensor:
    """Return ``x / abs(x)`` of each complex element x, 0 at 0; the sign of a real one."""
    result: Tensor = call(_OP_sgn, (input,))
    return result


def sgn_(input: Tensor) -> Tensor:
    """In place: return ``x / abs(x)`` of each complex element x, 0 at 0; the sign of a real one."""
    result: Tensor = call(_OP_sgn_, (input,))
    return result


def sigmoid(input: Tensor) -> Tensor:
    """Return ``1 / (1 + exp(-x))`` of each element x."""
    result: Tensor = call(_OP_sigmoid, (input,))
    return result


def sigmoid_(input: Tensor) -> Tensor:
    """In place: return ``1 / (1 + exp(-x))`` of each element x."""
    result: Tensor = call(_OP_sigmoid_, (input,))
    return result


def sign(input: Tensor) -> Tensor:
    """Return -1, 0 or 1 by the sign of each element; 0 for nan."""
    result: Tensor = call(_OP_sign, (input,))
    return result


def sign_(input: Tensor) -> Tensor:
    """In place: return -1, 0 or 1 by the sign of each element; 0 for nan."""
    result: Tensor = call(_OP_sign_, (input,))
    return result


def signbit(input: Tensor) -> Tensor:
    """Return whether each element is negative, -0.0 included."""
    result: Tensor = call(_OP_signbit, (input,))
    return result


def sin(input: Tensor) -> Tensor:
    """Return the sine of each element, in radians."""
    result: Tensor = call(_OP_sin, (input,))
    return result


def sin_(input: Tensor) -> Tensor:
    """In place: return the sine of each element, in radians."""
    result: Tensor = call(_OP_sin_, (input,))
    return result


def sinc(input: Tensor) -> Tensor:
    """Return ``sin(pi * x) / (pi * x)`` of each element x, which is 1 at 0."""
    result: Tensor = call(_OP_sinc, (input,))
    return result


def sinc_(input: Tensor) -> Tensor:
    """In place: return ``sin(pi * x) / (pi * x)`` of each element x, which is 1 at 0."""
    result: Tensor = call(_OP_sinc_, (input,))
    return result


def sinh(input: Tensor) -> Tensor:
    """Return the hyperbolic sine of each element."""
    result: Tensor = call(_OP_sinh, (input,))
    return result


def sinh_(input: Tensor) -> Tensor:
    """In place: return the hyperbolic sine of each element."""
    result: Tensor = call(_OP_sinh_, (input,))
    return result


def softmax(input: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return ``exp(x) / sum(exp(x))`` along ``dim``, without overflow in between; ``dtype`` converts before."""
    result: Tensor = call(_OP_softmax, (input, dim, dtype))
    return result


def sort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Any:
    """Return the entries along a dimension in order, as a named tuple ``(values, indices)``.

    The order is always stable, whatever ``stable`` says; nan is the largest.
    """
    return call(_OP_sort, (input, dim, descending, stable))


def split(input: Tensor, split_size: int | Sequence[int], dim: int = 0) -> Any:
    """Return views of consecutive parts of a dimension: all of one size but the last, or of the sizes given."""
    return call(_OP_split, (input, split_size, dim))


def sqrt(input: Tensor) -> Tensor:
    """Return the square root of each element."""
    result: Tensor = call(_OP_sqrt, (input,))
    return result


def sqrt_(input: Tensor) -> Tensor:
    """In place: return the square root of each element."""
    result: Tensor = call(_OP_sqrt_, (input,))
    return result


def square(input: Tensor) -> Tensor:
    """Return the square of each element; of bool as int64."""
    result: Tensor = call(_OP_square, (input,))
    return result


def square_(input: Tensor) -> Tensor:
    """In place: return the square of each element; of bool as int64."""
    result: Tensor = call(_OP_square_, (input,))
    return result


def squeeze(input: Tensor, dim: int | Sequence[int] | None = None) -> Tensor:
    """Return a view without the dimensions of size 1, or without those of the given ones that are."""
    result: Tensor = call(_OP_squeeze, (input, dim))
    return result


def squeeze_(input: Tensor, dim: int | Sequence[int] | None = None) -> Tensor:
    """In place: return a view without the dimensions of size 1, or without those of the given ones that are."""
    result: Tensor = call(_OP_squeeze_, (input, dim))
    return result


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Return tensors of one shape one after the other along a new dimension, in the dtype that they promote to."""
    result: Tensor = call(_OP_stack, (tensors, dim))
    return result


def std(
    input: Tensor,
    dim: int | Sequence[int] | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensor:
    """Return the standard deviation over the given dimensions, or over all: the square root of `var`."""
    result: Tensor = call(_OP_std, (input, dim, unbiased, keepdim, correction))
    return result


def sub(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """Return ``self - alpha * other``, broadcast to a common shape."""
    result: Tensor = call(_OP_sub, (input, other, alpha))
    return result


def subtract(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """Alias of `sub`."""
    result: Tensor = call(_OP_sub, (input, other, alpha))
    return result


def sub_(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """In place: return ``self - alpha * other``, broadcast to a common shape."""
    result: Tensor = call(_OP_sub_, (input, other, alpha))
    return result


def subtract_(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """Alias of `sub_`."""
    result: Tensor = call(_OP_sub_, (input, other, alpha))
    return result


def sum(
    input: Tensor,
    dim: int | Sequence[int] | None = None,
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
) -> Tensor:
    """Return the sum over the given dimensions, or over all.

    Integers and booleans are added up in int64 unless ``dtype`` says otherwise; ``dtype`` converts before adding.
    """
    result: Tensor = call(_OP_sum, (input, dim, keepdim, dtype))
    return result


def t(input: Tensor) -> Tensor:
    """Return a view of a matrix with its dimensions exchanged; vectors and 0-d tensors stay as they are."""
    result: Tensor = call(_OP_t, (input,))
    return result


def t_(input: Tensor) -> Tensor:
    """In place: return a view of a matrix with its dimensions exchanged; vectors and 0-d tensors stay as they are."""
    result: Tensor = call(_OP_t_, (input,))
    return result


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """Return the elements that ``indices`` names along a dimension, or in the flattened tensor.

    Both broadcast to each other in the other dimensions. `argmax` and `argsort` give such indices.
    """
    result: Tensor = call(_OP_take_along_dim, (input, indices, dim))
    return result


def tan(input: Tensor) -> Tensor:
    """Return the tangent of each element, in radians."""
    result: Tensor = call(_OP_tan, (input,))
    return result


def tan_(input: Tensor) -> Tensor:
    """In place: return the tangent of each element, in radians."""
    result: Tensor = call(_OP_tan_, (input,))
    return result


def tanh(input: Tensor) -> Tensor:
    """Return the hyperbolic tangent of each element."""
    result: Tensor = call(_OP_tanh, (input,))
    return result


def tanh_(input: Tensor) -> Tensor:
    """In place: return the hyperbolic tangent of each element."""
    result: Tensor = call(_OP_tanh_, (input,))
    return result


def tile(input: Tensor, *dims: Any) -> Tensor:
    """Return copies of the tensor side by side, as `repeat`; dimensions that are not named come in front, once."""
    result: Tensor = call(_OP_tile, (input, spread(dims)))
    return result


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """Return the ``k`` largest or smallest entries along a dimension, as a named tuple ``(values, indices)``.

    They come in order, whatever ``sorted`` says; of equal entries the first ones are taken.
    """
    return call(_OP_topk, (input, k, dim, largest, sorted))


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Return a view with two dimensions exchanged."""
    result: Tensor = call(_OP_transpose, (input, dim0, dim1))
    return result


def swapaxes(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Alias of `transpose`."""
    result: Tensor = call(_OP_transpose, (input, dim0, dim1))
    return result


def swapdims(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Alias of `transpose`."""
    result: Tensor = call(_OP_transpose, (input, dim0, dim1))
    return result


def transpose_(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """In place: return a view with two dimensions exchanged."""
    result: Tensor = call(_OP_transpose_, (input, dim0, dim1))
    return result


def swapaxes_(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Alias of `transpose_`."""
    result: Tensor = call(_OP_transpose_, (input, dim0, dim1))
    return result


def swapdims_(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Alias of `transpose_`."""
    result: Tensor = call(_OP_transpose_, (input, dim0, dim1))
    return result


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """Return the lower triangles of matrices, 0 above the given diagonal."""
    result: Tensor = call(_OP_tril, (input, diagonal))
    return result


def tril_(input: Tensor, diagonal: int = 0) -> Tensor:
    """In place: return the lower triangles of matrices, 0 above the given diagonal."""
    result: Tensor = call(_OP_tril_, (input, diagonal))
    return result


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """Return the upper triangles of matrices, 0 below the given diagonal."""
    result: Tensor = call(_OP_triu, (input, diagonal))
    return result


def triu_(input: Tensor, diagonal: int = 0) -> Tensor:
    """In place: return the upper triangles of matrices, 0 below the given diagonal."""
    result: Tensor = call(_OP_triu_, (input, diagonal))
    return result


def trunc(input: Tensor) -> Tensor:
    """Return the integer part of each element, rounded towards zero."""
    result: Tensor = call(_OP_trunc, (input,))
    return result


def fix(input: Tensor) -> Tensor:
    """Alias of `trunc`."""
    result: Tensor = call(_OP_trunc, (input,))
    return result


def trunc_(input: Tensor) -> Tensor:
    """In place: return the integer part of each element, rounded towards zero."""
    result: Tensor = call(_OP_trunc_, (input,))
    return result


def fix_(input: Tensor) -> Tensor:
    """Alias of `trunc_`."""
    result: Tensor = call(_OP_trunc_, (input,))
    return result


def unbind(input: Tensor, dim: int = 0) -> Any:
    """Return a view of every entry of a dimension, without that dimension."""
    return call(_OP_unbind, (input, dim))


def unflatten(input: Tensor, dim: int, sizes: int | Sequence[int]) -> Tensor:
    """Return a view with one dimension as several; one size may be -1."""
    result: Tensor = call(_OP_unflatten, (input, dim, sizes))
    return result


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Return a view of all windows of ``size`` entries, ``step`` apart, along a dimension; a window is the last one."""
    result: Tensor = call(_OP_unfold, (input, dimension, size, step))
    return result


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """Return a view with a new dimension of size 1 at a place."""
    result: Tensor = call(_OP_unsqueeze, (input, dim))
    return result


def unsqueeze_(input: Tensor, dim: int) -> Tensor:
    """In place: return a view with a new dimension of size 1 at a place."""
    result: Tensor = call(_OP_unsqueeze_, (input, dim))
    return result


def var(
    input: Tensor,
    dim: int | Sequence[int] | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensor:
    """Return the variance over the given dimensions, or over all.

    The sum of squared distances from the mean is divided by ``n - correction``; ``correction`` is 1 by default
    (Bessel's), and ``unbiased=False`` means 0.
    """
    result: Tensor = call(_OP_var, (input, dim, unbiased, keepdim, correction))
    return result


def view(input: Tensor, *size: Any) -> Tensor:
    """Return the same elements in another shape; one size may be -1.

    Refused where the strides do not allow it: a view is never a copy. `reshape` copies where it must.
    """
    result: Tensor = call(_OP_view, (input, spread(size)))
    return result


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """Return the same elements in the shape of ``other``."""
    result: Tensor = call(_OP_view_as, (input, other))
    return result


def where(condition: Tensor, self: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return the elements of ``self`` where ``condition`` is true, of ``other`` where it is not.

    As a method it is called on ``self``: ``x.where(condition, other)``.
    """
    result: Tensor = call(_OP_where, (condition, self, other))
    return result


def xlogy(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return ``self * log(other)``, which is 0 where ``self`` is 0 and nan where ``other`` is."""
    result: Tensor = call(_OP_xlogy, (input, other))
    return result


def xlogy_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return ``self * log(other)``, which is 0 where ``self`` is 0 and nan where ``other`` is."""
    result: Tensor = call(_OP_xlogy_, (input, other))
    return result


def zeros(*size: Any, dtype: DType | None = None) -> Tensor:
    """Return a tensor of zeros, float32 unless another dtype is given."""
    result: Tensor = call(_OP_zeros, (spread(size), dtype))
    return result


def zeros_like(input: Tensor, *, dtype: DType | None = None) -> Tensor:
    """Return a tensor of zeros, with the shape of ``self`` and its dtype unless another is given."""
    result: Tensor = call(_OP_zeros_like, (input, dtype))
    return result
