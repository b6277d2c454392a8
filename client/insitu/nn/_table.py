# Written by tools/generate_client.py from the op table: do not edit, run `make generate`.
"""Functions of `insitu.nn.functional` that are ops of the table."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu.dispatch import call
from insitu.nn.reduction import reduction_of
from insitu.options import require_plain
from insitu_engine.dtypes import DType
from insitu_engine.optable import lookup

if TYPE_CHECKING:
    from insitu._tensor import Tensor

Number: TypeAlias = builtins.complex


__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool1d_with_indices",
    "adaptive_max_pool2d",
    "adaptive_max_pool2d_with_indices",
    "adaptive_max_pool3d",
    "adaptive_max_pool3d_with_indices",
    "alpha_dropout",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "bilinear",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "celu",
    "celu_",
    "channel_shuffle",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "cosine_embedding_loss",
    "cosine_similarity",
    "ctc_loss",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "elu",
    "elu_",
    "feature_alpha_dropout",
    "fold",
    "fractional_max_pool2d",
    "fractional_max_pool2d_with_indices",
    "fractional_max_pool3d",
    "fractional_max_pool3d_with_indices",
    "gaussian_nll_loss",
    "gelu",
    "glu",
    "group_norm",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hardtanh_",
    "hinge_embedding_loss",
    "interpolate",
    "layer_norm",
    "leaky_relu",
    "leaky_relu_",
    "linear",
    "local_response_norm",
    "log_softmax",
    "logsigmoid",
    "lp_pool1d",
    "lp_pool2d",
    "lp_pool3d",
    "margin_ranking_loss",
    "max_pool1d",
    "max_pool1d_with_indices",
    "max_pool2d",
    "max_pool2d_with_indices",
    "max_pool3d",
    "max_pool3d_with_indices",
    "max_unpool1d",
    "max_unpool2d",
    "max_unpool3d",
    "mish",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "pdist",
    "pixel_shuffle",
    "pixel_unshuffle",
    "poisson_nll_loss",
    "prelu",
    "relu",
    "relu6",
    "relu_",
    "rms_norm",
    "rrelu",
    "rrelu_",
    "scaled_dot_product_attention",
    "selu",
    "selu_",
    "sigmoid",
    "silu",
    "soft_margin_loss",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanh",
    "tanhshrink",
    "threshold",
    "threshold_",
    "triplet_margin_loss",
    "unfold",
]


_OP_adaptive_avg_pool1d = lookup("adaptive_avg_pool1d")
_OP_adaptive_avg_pool2d = lookup("adaptive_avg_pool2d")
_OP_adaptive_avg_pool3d = lookup("adaptive_avg_pool3d")
_OP_adaptive_max_pool1d = lookup("adaptive_max_pool1d")
_OP_adaptive_max_pool1d_with_indices = lookup("adaptive_max_pool1d_with_indices")
_OP_adaptive_max_pool2d = lookup("adaptive_max_pool2d")
_OP_adaptive_max_pool2d_with_indices = lookup("adaptive_max_pool2d_with_indices")
_OP_adaptive_max_pool3d = lookup("adaptive_max_pool3d")
_OP_adaptive_max_pool3d_with_indices = lookup("adaptive_max_pool3d_with_indices")
_OP_alpha_dropout = lookup("alpha_dropout")
_OP_alpha_dropout_ = lookup("alpha_dropout_")
_OP_avg_pool1d = lookup("avg_pool1d")
_OP_avg_pool2d = lookup("avg_pool2d")
_OP_avg_pool3d = lookup("avg_pool3d")
_OP_bilinear = lookup("bilinear")
_OP_binary_cross_entropy = lookup("binary_cross_entropy")
_OP_binary_cross_entropy_with_logits = lookup("binary_cross_entropy_with_logits")
_OP_celu = lookup("celu")
_OP_celu_ = lookup("celu_")
_OP_channel_shuffle = lookup("channel_shuffle")
_OP_col2im = lookup("col2im")
_OP_conv1d = lookup("conv1d")
_OP_conv2d = lookup("conv2d")
_OP_conv3d = lookup("conv3d")
_OP_conv_transpose1d = lookup("conv_transpose1d")
_OP_conv_transpose2d = lookup("conv_transpose2d")
_OP_conv_transpose3d = lookup("conv_transpose3d")
_OP_cosine_embedding_loss = lookup("cosine_embedding_loss")
_OP_cosine_similarity = lookup("cosine_similarity")
_OP_ctc_loss = lookup("ctc_loss")
_OP_dropout = lookup("dropout")
_OP_dropout1d = lookup("dropout1d")
_OP_dropout1d_ = lookup("dropout1d_")
_OP_dropout2d = lookup("dropout2d")
_OP_dropout2d_ = lookup("dropout2d_")
_OP_dropout3d = lookup("dropout3d")
_OP_dropout3d_ = lookup("dropout3d_")
_OP_dropout_ = lookup("dropout_")
_OP_elu = lookup("elu")
_OP_elu_ = lookup("elu_")
_OP_feature_alpha_dropout = lookup("feature_alpha_dropout")
_OP_feature_alpha_dropout_ = lookup("feature_alpha_dropout_")
_OP_fractional_max_pool2d = lookup("fractional_max_pool2d")
_OP_fractional_max_pool2d_with_indices = lookup("fractional_max_pool2d_with_indices")
_OP_fractional_max_pool3d = lookup("fractional_max_pool3d")
_OP_fractional_max_pool3d_with_indices = lookup("fractional_max_pool3d_with_indices")
_OP_gaussian_nll_loss = lookup("gaussian_nll_loss")
_OP_gelu = lookup("gelu")
_OP_glu = lookup("glu")
_OP_group_norm = lookup("group_norm")
_OP_hardshrink = lookup("hardshrink")
_OP_hardsigmoid = lookup("hardsigmoid")
_OP_hardsigmoid_ = lookup("hardsigmoid_")
_OP_hardswish = lookup("hardswish")
_OP_hardswish_ = lookup("hardswish_")
_OP_hardtanh = lookup("hardtanh")
_OP_hardtanh_ = lookup("hardtanh_")
_OP_hinge_embedding_loss = lookup("hinge_embedding_loss")
_OP_im2col = lookup("im2col")
_OP_interpolate = lookup("interpolate")
_OP_layer_norm = lookup("layer_norm")
_OP_leaky_relu = lookup("leaky_relu")
_OP_leaky_relu_ = lookup("leaky_relu_")
_OP_linear = lookup("linear")
_OP_local_response_norm = lookup("local_response_norm")
_OP_log_softmax = lookup("log_softmax")
_OP_logsigmoid = lookup("logsigmoid")
_OP_lp_pool1d = lookup("lp_pool1d")
_OP_lp_pool2d = lookup("lp_pool2d")
_OP_lp_pool3d = lookup("lp_pool3d")
_OP_margin_ranking_loss = lookup("margin_ranking_loss")
_OP_max_pool1d = lookup("max_pool1d")
_OP_max_pool1d_with_indices = lookup("max_pool1d_with_indices")
_OP_max_pool2d = lookup("max_pool2d")
_OP_max_pool2d_with_indices = lookup("max_pool2d_with_indices")
_OP_max_pool3d = lookup("max_pool3d")
_OP_max_pool3d_with_indices = lookup("max_pool3d_with_indices")
_OP_max_unpool1d = lookup("max_unpool1d")
_OP_max_unpool2d = lookup("max_unpool2d")
_OP_max_unpool3d = lookup("max_unpool3d")
_OP_mish = lookup("mish")
_OP_mish_ = lookup("mish_")
_OP_multi_margin_loss = lookup("multi_margin_loss")
_OP_multilabel_margin_loss = lookup("multilabel_margin_loss")
_OP_multilabel_soft_margin_loss = lookup("multilabel_soft_margin_loss")
_OP_nll_loss = lookup("nll_loss")
_OP_normalize = lookup("normalize")
_OP_one_hot = lookup("one_hot")
_OP_pad = lookup("pad")
_OP_pairwise_distance = lookup("pairwise_distance")
_OP_pdist = lookup("pdist")
_OP_pixel_shuffle = lookup("pixel_shuffle")
_OP_pixel_unshuffle = lookup("pixel_unshuffle")
_OP_poisson_nll_loss = lookup("poisson_nll_loss")
_OP_prelu = lookup("prelu")
_OP_relu = lookup("relu")
_OP_relu6 = lookup("relu6")
_OP_relu6_ = lookup("relu6_")
_OP_relu_ = lookup("relu_")
_OP_rms_norm = lookup("rms_norm")
_OP_rrelu = lookup("rrelu")
_OP_rrelu_ = lookup("rrelu_")
_OP_scaled_dot_product_attention = lookup("scaled_dot_product_attention")
_OP_selu = lookup("selu")
_OP_selu_ = lookup("selu_")
_OP_sigmoid = lookup("sigmoid")
_OP_silu = lookup("silu")
_OP_silu_ = lookup("silu_")
_OP_soft_margin_loss = lookup("soft_margin_loss")
_OP_softmax = lookup("softmax")
_OP_softmin = lookup("softmin")
_OP_softplus = lookup("softplus")
_OP_softshrink = lookup("softshrink")
_OP_softsign = lookup("softsign")
_OP_tanh = lookup("tanh")
_OP_tanhshrink = lookup("tanhshrink")
_OP_threshold = lookup("threshold")
_OP_threshold_ = lookup("threshold_")
_OP_triplet_margin_loss = lookup("triplet_margin_loss")


def adaptive_avg_pool1d(input: Tensor, output_size: int | Sequence[int]) -> Tensor:
    """Return rows (N, C, L) or (C, L) averaged down to a length."""
    result: Tensor = call(_OP_adaptive_avg_pool1d, (input, output_size))
    return result


def adaptive_avg_pool2d(input: Tensor, output_size: int | Sequence[int | None]) -> Tensor:
    """Return images (N, C, ...) or (C, ...) averaged down to a size; None leaves a dimension's own."""
    result: Tensor = call(_OP_adaptive_avg_pool2d, (input, output_size))
    return result


