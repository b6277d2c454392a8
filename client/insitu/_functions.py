# Written by tools/generate_client.py from the op table: do not edit, run `make generate`.
"""Functions of `insitu` that are ops of the table."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu.dispatch import call
from insitu.options import as_leaf, by_numpy_names, require_plain
from insitu_engine.dtypes import DType
from insitu_engine.errors import ArgumentError
from insitu_engine.optable import lookup

if TYPE_CHECKING:
    from insitu._tensor import Tensor

Number: TypeAlias = builtins.complex


__all__ = [
    "abs",
    "abs_",
    "absolute",
    "absolute_",
    "acos",
    "acos_",
    "acosh",
    "acosh_",
    "adaptive_avg_pool1d",
    "add",
    "add_",
    "addbmm",
    "addbmm_",
    "addcdiv",
    "addcdiv_",
    "addcmul",
    "addcmul_",
    "addmm",
    "addmm_",
    "addmv",
    "addmv_",
    "addr",
    "addr_",
    "adjoint",
    "alias_copy",
    "all",
    "allclose",
    "amax",
    "amin",
    "aminmax",
    "angle",
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
    "argwhere",
    "as_strided",
    "as_strided_",
    "as_strided_scatter",
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
    "avg_pool1d",
    "baddbmm",
    "baddbmm_",
    "bartlett_window",
    "bernoulli",
    "bincount",
    "binomial",
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
    "blackman_window",
    "block_diag",
    "bmm",
    "broadcast_to",
    "bucketize",
    "cat",
    "cdist",
    "ceil",
    "ceil_",
    "celu",
    "celu_",
    "chain_matmul",
    "channel_shuffle",
    "cholesky",
    "cholesky_inverse",
    "cholesky_solve",
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
    "column_stack",
    "combinations",
    "complex",
    "concat",
    "concatenate",
    "conj",
    "conj_physical",
    "conj_physical_",
    "constant_pad_nd",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "copysign",
    "copysign_",
    "corrcoef",
    "cos",
    "cos_",
    "cosh",
    "cosh_",
    "cosine_similarity",
    "count_nonzero",
    "cov",
    "cross",
    "cummax",
    "cummin",
    "cumprod",
    "cumprod_",
    "cumsum",
    "cumsum_",
    "cumulative_trapezoid",
    "deg2rad",
    "deg2rad_",
    "det",
    "detach",
    "detach_",
    "diag",
    "diag_embed",
    "diagflat",
    "diagonal",
    "diagonal_copy",
    "diagonal_scatter",
    "diff",
    "digamma",
    "digamma_",
    "dist",
    "div",
    "div_",
    "divide",
    "divide_",
    "dot",
    "dsplit",
    "dstack",
    "einsum",
    "embedding_renorm_",
    "empty",
    "empty_like",
    "empty_permuted",
    "empty_strided",
    "eq",
    "eq_",
    "equal",
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
    "expand_copy",
    "expm1",
    "expm1_",
    "eye",
    "fill",
    "fill_",
    "fix",
    "fix_",
    "flatten",
    "flip",
    "fliplr",
    "flipud",
    "float_power",
    "float_power_",
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
    "frexp",
    "full",
    "full_like",
    "gather",
    "gcd",
    "gcd_",
    "ge",
    "ge_",
    "geqrf",
    "ger",
    "get_rng_state",
    "gradient",
    "greater",
    "greater_",
    "greater_equal",
    "greater_equal_",
    "gt",
    "gt_",
    "hamming_window",
    "hann_window",
    "hardshrink",
    "heaviside",
    "heaviside_",
    "histc",
    "histogram",
    "hsplit",
    "hstack",
    "hypot",
    "hypot_",
    "i0",
    "i0_",
    "igamma",
    "igamma_",
    "igammac",
    "igammac_",
    "imag",
    "index_add",
    "index_add_",
    "index_copy",
    "index_copy_",
    "index_fill",
    "index_fill_",
    "index_put",
    "index_put_",
    "index_reduce",
    "index_reduce_",
    "index_select",
    "inner",
    "inverse",
    "isclose",
    "isfinite",
    "isin",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "isreal",
    "kaiser_window",
    "kron",
    "kthvalue",
    "lcm",
    "lcm_",
    "ldexp",
    "ldexp_",
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
    "logaddexp2",
    "logcumsumexp",
    "logdet",
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
    "logspace",
    "logsumexp",
    "lt",
    "lt_",
    "lu",
    "lu_solve",
    "lu_unpack",
    "masked_fill",
    "masked_fill_",
    "masked_scatter",
    "masked_scatter_",
    "masked_select",
    "matmul",
    "matrix_exp",
    "matrix_power",
    "max",
    "maximum",
    "mean",
    "median",
    "min",
    "minimum",
    "mm",
    "mode",
    "moveaxis",
    "movedim",
    "msort",
    "mul",
    "mul_",
    "multinomial",
    "multiply",
    "multiply_",
    "mv",
    "mvlgamma",
    "mvlgamma_",
    "nan_to_num",
    "nan_to_num_",
    "nanmean",
    "nanmedian",
    "nanquantile",
    "nansum",
    "narrow",
    "narrow_copy",
    "ne",
    "ne_",
    "neg",
    "neg_",
    "negative",
    "negative_",
    "nextafter",
    "nextafter_",
    "nonzero",
    "nonzero_static",
    "norm",
    "normal",
    "not_equal",
    "not_equal_",
    "ones",
    "ones_like",
    "orgqr",
    "ormqr",
    "outer",
    "pairwise_distance",
    "pdist",
    "permute",
    "permute_copy",
    "pinverse",
    "pixel_shuffle",
    "pixel_unshuffle",
    "poisson",
    "polar",
    "polygamma",
    "positive",
    "pow",
    "pow_",
    "prelu",
    "prod",
    "put",
    "put_",
    "qr",
    "quantile",
    "rad2deg",
    "rad2deg_",
    "rand",
    "rand_like",
    "randn",
    "randn_like",
    "randperm",
    "ravel",
    "real",
    "reciprocal",
    "reciprocal_",
    "relu",
    "relu_",
    "remainder",
    "remainder_",
    "renorm",
    "renorm_",
    "repeat_interleave",
    "reshape",
    "reshape_as",
    "resize_as_",
    "resolve_conj",
    "resolve_neg",
    "roll",
    "rot90",
    "round",
    "round_",
    "row_stack",
    "rrelu",
    "rrelu_",
    "rsqrt",
    "rsqrt_",
    "rsub",
    "scalar_tensor",
    "scatter",
    "scatter_",
    "scatter_add",
    "scatter_add_",
    "scatter_reduce",
    "scatter_reduce_",
    "searchsorted",
    "select",
    "select_copy",
    "select_scatter",
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
    "slice_scatter",
    "slogdet",
    "softmax",
    "sort",
    "split_with_sizes",
    "split_with_sizes_copy",
    "sqrt",
    "sqrt_",
    "square",
    "square_",
    "squeeze",
    "squeeze_",
    "squeeze_copy",
    "stack",
    "std",
    "std_mean",
    "stft",
    "sub",
    "sub_",
    "subtract",
    "subtract_",
    "sum",
    "svd",
    "swapaxes",
    "swapaxes_",
    "swapdims",
    "swapdims_",
    "t",
    "t_",
    "t_copy",
    "take",
    "take_along_dim",
    "tan",
    "tan_",
    "tanh",
    "tanh_",
    "tensor_split",
    "tensordot",
    "threshold",
    "threshold_",
    "tile",
    "topk",
    "trace",
    "transpose",
    "transpose_",
    "transpose_copy",
    "trapezoid",
    "trapz",
    "triangular_solve",
    "tril",
    "tril_",
    "tril_indices",
    "triu",
    "triu_",
    "triu_indices",
    "true_divide",
    "true_divide_",
    "trunc",
    "trunc_",
    "unbind",
    "unbind_copy",
    "unflatten",
    "unfold",
    "unfold_copy",
    "unique",
    "unique_consecutive",
    "unravel_index",
    "unsafe_chunk",
    "unsafe_split",
    "unsafe_split_with_sizes",
    "unsqueeze",
    "unsqueeze_",
    "unsqueeze_copy",
    "var",
    "var_mean",
    "vdot",
    "view_as",
    "view_as_complex",
    "view_as_real",
    "view_copy",
    "vsplit",
    "vstack",
    "where",
    "xlogy",
    "xlogy_",
    "zero_",
    "zeros",
    "zeros_like",
]


def spread(items: tuple[Any, ...], named: dict[str, Any], name: str) -> Any:
    """Return ``view(2, 3)``, ``view((2, 3))`` and ``view(size=(2, 3))`` alike as a tuple."""
    if named:
        if items or list(named) != [name]:
            raise ArgumentError(f"got {', '.join(named)} by name, where {name} may be given once")
        return named[name]
    if len(items) == 1 and (items[0] is None or isinstance(items[0], tuple | list)):
        return items[0]
    return items


_OP_abs = lookup("abs")
_OP_abs_ = lookup("abs_")
_OP_acos = lookup("acos")
_OP_acos_ = lookup("acos_")
_OP_acosh = lookup("acosh")
_OP_acosh_ = lookup("acosh_")
_OP_adaptive_avg_pool1d = lookup("adaptive_avg_pool1d")
_OP_add = lookup("add")
_OP_add_ = lookup("add_")
_OP_addbmm = lookup("addbmm")
_OP_addbmm_ = lookup("addbmm_")
_OP_addcdiv = lookup("addcdiv")
_OP_addcdiv_ = lookup("addcdiv_")
_OP_addcmul = lookup("addcmul")
_OP_addcmul_ = lookup("addcmul_")
_OP_addmm = lookup("addmm")
_OP_addmm_ = lookup("addmm_")
_OP_addmv = lookup("addmv")
_OP_addmv_ = lookup("addmv_")
_OP_addr = lookup("addr")
_OP_addr_ = lookup("addr_")
_OP_adjoint = lookup("adjoint")
_OP_alias_copy = lookup("alias_copy")
_OP_all = lookup("all")
_OP_allclose = lookup("allclose")
_OP_amax = lookup("amax")
_OP_amin = lookup("amin")
_OP_aminmax = lookup("aminmax")
_OP_angle = lookup("angle")
_OP_any = lookup("any")
_OP_arange = lookup("arange")
_OP_argmax = lookup("argmax")
_OP_argmin = lookup("argmin")
_OP_argsort = lookup("argsort")
_OP_argwhere = lookup("argwhere")
_OP_as_strided = lookup("as_strided")
_OP_as_strided_ = lookup("as_strided_")
_OP_as_strided_scatter = lookup("as_strided_scatter")
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
_OP_avg_pool1d = lookup("avg_pool1d")
_OP_baddbmm = lookup("baddbmm")
_OP_baddbmm_ = lookup("baddbmm_")
_OP_bartlett_window = lookup("bartlett_window")
_OP_bernoulli = lookup("bernoulli")
_OP_bincount = lookup("bincount")
_OP_binomial = lookup("binomial")
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
_OP_blackman_window = lookup("blackman_window")
_OP_block_diag = lookup("block_diag")
_OP_bmm = lookup("bmm")
_OP_broadcast_to = lookup("broadcast_to")
_OP_bucketize = lookup("bucketize")
_OP_cat = lookup("cat")
_OP_cdist = lookup("cdist")
_OP_ceil = lookup("ceil")
_OP_ceil_ = lookup("ceil_")
_OP_celu = lookup("celu")
_OP_celu_ = lookup("celu_")
_OP_chain_matmul = lookup("chain_matmul")
_OP_channel_shuffle = lookup("channel_shuffle")
_OP_cholesky = lookup("cholesky")
_OP_cholesky_inverse = lookup("cholesky_inverse")
_OP_cholesky_solve = lookup("cholesky_solve")
_OP_chunk = lookup("chunk")
_OP_clamp = lookup("clamp")
_OP_clamp_ = lookup("clamp_")
_OP_clamp_max = lookup("clamp_max")
_OP_clamp_max_ = lookup("clamp_max_")
_OP_clamp_min = lookup("clamp_min")
_OP_clamp_min_ = lookup("clamp_min_")
_OP_clone = lookup("clone")
_OP_column_stack = lookup("column_stack")
_OP_combinations = lookup("combinations")
_OP_complex = lookup("complex")
_OP_conj = lookup("conj")
_OP_conj_physical = lookup("conj_physical")
_OP_conj_physical_ = lookup("conj_physical_")
_OP_constant_pad_nd = lookup("constant_pad_nd")
_OP_conv1d = lookup("conv1d")
_OP_conv2d = lookup("conv2d")
_OP_conv3d = lookup("conv3d")
_OP_conv_transpose1d = lookup("conv_transpose1d")
_OP_conv_transpose2d = lookup("conv_transpose2d")
_OP_conv_transpose3d = lookup("conv_transpose3d")
_OP_copysign = lookup("copysign")
_OP_copysign_ = lookup("copysign_")
_OP_corrcoef = lookup("corrcoef")
_OP_cos = lookup("cos")
_OP_cos_ = lookup("cos_")
_OP_cosh = lookup("cosh")
_OP_cosh_ = lookup("cosh_")
_OP_cosine_similarity = lookup("cosine_similarity")
_OP_count_nonzero = lookup("count_nonzero")
_OP_cov = lookup("cov")
_OP_cross = lookup("cross")
_OP_cummax = lookup("cummax")
_OP_cummin = lookup("cummin")
_OP_cumprod = lookup("cumprod")
_OP_cumprod_ = lookup("cumprod_")
_OP_cumsum = lookup("cumsum")
_OP_cumsum_ = lookup("cumsum_")
_OP_cumulative_trapezoid = lookup("cumulative_trapezoid")
_OP_deg2rad = lookup("deg2rad")
_OP_deg2rad_ = lookup("deg2rad_")
_OP_det = lookup("det")
_OP_detach = lookup("detach")
_OP_detach_ = lookup("detach_")
_OP_diag = lookup("diag")
_OP_diag_embed = lookup("diag_embed")
_OP_diagflat = lookup("diagflat")
_OP_diagonal = lookup("diagonal")
_OP_diagonal_copy = lookup("diagonal_copy")
_OP_diagonal_scatter = lookup("diagonal_scatter")
_OP_diff = lookup("diff")
_OP_digamma = lookup("digamma")
_OP_digamma_ = lookup("digamma_")
_OP_dist = lookup("dist")
_OP_div = lookup("div")
_OP_div_ = lookup("div_")
_OP_dot = lookup("dot")
_OP_dsplit = lookup("dsplit")
_OP_dstack = lookup("dstack")
_OP_einsum = lookup("einsum")
_OP_embedding_renorm_ = lookup("embedding_renorm_")
_OP_empty = lookup("empty")
_OP_empty_like = lookup("empty_like")
_OP_empty_permuted = lookup("empty_permuted")
_OP_empty_strided = lookup("empty_strided")
_OP_eq = lookup("eq")
_OP_eq_ = lookup("eq_")
_OP_equal = lookup("equal")
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
_OP_expand_copy = lookup("expand_copy")
_OP_expm1 = lookup("expm1")
_OP_expm1_ = lookup("expm1_")
_OP_eye = lookup("eye")
_OP_fill = lookup("fill")
_OP_fill_ = lookup("fill_")
_OP_flatten = lookup("flatten")
_OP_flip = lookup("flip")
_OP_fliplr = lookup("fliplr")
_OP_flipud = lookup("flipud")
_OP_float_power = lookup("float_power")
_OP_float_power_ = lookup("float_power_")
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
_OP_frexp = lookup("frexp")
_OP_full = lookup("full")
_OP_full_like = lookup("full_like")
_OP_gather = lookup("gather")
_OP_gcd = lookup("gcd")
_OP_gcd_ = lookup("gcd_")
_OP_ge = lookup("ge")
_OP_ge_ = lookup("ge_")
_OP_geqrf = lookup("geqrf")
_OP_get_rng_state = lookup("get_rng_state")
_OP_gradient = lookup("gradient")
_OP_gt = lookup("gt")
_OP_gt_ = lookup("gt_")
_OP_hamming_window = lookup("hamming_window")
_OP_hann_window = lookup("hann_window")
_OP_hardshrink = lookup("hardshrink")
_OP_heaviside = lookup("heaviside")
_OP_heaviside_ = lookup("heaviside_")
_OP_histc = lookup("histc")
_OP_histogram = lookup("histogram")
_OP_hsplit = lookup("hsplit")
_OP_hstack = lookup("hstack")
_OP_hypot = lookup("hypot")
_OP_hypot_ = lookup("hypot_")
_OP_i0 = lookup("i0")
_OP_i0_ = lookup("i0_")
_OP_igamma = lookup("igamma")
_OP_igamma_ = lookup("igamma_")
_OP_igammac = lookup("igammac")
_OP_igammac_ = lookup("igammac_")
_OP_imag = lookup("imag")
_OP_index_add = lookup("index_add")
_OP_index_add_ = lookup("index_add_")
_OP_index_copy = lookup("index_copy")
_OP_index_copy_ = lookup("index_copy_")
_OP_index_fill = lookup("index_fill")
_OP_index_fill_ = lookup("index_fill_")
_OP_index_put = lookup("index_put")
_OP_index_put_ = lookup("index_put_")
_OP_index_reduce = lookup("index_reduce")
_OP_index_reduce_ = lookup("index_reduce_")
_OP_index_select = lookup("index_select")
_OP_inner = lookup("inner")
_OP_inverse = lookup("inverse")
_OP_isclose = lookup("isclose")
_OP_isfinite = lookup("isfinite")
_OP_isin = lookup("isin")
_OP_isinf = lookup("isinf")
_OP_isnan = lookup("isnan")
_OP_isneginf = lookup("isneginf")
_OP_isposinf = lookup("isposinf")
_OP_isreal = lookup("isreal")
_OP_kaiser_window = lookup("kaiser_window")
_OP_kron = lookup("kron")
_OP_kthvalue = lookup("kthvalue")
_OP_lcm = lookup("lcm")
_OP_lcm_ = lookup("lcm_")
_OP_ldexp = lookup("ldexp")
_OP_ldexp_ = lookup("ldexp_")
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
_OP_logaddexp2 = lookup("logaddexp2")
_OP_logcumsumexp = lookup("logcumsumexp")
_OP_logdet = lookup("logdet")
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
_OP_logspace = lookup("logspace")
_OP_logsumexp = lookup("logsumexp")
_OP_lt = lookup("lt")
_OP_lt_ = lookup("lt_")
_OP_lu = lookup("lu")
_OP_lu_solve = lookup("lu_solve")
_OP_lu_unpack = lookup("lu_unpack")
_OP_masked_fill = lookup("masked_fill")
_OP_masked_fill_ = lookup("masked_fill_")
_OP_masked_scatter = lookup("masked_scatter")
_OP_masked_scatter_ = lookup("masked_scatter_")
_OP_masked_select = lookup("masked_select")
_OP_matmul = lookup("matmul")
_OP_matrix_exp = lookup("matrix_exp")
_OP_matrix_power = lookup("matrix_power")
_OP_max = lookup("max")
_OP_maximum = lookup("maximum")
_OP_mean = lookup("mean")
_OP_median = lookup("median")
_OP_min = lookup("min")
_OP_minimum = lookup("minimum")
_OP_mm = lookup("mm")
_OP_mode = lookup("mode")
_OP_movedim = lookup("movedim")
_OP_msort = lookup("msort")
_OP_mul = lookup("mul")
_OP_mul_ = lookup("mul_")
_OP_multinomial = lookup("multinomial")
_OP_mv = lookup("mv")
_OP_mvlgamma = lookup("mvlgamma")
_OP_mvlgamma_ = lookup("mvlgamma_")
_OP_nan_to_num = lookup("nan_to_num")
_OP_nan_to_num_ = lookup("nan_to_num_")
_OP_nanmean = lookup("nanmean")
_OP_nanmedian = lookup("nanmedian")
_OP_nanquantile = lookup("nanquantile")
_OP_nansum = lookup("nansum")
_OP_narrow = lookup("narrow")
_OP_narrow_copy = lookup("narrow_copy")
_OP_ne = lookup("ne")
_OP_ne_ = lookup("ne_")
_OP_neg = lookup("neg")
_OP_neg_ = lookup("neg_")
_OP_nextafter = lookup("nextafter")
_OP_nextafter_ = lookup("nextafter_")
_OP_nonzero = lookup("nonzero")
_OP_nonzero_static = lookup("nonzero_static")
_OP_norm = lookup("norm")
_OP_normal = lookup("normal")
_OP_ones = lookup("ones")
_OP_ones_like = lookup("ones_like")
_OP_orgqr = lookup("orgqr")
_OP_ormqr = lookup("ormqr")
_OP_outer = lookup("outer")
_OP_pairwise_distance = lookup("pairwise_distance")
_OP_pdist = lookup("pdist")
_OP_permute = lookup("permute")
_OP_permute_copy = lookup("permute_copy")
_OP_pinverse = lookup("pinverse")
_OP_pixel_shuffle = lookup("pixel_shuffle")
_OP_pixel_unshuffle = lookup("pixel_unshuffle")
_OP_poisson = lookup("poisson")
_OP_polar = lookup("polar")
_OP_polygamma = lookup("polygamma")
_OP_positive = lookup("positive")
_OP_pow = lookup("pow")
_OP_pow_ = lookup("pow_")
_OP_prelu = lookup("prelu")
_OP_prod = lookup("prod")
_OP_put = lookup("put")
_OP_put_ = lookup("put_")
_OP_qr = lookup("qr")
_OP_quantile = lookup("quantile")
_OP_rad2deg = lookup("rad2deg")
_OP_rad2deg_ = lookup("rad2deg_")
_OP_rand = lookup("rand")
_OP_rand_like = lookup("rand_like")
_OP_randn = lookup("randn")
_OP_randn_like = lookup("randn_like")
_OP_randperm = lookup("randperm")
_OP_ravel = lookup("ravel")
_OP_real = lookup("real")
_OP_reciprocal = lookup("reciprocal")
_OP_reciprocal_ = lookup("reciprocal_")
_OP_relu = lookup("relu")
_OP_relu_ = lookup("relu_")
_OP_remainder = lookup("remainder")
_OP_remainder_ = lookup("remainder_")
_OP_renorm = lookup("renorm")
_OP_renorm_ = lookup("renorm_")
_OP_repeat_interleave = lookup("repeat_interleave")
_OP_reshape = lookup("reshape")
_OP_reshape_as = lookup("reshape_as")
_OP_resize_as_ = lookup("resize_as_")
_OP_resolve_conj = lookup("resolve_conj")
_OP_roll = lookup("roll")
_OP_rot90 = lookup("rot90")
_OP_round = lookup("round")
_OP_round_ = lookup("round_")
_OP_rrelu = lookup("rrelu")
_OP_rrelu_ = lookup("rrelu_")
_OP_rsqrt = lookup("rsqrt")
_OP_rsqrt_ = lookup("rsqrt_")
_OP_rsub = lookup("rsub")
_OP_scalar_tensor = lookup("scalar_tensor")
_OP_scatter = lookup("scatter")
_OP_scatter_ = lookup("scatter_")
_OP_scatter_add = lookup("scatter_add")
_OP_scatter_add_ = lookup("scatter_add_")
_OP_scatter_reduce = lookup("scatter_reduce")
_OP_scatter_reduce_ = lookup("scatter_reduce_")
_OP_searchsorted = lookup("searchsorted")
_OP_select = lookup("select")
_OP_select_copy = lookup("select_copy")
_OP_select_scatter = lookup("select_scatter")
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
_OP_slice_scatter = lookup("slice_scatter")
_OP_slogdet = lookup("slogdet")
_OP_softmax = lookup("softmax")
_OP_sort = lookup("sort")
_OP_split_with_sizes = lookup("split_with_sizes")
_OP_split_with_sizes_copy = lookup("split_with_sizes_copy")
_OP_sqrt = lookup("sqrt")
_OP_sqrt_ = lookup("sqrt_")
_OP_square = lookup("square")
_OP_square_ = lookup("square_")
_OP_squeeze = lookup("squeeze")
_OP_squeeze_ = lookup("squeeze_")
_OP_squeeze_copy = lookup("squeeze_copy")
_OP_stack = lookup("stack")
_OP_std = lookup("std")
_OP_std_mean = lookup("std_mean")
_OP_stft = lookup("stft")
_OP_sub = lookup("sub")
_OP_sub_ = lookup("sub_")
_OP_sum = lookup("sum")
_OP_svd = lookup("svd")
_OP_t = lookup("t")
_OP_t_ = lookup("t_")
_OP_t_copy = lookup("t_copy")
_OP_take = lookup("take")
_OP_take_along_dim = lookup("take_along_dim")
_OP_tan = lookup("tan")
_OP_tan_ = lookup("tan_")
_OP_tanh = lookup("tanh")
_OP_tanh_ = lookup("tanh_")
_OP_tensor_split = lookup("tensor_split")
_OP_tensordot = lookup("tensordot")
_OP_threshold = lookup("threshold")
_OP_threshold_ = lookup("threshold_")
_OP_tile = lookup("tile")
_OP_topk = lookup("topk")
_OP_trace = lookup("trace")
_OP_transpose = lookup("transpose")
_OP_transpose_ = lookup("transpose_")
_OP_transpose_copy = lookup("transpose_copy")
_OP_trapezoid = lookup("trapezoid")
_OP_triangular_solve = lookup("triangular_solve")
_OP_tril = lookup("tril")
_OP_tril_ = lookup("tril_")
_OP_tril_indices = lookup("tril_indices")
_OP_triu = lookup("triu")
_OP_triu_ = lookup("triu_")
_OP_triu_indices = lookup("triu_indices")
_OP_trunc = lookup("trunc")
_OP_trunc_ = lookup("trunc_")
_OP_unbind = lookup("unbind")
_OP_unbind_copy = lookup("unbind_copy")
_OP_unflatten = lookup("unflatten")
_OP_unfold = lookup("unfold")
_OP_unfold_copy = lookup("unfold_copy")
_OP_unique = lookup("unique")
_OP_unique_consecutive = lookup("unique_consecutive")
_OP_unravel_index = lookup("unravel_index")
_OP_unsafe_chunk = lookup("unsafe_chunk")
_OP_unsafe_split = lookup("unsafe_split")
_OP_unsqueeze = lookup("unsqueeze")
_OP_unsqueeze_ = lookup("unsqueeze_")
_OP_unsqueeze_copy = lookup("unsqueeze_copy")
_OP_var = lookup("var")
_OP_var_mean = lookup("var_mean")
_OP_vdot = lookup("vdot")
_OP_view_as = lookup("view_as")
_OP_view_as_complex = lookup("view_as_complex")
_OP_view_as_real = lookup("view_as_real")
_OP_view_copy = lookup("view_copy")
_OP_vsplit = lookup("vsplit")
_OP_vstack = lookup("vstack")
_OP_where = lookup("where")
_OP_xlogy = lookup("xlogy")
_OP_xlogy_ = lookup("xlogy_")
_OP_zero_ = lookup("zero_")
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
    """In place: return the absolute value of each element, real for complex ones."""
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


def adaptive_avg_pool1d(input: Tensor, output_size: int | Sequence[int]) -> Tensor:
    """Return rows (N, C, L) or (C, L) averaged down to a length."""
    result: Tensor = call(_OP_adaptive_avg_pool1d, (input, output_size))
    return result


def add(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """Return ``self + alpha * other``, broadcast to a common shape."""
    result: Tensor = call(_OP_add, (input, other, alpha))
    return result


def add_(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """In place: return ``self + alpha * other``, broadcast to a common shape."""
    result: Tensor = call(_OP_add_, (input, other, alpha))
    return result


def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """Return ``beta * self + alpha * sum(batch1 @ batch2)``: the products of the batches, added up.

    ``batch1`` is (b, n, m), ``batch2`` (b, m, p), ``self`` broadcasts to the result (n, p). The sum over the batch is
    part of one large product: (n, b * m) times (b * m, p).
    """
    result: Tensor = call(_OP_addbmm, (input, batch1, batch2, beta, alpha))
    return result


def addbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """In place: return ``beta * self + alpha * sum(batch1 @ batch2)``: the products of the batches, added up.

    ``batch1`` is (b, n, m), ``batch2`` (b, m, p), ``self`` broadcasts to the result (n, p). The sum over the batch is
    part of one large product: (n, b * m) times (b * m, p).
    """
    result: Tensor = call(_OP_addbmm_, (input, batch1, batch2, beta, alpha))
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


def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """Return ``beta * self + alpha * outer(vec1, vec2)``; with ``beta=0`` the values of ``self`` are not looked at.

    ``vec1`` is (n), ``vec2`` (m), ``self`` broadcasts to the result (n, m). Truth values are joined by AND and OR.
    """
    result: Tensor = call(_OP_addr, (input, vec1, vec2, beta, alpha))
    return result


def addr_(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """In place: return ``beta * self + alpha * outer(vec1, vec2)``; with ``beta=0`` the values of ``self`` are not looked at.

    ``vec1`` is (n), ``vec2`` (m), ``self`` broadcasts to the result (n, m). Truth values are joined by AND and OR.
    """
    result: Tensor = call(_OP_addr_, (input, vec1, vec2, beta, alpha))
    return result


def adjoint(input: Tensor) -> Tensor:
    """Return matrices turned and conjugated: a view of a real tensor, a new tensor of a complex one."""
    result: Tensor = call(_OP_adjoint, (input,))
    return result


def alias_copy(input: Tensor) -> Tensor:
    """Return a copy of what `detach` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_alias_copy, (input,))
    return result


