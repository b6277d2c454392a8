"""Divisors and multiples of integers."""

from __future__ import annotations

from typing import Final

import numpy as np

from insitu_engine.dtypes import Category
from insitu_engine.optable import Out, Tensor, op
from insitu_engine.rules import broadcast, promote, within

_INTEGERS: Final = frozenset({Category.INT})


@op(dtype=within(_INTEGERS, "gcd_cpu", promote), shape=broadcast, inplace=True)
def gcd(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the greatest common divisor of both elements, which is 0 for two zeros."""
    return np.gcd(self, other, out=out)


@op(dtype=within(_INTEGERS, "lcm_cpu", promote), shape=broadcast, inplace=True)
def lcm(out: Out, self: Tensor, other: Tensor) -> Tensor:
    """Return the least common multiple of both elements, which is 0 where one of them is."""
    return np.lcm(self, other, out=out)
