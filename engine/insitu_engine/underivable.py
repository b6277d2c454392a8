"""Arguments by which PyTorch has no derivative, so that a call with one that asks for a gradient is refused.

The one rule: what no gradient will ever reach is refused when it is recorded, not forgotten in backward.
"""

from __future__ import annotations

from typing import Any, Final

from insitu_engine.errors import GradientError
from insitu_engine.history import requires_grad
from insitu_engine.meta import Operand
from insitu_engine.optable import Op

#: By op: what PyTorch calls its function, and the arguments.
_ARGUMENTS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "binary_cross_entropy": ("binary_cross_entropy", ("weight",)),
    "binary_cross_entropy_with_logits": ("binary_cross_entropy_with_logits", ("weight", "pos_weight")),
    "multi_margin_loss": ("multi_margin_loss", ("weight",)),
    "nll_loss": ("nll_loss_forward", ("weight",)),
    "soft_margin_loss": ("soft_margin_loss", ("target",)),
}


def refuse_underivable(op: Op, args: tuple[Any, ...]) -> None:
    """Raise GradientError where an argument that requires a gradient can get none."""
    function, names = _ARGUMENTS.get(op.name, ("", ()))
    for parameter, value in zip(op.schema.parameters, args, strict=True) if names else ():
        if parameter.name in names and isinstance(value, Operand) and requires_grad(value):
            raise GradientError(
                f"The function '{function}' is not differentiable with respect to argument '{parameter.name}'. This input "
                "cannot have requires_grad True."
            )
