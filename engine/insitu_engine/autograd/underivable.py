"""Arguments by which PyTorch has no derivative, so that a call with one that asks for a gradient is refused.

The one rule: what no gradient will ever reach is refused when it is recorded, not forgotten in backward.
"""

from __future__ import annotations

from typing import Any, Final

from insitu_engine.autograd.history import requires_grad
from insitu_engine.errors import GradientError
from insitu_engine.meta import Operand
from insitu_engine.optable import Op

#: By op: what PyTorch calls its function, and the arguments.
ARGUMENTS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "batch_norm": ("native_batch_norm", ("running_mean", "running_var")),
    "binary_cross_entropy": ("binary_cross_entropy", ("weight",)),
    "binary_cross_entropy_with_logits": ("binary_cross_entropy_with_logits", ("weight", "pos_weight")),
    **{
        f"{name}{kind}": (name, ("_random_samples",))
        for name in ("fractional_max_pool2d", "fractional_max_pool3d")
        for kind in ("", "_with_indices")
    },
    "instance_norm": ("native_batch_norm", ("running_mean", "running_var")),
    "linalg_pinv": ("linalg_pinv", ("rcond", "atol", "rtol")),
    "multi_margin_loss": ("multi_margin_loss", ("weight",)),
    "nll_loss": ("nll_loss_forward", ("weight",)),
    "soft_margin_loss": ("soft_margin_loss", ("target",)),
}
#: What PyTorch calls them, where it is not by the name that a user gives.
_KNOWN_AS: Final = {"_random_samples": "random_samples", "rcond": "rtol"}


def refuse_underivable(op: Op, args: tuple[Any, ...]) -> None:
    """Raise GradientError where an argument that requires a gradient can get none."""
    function, names = ARGUMENTS.get(op.name, ("", ()))
    for parameter, value in zip(op.schema.parameters, args, strict=True) if names else ():
        if parameter.name in names and isinstance(value, Operand) and requires_grad(value):
            name = _KNOWN_AS.get(parameter.name, parameter.name)
            raise GradientError(
                f"The function '{function}' is not differentiable with respect to argument '{name}'. This input cannot have "
                "requires_grad True."
            )