def all(input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
    """Return whether no element over the given dimensions, or of all, is zero; uint8 stays uint8."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_all, (input, dim, keepdim))
    return result


def allclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> bool:
    """Return whether ``abs(self - other) <= atol + rtol * abs(other)`` holds everywhere."""
    return bool(call(_OP_allclose, (input, other, rtol, atol, equal_nan)))


def amax(input: Tensor, dim: int | Sequence[int] = (), keepdim: bool = False, **numpy: Any) -> Tensor:
    """Return the largest element over the given dimensions, or over all; nan wins."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_amax, (input, dim, keepdim))
    return result


def amin(input: Tensor, dim: int | Sequence[int] = (), keepdim: bool = False, **numpy: Any) -> Tensor:
    """Return the smallest element over the given dimensions, or over all; nan wins."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_amin, (input, dim, keepdim))
    return result


def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False, **numpy: Any) -> Any:
    """Return the smallest and the largest element, of all or along a dimension, as a named tuple ``(min, max)``."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    return call(_OP_aminmax, (input, dim, keepdim))


def angle(input: Tensor) -> Tensor:
    """Return the angle in radians of each element: of real ones pi where they are negative, nan stays nan."""
    result: Tensor = call(_OP_angle, (input,))
    return result


def any(input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
    """Return whether any element over the given dimensions, or of all, is not zero; uint8 stays uint8."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_any, (input, dim, keepdim))
    return result


def arange(
    start: Number = 0,
    end: Number | None = None,
    step: Number = 1,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the numbers from ``start`` to before ``end`` by ``step``; from 0 to before the first where it is alone.

    Integers give int64 and floats float32, unless a dtype is given.
    """
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_arange, (start, end, step, dtype))
    return as_leaf(result, requires_grad)


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
    """Return the index of the largest element along a dimension, or in the flattened tensor; the first of several."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_argmax, (input, dim, keepdim))
    return result


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
    """Return the index of the smallest element along a dimension, or in the flattened tensor; the first of several."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_argmin, (input, dim, keepdim))
    return result


def argsort(
    input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False, **numpy: Any
) -> Tensor:
    """Return the indices that sort the entries along a dimension; the order is always stable."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_argsort, (input, dim, descending, stable))
    return result


def argwhere(input: Tensor) -> Any:
    """Return the positions of the elements that are not zero, one row each."""
    return call(_OP_argwhere, (input,))


def as_strided(
    input: Tensor, size: int | Sequence[int], stride: int | Sequence[int], storage_offset: int | None = None
) -> Tensor:
    """Return a view of the whole storage with a shape, strides and an offset of one's own, in elements.

    What lies outside the storage is refused. Strides may make elements share memory; in-place writes to such a view
    are refused by a strict session only.
    """
    result: Tensor = call(_OP_as_strided, (input, size, stride, storage_offset))
    return result


def as_strided_(
    input: Tensor, size: int | Sequence[int], stride: int | Sequence[int], storage_offset: int | None = None
) -> Tensor:
    """In place: return a view of the whole storage with a shape, strides and an offset of one's own, in elements.

    What lies outside the storage is refused. Strides may make elements share memory; in-place writes to such a view
    are refused by a strict session only.
    """
    result: Tensor = call(_OP_as_strided_, (input, size, stride, storage_offset))
    return result


def as_strided_scatter(
    input: Tensor,
    src: Tensor,
    size: int | Sequence[int],
    stride: int | Sequence[int],
    storage_offset: int | None = None,
) -> Tensor:
    """Return a copy with the elements that ``as_strided`` of it shows replaced by ``src``.

    The elements lie in the order of their strides and without gaps; an offset counts from the first one.
    """
    result: Tensor = call(_OP_as_strided_scatter, (input, src, size, stride, storage_offset))
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


def avg_pool1d(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """Return the mean of each window of rows (N, C, L) or (C, L).

    ``stride`` is the kernel's size by default. Sums are divided by how many elements a window has, padding counted
    or not.
    """
    result: Tensor = call(_OP_avg_pool1d, (input, kernel_size, stride, padding, ceil_mode, count_include_pad))
    return result


def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """Return ``beta * self + alpha * (batch1 @ batch2)`` matrix by matrix."""
    result: Tensor = call(_OP_baddbmm, (input, batch1, batch2, beta, alpha))
    return result


def baddbmm_(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """In place: return ``beta * self + alpha * (batch1 @ batch2)`` matrix by matrix."""
    result: Tensor = call(_OP_baddbmm_, (input, batch1, batch2, beta, alpha))
    return result


def bartlett_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the Bartlett window: straight from 0 to 1 and back."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_bartlett_window, (window_length, periodic, dtype))
    return as_leaf(result, requires_grad)


def bernoulli(input: Tensor, p: float | None = None, *, generator: None = None) -> Tensor:
    """Return 1 or 0 for each element, 1 with the probability that the element says, or ``p`` where it is given."""
    require_plain(generator=generator)
    result: Tensor = call(_OP_bernoulli, (input, p))
    return result


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Any:
    """Return how often each number from 0 on comes, or the sum of its ``weights``; at least ``minlength`` numbers.

    Weights of float32 are added in float32, others in float64.
    """
    return call(_OP_bincount, (input, weights, minlength))


def binomial(count: Tensor, prob: Tensor, *, generator: None = None) -> Tensor:
    """Return how many of ``count`` trials succeed, each with the probability ``prob``."""
    require_plain(generator=generator)
    result: Tensor = call(_OP_binomial, (count, prob))
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


def blackman_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the Blackman window: a sum of two cosines that begins and ends flat."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_blackman_window, (window_length, periodic, dtype))
    return as_leaf(result, requires_grad)


def block_diag(*tensors: Any, **named: Any) -> Tensor:
    """Return the matrix with the tensors as blocks on its diagonal, a vector as a row and a number as one element."""
    result: Tensor = call(_OP_block_diag, (spread(tensors, named, "tensors"),))
    return result


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """Return the products of two batches of matrices, one by one."""
    result: Tensor = call(_OP_bmm, (input, mat2))
    return result


def broadcast_to(input: Tensor, *size: Any, **named: Any) -> Tensor:
    """Return a view expanded to a shape, as `expand` does."""
    result: Tensor = call(_OP_broadcast_to, (input, spread(size, named, "size")))
    return result


def bucketize(
    input: Tensor | Number, boundaries: Tensor, *, out_int32: bool = False, right: bool = False
) -> Tensor:
    """Return the number of the bucket that each value falls into; boundaries are sorted, and belong to their left.

    With ``right`` they belong to the bucket on their right.
    """
    result: Tensor = call(_OP_bucketize, (input, boundaries, out_int32, right))
    return result


def cat(tensors: Sequence[Tensor], dim: int = 0, **numpy: Any) -> Tensor:
    """Return the tensors one after the other along a dimension, in the dtype that they promote to."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_cat, (tensors, dim))
    return result


def concat(tensors: Sequence[Tensor], dim: int = 0, **numpy: Any) -> Tensor:
    """Alias of `cat`."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_cat, (tensors, dim))
    return result


def concatenate(tensors: Sequence[Tensor], dim: int = 0, **numpy: Any) -> Tensor:
    """Alias of `cat`."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_cat, (tensors, dim))
    return result


def cdist(
    x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = "use_mm_for_euclid_dist_if_necessary"
) -> Tensor:
    """Return the p-norm distances of all rows of ``x1`` (..., P, M) from all of ``x2`` (..., R, M), as (..., P, R)."""
    result: Tensor = call(_OP_cdist, (x1, x2, p, compute_mode))
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


def chain_matmul(*matrices: Any, **named: Any) -> Tensor:
    """Return the product of one or more matrices, in the order of multiplication that costs least."""
    result: Tensor = call(_OP_chain_matmul, (spread(matrices, named, "matrices"),))
    return result


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Return the tensor with its channels, in groups one after the other, taken from every group in turn."""
    result: Tensor = call(_OP_channel_shuffle, (input, groups))
    return result


def cholesky(input: Tensor, upper: bool = False) -> Tensor:
    """Return the triangular L with ``L @ L.mH == self``, or U with ``U.mH @ U == self``; refuse an indefinite matrix."""
    result: Tensor = call(_OP_cholesky, (input, upper))
    return result


def cholesky_inverse(input: Tensor, upper: bool = False) -> Tensor:
    """Return the inverses of the matrices whose Cholesky factors are given."""
    result: Tensor = call(_OP_cholesky_inverse, (input, upper))
    return result


def cholesky_solve(input: Tensor, input2: Tensor, upper: bool = False) -> Tensor:
    """Return X with ``A @ X == self``, where ``input2`` is the Cholesky factor of A."""
    result: Tensor = call(_OP_cholesky_solve, (input, input2, upper))
    return result


def chunk(input: Tensor, chunks: int, dim: int = 0, **numpy: Any) -> Any:
    """Return views of at most ``chunks`` consecutive parts of a dimension, all of one size but the last."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
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
    """In place: return each element, or the bound beyond which it lies; ``max`` where ``min`` is above it.

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
    """In place: return each element, or ``max`` where it is above."""
    result: Tensor = call(_OP_clamp_max_, (input, max))
    return result


def clamp_min(input: Tensor, min: Tensor | Number) -> Tensor:
    """Return each element, or ``min`` where it is below."""
    result: Tensor = call(_OP_clamp_min, (input, min))
    return result


def clamp_min_(input: Tensor, min: Tensor | Number) -> Tensor:
    """In place: return each element, or ``min`` where it is below."""
    result: Tensor = call(_OP_clamp_min_, (input, min))
    return result


def clone(input: Tensor) -> Tensor:
    """Return a copy with bytes of its own, row-major."""
    result: Tensor = call(_OP_clone, (input,))
    return result


def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    """Return the tensors side by side, vectors as columns."""
    result: Tensor = call(_OP_column_stack, (tensors,))
    return result


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """Return all choices of ``r`` elements of a vector, one a row, in the order of their places.

    With ``with_replacement`` an element may be chosen again.
    """
    result: Tensor = call(_OP_combinations, (input, r, with_replacement))
    return result


def complex(real: Tensor, imag: Tensor) -> Tensor:
    """Return the complex numbers with these real and imaginary parts."""
    result: Tensor = call(_OP_complex, (real, imag))
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
    """In place: return the complex conjugate of each element; a real tensor itself."""
    result: Tensor = call(_OP_conj_physical_, (input,))
    return result


def constant_pad_nd(input: Tensor, pad: int | Sequence[int], value: Number = 0) -> Tensor:
    """Return the tensor with so many elements of ``value`` before and after each dimension, the last one first.

    Negative numbers cut off.
    """
    result: Tensor = call(_OP_constant_pad_nd, (input, pad, value))
    return result


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] | str = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> Tensor:
    """Return the cross-correlation of images with kernels.

    ``input`` is (N, C, ...) or (C, ...) with as many dimensions of images as the name says, ``weight``
    (out, C / groups, ...), ``bias`` (out). ``padding`` is zeros on both sides of each dimension, or "same" or "valid".
    """
    result: Tensor = call(_OP_conv1d, (input, weight, bias, stride, padding, dilation, groups))
    return result


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] | str = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> Tensor:
    """Return the cross-correlation of images with kernels.

    ``input`` is (N, C, ...) or (C, ...) with as many dimensions of images as the name says, ``weight``
    (out, C / groups, ...), ``bias`` (out). ``padding`` is zeros on both sides of each dimension, or "same" or "valid".
    """
    result: Tensor = call(_OP_conv2d, (input, weight, bias, stride, padding, dilation, groups))
    return result


def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] | str = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
) -> Tensor:
    """Return the cross-correlation of images with kernels.

    ``input`` is (N, C, ...) or (C, ...) with as many dimensions of images as the name says, ``weight``
    (out, C / groups, ...), ``bias`` (out). ``padding`` is zeros on both sides of each dimension, or "same" or "valid".
    """
    result: Tensor = call(_OP_conv3d, (input, weight, bias, stride, padding, dilation, groups))
    return result


def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0,
    output_padding: int | Sequence[int] = 0,
    groups: int = 1,
    dilation: int | Sequence[int] = 1,
) -> Tensor:
    """Return what a convolution's results give back to its images: the transposed convolution.

    ``input`` is (N, C, ...) or (C, ...) with as many dimensions of images as the name says, ``weight``
    (C, out / groups, ...), ``bias`` (out). ``output_padding`` makes the images larger at the end.
    """
    result: Tensor = call(
        _OP_conv_transpose1d, (input, weight, bias, stride, padding, output_padding, groups, dilation)
    )
    return result


def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0,
    output_padding: int | Sequence[int] = 0,
    groups: int = 1,
    dilation: int | Sequence[int] = 1,
) -> Tensor:
    """Return what a convolution's results give back to its images: the transposed convolution.

    ``input`` is (N, C, ...) or (C, ...) with as many dimensions of images as the name says, ``weight``
    (C, out / groups, ...), ``bias`` (out). ``output_padding`` makes the images larger at the end.
    """
    result: Tensor = call(
        _OP_conv_transpose2d, (input, weight, bias, stride, padding, output_padding, groups, dilation)
    )
    return result


def conv_transpose3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0,
    output_padding: int | Sequence[int] = 0,
    groups: int = 1,
    dilation: int | Sequence[int] = 1,
) -> Tensor:
    """Return what a convolution's results give back to its images: the transposed convolution.

    ``input`` is (N, C, ...) or (C, ...) with as many dimensions of images as the name says, ``weight``
    (C, out / groups, ...), ``bias`` (out). ``output_padding`` makes the images larger at the end.
    """
    result: Tensor = call(
        _OP_conv_transpose3d, (input, weight, bias, stride, padding, output_padding, groups, dilation)
    )
    return result


def copysign(input: Tensor, other: Tensor | Number) -> Tensor:
    """Return the magnitude of ``self`` with the sign of ``other``."""
    result: Tensor = call(_OP_copysign, (input, other))
    return result


def copysign_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return the magnitude of ``self`` with the sign of ``other``."""
    result: Tensor = call(_OP_copysign_, (input, other))
    return result


def corrcoef(input: Tensor) -> Tensor:
    """Return the correlation coefficients of variables, which are rows of observations, each part within -1 and 1."""
    result: Tensor = call(_OP_corrcoef, (input,))
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


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-08, **numpy: Any) -> Tensor:
    """Return the cosines of vectors along ``dim``, whose lengths count as at least ``eps``."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_cosine_similarity, (x1, x2, dim, eps))
    return result


def count_nonzero(input: Tensor, dim: int | Sequence[int] | None = None, **numpy: Any) -> Tensor:
    """Return how many elements over the given dimensions, or of all, are not zero."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_count_nonzero, (input, dim))
    return result


