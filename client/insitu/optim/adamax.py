"""Adamax."""

from __future__ import annotations

from insitu._tensor import Tensor
from insitu.optim.optimizer import (
    Group,
    Optimizer,
    Params,
    State,
    as_real,
    require_at_least_zero,
    require_betas,
    zeros_like,
)


class Adamax(Optimizer):
    """Adam with the greatest gradient of past steps, which fades, in the place of the root of their mean square.

    State of a parameter: ``step`` (a number), ``exp_avg`` and ``exp_inf``. ``foreach`` and ``capturable`` choose how
    PyTorch computes and change nothing here. Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014.

    >>> import insitu
    >>> from insitu.optim import Adamax
    >>> x = insitu.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> Adamax([x], lr=0.5).step()
    >>> x
    tensor([0.5000, 1.5000], requires_grad=True)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        require_at_least_zero(("learning rate", lr), ("epsilon value", eps))
        require_betas(betas)
        require_at_least_zero(("weight_decay value", weight_decay))
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        beta1, beta2 = group["betas"]
        state = self._counted(param, group)
        if group["weight_decay"] != 0:
            grad = grad.add(param, alpha=group["weight_decay"])
        param, grad, mean, greatest = map(as_real, (param, grad, state["exp_avg"], state["exp_inf"]))
        mean.lerp_(grad, 1 - beta1)
        greatest.mul_(beta2).clamp_(min=grad.abs().add_(group["eps"]))
        param.addcdiv_(mean, greatest, value=-(group["lr"] / (1 - beta1 ** state["step"])))

    def _begin(self, param: Tensor, group: Group) -> State:
        del group
        return {"step": 0.0, **zeros_like(param, "exp_avg", "exp_inf")}
