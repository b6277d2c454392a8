"""Gradients of activation functions.

The one rule: the out-of-place op keeps what went in, the in-place op of ``leaky_relu`` and of ``elu`` and its kin what
came out, as PyTorch's do. That tells what went in as long as the slope does not change the sign. Where PyTorch's in-place
op keeps a copy of what went in, and a bit of each element will do, the bits are kept.
"""

from __future__ import annotations

import math
from typing import Any, Final

from insitu_engine.errors import BadValueError
from insitu_engine.gradients.formulas import conj, gradient
from insitu_engine.rules import normalize_dim

_SELU_ALPHA: Final = 1.6732632423543772848170429916717
_SELU_SCALE: Final = 1.0507009873554804934193349852946

# --- of straight pieces -----------------------------------------------------------------------------------------------

gradient("relu", late={"cut": lambda result: result.le(0)}, self=lambda g, cut: cut.where(0, g))
gradient(
    "threshold",
    masks={"below": lambda self, threshold: self.le(threshold)},
    self=lambda g, below: below.where(0, g),
)


def _inside(self: Any, min_val: float, max_val: float) -> Any:
    """Return what is between two bounds, and not on them."""
    return self.gt(min_val).logical_and(self.lt(max_val))


gradient("hardtanh", masks={"inside": _inside}, self=lambda g, inside: inside.where(g, 0))
gradient(
    "relu6",
    masks={"inside": lambda self: _inside(self, 0, 6)},
    self=lambda g, inside: inside.where(g, 0),
)
gradient(
    "hardsigmoid",
    masks={"inside": lambda self: _inside(self, -3, 3)},
    self=lambda g, inside: inside.where(g / 6, 0),
)
gradient(
    "hardswish",
    self=lambda g, self: self.le(-3).where(0, self.lt(3).where(g * (self / 3 + 0.5), g)),
)
gradient(
    "hardshrink",
    "softshrink",
    late={"outside": lambda self, lambd: self.gt(lambd).logical_or(self.lt(-lambd))},
    self=lambda g, outside: outside.where(g, 0),
)


def _one_sided(slope: float, op: str, wish: str = "") -> float:
    """Return a slope; refuse one that changes the sign, by which a result tells on which side of 0 its element was."""
    if slope < 0:
        raise BadValueError(
            f"In-place {op} backward calculation is triggered with a negative slope which is not supported. This is "
            "caused by calling in-place forward function with a negative slope, please call out-of-place version "
            f"instead.{wish}"
        )
    return slope


def leaky(g: Any, above: Any, negative_slope: Any) -> Any:
    """Return the gradient of a line with a bend at 0, below which it has a slope of its own."""
    return above.where(g, g * negative_slope)


def leaky_in_place(g: Any, above: Any, negative_slope: float) -> Any:
    """Return that gradient from the side of what came out; raise BadValueError where that does not tell what went in."""
    wish = (
        " File an issue at https://github.com/pytorch/pytorch if you do require supporting in-place leakRelu "
        "backward calculation with negative slope"
    )
    return leaky(g, above, _one_sided(negative_slope, "leakyReLu", wish))


gradient("leaky_relu", late={"above": lambda self: self.gt(0)}, self=leaky)
gradient("leaky_relu_", late={"above": lambda result: result.gt(0)}, self=leaky_in_place)


def _by_channel(weight: Any, ndim: int) -> Any:
    """Return weights so that they broadcast to what they are of: one for all, or one a channel, dimension 1."""
    return weight.reshape(() if weight.meta.numel == 1 else (-1, *(1,) * (ndim - 2)))


def _weights(g: Any, self: Any, weight_meta: Any) -> Any:
    """Return the gradient of a weight for all, or of one a channel."""
    moved = self.gt(0).where(0, g * self)
    if weight_meta.numel == 1:
        return moved.sum().reshape(weight_meta.shape)
    return moved.sum([at for at in range(self.meta.ndim) if at != 1])


gradient(
    "prelu",
    self=lambda g, self, weight: self.gt(0).where(g, g * _by_channel(weight, self.meta.ndim)),
    weight=_weights,
)

# --- with exponentials ------------------------------------------------------------------------------------------------


def _exponential(g: Any, self: Any, alpha: float, scale: float, rate: float) -> Any:
    """Return the gradient of ``scale * x`` above 0, and of ``scale * alpha * (exp(rate * x) - 1)`` below."""
    return self.le(0).where(g * (self * rate).exp() * (rate * scale * alpha), g * scale)


def _exponential_in_place(g: Any, result: Any, alpha: float, scale: float, rate: float) -> Any:
    lowest = _one_sided(alpha, "elu") * scale
    return result.le(0).where(g * (result + lowest) * rate, g * scale)


gradient("elu", self=lambda g, self, alpha: _exponential(g, self, alpha, 1, 1))
gradient("elu_", self=lambda g, result, alpha: _exponential_in_place(g, result, alpha, 1, 1))
gradient("celu", self=lambda g, self, alpha: _exponential(g, self, alpha, 1, 1 / alpha))
gradient("celu_", self=lambda g, result, alpha: _exponential_in_place(g, result, alpha, 1, 1 / alpha))
gradient("selu", self=lambda g, self: _exponential(g, self, _SELU_ALPHA, _SELU_SCALE, 1))
gradient("selu_", self=lambda g, result: _exponential_in_place(g, result, _SELU_ALPHA, _SELU_SCALE, 1))


def _softplus(g: Any, self: Any, beta: float, threshold: float) -> Any:
    scaled = self * beta
    return scaled.gt(threshold).where(g, g * scaled.sigmoid())


def _silu(g: Any, self: Any) -> Any:
    share = self.sigmoid()
    return g * conj(share * (self * (1 - share) + 1))


def _mish(g: Any, self: Any) -> Any:
    share = self.softplus().tanh()
    return g * (share + self * self.sigmoid() * (1 - share * share))


def _gelu(g: Any, self: Any, approximate: str) -> Any:
    """Return the gradient of ``x`` times the normal distribution function of x, or what is nearly that."""
    if approximate == "none":
        below = ((self * math.sqrt(0.5)).erf() + 1) * 0.5
        density = (self * self * -0.5).exp() / math.sqrt(2 * math.pi)
        return g * (below + self * density)
    steepness, cubic = math.sqrt(2 / math.pi), 0.044715
    square = self * self
    bend = (self * (square * cubic + 1) * steepness).tanh()
    slope = (1 - bend * bend) * (square * (3 * cubic) + 1) * steepness
    return g * ((bend + 1) + self * slope) * 0.5


def _softsign(g: Any, self: Any) -> Any:
    length = self.abs() + 1
    turned = (g * conj(self) / (length * length)).real() if self.dtype.is_complex else g * self / length**2
    return g / length - turned * self.sgn()


def _glu(g: Any, self: Any, dim: int, ops: Any) -> Any:
    """Return the gradients of both halves, side by side."""
    at = normalize_dim(dim, self.meta.ndim)
    half = self.meta.shape[at] // 2
    value, share = self.narrow(at, 0, half), self.narrow(at, half, half).sigmoid()
    return ops("cat", [g * share, g * value * share * (1 - share)], at)


gradient("softplus", self=_softplus)
gradient("logsigmoid", self=lambda g, self: g * (-self).sigmoid())
gradient("silu", self=_silu)
gradient("mish", self=_mish)
gradient("gelu", self=_gelu)
gradient("softsign", self=_softsign)
gradient("tanhshrink", keep={"bent": lambda self: self.tanh()}, self=lambda g, bent: g * conj(bent.square()))
gradient("glu", self=_glu)
