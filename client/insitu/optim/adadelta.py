"""Adadelta."""

from __future__ import annotations

from insitu._tensor import Tensor
from insitu.optim.optimizer import Group, Optimizer, Params, State, as_real, require_at_least_zero, zeros_like
from insitu_engine.errors import InvalidValueError


class Adadelta(Optimizer):
    """Steps in the unit of past steps: their root mean square over that of the gradients, times the gradient.

    State of a parameter: ``step`` (a number), ``square_avg`` and ``acc_delta``. ``foreach`` and ``capturable`` choose
    how PyTorch computes and change nothing here. Source: Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012.

    >>> import insitu
    >>> from insitu.optim import Adadelta
    >>> x = insitu.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> Adadelta([x], lr=0.5, rho=0.75, eps=0.25).step()
    >>> x
    tensor([0.5528, 1.5149], requires_grad=True)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        require_at_least_zero(("learning rate", lr))
        if not 0.0 <= rho <= 1.0:
            raise InvalidValueError(f"Invalid rho value: {rho}")
        require_at_least_zero(("epsilon value", eps), ("weight_decay value", weight_decay))
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        rho, eps = group["rho"], group["eps"]
        state = self._counted(param, group)
        if group["weight_decay"] != 0:
            grad = grad.add(param, alpha=group["weight_decay"])
        param, grad, square, steps = map(as_real, (param, grad, state["square_avg"], state["acc_delta"]))
        square.mul_(rho).addcmul_(grad, grad, value=1 - rho)
        delta = steps.add(eps).sqrt_().div_(square.add(eps).sqrt_()).mul_(grad)
        steps.mul_(rho).addcmul_(delta, delta, value=1 - rho)
        param.add_(delta, alpha=-group["lr"])

    def _begin(self, param: Tensor, group: Group) -> State:
        del group
        return {"step": 0.0, **zeros_like(param, "square_avg", "acc_delta")}
