"""What all schedulers share: the epoch, the rates at the beginning, and a step that sets the next rates."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from insitu.optim.optimizer import Optimizer
from insitu_engine.errors import ArgumentError

_EPOCH_GIVEN = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use "
    "`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed "
    "form is used instead of the new chainable form, where available."
)
_TOO_EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. You should call them in the opposite order: "
    "`optimizer.step()` before `lr_scheduler.step()`. Failure to do this will result in skipping the first value of "
    "the learning rate schedule."
)


def require_optimizer(optimizer: object) -> None:
    """Raise ArgumentError if this is no optimizer."""
    if not isinstance(optimizer, Optimizer):
        raise ArgumentError(f"{type(optimizer).__name__} is not an Optimizer")


def warn_of_epoch() -> None:
    """Warn that an epoch was given to the step of a scheduler."""
    warnings.warn(_EPOCH_GIVEN, UserWarning, stacklevel=3)


class LRScheduler:
    """Base of all schedulers: a subclass says in `get_lr` what rates come next, one for each group.

    ``last_epoch`` is -1 at the beginning; another one resumes, and then every group must have an ``initial_lr``.
    """

    _get_lr_called_within_step = False
    _is_initial = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        require_optimizer(optimizer)
        self.optimizer = optimizer
        for number, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{number}] when resuming scheduler with "
                    "last_epoch >= 0."
                )
        self.base_lrs: list[float] = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self._last_lr: list[float] = []
        self.begin()

    def begin(self) -> None:
        """Set the rates of the beginning, or of ``last_epoch`` + 1."""
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def step(self, epoch: int | None = None) -> None:
        """Set the next epoch's rates, or those of ``epoch``; call it after the optimizer's own step."""
        if self._step_count == 1 and not self.optimizer.stepped:
            warnings.warn(_TOO_EARLY, UserWarning, stacklevel=2)
        self._step_count += 1
        if epoch is not None:
            warn_of_epoch()
        self.go_to(epoch)

    def go_to(self, epoch: int | None) -> None:
        """Set the rates of ``epoch``, None for the next one."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        self._set(self.get_lr if epoch is None else self._closed_form)

    def take_back(self) -> None:
        """Be an epoch earlier; the rates stay."""
        self.last_epoch -= 1

    def _set(self, compute: Callable[[], list[float]]) -> None:
        """Let the groups have the rates that ``compute`` returns."""
        self._get_lr_called_within_step = True
        try:
            rates = compute()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        self._last_lr = self._current()

    def get_lr(self) -> list[float]:
        """Return the rates of ``last_epoch``, computed from those that the groups have now. `step` calls it."""
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.",
                UserWarning,
                stacklevel=2,
            )
        return self._next()

    def _next(self) -> list[float]:
        raise NotImplementedError

    def _closed_form(self) -> list[float]:
        """Return the rates of ``last_epoch``, computed from those at the beginning, where there is such a form."""
        return self.get_lr()

    def _current(self) -> list[float]:
        return [group["lr"] for group in self.optimizer.param_groups]

    def get_last_lr(self) -> list[float]:
        """Return the rates that the last step set."""
        return self._last_lr

    def state_dict(self) -> dict[str, Any]:
        """Return everything but the optimizer."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` returned."""
        self.__dict__.update(state_dict)
