"""Rates that fall and rise again, and momentum that goes the other way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from insitu.optim.lr_scheduler.momentum import for_groups, require_momentum, set_momentum
from insitu.optim.lr_scheduler.scheduler import LRScheduler, require_optimizer
from insitu.optim.optimizer import Optimizer
from insitu_engine.errors import InvalidValueError


def _cosine(start: float, end: float, part: float) -> float:
    return end + (start - end) / 2.0 * (math.cos(math.pi * part) + 1)


def _line(start: float, end: float, part: float) -> float:
    return (end - start) * part + start


_CURVES = {"cos": _cosine, "linear": _line}
#: Each phase by the names of its rate and its momentum, at the start and at the end.
_PHASE = ("start_lr", "end_lr", "start_momentum", "end_momentum")
_TWO_PHASES = (
    ("initial_lr", "max_lr", "max_momentum", "base_momentum"),
    ("max_lr", "min_lr", "base_momentum", "max_momentum"),
)
_THREE_PHASES = (
    ("initial_lr", "max_lr", "max_momentum", "base_momentum"),
    ("max_lr", "initial_lr", "base_momentum", "max_momentum"),
    ("initial_lr", "min_lr", "max_momentum", "max_momentum"),
)


class CosineAnnealingWarmRestarts(LRScheduler):
    """The rate along half a cosine down to ``eta_min`` in ``T_0`` epochs, and again, each time ``T_mult`` times longer.

    Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        T_0: int,  # noqa: N803 - PyTorch's name
        T_mult: int = 1,  # noqa: N803 - PyTorch's name
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        if T_0 <= 0:
            raise InvalidValueError(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1:
            raise InvalidValueError(f"Expected integer T_mult >= 1, but got {T_mult}")
        self.T_0 = T_0
        self.T_i = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur: float = last_epoch
        super().__init__(optimizer, last_epoch)

    def _next(self) -> list[float]:
        height = 1 + math.cos(math.pi * self.T_cur / self.T_i)
        return [self.eta_min + (rate - self.eta_min) * height / 2 for rate in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """Set the next epoch's rates, or those of ``epoch``, which may be between two whole ones."""
        if epoch is not None and epoch < 0:
            raise InvalidValueError(f"Expected non-negative epoch, but got {epoch}")
        if epoch is None and self.last_epoch < 0:
            epoch = 0
        if epoch is None:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur %= self.T_i
                self.T_i *= self.T_mult
        else:
            self._begin_at(epoch)
        self.last_epoch = math.floor(epoch)
        self._set(self.get_lr)

    def _begin_at(self, epoch: float) -> None:
        """Find the cycle that an epoch is in, and how far."""
        if epoch < self.T_0:
            self.T_i, self.T_cur = self.T_0, epoch
        elif self.T_mult == 1:
            self.T_cur = epoch % self.T_0
        else:
            past = int(math.log(epoch / self.T_0 * (self.T_mult - 1) + 1, self.T_mult))
            self.T_cur = epoch - self.T_0 * (self.T_mult**past - 1) / (self.T_mult - 1)
            self.T_i = self.T_0 * self.T_mult**past


class OneCycleLR(LRScheduler):
    """The rate from ``max_lr / div_factor`` up to ``max_lr`` and down to ``1 / final_div_factor`` of where it began.

    Steps are batches, ``total_steps`` or ``epochs * steps_per_epoch`` of them; the first ``pct_start`` of them rise.
    With ``cycle_momentum`` the momentum (or first beta) falls from ``max_momentum`` to ``base_momentum`` and rises
    again. ``max_lr`` and the momenta are one number for all groups, or a list. Source: Smith and Topin,
    "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates", 2018.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: Sequence[float] | float,
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: Literal["cos", "linear"] = "cos",
        cycle_momentum: bool = True,
        base_momentum: Sequence[float] | float = 0.85,
        max_momentum: Sequence[float] | float = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        require_optimizer(optimizer)
        self.optimizer = optimizer
        self.total_steps = _total(total_steps, epochs, steps_per_epoch)
        _require_part(pct_start)
        if anneal_strategy not in _CURVES:
            raise InvalidValueError(
                f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}"
            )
        self._anneal_func_type = anneal_strategy
        rise = float(pct_start * self.total_steps)
        ends = [rise - 1, *([2 * rise - 2] if three_phase else []), self.total_steps - 1]
        phases = _THREE_PHASES if three_phase else _TWO_PHASES
        self._schedule_phases: list[dict[str, Any]] = [
            {"end_step": end, **dict(zip(_PHASE, names, strict=True))}
            for end, names in zip(ends, phases, strict=True)
        ]
        self.cycle_momentum = cycle_momentum
        rates = for_groups(optimizer, "max_lr", max_lr)
        if last_epoch == -1:
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                first = rate / div_factor
                group.update(initial_lr=first, max_lr=rate, min_lr=first / final_div_factor)
        if cycle_momentum:
            self.use_beta1 = "betas" in optimizer.defaults
            self._begin_momentum(base_momentum, max_momentum, fresh=last_epoch == -1)
        super().__init__(optimizer, last_epoch)

    def _begin_momentum(
        self, base_momentum: Sequence[float] | float, max_momentum: Sequence[float] | float, *, fresh: bool
    ) -> None:
        require_momentum(self.optimizer)
        highest = for_groups(self.optimizer, "max_momentum", max_momentum)
        lowest = for_groups(self.optimizer, "base_momentum", base_momentum)
        if fresh:
            for group, high, low in zip(self.optimizer.param_groups, highest, lowest, strict=True):
                group.update(max_momentum=high, base_momentum=low)
                set_momentum(group, high)

    def _next(self) -> list[float]:
        step = self.last_epoch
        if step > self.total_steps:
            raise InvalidValueError(
                f"Tried to step {step} times. The specified number of total steps is {self.total_steps}"
            )
        begin = 0.0
        for phase in self._schedule_phases[:-1]:
            if step <= phase["end_step"]:
                break
            begin = phase["end_step"]
        else:
            phase = self._schedule_phases[-1]
        part = (step - begin) / (phase["end_step"] - begin)
        curve = _CURVES[self._anneal_func_type]
        if self.cycle_momentum:
            for group in self.optimizer.param_groups:
                set_momentum(group, curve(group[phase["start_momentum"]], group[phase["end_momentum"]], part))
        return [
            curve(group[phase["start_lr"]], group[phase["end_lr"]], part)
            for group in self.optimizer.param_groups
        ]


def _total(total_steps: int | None, epochs: int | None, steps_per_epoch: int | None) -> int:
    """Return the number of steps, however it is given; raise InvalidValueError if it is not."""
    if total_steps is not None:
        return _positive("total_steps", total_steps)
    if epochs is None or steps_per_epoch is None:
        raise InvalidValueError("You must define either total_steps OR (epochs AND steps_per_epoch)")
    return _positive("epochs", epochs) * _positive("steps_per_epoch", steps_per_epoch)


def _require_part(pct_start: object) -> None:
    if not isinstance(pct_start, float) or not 0 <= pct_start <= 1:
        raise InvalidValueError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")


def _positive(name: str, number: object) -> int:
    if not isinstance(number, int) or number <= 0:
        raise InvalidValueError(f"Expected positive integer {name}, but got {number}")
    return number
