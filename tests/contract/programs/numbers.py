"""Programs for numbers that NumPy and PyTorch see differently."""

from __future__ import annotations

from typing import Final

_TYPES: Final = "uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 bool complex64"

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.6 shared memory": {
        "a shifted part": "p[1:] += p[:-1]",
        "windows": "a = T.tensor([0., 1., 2., 3.])\nr = a.as_strided((2, 3), (1, 1)).shape",
        "a broadcast tensor is written": "a = T.zeros(1)\na.broadcast_to((3,)).fill_(1)\nr = a",
        "a broadcast tensor is added to": "T.zeros(1).broadcast_to((3,)).add_(1)",
        "an expanded tensor's element": "a = T.zeros(2, 1)\na.expand(2, 3)[1, 2] = 5\nr = a",
    },
    "2.6 promotion": {
        f"{left} and {right}": f"r = (T.ones(2, dtype=T.{left}) + T.ones(2, dtype=T.{right})).dtype"
        for left in _TYPES.split()
        for right in _TYPES.split()
    }
    | {
        f"{kind} and a tensor of one {other}": f"r = (T.ones(2, dtype=T.{kind}) + T.ones((), dtype=T.{other})).dtype"
        for kind in _TYPES.split()
        for other in ("int64", "float32", "float64", "bool", "complex64")
    }
    | {
        f"{kind} and {number}": f"r = (T.ones(2, dtype=T.{kind}) + {number}).dtype"
        for kind in _TYPES.split()
        for number in ("1", "1.5", "True", "1j")
    }
    | {
        f"{kind} {what}": f"r = {code}.dtype"
        for kind in _TYPES.split()
        if kind != "complex64"
        for what, code in {
            "divided": f"(T.ones(2, dtype=T.{kind}) / T.ones(2, dtype=T.{kind}))",
            "of a root": f"T.ones(2, dtype=T.{kind}).sqrt()",
            "summed": f"T.ones(2, dtype=T.{kind}).sum()",
            "multiplied up": f"T.ones(2, dtype=T.{kind}).prod()",
            "cumulated": f"T.ones(2, dtype=T.{kind}).cumsum(0)",
        }.items()
    }
    | {
        "a mean of integers": "T.ones(2, dtype=T.int64).mean()",
        "two numbers": "r = (T.tensor(1) + T.tensor(1.5)).dtype",
        "one number and one": "r = (T.tensor(1, dtype=T.uint8) + 300).dtype",
        "in place": "a = T.ones(2)\na += T.ones(2, dtype=T.float64)\nr = a.dtype",
    },
    "2.6 integers wrap": {
        "a tensor of larger ones": "a = T.ones(2, dtype=T.uint8)\na += T.full((2,), 300)\nr = a",
        "a larger number": "a = T.ones(2, dtype=T.uint8)\na += 300\nr = a",
        "truth": "a = T.tensor([True, False])\na += True\nr = a",
        "truth and a number": "a = T.tensor([True, False])\na += 1",
    },
    "2.6 nan into integers": {
        "fill_": "T.ones(2, dtype=T.long).fill_(float('nan'))",
        "assigned": "a = T.ones(2, dtype=T.long)\na[0] = float('nan')",
        "assigned to a mask": "a = T.ones(2, dtype=T.long)\na[a > 0] = float('nan')",
    },
    "2.6 signs and rounding": {
        "sign of nan": "r = T.tensor([float('nan'), -2., 0.]).sign()",
        "sign_ of nan": "r = T.tensor([float('nan'), -2., 0.]).sign_()",
        "std": "r = p.std()",
        "std of a population": "r = p.std(correction=0)",
        "var": "r = p.var()",
        "round": "r = T.tensor([0.5, 1.5, 2.5, -0.5, -1.5]).round()",
        "round_": "r = T.tensor([0.5, 1.5, 2.5, -0.5, -1.5]).round_()",
        "round_ to decimals": "r = T.tensor([0.125, 0.375, 1234.5]).round_(decimals=2)",
        "remainder": "r = T.tensor([-7, 7, -7, 7]).remainder(T.tensor([3, -3, -3, 3]))",
        "remainder_ of floats": "r = T.tensor([-7., 7., -7.5]).remainder_(T.tensor([3., -3., 2.]))",
        "remainder by infinity": "r = T.tensor([-7., 7.]).remainder(float('inf'))",
        "fmod": "r = T.tensor([-7, 7, -7]).fmod(T.tensor([3, -3, -3]))",
        "fmod_": "r = T.tensor([-7., 7., -7.5]).fmod_(2)",
        "floor_divide": "r = T.tensor([-7, 7, -7]).floor_divide(2)",
        "floor_divide_": "r = T.tensor([-7., 7., -7.5]).floor_divide_(2)",
        "//": "r = T.tensor([-7, 7]) // 2",
        "divided and truncated": "r = T.tensor([-7, 7]).div_(2, rounding_mode='trunc')",
        "divided and floored": "r = T.tensor([-7, 7]).div_(2, rounding_mode='floor')",
        "floats divided by nought": "r = T.tensor([-1., 0., 1.]).div_(0)",
        "floats floored by nought": "r = T.tensor([-1., 0., 1.]).floor_divide_(0)",
        "floats left by nought": "r = T.tensor([-1., 0., 1.]).remainder_(0)",
        "max of nan": "r = T.tensor([1., float('nan'), 3.]).max()",
        "maximum of nan": "r = T.tensor([1., float('nan')]).maximum(T.tensor([float('nan'), 1.]))",
        "clamp_ of nan": "r = T.tensor([1., float('nan')]).clamp_(0, 0.5)",
        "sum of small integers": "r = T.full((3,), 100, dtype=T.int8).sum()",
        "nan_to_num_": "r = T.tensor([float('nan'), float('inf'), -float('inf')]).nan_to_num_()",
        "copysign of nought": "r = T.tensor([1., -1.]).copysign_(T.tensor([-0., 0.]))",
        "nought to the nought": "r = T.tensor([0., 1.]).pow_(0)",
        "relu_ of nan": "r = T.tensor([float('nan'), -0.]).relu_()",
    },
}
