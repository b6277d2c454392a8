"""Adagrad."""

from __future__ import annotations

from insitu import _functions
from insitu._tensor import Tensor
from insitu.optim.optimizer import Group, Optimizer, Params, State, as_real, require_at_least_zero
from insitu.recording import no_grad


class Adagrad(Optimizer):
    """Adagrad: steps in proportion to the gradient over the root of the sum of its squares so far.

    State of a parameter, from the beginning: ``step`` (a number) and ``sum``. ``foreach`` and ``fused`` choose how
    PyTorch computes and change nothing here. Source: Duchi et al., "Adaptive Subgradient Methods for Online Learning
    and Stochastic Optimization", 2011.

    >>> import insitu
    >>> from insitu.optim import Adagrad
    >>> x = insitu.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> Adagrad([x], lr=0.5).step()
    >>> x
    tensor([0.5000, 1.5000], requires_grad=True)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        require_at_least_zero(
            ("learning rate", lr),
            ("lr_decay value", lr_decay),
            ("weight_decay value", weight_decay),
            ("initial_accumulator_value value", initial_accumulator_value),
            ("epsilon value", eps),
        )
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        with no_grad():
            for group in self.param_groups:
                for param in group["params"]:
                    self.state[param] = self._begin(param, group)

    def _begin(self, param: Tensor, group: Group) -> State:
        start = group["initial_accumulator_value"]
        total = _functions.full_like(param, complex(start, start) if param.is_complex() else start)
        return {"step": 0.0, "sum": total}

    def _update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        state = self._counted(param, group)
        if group["weight_decay"] != 0:
            grad = grad.add(param, alpha=group["weight_decay"])
        lr = group["lr"] / (1 + (state["step"] - 1) * group["lr_decay"])
        param, grad, total = map(as_real, (param, grad, state["sum"]))
        total.addcmul_(grad, grad, value=1)
        param.addcdiv_(grad, total.sqrt().add_(group["eps"]), value=-lr)
