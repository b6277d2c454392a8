"""Programs for what is allowed although it surprises."""

from __future__ import annotations

from typing import Final

_COMPARING: Final = "eq_ ne_ not_equal_ lt_ less_ le_ less_equal_ gt_ greater_ ge_ greater_equal_ logical_and_ logical_or_ logical_xor_"

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.3 allowed: expanded and filled": {
        "fill_": "a = T.zeros(1)\na.expand(3).fill_(2)\nr = (a, a._version)",
        "fill_ by a tensor": "a = T.zeros(1)\na.expand(3).fill_(T.tensor(2.))\nr = a",
        "zero_": "a = T.ones(1)\na.expand(3).zero_()\nr = a",
        "assigned": "a = T.zeros(1)\na.expand(3)[:] = 2\nr = a",
        "assigned a part": "a = T.zeros(2, 1)\na.expand(2, 3)[0] = 2\nr = a",
        "assigned one": "a = T.zeros(1)\na.expand(3)[1] = 2\nr = a",
        "assigned several alike": "a = T.zeros(1)\na.expand(3)[...] = T.tensor(2.)\nr = a",
        "of a computed tensor": "h = x * 1\nh[:1].expand(3).fill_(2)\nh.sum().backward()\nr = (h, x.grad)",
        "matrix": "a = T.zeros(2, 1)\na.expand(2, 3).zero_()\nr = (a, a._version)",
        "constant_": "r = nn.init.constant_(T.zeros(1).expand(3), 2)",
        "zeros_": "r = nn.init.zeros_(T.ones(1).expand(3))",
    },
    "2.3 allowed: expanded, with a warning": {
        "masked_fill_": "a = T.zeros(1)\na.expand(3).masked_fill_(T.tensor([True, False, False]), 2)\nr = a",
        "masked_fill_ by a tensor": "a = T.zeros(1)\na.expand(3).masked_fill_(T.tensor([True, False, False]), T.tensor(2.))\nr = a",
        "masked_fill_ of nothing": "a = T.zeros(1)\na.expand(3).masked_fill_(T.tensor([False, False, False]), 2)\nr = a",
        "index_put_": "a = T.zeros(1)\na.expand(3).index_put_((T.tensor([0]),), T.tensor(2.))\nr = a",
        "index_fill_": "a = T.zeros(1)\na.expand(3).index_fill_(0, T.tensor([1]), 2)\nr = a",
        "assigned to a mask": "a = T.zeros(1)\na.expand(3)[T.tensor([True, False, False])] = 2\nr = a",
        "assigned to places": "a = T.zeros(1)\na.expand(3)[[0, 1]] = 2\nr = a",
        "without one": "a = T.zeros(3)\na.masked_fill_(T.tensor([True, False, False]), 2)\na.index_put_((T.tensor([1]),), T.tensor(3.))\nr = a",
        "expanded to one": "a = T.zeros(1)\na.expand(1).masked_fill_(T.tensor([True]), 2)\nr = a",
        "at the user's line": "a = T.zeros(1).expand(3)\n\na.masked_fill_(T.tensor([True, False, False]), 2)\nr = 0",
    },
    "2.3 allowed: truth in self's dtype": {
        f"{name} of {kind}": f"a = T.tensor([0, 1, 2]).to(T.{kind})\na.{name}(T.tensor([0, 2, 1]).to(T.{kind}))\nr = (a, a._version)"
        for name in _COMPARING.split()
        for kind in ("float32", "int64", "bool", "uint8")
    }
    | {
        "logical_not_": "r = T.tensor([0., 1., 2.]).logical_not_()",
        "eq_ of a number": "r = p.eq_(2)",
        "eq_ of itself": "r = p.eq_(p)",
        "lt_ of integers by floats": "r = T.tensor([1, 3]).lt_(T.tensor([1.5, 1.5]))",
        "of a computed tensor": "h = x * 1\nh.eq_(1)\nr = (h, h.requires_grad, h.grad_fn)\nh.sum().backward()\nr += (x.grad,)",
    },
    "2.3 allowed: integers wrap": {
        "a tensor of larger ones": "r = T.ones(2, dtype=T.uint8).add_(T.full((2,), 300))",
        "a larger number": "r = T.ones(2, dtype=T.int8).add_(300)",
        "of uint8": "r = T.ones(2, dtype=T.uint8).add_(300)",
        "below": "r = T.ones(2, dtype=T.uint8).sub_(2)",
        "negated": "r = T.ones(2, dtype=T.uint8).neg_()",
        "multiplied": "r = T.full((2,), 100, dtype=T.int8).mul_(100)",
        "the most": "r = T.full((2,), 2**63 - 1).add_(1)",
        "copied": "r = T.zeros(2, dtype=T.uint8).copy_(T.tensor([300, -1]))",
        "shifted": "r = T.full((2,), 64, dtype=T.int8).bitwise_left_shift_(2)",
        "powers": "r = T.full((2,), 3, dtype=T.int8).pow_(6)",
        "summed": "r = T.full((3,), 100, dtype=T.uint8).cumsum_(0)",
        "absolute": "r = T.full((2,), -128, dtype=T.int8).abs_()",
    },
    "2.3 allowed: self keeps its dtype": {
        "float and double": "r = T.ones(2).add_(T.full((2,), 2., dtype=T.float64))",
        "half and float": "r = T.ones(2, dtype=T.half).add_(T.full((2,), 0.5))",
        "bfloat16 and float": "r = T.ones(2, dtype=T.bfloat16).mul_(T.full((2,), 1.5))",
        "float and integers": "r = p.add_(T.ones(3, dtype=T.long))",
        "float and truth": "r = p.add_(T.ones(3, dtype=T.bool))",
        "complex and floats": "r = T.ones(2, dtype=T.complex64).add_(T.ones(2)).real",
        "complex and doubles": "r = T.ones(2, dtype=T.complex64).add_(T.ones(2, dtype=T.complex128)).dtype",
        "int and long": "r = T.ones(2, dtype=T.int32).add_(T.full((2,), 5))",
        "a gradient of another dtype": "a = T.ones(2, dtype=T.float64, requires_grad=True)\nh = T.ones(2)\nh.add_(a * 2)\nh.sum().backward()\nr = (h, a.grad, h.grad_fn)",
    },
    "2.3 allowed: truncation": {
        "copy_": "r = T.zeros(4, dtype=T.long).copy_(T.tensor([1.9, -1.9, 0.5, 2.5]))",
        "assigned": "a = T.zeros(3, dtype=T.long)\na[0] = 1.9\na[1:] = T.tensor([-1.9, 2.5])\nr = a",
        "fill_": "r = T.zeros(2, dtype=T.long).fill_(-1.9)",
        "masked_fill_": "r = T.zeros(2, dtype=T.long).masked_fill_(T.tensor([True, False]), 1.9)",
        "to truth": "r = T.zeros(3, dtype=T.bool).copy_(T.tensor([0., 0.5, -2.]))",
        "of a complex": "r = T.zeros(2).copy_(T.ones(2))",
        "index_fill_": "r = T.zeros(2, dtype=T.long).index_fill_(0, T.tensor([0]), 2)",
    },
    "2.3 allowed: int32 indices": {
        "scatter_": "r = T.zeros(3).scatter_(0, T.tensor([0, 2], dtype=T.int32), 1.)",
        "scatter_ of values": "r = T.zeros(3).scatter_(0, T.tensor([0, 2], dtype=T.int32), T.tensor([5., 6.]))",
        "scatter_add_": "r = T.zeros(3).scatter_add_(0, T.tensor([2, 2], dtype=T.int32), T.tensor([5., 6.]))",
        "scatter_reduce_": "r = p.scatter_reduce_(0, T.tensor([2, 2], dtype=T.int32), T.tensor([5., 6.]), 'amax')",
        "gather": "r = p.gather(0, T.tensor([2, 0], dtype=T.int32))",
        "index_add_": "r = T.zeros(3).index_add_(0, T.tensor([2, 2], dtype=T.int32), T.tensor([5., 6.]))",
        "index_copy_": "r = T.zeros(3).index_copy_(0, T.tensor([0], dtype=T.int32), T.ones(1))",
        "index_fill_": "r = T.zeros(3).index_fill_(0, T.tensor([0], dtype=T.int32), 1)",
        "index_select": "r = p.index_select(0, T.tensor([2, 0], dtype=T.int32))",
        "subscript": "r = p[T.tensor([2, 0], dtype=T.int32)]",
        "assigned": "p[T.tensor([2, 0], dtype=T.int32)] = 9.\nr = p",
        "index_put_": "r = p.index_put_((T.tensor([2, 0], dtype=T.int32),), T.tensor(9.))",
        "take": "p.take(T.tensor([2, 0], dtype=T.int32))",
        "with a gradient": "h = x * 1\nh.scatter_(0, T.tensor([0], dtype=T.int32), 1.)\nh.sum().backward()\nr = x.grad",
    },
}
