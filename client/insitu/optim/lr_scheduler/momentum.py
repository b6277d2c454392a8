"""Momentum that a scheduler moves: ``momentum`` of a group, or the first of its ``betas``."""

from __future__ import annotations

from collections.abc import Sequence

from insitu.optim.optimizer import Group, Optimizer
from insitu_engine.errors import InvalidValueError


def for_groups(optimizer: Optimizer, name: str, given: Sequence[float] | float) -> list[float]:
    """Return a number for each group; raise InvalidValueError for a list of another length."""
    groups = len(optimizer.param_groups)
    listed = list(given) if isinstance(given, Sequence) else [given] * groups
    if len(listed) != groups:
        raise InvalidValueError(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(listed)} values, "
            f"param_groups has {groups}."
        )
    return listed


def require_momentum(optimizer: Optimizer) -> None:
    """Raise InvalidValueError for an optimizer that has none."""
    if not optimizer.defaults.keys() & {"betas", "momentum"}:
        raise InvalidValueError(
            "optimizer must support momentum or beta1 with `cycle_momentum` option enabled"
        )


def set_momentum(group: Group, momentum: float) -> None:
    """Let a group have this momentum."""
    if "betas" in group:
        group["betas"] = (momentum, *group["betas"][1:])
    else:
        group["momentum"] = momentum
