"""Gradients of what multiplies and adds in one pass."""

from __future__ import annotations

from insitu_engine.gradients.formulas import conj, gradient

gradient(
    "addcmul",
    self=lambda g: g,
    tensor1=lambda g, tensor2, value: g * conj(tensor2 * value),
    tensor2=lambda g, tensor1, value: g * conj(tensor1 * value),
)
gradient(
    "addcdiv",
    self=lambda g: g,
    tensor1=lambda g, tensor2, value: g * conj(value) / conj(tensor2),
    tensor2=lambda g, tensor1, tensor2, value: -g * conj(tensor1 * value / (tensor2 * tensor2)),
)
gradient(
    "lerp",
    self=lambda g, weight: g * (1 - conj(weight)),
    end=lambda g, weight: g * conj(weight),
    weight=lambda g, self, end: g * conj(end - self),
)
