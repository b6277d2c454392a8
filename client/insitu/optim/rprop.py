"""Rprop."""

from __future__ import annotations

from insitu import _functions
from insitu._tensor import Tensor
from insitu.optim.optimizer import Group, Optimizer, Params, State, as_real, require_at_least_zero, zeros_like
from insitu_engine.errors import InvalidValueError


class Rprop(Optimizer):
    """Steps by the gradient's sign alone, of a size that grows where the sign stays and shrinks where it changes.

    ``etas`` are the factors of a shrinking and of a growing step, ``step_sizes`` the least and the greatest step. State
    of a parameter: ``step`` (a number), ``prev`` and ``step_size``. ``foreach`` and ``capturable`` choose how PyTorch
    computes and change nothing here. Source: Riedmiller and Braun, "A Direct Adaptive Method for Faster Backpropagation
    Learning: The RPROP Algorithm", 1993.

    >>> import insitu
    >>> from insitu.optim import Rprop
    >>> x = insitu.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> Rprop([x], lr=0.5).step()
    >>> x
    tensor([0.5000, 1.5000], requires_grad=True)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        require_at_least_zero(("learning rate", lr))
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise InvalidValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        defaults = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _update(self, param: Tensor, grad: Tensor, group: Group) -> None:
        shrinking, growing = group["etas"]
        least, most = group["step_sizes"]
        state = self._counted(param, group)
        param, grad, previous, size = map(as_real, (param, grad, state["prev"], state["step_size"]))
        product = grad.mul(previous)
        stayed, changed = product.gt(0), product.lt(0)
        factor = product.sign().masked_fill_(product.eq(0), 1)
        factor.masked_fill_(stayed, growing).masked_fill_(changed, shrinking)
        size.mul_(factor).clamp_(least, most)
        previous.copy_(grad).masked_fill_(changed, 0)
        param.addcmul_(previous.sign(), size, value=-1)

    def _begin(self, param: Tensor, group: Group) -> State:
        lr = group["lr"]
        size = _functions.full_like(param, complex(lr, lr) if param.is_complex() else lr)
        return {"step": 0.0, **zeros_like(param, "prev"), "step_size": size}
