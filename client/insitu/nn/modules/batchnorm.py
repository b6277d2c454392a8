"""Norms of channels, over the batch or each instance, with averages that run along."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any, ClassVar

from insitu import _functions
from insitu._tensor import Tensor
from insitu.nn import init, normalization
from insitu.nn.modules.module import Module
from insitu.nn.parameter import Parameter
from insitu_engine.dtypes import DType, int64
from insitu_engine.errors import InvalidValueError

__all__ = [
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "InstanceNorm1d",
    "InstanceNorm2d",
    "InstanceNorm3d",
]


class _OverBatch(Module):
    """What batch and instance norms share: parameters, and averages that run along while training."""

    #: Of an input: how many dimensions it may have, and PyTorch's words for them.
    dims: ClassVar[tuple[int, ...]] = ()
    weight: Parameter | None
    bias: Parameter | None
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None
    _version = 2

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: DType | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        made = partial(_functions.ones, num_features, device=device, dtype=dtype)
        self.register_parameter("weight", Parameter(made()) if affine else None)
        self.register_parameter("bias", Parameter(made()) if affine and bias else None)
        self.register_buffer("running_mean", made() if track_running_stats else None)
        self.register_buffer("running_var", made() if track_running_stats else None)
        self.register_buffer(
            "num_batches_tracked", _functions.zeros((), dtype=int64) if track_running_stats else None
        )
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Begin the averages anew."""
        if self.running_mean is not None:
            self.running_mean.zero_()
        if self.running_var is not None:
            self.running_var.fill_(1)
        if self.num_batches_tracked is not None:
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Begin the averages anew, and let the weights be 1 and the biases 0."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def _require_dims(self, input: Tensor) -> None:
        if self.dims and input.ndim not in self.dims:
            wanted = " or ".join(f"{count}D" for count in self.dims)
            raise InvalidValueError(f"expected {wanted} input (got {input.ndim}D input)")

    def extra_repr(self) -> str:
        """Return the settings."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_OverBatch):
    """Mean 0 and variance 1 of each channel over the batch, as `normalization.batch_norm`."""

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape; while training the averages follow."""
        self._require_dims(input)
        momentum: float | Tensor = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None and self.running_mean is not None:
                # The mean of all batches; their count is not read.
                momentum = self.num_batches_tracked.to(self.running_mean.dtype).reciprocal()
        alone = self.running_mean is None and self.running_var is None
        follows = not self.training or self.track_running_stats
        return normalization.batch_norm(
            input,
            self.running_mean if follows else None,
            self.running_var if follows else None,
            self.weight,
            self.bias,
            self.training or alone,
            momentum,
            self.eps,
        )


class BatchNorm1d(_BatchNorm):
    """Mean 0 and variance 1 of each of ``num_features`` channels of (N, C) or (N, C, L) over the batch, then learned ones.

    Averages run along while training, by ``momentum`` or with None as the mean of all, and are what is used afterwards.
    """

    dims = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Mean 0 and variance 1 of each of ``num_features`` channels of (N, C, H, W) over the batch, then learned ones.

    Averages run along while training, by ``momentum`` or with None as the mean of all, and are what is used afterwards.
    """

    dims = (4,)


class BatchNorm3d(_BatchNorm):
    """Mean 0 and variance 1 of each of ``num_features`` channels of (N, C, D, H, W) over the batch, then learned ones.

    Averages run along while training, by ``momentum`` or with None as the mean of all, and are what is used afterwards.
    """

    dims = (5,)


class _InstanceNorm(_OverBatch):
    """Mean 0 and variance 1 of each channel of each instance, as `normalization.instance_norm`."""

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: DType | None = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def forward(self, input: Tensor) -> Tensor:
        """Return a tensor of the input's shape, which may be without the batch; while training the averages follow."""
        self._require_dims(input)
        alone = input.ndim == self.dims[0]
        self._compare_channels(input, dim=0 if alone else 1)
        values = normalization.instance_norm(
            input.unsqueeze(0) if alone else input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )
        return values.squeeze(0) if alone else values

    def _compare_channels(self, input: Tensor, dim: int) -> None:
        """Refuse another number of channels than the parameters are for; warn where there are none."""
        if input.shape[dim] == self.num_features:
            return
        if self.affine:
            raise InvalidValueError(
                f"expected input's size at dim={dim} to match num_features ({self.num_features}), but got: "
                f"{input.shape[dim]}."
            )
        text = (
            f"input's size at dim={dim} does not match num_features. You can silence this warning by not passing in "
            "num_features, which is not used because affine=False"
        )
        warnings.warn(text, stacklevel=4)


class InstanceNorm1d(_InstanceNorm):
    """Mean 0 and variance 1 of each channel of each instance of (N, C, L) or (C, L), then with ``affine`` learned ones."""

    dims = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Mean 0 and variance 1 of each channel of each instance of (N, C, H, W) or (C, H, W), then with ``affine`` learned ones."""

    dims = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """Mean 0 and variance 1 of each channel of each instance of (N, C, D, H, W) or (C, D, H, W), then with ``affine`` learned ones."""

    dims = (4, 5)