def cov(
    input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None
) -> Tensor:
    """Return the covariance matrix of variables, which are rows of observations; of one variable its variance.

    ``fweights`` say how often each observation was made, ``aweights`` how much it counts; the sum of products is
    divided by the number of observations less ``correction``.
    """
    result: Tensor = call(_OP_cov, (input, correction, fweights, aweights))
    return result


def cross(input: Tensor, other: Tensor, dim: int | None = None, **numpy: Any) -> Tensor:
    """Return the cross products of vectors along ``dim``, by default along the first dimension of size 3."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_cross, (input, other, dim))
    return result


def cummax(input: Tensor, dim: int) -> Any:
    """Return the largest elements so far along a dimension, and where each was last, as ``(values, indices)``."""
    return call(_OP_cummax, (input, dim))


def cummin(input: Tensor, dim: int) -> Any:
    """Return the smallest elements so far along a dimension, and where each was last, as ``(values, indices)``."""
    return call(_OP_cummin, (input, dim))


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


def cumulative_trapezoid(
    input: Tensor, x: Tensor | None = None, *, dx: Number = 1, dim: int = -1, **numpy: Any
) -> Tensor:
    """Return the running integral of samples along a dimension by the trapezoidal rule, one entry less than samples."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_cumulative_trapezoid, (input, x, dx, dim))
    return result


