# Written by tools/generate_client.py from the op table: do not edit, run `make generate`.
"""The Tensor's methods that are ops of the table."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Never, TypeAlias

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu.dispatch import call
from insitu.options import as_leaf, by_numpy_names, require_plain
from insitu_engine.dtypes import DType
from insitu_engine.errors import ArgumentError, UnsupportedError
from insitu_engine.meta import Operand
from insitu_engine.optable import lookup
from insitu_engine.refused import REFUSED

if TYPE_CHECKING:
    from insitu._tensor import Tensor

Number: TypeAlias = builtins.complex


_OP_abs = lookup("abs")
_OP_abs_ = lookup("abs_")
_OP_acos = lookup("acos")
_OP_acos_ = lookup("acos_")
_OP_acosh = lookup("acosh")
_OP_acosh_ = lookup("acosh_")
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
_OP_all = lookup("all")
_OP_allclose = lookup("allclose")
_OP_amax = lookup("amax")
_OP_amin = lookup("amin")
_OP_aminmax = lookup("aminmax")
_OP_angle = lookup("angle")
_OP_any = lookup("any")
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
_OP_baddbmm = lookup("baddbmm")
_OP_baddbmm_ = lookup("baddbmm_")
_OP_bernoulli = lookup("bernoulli")
_OP_bernoulli_ = lookup("bernoulli_")
_OP_bincount = lookup("bincount")
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
_OP_cauchy_ = lookup("cauchy_")
_OP_ceil = lookup("ceil")
_OP_ceil_ = lookup("ceil_")
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
_OP_conj = lookup("conj")
_OP_conj_physical = lookup("conj_physical")
_OP_conj_physical_ = lookup("conj_physical_")
_OP_contiguous = lookup("contiguous")
_OP_copy_ = lookup("copy_")
_OP_copysign = lookup("copysign")
_OP_copysign_ = lookup("copysign_")
_OP_corrcoef = lookup("corrcoef")
_OP_cos = lookup("cos")
_OP_cos_ = lookup("cos_")
_OP_cosh = lookup("cosh")
_OP_cosh_ = lookup("cosh_")
_OP_count_nonzero = lookup("count_nonzero")
_OP_cov = lookup("cov")
_OP_cross = lookup("cross")
_OP_cummax = lookup("cummax")
_OP_cummin = lookup("cummin")
_OP_cumprod = lookup("cumprod")
_OP_cumprod_ = lookup("cumprod_")
_OP_cumsum = lookup("cumsum")
_OP_cumsum_ = lookup("cumsum_")
_OP_deg2rad = lookup("deg2rad")
_OP_deg2rad_ = lookup("deg2rad_")
_OP_det = lookup("det")
_OP_detach = lookup("detach")
_OP_detach_ = lookup("detach_")
_OP_diag = lookup("diag")
_OP_diag_embed = lookup("diag_embed")
_OP_diagflat = lookup("diagflat")
_OP_diagonal = lookup("diagonal")
_OP_diagonal_scatter = lookup("diagonal_scatter")
_OP_diff = lookup("diff")
_OP_digamma = lookup("digamma")
_OP_digamma_ = lookup("digamma_")
_OP_dist = lookup("dist")
_OP_div = lookup("div")
_OP_div_ = lookup("div_")
_OP_dot = lookup("dot")
_OP_dsplit = lookup("dsplit")
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
_OP_expm1 = lookup("expm1")
_OP_expm1_ = lookup("expm1_")
_OP_exponential_ = lookup("exponential_")
_OP_fill_ = lookup("fill_")
_OP_fill_diagonal_ = lookup("fill_diagonal_")
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
_OP_gather = lookup("gather")
_OP_gcd = lookup("gcd")
_OP_gcd_ = lookup("gcd_")
_OP_ge = lookup("ge")
_OP_ge_ = lookup("ge_")
_OP_geometric_ = lookup("geometric_")
_OP_geqrf = lookup("geqrf")
_OP_gt = lookup("gt")
_OP_gt_ = lookup("gt_")
_OP_hardshrink = lookup("hardshrink")
_OP_heaviside = lookup("heaviside")
_OP_heaviside_ = lookup("heaviside_")
_OP_histc = lookup("histc")
_OP_histogram = lookup("histogram")
_OP_hsplit = lookup("hsplit")
_OP_hypot = lookup("hypot")
_OP_hypot_ = lookup("hypot_")
_OP_i0 = lookup("i0")
_OP_i0_ = lookup("i0_")
_OP_igamma = lookup("igamma")
_OP_igamma_ = lookup("igamma_")
_OP_igammac = lookup("igammac")
_OP_igammac_ = lookup("igammac_")
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
_OP_isinf = lookup("isinf")
_OP_isnan = lookup("isnan")
_OP_isneginf = lookup("isneginf")
_OP_isposinf = lookup("isposinf")
_OP_isreal = lookup("isreal")
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
_OP_log = lookup("log")
_OP_log10 = lookup("log10")
_OP_log10_ = lookup("log10_")
_OP_log1p = lookup("log1p")
_OP_log1p_ = lookup("log1p_")
_OP_log2 = lookup("log2")
_OP_log2_ = lookup("log2_")
_OP_log_ = lookup("log_")
_OP_log_normal_ = lookup("log_normal_")
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
_OP_logsumexp = lookup("logsumexp")
_OP_lt = lookup("lt")
_OP_lt_ = lookup("lt_")
_OP_lu = lookup("lu")
_OP_lu_solve = lookup("lu_solve")
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
_OP_new_empty = lookup("new_empty")
_OP_new_empty_strided = lookup("new_empty_strided")
_OP_new_full = lookup("new_full")
_OP_new_ones = lookup("new_ones")
_OP_new_zeros = lookup("new_zeros")
_OP_nextafter = lookup("nextafter")
_OP_nextafter_ = lookup("nextafter_")
_OP_nonzero = lookup("nonzero")
_OP_nonzero_static = lookup("nonzero_static")
_OP_norm = lookup("norm")
_OP_normal_ = lookup("normal_")
_OP_orgqr = lookup("orgqr")
_OP_ormqr = lookup("ormqr")
_OP_outer = lookup("outer")
_OP_permute = lookup("permute")
_OP_pinverse = lookup("pinverse")
_OP_polygamma = lookup("polygamma")
_OP_polygamma_ = lookup("polygamma_")
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
_OP_random_ = lookup("random_")
_OP_ravel = lookup("ravel")
_OP_reciprocal = lookup("reciprocal")
_OP_reciprocal_ = lookup("reciprocal_")
_OP_relu = lookup("relu")
_OP_relu_ = lookup("relu_")
_OP_remainder = lookup("remainder")
_OP_remainder_ = lookup("remainder_")
_OP_renorm = lookup("renorm")
_OP_renorm_ = lookup("renorm_")
_OP_repeat = lookup("repeat")
_OP_repeat_interleave = lookup("repeat_interleave")
_OP_reshape = lookup("reshape")
_OP_reshape_as = lookup("reshape_as")
_OP_resize_ = lookup("resize_")
_OP_resize_as_ = lookup("resize_as_")
_OP_resolve_conj = lookup("resolve_conj")
_OP_roll = lookup("roll")
_OP_rot90 = lookup("rot90")
_OP_round = lookup("round")
_OP_round_ = lookup("round_")
_OP_rsqrt = lookup("rsqrt")
_OP_rsqrt_ = lookup("rsqrt_")
_OP_scatter = lookup("scatter")
_OP_scatter_ = lookup("scatter_")
_OP_scatter_add = lookup("scatter_add")
_OP_scatter_add_ = lookup("scatter_add_")
_OP_scatter_reduce = lookup("scatter_reduce")
_OP_scatter_reduce_ = lookup("scatter_reduce_")
_OP_select = lookup("select")
_OP_select_scatter = lookup("select_scatter")
_OP_set_ = lookup("set_")
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
_OP_split = lookup("split")
_OP_split_with_sizes = lookup("split_with_sizes")
_OP_sqrt = lookup("sqrt")
_OP_sqrt_ = lookup("sqrt_")
_OP_square = lookup("square")
_OP_square_ = lookup("square_")
_OP_squeeze = lookup("squeeze")
_OP_squeeze_ = lookup("squeeze_")
_OP_std = lookup("std")
_OP_stft = lookup("stft")
_OP_sub = lookup("sub")
_OP_sub_ = lookup("sub_")
_OP_sum = lookup("sum")
_OP_sum_to_size = lookup("sum_to_size")
_OP_svd = lookup("svd")
_OP_t = lookup("t")
_OP_t_ = lookup("t_")
_OP_take = lookup("take")
_OP_take_along_dim = lookup("take_along_dim")
_OP_tan = lookup("tan")
_OP_tan_ = lookup("tan_")
_OP_tanh = lookup("tanh")
_OP_tanh_ = lookup("tanh_")
_OP_tensor_split = lookup("tensor_split")
_OP_tile = lookup("tile")
_OP_topk = lookup("topk")
_OP_trace = lookup("trace")
_OP_transpose = lookup("transpose")
_OP_transpose_ = lookup("transpose_")
_OP_triangular_solve = lookup("triangular_solve")
_OP_tril = lookup("tril")
_OP_tril_ = lookup("tril_")
_OP_triu = lookup("triu")
_OP_triu_ = lookup("triu_")
_OP_trunc = lookup("trunc")
_OP_trunc_ = lookup("trunc_")
_OP_unbind = lookup("unbind")
_OP_unflatten = lookup("unflatten")
_OP_unfold = lookup("unfold")
_OP_uniform_ = lookup("uniform_")
_OP_unique = lookup("unique")
_OP_unique_consecutive = lookup("unique_consecutive")
_OP_unsafe_chunk = lookup("unsafe_chunk")
_OP_unsafe_split = lookup("unsafe_split")
_OP_unsqueeze = lookup("unsqueeze")
_OP_unsqueeze_ = lookup("unsqueeze_")
_OP_var = lookup("var")
_OP_vdot = lookup("vdot")
_OP_view_as = lookup("view_as")
_OP_vsplit = lookup("vsplit")
_OP_xlogy = lookup("xlogy")
_OP_xlogy_ = lookup("xlogy_")
_OP_zero_ = lookup("zero_")
#: What an operator takes on its other side; anything else is left to the other's own method.
OPERATOR_OPERANDS = (Operand, int, float, complex)


def spread(items: tuple[Any, ...], named: dict[str, Any], name: str) -> Any:
    """Return ``view(2, 3)``, ``view((2, 3))`` and ``view(size=(2, 3))`` alike as a tuple."""
    if named:
        if items or list(named) != [name]:
            raise ArgumentError(f"got {', '.join(named)} by name, where {name} may be given once")
        return named[name]
    if len(items) == 1 and (items[0] is None or isinstance(items[0], tuple | list)):
        return items[0]
    return items


class TensorMethods(Operand):  # noqa: PLW1641 - Tensor hashes by identity
    """Every op that is a method of `torch.Tensor`."""

    __slots__ = ()

    def abs(self) -> Tensor:
        """Return the absolute value of each element, real for complex ones."""
        result: Tensor = call(_OP_abs, (self,))
        return result

    def absolute(self) -> Tensor:
        """Alias of `abs`."""
        result: Tensor = call(_OP_abs, (self,))
        return result

    def abs_(self) -> Tensor:
        """In place: return the absolute value of each element, real for complex ones."""
        result: Tensor = call(_OP_abs_, (self,))
        return result

    def absolute_(self) -> Tensor:
        """Alias of `abs_`."""
        result: Tensor = call(_OP_abs_, (self,))
        return result

    def acos(self) -> Tensor:
        """Return the angle in radians whose cosine is each element."""
        result: Tensor = call(_OP_acos, (self,))
        return result

    def arccos(self) -> Tensor:
        """Alias of `acos`."""
        result: Tensor = call(_OP_acos, (self,))
        return result

    def acos_(self) -> Tensor:
        """In place: return the angle in radians whose cosine is each element."""
        result: Tensor = call(_OP_acos_, (self,))
        return result

    def arccos_(self) -> Tensor:
        """Alias of `acos_`."""
        result: Tensor = call(_OP_acos_, (self,))
        return result

    def acosh(self) -> Tensor:
        """Return the inverse hyperbolic cosine of each element."""
        result: Tensor = call(_OP_acosh, (self,))
        return result

    def arccosh(self) -> Tensor:
        """Alias of `acosh`."""
        result: Tensor = call(_OP_acosh, (self,))
        return result

    def acosh_(self) -> Tensor:
        """In place: return the inverse hyperbolic cosine of each element."""
        result: Tensor = call(_OP_acosh_, (self,))
        return result

    def arccosh_(self) -> Tensor:
        """Alias of `acosh_`."""
        result: Tensor = call(_OP_acosh_, (self,))
        return result

    def add(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """Return ``self + alpha * other``, broadcast to a common shape."""
        result: Tensor = call(_OP_add, (self, other, alpha))
        return result

    def add_(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """In place: return ``self + alpha * other``, broadcast to a common shape."""
        result: Tensor = call(_OP_add_, (self, other, alpha))
        return result

    def addbmm(self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """Return ``beta * self + alpha * sum(batch1 @ batch2)``: the products of the batches, added up.

        ``batch1`` is (b, n, m), ``batch2`` (b, m, p), ``self`` broadcasts to the result (n, p). The sum over the batch is
        part of one large product: (n, b * m) times (b * m, p).
        """
        result: Tensor = call(_OP_addbmm, (self, batch1, batch2, beta, alpha))
        return result

    def addbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """In place: return ``beta * self + alpha * sum(batch1 @ batch2)``: the products of the batches, added up.

        ``batch1`` is (b, n, m), ``batch2`` (b, m, p), ``self`` broadcasts to the result (n, p). The sum over the batch is
        part of one large product: (n, b * m) times (b * m, p).
        """
        result: Tensor = call(_OP_addbmm_, (self, batch1, batch2, beta, alpha))
        return result

    def addcdiv(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """Return ``self + value * tensor1 / tensor2``, broadcast to a common shape."""
        result: Tensor = call(_OP_addcdiv, (self, tensor1, tensor2, value))
        return result

    def addcdiv_(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """In place: return ``self + value * tensor1 / tensor2``, broadcast to a common shape."""
        result: Tensor = call(_OP_addcdiv_, (self, tensor1, tensor2, value))
        return result

    def addcmul(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """Return ``self + value * tensor1 * tensor2``, broadcast to a common shape."""
        result: Tensor = call(_OP_addcmul, (self, tensor1, tensor2, value))
        return result

    def addcmul_(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """In place: return ``self + value * tensor1 * tensor2``, broadcast to a common shape."""
        result: Tensor = call(_OP_addcmul_, (self, tensor1, tensor2, value))
        return result

    def addmm(self, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """Return ``beta * self + alpha * (mat1 @ mat2)``; with ``beta=0`` the values of ``self`` are not looked at."""
        result: Tensor = call(_OP_addmm, (self, mat1, mat2, beta, alpha))
        return result

    def addmm_(self, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """In place: return ``beta * self + alpha * (mat1 @ mat2)``; with ``beta=0`` the values of ``self`` are not looked at."""
        result: Tensor = call(_OP_addmm_, (self, mat1, mat2, beta, alpha))
        return result

    def addmv(self, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """Return ``beta * self + alpha * (mat @ vec)``; with ``beta=0`` the values of ``self`` are not looked at."""
        result: Tensor = call(_OP_addmv, (self, mat, vec, beta, alpha))
        return result

    def addmv_(self, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """In place: return ``beta * self + alpha * (mat @ vec)``; with ``beta=0`` the values of ``self`` are not looked at."""
        result: Tensor = call(_OP_addmv_, (self, mat, vec, beta, alpha))
        return result

    def addr(self, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """Return ``beta * self + alpha * outer(vec1, vec2)``; with ``beta=0`` the values of ``self`` are not looked at.

        ``vec1`` is (n), ``vec2`` (m), ``self`` broadcasts to the result (n, m). Truth values are joined by AND and OR.
        """
        result: Tensor = call(_OP_addr, (self, vec1, vec2, beta, alpha))
        return result

    def addr_(self, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """In place: return ``beta * self + alpha * outer(vec1, vec2)``; with ``beta=0`` the values of ``self`` are not looked at.

        ``vec1`` is (n), ``vec2`` (m), ``self`` broadcasts to the result (n, m). Truth values are joined by AND and OR.
        """
        result: Tensor = call(_OP_addr_, (self, vec1, vec2, beta, alpha))
        return result

    def adjoint(self) -> Tensor:
        """Return matrices turned and conjugated: a view of a real tensor, a new tensor of a complex one."""
        result: Tensor = call(_OP_adjoint, (self,))
        return result

    def all(self, dim: int | Sequence[int] | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
        """Return whether no element over the given dimensions, or of all, is zero; uint8 stays uint8."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_all, (self, dim, keepdim))
        return result

    def allclose(
        self, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
    ) -> bool:
        """Return whether ``abs(self - other) <= atol + rtol * abs(other)`` holds everywhere."""
        return bool(call(_OP_allclose, (self, other, rtol, atol, equal_nan)))

    def amax(self, dim: int | Sequence[int] = (), keepdim: bool = False, **numpy: Any) -> Tensor:
        """Return the largest element over the given dimensions, or over all; nan wins."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_amax, (self, dim, keepdim))
        return result

    def amin(self, dim: int | Sequence[int] = (), keepdim: bool = False, **numpy: Any) -> Tensor:
        """Return the smallest element over the given dimensions, or over all; nan wins."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_amin, (self, dim, keepdim))
        return result

    def aminmax(self, *, dim: int | None = None, keepdim: bool = False, **numpy: Any) -> Any:
        """Return the smallest and the largest element, of all or along a dimension, as a named tuple ``(min, max)``."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        return call(_OP_aminmax, (self, dim, keepdim))

    def angle(self) -> Tensor:
        """Return the angle in radians of each element: of real ones pi where they are negative, nan stays nan."""
        result: Tensor = call(_OP_angle, (self,))
        return result

    def any(self, dim: int | Sequence[int] | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
        """Return whether any element over the given dimensions, or of all, is not zero; uint8 stays uint8."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_any, (self, dim, keepdim))
        return result

    def argmax(self, dim: int | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
        """Return the index of the largest element along a dimension, or in the flattened tensor; the first of several."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_argmax, (self, dim, keepdim))
        return result

    def argmin(self, dim: int | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
        """Return the index of the smallest element along a dimension, or in the flattened tensor; the first of several."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_argmin, (self, dim, keepdim))
        return result

    def argsort(self, dim: int = -1, descending: bool = False, stable: bool = False, **numpy: Any) -> Tensor:
        """Return the indices that sort the entries along a dimension; the order is always stable."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        result: Tensor = call(_OP_argsort, (self, dim, descending, stable))
        return result

    def argwhere(self) -> Any:
        """Return the positions of the elements that are not zero, one row each."""
        return call(_OP_argwhere, (self,))

    def as_strided(
        self, size: int | Sequence[int], stride: int | Sequence[int], storage_offset: int | None = None
    ) -> Tensor:
        """Return a view of the whole storage with a shape, strides and an offset of one's own, in elements.

        What lies outside the storage is refused. Strides may make elements share memory; in-place writes to such a view
        are refused by a strict session only.
        """
        result: Tensor = call(_OP_as_strided, (self, size, stride, storage_offset))
        return result

    def as_strided_(
        self, size: int | Sequence[int], stride: int | Sequence[int], storage_offset: int | None = None
    ) -> Tensor:
        """In place: return a view of the whole storage with a shape, strides and an offset of one's own, in elements.

        What lies outside the storage is refused. Strides may make elements share memory; in-place writes to such a view
        are refused by a strict session only.
        """
        result: Tensor = call(_OP_as_strided_, (self, size, stride, storage_offset))
        return result

    def as_strided_scatter(
        self,
        src: Tensor,
        size: int | Sequence[int],
        stride: int | Sequence[int],
        storage_offset: int | None = None,
    ) -> Tensor:
        """Return a copy with the elements that ``as_strided`` of it shows replaced by ``src``.

        The elements lie in the order of their strides and without gaps; an offset counts from the first one.
        """
        result: Tensor = call(_OP_as_strided_scatter, (self, src, size, stride, storage_offset))
        return result

    def asin(self) -> Tensor:
        """Return the angle in radians whose sine is each element."""
        result: Tensor = call(_OP_asin, (self,))
        return result

    def arcsin(self) -> Tensor:
        """Alias of `asin`."""
        result: Tensor = call(_OP_asin, (self,))
        return result

    def asin_(self) -> Tensor:
        """In place: return the angle in radians whose sine is each element."""
        result: Tensor = call(_OP_asin_, (self,))
        return result

    def arcsin_(self) -> Tensor:
        """Alias of `asin_`."""
        result: Tensor = call(_OP_asin_, (self,))
        return result

    def asinh(self) -> Tensor:
        """Return the inverse hyperbolic sine of each element."""
        result: Tensor = call(_OP_asinh, (self,))
        return result

    def arcsinh(self) -> Tensor:
        """Alias of `asinh`."""
        result: Tensor = call(_OP_asinh, (self,))
        return result

    def asinh_(self) -> Tensor:
        """In place: return the inverse hyperbolic sine of each element."""
        result: Tensor = call(_OP_asinh_, (self,))
        return result

    def arcsinh_(self) -> Tensor:
        """Alias of `asinh_`."""
        result: Tensor = call(_OP_asinh_, (self,))
        return result

    def atan(self) -> Tensor:
        """Return the angle in radians whose tangent is each element."""
        result: Tensor = call(_OP_atan, (self,))
        return result

    def arctan(self) -> Tensor:
        """Alias of `atan`."""
        result: Tensor = call(_OP_atan, (self,))
        return result

    def atan2(self, other: Tensor) -> Tensor:
        """Return the angle in radians between the x axis and the point (x=``other``, y=``self``)."""
        result: Tensor = call(_OP_atan2, (self, other))
        return result

    def arctan2(self, other: Tensor) -> Tensor:
        """Alias of `atan2`."""
        result: Tensor = call(_OP_atan2, (self, other))
        return result

    def atan2_(self, other: Tensor) -> Tensor:
        """In place: return the angle in radians between the x axis and the point (x=``other``, y=``self``)."""
        result: Tensor = call(_OP_atan2_, (self, other))
        return result

    def arctan2_(self, other: Tensor) -> Tensor:
        """Alias of `atan2_`."""
        result: Tensor = call(_OP_atan2_, (self, other))
        return result

    def atan_(self) -> Tensor:
        """In place: return the angle in radians whose tangent is each element."""
        result: Tensor = call(_OP_atan_, (self,))
        return result

    def arctan_(self) -> Tensor:
        """Alias of `atan_`."""
        result: Tensor = call(_OP_atan_, (self,))
        return result

    def atanh(self) -> Tensor:
        """Return the inverse hyperbolic tangent of each element."""
        result: Tensor = call(_OP_atanh, (self,))
        return result

    def arctanh(self) -> Tensor:
        """Alias of `atanh`."""
        result: Tensor = call(_OP_atanh, (self,))
        return result

    def atanh_(self) -> Tensor:
        """In place: return the inverse hyperbolic tangent of each element."""
        result: Tensor = call(_OP_atanh_, (self,))
        return result

    def arctanh_(self) -> Tensor:
        """Alias of `atanh_`."""
        result: Tensor = call(_OP_atanh_, (self,))
        return result

    def baddbmm(self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """Return ``beta * self + alpha * (batch1 @ batch2)`` matrix by matrix."""
        result: Tensor = call(_OP_baddbmm, (self, batch1, batch2, beta, alpha))
        return result

    def baddbmm_(self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """In place: return ``beta * self + alpha * (batch1 @ batch2)`` matrix by matrix."""
        result: Tensor = call(_OP_baddbmm_, (self, batch1, batch2, beta, alpha))
        return result

    def bernoulli(self, p: float | None = None, *, generator: None = None) -> Tensor:
        """Return 1 or 0 for each element, 1 with the probability that the element says, or ``p`` where it is given."""
        require_plain(generator=generator)
        result: Tensor = call(_OP_bernoulli, (self, p))
        return result

    def bernoulli_(self, p: Tensor | Number = 0.5, *, generator: None = None) -> Tensor:
        """In place: set each element to 1 with probability ``p``, a number or a tensor, else to 0."""
        require_plain(generator=generator)
        result: Tensor = call(_OP_bernoulli_, (self, p))
        return result

    def bincount(self, weights: Tensor | None = None, minlength: int = 0) -> Any:
        """Return how often each number from 0 on comes, or the sum of its ``weights``; at least ``minlength`` numbers.

        Weights of float32 are added in float32, others in float64.
        """
        return call(_OP_bincount, (self, weights, minlength))

    def bitwise_and(self, other: Tensor | Number) -> Tensor:
        """Return the AND of the bits of integers, or of truth values."""
        result: Tensor = call(_OP_bitwise_and, (self, other))
        return result

    def bitwise_and_(self, other: Tensor | Number) -> Tensor:
        """In place: return the AND of the bits of integers, or of truth values."""
        result: Tensor = call(_OP_bitwise_and_, (self, other))
        return result

    def bitwise_left_shift(self, other: Tensor | Number) -> Tensor:
        """Return integers with their bits shifted left by ``other``.

        The result is 0 where ``other`` is negative or no less than the number of bits.
        """
        result: Tensor = call(_OP_bitwise_left_shift, (self, other))
        return result

    def bitwise_left_shift_(self, other: Tensor | Number) -> Tensor:
        """In place: return integers with their bits shifted left by ``other``.

        The result is 0 where ``other`` is negative or no less than the number of bits.
        """
        result: Tensor = call(_OP_bitwise_left_shift_, (self, other))
        return result

    def bitwise_not(self) -> Tensor:
        """Return integers with all bits flipped, truth values negated."""
        result: Tensor = call(_OP_bitwise_not, (self,))
        return result

    def bitwise_not_(self) -> Tensor:
        """In place: return integers with all bits flipped, truth values negated."""
        result: Tensor = call(_OP_bitwise_not_, (self,))
        return result

    def bitwise_or(self, other: Tensor | Number) -> Tensor:
        """Return the OR of the bits of integers, or of truth values."""
        result: Tensor = call(_OP_bitwise_or, (self, other))
        return result

    def bitwise_or_(self, other: Tensor | Number) -> Tensor:
        """In place: return the OR of the bits of integers, or of truth values."""
        result: Tensor = call(_OP_bitwise_or_, (self, other))
        return result

    def bitwise_right_shift(self, other: Tensor | Number) -> Tensor:
        """Return integers with their bits shifted right by ``other``, the sign filling in.

        Only the sign is left, 0 or -1, where ``other`` is negative or no less than the number of bits.
        """
        result: Tensor = call(_OP_bitwise_right_shift, (self, other))
        return result

    def bitwise_right_shift_(self, other: Tensor | Number) -> Tensor:
        """In place: return integers with their bits shifted right by ``other``, the sign filling in.

        Only the sign is left, 0 or -1, where ``other`` is negative or no less than the number of bits.
        """
        result: Tensor = call(_OP_bitwise_right_shift_, (self, other))
        return result

    def bitwise_xor(self, other: Tensor | Number) -> Tensor:
        """Return the XOR of the bits of integers, or of truth values."""
        result: Tensor = call(_OP_bitwise_xor, (self, other))
        return result

    def bitwise_xor_(self, other: Tensor | Number) -> Tensor:
        """In place: return the XOR of the bits of integers, or of truth values."""
        result: Tensor = call(_OP_bitwise_xor_, (self, other))
        return result

    def bmm(self, mat2: Tensor) -> Tensor:
        """Return the products of two batches of matrices, one by one."""
        result: Tensor = call(_OP_bmm, (self, mat2))
        return result

    def broadcast_to(self, *size: Any, **named: Any) -> Tensor:
        """Return a view expanded to a shape, as `expand` does."""
        result: Tensor = call(_OP_broadcast_to, (self, spread(size, named, "size")))
        return result

    def cauchy_(self, median: float = 0, sigma: float = 1, *, generator: None = None) -> Tensor:
        """In place: draw every element from the Cauchy distribution of this median and half-width."""
        require_plain(generator=generator)
        result: Tensor = call(_OP_cauchy_, (self, median, sigma))
        return result

    def ceil(self) -> Tensor:
        """Return the smallest integer not below each element."""
        result: Tensor = call(_OP_ceil, (self,))
        return result

    def ceil_(self) -> Tensor:
        """In place: return the smallest integer not below each element."""
        result: Tensor = call(_OP_ceil_, (self,))
        return result

    def cholesky(self, upper: bool = False) -> Tensor:
        """Return the triangular L with ``L @ L.mH == self``, or U with ``U.mH @ U == self``; refuse an indefinite matrix."""
        result: Tensor = call(_OP_cholesky, (self, upper))
        return result

    def cholesky_inverse(self, upper: bool = False) -> Tensor:
        """Return the inverses of the matrices whose Cholesky factors are given."""
        result: Tensor = call(_OP_cholesky_inverse, (self, upper))
        return result

    def cholesky_solve(self, input2: Tensor, upper: bool = False) -> Tensor:
        """Return X with ``A @ X == self``, where ``input2`` is the Cholesky factor of A."""
        result: Tensor = call(_OP_cholesky_solve, (self, input2, upper))
        return result

    def chunk(self, chunks: int, dim: int = 0, **numpy: Any) -> Any:
        """Return views of at most ``chunks`` consecutive parts of a dimension, all of one size but the last."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_chunk, (self, chunks, dim))

    def clamp(self, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
        """Return each element, or the bound beyond which it lies; ``max`` where ``min`` is above it.

        Bounds are numbers or tensors; nan, in the tensor or as a bound, stays nan.
        """
        result: Tensor = call(_OP_clamp, (self, min, max))
        return result

    def clip(self, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
        """Alias of `clamp`."""
        result: Tensor = call(_OP_clamp, (self, min, max))
        return result

    def clamp_(self, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
        """In place: return each element, or the bound beyond which it lies; ``max`` where ``min`` is above it.

        Bounds are numbers or tensors; nan, in the tensor or as a bound, stays nan.
        """
        result: Tensor = call(_OP_clamp_, (self, min, max))
        return result

    def clip_(self, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
        """Alias of `clamp_`."""
        result: Tensor = call(_OP_clamp_, (self, min, max))
        return result

    def clamp_max(self, max: Tensor | Number) -> Tensor:
        """Return each element, or ``max`` where it is above."""
        result: Tensor = call(_OP_clamp_max, (self, max))
        return result

    def clamp_max_(self, max: Tensor | Number) -> Tensor:
        """In place: return each element, or ``max`` where it is above."""
        result: Tensor = call(_OP_clamp_max_, (self, max))
        return result

    def clamp_min(self, min: Tensor | Number) -> Tensor:
        """Return each element, or ``min`` where it is below."""
        result: Tensor = call(_OP_clamp_min, (self, min))
        return result

    def clamp_min_(self, min: Tensor | Number) -> Tensor:
        """In place: return each element, or ``min`` where it is below."""
        result: Tensor = call(_OP_clamp_min_, (self, min))
        return result

    def clone(self) -> Tensor:
        """Return a copy with bytes of its own, row-major."""
        result: Tensor = call(_OP_clone, (self,))
        return result

    def conj(self) -> Tensor:
        """Return the complex conjugate of each element; a real tensor itself.

        Unlike PyTorch's, which is a lazy view, the conjugate of a complex tensor is a new tensor.
        """
        result: Tensor = call(_OP_conj, (self,))
        return result

    def conj_physical(self) -> Tensor:
        """Return the complex conjugate of each element; a real tensor itself."""
        result: Tensor = call(_OP_conj_physical, (self,))
        return result

    def conj_physical_(self) -> Tensor:
        """In place: return the complex conjugate of each element; a real tensor itself."""
        result: Tensor = call(_OP_conj_physical_, (self,))
        return result

    def contiguous(self) -> Tensor:
        """Return the tensor itself if it lies row-major in memory, else a copy that does."""
        result: Tensor = call(_OP_contiguous, (self,))
        return result

    def copy_(self, src: Tensor | Number, non_blocking: bool = False) -> Tensor:
        """In place: take over the values of ``src``, broadcast and converted to the tensor's dtype.

        ``non_blocking`` changes nothing.
        """
        result: Tensor = call(_OP_copy_, (self, src, non_blocking))
        return result

    def copysign(self, other: Tensor | Number) -> Tensor:
        """Return the magnitude of ``self`` with the sign of ``other``."""
        result: Tensor = call(_OP_copysign, (self, other))
        return result

    def copysign_(self, other: Tensor | Number) -> Tensor:
        """In place: return the magnitude of ``self`` with the sign of ``other``."""
        result: Tensor = call(_OP_copysign_, (self, other))
        return result

    def corrcoef(self) -> Tensor:
        """Return the correlation coefficients of variables, which are rows of observations, each part within -1 and 1."""
        result: Tensor = call(_OP_corrcoef, (self,))
        return result

    def cos(self) -> Tensor:
        """Return the cosine of each element, in radians."""
        result: Tensor = call(_OP_cos, (self,))
        return result

    def cos_(self) -> Tensor:
        """In place: return the cosine of each element, in radians."""
        result: Tensor = call(_OP_cos_, (self,))
        return result

    def cosh(self) -> Tensor:
        """Return the hyperbolic cosine of each element."""
        result: Tensor = call(_OP_cosh, (self,))
        return result

    def cosh_(self) -> Tensor:
        """In place: return the hyperbolic cosine of each element."""
        result: Tensor = call(_OP_cosh_, (self,))
        return result

    def count_nonzero(self, dim: int | Sequence[int] | None = None, **numpy: Any) -> Tensor:
        """Return how many elements over the given dimensions, or of all, are not zero."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        result: Tensor = call(_OP_count_nonzero, (self, dim))
        return result

    def cov(
        self, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None
    ) -> Tensor:
        """Return the covariance matrix of variables, which are rows of observations; of one variable its variance.

        ``fweights`` say how often each observation was made, ``aweights`` how much it counts; the sum of products is
        divided by the number of observations less ``correction``.
        """
        result: Tensor = call(_OP_cov, (self, correction, fweights, aweights))
        return result

    def cross(self, other: Tensor, dim: int | None = None, **numpy: Any) -> Tensor:
        """Return the cross products of vectors along ``dim``, by default along the first dimension of size 3."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        result: Tensor = call(_OP_cross, (self, other, dim))
        return result

    def cummax(self, dim: int) -> Any:
        """Return the largest elements so far along a dimension, and where each was last, as ``(values, indices)``."""
        return call(_OP_cummax, (self, dim))

    def cummin(self, dim: int) -> Any:
        """Return the smallest elements so far along a dimension, and where each was last, as ``(values, indices)``."""
        return call(_OP_cummin, (self, dim))

    def cumprod(self, dim: int, *, dtype: DType | None = None) -> Tensor:
        """Return the running product along a dimension; integers and booleans multiply in int64."""
        result: Tensor = call(_OP_cumprod, (self, dim, dtype))
        return result

    def cumprod_(self, dim: int, *, dtype: DType | None = None) -> Tensor:
        """In place: return the running product along a dimension; integers and booleans multiply in int64."""
        result: Tensor = call(_OP_cumprod_, (self, dim, dtype))
        return result

    def cumsum(self, dim: int, *, dtype: DType | None = None) -> Tensor:
        """Return the running sum along a dimension; integers and booleans add up in int64."""
        result: Tensor = call(_OP_cumsum, (self, dim, dtype))
        return result

    def cumsum_(self, dim: int, *, dtype: DType | None = None) -> Tensor:
        """In place: return the running sum along a dimension; integers and booleans add up in int64."""
        result: Tensor = call(_OP_cumsum_, (self, dim, dtype))
        return result

    def deg2rad(self) -> Tensor:
        """Return each angle, given in degrees, in radians."""
        result: Tensor = call(_OP_deg2rad, (self,))
        return result

    def deg2rad_(self) -> Tensor:
        """In place: return each angle, given in degrees, in radians."""
        result: Tensor = call(_OP_deg2rad_, (self,))
        return result

    def det(self) -> Tensor:
        """Return the determinants of square matrices."""
        result: Tensor = call(_OP_det, (self,))
        return result

    def detach(self) -> Tensor:
        """Return the tensor under another name that has no history: it shares the bytes, but is no view."""
        result: Tensor = call(_OP_detach, (self,))
        return result

    def detach_(self) -> Tensor:
        """Forget the tensor's history; refuse a view. The tensor itself is returned, and no write is counted."""
        result: Tensor = call(_OP_detach_, (self,))
        return result

    def diag(self, diagonal: int = 0) -> Tensor:
        """Return the matrix with a vector as its diagonal, or a copy of the diagonal of a matrix."""
        result: Tensor = call(_OP_diag, (self, diagonal))
        return result

    def diag_embed(self, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
        """Return matrices, in two dimensions of the result, with the entries of the last dimension as their diagonals."""
        result: Tensor = call(_OP_diag_embed, (self, offset, dim1, dim2))
        return result

    def diagflat(self, offset: int = 0) -> Tensor:
        """Return the matrix with all elements of the tensor, flattened, as its diagonal."""
        result: Tensor = call(_OP_diagflat, (self, offset))
        return result

    def diagonal(self, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
        """Return a view of a diagonal of two dimensions, which becomes the last dimension."""
        result: Tensor = call(_OP_diagonal, (self, offset, dim1, dim2))
        return result

    def diagonal_scatter(self, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
        """Return a copy with a diagonal of two dimensions replaced by ``src``."""
        result: Tensor = call(_OP_diagonal_scatter, (self, src, offset, dim1, dim2))
        return result

    def diff(
        self,
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
        result: Tensor = call(_OP_diff, (self, n, dim, prepend, append))
        return result

    def digamma(self) -> Tensor:
        """Return the derivative of ``lgamma`` of each element; nan at negative integers."""
        result: Tensor = call(_OP_digamma, (self,))
        return result

    def digamma_(self) -> Tensor:
        """In place: return the derivative of ``lgamma`` of each element; nan at negative integers."""
        result: Tensor = call(_OP_digamma_, (self,))
        return result

    def dist(self, other: Tensor, p: float = 2) -> Tensor:
        """Return the p-norm of the difference of two tensors, which broadcast."""
        result: Tensor = call(_OP_dist, (self, other, p))
        return result

    def div(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """Return ``self / other``, in floating point unless ``rounding_mode`` is "trunc" or "floor".

        "trunc" rounds the quotient towards zero as C does, "floor" downwards as Python's ``//`` does. An integer divided
        by the integer zero raises.
        """
        result: Tensor = call(_OP_div, (self, other, rounding_mode))
        return result

    def divide(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """Alias of `div`."""
        result: Tensor = call(_OP_div, (self, other, rounding_mode))
        return result

    def true_divide(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """Alias of `div`."""
        result: Tensor = call(_OP_div, (self, other, rounding_mode))
        return result

    def div_(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """In place: return ``self / other``, in floating point unless ``rounding_mode`` is "trunc" or "floor".

        "trunc" rounds the quotient towards zero as C does, "floor" downwards as Python's ``//`` does. An integer divided
        by the integer zero raises.
        """
        result: Tensor = call(_OP_div_, (self, other, rounding_mode))
        return result

    def divide_(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """Alias of `div_`."""
        result: Tensor = call(_OP_div_, (self, other, rounding_mode))
        return result

    def true_divide_(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """Alias of `div_`."""
        result: Tensor = call(_OP_div_, (self, other, rounding_mode))
        return result

    def dot(self, tensor: Tensor) -> Tensor:
        """Return the dot product of two vectors; complex ones are not conjugated."""
        result: Tensor = call(_OP_dot, (self, tensor))
        return result

    def dsplit(self, indices_or_sections: int | Sequence[int]) -> Any:
        """Return views of equal parts, or of the parts between indices, along dimension 2."""
        return call(_OP_dsplit, (self, indices_or_sections))

    def eq(self, other: Tensor | Number) -> Tensor:
        """Return whether each element of ``self`` equals that of ``other``."""
        result: Tensor = call(_OP_eq, (self, other))
        return result

    def eq_(self, other: Tensor | Number) -> Tensor:
        """In place: return whether each element of ``self`` equals that of ``other``."""
        result: Tensor = call(_OP_eq_, (self, other))
        return result

    def equal(self, other: Tensor) -> bool:
        """Return whether both tensors have the same shape and equal elements; nan equals nothing."""
        return bool(call(_OP_equal, (self, other)))

    def erf(self) -> Tensor:
        """Return the error function of each element."""
        result: Tensor = call(_OP_erf, (self,))
        return result

    def erf_(self) -> Tensor:
        """In place: return the error function of each element."""
        result: Tensor = call(_OP_erf_, (self,))
        return result

    def erfc(self) -> Tensor:
        """Return one minus the error function of each element, exact for large ones."""
        result: Tensor = call(_OP_erfc, (self,))
        return result

    def erfc_(self) -> Tensor:
        """In place: return one minus the error function of each element, exact for large ones."""
        result: Tensor = call(_OP_erfc_, (self,))
        return result

    def erfinv(self) -> Tensor:
        """Return the inverse error function of each element."""
        result: Tensor = call(_OP_erfinv, (self,))
        return result

    def erfinv_(self) -> Tensor:
        """In place: return the inverse error function of each element."""
        result: Tensor = call(_OP_erfinv_, (self,))
        return result

    def exp(self) -> Tensor:
        """Return e to the power of each element."""
        result: Tensor = call(_OP_exp, (self,))
        return result

    def exp2(self) -> Tensor:
        """Return 2 to the power of each element."""
        result: Tensor = call(_OP_exp2, (self,))
        return result

    def exp2_(self) -> Tensor:
        """In place: return 2 to the power of each element."""
        result: Tensor = call(_OP_exp2_, (self,))
        return result

    def exp_(self) -> Tensor:
        """In place: return e to the power of each element."""
        result: Tensor = call(_OP_exp_, (self,))
        return result

    def expand(self, *size: Any, **named: Any) -> Tensor:
        """Return a view in which dimensions of size 1, and new ones in front, are as large as wanted; -1 keeps a size.

        All elements along an expanded dimension are the same bytes.
        """
        result: Tensor = call(_OP_expand, (self, spread(size, named, "size")))
        return result

    def expand_as(self, other: Tensor) -> Tensor:
        """Return a view expanded to the shape of ``other``."""
        result: Tensor = call(_OP_expand_as, (self, other))
        return result

    def expm1(self) -> Tensor:
        """Return ``exp(x) - 1`` of each element x, exact for small x."""
        result: Tensor = call(_OP_expm1, (self,))
        return result

    def expm1_(self) -> Tensor:
        """In place: return ``exp(x) - 1`` of each element x, exact for small x."""
        result: Tensor = call(_OP_expm1_, (self,))
        return result

    def exponential_(self, lambd: float = 1, *, generator: None = None) -> Tensor:
        """In place: draw every element from the exponential distribution of rate ``lambd``."""
        require_plain(generator=generator)
        result: Tensor = call(_OP_exponential_, (self, lambd))
        return result

    def fill_(self, value: Tensor | Number) -> Tensor:
        """In place: set every element to ``value``, a number or a 0-d tensor; refuse a number that does not fit."""
        result: Tensor = call(_OP_fill_, (self, value))
        return result

    def fill_diagonal_(self, fill_value: Number, wrap: bool = False) -> Tensor:
        """In place: set the elements whose indices are all the same to a number.

        With ``wrap`` the diagonal of a matrix with more rows than columns begins anew after every ``columns + 1`` rows.
        """
        result: Tensor = call(_OP_fill_diagonal_, (self, fill_value, wrap))
        return result

    def flatten(self, start_dim: int = 0, end_dim: int = -1) -> Tensor:
        """Return the tensor with a run of dimensions as one: itself, a view where the strides allow it, else a copy."""
        result: Tensor = call(_OP_flatten, (self, start_dim, end_dim))
        return result

    def flip(self, *dims: Any, **named: Any) -> Tensor:
        """Return a copy with the order of the entries of the given dimensions reversed."""
        result: Tensor = call(_OP_flip, (self, spread(dims, named, "dims")))
        return result

    def fliplr(self) -> Tensor:
        """Return a copy with the order of the columns reversed."""
        result: Tensor = call(_OP_fliplr, (self,))
        return result

    def flipud(self) -> Tensor:
        """Return a copy with the order of the rows reversed."""
        result: Tensor = call(_OP_flipud, (self,))
        return result

    def float_power(self, exponent: Tensor | Number) -> Tensor:
        """Return ``self`` to the power of ``exponent``, computed in float64 or complex128."""
        result: Tensor = call(_OP_float_power, (self, exponent))
        return result

    def float_power_(self, exponent: Tensor | Number) -> Tensor:
        """In place: return ``self`` to the power of ``exponent``, computed in float64 or complex128."""
        result: Tensor = call(_OP_float_power_, (self, exponent))
        return result

    def floor(self) -> Tensor:
        """Return the largest integer not above each element."""
        result: Tensor = call(_OP_floor, (self,))
        return result

    def floor_(self) -> Tensor:
        """In place: return the largest integer not above each element."""
        result: Tensor = call(_OP_floor_, (self,))
        return result

    def floor_divide(self, other: Tensor | Number) -> Tensor:
        """Return the quotient rounded downwards, as Python's ``//`` does."""
        result: Tensor = call(_OP_floor_divide, (self, other))
        return result

    def floor_divide_(self, other: Tensor | Number) -> Tensor:
        """In place: return the quotient rounded downwards, as Python's ``//`` does."""
        result: Tensor = call(_OP_floor_divide_, (self, other))
        return result

    def fmax(self, other: Tensor) -> Tensor:
        """Return the larger of both elements; the other one where one is nan."""
        result: Tensor = call(_OP_fmax, (self, other))
        return result

    def fmin(self, other: Tensor) -> Tensor:
        """Return the smaller of both elements; the other one where one is nan."""
        result: Tensor = call(_OP_fmin, (self, other))
        return result

    def fmod(self, other: Tensor | Number) -> Tensor:
        """Return what division rounded towards zero leaves, with the sign of the dividend, as C's ``fmod`` does."""
        result: Tensor = call(_OP_fmod, (self, other))
        return result

    def fmod_(self, other: Tensor | Number) -> Tensor:
        """In place: return what division rounded towards zero leaves, with the sign of the dividend, as C's ``fmod`` does."""
        result: Tensor = call(_OP_fmod_, (self, other))
        return result

    def frac(self) -> Tensor:
        """Return the fractional part of each element, with its sign."""
        result: Tensor = call(_OP_frac, (self,))
        return result

    def frac_(self) -> Tensor:
        """In place: return the fractional part of each element, with its sign."""
        result: Tensor = call(_OP_frac_, (self,))
        return result

    def frexp(self) -> Any:
        """Return each element as ``mantissa * 2**exponent``, a named tuple; mantissas lie in [0.5, 1), or are 0."""
        return call(_OP_frexp, (self,))

    def gather(self, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
        """Return the elements that ``index`` names along a dimension.

        For two dimensions and ``dim=0``: ``out[i][j] = self[index[i][j]][j]``. ``index`` may be smaller than ``self`` in
        the other dimensions. ``sparse_grad`` changes nothing here.
        """
        result: Tensor = call(_OP_gather, (self, dim, index, sparse_grad))
        return result

    def gcd(self, other: Tensor) -> Tensor:
        """Return the greatest common divisor of both elements, which is 0 for two zeros."""
        result: Tensor = call(_OP_gcd, (self, other))
        return result

    def gcd_(self, other: Tensor) -> Tensor:
        """In place: return the greatest common divisor of both elements, which is 0 for two zeros."""
        result: Tensor = call(_OP_gcd_, (self, other))
        return result

    def ge(self, other: Tensor | Number) -> Tensor:
        """Return whether each element of ``self`` is greater than or equals that of ``other``."""
        result: Tensor = call(_OP_ge, (self, other))
        return result

    def greater_equal(self, other: Tensor | Number) -> Tensor:
        """Alias of `ge`."""
        result: Tensor = call(_OP_ge, (self, other))
        return result

    def ge_(self, other: Tensor | Number) -> Tensor:
        """In place: return whether each element of ``self`` is greater than or equals that of ``other``."""
        result: Tensor = call(_OP_ge_, (self, other))
        return result

    def greater_equal_(self, other: Tensor | Number) -> Tensor:
        """Alias of `ge_`."""
        result: Tensor = call(_OP_ge_, (self, other))
        return result

    def geometric_(self, p: float, *, generator: None = None) -> Tensor:
        """In place: draw for each element the number of trials up to the first success, of probability ``p``."""
        require_plain(generator=generator)
        result: Tensor = call(_OP_geometric_, (self, p))
        return result

    def geqrf(self) -> Any:
        """Return the QR factors of matrices as LAPACK keeps them: R above, reflectors below, and their factors ``tau``."""
        return call(_OP_geqrf, (self,))

    def gt(self, other: Tensor | Number) -> Tensor:
        """Return whether each element of ``self`` is greater than that of ``other``."""
        result: Tensor = call(_OP_gt, (self, other))
        return result

    def greater(self, other: Tensor | Number) -> Tensor:
        """Alias of `gt`."""
        result: Tensor = call(_OP_gt, (self, other))
        return result

    def gt_(self, other: Tensor | Number) -> Tensor:
        """In place: return whether each element of ``self`` is greater than that of ``other``."""
        result: Tensor = call(_OP_gt_, (self, other))
        return result

    def greater_(self, other: Tensor | Number) -> Tensor:
        """Alias of `gt_`."""
        result: Tensor = call(_OP_gt_, (self, other))
        return result

    def hardshrink(self, lambd: Number = 0.5) -> Tensor:
        """Return each element, or 0 where it is between ``-lambd`` and ``lambd``."""
        result: Tensor = call(_OP_hardshrink, (self, lambd))
        return result

    def heaviside(self, values: Tensor) -> Tensor:
        """Return 1 where an element is positive, 0 where it is negative or nan, and that of ``values`` where it is 0."""
        result: Tensor = call(_OP_heaviside, (self, values))
        return result

    def heaviside_(self, values: Tensor) -> Tensor:
        """In place: return 1 where an element is positive, 0 where it is negative or nan, and that of ``values`` where it is 0."""
        result: Tensor = call(_OP_heaviside_, (self, values))
        return result

    def histc(self, bins: int = 100, min: Number = 0, max: Number = 0) -> Tensor:
        """Return how many elements fall into each of so many bins of one width from ``min`` to ``max``.

        Where both are the same, they are the smallest and largest element. What is outside is not counted, nor is nan.
        """
        result: Tensor = call(_OP_histc, (self, bins, min, max))
        return result

    def histogram(
        self,
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
        return call(_OP_histogram, (self, bins, range, weight, density))

    def hsplit(self, indices_or_sections: int | Sequence[int]) -> Any:
        """Return views of equal parts, or of the parts between indices, along dimension 1; 0 of a 1-d tensor."""
        return call(_OP_hsplit, (self, indices_or_sections))

    def hypot(self, other: Tensor) -> Tensor:
        """Return ``sqrt(self**2 + other**2)`` without overflow in between."""
        result: Tensor = call(_OP_hypot, (self, other))
        return result

    def hypot_(self, other: Tensor) -> Tensor:
        """In place: return ``sqrt(self**2 + other**2)`` without overflow in between."""
        result: Tensor = call(_OP_hypot_, (self, other))
        return result

    def i0(self) -> Tensor:
        """Return the modified Bessel function of the first kind, of order 0, of each element."""
        result: Tensor = call(_OP_i0, (self,))
        return result

    def i0_(self) -> Tensor:
        """In place: return the modified Bessel function of the first kind, of order 0, of each element."""
        result: Tensor = call(_OP_i0_, (self,))
        return result

    def igamma(self, other: Tensor) -> Tensor:
        """Return the regularized lower incomplete gamma function of shape ``self`` at ``other``."""
        result: Tensor = call(_OP_igamma, (self, other))
        return result

    def igamma_(self, other: Tensor) -> Tensor:
        """In place: return the regularized lower incomplete gamma function of shape ``self`` at ``other``."""
        result: Tensor = call(_OP_igamma_, (self, other))
        return result

    def igammac(self, other: Tensor) -> Tensor:
        """Return the regularized upper incomplete gamma function of shape ``self`` at ``other``."""
        result: Tensor = call(_OP_igammac, (self, other))
        return result

    def igammac_(self, other: Tensor) -> Tensor:
        """In place: return the regularized upper incomplete gamma function of shape ``self`` at ``other``."""
        result: Tensor = call(_OP_igammac_, (self, other))
        return result

    def index_add(self, dim: int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
        """Return the tensor with ``alpha`` times the entries of ``source`` added at the positions; twice counts twice."""
        result: Tensor = call(_OP_index_add, (self, dim, index, source, alpha))
        return result

    def index_add_(self, dim: int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
        """In place: return the tensor with ``alpha`` times the entries of ``source`` added at the positions; twice counts twice."""
        result: Tensor = call(_OP_index_add_, (self, dim, index, source, alpha))
        return result

    def index_copy(self, dim: int, index: Tensor, source: Tensor) -> Tensor:
        """Return the tensor with entries of ``source`` copied to the positions; the last of several stays."""
        result: Tensor = call(_OP_index_copy, (self, dim, index, source))
        return result

    def index_copy_(self, dim: int, index: Tensor, source: Tensor) -> Tensor:
        """In place: return the tensor with entries of ``source`` copied to the positions; the last of several stays."""
        result: Tensor = call(_OP_index_copy_, (self, dim, index, source))
        return result

    def index_fill(self, dim: int, index: Tensor, value: Tensor | Number) -> Tensor:
        """Return the tensor with the entries at the positions filled with one value, a number or a 0-d tensor."""
        result: Tensor = call(_OP_index_fill, (self, dim, index, value))
        return result

    def index_fill_(self, dim: int, index: Tensor, value: Tensor | Number) -> Tensor:
        """In place: return the tensor with the entries at the positions filled with one value, a number or a 0-d tensor."""
        result: Tensor = call(_OP_index_fill_, (self, dim, index, value))
        return result

    def index_put(self, indices: Sequence[Tensor], values: Tensor, accumulate: bool = False) -> Tensor:
        """Return the tensor with values put, or added, where index tensors or a mask point.

        With ``accumulate`` an index that comes twice counts twice; without, the last value stays.
        """
        result: Tensor = call(_OP_index_put, (self, indices, values, accumulate))
        return result

    def index_put_(self, indices: Sequence[Tensor], values: Tensor, accumulate: bool = False) -> Tensor:
        """In place: return the tensor with values put, or added, where index tensors or a mask point.

        With ``accumulate`` an index that comes twice counts twice; without, the last value stays.
        """
        result: Tensor = call(_OP_index_put_, (self, indices, values, accumulate))
        return result

    def index_reduce(
        self, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True
    ) -> Tensor:
        """Return the tensor with entries of ``source`` reduced into the entries at the positions of a dimension.

        ``reduce`` is "prod", "mean", "amax" or "amin". Without ``include_self`` what was there before does not take part.
        """
        result: Tensor = call(_OP_index_reduce, (self, dim, index, source, reduce, include_self))
        return result

    def index_reduce_(
        self, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True
    ) -> Tensor:
        """In place: return the tensor with entries of ``source`` reduced into the entries at the positions of a dimension.

        ``reduce`` is "prod", "mean", "amax" or "amin". Without ``include_self`` what was there before does not take part.
        """
        result: Tensor = call(_OP_index_reduce_, (self, dim, index, source, reduce, include_self))
        return result

    def index_select(self, dim: int, index: Tensor) -> Tensor:
        """Return the entries of a dimension that a vector of positions names."""
        result: Tensor = call(_OP_index_select, (self, dim, index))
        return result

    def inner(self, other: Tensor) -> Tensor:
        """Return the sums of products over the last dimension of both: (..., n) and (---, n) give (..., ---).

        A 0-d tensor multiplies the other one.
        """
        result: Tensor = call(_OP_inner, (self, other))
        return result

    def inverse(self) -> Tensor:
        """Return the inverses of square matrices (..., n, n); refuse a singular one."""
        result: Tensor = call(_OP_inverse, (self,))
        return result

    def isclose(
        self, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
    ) -> Tensor:
        """Return whether ``abs(self - other) <= atol + rtol * abs(other)``, of finite elements; equal ones are close."""
        result: Tensor = call(_OP_isclose, (self, other, rtol, atol, equal_nan))
        return result

    def isfinite(self) -> Tensor:
        """Return whether each element is neither infinite nor nan."""
        result: Tensor = call(_OP_isfinite, (self,))
        return result

    def isinf(self) -> Tensor:
        """Return whether each element is infinite."""
        result: Tensor = call(_OP_isinf, (self,))
        return result

    def isnan(self) -> Tensor:
        """Return whether each element is nan."""
        result: Tensor = call(_OP_isnan, (self,))
        return result

    def isneginf(self) -> Tensor:
        """Return whether each element is negative infinity."""
        result: Tensor = call(_OP_isneginf, (self,))
        return result

    def isposinf(self) -> Tensor:
        """Return whether each element is positive infinity."""
        result: Tensor = call(_OP_isposinf, (self,))
        return result

    def isreal(self) -> Tensor:
        """Return whether each element has no imaginary part."""
        result: Tensor = call(_OP_isreal, (self,))
        return result

    def kron(self, other: Tensor) -> Tensor:
        """Return the Kronecker product: every element of ``self`` times all of ``other``, block by block."""
        result: Tensor = call(_OP_kron, (self, other))
        return result

    def kthvalue(self, k: int, dim: int = -1, keepdim: bool = False, **numpy: Any) -> Any:
        """Return the ``k``-th smallest element of each line, from 1 on, as a named tuple ``(values, indices)``."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        return call(_OP_kthvalue, (self, k, dim, keepdim))

    def lcm(self, other: Tensor) -> Tensor:
        """Return the least common multiple of both elements, which is 0 where one of them is."""
        result: Tensor = call(_OP_lcm, (self, other))
        return result

    def lcm_(self, other: Tensor) -> Tensor:
        """In place: return the least common multiple of both elements, which is 0 where one of them is."""
        result: Tensor = call(_OP_lcm_, (self, other))
        return result

    def ldexp(self, other: Tensor) -> Tensor:
        """Return ``self * 2**other``, in floating point."""
        result: Tensor = call(_OP_ldexp, (self, other))
        return result

    def ldexp_(self, other: Tensor) -> Tensor:
        """In place: return ``self * 2**other``, in floating point."""
        result: Tensor = call(_OP_ldexp_, (self, other))
        return result

    def le(self, other: Tensor | Number) -> Tensor:
        """Return whether each element of ``self`` is less than or equals that of ``other``."""
        result: Tensor = call(_OP_le, (self, other))
        return result

    def less_equal(self, other: Tensor | Number) -> Tensor:
        """Alias of `le`."""
        result: Tensor = call(_OP_le, (self, other))
        return result

    def le_(self, other: Tensor | Number) -> Tensor:
        """In place: return whether each element of ``self`` is less than or equals that of ``other``."""
        result: Tensor = call(_OP_le_, (self, other))
        return result

    def less_equal_(self, other: Tensor | Number) -> Tensor:
        """Alias of `le_`."""
        result: Tensor = call(_OP_le_, (self, other))
        return result

    def lerp(self, end: Tensor, weight: Tensor | Number) -> Tensor:
        """Return ``self + weight * (end - self)``, the linear interpolation between ``self`` and ``end``.

        The end is exact for a weight of 1: from one half on it is computed from there, as PyTorch does.
        """
        result: Tensor = call(_OP_lerp, (self, end, weight))
        return result

    def lerp_(self, end: Tensor, weight: Tensor | Number) -> Tensor:
        """In place: return ``self + weight * (end - self)``, the linear interpolation between ``self`` and ``end``.

        The end is exact for a weight of 1: from one half on it is computed from there, as PyTorch does.
        """
        result: Tensor = call(_OP_lerp_, (self, end, weight))
        return result

    def lgamma(self) -> Tensor:
        """Return the logarithm of the absolute value of the gamma function of each element."""
        result: Tensor = call(_OP_lgamma, (self,))
        return result

    def lgamma_(self) -> Tensor:
        """In place: return the logarithm of the absolute value of the gamma function of each element."""
        result: Tensor = call(_OP_lgamma_, (self,))
        return result

    def log(self) -> Tensor:
        """Return the natural logarithm of each element."""
        result: Tensor = call(_OP_log, (self,))
        return result

    def log10(self) -> Tensor:
        """Return the logarithm to base 10 of each element."""
        result: Tensor = call(_OP_log10, (self,))
        return result

    def log10_(self) -> Tensor:
        """In place: return the logarithm to base 10 of each element."""
        result: Tensor = call(_OP_log10_, (self,))
        return result

    def log1p(self) -> Tensor:
        """Return ``log(1 + x)`` of each element x, exact for small x."""
        result: Tensor = call(_OP_log1p, (self,))
        return result

    def log1p_(self) -> Tensor:
        """In place: return ``log(1 + x)`` of each element x, exact for small x."""
        result: Tensor = call(_OP_log1p_, (self,))
        return result

    def log2(self) -> Tensor:
        """Return the logarithm to base 2 of each element."""
        result: Tensor = call(_OP_log2, (self,))
        return result

    def log2_(self) -> Tensor:
        """In place: return the logarithm to base 2 of each element."""
        result: Tensor = call(_OP_log2_, (self,))
        return result

    def log_(self) -> Tensor:
        """In place: return the natural logarithm of each element."""
        result: Tensor = call(_OP_log_, (self,))
        return result

    def log_normal_(self, mean: float = 1, std: float = 2, *, generator: None = None) -> Tensor:
        """In place: draw every element from the distribution whose logarithm is normal, with this mean and deviation."""
        require_plain(generator=generator)
        result: Tensor = call(_OP_log_normal_, (self, mean, std))
        return result

    def log_softmax(self, dim: int, dtype: DType | None = None) -> Tensor:
        """Return the logarithm of `softmax` along ``dim``, exact for small ones; ``dtype`` converts before."""
        result: Tensor = call(_OP_log_softmax, (self, dim, dtype))
        return result

    def logaddexp(self, other: Tensor) -> Tensor:
        """Return ``log(exp(self) + exp(other))`` without overflow in between."""
        result: Tensor = call(_OP_logaddexp, (self, other))
        return result

    def logaddexp2(self, other: Tensor) -> Tensor:
        """Return ``log2(2**self + 2**other)`` without overflow in between."""
        result: Tensor = call(_OP_logaddexp2, (self, other))
        return result

    def logcumsumexp(self, dim: int) -> Tensor:
        """Return the logarithms of the running sums of exponentials along a dimension, without overflow."""
        result: Tensor = call(_OP_logcumsumexp, (self, dim))
        return result

    def logdet(self) -> Tensor:
        """Return the logarithms of determinants; nan for a negative one."""
        result: Tensor = call(_OP_logdet, (self,))
        return result

    def logical_and(self, other: Tensor) -> Tensor:
        """Return whether both elements are not zero."""
        result: Tensor = call(_OP_logical_and, (self, other))
        return result

    def logical_and_(self, other: Tensor) -> Tensor:
        """In place: return whether both elements are not zero."""
        result: Tensor = call(_OP_logical_and_, (self, other))
        return result

    def logical_not(self) -> Tensor:
        """Return whether each element is zero."""
        result: Tensor = call(_OP_logical_not, (self,))
        return result

    def logical_not_(self) -> Tensor:
        """In place: return whether each element is zero."""
        result: Tensor = call(_OP_logical_not_, (self,))
        return result

    def logical_or(self, other: Tensor) -> Tensor:
        """Return whether at least one of both elements is not zero."""
        result: Tensor = call(_OP_logical_or, (self, other))
        return result

    def logical_or_(self, other: Tensor) -> Tensor:
        """In place: return whether at least one of both elements is not zero."""
        result: Tensor = call(_OP_logical_or_, (self, other))
        return result

    def logical_xor(self, other: Tensor) -> Tensor:
        """Return whether exactly one of both elements is not zero."""
        result: Tensor = call(_OP_logical_xor, (self, other))
        return result

    def logical_xor_(self, other: Tensor) -> Tensor:
        """In place: return whether exactly one of both elements is not zero."""
        result: Tensor = call(_OP_logical_xor_, (self, other))
        return result

    def logit(self, eps: float | None = None) -> Tensor:
        """Return ``log(x / (1 - x))`` of each element x, clamped to [eps, 1 - eps] where ``eps`` is given."""
        result: Tensor = call(_OP_logit, (self, eps))
        return result

    def logit_(self, eps: float | None = None) -> Tensor:
        """In place: return ``log(x / (1 - x))`` of each element x, clamped to [eps, 1 - eps] where ``eps`` is given."""
        result: Tensor = call(_OP_logit_, (self, eps))
        return result

    def logsumexp(self, dim: int | Sequence[int], keepdim: bool = False, **numpy: Any) -> Tensor:
        """Return ``log(sum(exp(self)))`` over the given dimensions, without overflow.

        The largest element is taken out of the sum first: ``m + log(sum(exp(self - m)))``.
        """
        if numpy:
            (keepdim,) = by_numpy_names(numpy, keepdim=keepdim)
        result: Tensor = call(_OP_logsumexp, (self, dim, keepdim))
        return result

    def lt(self, other: Tensor | Number) -> Tensor:
        """Return whether each element of ``self`` is less than that of ``other``."""
        result: Tensor = call(_OP_lt, (self, other))
        return result

    def less(self, other: Tensor | Number) -> Tensor:
        """Alias of `lt`."""
        result: Tensor = call(_OP_lt, (self, other))
        return result

    def lt_(self, other: Tensor | Number) -> Tensor:
        """In place: return whether each element of ``self`` is less than that of ``other``."""
        result: Tensor = call(_OP_lt_, (self, other))
        return result

    def less_(self, other: Tensor | Number) -> Tensor:
        """Alias of `lt_`."""
        result: Tensor = call(_OP_lt_, (self, other))
        return result

    def lu(self, pivot: bool = True, get_infos: bool = False) -> Any:
        """Return the LU factors and the pivots, and with ``get_infos`` where U's diagonal has its first zero, or 0."""
        return call(_OP_lu, (self, pivot, get_infos))

    def lu_solve(self, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
        """Return X with ``A @ X == self``, where the LU factors and pivots of A are given."""
        result: Tensor = call(_OP_lu_solve, (self, LU_data, LU_pivots))
        return result

    def masked_fill(self, mask: Tensor, value: Tensor | Number) -> Tensor:
        """Return the tensor with ``value``, a number or a 0-d tensor, where ``mask`` is true."""
        result: Tensor = call(_OP_masked_fill, (self, mask, value))
        return result

    def masked_fill_(self, mask: Tensor, value: Tensor | Number) -> Tensor:
        """In place: return the tensor with ``value``, a number or a 0-d tensor, where ``mask`` is true."""
        result: Tensor = call(_OP_masked_fill_, (self, mask, value))
        return result

    def masked_scatter(self, mask: Tensor, source: Tensor) -> Tensor:
        """Return the tensor with elements of ``source``, one after the other, where ``mask`` is true."""
        result: Tensor = call(_OP_masked_scatter, (self, mask, source))
        return result

    def masked_scatter_(self, mask: Tensor, source: Tensor) -> Tensor:
        """In place: return the tensor with elements of ``source``, one after the other, where ``mask`` is true."""
        result: Tensor = call(_OP_masked_scatter_, (self, mask, source))
        return result

    def masked_select(self, mask: Tensor) -> Tensor:
        """Return the elements where the mask is true, in one dimension; both broadcast to each other."""
        result: Tensor = call(_OP_masked_select, (self, mask))
        return result

    def matmul(self, other: Tensor) -> Tensor:
        """Return the matrix product; vectors are rows or columns as it fits, leading dimensions are a batch.

        Two vectors give their dot product, batches broadcast to each other.
        """
        result: Tensor = call(_OP_matmul, (self, other))
        return result

    def matrix_exp(self) -> Tensor:
        """Return the exponentials of square matrices: ``sum(A^k / k!)``, by Padé's approximation in double precision."""
        result: Tensor = call(_OP_matrix_exp, (self,))
        return result

    def matrix_power(self, n: int) -> Tensor:
        """Return the ``n``-th powers of square matrices; negative ones are powers of the inverse."""
        result: Tensor = call(_OP_matrix_power, (self, n))
        return result

    def max(
        self,
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
        result: Tensor = call(_OP_max, (self, dim, keepdim, other))
        return result

    def maximum(self, other: Tensor) -> Tensor:
        """Return the larger of both elements; nan where one of them is."""
        result: Tensor = call(_OP_maximum, (self, other))
        return result

    def mean(
        self,
        dim: int | Sequence[int] | None = None,
        keepdim: bool = False,
        *,
        dtype: DType | None = None,
        **numpy: Any,
    ) -> Tensor:
        """Return the mean over the given dimensions, or over all; nan where there is nothing."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_mean, (self, dim, keepdim, dtype))
        return result

    def median(self, dim: int | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
        """Return the median of all elements; along ``dim``, those of all lines as a named tuple ``(values, indices)``.

        Of an even number of elements it is the lower of the middle ones. nan wins; of nothing it is nan.
        """
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_median, (self, dim, keepdim))
        return result

    def min(
        self,
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
        result: Tensor = call(_OP_min, (self, dim, keepdim, other))
        return result

    def minimum(self, other: Tensor) -> Tensor:
        """Return the smaller of both elements; nan where one of them is."""
        result: Tensor = call(_OP_minimum, (self, other))
        return result

    def mm(self, mat2: Tensor) -> Tensor:
        """Return the product of two matrices."""
        result: Tensor = call(_OP_mm, (self, mat2))
        return result

    def mode(self, dim: int = -1, keepdim: bool = False, **numpy: Any) -> Any:
        """Return the most frequent element of each line as a named tuple ``(values, indices)``; the smallest of several."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        return call(_OP_mode, (self, dim, keepdim))

    def movedim(self, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
        """Return a view with dimensions moved to other places; the others keep their order."""
        result: Tensor = call(_OP_movedim, (self, source, destination))
        return result

    def moveaxis(self, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
        """Alias of `movedim`."""
        result: Tensor = call(_OP_movedim, (self, source, destination))
        return result

    def msort(self) -> Tensor:
        """Return the entries of the first dimension in order, of each column; nan is the largest."""
        result: Tensor = call(_OP_msort, (self,))
        return result

    def mul(self, other: Tensor | Number) -> Tensor:
        """Return ``self * other``, broadcast to a common shape."""
        result: Tensor = call(_OP_mul, (self, other))
        return result

    def multiply(self, other: Tensor | Number) -> Tensor:
        """Alias of `mul`."""
        result: Tensor = call(_OP_mul, (self, other))
        return result

    def mul_(self, other: Tensor | Number) -> Tensor:
        """In place: return ``self * other``, broadcast to a common shape."""
        result: Tensor = call(_OP_mul_, (self, other))
        return result

    def multiply_(self, other: Tensor | Number) -> Tensor:
        """Alias of `mul_`."""
        result: Tensor = call(_OP_mul_, (self, other))
        return result

    def multinomial(self, num_samples: int, replacement: bool = False, *, generator: None = None) -> Tensor:
        """Return ``num_samples`` positions in each row, drawn with the probabilities that the row is in proportion to.

        Without replacement each position comes at most once.
        """
        require_plain(generator=generator)
        result: Tensor = call(_OP_multinomial, (self, num_samples, replacement))
        return result

    def mv(self, vec: Tensor) -> Tensor:
        """Return the product of a matrix and a vector."""
        result: Tensor = call(_OP_mv, (self, vec))
        return result

    def mvlgamma(self, p: int) -> Tensor:
        """Return the logarithm of the multivariate gamma function of dimension ``p`` of each element.

        It is the sum of ``lgamma(x - i / 2)`` over i below ``p``, and a constant.
        """
        result: Tensor = call(_OP_mvlgamma, (self, p))
        return result

    def mvlgamma_(self, p: int) -> Tensor:
        """In place: return the logarithm of the multivariate gamma function of dimension ``p`` of each element.

        It is the sum of ``lgamma(x - i / 2)`` over i below ``p``, and a constant.
        """
        result: Tensor = call(_OP_mvlgamma_, (self, p))
        return result

    def nan_to_num(
        self, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
    ) -> Tensor:
        """Return the tensor with nan replaced by ``nan`` and infinities by ``posinf`` and ``neginf``.

        Left out, they are 0 and the largest and smallest finite numbers of the dtype. Integers are never replaced.
        """
        result: Tensor = call(_OP_nan_to_num, (self, nan, posinf, neginf))
        return result

    def nan_to_num_(
        self, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
    ) -> Tensor:
        """In place: return the tensor with nan replaced by ``nan`` and infinities by ``posinf`` and ``neginf``.

        Left out, they are 0 and the largest and smallest finite numbers of the dtype. Integers are never replaced.
        """
        result: Tensor = call(_OP_nan_to_num_, (self, nan, posinf, neginf))
        return result

    def nanmean(
        self,
        dim: int | Sequence[int] | None = None,
        keepdim: bool = False,
        *,
        dtype: DType | None = None,
        **numpy: Any,
    ) -> Tensor:
        """Return the mean over the given dimensions, or over all, of the elements that are not nan."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_nanmean, (self, dim, keepdim, dtype))
        return result

    def nanmedian(self, dim: int | None = None, keepdim: bool = False, **numpy: Any) -> Tensor:
        """Return the median as `median` does, of the elements that are not nan; nan where there is no other."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_nanmedian, (self, dim, keepdim))
        return result

    def nanquantile(
        self,
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
        result: Tensor = call(_OP_nanquantile, (self, q, dim, keepdim, interpolation))
        return result

    def nansum(
        self,
        dim: int | Sequence[int] | None = None,
        keepdim: bool = False,
        *,
        dtype: DType | None = None,
        **numpy: Any,
    ) -> Tensor:
        """Return the sum as `sum` does, of the elements that are not nan."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_nansum, (self, dim, keepdim, dtype))
        return result

    def narrow(self, dim: int, start: int | Sequence[int] | Tensor, length: int) -> Tensor:
        """Return a view of ``length`` entries of a dimension from ``start``, which may count from the end.

        ``start`` is an int or a 0-d tensor of one.
        """
        result: Tensor = call(_OP_narrow, (self, dim, start, length))
        return result

    def narrow_copy(self, dim: int, start: int | Sequence[int] | Tensor, length: int) -> Tensor:
        """Return a copy of what `narrow` shows: the same shape, with bytes of its own."""
        result: Tensor = call(_OP_narrow_copy, (self, dim, start, length))
        return result

    def ne(self, other: Tensor | Number) -> Tensor:
        """Return whether each element of ``self`` differs from that of ``other``."""
        result: Tensor = call(_OP_ne, (self, other))
        return result

    def not_equal(self, other: Tensor | Number) -> Tensor:
        """Alias of `ne`."""
        result: Tensor = call(_OP_ne, (self, other))
        return result

    def ne_(self, other: Tensor | Number) -> Tensor:
        """In place: return whether each element of ``self`` differs from that of ``other``."""
        result: Tensor = call(_OP_ne_, (self, other))
        return result

    def not_equal_(self, other: Tensor | Number) -> Tensor:
        """Alias of `ne_`."""
        result: Tensor = call(_OP_ne_, (self, other))
        return result

    def neg(self) -> Tensor:
        """Return the negative of each element."""
        result: Tensor = call(_OP_neg, (self,))
        return result

    def negative(self) -> Tensor:
        """Alias of `neg`."""
        result: Tensor = call(_OP_neg, (self,))
        return result

    def neg_(self) -> Tensor:
        """In place: return the negative of each element."""
        result: Tensor = call(_OP_neg_, (self,))
        return result

    def negative_(self) -> Tensor:
        """Alias of `neg_`."""
        result: Tensor = call(_OP_neg_, (self,))
        return result

    def new_empty(
        self,
        *size: Any,
        dtype: DType | None = None,
        device: Any = None,
        layout: Any = None,
        pin_memory: bool = False,
        requires_grad: bool = False,
        **named: Any,
    ) -> Tensor:
        """Return a tensor of memory of which nothing is promised; it is zeros, see `empty`, of the given size, with the dtype of ``self`` unless another is given."""
        require_plain(device=device, layout=layout, pin_memory=pin_memory)
        result: Tensor = call(_OP_new_empty, (self, spread(size, named, "size"), dtype))
        return as_leaf(result, requires_grad)

    def new_empty_strided(
        self,
        size: int | Sequence[int],
        stride: int | Sequence[int],
        *,
        dtype: DType | None = None,
        device: Any = None,
        layout: Any = None,
        pin_memory: bool = False,
        requires_grad: bool = False,
    ) -> Tensor:
        """Return a tensor of these strides as `empty_strided` does, with the dtype of ``self`` unless another is given."""
        require_plain(device=device, layout=layout, pin_memory=pin_memory)
        result: Tensor = call(_OP_new_empty_strided, (self, size, stride, dtype))
        return as_leaf(result, requires_grad)

    def new_full(
        self,
        size: int | Sequence[int],
        fill_value: Number,
        *,
        dtype: DType | None = None,
        device: Any = None,
        layout: Any = None,
        pin_memory: bool = False,
        requires_grad: bool = False,
    ) -> Tensor:
        """Return a tensor of the given size with every element ``fill_value``, with the dtype of ``self`` unless given."""
        require_plain(device=device, layout=layout, pin_memory=pin_memory)
        result: Tensor = call(_OP_new_full, (self, size, fill_value, dtype))
        return as_leaf(result, requires_grad)

    def new_ones(
        self,
        *size: Any,
        dtype: DType | None = None,
        device: Any = None,
        layout: Any = None,
        pin_memory: bool = False,
        requires_grad: bool = False,
        **named: Any,
    ) -> Tensor:
        """Return a tensor of ones, of the given size, with the dtype of ``self`` unless another is given."""
        require_plain(device=device, layout=layout, pin_memory=pin_memory)
        result: Tensor = call(_OP_new_ones, (self, spread(size, named, "size"), dtype))
        return as_leaf(result, requires_grad)

    def new_zeros(
        self,
        *size: Any,
        dtype: DType | None = None,
        device: Any = None,
        layout: Any = None,
        pin_memory: bool = False,
        requires_grad: bool = False,
        **named: Any,
    ) -> Tensor:
        """Return a tensor of zeros, of the given size, with the dtype of ``self`` unless another is given."""
        require_plain(device=device, layout=layout, pin_memory=pin_memory)
        result: Tensor = call(_OP_new_zeros, (self, spread(size, named, "size"), dtype))
        return as_leaf(result, requires_grad)

    def nextafter(self, other: Tensor) -> Tensor:
        """Return the floating-point number after ``self`` on the way to ``other``."""
        result: Tensor = call(_OP_nextafter, (self, other))
        return result

    def nextafter_(self, other: Tensor) -> Tensor:
        """In place: return the floating-point number after ``self`` on the way to ``other``."""
        result: Tensor = call(_OP_nextafter_, (self, other))
        return result

    def nonzero(self, *, as_tuple: bool = False) -> Any:
        """Return the positions of the elements that are not zero: one row each, or with ``as_tuple`` one vector a dimension."""
        return call(_OP_nonzero, (self, as_tuple))

    def nonzero_static(self, *, size: int, fill_value: int = -1) -> Tensor:
        """Return the positions of the first ``size`` elements that are not zero, one row each.

        Where there are fewer, the last rows are of ``fill_value``.
        """
        result: Tensor = call(_OP_nonzero_static, (self, size, fill_value))
        return result

    def norm(
        self,
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
        result: Tensor = call(_OP_norm, (self, p, dim, keepdim, dtype))
        return result

    def normal_(self, mean: float = 0, std: float = 1, *, generator: None = None) -> Tensor:
        """In place: draw every element from the normal distribution of this mean and standard deviation."""
        require_plain(generator=generator)
        result: Tensor = call(_OP_normal_, (self, mean, std))
        return result

    def orgqr(self, tau: Tensor) -> Tensor:
        """Return the first columns of the product of Householder reflectors (..., m, n) with factors ``tau`` (..., k)."""
        result: Tensor = call(_OP_orgqr, (self, tau))
        return result

    def ormqr(self, tau: Tensor, other: Tensor, left: bool = True, transpose: bool = False) -> Tensor:
        """Return ``Q @ other``, or ``other @ Q`` with ``left=False``, where Q is the product of reflectors.

        With ``transpose`` it is Q's adjoint.
        """
        result: Tensor = call(_OP_ormqr, (self, tau, other, left, transpose))
        return result

    def outer(self, vec2: Tensor) -> Tensor:
        """Return the matrix of all products of an element of one vector with an element of another."""
        result: Tensor = call(_OP_outer, (self, vec2))
        return result

    def ger(self, vec2: Tensor) -> Tensor:
        """Alias of `outer`."""
        result: Tensor = call(_OP_outer, (self, vec2))
        return result

    def permute(self, *dims: Any, **named: Any) -> Tensor:
        """Return a view with the dimensions in another order."""
        result: Tensor = call(_OP_permute, (self, spread(dims, named, "dims")))
        return result

    def pinverse(self, rcond: float = 1e-15) -> Tensor:
        """Return the pseudoinverses of matrices; singular values up to ``rcond`` times the largest count as zero."""
        result: Tensor = call(_OP_pinverse, (self, rcond))
        return result

    def polygamma(self, n: int) -> Tensor:
        """Return the ``n``-th derivative of ``digamma`` of each element."""
        result: Tensor = call(_OP_polygamma, (n, self))
        return result

    def polygamma_(self, n: int) -> Tensor:
        """In place: replace each element by the ``n``-th derivative of ``digamma`` of it."""
        result: Tensor = call(_OP_polygamma_, (self, n))
        return result

    def positive(self) -> Tensor:
        """Return the tensor itself; refuse bool."""
        result: Tensor = call(_OP_positive, (self,))
        return result

    def pow(self, exponent: Tensor | Number) -> Tensor:
        """Return ``self`` to the power of ``exponent``.

        An integer tensor to a negative integer number raises; to a tensor of negative integers it is 0, but for 1 and -1.
        """
        result: Tensor = call(_OP_pow, (self, exponent))
        return result

    def pow_(self, exponent: Tensor | Number) -> Tensor:
        """In place: return ``self`` to the power of ``exponent``.

        An integer tensor to a negative integer number raises; to a tensor of negative integers it is 0, but for 1 and -1.
        """
        result: Tensor = call(_OP_pow_, (self, exponent))
        return result

    def prelu(self, weight: Tensor) -> Tensor:
        """Return each element, times ``weight`` where it is negative; a weight of several elements is one a channel.

        Source: He et al., "Delving Deep into Rectifiers", 2015.
        """
        result: Tensor = call(_OP_prelu, (self, weight))
        return result

    def prod(
        self, dim: int | None = None, keepdim: bool = False, *, dtype: DType | None = None, **numpy: Any
    ) -> Tensor:
        """Return the product over one dimension, or over all; integers and booleans multiply in int64."""
        if numpy:
            dim, keepdim = by_numpy_names(numpy, dim=dim, keepdim=keepdim)
        result: Tensor = call(_OP_prod, (self, dim, keepdim, dtype))
        return result

    def put(self, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
        """Return the tensor with ``source`` put, or added, at positions of the flattened tensor.

        With ``accumulate`` a position that comes twice counts twice; without, the last value stays.
        """
        result: Tensor = call(_OP_put, (self, index, source, accumulate))
        return result

    def put_(self, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
        """In place: return the tensor with ``source`` put, or added, at positions of the flattened tensor.

        With ``accumulate`` a position that comes twice counts twice; without, the last value stays.
        """
        result: Tensor = call(_OP_put_, (self, index, source, accumulate))
        return result

    def qr(self, some: bool = True) -> Any:
        """Return ``(Q, R)`` with ``Q @ R == self``; Q is square with ``some=False``."""
        return call(_OP_qr, (self, some))

    def quantile(
        self,
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
        result: Tensor = call(_OP_quantile, (self, q, dim, keepdim, interpolation))
        return result

    def rad2deg(self) -> Tensor:
        """Return each angle, given in radians, in degrees."""
        result: Tensor = call(_OP_rad2deg, (self,))
        return result

    def rad2deg_(self) -> Tensor:
        """In place: return each angle, given in radians, in degrees."""
        result: Tensor = call(_OP_rad2deg_, (self,))
        return result

    def random_(
        self, from_: int | None = None, to: int | bool | None = False, *, generator: None = None
    ) -> Tensor:
        """In place: draw every element from the integers from ``from_`` to before ``to``.

        With ``to=None`` they go up to the dtype's largest. Where ``to`` is left out, ``from_`` alone is the upper bound, and
        without any bound the integers go from 0 as far as the dtype tells them apart.
        """
        require_plain(generator=generator)
        result: Tensor = call(_OP_random_, (self, from_, to))
        return result

    def ravel(self) -> Tensor:
        """Return all elements in one dimension: a view of a contiguous tensor, else a copy."""
        result: Tensor = call(_OP_ravel, (self,))
        return result

    def reciprocal(self) -> Tensor:
        """Return ``1 / x`` of each element x."""
        result: Tensor = call(_OP_reciprocal, (self,))
        return result

    def reciprocal_(self) -> Tensor:
        """In place: return ``1 / x`` of each element x."""
        result: Tensor = call(_OP_reciprocal_, (self,))
        return result

    def relu(self) -> Tensor:
        """Return each element, or 0 where it is negative."""
        result: Tensor = call(_OP_relu, (self,))
        return result

    def relu_(self) -> Tensor:
        """In place: return each element, or 0 where it is negative."""
        result: Tensor = call(_OP_relu_, (self,))
        return result

    def remainder(self, other: Tensor | Number) -> Tensor:
        """Return what floor division leaves, with the sign of the divisor, as Python's ``%`` does."""
        result: Tensor = call(_OP_remainder, (self, other))
        return result

    def remainder_(self, other: Tensor | Number) -> Tensor:
        """In place: return what floor division leaves, with the sign of the divisor, as Python's ``%`` does."""
        result: Tensor = call(_OP_remainder_, (self, other))
        return result

    def renorm(self, p: Number, dim: int, maxnorm: Number) -> Tensor:
        """Return the tensor with each entry of a dimension whose p-norm is larger than ``maxnorm`` scaled down to it.

        An entry is multiplied by ``maxnorm / (norm + 1e-7)``.
        """
        result: Tensor = call(_OP_renorm, (self, p, dim, maxnorm))
        return result

    def renorm_(self, p: Number, dim: int, maxnorm: Number) -> Tensor:
        """In place: return the tensor with each entry of a dimension whose p-norm is larger than ``maxnorm`` scaled down to it.

        An entry is multiplied by ``maxnorm / (norm + 1e-7)``.
        """
        result: Tensor = call(_OP_renorm_, (self, p, dim, maxnorm))
        return result

    def repeat(self, *repeats: Any, **named: Any) -> Tensor:
        """Return copies of the tensor side by side: so many along each dimension, new dimensions in front."""
        result: Tensor = call(_OP_repeat, (self, spread(repeats, named, "repeats")))
        return result

    def repeat_interleave(
        self,
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
        return call(_OP_repeat_interleave, (self, repeats, dim, output_size))

    def reshape(self, *shape: Any, **named: Any) -> Tensor:
        """Return the same elements in another shape: a view where the strides allow it, else a copy."""
        result: Tensor = call(_OP_reshape, (self, spread(shape, named, "shape")))
        return result

    def reshape_as(self, other: Tensor) -> Tensor:
        """Return the same elements in the shape of ``other``: a view where the strides allow it, else a copy."""
        result: Tensor = call(_OP_reshape_as, (self, other))
        return result

    def resize_(self, *size: Any, **named: Any) -> Tensor:
        """Give the tensor another size, row-major, over the same storage, which grows where it is too small.

        The elements that the storage had keep their places; new ones are zero. Nothing is counted as a write where the
        size is the same already.
        """
        result: Tensor = call(_OP_resize_, (self, spread(size, named, "size")))
        return result

    def resize_as_(self, the_template: Tensor) -> Tensor:
        """Give the tensor the size of ``the_template``, as `resize_` does."""
        result: Tensor = call(_OP_resize_as_, (self, the_template))
        return result

    def resolve_conj(self) -> Tensor:
        """Return the tensor itself: conjugates and negatives are never left undone here."""
        result: Tensor = call(_OP_resolve_conj, (self,))
        return result

    def resolve_neg(self) -> Tensor:
        """Alias of `resolve_conj`."""
        result: Tensor = call(_OP_resolve_conj, (self,))
        return result

    def roll(self, shifts: int | Sequence[int], dims: int | Sequence[int] | None = None) -> Tensor:
        """Return a copy with entries moved along dimensions, those that leave at the end coming in at the start.

        Without ``dims`` the tensor is rolled as if flattened.
        """
        result: Tensor = call(_OP_roll, (self, shifts, dims))
        return result

    def rot90(self, k: int = 1, dims: int | Sequence[int] = (0, 1)) -> Tensor:
        """Return a copy turned ``k`` times by 90 degrees in the plane of two dimensions, from the first to the second."""
        result: Tensor = call(_OP_rot90, (self, k, dims))
        return result

    def round(self, *, decimals: int = 0) -> Tensor:
        """Return each element rounded to ``decimals`` digits behind the point, a half to the even neighbour.

        Negative ``decimals`` round to tens, hundreds and so on.
        """
        result: Tensor = call(_OP_round, (self, decimals))
        return result

    def round_(self, *, decimals: int = 0) -> Tensor:
        """In place: return each element rounded to ``decimals`` digits behind the point, a half to the even neighbour.

        Negative ``decimals`` round to tens, hundreds and so on.
        """
        result: Tensor = call(_OP_round_, (self, decimals))
        return result

    def rsqrt(self) -> Tensor:
        """Return ``1 / sqrt(x)`` of each element x."""
        result: Tensor = call(_OP_rsqrt, (self,))
        return result

    def rsqrt_(self) -> Tensor:
        """In place: return ``1 / sqrt(x)`` of each element x."""
        result: Tensor = call(_OP_rsqrt_, (self,))
        return result

    def scatter(
        self,
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
        result: Tensor = call(_OP_scatter, (self, dim, index, src, reduce, value))
        return result

    def scatter_(
        self,
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
        result: Tensor = call(_OP_scatter_, (self, dim, index, src, reduce, value))
        return result

    def scatter_add(self, dim: int, index: Tensor, src: Tensor) -> Tensor:
        """Return the tensor with elements of ``src`` added where ``index`` points along a dimension; twice counts twice."""
        result: Tensor = call(_OP_scatter_add, (self, dim, index, src))
        return result

    def scatter_add_(self, dim: int, index: Tensor, src: Tensor) -> Tensor:
        """In place: return the tensor with elements of ``src`` added where ``index`` points along a dimension; twice counts twice."""
        result: Tensor = call(_OP_scatter_add_, (self, dim, index, src))
        return result

    def scatter_reduce(
        self, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
    ) -> Tensor:
        """Return the tensor with elements of ``src`` reduced where ``index`` points along a dimension.

        ``reduce`` is "sum", "prod", "mean", "amax" or "amin". Without ``include_self`` what was there before does not take
        part; where nothing points it stays.
        """
        result: Tensor = call(_OP_scatter_reduce, (self, dim, index, src, reduce, include_self))
        return result

    def scatter_reduce_(
        self, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
    ) -> Tensor:
        """In place: return the tensor with elements of ``src`` reduced where ``index`` points along a dimension.

        ``reduce`` is "sum", "prod", "mean", "amax" or "amin". Without ``include_self`` what was there before does not take
        part; where nothing points it stays.
        """
        result: Tensor = call(_OP_scatter_reduce_, (self, dim, index, src, reduce, include_self))
        return result

    def select(self, dim: int, index: int) -> Tensor:
        """Return a view of one entry of a dimension, without that dimension."""
        result: Tensor = call(_OP_select, (self, dim, index))
        return result

    def select_scatter(self, src: Tensor, dim: int, index: int) -> Tensor:
        """Return a copy with one entry of a dimension replaced by ``src``."""
        result: Tensor = call(_OP_select_scatter, (self, src, dim, index))
        return result

    def set_(
        self,
        source: Tensor,
        storage_offset: int = 0,
        size: int | Sequence[int] | None = None,
        stride: int | Sequence[int] | None = None,
    ) -> Tensor:
        """Have the tensor show the same bytes as ``source``, with its shape and strides; nothing is copied.

        With a ``size`` it shows the storage of ``source`` from ``storage_offset`` on, row-major or by ``stride``. Only a
        tensor of the same dtype can be shown. The write is counted for the storage shown from now on, whose version the
        tensor shares.
        """
        result: Tensor = call(_OP_set_, (self, source, storage_offset, size, stride))
        return result

    def sgn(self) -> Tensor:
        """Return ``x / abs(x)`` of each complex element x, 0 at 0; the sign of a real one."""
        result: Tensor = call(_OP_sgn, (self,))
        return result

    def sgn_(self) -> Tensor:
        """In place: return ``x / abs(x)`` of each complex element x, 0 at 0; the sign of a real one."""
        result: Tensor = call(_OP_sgn_, (self,))
        return result

    def sigmoid(self) -> Tensor:
        """Return ``1 / (1 + exp(-x))`` of each element x."""
        result: Tensor = call(_OP_sigmoid, (self,))
        return result

    def sigmoid_(self) -> Tensor:
        """In place: return ``1 / (1 + exp(-x))`` of each element x."""
        result: Tensor = call(_OP_sigmoid_, (self,))
        return result

    def sign(self) -> Tensor:
        """Return -1, 0 or 1 by the sign of each element; 0 for nan."""
        result: Tensor = call(_OP_sign, (self,))
        return result

    def sign_(self) -> Tensor:
        """In place: return -1, 0 or 1 by the sign of each element; 0 for nan."""
        result: Tensor = call(_OP_sign_, (self,))
        return result

    def signbit(self) -> Tensor:
        """Return whether each element is negative, -0.0 included."""
        result: Tensor = call(_OP_signbit, (self,))
        return result

    def sin(self) -> Tensor:
        """Return the sine of each element, in radians."""
        result: Tensor = call(_OP_sin, (self,))
        return result

    def sin_(self) -> Tensor:
        """In place: return the sine of each element, in radians."""
        result: Tensor = call(_OP_sin_, (self,))
        return result

    def sinc(self) -> Tensor:
        """Return ``sin(pi * x) / (pi * x)`` of each element x, which is 1 at 0."""
        result: Tensor = call(_OP_sinc, (self,))
        return result

    def sinc_(self) -> Tensor:
        """In place: return ``sin(pi * x) / (pi * x)`` of each element x, which is 1 at 0."""
        result: Tensor = call(_OP_sinc_, (self,))
        return result

    def sinh(self) -> Tensor:
        """Return the hyperbolic sine of each element."""
        result: Tensor = call(_OP_sinh, (self,))
        return result

    def sinh_(self) -> Tensor:
        """In place: return the hyperbolic sine of each element."""
        result: Tensor = call(_OP_sinh_, (self,))
        return result

    def slice_scatter(
        self,
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
        result: Tensor = call(_OP_slice_scatter, (self, src, dim, start, end, step))
        return result

    def slogdet(self) -> Any:
        """Return the determinants' signs and the logarithms of their magnitudes, as ``(sign, logabsdet)``."""
        return call(_OP_slogdet, (self,))

    def softmax(self, dim: int, dtype: DType | None = None) -> Tensor:
        """Return ``exp(x) / sum(exp(x))`` along ``dim``, without overflow in between; ``dtype`` converts before."""
        result: Tensor = call(_OP_softmax, (self, dim, dtype))
        return result

    def sort(self, dim: int = -1, descending: bool = False, stable: bool = False, **numpy: Any) -> Any:
        """Return the entries along a dimension in order, as a named tuple ``(values, indices)``.

        The order is always stable, whatever ``stable`` says; nan is the largest.
        """
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_sort, (self, dim, descending, stable))

    def split(self, split_size: int | Sequence[int], dim: int = 0, **numpy: Any) -> Any:
        """Return views of consecutive parts of a dimension: all of one size but the last, or of the sizes given."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_split, (self, split_size, dim))

    def split_with_sizes(self, split_sizes: int | Sequence[int], dim: int = 0, **numpy: Any) -> Any:
        """Return views of consecutive parts of a dimension, of the sizes given."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_split_with_sizes, (self, split_sizes, dim))

    def unsafe_split_with_sizes(self, split_sizes: int | Sequence[int], dim: int = 0, **numpy: Any) -> Any:
        """Alias of `split_with_sizes`."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_split_with_sizes, (self, split_sizes, dim))

    def sqrt(self) -> Tensor:
        """Return the square root of each element."""
        result: Tensor = call(_OP_sqrt, (self,))
        return result

    def sqrt_(self) -> Tensor:
        """In place: return the square root of each element."""
        result: Tensor = call(_OP_sqrt_, (self,))
        return result

    def square(self) -> Tensor:
        """Return the square of each element; of bool as int64."""
        result: Tensor = call(_OP_square, (self,))
        return result

    def square_(self) -> Tensor:
        """In place: return the square of each element; of bool as int64."""
        result: Tensor = call(_OP_square_, (self,))
        return result

    def squeeze(self, dim: int | Sequence[int] | None = None, **numpy: Any) -> Tensor:
        """Return a view without the dimensions of size 1, or without those of the given ones that are."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        result: Tensor = call(_OP_squeeze, (self, dim))
        return result

    def squeeze_(self, dim: int | Sequence[int] | None = None, **numpy: Any) -> Tensor:
        """In place: return a view without the dimensions of size 1, or without those of the given ones that are."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        result: Tensor = call(_OP_squeeze_, (self, dim))
        return result

    def std(
        self,
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
        result: Tensor = call(_OP_std, (self, dim, unbiased, keepdim, correction))
        return result

    def stft(
        self,
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
                self,
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

    def sub(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """Return ``self - alpha * other``, broadcast to a common shape."""
        result: Tensor = call(_OP_sub, (self, other, alpha))
        return result

    def subtract(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """Alias of `sub`."""
        result: Tensor = call(_OP_sub, (self, other, alpha))
        return result

    def sub_(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """In place: return ``self - alpha * other``, broadcast to a common shape."""
        result: Tensor = call(_OP_sub_, (self, other, alpha))
        return result

    def subtract_(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """Alias of `sub_`."""
        result: Tensor = call(_OP_sub_, (self, other, alpha))
        return result

    def sum(
        self,
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
        result: Tensor = call(_OP_sum, (self, dim, keepdim, dtype))
        return result

    def sum_to_size(self, *size: Any, **named: Any) -> Tensor:
        """Return the sum over the dimensions along which a tensor of this size would be expanded to this one's."""
        result: Tensor = call(_OP_sum_to_size, (self, spread(size, named, "size")))
        return result

    def svd(self, some: bool = True, compute_uv: bool = True) -> Any:
        """Return ``(U, S, V)`` with ``U @ diag(S) @ V.mH == self``; without ``compute_uv`` U and V are zeros.

        With ``some=False`` U and V are square.
        """
        return call(_OP_svd, (self, some, compute_uv))

    def t(self) -> Tensor:
        """Return a view of a matrix with its dimensions exchanged; vectors and 0-d tensors stay as they are."""
        result: Tensor = call(_OP_t, (self,))
        return result

    def t_(self) -> Tensor:
        """In place: return a view of a matrix with its dimensions exchanged; vectors and 0-d tensors stay as they are."""
        result: Tensor = call(_OP_t_, (self,))
        return result

    def take(self, index: Tensor) -> Tensor:
        """Return the elements at positions of the flattened tensor, in the shape of ``index``."""
        result: Tensor = call(_OP_take, (self, index))
        return result

    def take_along_dim(self, indices: Tensor, dim: int | None = None, **numpy: Any) -> Tensor:
        """Return the elements that ``indices`` names along a dimension, or in the flattened tensor.

        Both broadcast to each other in the other dimensions. `argmax` and `argsort` give such indices.
        """
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        result: Tensor = call(_OP_take_along_dim, (self, indices, dim))
        return result

    def tan(self) -> Tensor:
        """Return the tangent of each element, in radians."""
        result: Tensor = call(_OP_tan, (self,))
        return result

    def tan_(self) -> Tensor:
        """In place: return the tangent of each element, in radians."""
        result: Tensor = call(_OP_tan_, (self,))
        return result

    def tanh(self) -> Tensor:
        """Return the hyperbolic tangent of each element."""
        result: Tensor = call(_OP_tanh, (self,))
        return result

    def tanh_(self) -> Tensor:
        """In place: return the hyperbolic tangent of each element."""
        result: Tensor = call(_OP_tanh_, (self,))
        return result

    def tensor_split(self, indices_or_sections: int | Sequence[int], dim: int = 0, **numpy: Any) -> Any:
        """Return views of so many parts of a dimension, as even as can be, or of the parts between given indices."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_tensor_split, (self, indices_or_sections, dim))

    def tile(self, *dims: Any, **named: Any) -> Tensor:
        """Return copies of the tensor side by side, as `repeat`; dimensions that are not named come in front, once."""
        result: Tensor = call(_OP_tile, (self, spread(dims, named, "dims")))
        return result

    def topk(self, k: int, dim: int = -1, largest: bool = True, sorted: bool = True, **numpy: Any) -> Any:
        """Return the ``k`` largest or smallest entries along a dimension, as a named tuple ``(values, indices)``.

        They come in order, whatever ``sorted`` says; which ones of equal entries are taken is left open.
        """
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_topk, (self, k, dim, largest, sorted))

    def trace(self) -> Tensor:
        """Return the sum of the elements on the main diagonal of a matrix; integers are added up in int64."""
        result: Tensor = call(_OP_trace, (self,))
        return result

    def transpose(self, dim0: int, dim1: int) -> Tensor:
        """Return a view with two dimensions exchanged."""
        result: Tensor = call(_OP_transpose, (self, dim0, dim1))
        return result

    def swapaxes(self, dim0: int, dim1: int) -> Tensor:
        """Alias of `transpose`."""
        result: Tensor = call(_OP_transpose, (self, dim0, dim1))
        return result

    def swapdims(self, dim0: int, dim1: int) -> Tensor:
        """Alias of `transpose`."""
        result: Tensor = call(_OP_transpose, (self, dim0, dim1))
        return result

    def transpose_(self, dim0: int, dim1: int) -> Tensor:
        """In place: return a view with two dimensions exchanged."""
        result: Tensor = call(_OP_transpose_, (self, dim0, dim1))
        return result

    def swapaxes_(self, dim0: int, dim1: int) -> Tensor:
        """Alias of `transpose_`."""
        result: Tensor = call(_OP_transpose_, (self, dim0, dim1))
        return result

    def swapdims_(self, dim0: int, dim1: int) -> Tensor:
        """Alias of `transpose_`."""
        result: Tensor = call(_OP_transpose_, (self, dim0, dim1))
        return result

    def triangular_solve(
        self, A: Tensor, upper: bool = True, transpose: bool = False, unitriangular: bool = False
    ) -> Any:
        """Return X with ``A @ X == self``, reading one triangle of A only, and a copy of A.

        With ``transpose`` it is the transpose of A.
        """
        return call(_OP_triangular_solve, (self, A, upper, transpose, unitriangular))

    def tril(self, diagonal: int = 0) -> Tensor:
        """Return the lower triangles of matrices, 0 above the given diagonal."""
        result: Tensor = call(_OP_tril, (self, diagonal))
        return result

    def tril_(self, diagonal: int = 0) -> Tensor:
        """In place: return the lower triangles of matrices, 0 above the given diagonal."""
        result: Tensor = call(_OP_tril_, (self, diagonal))
        return result

    def triu(self, diagonal: int = 0) -> Tensor:
        """Return the upper triangles of matrices, 0 below the given diagonal."""
        result: Tensor = call(_OP_triu, (self, diagonal))
        return result

    def triu_(self, diagonal: int = 0) -> Tensor:
        """In place: return the upper triangles of matrices, 0 below the given diagonal."""
        result: Tensor = call(_OP_triu_, (self, diagonal))
        return result

    def trunc(self) -> Tensor:
        """Return the integer part of each element, rounded towards zero."""
        result: Tensor = call(_OP_trunc, (self,))
        return result

    def fix(self) -> Tensor:
        """Alias of `trunc`."""
        result: Tensor = call(_OP_trunc, (self,))
        return result

    def trunc_(self) -> Tensor:
        """In place: return the integer part of each element, rounded towards zero."""
        result: Tensor = call(_OP_trunc_, (self,))
        return result

    def fix_(self) -> Tensor:
        """Alias of `trunc_`."""
        result: Tensor = call(_OP_trunc_, (self,))
        return result

    def unbind(self, dim: int = 0, **numpy: Any) -> Any:
        """Return a view of every entry of a dimension, without that dimension."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_unbind, (self, dim))

    def unflatten(self, dim: int, sizes: int | Sequence[int]) -> Tensor:
        """Return a view with one dimension as several; one size may be -1."""
        result: Tensor = call(_OP_unflatten, (self, dim, sizes))
        return result

    def unfold(self, dimension: int, size: int, step: int) -> Tensor:
        """Return a view of all windows of ``size`` entries, ``step`` apart, along a dimension; a window is the last one."""
        result: Tensor = call(_OP_unfold, (self, dimension, size, step))
        return result

    def uniform_(self, from_: float = 0, to: float = 1, *, generator: None = None) -> Tensor:
        """In place: draw every element evenly from ``from_`` to before ``to``."""
        require_plain(generator=generator)
        result: Tensor = call(_OP_uniform_, (self, from_, to))
        return result

    def unique(
        self,
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
        return call(_OP_unique, (self, sorted, return_inverse, return_counts, dim))

    def unique_consecutive(
        self, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None, **numpy: Any
    ) -> Any:
        """Return the elements, or entries of a dimension, without those that equal the one before.

        With ``return_inverse`` also where each element went, with ``return_counts`` how many each one stands for.
        """
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_unique_consecutive, (self, return_inverse, return_counts, dim))

    def unsafe_chunk(self, chunks: int, dim: int = 0, **numpy: Any) -> Any:
        """Return consecutive parts of a dimension that share its bytes, as `chunk` does, and are no views of it."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_unsafe_chunk, (self, chunks, dim))

    def unsafe_split(self, split_size: int, dim: int = 0, **numpy: Any) -> Any:
        """Return consecutive parts of a dimension that share its bytes, as `split` does, and are no views of it."""
        if numpy:
            (dim,) = by_numpy_names(numpy, dim=dim)
        return call(_OP_unsafe_split, (self, split_size, dim))

    def unsqueeze(self, dim: int) -> Tensor:
        """Return a view with a new dimension of size 1 at a place."""
        result: Tensor = call(_OP_unsqueeze, (self, dim))
        return result

    def unsqueeze_(self, dim: int) -> Tensor:
        """In place: return a view with a new dimension of size 1 at a place."""
        result: Tensor = call(_OP_unsqueeze_, (self, dim))
        return result

    def var(
        self,
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
        result: Tensor = call(_OP_var, (self, dim, unbiased, keepdim, correction))
        return result

    def vdot(self, other: Tensor) -> Tensor:
        """Return the dot product of two vectors of one length, the first one conjugated."""
        result: Tensor = call(_OP_vdot, (self, other))
        return result

    def view_as(self, other: Tensor) -> Tensor:
        """Return the same elements in the shape of ``other``."""
        result: Tensor = call(_OP_view_as, (self, other))
        return result

    def vsplit(self, indices_or_sections: int | Sequence[int]) -> Any:
        """Return views of equal parts, or of the parts between indices, along dimension 0."""
        return call(_OP_vsplit, (self, indices_or_sections))

    def xlogy(self, other: Tensor | Number) -> Tensor:
        """Return ``self * log(other)``, which is 0 where ``self`` is 0 and nan where ``other`` is."""
        result: Tensor = call(_OP_xlogy, (self, other))
        return result

    def xlogy_(self, other: Tensor | Number) -> Tensor:
        """In place: return ``self * log(other)``, which is 0 where ``self`` is 0 and nan where ``other`` is."""
        result: Tensor = call(_OP_xlogy_, (self, other))
        return result

    def zero_(self) -> Tensor:
        """In place: set every element to zero."""
        result: Tensor = call(_OP_zero_, (self,))
        return result

    def apply_(self, *args: Any, **kwargs: Any) -> Never:  # noqa: ARG002 - PyTorch's arguments
        """Raise UnsupportedError: a tensor on a server has no ``apply_``."""
        raise UnsupportedError(f"apply_() is not there: {REFUSED['apply_']}")

    def map2_(self, *args: Any, **kwargs: Any) -> Never:  # noqa: ARG002 - PyTorch's arguments
        """Raise UnsupportedError: a tensor on a server has no ``map2_``."""
        raise UnsupportedError(f"map2_() is not there: {REFUSED['map2_']}")

    def map_(self, *args: Any, **kwargs: Any) -> Never:  # noqa: ARG002 - PyTorch's arguments
        """Raise UnsupportedError: a tensor on a server has no ``map_``."""
        raise UnsupportedError(f"map_() is not there: {REFUSED['map_']}")

    def resize_as_sparse_(self, *args: Any, **kwargs: Any) -> Never:  # noqa: ARG002 - PyTorch's arguments
        """Raise UnsupportedError: a tensor on a server has no ``resize_as_sparse_``."""
        raise UnsupportedError(f"resize_as_sparse_() is not there: {REFUSED['resize_as_sparse_']}")

    def share_memory_(self, *args: Any, **kwargs: Any) -> Never:  # noqa: ARG002 - PyTorch's arguments
        """Raise UnsupportedError: a tensor on a server has no ``share_memory_``."""
        raise UnsupportedError(f"share_memory_() is not there: {REFUSED['share_memory_']}")

    def sparse_resize_(self, *args: Any, **kwargs: Any) -> Never:  # noqa: ARG002 - PyTorch's arguments
        """Raise UnsupportedError: a tensor on a server has no ``sparse_resize_``."""
        raise UnsupportedError(f"sparse_resize_() is not there: {REFUSED['sparse_resize_']}")

    def sparse_resize_and_clear_(self, *args: Any, **kwargs: Any) -> Never:  # noqa: ARG002 - PyTorch's arguments
        """Raise UnsupportedError: a tensor on a server has no ``sparse_resize_and_clear_``."""
        raise UnsupportedError(
            f"sparse_resize_and_clear_() is not there: {REFUSED['sparse_resize_and_clear_']}"
        )

    # Python's operators.

    def __add__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_add, (self, other, 1))
        return result

    def __sub__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_sub, (self, other, 1))
        return result

    def __mul__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_mul, (self, other))
        return result

    def __truediv__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_div, (self, other, None))
        return result

    def __floordiv__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_floor_divide, (self, other))
        return result

    def __mod__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_remainder, (self, other))
        return result

    def __pow__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_pow, (self, other))
        return result

    def __matmul__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_matmul, (self, other))
        return result

    def __and__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_and, (self, other))
        return result

    def __or__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_or, (self, other))
        return result

    def __xor__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_xor, (self, other))
        return result

    def __lshift__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_left_shift, (self, other))
        return result

    def __rshift__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_right_shift, (self, other))
        return result

    def __eq__(self, other: object) -> Tensor:  # type: ignore[override] # a tensor of truth values, as PyTorch has it
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_eq, (self, other))
        return result

    def __ne__(self, other: object) -> Tensor:  # type: ignore[override] # a tensor of truth values, as PyTorch has it
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_ne, (self, other))
        return result

    def __lt__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_lt, (self, other))
        return result

    def __le__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_le, (self, other))
        return result

    def __gt__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_gt, (self, other))
        return result

    def __ge__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_ge, (self, other))
        return result

    def __iadd__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_add_, (self, other, 1))
        return result

    def __isub__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_sub_, (self, other, 1))
        return result

    def __imul__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_mul_, (self, other))
        return result

    def __itruediv__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_div_, (self, other, None))
        return result

    def __idiv__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_div_, (self, other, None))
        return result

    def __ifloordiv__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_floor_divide_, (self, other))
        return result

    def __imod__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_remainder_, (self, other))
        return result

    def __ipow__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_pow_, (self, other))
        return result

    def __iand__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_and_, (self, other))
        return result

    def __ior__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_or_, (self, other))
        return result

    def __ixor__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_xor_, (self, other))
        return result

    def __ilshift__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_left_shift_, (self, other))
        return result

    def __irshift__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_right_shift_, (self, other))
        return result

    def __radd__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_add, (other, self, 1))
        return result

    def __rsub__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_sub, (other, self, 1))
        return result

    def __rmul__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_mul, (other, self))
        return result

    def __rtruediv__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_div, (other, self, None))
        return result

    def __rfloordiv__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_floor_divide, (other, self))
        return result

    def __rmod__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_remainder, (other, self))
        return result

    def __rpow__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_pow, (other, self))
        return result

    def __rand__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_and, (other, self))
        return result

    def __ror__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_or, (other, self))
        return result

    def __rxor__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_xor, (other, self))
        return result

    def __rlshift__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_left_shift, (other, self))
        return result

    def __rrshift__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_bitwise_right_shift, (other, self))
        return result

    def __rmatmul__(self, other: Any) -> Tensor:
        if not isinstance(other, OPERATOR_OPERANDS):
            return NotImplemented
        result: Tensor = call(_OP_matmul, (other, self))
        return result

    def __neg__(self) -> Tensor:
        result: Tensor = call(_OP_neg, (self,))
        return result

    def __abs__(self) -> Tensor:
        result: Tensor = call(_OP_abs, (self,))
        return result

    def __pos__(self) -> Tensor:
        result: Tensor = call(_OP_positive, (self,))
        return result

    def __invert__(self) -> Tensor:
        result: Tensor = call(_OP_bitwise_not, (self,))
        return result