def adaptive_avg_pool3d(input: Tensor, output_size: int | Sequence[int | None]) -> Tensor:
    """Return images (N, C, ...) or (C, ...) averaged down to a size; None leaves a dimension's own."""
    result: Tensor = call(_OP_adaptive_avg_pool3d, (input, output_size))
    return result


def adaptive_max_pool1d(input: Tensor, output_size: int | Sequence[int], return_indices: bool = False) -> Any:
    """Return rows (N, C, L) or (C, L) brought down to a length by the largest elements; nan wins.

    With ``return_indices`` there is a second result: where in its row each of them was.
    """
    return call(_OP_adaptive_max_pool1d, (input, output_size, return_indices))


def adaptive_max_pool1d_with_indices(
    input: Tensor, output_size: int | Sequence[int], return_indices: bool = False
) -> Any:
    """Return rows brought down to a length by the largest elements, and where they were.

    ``return_indices`` changes nothing.
    """
    return call(_OP_adaptive_max_pool1d_with_indices, (input, output_size, return_indices))


def adaptive_max_pool2d(
    input: Tensor, output_size: int | Sequence[int | None], return_indices: bool = False
) -> Any:
    """Return images (N, C, ...) or (C, ...) brought down to a size by the largest elements; nan wins.

    None leaves a dimension's own size. With ``return_indices`` there is a second result: where in its flattened
    image each of them was.
    """
    return call(_OP_adaptive_max_pool2d, (input, output_size, return_indices))


