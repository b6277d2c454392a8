"""Random numbers drawn in place, one distribution an op."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.blocks import blocks
from insitu_engine.dtypes import Category, DType, dtype_of_array, real_of
from insitu_engine.errors import BadValueError, DTypeError, ShapeError
from insitu_engine.limits import digits, largest
from insitu_engine.meta import Operand
from insitu_engine.ops.factories.creation import sized_like
from insitu_engine.ops.randomness.random import (
    draw,
    draw_integers,
    draw_normal,
    draw_uniform,
    integer_limits,
    require_gaussian,
    require_range,
    require_uniform,
)
from insitu_engine.optable import Array, Out, Random, Tensor, TensorLike, op
from insitu_engine.rules import refuse_unless

METHOD: Final = ("method",)


def _bounds(self: Operand, from_: float, to: float) -> Computed:
    planned = require_uniform(sized_like(self, None))
    dtype = real_of(self.meta.dtype)
    most = largest(dtype)
    for name, value in (("from", from_), ("to", to)):
        if not -most <= value <= most:
            raise BadValueError(f"{name} is out of bounds for {dtype.c_name}")
    if from_ > to:
        raise BadValueError(
            f"uniform_ expects to return a [from, to) range, but found from={from_:g} > to={to:g}"
        )
    if to - from_ > most:
        raise BadValueError(
            f"uniform_ expects to-from <= std::numeric_limits<{dtype.title}>::max(), but found to={to:g} and "
            f"from={from_:g} which result in to-from to exceed the limit"
        )
    return planned


@op(plan=_bounds, where=METHOD, as_stored=True)
def uniform_(out: Out, self: Tensor, from_: float = 0, to: float = 1, *, random: Random) -> Tensor:
    """In place: draw every element evenly from ``from_`` to before ``to``."""
    del self
    return draw_uniform(out, from_, to, random)


def _spread(self: Operand, mean: float, std: float) -> Computed:  # noqa: ARG001 - any mean will do
    if not std >= 0:
        raise BadValueError(f"normal expects std >= 0.0, but found std {std:g}")
    return require_gaussian(sized_like(self, None))


@op(plan=_spread, where=METHOD)
def normal_(out: Out, self: Tensor, mean: float = 0, std: float = 1, *, random: Random) -> Tensor:
    """In place: draw every element from the normal distribution of this mean and standard deviation."""
    del self
    return draw_normal(out, mean, std, random)


def _rate(self: Operand, lambd: float) -> Computed:
    dtype = self.meta.dtype
    if not dtype.is_floating_point:
        raise DTypeError(
            "Exponential distribution is a continuous probability distribution. "
            f"dtype must be a floating point but you specified {dtype.title}"
        )
    if not lambd > 0:
        raise BadValueError(f"exponential_ expects lambda > 0.0, but found lambda={lambd:g}")
    return sized_like(self, None)


@op(plan=_rate, where=METHOD)
def exponential_(out: Out, self: Tensor, lambd: float = 1, *, random: Random) -> Tensor:
    """In place: draw every element from the exponential distribution of rate ``lambd``."""
    del self
    numbers = random.numbers
    return draw(out, lambda count, drawn: numbers.standard_exponential(count, dtype=drawn) / lambd)


def _random_bounds(dtype: DType, from_: int | None, to: int | bool | None) -> tuple[int, int]:
    """Return the first integer and the one behind the last. One bound alone is the upper one."""
    given = [bound for bound in (from_, to) if bound is not None and bound is not False]
    if len(given) == 2:
        return given[0], given[1]
    if given and (to is False or from_ is None):
        return 0, given[0]
    last = integer_limits(dtype)[1]
    if from_ is not None:
        return from_, last + 1
    return 0, (2 ** digits(dtype) if dtype.is_floating_point else last) + 1


def _randomized(self: Operand, from_: int | None, to: int | bool | None) -> Computed:
    dtype = self.meta.dtype
    if dtype.is_complex and from_ is None and not to:
        refuse_unless(False, "random_kernel_cpu", dtype)
    low, high = (0, 1) if dtype.is_complex else _random_bounds(dtype, from_, to)
    require_range(low, high, dtype)
    return sized_like(self, None)


@op(plan=_randomized, where=METHOD, as_stored=True)
def random_(
    out: Out, self: Tensor, from_: int | None = None, to: int | bool | None = False, *, random: Random
) -> Tensor:
    """In place: draw every element from the integers from ``from_`` to before ``to``.

    With ``to=None`` they go up to the dtype's largest. Where ``to`` is left out, ``from_`` alone is the upper bound, and
    without any bound the integers go from 0 as far as the dtype tells them apart.
    """
    del self
    low, high = _random_bounds(dtype_of_array(out), from_, to)
    return draw_integers(out, low, high, random)


_IMPROBABLE: Final = (
    "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  "
    "If so, please report an enhancement request to PyTorch.)"
)


def _refuse_improbable(probabilities: Array) -> None:
    if not np.all((probabilities >= 0) & (probabilities <= 1)):
        raise BadValueError(_IMPROBABLE)


def _require_probability(p: float) -> None:
    if not 0 <= p <= 1:
        raise BadValueError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")


def _trial(self: Operand, p: float | None) -> Computed:
    dtype = self.meta.dtype
    if p is not None:
        _require_probability(p)
        refuse_unless(not dtype.is_complex, "bernoulli_scalar_cpu_", dtype)
    else:
        refuse_unless(not dtype.is_complex, "bernoulli_tensor_cpu_self_", dtype)
        refuse_unless(dtype.is_floating_point, "bernoulli_tensor_cpu_p_", dtype)
    return sized_like(self, None)


def _check_trial(self: Tensor, p: float | None) -> None:
    if p is None:
        _refuse_improbable(self)


@op(plan=_trial, check=_check_trial)
def bernoulli(out: Out, self: Tensor, p: float | None = None, *, random: Random) -> Tensor:
    """Return 1 or 0 for each element, 1 with the probability that the element says, or ``p`` where it is given."""
    return _draw_trials(out, self if p is None else p, random)


def _trial_in_place(self: Operand, p: Any) -> Computed:
    target = self.meta
    if not isinstance(p, Operand):
        _require_probability(p)
        refuse_unless(not target.dtype.is_complex, "bernoulli_scalar_cpu_", target.dtype)
        return sized_like(self, None)
    given = p.meta
    refuse_unless(not target.dtype.is_complex, "bernoulli_tensor_cpu_self_", target.dtype)
    refuse_unless(given.dtype.is_floating_point, "bernoulli_tensor_cpu_p_", given.dtype)
    if given.ndim > target.ndim:
        raise ShapeError(
            f"expand(torch.{given.dtype.title}Tensor{{{list(given.shape)}}}, size={list(target.shape)}): the number "
            f"of sizes provided ({target.ndim}) must be greater or equal to the number of dimensions in the tensor "
            f"({given.ndim})"
        )
    lead = target.ndim - given.ndim
    for dim in reversed(range(given.ndim)):
        if given.shape[dim] not in (1, target.shape[lead + dim]):
            raise ShapeError(
                f"The expanded size of the tensor ({target.shape[lead + dim]}) must match the existing size "
                f"({given.shape[dim]}) at non-singleton dimension {lead + dim}.  Target sizes: {list(target.shape)}.  "
                f"Tensor sizes: {list(given.shape)}"
            )
    return sized_like(self, None)


def _check_trial_in_place(self: Tensor, p: Any) -> None:  # noqa: ARG001 - its values do not count
    if isinstance(p, np.ndarray):
        _refuse_improbable(p)


@op(plan=_trial_in_place, check=_check_trial_in_place, by_value=True, where=METHOD)
def bernoulli_(out: Out, self: Tensor, p: TensorLike = 0.5, *, random: Random) -> Tensor:
    """In place: set each element to 1 with probability ``p``, a number or a tensor, else to 0."""
    del self
    return _draw_trials(out, p, random)


def _draw_trials(out: Out, p: Any, random: Random) -> Out:
    """Write 1 with probability ``p``; ``p`` may be ``out`` itself."""
    numbers = random.numbers
    for part, chance in blocks(out, np.asarray(p), order="C"):
        np.copyto(part, numbers.random(part.size) < chance, casting="unsafe")
    return out


def _failures(self: Operand, p: float) -> Computed:
    dtype = self.meta.dtype
    refuse_unless(dtype.category in (Category.INT, Category.FLOAT), "geometric_cpu", dtype)
    if not 0 < p < 1:
        raise BadValueError(f"geometric_ expects p to be in (0, 1), but got p={p:g}")
    return sized_like(self, None)


@op(plan=_failures, where=METHOD)
def geometric_(out: Out, self: Tensor, p: float, *, random: Random) -> Tensor:
    """In place: draw for each element the number of trials up to the first success, of probability ``p``."""
    del self
    numbers = random.numbers
    for (part,) in blocks(out, order="C"):
        np.copyto(part, numbers.geometric(p, part.size), casting="unsafe")
    return out


def _peak(self: Operand, median: float, sigma: float) -> Computed:  # noqa: ARG001 - any median will do
    dtype = self.meta.dtype
    if not dtype.is_floating_point:
        raise DTypeError(
            "Cauchy distribution is a continuous probability distribution. "
            f"dtype must be a floating point but you specified {dtype.c_name}"
        )
    if not sigma > 0:
        raise BadValueError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma:g}")
    return sized_like(self, None)


@op(plan=_peak, where=METHOD)
def cauchy_(out: Out, self: Tensor, median: float = 0, sigma: float = 1, *, random: Random) -> Tensor:
    """In place: draw every element from the Cauchy distribution of this median and half-width."""
    del self
    numbers = random.numbers
    return draw(out, lambda count, _: numbers.standard_cauchy(count) * sigma + median)


def _log_spread(self: Operand, mean: float, std: float) -> Computed:  # noqa: ARG001 - any mean will do
    dtype = self.meta.dtype
    refuse_unless(dtype.is_floating_point, "log_normal_cpu", dtype)
    if not std > 0:
        raise BadValueError(f"log_normal_ expects std > 0.0, but found std={std:g}")
    return sized_like(self, None)


@op(plan=_log_spread, where=METHOD)
def log_normal_(out: Out, self: Tensor, mean: float = 1, std: float = 2, *, random: Random) -> Tensor:
    """In place: draw every element from the distribution whose logarithm is normal, with this mean and deviation."""
    del self
    numbers = random.numbers
    return draw(out, lambda count, _: np.exp(numbers.standard_normal(count) * std + mean))
