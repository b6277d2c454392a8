"""Programs for the refusal of shapes that do not fit."""

from __future__ import annotations

from typing import Final

_SHAPES: Final = {
    "smaller": "T.ones(2).add_(T.ones(2, 2))",
    "one": "T.ones(1).add_(T.ones(2))",
    "a number": "T.tensor(1.).add_(T.ones(2))",
    "an empty one": "T.ones(2).add_(T.ones(0))",
    "too small to grow": "T.ones(1, 2).add_(T.ones(2, 2))",
    "different": "T.ones(2).add_(T.ones(3))",
    "different inside": "T.ones(2, 3).mul_(T.ones(2, 2))",
    "different before": "T.ones(2, 1, 3).sub_(T.ones(3, 1, 2))",
    "+=": "a = T.ones(2)\na += T.ones(2, 2)",
    "copy_": "T.ones(2).copy_(T.ones(2, 2))",
    "copy_ of another size": "T.ones(2).copy_(T.ones(3))",
    "addcmul_": "T.ones(2).addcmul_(T.ones(2, 2), T.ones(2))",
    "addcdiv_": "T.ones(2).addcdiv_(T.ones(3), T.ones(3))",
    "lerp_": "T.ones(2).lerp_(T.ones(2, 2), 0.5)",
    "pow_": "T.ones(2).pow_(T.ones(2, 2))",
    "eq_": "T.ones(2).eq_(T.ones(2, 2))",
    "clamp_": "T.ones(2).clamp_(T.ones(2, 2))",
    "masked_fill_": "T.ones(2).masked_fill_(T.ones(2, 2, dtype=T.bool), 0)",
    "masked_fill_ of another size": "T.ones(2).masked_fill_(T.ones(3, dtype=T.bool), 0)",
    "bernoulli_": "T.ones(2).bernoulli_(T.ones(2, 2))",
    "assigned": "p[:] = T.ones(2)",
    "assigned part": "p[1:] = T.ones(3)",
    "assigned more dimensions": "p[0] = T.ones(2)",
    "assigned ones before": "p[:2] = T.ones(1, 1, 2)\nr = p",
    "assigned to places": "p[[0, 1]] = T.ones(3)",
    "assigned to a mask": "p[p > 1] = T.ones(3)",
    "by a mask of another size": "p[T.ones(2, dtype=T.bool)] = 1",
    "addmm_": "T.ones(2).addmm_(T.ones(2, 2), T.ones(2, 2))",
    "addmm_ of others": "T.ones(2, 2).addmm_(T.ones(2, 3), T.ones(2, 2))",
    "addmv_": "T.ones(2).addmv_(T.ones(2, 3), T.ones(2))",
    "addmv_ of one": "T.ones(1).addmv_(T.ones(2, 2), T.ones(2))",
    "addr_": "T.ones(2, 3).addr_(T.ones(3), T.ones(2))",
    "baddbmm_": "T.ones(2, 2).baddbmm_(T.ones(1, 2, 2), T.ones(1, 2, 2))",
    "addmm_ of a matrix": "T.ones(2, 2).addmm_(p, p)",
    "what is left": "try:\n    p.add_(T.ones(2))\nexcept RuntimeError:\n    pass\nr = (p, p._version)",
    "of a leaf": "x.add_(T.ones(2))",
    "of a view of a leaf": "x[:2].add_(T.ones(3))",
    "of a computed tensor": "h = x * 1\nh.add_(T.ones(2))",
}

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.3 shape": _SHAPES,
}
