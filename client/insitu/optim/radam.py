"""RAdam."""

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


class RAdam(Optimizer):
    """Adam with steps that are rectified: where too few gradients are known for their mean square, it goes by the mean alone.

    State of a parameter: ``step`` (a number), ``exp_avg`` and ``exp_avg_sq``. ``foreach`` and ``capturable`` choose how
    PyTorch computes and change nothing here. Source: Liu et al., "On the Variance of the Adaptive Learning Rate and
    Beyond", 2020.

    >>> import insitu
    >>> from insitu.optim import RAdam
    >>> x = insitu.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> RAdam([x], lr=0.25).step()
    >>> x
    tensor([0.5000, 1.0000], requires_grad=True)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        require_at_least_zero(("learning rate", lr), ("epsilon value", eps))
        require_betas(betas)
        require_at_least_zero(("weight_decay value", weight_decay))
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay,
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
        mean.lerp_(grad, 1 - beta1)
        square.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
        step = state["step"]
        correction1, correction2 = 1 - beta1**step, 1 - beta2**step
        most = 2 / (1 - beta2) - 1
        known = most - 2 * step * beta2**step / correction2
        if known <= 5:
            param.add_(mean, alpha=-(lr / correction1))
            return
        share = ((known - 4) * (known - 2) * most / ((most - 4) * (most - 2) * known)) ** 0.5
        root = square.sqrt().add_(group["eps"])
        param.addcdiv_(mean, root, value=-(lr / correction1) * share * correction2**0.5)

    def _begin(self, param: Tensor, group: Group) -> State:
        del group
        return {"step": 0.0, **zeros_like(param, "exp_avg", "exp_avg_sq")}
