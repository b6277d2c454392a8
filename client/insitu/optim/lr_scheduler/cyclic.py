"""Rates that go up and down along straight lines, again and again."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any, Literal

from insitu.optim.lr_scheduler.momentum import for_groups, require_momentum, set_momentum
from insitu.optim.lr_scheduler.scheduler import LRScheduler, require_optimizer
from insitu.optim.optimizer import Optimizer
from insitu_engine.errors import InvalidValueError

#: Of which number a cycle's height is a function.
_COUNTED = {"triangular": "cycle", "triangular2": "cycle", "exp_range": "iterations"}


class CyclicLR(LRScheduler):
    """The rate from ``base_lr`` up to ``max_lr`` in ``step_size_up`` steps, and down in ``step_size_down``, and again.

    The height of a cycle stays in mode "triangular", is halved each time in "triangular2", falls by ``gamma`` each step
    in "exp_range", or is what ``scale_fn`` says of the cycle's or the step's number, by ``scale_mode``. With
    ``cycle_momentum`` the momentum (or first beta) goes the other way. Rates and momenta are one number for all groups,
    or a list. Source: Smith, "Cyclical Learning Rates for Training Neural Networks", 2017.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: Sequence[float] | float,
        max_lr: Sequence[float] | float,
        step_size_up: float = 2000,
        step_size_down: float | None = None,
        mode: Literal["triangular", "triangular2", "exp_range"] = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: Literal["cycle", "iterations"] = "cycle",
        cycle_momentum: bool = True,
        base_momentum: Sequence[float] | float = 0.8,
        max_momentum: Sequence[float] | float = 0.9,
        last_epoch: int = -1,
    ) -> None:
        require_optimizer(optimizer)
        self.optimizer = optimizer
        rates = for_groups(optimizer, "base_lr", base_lr)
        if last_epoch == -1:
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate
        self.max_lrs = for_groups(optimizer, "max_lr", max_lr)
        up = float(step_size_up)
        self.total_size = up + (up if step_size_down is None else float(step_size_down))
        self.step_ratio = up / self.total_size
        if mode not in _COUNTED and scale_fn is None:
            raise InvalidValueError("mode is invalid and scale_fn is None")
        self.mode = mode
        self.gamma = gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode if scale_fn is not None else _COUNTED[mode]
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._begin_momentum(base_momentum, max_momentum, fresh=last_epoch == -1)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = rates

    def _begin_momentum(
        self, base_momentum: Sequence[float] | float, max_momentum: Sequence[float] | float, *, fresh: bool
    ) -> None:
        require_momentum(self.optimizer)
        self.use_beta1 = "betas" in self.optimizer.defaults
        self.base_momentums = for_groups(self.optimizer, "base_momentum", base_momentum)
        self.max_momentums = for_groups(self.optimizer, "max_momentum", max_momentum)
        if fresh:
            for group, low, high in zip(
                self.optimizer.param_groups, self.base_momentums, self.max_momentums, strict=True
            ):
                set_momentum(group, high)
                group.update(max_momentum=high, base_momentum=low)

    def scale_fn(self, x: float) -> float:
        """Return the height of a cycle, of the cycle's or the step's number."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        if self.mode == "triangular":
            return 1.0
        height: float = 1 / (2.0 ** (x - 1)) if self.mode == "triangular2" else self.gamma**x
        return height

    def _next(self) -> list[float]:
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        part = 1.0 + self.last_epoch / self.total_size - cycle
        rising = part <= self.step_ratio
        share = part / self.step_ratio if rising else (part - 1) / (self.step_ratio - 1)
        height = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            for group, low, high in zip(
                self.optimizer.param_groups, self.base_momentums, self.max_momentums, strict=True
            ):
                set_momentum(group, high - (high - low) * share * height)
        pairs = zip(self.base_lrs, self.max_lrs, strict=True)
        return [low + (high - low) * share * height for low, high in pairs]

    def state_dict(self) -> dict[str, Any]:
        """Return everything but the optimizer; of a ``scale_fn`` that is an object its ``__dict__``, of a function None."""
        custom = self._scale_fn_custom
        kept = None if custom is None or isinstance(custom, FunctionType) else vars(custom).copy()
        return {**super().state_dict(), "_scale_fn_custom": kept}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` returned; functions stay."""
        rest = dict(state_dict)
        kept = rest.pop("_scale_fn_custom")
        super().load_state_dict(rest)
        if kept is not None:
            vars(self._scale_fn_custom).update(kept)