def deg2rad(input: Tensor) -> Tensor:
    """Return each angle, given in degrees, in radians."""
    result: Tensor = call(_OP_deg2rad, (input,))
    return result


def deg2rad_(input: Tensor) -> Tensor:
    """In place: return each angle, given in degrees, in radians."""
    result: Tensor = call(_OP_deg2rad_, (input,))
    return result


def det(input: Tensor) -> Tensor:
    """Return the determinants of square matrices."""
    result: Tensor = call(_OP_det, (input,))
    return result


def detach(input: Tensor) -> Tensor:
    """Return the tensor under another name that has no history: it shares the bytes, but is no view."""
    result: Tensor = call(_OP_detach, (input,))
    return result


def detach_(input: Tensor) -> Tensor:
    """Forget the tensor's history; refuse a view. The tensor itself is returned, and no write is counted."""
    result: Tensor = call(_OP_detach_, (input,))
    return result


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """Return the matrix with a vector as its diagonal, or a copy of the diagonal of a matrix."""
    result: Tensor = call(_OP_diag, (input, diagonal))
    return result


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Return matrices, in two dimensions of the result, with the entries of the last dimension as their diagonals."""
    result: Tensor = call(_OP_diag_embed, (input, offset, dim1, dim2))
    return result


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """Return the matrix with all elements of the tensor, flattened, as its diagonal."""
    result: Tensor = call(_OP_diagflat, (input, offset))
    return result


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """Return a view of a diagonal of two dimensions, which becomes the last dimension."""
    result: Tensor = call(_OP_diagonal, (input, offset, dim1, dim2))
    return result


def diagonal_copy(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """Return a copy of what `diagonal` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_diagonal_copy, (input, offset, dim1, dim2))
    return result


def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """Return a copy with a diagonal of two dimensions replaced by ``src``."""
    result: Tensor = call(_OP_diagonal_scatter, (input, src, offset, dim1, dim2))
    return result


