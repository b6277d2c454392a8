"""NAdam."""

from __future__ import annotations

from typing import ClassVar

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


class NAdam(Optimizer):
    """Adam with Nesterov's momentum: the step looks ahead by a share ``mu`` of the mean, which grows from step to step.

    State of a parameter: ``step`` and ``mu_product`` (numbers), ``exp_avg`` and ``exp_avg_sq``. A step writes each
    parameter twice, as PyTorch's does. ``foreach`` and ``capturable`` choose how PyTorch computes and change nothing
    here. Source: Dozat, "Incorporating Nesterov Momentum into Adam", 2016.

    >>> import insitu
    >>> from insitu.optim import NAdam
    >>> x = insitu.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> NAdam([x], lr=0.5).step()
    >>> x
    tensor([0.4718, 1.4718], requires_grad=True)
    """

    numbers: ClassVar[tuple[str, ...]] = ("step", "mu_product")

    def __init__(
        self,
        params: Params,
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        require_at_least_zero(("learning rate", lr), ("epsilon value", eps))
        require_betas(betas)
        require_at_least_zero(("weight_decay value", weight_decay), ("momentum_decay value", momentum_decay))
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        beta1, beta2 = group["betas"]
        lr, decay = group["lr"], group["weight_decay"]
        state = self._counted(param, group)
        if decay != 0 and group["decoupled_weight_decay"]:
            param.mul_(1 - lr * decay)
        elif decay != 0:
            grad = grad.add(param, alpha=decay)
        param, grad, mean, square = map(as_real, (param, grad, state["exp_avg"], state["exp_avg_sq"]))
        share, further = (
            beta1 * (1.0 - 0.5 * 0.96 ** (step * group["momentum_decay"]))
            for step in (state["step"], state["step"] + 1)
        )
        product = state["mu_product"] = state["mu_product"] * share
        mean.lerp_(grad, 1 - beta1)
        square.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
        root = square.div(1 - beta2 ** state["step"]).sqrt_().add_(group["eps"])
        param.addcdiv_(grad, root, value=-lr * (1.0 - share) / (1.0 - product))
        param.addcdiv_(mean, root, value=-lr * further / (1.0 - product * further))

    def _begin(self, param: Tensor, group: Group) -> State:
        del group
        return {"step": 0.0, "mu_product": 1.0, **zeros_like(param, "exp_avg", "exp_avg_sq")}
