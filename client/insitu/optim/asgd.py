"""ASGD."""

from __future__ import annotations

from typing import ClassVar

from insitu._tensor import Tensor
from insitu.optim.optimizer import Group, Optimizer, Params, State, as_real, require_at_least_zero, zeros_like


class ASGD(Optimizer):
    """Stochastic gradient descent that also keeps the average of the parameters over its steps, ``ax``.

    The rate falls as ``lr / (1 + lambd * lr * step) ** alpha``; the average begins at step ``t0``. State of a parameter:
    ``step``, ``eta`` and ``mu`` (numbers), and ``ax``. A step writes each parameter twice, as PyTorch's does.
    ``foreach`` and ``capturable`` choose how PyTorch computes and change nothing here. Source: Polyak and Juditsky,
    "Acceleration of Stochastic Approximation by Averaging", 1992.

    >>> import insitu
    >>> from insitu.optim import ASGD
    >>> x = insitu.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> ASGD([x], lr=0.25, lambd=0.0).step()
    >>> x
    tensor([0.5000, 1.0000], requires_grad=True)
    """

    numbers: ClassVar[tuple[str, ...]] = ("step", "eta", "mu")

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        require_at_least_zero(("learning rate", lr), ("weight_decay value", weight_decay))
        defaults = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        lr, lambd = group["lr"], group["lambd"]
        state = self._counted(param, group)
        if group["weight_decay"] != 0:
            grad = grad.add(param, alpha=group["weight_decay"])
        param, grad, average = map(as_real, (param, grad, state["ax"]))
        param.mul_(1 - lambd * state["eta"]).add_(grad, alpha=-state["eta"])
        if state["mu"] == 1:
            average.copy_(param)
        else:
            average.add_(param.sub(average), alpha=state["mu"])
        state["eta"] = lr / (1 + lambd * lr * state["step"]) ** group["alpha"]
        state["mu"] = 1 / max(1, state["step"] - group["t0"])

    def _begin(self, param: Tensor, group: Group) -> State:
        return {"step": 0.0, "eta": group["lr"], "mu": 1.0, **zeros_like(param, "ax")}
