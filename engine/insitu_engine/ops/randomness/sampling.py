"""Random numbers whose distributions the elements of a tensor are the parameters of.

The one rule: what is no probability or rate is refused before anything is drawn.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import float32, float64, int64
from insitu_engine.errors import BadValueError, DTypeError, InvalidValueError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Array, Out, Random, Tensor, op
from insitu_engine.rules import broadcast, refuse_unless

#: PyTorch counts categories in a float32, which tells no more of them apart.
_MOST_CATEGORIES = 2**24


def _drawn_categories(self: Operand, num_samples: int, replacement: bool) -> Computed:
    given = self.meta
    if not 1 <= given.ndim <= 2:
        raise BadValueError("prob_dist must be 1 or 2 dim")
    if not given.dtype.is_floating_point:
        raise DTypeError(
            f"multinomial only supports floating-point dtypes for input, got: {given.dtype.title}"
        )
    if num_samples <= 0:
        raise BadValueError("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > given.shape[-1]:
        raise BadValueError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    if given.shape[-1] > _MOST_CATEGORIES:
        raise BadValueError("number of categories cannot exceed 2^24")
    return Computed((meta(int64, (*given.shape[:-1], num_samples)),))


def _check_categories(self: Tensor, num_samples: int, replacement: bool) -> None:
    if not replacement or num_samples == 1:
        if not np.all((self >= 0) & (self < np.inf)):
            raise BadValueError("probability tensor contains either `inf`, `nan` or element < 0")
    elif not np.all(self >= 0):
        raise BadValueError("invalid multinomial distribution (encountering probability entry < 0)")
    elif not np.all(np.isfinite(self)):
        raise BadValueError(
            "invalid multinomial distribution (encountering probability entry = infinity or NaN)"
        )
    if not np.all(self.sum(axis=-1, dtype=np.float64) > 0):
        raise BadValueError("invalid multinomial distribution (sum of probabilities <= 0)")


@op(plan=_drawn_categories, check=_check_categories)
def multinomial(
    out: Out, self: Tensor, num_samples: int, replacement: bool = False, *, random: Random
) -> Tensor:
    """Return ``num_samples`` positions in each row, drawn with the probabilities that the row is in proportion to.

    Without replacement each position comes at most once.
    """
    numbers = random.numbers
    rows, drawn = np.atleast_2d(self).astype(np.float64), np.atleast_2d(out)
    if replacement:
        sums = np.cumsum(rows, axis=-1)
        chances = numbers.random(drawn.shape) * sums[:, -1:]
        for row, chance, result in zip(sums, chances, drawn, strict=True):
            result[...] = np.searchsorted(row, chance, side="right")
        return out
    # Exponential races: whoever has the greater rate arrives earlier (Efraimidis and Spirakis, 2006).
    with np.errstate(all="ignore"):
        arrivals = numbers.standard_exponential(rows.shape) / rows
    drawn[...] = np.argsort(arrivals, axis=-1, kind="stable")[:, :num_samples]
    return out


def _rates(self: Operand) -> Computed:
    dtype = self.meta.dtype
    refuse_unless(dtype.is_floating_point, "poisson_cpu", dtype)
    return Computed((meta(dtype, self.meta.shape),))


def _check_rates(self: Tensor) -> None:
    if not np.all(self >= 0):
        raise BadValueError("invalid Poisson rate, expected rate to be non-negative")


@op(plan=_rates, check=_check_rates, where=("function",))
def poisson(out: Out, self: Tensor, *, random: Random) -> Tensor:
    """Return a number for each element, from the Poisson distribution whose rate the element is."""
    np.copyto(out, random.numbers.poisson(self), casting="unsafe")
    return out


def _trials(count: Operand, prob: Operand) -> Computed:
    for name, given in (("count", count), ("prob", prob)):
        if not given.meta.dtype.is_floating_point:
            raise InvalidValueError(
                f"binomial only supports floating-point dtypes for {name}, got: {given.meta.dtype.title}"
            )
    dtype = count.meta.dtype
    if prob.meta.dtype is not dtype:
        raise DTypeError(f"Found dtype {prob.meta.dtype.title} but expected {dtype.title}")
    refuse_unless(dtype in (float32, float64), "binomial_cpu", dtype)
    return Computed((meta(dtype, broadcast(count, prob)),))


@op(plan=_trials, where=("function",))
def binomial(out: Out, count: Tensor, prob: Tensor, *, random: Random) -> Tensor:
    """Return how many of ``count`` trials succeed, each with the probability ``prob``."""
    np.copyto(out, random.numbers.binomial(_whole(count), _chance(prob)), casting="unsafe")
    return out


def _whole(count: Array) -> Any:
    """Return counts as integers, which are 0 where there is nothing to try."""
    return np.where(count > 0, count, 0).astype(np.int64)


def _chance(prob: Array) -> Any:
    """Return probabilities between 0 and 1, the nearest one for others."""
    return np.where(prob > 0, np.minimum(prob, 1), 0).astype(np.float64)
