"""RMSprop."""

from __future__ import annotations

from insitu._tensor import Tensor
from insitu.optim.optimizer import (
    Group,
    Optimizer,
    Params,
    State,
    as_real,
    require_at_least_zero,
    zeros_like,
)


class RMSprop(Optimizer):
    """RMSprop: steps in proportion to the gradient over the root of its mean square, or ``centered`` its deviation.

    State of a parameter: ``step`` (a number), ``square_avg`` and, where asked for, ``momentum_buffer`` and
    ``grad_avg``. ``foreach`` and ``capturable`` choose how PyTorch computes and change nothing here. Sources: Hinton,
    "Neural Networks for Machine Learning", lecture 6; Graves, "Generating Sequences With Recurrent Neural Networks",
    2013.

    >>> import insitu
    >>> from insitu.optim import RMSprop
    >>> x = insitu.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> RMSprop([x], lr=0.25, alpha=0.75).step()
    >>> x
    tensor([0.5000, 1.5000], requires_grad=True)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        require_at_least_zero(
            ("learning rate", lr),
            ("epsilon value", eps),
            ("momentum value", momentum),
            ("weight_decay value", weight_decay),
            ("alpha value", alpha),
        )
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        alpha, lr = group["alpha"], group["lr"]
        state = self._counted(param, group)
        if group["weight_decay"] != 0:
            grad = grad.add(param, alpha=group["weight_decay"])
        param, grad, square = map(as_real, (param, grad, state["square_avg"]))
        square.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)
        if group["centered"]:
            mean = as_real(state["grad_avg"]).lerp_(grad, 1 - alpha)
            square = square.addcmul(mean, mean, value=-1)
        root = square.sqrt().add_(group["eps"])
        if group["momentum"] > 0:
            buffer = as_real(state["momentum_buffer"]).mul_(group["momentum"]).addcdiv_(grad, root)
            param.add_(buffer, alpha=-lr)
        else:
            param.addcdiv_(grad, root, value=-lr)

    def _begin(self, param: Tensor, group: Group) -> State:
        momentum = ("momentum_buffer",) if group["momentum"] > 0 else ()
        mean = ("grad_avg",) if group["centered"] else ()
        return {"step": 0.0, **zeros_like(param, "square_avg", *momentum, *mean)}
