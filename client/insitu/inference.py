"""Tensors made in inference mode: nothing is recorded of them, ever, so they stay out of what is recorded."""

from __future__ import annotations

from typing import Any, Final

from insitu.recording import mode
from insitu_engine.autograd.nodes import Creation
from insitu_engine.autograd.recording import edges_of, operands
from insitu_engine.errors import GradientError
from insitu_engine.meta import Operand
from insitu_engine.optable import Op

WRITTEN: Final = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor "
    "before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
)
_SAVED: Final = (
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation "
    "tracked by autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or use "
    "`torch.no_grad()` instead of `torch.inference_mode()`."
)


def is_inference(tensor: Operand) -> bool:
    """Return whether a tensor, or what it is a view of, was made in inference mode."""
    return (tensor if tensor.base is None else tensor.base).creation is Creation.INFERENCE


def require_normal(tensor: Operand, text: str) -> None:
    """Refuse, outside of inference mode, what cannot be done with a tensor that was made in it."""
    if not mode.inference and is_inference(tensor):
        raise GradientError(text)


def require_saveable(op: Op, args: tuple[Any, ...]) -> None:
    """Refuse to record a call whose gradient needs a tensor that was made in inference mode."""
    if not any(map(is_inference, operands(args))):
        return
    from insitu_engine.autograd.recorded import formulas_of

    names = [parameter.name for parameter in op.schema.parameters]
    needed = [name for name, value in zip(names, args, strict=True) for _ in operands((value,))]
    flowing = {name for name, edge in zip(needed, edges_of(op, args), strict=True) if edge is not None}
    formulas = formulas_of(op) or {}
    wanted = {argument for name in flowing if name in formulas for argument in formulas[name].wanted}
    for name, value in zip(names, args, strict=True):
        if name in wanted and any(map(is_inference, operands((value,)))):
            raise GradientError(_SAVED)
