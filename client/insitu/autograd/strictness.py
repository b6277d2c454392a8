"""What `insitu.autograd.functional` refuses with ``strict``, in PyTorch's words: a derivative that is constant, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from insitu import _functions
from insitu_engine.errors import GradientError

if TYPE_CHECKING:
    from insitu._tensor import Tensor

Tensors: TypeAlias = tuple["Tensor", ...]
Found: TypeAlias = tuple["Tensor | None", ...]

CONSTANT: Final = (
    "The jacobian of the user-provided function is independent of input {at}. This is not allowed in strict mode when "
    "create_graph=True."
)
_UNUSED: Final = "The output of the user-provided function is independent of input {at}. This is not allowed in strict mode."
_OUTPUT: Final = (
    "Output {at} of the user-provided function does not require gradients. The outputs must be computed in a "
    "differentiable manner from the input when running in strict mode."
)
_GRADIENT: Final = (
    "The gradient with respect to input {at} is independent of the inputs of the user-provided function. This is not "
    "allowed in strict mode."
)
_JACOBIAN: Final = (
    "While computing the hessian, found that the jacobian of the user-provided function with respect to input {at} is "
    "independent of the input. This is not allowed in strict mode. You should ensure that your function is twice "
    "differentiable and that the jacobian depends on the inputs (this would be violated by a linear function for example)."
)
_FORWARD: Final = (
    "The gradient with respect to the input is independent of entry {at} in the grad_outputs when using the double backward "
    "trick to compute forward mode gradients. This is not allowed in strict mode."
)
_SECOND: Final = "The jacobian of the user-provided function is independent of input {at}. This is not allowed in strict mode."
_CONSTANT_SECOND: Final = (
    "The hessian of the user-provided function is independent of input {at}. This is not allowed in strict mode when "
    "create_graph=True."
)
#: By what requires no gradient.
_FLAT: Final = {"output": _OUTPUT, "gradient": _GRADIENT, "jacobian": _JACOBIAN}
#: By what is computed: where there is no gradient, and where it is constant.
_STAGES: Final = {
    "jacobian": (_UNUSED, CONSTANT),
    "forward": (_FORWARD, CONSTANT),
    "hessian": (_SECOND, _CONSTANT_SECOND),
}


def require_flowing(tensors: Found, kind: str, *, strict: bool) -> None:
    """With ``strict`` refuse tensors that require no gradient: an "output", a "gradient" or a "jacobian"."""
    for at, tensor in enumerate(tensors if strict else ()):
        if tensor is None:
            raise GradientError(_UNUSED.format(at=at))
        if not tensor.requires_grad:
            raise GradientError(_FLAT[kind].format(at=at))


def filled(found: Found, like: Tensors, stage: str, *, create_graph: bool, strict: bool) -> Tensors:
    """Return gradients with zeros in the place of those that there are not; ``strict`` refuses what is constant."""
    missing, constant = _STAGES[stage]
    for at, one in enumerate(found):
        if strict and one is None:
            raise GradientError(missing.format(at=at))
        if strict and create_graph and one is not None and not one.requires_grad:
            raise GradientError(constant.format(at=at))
    return tuple(
        _functions.zeros_like(of) if one is None else one for of, one in zip(like, found, strict=True)
    )
