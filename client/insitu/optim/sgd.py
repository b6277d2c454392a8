"""Stochastic gradient descent, with momentum."""

from __future__ import annotations

from insitu._tensor import Tensor
from insitu.optim.optimizer import Group, Optimizer, Params, require_at_least_zero
from insitu_engine.errors import InvalidValueError


class SGD(Optimizer):
    """Stochastic gradient descent: ``param -= lr * grad``, the gradient averaged over steps with ``momentum``.

    State of a parameter: ``momentum_buffer``. ``foreach`` and ``fused`` choose how PyTorch computes and change nothing
    here. Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013.

    >>> import insitu
    >>> from insitu.optim import SGD
    >>> x = insitu.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> SGD([x], lr=0.25).step()
    >>> x
    tensor([0.5000, 1.0000], requires_grad=True)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        require_at_least_zero(
            ("learning rate", lr), ("momentum value", momentum), ("weight_decay value", weight_decay)
        )
        if nesterov and (momentum <= 0 or dampening != 0):
            raise InvalidValueError("Nesterov momentum requires a momentum and zero dampening")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)

    def _update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        momentum = group["momentum"]
        if group["weight_decay"] != 0:
            grad = grad.add(param, alpha=group["weight_decay"])
        if momentum != 0:
            state = self.state[param]
            buffer = state.get("momentum_buffer")
            if buffer is None:
                buffer = state["momentum_buffer"] = grad.clone()
            else:
                buffer.mul_(momentum).add_(grad, alpha=1 - group["dampening"])
            grad = grad.add(buffer, alpha=momentum) if group["nesterov"] else buffer
        param.add_(grad, alpha=-group["lr"])
