"""Adam, and AdamW, whose weight decay is apart from the moments."""

from __future__ import annotations

from typing import Any

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
from insitu_engine.errors import InvalidValueError


class Adam(Optimizer):
    """Adam: steps in proportion to the gradient's mean over the root of its mean square, both over past steps.

    State of a parameter: ``step`` (a number), ``exp_avg``, ``exp_avg_sq`` and, with ``amsgrad``, ``max_exp_avg_sq``.
    ``foreach``, ``fused`` and ``capturable`` choose how PyTorch computes and change nothing here. Sources: Kingma and
    Ba, "Adam: A Method for Stochastic Optimization", 2014; Reddi et al., "On the Convergence of Adam and Beyond", 2018.

    >>> import insitu
    >>> from insitu.optim import Adam
    >>> x = insitu.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> Adam([x], lr=0.5).step()
    >>> x
    tensor([0.5000, 1.5000], requires_grad=True)
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        require_at_least_zero(("learning rate", lr), ("epsilon value", eps))
        require_betas(betas)
        require_at_least_zero(("weight_decay value", weight_decay))
        if not all(isinstance(beta, float) for beta in betas):
            raise InvalidValueError("betas must be either both floats or both Tensors")
        defaults = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
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
        if group["amsgrad"]:
            square = as_real(state["max_exp_avg_sq"]).clamp_(min=square)
        correction1, correction2 = 1 - beta1 ** state["step"], 1 - beta2 ** state["step"]
        root = square.sqrt().div_(correction2**0.5).add_(group["eps"])
        param.addcdiv_(mean, root, value=-(lr / correction1))

    def _begin(self, param: Tensor, group: Group) -> State:
        most = ("max_exp_avg_sq",) if group["amsgrad"] else ()
        return {"step": 0.0, **zeros_like(param, "exp_avg", "exp_avg_sq", *most)}


class AdamW(Adam):
    """Adam, the weights decayed by ``1 - lr * weight_decay`` apart from the moments.

    A step with a decay writes each parameter twice, as PyTorch does. Source: Loshchilov and Hutter, "Decoupled Weight
    Decay Regularization", 2019.
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` returned, an Adam's too: the decay stays apart."""
        super().load_state_dict(state_dict)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True
