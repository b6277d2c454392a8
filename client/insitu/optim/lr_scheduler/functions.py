"""Rates by a function of the epoch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any, TypeAlias

from insitu.optim.lr_scheduler.scheduler import LRScheduler
from insitu.optim.optimizer import Optimizer
from insitu_engine.errors import ArgumentError, InvalidValueError

_Factor: TypeAlias = Callable[[int], float]


class LambdaLR(LRScheduler):
    """The initial rate times ``lr_lambda(epoch)``: one function for all groups, or a list with one for each."""

    def __init__(
        self, optimizer: Optimizer, lr_lambda: _Factor | Sequence[_Factor], last_epoch: int = -1
    ) -> None:
        groups = len(optimizer.param_groups)
        self.lr_lambdas: list[_Factor] = (
            list(lr_lambda) if isinstance(lr_lambda, Sequence) else [lr_lambda] * groups
        )
        if len(self.lr_lambdas) != groups:
            raise InvalidValueError(f"Expected {groups} lr_lambdas, but got {len(self.lr_lambdas)}")
        super().__init__(optimizer, last_epoch)

    def _next(self) -> list[float]:
        return [
            rate * factor(self.last_epoch)
            for factor, rate in zip(self.lr_lambdas, self.base_lrs, strict=True)
        ]

    def state_dict(self) -> dict[str, Any]:
        """Return everything but the optimizer; of a callable object its ``__dict__``, of a function None."""
        kept = [
            None if isinstance(factor, FunctionType) else vars(factor).copy() for factor in self.lr_lambdas
        ]
        return {**super().state_dict(), "lr_lambdas": kept}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` returned; functions stay."""
        super().load_state_dict({name: value for name, value in state_dict.items() if name != "lr_lambdas"})
        for factor, kept in zip(self.lr_lambdas, state_dict["lr_lambdas"], strict=True):
            if kept is not None:
                vars(factor).update(kept)


class MultiplicativeLR(LambdaLR):
    """The last rate times ``lr_lambda(epoch)``."""

    def __init__(
        self, optimizer: Optimizer, lr_lambda: _Factor | Sequence[_Factor], last_epoch: int = -1
    ) -> None:
        for factor in lr_lambda if isinstance(lr_lambda, Sequence) else (lr_lambda,):
            if not callable(factor):
                raise ArgumentError(f"lr_lambda should be a function, but got {type(factor).__name__}")
        super().__init__(optimizer, lr_lambda, last_epoch)

    def _next(self) -> list[float]:
        if self._is_initial:
            return self._current()
        return [
            rate * factor(self.last_epoch)
            for factor, rate in zip(self.lr_lambdas, self._current(), strict=True)
        ]