def diff(
    input: Tensor,
    n: int = 1,
    dim: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the ``n``-th differences of neighbours along a dimension; of booleans, whether they differ.

    What is prepended and appended counts as part of the tensor.
    """
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_diff, (input, n, dim, prepend, append))
    return result


def digamma(input: Tensor) -> Tensor:
    """Return the derivative of ``lgamma`` of each element; nan at negative integers."""
    result: Tensor = call(_OP_digamma, (input,))
    return result


def digamma_(input: Tensor) -> Tensor:
    """In place: return the derivative of ``lgamma`` of each element; nan at negative integers."""
    result: Tensor = call(_OP_digamma_, (input,))
    return result


def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """Return the p-norm of the difference of two tensors, which broadcast."""
    result: Tensor = call(_OP_dist, (input, other, p))
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


def dsplit(input: Tensor, indices_or_sections: int | Sequence[int]) -> Any:
    """Return views of equal parts, or of the parts between indices, along dimension 2."""
    return call(_OP_dsplit, (input, indices_or_sections))


def dstack(tensors: Sequence[Tensor]) -> Tensor:
    """Return the tensors one behind the other: along the third dimension."""
    result: Tensor = call(_OP_dstack, (tensors,))
    return result


def einsum(equation: str, *operands: Any, **named: Any) -> Tensor:
    """Return the sums of products that an equation such as ``"ij,jk->ik"`` names.

    Each dimension of each operand has a letter. Elements are multiplied where letters agree and added up over letters
    that the result has not; without an arrow it has those that occur once, in alphabetical order. ``...`` stands for
    any dimensions, which broadcast.
    """
    result: Tensor = call(_OP_einsum, (equation, spread(operands, named, "operands")))
    return result


def embedding_renorm_(input: Tensor, indices: Tensor, max_norm: float, norm_type: float) -> Tensor:
    """Scale the rows that ``indices`` name down to a norm of ``max_norm``, where it is larger."""
    result: Tensor = call(_OP_embedding_renorm_, (input, indices, max_norm, norm_type))
    return result


def empty(
    *size: Any,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: Any = None,
    **named: Any,
) -> Tensor:
    """Return a tensor of which nothing is promised but size and dtype, float32 unless another is given."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    del memory_format  # new tensors lie row-major
    result: Tensor = call(_OP_empty, (spread(size, named, "size"), dtype))
    return as_leaf(result, requires_grad)


def empty_like(
    input: Tensor,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Return a tensor of memory of which nothing is promised; it is zeros, see `empty`, with the shape of ``self`` and its dtype unless another is given."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    del memory_format  # new tensors lie row-major
    result: Tensor = call(_OP_empty_like, (input, dtype))
    return as_leaf(result, requires_grad)


def empty_permuted(
    size: int | Sequence[int],
    physical_layout: int | Sequence[int],
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return a dense tensor whose dimensions lie in memory in the order of ``physical_layout``; it is zeros."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_empty_permuted, (size, physical_layout, dtype))
    return as_leaf(result, requires_grad)


def empty_strided(
    size: int | Sequence[int],
    stride: int | Sequence[int],
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return a tensor of these strides, of which nothing else is promised; it is zeros, see `empty`."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_empty_strided, (size, stride, dtype))
    return as_leaf(result, requires_grad)


def eq(input: Tensor, other: Tensor | Number) -> Tensor:
    """Return whether each element of ``self`` equals that of ``other``."""
    result: Tensor = call(_OP_eq, (input, other))
    return result


def eq_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return whether each element of ``self`` equals that of ``other``."""
    result: Tensor = call(_OP_eq_, (input, other))
    return result


def equal(input: Tensor, other: Tensor) -> bool:
    """Return whether both tensors have the same shape and equal elements; nan equals nothing."""
    return bool(call(_OP_equal, (input, other)))


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


def expand(input: Tensor, *size: Any, **named: Any) -> Tensor:
    """Return a view in which dimensions of size 1, and new ones in front, are as large as wanted; -1 keeps a size.

    All elements along an expanded dimension are the same bytes.
    """
    result: Tensor = call(_OP_expand, (input, spread(size, named, "size")))
    return result


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """Return a view expanded to the shape of ``other``."""
    result: Tensor = call(_OP_expand_as, (input, other))
    return result


def expand_copy(input: Tensor, *size: Any, **named: Any) -> Tensor:
    """Return a copy of what `expand` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_expand_copy, (input, spread(size, named, "size")))
    return result


def expm1(input: Tensor) -> Tensor:
    """Return ``exp(x) - 1`` of each element x, exact for small x."""
    result: Tensor = call(_OP_expm1, (input,))
    return result


def expm1_(input: Tensor) -> Tensor:
    """In place: return ``exp(x) - 1`` of each element x, exact for small x."""
    result: Tensor = call(_OP_expm1_, (input,))
    return result


def eye(
    n: int,
    m: int | None = None,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return an ``n`` by ``m`` matrix, square unless ``m`` is given, with ones on the diagonal and zeros elsewhere."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_eye, (n, m, dtype))
    return as_leaf(result, requires_grad)


def fill(input: Tensor, value: Tensor | Number) -> Tensor:
    """Return a tensor of the same shape and dtype whose every element is ``value``, a number or a 0-d tensor."""
    result: Tensor = call(_OP_fill, (input, value))
    return result


def fill_(input: Tensor, value: Tensor | Number) -> Tensor:
    """In place: set every element to ``value``, a number or a 0-d tensor; refuse a number that does not fit."""
    result: Tensor = call(_OP_fill_, (input, value))
    return result


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Return the tensor with a run of dimensions as one: itself, a view where the strides allow it, else a copy."""
    result: Tensor = call(_OP_flatten, (input, start_dim, end_dim))
    return result


def flip(input: Tensor, *dims: Any, **named: Any) -> Tensor:
    """Return a copy with the order of the entries of the given dimensions reversed."""
    result: Tensor = call(_OP_flip, (input, spread(dims, named, "dims")))
    return result


def fliplr(input: Tensor) -> Tensor:
    """Return a copy with the order of the columns reversed."""
    result: Tensor = call(_OP_fliplr, (input,))
    return result


def flipud(input: Tensor) -> Tensor:
    """Return a copy with the order of the rows reversed."""
    result: Tensor = call(_OP_flipud, (input,))
    return result


def float_power(input: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """Return ``self`` to the power of ``exponent``, computed in float64 or complex128."""
    result: Tensor = call(_OP_float_power, (input, exponent))
    return result


def float_power_(input: Tensor, exponent: Tensor | Number) -> Tensor:
    """In place: return ``self`` to the power of ``exponent``, computed in float64 or complex128."""
    result: Tensor = call(_OP_float_power_, (input, exponent))
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


def frexp(input: Tensor) -> Any:
    """Return each element as ``mantissa * 2**exponent``, a named tuple; mantissas lie in [0.5, 1), or are 0."""
    return call(_OP_frexp, (input,))


def full(
    size: int | Sequence[int],
    fill_value: Number,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return a tensor with every element ``fill_value``, in the dtype that follows from it unless one is given."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_full, (size, fill_value, dtype))
    return as_leaf(result, requires_grad)


def full_like(
    input: Tensor,
    fill_value: Number,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Return a tensor with every element ``fill_value``, with shape and dtype of ``self`` unless one is given."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    del memory_format  # new tensors lie row-major
    result: Tensor = call(_OP_full_like, (input, fill_value, dtype))
    return as_leaf(result, requires_grad)


def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """Return the elements that ``index`` names along a dimension.

    For two dimensions and ``dim=0``: ``out[i][j] = self[index[i][j]][j]``. ``index`` may be smaller than ``self`` in
    the other dimensions. ``sparse_grad`` changes nothing here.
    """
    result: Tensor = call(_OP_gather, (input, dim, index, sparse_grad))
    return result


def gcd(input: Tensor, other: Tensor) -> Tensor:
    """Return the greatest common divisor of both elements, which is 0 for two zeros."""
    result: Tensor = call(_OP_gcd, (input, other))
    return result


def gcd_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return the greatest common divisor of both elements, which is 0 for two zeros."""
    result: Tensor = call(_OP_gcd_, (input, other))
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


def geqrf(input: Tensor) -> Any:
    """Return the QR factors of matrices as LAPACK keeps them: R above, reflectors below, and their factors ``tau``."""
    return call(_OP_geqrf, (input,))


def get_rng_state() -> Tensor:
    """Return what `set_rng_state` takes, so that the same random numbers come again: 16 bytes."""
    result: Tensor = call(_OP_get_rng_state, ())
    return result


def gradient(
    input: Tensor,
    *,
    spacing: Number | Sequence[Number] | Sequence[Tensor] | None = None,
    dim: int | Sequence[int] | None = None,
    edge_order: int = 1,
    **numpy: Any,
) -> Any:
    """Return the derivatives of samples along each of the given dimensions, or of all, by central differences.

    ``spacing`` is the distance of neighbours, one number for all or one for each dimension, or their places: a vector for
    each dimension. At both ends differences are one-sided, of order ``edge_order``.
    """
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_gradient, (input, spacing, dim, edge_order))


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


def hamming_window(
    window_length: int,
    periodic: bool = True,
    alpha: float = 0.54,
    beta: float = 0.46,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the Hamming window: ``alpha`` less ``beta`` times one period of a cosine."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_hamming_window, (window_length, periodic, alpha, beta, dtype))
    return as_leaf(result, requires_grad)


def hann_window(
    window_length: int,
    periodic: bool = True,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the Hann window: one period of a cosine, from 0 to 1 and back."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_hann_window, (window_length, periodic, dtype))
    return as_leaf(result, requires_grad)


def hardshrink(input: Tensor, lambd: Number = 0.5) -> Tensor:
    """Return each element, or 0 where it is between ``-lambd`` and ``lambd``."""
    result: Tensor = call(_OP_hardshrink, (input, lambd))
    return result


def heaviside(input: Tensor, values: Tensor) -> Tensor:
    """Return 1 where an element is positive, 0 where it is negative or nan, and that of ``values`` where it is 0."""
    result: Tensor = call(_OP_heaviside, (input, values))
    return result


def heaviside_(input: Tensor, values: Tensor) -> Tensor:
    """In place: return 1 where an element is positive, 0 where it is negative or nan, and that of ``values`` where it is 0."""
    result: Tensor = call(_OP_heaviside_, (input, values))
    return result


def histc(input: Tensor, bins: int = 100, min: Number = 0, max: Number = 0) -> Tensor:
    """Return how many elements fall into each of so many bins of one width from ``min`` to ``max``.

    Where both are the same, they are the smallest and largest element. What is outside is not counted, nor is nan.
    """
    result: Tensor = call(_OP_histc, (input, bins, min, max))
    return result


def histogram(
    input: Tensor,
    bins: Tensor | Number = 100,
    *,
    range: Sequence[Number] | None = None,
    weight: Tensor | None = None,
    density: bool = False,
) -> Any:
    """Return how many elements fall into each bin, or the sum of their weights, and the bins' edges.

    ``bins`` is a number of bins of one width in ``range``, by default from the smallest to the largest element, or the
    edges themselves. With ``density`` the integral is 1.
    """
    return call(_OP_histogram, (input, bins, range, weight, density))


def hsplit(input: Tensor, indices_or_sections: int | Sequence[int]) -> Any:
    """Return views of equal parts, or of the parts between indices, along dimension 1; 0 of a 1-d tensor."""
    return call(_OP_hsplit, (input, indices_or_sections))


def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Return the tensors side by side: along the second dimension, vectors along their first."""
    result: Tensor = call(_OP_hstack, (tensors,))
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


def igamma(input: Tensor, other: Tensor) -> Tensor:
    """Return the regularized lower incomplete gamma function of shape ``self`` at ``other``."""
    result: Tensor = call(_OP_igamma, (input, other))
    return result


def igamma_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return the regularized lower incomplete gamma function of shape ``self`` at ``other``."""
    result: Tensor = call(_OP_igamma_, (input, other))
    return result


def igammac(input: Tensor, other: Tensor) -> Tensor:
    """Return the regularized upper incomplete gamma function of shape ``self`` at ``other``."""
    result: Tensor = call(_OP_igammac, (input, other))
    return result


def igammac_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return the regularized upper incomplete gamma function of shape ``self`` at ``other``."""
    result: Tensor = call(_OP_igammac_, (input, other))
    return result


def imag(input: Tensor) -> Tensor:
    """Return the imaginary parts as a view; refuse a real tensor."""
    result: Tensor = call(_OP_imag, (input,))
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


def index_reduce(
    input: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """Return the tensor with entries of ``source`` reduced into the entries at the positions of a dimension.

    ``reduce`` is "prod", "mean", "amax" or "amin". Without ``include_self`` what was there before does not take part.
    """
    result: Tensor = call(_OP_index_reduce, (input, dim, index, source, reduce, include_self))
    return result


def index_reduce_(
    input: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """In place: return the tensor with entries of ``source`` reduced into the entries at the positions of a dimension.

    ``reduce`` is "prod", "mean", "amax" or "amin". Without ``include_self`` what was there before does not take part.
    """
    result: Tensor = call(_OP_index_reduce_, (input, dim, index, source, reduce, include_self))
    return result


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """Return the entries of a dimension that a vector of positions names."""
    result: Tensor = call(_OP_index_select, (input, dim, index))
    return result


def inner(input: Tensor, other: Tensor) -> Tensor:
    """Return the sums of products over the last dimension of both: (..., n) and (---, n) give (..., ---).

    A 0-d tensor multiplies the other one.
    """
    result: Tensor = call(_OP_inner, (input, other))
    return result


def inverse(input: Tensor) -> Tensor:
    """Return the inverses of square matrices (..., n, n); refuse a singular one."""
    result: Tensor = call(_OP_inverse, (input,))
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


def isin(
    elements: Tensor | Number,
    test_elements: Tensor | Number,
    *,
    assume_unique: bool = False,
    invert: bool = False,
) -> Tensor:
    """Return for each element whether it is among the test elements; with ``invert``, whether it is not."""
    result: Tensor = call(_OP_isin, (elements, test_elements, assume_unique, invert))
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


def kaiser_window(
    window_length: int,
    periodic: bool = True,
    beta: float = 12.0,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the Kaiser window, which is the narrower the larger ``beta``."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_kaiser_window, (window_length, periodic, beta, dtype))
    return as_leaf(result, requires_grad)


def kron(input: Tensor, other: Tensor) -> Tensor:
    """Return the Kronecker product: every element of ``self`` times all of ``other``, block by block."""
    result: Tensor = call(_OP_kron, (input, other))
    return result


def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False, **numpy: Any) -> Any:
    """Return the ``k``-th smallest element of each line, from 1 on, as a named tuple ``(values, indices)``."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    return call(_OP_kthvalue, (input, k, dim, keepdim))


def lcm(input: Tensor, other: Tensor) -> Tensor:
    """Return the least common multiple of both elements, which is 0 where one of them is."""
    result: Tensor = call(_OP_lcm, (input, other))
    return result


def lcm_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return the least common multiple of both elements, which is 0 where one of them is."""
    result: Tensor = call(_OP_lcm_, (input, other))
    return result


def ldexp(input: Tensor, other: Tensor) -> Tensor:
    """Return ``self * 2**other``, in floating point."""
    result: Tensor = call(_OP_ldexp, (input, other))
    return result


def ldexp_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return ``self * 2**other``, in floating point."""
    result: Tensor = call(_OP_ldexp_, (input, other))
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


def linspace(
    start: Tensor | Number,
    end: Tensor | Number,
    steps: int,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return ``steps`` numbers at equal distances, from ``start`` to ``end`` inclusive."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_linspace, (start, end, steps, dtype))
    return as_leaf(result, requires_grad)


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


def logaddexp2(input: Tensor, other: Tensor) -> Tensor:
    """Return ``log2(2**self + 2**other)`` without overflow in between."""
    result: Tensor = call(_OP_logaddexp2, (input, other))
    return result


def logcumsumexp(input: Tensor, dim: int) -> Tensor:
    """Return the logarithms of the running sums of exponentials along a dimension, without overflow."""
    result: Tensor = call(_OP_logcumsumexp, (input, dim))
    return result


def logdet(input: Tensor) -> Tensor:
    """Return the logarithms of determinants; nan for a negative one."""
    result: Tensor = call(_OP_logdet, (input,))
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


def logspace(
    start: Tensor | Number,
    end: Tensor | Number,
    steps: int,
    base: float = 10.0,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return ``steps`` powers of ``base``, whose exponents are at equal distances from ``start`` to ``end`` inclusive."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_logspace, (start, end, steps, base, dtype))
    return as_leaf(result, requires_grad)


def logsumexp(input: Tensor, dim: int | Sequence[int], keepdim: bool = False, **numpy: Any) -> Tensor:
    """Return ``log(sum(exp(self)))`` over the given dimensions, without overflow.

    The largest element is taken out of the sum first: ``m + log(sum(exp(self - m)))``.
    """
    if numpy:
        (keepdim,) = by_numpy_names(numpy, keepdim=keepdim)
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


def lu(input: Tensor, pivot: bool = True, get_infos: bool = False) -> Any:
    """Return the LU factors and the pivots, and with ``get_infos`` where U's diagonal has its first zero, or 0."""
    return call(_OP_lu, (input, pivot, get_infos))


def lu_solve(input: Tensor, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
    """Return X with ``A @ X == self``, where the LU factors and pivots of A are given."""
    result: Tensor = call(_OP_lu_solve, (input, LU_data, LU_pivots))
    return result


def lu_unpack(
    LU_data: Tensor, LU_pivots: Tensor, unpack_data: bool = True, unpack_pivots: bool = True
) -> Any:
    """Return ``(P, L, U)`` of LU factors and pivots; what is not asked for is empty."""
    return call(_OP_lu_unpack, (LU_data, LU_pivots, unpack_data, unpack_pivots))


def masked_fill(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """Return the tensor with ``value``, a number or a 0-d tensor, where ``mask`` is true."""
    result: Tensor = call(_OP_masked_fill, (input, mask, value))
    return result


def masked_fill_(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """In place: return the tensor with ``value``, a number or a 0-d tensor, where ``mask`` is true."""
    result: Tensor = call(_OP_masked_fill_, (input, mask, value))
    return result


def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """Return the tensor with elements of ``source``, one after the other, where ``mask`` is true."""
    result: Tensor = call(_OP_masked_scatter, (input, mask, source))
    return result


def masked_scatter_(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """In place: return the tensor with elements of ``source``, one after the other, where ``mask`` is true."""
    result: Tensor = call(_OP_masked_scatter_, (input, mask, source))
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


def matrix_exp(input: Tensor) -> Tensor:
    """Return the exponentials of square matrices: ``sum(A^k / k!)``, by Padé's approximation in double precision."""
    result: Tensor = call(_OP_matrix_exp, (input,))
    return result


def matrix_power(input: Tensor, n: int) -> Tensor:
    """Return the ``n``-th powers of square matrices; negative ones are powers of the inverse."""
    result: Tensor = call(_OP_matrix_power, (input, n))
    return result


def max(
    input: Tensor,
    dim: Tensor | Number | None = None,
    keepdim: bool = False,
    *,
    other: Tensor | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the largest element; along ``dim``, the largest elements and their indices; beside a tensor, the larger.

    ``max(self)`` is one element. ``max(self, dim)`` is a named tuple ``(values, indices)`` with the first index of each
    extreme. ``max(self, other)`` is `maximum`. nan wins.
    """
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
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
    **numpy: Any,
) -> Tensor:
    """Return the mean over the given dimensions, or over all; nan where there is nothing."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_mean, (input, dim, keepdim, dtype))
    return result


def median(input: Tensor, dim: int | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
    """Return the median of all elements; along ``dim``, those of all lines as a named tuple ``(values, indices)``.

    Of an even number of elements it is the lower of the middle ones. nan wins; of nothing it is nan.
    """
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_median, (input, dim, keepdim))
    return result


def min(
    input: Tensor,
    dim: Tensor | Number | None = None,
    keepdim: bool = False,
    *,
    other: Tensor | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the smallest element; along ``dim``, the smallest elements and their indices; beside a tensor, the smaller.

    ``min(self)`` is one element. ``min(self, dim)`` is a named tuple ``(values, indices)`` with the first index of each
    extreme. ``min(self, other)`` is `minimum`. nan wins.
    """
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
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


def mode(input: Tensor, dim: int = -1, keepdim: bool = False, **numpy: Any) -> Any:
    """Return the most frequent element of each line as a named tuple ``(values, indices)``; the smallest of several."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    return call(_OP_mode, (input, dim, keepdim))


def movedim(input: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """Return a view with dimensions moved to other places; the others keep their order."""
    result: Tensor = call(_OP_movedim, (input, source, destination))
    return result


def moveaxis(input: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """Alias of `movedim`."""
    result: Tensor = call(_OP_movedim, (input, source, destination))
    return result


def msort(input: Tensor) -> Tensor:
    """Return the entries of the first dimension in order, of each column; nan is the largest."""
    result: Tensor = call(_OP_msort, (input,))
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


def multinomial(
    input: Tensor, num_samples: int, replacement: bool = False, *, generator: None = None
) -> Tensor:
    """Return ``num_samples`` positions in each row, drawn with the probabilities that the row is in proportion to.

    Without replacement each position comes at most once.
    """
    require_plain(generator=generator)
    result: Tensor = call(_OP_multinomial, (input, num_samples, replacement))
    return result


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """Return the product of a matrix and a vector."""
    result: Tensor = call(_OP_mv, (input, vec))
    return result


def mvlgamma(input: Tensor, p: int) -> Tensor:
    """Return the logarithm of the multivariate gamma function of dimension ``p`` of each element.

    It is the sum of ``lgamma(x - i / 2)`` over i below ``p``, and a constant.
    """
    result: Tensor = call(_OP_mvlgamma, (input, p))
    return result


def mvlgamma_(input: Tensor, p: int) -> Tensor:
    """In place: return the logarithm of the multivariate gamma function of dimension ``p`` of each element.

    It is the sum of ``lgamma(x - i / 2)`` over i below ``p``, and a constant.
    """
    result: Tensor = call(_OP_mvlgamma_, (input, p))
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


def nanmean(
    input: Tensor,
    dim: int | Sequence[int] | None = None,
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the mean over the given dimensions, or over all, of the elements that are not nan."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_nanmean, (input, dim, keepdim, dtype))
    return result


def nanmedian(input: Tensor, dim: int | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
    """Return the median as `median` does, of the elements that are not nan; nan where there is no other."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_nanmedian, (input, dim, keepdim))
    return result


def nanquantile(
    input: Tensor,
    q: Tensor | Number,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    **numpy: Any,
) -> Tensor:
    """Return quantiles as `quantile` does, of the elements that are not nan."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_nanquantile, (input, q, dim, keepdim, interpolation))
    return result


def nansum(
    input: Tensor,
    dim: int | Sequence[int] | None = None,
    keepdim: bool = False,
    *,
    dtype: DType | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the sum as `sum` does, of the elements that are not nan."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_nansum, (input, dim, keepdim, dtype))
    return result


def narrow(input: Tensor, dim: int, start: int | Sequence[int] | Tensor, length: int) -> Tensor:
    """Return a view of ``length`` entries of a dimension from ``start``, which may count from the end.

    ``start`` is an int or a 0-d tensor of one.
    """
    result: Tensor = call(_OP_narrow, (input, dim, start, length))
    return result


def narrow_copy(input: Tensor, dim: int, start: int | Sequence[int] | Tensor, length: int) -> Tensor:
    """Return a copy of what `narrow` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_narrow_copy, (input, dim, start, length))
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


def nextafter(input: Tensor, other: Tensor) -> Tensor:
    """Return the floating-point number after ``self`` on the way to ``other``."""
    result: Tensor = call(_OP_nextafter, (input, other))
    return result


def nextafter_(input: Tensor, other: Tensor) -> Tensor:
    """In place: return the floating-point number after ``self`` on the way to ``other``."""
    result: Tensor = call(_OP_nextafter_, (input, other))
    return result


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """Return the positions of the elements that are not zero: one row each, or with ``as_tuple`` one vector a dimension."""
    return call(_OP_nonzero, (input, as_tuple))


def nonzero_static(input: Tensor, *, size: int, fill_value: int = -1) -> Tensor:
    """Return the positions of the first ``size`` elements that are not zero, one row each.

    Where there are fewer, the last rows are of ``fill_value``.
    """
    result: Tensor = call(_OP_nonzero_static, (input, size, fill_value))
    return result


def norm(
    input: Tensor,
    p: float | str | None = "fro",
    dim: int | Sequence[int] | None = None,
    keepdim: bool = False,
    dtype: DType | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the p-norm over the given dimensions, or over all.

    ``p`` is 2 by default; ``inf`` and ``-inf`` give the largest and smallest magnitude, 0 how many are not zero, "nuc" the
    sum of a matrix' singular values.
    """
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_norm, (input, p, dim, keepdim, dtype))
    return result


def normal(
    mean: Tensor | Number,
    std: Tensor | Number = 1.0,
    size: int | Sequence[int] | None = None,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    generator: None = None,
) -> Tensor:
    """Return random numbers from the normal distributions of these means and standard deviations.

    Either is a tensor, and the result has their common shape; of two numbers ``size`` is the shape.
    """
    require_plain(device=device, layout=layout, pin_memory=pin_memory, generator=generator)
    result: Tensor = call(_OP_normal, (mean, std, size, dtype))
    return as_leaf(result, requires_grad)


def ones(
    *size: Any,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    **named: Any,
) -> Tensor:
    """Return a tensor of ones, float32 unless another dtype is given."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_ones, (spread(size, named, "size"), dtype))
    return as_leaf(result, requires_grad)


def ones_like(
    input: Tensor,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Return a tensor of ones, with the shape of ``self`` and its dtype unless another is given."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    del memory_format  # new tensors lie row-major
    result: Tensor = call(_OP_ones_like, (input, dtype))
    return as_leaf(result, requires_grad)


def orgqr(input: Tensor, tau: Tensor) -> Tensor:
    """Return the first columns of the product of Householder reflectors (..., m, n) with factors ``tau`` (..., k)."""
    result: Tensor = call(_OP_orgqr, (input, tau))
    return result


def ormqr(input: Tensor, tau: Tensor, other: Tensor, left: bool = True, transpose: bool = False) -> Tensor:
    """Return ``Q @ other``, or ``other @ Q`` with ``left=False``, where Q is the product of reflectors.

    With ``transpose`` it is Q's adjoint.
    """
    result: Tensor = call(_OP_ormqr, (input, tau, other, left, transpose))
    return result


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """Return the matrix of all products of an element of one vector with an element of another."""
    result: Tensor = call(_OP_outer, (input, vec2))
    return result


def ger(input: Tensor, vec2: Tensor) -> Tensor:
    """Alias of `outer`."""
    result: Tensor = call(_OP_outer, (input, vec2))
    return result


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-06, keepdim: bool = False, **numpy: Any
) -> Tensor:
    """Return the p-norms of ``x1 - x2 + eps`` along the last dimension; differences of integers wrap in their own dtype."""
    if numpy:
        (keepdim,) = by_numpy_names(numpy, keepdim=keepdim)
    result: Tensor = call(_OP_pairwise_distance, (x1, x2, p, eps, keepdim))
    return result


def pdist(input: Tensor, p: float = 2) -> Tensor:
    """Return the p-norm distances of all pairs of rows of a matrix: of the first from the others, then of the second."""
    result: Tensor = call(_OP_pdist, (input, p))
    return result


def permute(input: Tensor, *dims: Any, **named: Any) -> Tensor:
    """Return a view with the dimensions in another order."""
    result: Tensor = call(_OP_permute, (input, spread(dims, named, "dims")))
    return result


def permute_copy(input: Tensor, *dims: Any, **named: Any) -> Tensor:
    """Return a copy of what `permute` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_permute_copy, (input, spread(dims, named, "dims")))
    return result


def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """Return the pseudoinverses of matrices; singular values up to ``rcond`` times the largest count as zero."""
    result: Tensor = call(_OP_pinverse, (input, rcond))
    return result


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Return ``(..., C * r * r, H, W)`` as ``(..., C, H * r, W * r)``: channels become the pixels between."""
    result: Tensor = call(_OP_pixel_shuffle, (input, upscale_factor))
    return result


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Return ``(..., C, H * r, W * r)`` as ``(..., C * r * r, H, W)``: what `pixel_shuffle` takes."""
    result: Tensor = call(_OP_pixel_unshuffle, (input, downscale_factor))
    return result


def poisson(input: Tensor, *, generator: None = None) -> Tensor:
    """Return a number for each element, from the Poisson distribution whose rate the element is."""
    require_plain(generator=generator)
    result: Tensor = call(_OP_poisson, (input,))
    return result


def polar(abs: Tensor, angle: Tensor) -> Tensor:
    """Return the complex numbers with these magnitudes and angles in radians."""
    result: Tensor = call(_OP_polar, (abs, angle))
    return result


def polygamma(n: int, input: Tensor) -> Tensor:
    """Return the ``n``-th derivative of ``digamma`` of each element."""
    result: Tensor = call(_OP_polygamma, (n, input))
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


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """Return each element, times ``weight`` where it is negative; a weight of several elements is one a channel.

    Source: He et al., "Delving Deep into Rectifiers", 2015.
    """
    result: Tensor = call(_OP_prelu, (input, weight))
    return result


def prod(
    input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: DType | None = None, **numpy: Any
) -> Tensor:
    """Return the product over one dimension, or over all; integers and booleans multiply in int64."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_prod, (input, dim, keepdim, dtype))
    return result


def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """Return the tensor with ``source`` put, or added, at positions of the flattened tensor.

    With ``accumulate`` a position that comes twice counts twice; without, the last value stays.
    """
    result: Tensor = call(_OP_put, (input, index, source, accumulate))
    return result


def put_(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """In place: return the tensor with ``source`` put, or added, at positions of the flattened tensor.

    With ``accumulate`` a position that comes twice counts twice; without, the last value stays.
    """
    result: Tensor = call(_OP_put_, (input, index, source, accumulate))
    return result


def qr(input: Tensor, some: bool = True) -> Any:
    """Return ``(Q, R)`` with ``Q @ R == self``; Q is square with ``some=False``."""
    return call(_OP_qr, (input, some))


def quantile(
    input: Tensor,
    q: Tensor | Number,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    **numpy: Any,
) -> Tensor:
    """Return the elements below which the share ``q`` of each line lies, or of all elements; nan wins.

    ``q`` is a number or a vector, which becomes the first dimension of the result. Between two elements
    ``interpolation`` decides: "linear", "lower", "higher", "midpoint" or "nearest".
    """
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_quantile, (input, q, dim, keepdim, interpolation))
    return result


def rad2deg(input: Tensor) -> Tensor:
    """Return each angle, given in radians, in degrees."""
    result: Tensor = call(_OP_rad2deg, (input,))
    return result


def rad2deg_(input: Tensor) -> Tensor:
    """In place: return each angle, given in radians, in degrees."""
    result: Tensor = call(_OP_rad2deg_, (input,))
    return result


def rand(
    *size: Any,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    generator: None = None,
    **named: Any,
) -> Tensor:
    """Return random numbers, evenly distributed from 0 to before 1."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory, generator=generator)
    result: Tensor = call(_OP_rand, (spread(size, named, "size"), dtype))
    return as_leaf(result, requires_grad)


def rand_like(
    input: Tensor,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: Any = None,
    generator: None = None,
) -> Tensor:
    """Return random numbers in the shape of ``self``, evenly distributed from 0 to before 1."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory, generator=generator)
    del memory_format  # new tensors lie row-major
    result: Tensor = call(_OP_rand_like, (input, dtype))
    return as_leaf(result, requires_grad)


def randn(
    *size: Any,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    generator: None = None,
    **named: Any,
) -> Tensor:
    """Return random numbers, normally distributed with mean 0 and variance 1."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory, generator=generator)
    result: Tensor = call(_OP_randn, (spread(size, named, "size"), dtype))
    return as_leaf(result, requires_grad)


def randn_like(
    input: Tensor,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: Any = None,
    generator: None = None,
) -> Tensor:
    """Return random numbers in the shape of ``self``, normally distributed with mean 0 and variance 1."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory, generator=generator)
    del memory_format  # new tensors lie row-major
    result: Tensor = call(_OP_randn_like, (input, dtype))
    return as_leaf(result, requires_grad)


def randperm(
    n: int,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    generator: None = None,
) -> Tensor:
    """Return the integers from 0 to before ``n`` in random order, int64 unless another dtype is given."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory, generator=generator)
    result: Tensor = call(_OP_randperm, (n, dtype))
    return as_leaf(result, requires_grad)


def ravel(input: Tensor) -> Tensor:
    """Return all elements in one dimension: a view of a contiguous tensor, else a copy."""
    result: Tensor = call(_OP_ravel, (input,))
    return result


def real(input: Tensor) -> Tensor:
    """Return the real parts as a view; a real tensor itself."""
    result: Tensor = call(_OP_real, (input,))
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


def renorm(input: Tensor, p: Number, dim: int, maxnorm: Number) -> Tensor:
    """Return the tensor with each entry of a dimension whose p-norm is larger than ``maxnorm`` scaled down to it.

    An entry is multiplied by ``maxnorm / (norm + 1e-7)``.
    """
    result: Tensor = call(_OP_renorm, (input, p, dim, maxnorm))
    return result


def renorm_(input: Tensor, p: Number, dim: int, maxnorm: Number) -> Tensor:
    """In place: return the tensor with each entry of a dimension whose p-norm is larger than ``maxnorm`` scaled down to it.

    An entry is multiplied by ``maxnorm / (norm + 1e-7)``.
    """
    result: Tensor = call(_OP_renorm_, (input, p, dim, maxnorm))
    return result


def repeat_interleave(
    input: Tensor,
    repeats: Tensor | int | None = None,
    dim: int | None = None,
    *,
    output_size: int | None = None,
    **numpy: Any,
) -> Any:
    """Return every entry of a dimension, or every element, so many times in a row.

    ``repeats`` is one number for all, or a vector of one for each. A vector of repeats by itself repeats its own places.
    ``output_size`` says what the repeats come to, where it is known, so that nobody has to wait for it.
    """
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_repeat_interleave, (input, repeats, dim, output_size))


def reshape(input: Tensor, *shape: Any, **named: Any) -> Tensor:
    """Return the same elements in another shape: a view where the strides allow it, else a copy."""
    result: Tensor = call(_OP_reshape, (input, spread(shape, named, "shape")))
    return result


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """Return the same elements in the shape of ``other``: a view where the strides allow it, else a copy."""
    result: Tensor = call(_OP_reshape_as, (input, other))
    return result


def resize_as_(input: Tensor, the_template: Tensor) -> Tensor:
    """Give the tensor the size of ``the_template``, as `resize_` does."""
    result: Tensor = call(_OP_resize_as_, (input, the_template))
    return result


def resolve_conj(input: Tensor) -> Tensor:
    """Return the tensor itself: conjugates and negatives are never left undone here."""
    result: Tensor = call(_OP_resolve_conj, (input,))
    return result


def resolve_neg(input: Tensor) -> Tensor:
    """Alias of `resolve_conj`."""
    result: Tensor = call(_OP_resolve_conj, (input,))
    return result


def roll(input: Tensor, shifts: int | Sequence[int], dims: int | Sequence[int] | None = None) -> Tensor:
    """Return a copy with entries moved along dimensions, those that leave at the end coming in at the start.

    Without ``dims`` the tensor is rolled as if flattened.
    """
    result: Tensor = call(_OP_roll, (input, shifts, dims))
    return result


def rot90(input: Tensor, k: int = 1, dims: int | Sequence[int] = (0, 1)) -> Tensor:
    """Return a copy turned ``k`` times by 90 degrees in the plane of two dimensions, from the first to the second."""
    result: Tensor = call(_OP_rot90, (input, k, dims))
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


def rrelu(
    input: Tensor,
    lower: float = 0.125,
    upper: float = 0.3333333333333333,
    training: bool = False,
    *,
    generator: None = None,
) -> Tensor:
    """Return each element, times a slope where it is negative: drawn evenly from ``lower`` to ``upper`` in training.

    Otherwise the slope is their mean. Source: Xu et al., "Empirical Evaluation of Rectified Activations", 2015.
    """
    require_plain(generator=generator)
    result: Tensor = call(_OP_rrelu, (input, lower, upper, training))
    return result


def rrelu_(
    input: Tensor,
    lower: float = 0.125,
    upper: float = 0.3333333333333333,
    training: bool = False,
    *,
    generator: None = None,
) -> Tensor:
    """In place: return each element, times a slope where it is negative: drawn evenly from ``lower`` to ``upper`` in training.

    Otherwise the slope is their mean. Source: Xu et al., "Empirical Evaluation of Rectified Activations", 2015.
    """
    require_plain(generator=generator)
    result: Tensor = call(_OP_rrelu_, (input, lower, upper, training))
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


def scalar_tensor(
    s: Number,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the number ``s`` as a 0-d tensor, float32 unless another dtype is given."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_scalar_tensor, (s, dtype))
    return as_leaf(result, requires_grad)


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


def scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """Return the tensor with elements of ``src`` reduced where ``index`` points along a dimension.

    ``reduce`` is "sum", "prod", "mean", "amax" or "amin". Without ``include_self`` what was there before does not take
    part; where nothing points it stays.
    """
    result: Tensor = call(_OP_scatter_reduce, (input, dim, index, src, reduce, include_self))
    return result


def scatter_reduce_(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """In place: return the tensor with elements of ``src`` reduced where ``index`` points along a dimension.

    ``reduce`` is "sum", "prod", "mean", "amax" or "amin". Without ``include_self`` what was there before does not take
    part; where nothing points it stays.
    """
    result: Tensor = call(_OP_scatter_reduce_, (input, dim, index, src, reduce, include_self))
    return result


def searchsorted(
    sorted_sequence: Tensor,
    input: Tensor | Number,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Tensor | None = None,
) -> Tensor:
    """Return where each value of ``input`` would be inserted into a sorted line so that it stays sorted.

    The lines are in the last dimension of ``sorted_sequence``: one for all values, or one for each line of ``input``.
    ``right`` inserts behind equal values. ``sorter`` says in which order the lines are sorted.
    """
    result: Tensor = call(_OP_searchsorted, (sorted_sequence, input, out_int32, right, side, sorter))
    return result


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """Return a view of one entry of a dimension, without that dimension."""
    result: Tensor = call(_OP_select, (input, dim, index))
    return result


def select_copy(input: Tensor, dim: int, index: int) -> Tensor:
    """Return a copy of what `select` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_select_copy, (input, dim, index))
    return result


def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """Return a copy with one entry of a dimension replaced by ``src``."""
    result: Tensor = call(_OP_select_scatter, (input, src, dim, index))
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


def slice_scatter(
    input: Tensor,
    src: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
    **numpy: Any,
) -> Tensor:
    """Return a copy with the entries ``start:end:step`` of a dimension replaced by ``src``."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_slice_scatter, (input, src, dim, start, end, step))
    return result


def slogdet(input: Tensor) -> Any:
    """Return the determinants' signs and the logarithms of their magnitudes, as ``(sign, logabsdet)``."""
    return call(_OP_slogdet, (input,))


def softmax(input: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return ``exp(x) / sum(exp(x))`` along ``dim``, without overflow in between; ``dtype`` converts before."""
    result: Tensor = call(_OP_softmax, (input, dim, dtype))
    return result


def sort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False, **numpy: Any) -> Any:
    """Return the entries along a dimension in order, as a named tuple ``(values, indices)``.

    The order is always stable, whatever ``stable`` says; nan is the largest.
    """
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_sort, (input, dim, descending, stable))


def split_with_sizes(input: Tensor, split_sizes: int | Sequence[int], dim: int = 0, **numpy: Any) -> Any:
    """Return views of consecutive parts of a dimension, of the sizes given."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_split_with_sizes, (input, split_sizes, dim))


def unsafe_split_with_sizes(
    input: Tensor, split_sizes: int | Sequence[int], dim: int = 0, **numpy: Any
) -> Any:
    """Alias of `split_with_sizes`."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_split_with_sizes, (input, split_sizes, dim))


def split_with_sizes_copy(input: Tensor, split_sizes: int | Sequence[int], dim: int = 0, **numpy: Any) -> Any:
    """Return a copy of what `split_with_sizes` shows: the same shape, with bytes of its own."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_split_with_sizes_copy, (input, split_sizes, dim))


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


def squeeze(input: Tensor, dim: int | Sequence[int] | None = None, **numpy: Any) -> Tensor:
    """Return a view without the dimensions of size 1, or without those of the given ones that are."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_squeeze, (input, dim))
    return result


def squeeze_(input: Tensor, dim: int | Sequence[int] | None = None, **numpy: Any) -> Tensor:
    """In place: return a view without the dimensions of size 1, or without those of the given ones that are."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_squeeze_, (input, dim))
    return result


def squeeze_copy(input: Tensor, dim: int | Sequence[int] | None = None, **numpy: Any) -> Tensor:
    """Return a copy of what `squeeze` shows: the same shape, with bytes of its own."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_squeeze_copy, (input, dim))
    return result


def stack(tensors: Sequence[Tensor], dim: int = 0, **numpy: Any) -> Tensor:
    """Return tensors of one shape one after the other along a new dimension, in the dtype that they promote to."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_stack, (tensors, dim))
    return result


def std(
    input: Tensor,
    dim: int | Sequence[int] | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the standard deviation over the given dimensions, or over all: the square root of `var`."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_std, (input, dim, unbiased, keepdim, correction))
    return result


def std_mean(
    input: Tensor,
    dim: int | Sequence[int] | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    **numpy: Any,
) -> Any:
    """Return the standard deviation as `std` does, and the mean, over the given dimensions or over all."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    return call(_OP_std_mean, (input, dim, unbiased, keepdim, correction))


def stft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
) -> Tensor:
    """Return the Fourier transforms of overlapping windows of a signal: ``(..., frequencies, windows)``.

    The windows of ``n_fft`` samples begin every ``hop_length`` (a quarter of them, if left out) and are weighted by
    ``window``, which lies in their middle. With ``center`` the signal (``(..., samples)``) is padded by half a window.
    Without ``return_complex`` a last dimension holds real and imaginary parts. Source: ``torch.stft``.
    """
    result: Tensor = call(
        _OP_stft,
        (
            input,
            n_fft,
            hop_length,
            win_length,
            window,
            center,
            pad_mode,
            normalized,
            onesided,
            return_complex,
        ),
    )
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
    **numpy: Any,
) -> Tensor:
    """Return the sum over the given dimensions, or over all.

    Integers and booleans are added up in int64 unless ``dtype`` says otherwise; ``dtype`` converts before adding.
    """
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_sum, (input, dim, keepdim, dtype))
    return result


def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """Return ``(U, S, V)`` with ``U @ diag(S) @ V.mH == self``; without ``compute_uv`` U and V are zeros.

    With ``some=False`` U and V are square.
    """
    return call(_OP_svd, (input, some, compute_uv))


def t(input: Tensor) -> Tensor:
    """Return a view of a matrix with its dimensions exchanged; vectors and 0-d tensors stay as they are."""
    result: Tensor = call(_OP_t, (input,))
    return result


def t_(input: Tensor) -> Tensor:
    """In place: return a view of a matrix with its dimensions exchanged; vectors and 0-d tensors stay as they are."""
    result: Tensor = call(_OP_t_, (input,))
    return result


def t_copy(input: Tensor) -> Tensor:
    """Return a copy of what `t` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_t_copy, (input,))
    return result


def take(input: Tensor, index: Tensor) -> Tensor:
    """Return the elements at positions of the flattened tensor, in the shape of ``index``."""
    result: Tensor = call(_OP_take, (input, index))
    return result


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None, **numpy: Any) -> Tensor:
    """Return the elements that ``indices`` names along a dimension, or in the flattened tensor.

    Both broadcast to each other in the other dimensions. `argmax` and `argsort` give such indices.
    """
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
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


def tensor_split(input: Tensor, indices_or_sections: int | Sequence[int], dim: int = 0, **numpy: Any) -> Any:
    """Return views of so many parts of a dimension, as even as can be, or of the parts between given indices."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_tensor_split, (input, indices_or_sections, dim))


def tensordot(input: Tensor, other: Tensor, dims: Sequence[Sequence[int]] | int = 2) -> Tensor:
    """Return the sums of products over pairs of dimensions, the generalized product of matrices.

    ``dims`` is how many of the last dimensions of ``self`` meet the first ones of ``other``, or two lists of dimensions
    that meet in this order.
    """
    result: Tensor = call(_OP_tensordot, (input, other, dims))
    return result


def threshold(input: Tensor, threshold: Number, value: Number) -> Tensor:
    """Return each element, or ``value`` where it is not above ``threshold``."""
    result: Tensor = call(_OP_threshold, (input, threshold, value))
    return result


def threshold_(input: Tensor, threshold: Number, value: Number) -> Tensor:
    """In place: return each element, or ``value`` where it is not above ``threshold``."""
    result: Tensor = call(_OP_threshold_, (input, threshold, value))
    return result


def tile(input: Tensor, *dims: Any, **named: Any) -> Tensor:
    """Return copies of the tensor side by side, as `repeat`; dimensions that are not named come in front, once."""
    result: Tensor = call(_OP_tile, (input, spread(dims, named, "dims")))
    return result


def topk(
    input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True, **numpy: Any
) -> Any:
    """Return the ``k`` largest or smallest entries along a dimension, as a named tuple ``(values, indices)``.

    They come in order, whatever ``sorted`` says; which ones of equal entries are taken is left open.
    """
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_topk, (input, k, dim, largest, sorted))


def trace(input: Tensor) -> Tensor:
    """Return the sum of the elements on the main diagonal of a matrix; integers are added up in int64."""
    result: Tensor = call(_OP_trace, (input,))
    return result


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


def transpose_copy(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Return a copy of what `transpose` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_transpose_copy, (input, dim0, dim1))
    return result


def trapezoid(
    input: Tensor, x: Tensor | None = None, *, dx: Number = 1, dim: int = -1, **numpy: Any
) -> Tensor:
    """Return the integral of samples along a dimension by the trapezoidal rule.

    ``x`` are the samples' places, otherwise they are ``dx`` from each other.
    """
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_trapezoid, (input, x, dx, dim))
    return result


def trapz(input: Tensor, x: Tensor | None = None, *, dx: Number = 1, dim: int = -1, **numpy: Any) -> Tensor:
    """Alias of `trapezoid`."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    result: Tensor = call(_OP_trapezoid, (input, x, dx, dim))
    return result


def triangular_solve(
    input: Tensor, A: Tensor, upper: bool = True, transpose: bool = False, unitriangular: bool = False
) -> Any:
    """Return X with ``A @ X == self``, reading one triangle of A only, and a copy of A.

    With ``transpose`` it is the transpose of A.
    """
    return call(_OP_triangular_solve, (input, A, upper, transpose, unitriangular))


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """Return the lower triangles of matrices, 0 above the given diagonal."""
    result: Tensor = call(_OP_tril, (input, diagonal))
    return result


def tril_(input: Tensor, diagonal: int = 0) -> Tensor:
    """In place: return the lower triangles of matrices, 0 above the given diagonal."""
    result: Tensor = call(_OP_tril_, (input, diagonal))
    return result


def tril_indices(
    row: int,
    col: int,
    offset: int = 0,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the indices of a lower triangle, row by row: one vector of rows and one of columns."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_tril_indices, (row, col, offset, dtype))
    return as_leaf(result, requires_grad)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """Return the upper triangles of matrices, 0 below the given diagonal."""
    result: Tensor = call(_OP_triu, (input, diagonal))
    return result


def triu_(input: Tensor, diagonal: int = 0) -> Tensor:
    """In place: return the upper triangles of matrices, 0 below the given diagonal."""
    result: Tensor = call(_OP_triu_, (input, diagonal))
    return result


def triu_indices(
    row: int,
    col: int,
    offset: int = 0,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Return the indices of an upper triangle, row by row: one vector of rows and one of columns."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_triu_indices, (row, col, offset, dtype))
    return as_leaf(result, requires_grad)


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


def unbind(input: Tensor, dim: int = 0, **numpy: Any) -> Any:
    """Return a view of every entry of a dimension, without that dimension."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_unbind, (input, dim))


def unbind_copy(input: Tensor, dim: int = 0, **numpy: Any) -> Any:
    """Return a copy of what `unbind` shows: the same shape, with bytes of its own."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_unbind_copy, (input, dim))


def unflatten(input: Tensor, dim: int, sizes: int | Sequence[int]) -> Tensor:
    """Return a view with one dimension as several; one size may be -1."""
    result: Tensor = call(_OP_unflatten, (input, dim, sizes))
    return result


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Return a view of all windows of ``size`` entries, ``step`` apart, along a dimension; a window is the last one."""
    result: Tensor = call(_OP_unfold, (input, dimension, size, step))
    return result


def unfold_copy(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Return a copy of what `unfold` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_unfold_copy, (input, dimension, size, step))
    return result


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
    **numpy: Any,
) -> Any:
    """Return each value, or each entry of a dimension, once and in order.

    With ``return_inverse`` also where each element's value is among them, with ``return_counts`` how often each one
    comes. Each nan is a value of its own. The order is that of size, whatever ``sorted`` says.
    """
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_unique, (input, sorted, return_inverse, return_counts, dim))


def unique_consecutive(
    input: Tensor,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
    **numpy: Any,
) -> Any:
    """Return the elements, or entries of a dimension, without those that equal the one before.

    With ``return_inverse`` also where each element went, with ``return_counts`` how many each one stands for.
    """
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_unique_consecutive, (input, return_inverse, return_counts, dim))


def unravel_index(indices: Tensor, shape: int | Sequence[int]) -> Any:
    """Return the coordinates in a tensor of ``shape`` of places in the flattened one, a tensor for each dimension.

    Places count round: one past the last is the first.
    """
    return call(_OP_unravel_index, (indices, shape))


def unsafe_chunk(input: Tensor, chunks: int, dim: int = 0, **numpy: Any) -> Any:
    """Return consecutive parts of a dimension that share its bytes, as `chunk` does, and are no views of it."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_unsafe_chunk, (input, chunks, dim))


def unsafe_split(input: Tensor, split_size: int, dim: int = 0, **numpy: Any) -> Any:
    """Return consecutive parts of a dimension that share its bytes, as `split` does, and are no views of it."""
    if numpy:
        (dim,) = by_numpy_names(numpy, dim=dim)
    return call(_OP_unsafe_split, (input, split_size, dim))


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """Return a view with a new dimension of size 1 at a place."""
    result: Tensor = call(_OP_unsqueeze, (input, dim))
    return result


def unsqueeze_(input: Tensor, dim: int) -> Tensor:
    """In place: return a view with a new dimension of size 1 at a place."""
    result: Tensor = call(_OP_unsqueeze_, (input, dim))
    return result


def unsqueeze_copy(input: Tensor, dim: int) -> Tensor:
    """Return a copy of what `unsqueeze` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_unsqueeze_copy, (input, dim))
    return result


def var(
    input: Tensor,
    dim: int | Sequence[int] | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    **numpy: Any,
) -> Tensor:
    """Return the variance over the given dimensions, or over all.

    The sum of squared distances from the mean is divided by ``n - correction``; ``correction`` is 1 by default
    (Bessel's), and ``unbiased=False`` means 0.
    """
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    result: Tensor = call(_OP_var, (input, dim, unbiased, keepdim, correction))
    return result


def var_mean(
    input: Tensor,
    dim: int | Sequence[int] | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    **numpy: Any,
) -> Any:
    """Return the variance as `var` does, and the mean, over the given dimensions or over all."""
    if numpy:
        dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
    return call(_OP_var_mean, (input, dim, unbiased, keepdim, correction))


def vdot(input: Tensor, other: Tensor) -> Tensor:
    """Return the dot product of two vectors of one length, the first one conjugated."""
    result: Tensor = call(_OP_vdot, (input, other))
    return result


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """Return the same elements in the shape of ``other``."""
    result: Tensor = call(_OP_view_as, (input, other))
    return result


def view_as_complex(input: Tensor) -> Tensor:
    """Return a real tensor whose last dimension has size 2 as a view of complex numbers."""
    result: Tensor = call(_OP_view_as_complex, (input,))
    return result


def view_as_real(input: Tensor) -> Tensor:
    """Return complex numbers as a real view with a last dimension of size 2: real and imaginary parts."""
    result: Tensor = call(_OP_view_as_real, (input,))
    return result


def view_copy(input: Tensor, *size: Any, **named: Any) -> Tensor:
    """Return a copy of what `view` shows: the same shape, with bytes of its own."""
    result: Tensor = call(_OP_view_copy, (input, spread(size, named, "size")))
    return result


def vsplit(input: Tensor, indices_or_sections: int | Sequence[int]) -> Any:
    """Return views of equal parts, or of the parts between indices, along dimension 0."""
    return call(_OP_vsplit, (input, indices_or_sections))


def vstack(tensors: Sequence[Tensor]) -> Tensor:
    """Return the tensors one below the other, vectors as rows."""
    result: Tensor = call(_OP_vstack, (tensors,))
    return result


def row_stack(tensors: Sequence[Tensor]) -> Tensor:
    """Alias of `vstack`."""
    result: Tensor = call(_OP_vstack, (tensors,))
    return result


def where(
    condition: Tensor, input: Tensor | Number | None = None, other: Tensor | Number | None = None
) -> Any:
    """Return the elements of ``self`` where ``condition`` is true, of ``other`` where it is not.

    As a method it is called on ``self``: ``x.where(condition, other)``. With a condition alone it is
    ``condition.nonzero(as_tuple=True)``.
    """
    return call(_OP_where, (condition, input, other))


def xlogy(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """Return ``self * log(other)``, which is 0 where ``self`` is 0 and nan where ``other`` is."""
    result: Tensor = call(_OP_xlogy, (input, other))
    return result


def xlogy_(input: Tensor, other: Tensor | Number) -> Tensor:
    """In place: return ``self * log(other)``, which is 0 where ``self`` is 0 and nan where ``other`` is."""
    result: Tensor = call(_OP_xlogy_, (input, other))
    return result


def zero_(input: Tensor) -> Tensor:
    """In place: set every element to zero."""
    result: Tensor = call(_OP_zero_, (input,))
    return result


def zeros(
    *size: Any,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    **named: Any,
) -> Tensor:
    """Return a tensor of zeros, float32 unless another dtype is given."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    result: Tensor = call(_OP_zeros, (spread(size, named, "size"), dtype))
    return as_leaf(result, requires_grad)


def zeros_like(
    input: Tensor,
    *,
    dtype: DType | None = None,
    device: Any = None,
    layout: Any = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: Any = None,
) -> Tensor:
    """Return a tensor of zeros, with the shape of ``self`` and its dtype unless another is given."""
    require_plain(device=device, layout=layout, pin_memory=pin_memory)
    del memory_format  # new tensors lie row-major
    result: Tensor = call(_OP_zeros_like, (input, dtype))
    return as_leaf(result, requires_grad)