def adaptive_max_pool2d_with_indices(
    input: Tensor, output_size: int | Sequence[int | None], return_indices: bool = False
) -> Any:
    """Return images brought down to a size by the largest elements, and where in its flattened image each was.

    ``return_indices`` changes nothing.
    """
    return call(_OP_adaptive_max_pool2d_with_indices, (input, output_size, return_indices))


def adaptive_max_pool3d(
    input: Tensor, output_size: int | Sequence[int | None], return_indices: bool = False
) -> Any:
    """Return images (N, C, ...) or (C, ...) brought down to a size by the largest elements; nan wins.

    None leaves a dimension's own size. With ``return_indices`` there is a second result: where in its flattened
    image each of them was.
    """
    return call(_OP_adaptive_max_pool3d, (input, output_size, return_indices))


def adaptive_max_pool3d_with_indices(
    input: Tensor, output_size: int | Sequence[int | None], return_indices: bool = False
) -> Any:
    """Return images brought down to a size by the largest elements, and where in its flattened image each was.

    ``return_indices`` changes nothing.
    """
    return call(_OP_adaptive_max_pool3d_with_indices, (input, output_size, return_indices))


def alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, *, generator: None = None, inplace: bool = False
) -> Tensor:
    """Return the tensor with each element saturated with probability ``p``, its mean and variance kept, while training."""
    require_plain(generator=generator)
    result: Tensor = call(_OP_alpha_dropout_ if inplace else _OP_alpha_dropout, (input, p, training))
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


