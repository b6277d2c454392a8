"""Gradients of calls whose results do not move with their arguments: comparisons and random numbers written in place.

The one rule: what was there before is gone, so zeros flow. Of PyTorch's logical ops in place, which let the gradient
pass as if nothing had been written, these differ.
"""

from __future__ import annotations

from insitu_engine.gradients.formulas import gradient, nothing

gradient("eq_", "ne_", "lt_", "le_", "gt_", "ge_", self=nothing, other=nothing)
gradient("logical_and_", "logical_or_", "logical_xor_", self=nothing, other=nothing)
gradient("logical_not_", self=nothing)
gradient(
    "cauchy_", "exponential_", "geometric_", "log_normal_", "normal_", "poisson", "random_", "uniform_",
    self=nothing,
)  # fmt: skip
gradient("bernoulli", "bernoulli_", self=nothing, p=nothing)
gradient("normal", mean=nothing, std=nothing)