def avg_pool2d(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Return the mean of each window of images (N, C, ...) or (C, ...).

    ``stride`` is the kernel's size by default. Sums are divided by how many elements a window has, padding counted
    or not, or by ``divisor_override``.
    """
    result: Tensor = call(
        _OP_avg_pool2d, (input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
    )
    return result


def avg_pool3d(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """Return the mean of each window of images (N, C, ...) or (C, ...).

    ``stride`` is the kernel's size by default. Sums are divided by how many elements a window has, padding counted
    or not, or by ``divisor_override``.
    """
    result: Tensor = call(
        _OP_avg_pool3d, (input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
    )
    return result


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return the products ``input1 @ weight[k] @ input2`` for each k, plus ``bias``.

    ``input1`` is (..., I), ``input2`` (..., J), ``weight`` (K, I, J), ``bias`` (K), the result (..., K).
    """
    result: Tensor = call(_OP_bilinear, (input1, input2, weight, bias))
    return result


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return how surprising truths ``target`` are where their probabilities are ``input``, each at most 100.

    Both are between 0 and 1, and of one shape. ``weight`` broadcasts.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(_OP_binary_cross_entropy, (input, target, weight, reduction))
    return result


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """Return `binary_cross_entropy` of the sigmoid of ``input``, without its rounding; truths count ``pos_weight`` times.

    Both weights broadcast.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(
        _OP_binary_cross_entropy_with_logits, (input, target, weight, reduction, pos_weight)
    )
    return result


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """Return each element x, ``alpha * (exp(x / alpha) - 1)`` where it is negative."""
    result: Tensor = call(_OP_celu_ if inplace else _OP_celu, (input, alpha))
    return result


def celu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """In place: return each element x, ``alpha * (exp(x / alpha) - 1)`` where it is negative."""
    result: Tensor = call(_OP_celu_, (input, alpha))
    return result


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Return the tensor with its channels, in groups one after the other, taken from every group in turn."""
    result: Tensor = call(_OP_channel_shuffle, (input, groups))
    return result


def fold(
    input: Tensor,
    output_size: int | Sequence[int],
    kernel_size: int | Sequence[int],
    dilation: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0,
    stride: int | Sequence[int] = 1,
) -> Tensor:
    """Return images (N, C, H, W) or (C, H, W) of which each place is the sum of its elements in columns: ``F.fold``."""
    result: Tensor = call(_OP_col2im, (input, output_size, kernel_size, dilation, padding, stride))
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


def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return how far vectors are from alike where ``target`` is 1, and from apart where it is -1.

    Vectors (N, D) or (D) are alike with a cosine of 1, and apart with one of ``margin`` or less. ``target`` is (N) or ().
    """
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(_OP_cosine_embedding_loss, (input1, input2, target, margin, reduction))
    return result


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-08) -> Tensor:
    """Return the cosines of vectors along ``dim``, whose lengths count as at least ``eps``."""
    result: Tensor = call(_OP_cosine_similarity, (x1, x2, dim, eps))
    return result


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | int | Sequence[int],
    target_lengths: Tensor | int | Sequence[int],
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """Return minus the log probability of each sequence of labels, over all alignments with the steps of ``log_probs``.

    ``log_probs`` is (T, N, C) or (T, C), of which each sample has ``input_lengths`` steps. ``targets`` is (N, S), or all labels one
    after the other; each sample has ``target_lengths`` of them. ``blank`` is the class of no label. The mean is of losses by
    label; with ``zero_infinity`` what no alignment reaches counts 0.
    """
    result: Tensor = call(
        _OP_ctc_loss, (log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity)
    )
    return result


def dropout(
    input: Tensor, p: float = 0.5, training: bool = True, *, generator: None = None, inplace: bool = False
) -> Tensor:
    """Return the tensor with each element zero with probability ``p`` and the others scaled up, while training."""
    require_plain(generator=generator)
    result: Tensor = call(_OP_dropout_ if inplace else _OP_dropout, (input, p, training))
    return result


def dropout1d(
    input: Tensor, p: float = 0.5, training: bool = True, *, generator: None = None, inplace: bool = False
) -> Tensor:
    """Return the tensor with each channel zero with probability ``p``, while training; 2D or 3D, channels before the last."""
    require_plain(generator=generator)
    result: Tensor = call(_OP_dropout1d_ if inplace else _OP_dropout1d, (input, p, training))
    return result


def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, *, generator: None = None, inplace: bool = False
) -> Tensor:
    """Return the tensor with each channel (dimension 1) zero with probability ``p``, while training."""
    require_plain(generator=generator)
    result: Tensor = call(_OP_dropout2d_ if inplace else _OP_dropout2d, (input, p, training))
    return result


def dropout3d(
    input: Tensor, p: float = 0.5, training: bool = True, *, generator: None = None, inplace: bool = False
) -> Tensor:
    """Return the tensor with each channel zero with probability ``p``, while training; dimension 1 of 5, else dimension 0."""
    require_plain(generator=generator)
    result: Tensor = call(_OP_dropout3d_ if inplace else _OP_dropout3d, (input, p, training))
    return result


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """Return each element x, ``alpha * (exp(x) - 1)`` where it is negative."""
    result: Tensor = call(_OP_elu_ if inplace else _OP_elu, (input, alpha))
    return result


def elu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """In place: return each element x, ``alpha * (exp(x) - 1)`` where it is negative."""
    result: Tensor = call(_OP_elu_, (input, alpha))
    return result


def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, *, generator: None = None, inplace: bool = False
) -> Tensor:
    """Return the tensor with each channel (dimension 1) saturated with probability ``p``, as `alpha_dropout` does."""
    require_plain(generator=generator)
    result: Tensor = call(
        _OP_feature_alpha_dropout_ if inplace else _OP_feature_alpha_dropout, (input, p, training)
    )
    return result


def fractional_max_pool2d(
    input: Tensor,
    kernel_size: int | Sequence[int],
    output_size: int | Sequence[int] | None = None,
    output_ratio: Sequence[Number] | float | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
    *,
    generator: None = None,
) -> Any:
    """Return images (N, C, ...) or (C, ...) brought down to a size by the largest elements of windows that are drawn.

    ``output_ratio`` is a part of the images' own size. With ``return_indices`` there is a second result: where in
    its flattened image each element was. ``_random_samples`` (N, C, dimensions) are the numbers to be drawn.
    """
    require_plain(generator=generator)
    return call(
        _OP_fractional_max_pool2d,
        (input, kernel_size, output_size, output_ratio, return_indices, _random_samples),
    )


def fractional_max_pool2d_with_indices(
    input: Tensor,
    kernel_size: int | Sequence[int],
    output_size: int | Sequence[int] | None = None,
    output_ratio: Sequence[Number] | float | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
    *,
    generator: None = None,
) -> Any:
    """Return images brought down to a size by the largest elements of windows that are drawn, and where they were.

    ``return_indices`` changes nothing.
    """
    require_plain(generator=generator)
    return call(
        _OP_fractional_max_pool2d_with_indices,
        (input, kernel_size, output_size, output_ratio, return_indices, _random_samples),
    )


def fractional_max_pool3d(
    input: Tensor,
    kernel_size: int | Sequence[int],
    output_size: int | Sequence[int] | None = None,
    output_ratio: Sequence[Number] | float | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
    *,
    generator: None = None,
) -> Any:
    """Return images (N, C, ...) or (C, ...) brought down to a size by the largest elements of windows that are drawn.

    ``output_ratio`` is a part of the images' own size. With ``return_indices`` there is a second result: where in
    its flattened image each element was. ``_random_samples`` (N, C, dimensions) are the numbers to be drawn.
    """
    require_plain(generator=generator)
    return call(
        _OP_fractional_max_pool3d,
        (input, kernel_size, output_size, output_ratio, return_indices, _random_samples),
    )


def fractional_max_pool3d_with_indices(
    input: Tensor,
    kernel_size: int | Sequence[int],
    output_size: int | Sequence[int] | None = None,
    output_ratio: Sequence[Number] | float | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
    *,
    generator: None = None,
) -> Any:
    """Return images brought down to a size by the largest elements of windows that are drawn, and where they were.

    ``return_indices`` changes nothing.
    """
    require_plain(generator=generator)
    return call(
        _OP_fractional_max_pool3d_with_indices,
        (input, kernel_size, output_size, output_ratio, return_indices, _random_samples),
    )


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-06,
    reduction: str = "mean",
) -> Tensor:
    """Return how surprising ``target`` is, of normal distributions with mean ``input`` and variance ``var``.

    There is one variance for each element, for each line of one dimension, or for all. One below ``eps`` counts as that,
    with the gradient as if it were not. ``full`` adds the constant. Raises InvalidValueError for a negative one.
    """
    result: Tensor = call(_OP_gaussian_nll_loss, (input, target, var, full, eps, reduction))
    return result


def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """Return each element x times the normal distribution function of x, exact or with ``approximate="tanh"``.

    Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
    """
    result: Tensor = call(_OP_gelu, (input, approximate))
    return result


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """Return the first half along ``dim`` times the sigmoid of the second.

    Source: Dauphin et al., "Language Modeling with Gated Convolutional Networks", 2017.
    """
    result: Tensor = call(_OP_glu, (input, dim))
    return result


def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-05,
) -> Tensor:
    """Return (N, C, ...) with mean 0 and variance 1 of each of ``num_groups`` groups of the channels of each instance.

    Then it is times ``weight`` plus ``bias`` (C). ``eps`` is added to variances. Source: Wu and He, "Group Normalization",
    2018.
    """
    result: Tensor = call(_OP_group_norm, (input, num_groups, weight, bias, eps))
    return result


def hardshrink(input: Tensor, lambd: Number = 0.5) -> Tensor:
    """Return each element, or 0 where it is between ``-lambd`` and ``lambd``."""
    result: Tensor = call(_OP_hardshrink, (input, lambd))
    return result


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``relu6(x + 3) / 6`` of each element x."""
    result: Tensor = call(_OP_hardsigmoid_ if inplace else _OP_hardsigmoid, (input,))
    return result


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``x * relu6(x + 3) / 6`` of each element x."""
    result: Tensor = call(_OP_hardswish_ if inplace else _OP_hardswish, (input,))
    return result


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """Return each element, or the bound beyond which it lies: ``min_val`` or ``max_val``."""
    result: Tensor = call(_OP_hardtanh_ if inplace else _OP_hardtanh, (input, min_val, max_val))
    return result


def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """In place: return each element, or the bound beyond which it lies: ``min_val`` or ``max_val``."""
    result: Tensor = call(_OP_hardtanh_, (input, min_val, max_val))
    return result


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return ``input`` where ``target`` is 1, and ``max(0, margin - input)`` where it is -1; both where it is neither."""
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(_OP_hinge_embedding_loss, (input, target, margin, reduction))
    return result


def unfold(
    input: Tensor,
    kernel_size: int | Sequence[int],
    dilation: int | Sequence[int] = 1,
    padding: int | Sequence[int] = 0,
    stride: int | Sequence[int] = 1,
) -> Tensor:
    """Return the patches of images (N, C, H, W) or (C, H, W) as columns (N, C * kh * kw, patches): ``F.unfold``."""
    result: Tensor = call(_OP_im2col, (input, kernel_size, dilation, padding, stride))
    return result


def interpolate(
    input: Tensor,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[Number] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Return lines (N, C, L), images (N, C, H, W) or volumes (N, C, D, H, W) with other sizes after the first two.

    The sizes are ``size``, or the input's times ``scale_factor``, rounded down; with ``recompute_scale_factor`` values are
    taken from places by the quotients of the sizes, not by the factor. Modes are "nearest", "nearest-exact" and "area" of
    any, "linear" of lines, "bilinear", "bicubic" and "lanczos" of images, "trilinear" of volumes. With ``align_corners`` the
    first and the last values stay at the ends. ``antialias`` widens the filter where images shrink.
    """
    result: Tensor = call(
        _OP_interpolate, (input, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias)
    )
    return result


def layer_norm(
    input: Tensor,
    normalized_shape: int | Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-05,
) -> Tensor:
    """Return the input with mean 0 and variance 1 over its last dimensions, then times ``weight`` plus ``bias``.

    ``normalized_shape`` are the sizes of these dimensions, and those of the parameters. ``eps`` is added to variances.
    Source: Ba et al., "Layer Normalization", 2016.
    """
    result: Tensor = call(_OP_layer_norm, (input, normalized_shape, weight, bias, eps))
    return result


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """Return each element, times ``negative_slope`` where it is negative."""
    result: Tensor = call(_OP_leaky_relu_ if inplace else _OP_leaky_relu, (input, negative_slope))
    return result


def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """In place: return each element, times ``negative_slope`` where it is negative."""
    result: Tensor = call(_OP_leaky_relu_, (input, negative_slope))
    return result


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Return ``input @ weight.T + bias``: the affine map of a dense layer.

    ``input`` is (..., in), ``weight`` (out, in) or (in), ``bias`` (out).
    """
    result: Tensor = call(_OP_linear, (input, weight, bias))
    return result


def local_response_norm(
    input: Tensor, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """Return (N, C, ...) divided by ``(k + alpha * mean) ** beta``, the mean being of the squares of ``size`` channels around.

    Beyond the first and the last channel there are zeros. Source: Krizhevsky et al., "ImageNet Classification with Deep
    Convolutional Neural Networks", 2012.
    """
    result: Tensor = call(_OP_local_response_norm, (input, size, alpha, beta, k))
    return result


def log_softmax(input: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return the logarithm of `softmax` along ``dim``, exact for small ones; ``dtype`` converts before."""
    result: Tensor = call(_OP_log_softmax, (input, dim, dtype))
    return result


def logsigmoid(input: Tensor) -> Tensor:
    """Return ``log(sigmoid(x))`` of each element x, exact for large ones."""
    result: Tensor = call(_OP_logsigmoid, (input,))
    return result


def lp_pool1d(
    input: Tensor,
    norm_type: float,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """Return the sum of each window's elements to the power of ``norm_type``, to the power of its inverse.

    ``stride`` is the kernel's size by default. Infinity takes the largest magnitude, minus infinity the smallest.
    A window that ends beyond the images counts as if it were whole.
    """
    result: Tensor = call(_OP_lp_pool1d, (input, norm_type, kernel_size, stride, ceil_mode))
    return result


def lp_pool2d(
    input: Tensor,
    norm_type: float,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """Return the sum of each window's elements to the power of ``norm_type``, to the power of its inverse.

    ``stride`` is the kernel's size by default. Infinity takes the largest magnitude, minus infinity the smallest.
    A window that ends beyond the images counts as if it were whole.
    """
    result: Tensor = call(_OP_lp_pool2d, (input, norm_type, kernel_size, stride, ceil_mode))
    return result


def lp_pool3d(
    input: Tensor,
    norm_type: float,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """Return the sum of each window's elements to the power of ``norm_type``, to the power of its inverse.

    ``stride`` is the kernel's size by default. Infinity takes the largest magnitude, minus infinity the smallest.
    A window that ends beyond the images counts as if it were whole.
    """
    result: Tensor = call(_OP_lp_pool3d, (input, norm_type, kernel_size, stride, ceil_mode))
    return result


def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return ``max(0, -target * (input1 - input2) + margin)``: which of two is to be larger, 1 for the first.

    The product of integers wraps in their own dtype.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(_OP_margin_ranking_loss, (input1, input2, target, margin, reduction))
    return result


def max_pool1d(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Return the largest element of each window of images (N, C, ...) or (C, ...); nan wins.

    ``stride`` is the kernel's size by default. With ``return_indices`` there is a second result: where in its
    flattened image each largest element was.
    """
    return call(_OP_max_pool1d, (input, kernel_size, stride, padding, dilation, ceil_mode, return_indices))


def max_pool1d_with_indices(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Return the largest element of each window of images, and where in its flattened image it was.

    ``return_indices`` changes nothing.
    """
    return call(
        _OP_max_pool1d_with_indices,
        (input, kernel_size, stride, padding, dilation, ceil_mode, return_indices),
    )


def max_pool2d(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Return the largest element of each window of images (N, C, ...) or (C, ...); nan wins.

    ``stride`` is the kernel's size by default. With ``return_indices`` there is a second result: where in its
    flattened image each largest element was.
    """
    return call(_OP_max_pool2d, (input, kernel_size, stride, padding, dilation, ceil_mode, return_indices))


def max_pool2d_with_indices(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Return the largest element of each window of images, and where in its flattened image it was.

    ``return_indices`` changes nothing.
    """
    return call(
        _OP_max_pool2d_with_indices,
        (input, kernel_size, stride, padding, dilation, ceil_mode, return_indices),
    )


def max_pool3d(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Return the largest element of each window of images (N, C, ...) or (C, ...); nan wins.

    ``stride`` is the kernel's size by default. With ``return_indices`` there is a second result: where in its
    flattened image each largest element was.
    """
    return call(_OP_max_pool3d, (input, kernel_size, stride, padding, dilation, ceil_mode, return_indices))


def max_pool3d_with_indices(
    input: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """Return the largest element of each window of images, and where in its flattened image it was.

    ``return_indices`` changes nothing.
    """
    return call(
        _OP_max_pool3d_with_indices,
        (input, kernel_size, stride, padding, dilation, ceil_mode, return_indices),
    )


def max_unpool1d(
    input: Tensor,
    indices: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    output_size: int | Sequence[int] | None = None,
) -> Tensor:
    """Return images (N, C, ...) or (C, ...) of what was kept of each window, at its place, and of zeros elsewhere.

    ``indices`` are those of `max_pool1d`, `max_pool2d` or `max_pool3d`. ``output_size`` picks one of the sizes that
    the images may have had.
    """
    result: Tensor = call(_OP_max_unpool1d, (input, indices, kernel_size, stride, padding, output_size))
    return result


def max_unpool2d(
    input: Tensor,
    indices: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    output_size: int | Sequence[int] | None = None,
) -> Tensor:
    """Return images (N, C, ...) or (C, ...) of what was kept of each window, at its place, and of zeros elsewhere.

    ``indices`` are those of `max_pool1d`, `max_pool2d` or `max_pool3d`. ``output_size`` picks one of the sizes that
    the images may have had.
    """
    result: Tensor = call(_OP_max_unpool2d, (input, indices, kernel_size, stride, padding, output_size))
    return result


def max_unpool3d(
    input: Tensor,
    indices: Tensor,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    output_size: int | Sequence[int] | None = None,
) -> Tensor:
    """Return images (N, C, ...) or (C, ...) of what was kept of each window, at its place, and of zeros elsewhere.

    ``indices`` are those of `max_pool1d`, `max_pool2d` or `max_pool3d`. ``output_size`` picks one of the sizes that
    the images may have had.
    """
    result: Tensor = call(_OP_max_unpool3d, (input, indices, kernel_size, stride, padding, output_size))
    return result


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``x * tanh(softplus(x))`` of each element x."""
    result: Tensor = call(_OP_mish_ if inplace else _OP_mish, (input,))
    return result


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: float = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return by how much other classes' scores come nearer to that of class ``target`` than ``margin``, to the power ``p``.

    ``input`` is (N, C) or (C), ``target`` (N) or (). That is a mean over the classes; ``weight`` (C) is by target.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(_OP_multi_margin_loss, (input, target, p, margin, weight, reduction))
    return result


def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return by how much scores of labels that are not there come nearer than 1 to scores of those that are.

    ``input`` is (N, C) or (C), ``target`` likewise: labels, and -1 after the last one. Sums over the pairs are divided by C.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(_OP_multilabel_margin_loss, (input, target, reduction))
    return result


def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return the mean over the classes, the last dimension, of how surprising labels 0 and 1 are at logits ``input``.

    ``weight`` broadcasts.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(_OP_multilabel_soft_margin_loss, (input, target, weight, reduction))
    return result


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return minus the log probability that ``input`` gives to each class ``target``.

    ``input`` is (N, C, ...) or (C), ``target`` of shape (N, ...) or (). ``weight`` (C) is by class; the mean is
    divided by the sum of the weights. Targets that are ``ignore_index`` do not count.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(_OP_nll_loss, (input, target, weight, ignore_index, reduction))
    return result


def normalize(
    input: Tensor, p: float = 2.0, dim: int | Sequence[int] | None = 1, eps: float = 1e-12
) -> Tensor:
    """Return the input divided by its p-norm along a dimension or several, or by ``eps`` where that is larger."""
    result: Tensor = call(_OP_normalize, (input, p, dim, eps))
    return result


def one_hot(input: Tensor, num_classes: int = -1) -> Any:
    """Return for each class number a vector with 1 at its place and 0 elsewhere.

    There are as many classes as the largest number says, unless ``num_classes`` is given.
    """
    return call(_OP_one_hot, (input, num_classes))


def pad(
    input: Tensor, pad: int | Sequence[int], mode: str = "constant", value: Number | None = None
) -> Tensor:
    """Return the tensor with so many elements before and after each dimension, beginning with the last one.

    They are of ``value``, or by ``mode`` "reflect", "replicate" or "circular" the tensor's own. Negative numbers cut off.
    """
    result: Tensor = call(_OP_pad, (input, pad, mode, value))
    return result


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-06, keepdim: bool = False
) -> Tensor:
    """Return the p-norms of ``x1 - x2 + eps`` along the last dimension; differences of integers wrap in their own dtype."""
    result: Tensor = call(_OP_pairwise_distance, (x1, x2, p, eps, keepdim))
    return result


def pdist(input: Tensor, p: float = 2) -> Tensor:
    """Return the p-norm distances of all pairs of rows of a matrix: of the first from the others, then of the second."""
    result: Tensor = call(_OP_pdist, (input, p))
    return result


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Return ``(..., C * r * r, H, W)`` as ``(..., C, H * r, W * r)``: channels become the pixels between."""
    result: Tensor = call(_OP_pixel_shuffle, (input, upscale_factor))
    return result


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Return ``(..., C, H * r, W * r)`` as ``(..., C * r * r, H, W)``: what `pixel_shuffle` takes."""
    result: Tensor = call(_OP_pixel_unshuffle, (input, downscale_factor))
    return result


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-08,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return how surprising counts ``target`` are, of Poisson's distribution with mean ``input`` or its exponential.

    ``full`` adds Stirling's approximation of the logarithm of the factorial, for counts above 1. Without ``log_input``
    ``eps`` is added to the mean before its logarithm is taken. Shapes broadcast.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(_OP_poisson_nll_loss, (input, target, log_input, full, eps, reduction))
    return result


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """Return each element, times ``weight`` where it is negative; a weight of several elements is one a channel.

    Source: He et al., "Delving Deep into Rectifiers", 2015.
    """
    result: Tensor = call(_OP_prelu, (input, weight))
    return result


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """Return each element, or 0 where it is negative."""
    result: Tensor = call(_OP_relu_ if inplace else _OP_relu, (input,))
    return result


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """Return each element, or the bound beyond which it lies: 0 or 6."""
    result: Tensor = call(_OP_relu6_ if inplace else _OP_relu6, (input,))
    return result


def relu_(input: Tensor) -> Tensor:
    """In place: return each element, or 0 where it is negative."""
    result: Tensor = call(_OP_relu_, (input,))
    return result


def rms_norm(
    input: Tensor,
    normalized_shape: int | Sequence[int],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    """Return the input divided by its root mean square over its last dimensions, then times ``weight``.

    ``normalized_shape`` are the sizes of these dimensions, and those of the weight. ``eps`` is added to the mean; by
    default it is that of the dtype, of float32 for half precision. Source: Zhang and Sennrich, "Root Mean Square Layer
    Normalization", 2019.
    """
    result: Tensor = call(_OP_rms_norm, (input, normalized_shape, weight, eps))
    return result


def rrelu(
    input: Tensor,
    lower: float = 0.125,
    upper: float = 0.3333333333333333,
    training: bool = False,
    *,
    generator: None = None,
    inplace: bool = False,
) -> Tensor:
    """Return each element, times a slope where it is negative: drawn evenly from ``lower`` to ``upper`` in training.

    Otherwise the slope is their mean. Source: Xu et al., "Empirical Evaluation of Rectified Activations", 2015.
    """
    require_plain(generator=generator)
    result: Tensor = call(_OP_rrelu_ if inplace else _OP_rrelu, (input, lower, upper, training))
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


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
    *,
    generator: None = None,
) -> Tensor:
    """Return ``dropout(softmax(query @ key.mT * scale + attn_mask)) @ value``, of shape (..., L, V).

    ``query`` is (..., L, E), ``key`` (..., S, E), ``value`` (..., S, V). ``attn_mask`` broadcasts to (..., L, S): what is
    added, or which keys take part; those of ``is_causal`` are as far as the query's own place. ``scale`` is 1 / sqrt(E) by
    default. With ``enable_gqa`` a head of keys and values serves several of the queries. Queries without keys get zeros.
    Source: Vaswani et al., "Attention Is All You Need", 2017.
    """
    require_plain(generator=generator)
    result: Tensor = call(
        _OP_scaled_dot_product_attention,
        (query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa),
    )
    return result


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """Return the scaled exponential linear unit of each element, which keeps mean 0 and variance 1.

    Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
    """
    result: Tensor = call(_OP_selu_ if inplace else _OP_selu, (input,))
    return result


def selu_(input: Tensor) -> Tensor:
    """In place: return the scaled exponential linear unit of each element, which keeps mean 0 and variance 1.

    Source: Klambauer et al., "Self-Normalizing Neural Networks", 2017.
    """
    result: Tensor = call(_OP_selu_, (input,))
    return result


def sigmoid(input: Tensor) -> Tensor:
    """Return ``1 / (1 + exp(-x))`` of each element x."""
    result: Tensor = call(_OP_sigmoid, (input,))
    return result


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """Return ``x * sigmoid(x)`` of each element x."""
    result: Tensor = call(_OP_silu_ if inplace else _OP_silu, (input,))
    return result


def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return ``log(1 + exp(-target * input))``, finite for every margin."""
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(_OP_soft_margin_loss, (input, target, reduction))
    return result


def softmax(input: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return ``exp(x) / sum(exp(x))`` along ``dim``, without overflow in between; ``dtype`` converts before."""
    result: Tensor = call(_OP_softmax, (input, dim, dtype))
    return result


def softmin(input: Tensor, dim: int, dtype: DType | None = None) -> Tensor:
    """Return the `softmax` of the negative along ``dim``; ``dtype`` converts before."""
    result: Tensor = call(_OP_softmin, (input, dim, dtype))
    return result


def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """Return ``log(1 + exp(beta * x)) / beta`` of each element x, and x itself where ``beta * x`` exceeds ``threshold``."""
    result: Tensor = call(_OP_softplus, (input, beta, threshold))
    return result


def softshrink(input: Tensor, lambd: Number = 0.5) -> Tensor:
    """Return each element moved by ``lambd`` towards 0, and 0 where it would pass it."""
    result: Tensor = call(_OP_softshrink, (input, lambd))
    return result


def softsign(input: Tensor) -> Tensor:
    """Return ``x / (1 + abs(x))`` of each element x, whose divisor wraps in its own dtype."""
    result: Tensor = call(_OP_softsign, (input,))
    return result


def tanh(input: Tensor) -> Tensor:
    """Return the hyperbolic tangent of each element."""
    result: Tensor = call(_OP_tanh, (input,))
    return result


def tanhshrink(input: Tensor) -> Tensor:
    """Return ``x - tanh(x)`` of each element x."""
    result: Tensor = call(_OP_tanhshrink, (input,))
    return result


def threshold(input: Tensor, threshold: Number, value: Number, inplace: bool = False) -> Tensor:
    """Return each element, or ``value`` where it is not above ``threshold``."""
    result: Tensor = call(_OP_threshold_ if inplace else _OP_threshold, (input, threshold, value))
    return result


def threshold_(input: Tensor, threshold: Number, value: Number) -> Tensor:
    """In place: return each element, or ``value`` where it is not above ``threshold``."""
    result: Tensor = call(_OP_threshold_, (input, threshold, value))
    return result


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-06,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Return by how much ``negative`` is not farther than ``positive`` from ``anchor`` by ``margin``, in p-norms.

    With ``swap`` it is to be that far from the nearer of the two. Source: Balntas et al., "Learning shallow convolutional
    feature descriptors with triplet losses", 2016.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    result: Tensor = call(
        _OP_triplet_margin_loss, (anchor, positive, negative, margin, p, eps, swap, reduction)
    )
    return result
