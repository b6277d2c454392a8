"""Interpolation, against PyTorch: lines, images and volumes in every mode, and refusals."""

from __future__ import annotations

import pytest

LINES = """
F.interpolate(c,8)
F.interpolate(c,(8,))
F.interpolate(c,8.5)
F.interpolate(c,(8.5,))
F.interpolate(c)
F.interpolate(c,8,2.)
F.interpolate(c,scale_factor=2)
F.interpolate(c,scale_factor=1.6)
F.interpolate(c,scale_factor=(2.,))
F.interpolate(c,scale_factor=(2.,3.))
F.interpolate(c,scale_factor=(2.,3.),mode="linear")
F.interpolate(c,scale_factor=0.1)
F.interpolate(c,scale_factor=0.)
F.interpolate(c,scale_factor=-1.)
F.interpolate(c,0)
F.interpolate(c,-1)
F.interpolate(c,8,mode="linear")
F.interpolate(c,8,mode="linear",align_corners=True)
F.interpolate(c,8,mode="linear",align_corners=False)
F.interpolate(c,8,mode="nearest",align_corners=False)
F.interpolate(c,8,mode="area",align_corners=True)
F.interpolate(c,8,mode="bilinear")
F.interpolate(c,8,mode="bicubic")
F.interpolate(c,8,mode="trilinear")
F.interpolate(c,8,mode="foo")
F.interpolate(c,8,mode="area")
F.interpolate(c,3,mode="area")
F.interpolate(c,8,mode="nearest-exact")
F.interpolate(c,8,recompute_scale_factor=True)
F.interpolate(c,8,recompute_scale_factor=False)
F.interpolate(c,scale_factor=1.7,recompute_scale_factor=True)
F.interpolate(c,scale_factor=1.7,recompute_scale_factor=False)
F.interpolate(c,scale_factor=1.7,mode="area")
F.interpolate(c,8,antialias=True)
F.interpolate(c,8,mode="linear",antialias=True)
F.interpolate(c.unsqueeze(0),8,mode="bilinear",antialias=True)
F.interpolate(c.unsqueeze(0),2,mode="bilinear",antialias=True)
F.interpolate(c.unsqueeze(0),(8,3),mode="bilinear")
F.interpolate(c.unsqueeze(0),(8,3),mode="bicubic")
F.interpolate(c.unsqueeze(0),(8,3),mode="linear")
F.interpolate(c.unsqueeze(0),(8,3),mode="trilinear")
F.interpolate(c.unsqueeze(0),(8,3),mode="lanczos")
F.interpolate(c.unsqueeze(0),(8,3),mode="lanczos",antialias=True)
F.interpolate(c.unsqueeze(0),(8,3),mode="lanczos",antialias=True,align_corners=True)
F.interpolate(c.unsqueeze(0),(2,3),mode="lanczos",antialias=True)
F.interpolate(c.unsqueeze(0).unsqueeze(0),8,mode="trilinear")
F.interpolate(c.unsqueeze(0).unsqueeze(0),8,mode="bilinear")
F.interpolate(c.unsqueeze(0).unsqueeze(0),8,mode="linear")
F.interpolate(c.unsqueeze(0).unsqueeze(0),8,mode="bicubic")
F.interpolate(c.unsqueeze(0).unsqueeze(0).unsqueeze(0),8)
F.interpolate(c[0],8)
F.interpolate(c[0],())
F.interpolate(c[0],8,mode="linear")
F.interpolate(T.tensor(1.),8)
F.interpolate(c.long(),8)
F.interpolate(c.long(),8,mode="linear")
F.interpolate(c.long(),8,mode="nearest-exact")
F.interpolate(c.long(),8,mode="area")
F.interpolate(c.long().unsqueeze(0),8,mode="bilinear")
F.interpolate(c.long().unsqueeze(0),8,mode="bicubic")
F.interpolate(c.long().unsqueeze(0),8,mode="bilinear",antialias=True)
F.interpolate(c.long().unsqueeze(0),8)
F.interpolate(c.long().unsqueeze(0),8,mode="area")
F.interpolate(c.long().unsqueeze(0).unsqueeze(0),8)
F.interpolate(c.long().unsqueeze(0).unsqueeze(0),8,mode="trilinear")
F.interpolate(c.long().unsqueeze(0).unsqueeze(0),8,mode="area")
F.interpolate(c.bool(),8)
F.interpolate(complex64_cube,8)
F.interpolate(uint8_cube,8)
F.interpolate(uint8_cube,8,mode="linear")
F.interpolate(uint8_cube,8,mode="area")
F.interpolate(uint8_cube.unsqueeze(0),8,mode="bilinear")
F.interpolate(uint8_cube.unsqueeze(0),8,mode="bicubic")
F.interpolate(uint8_cube.unsqueeze(0),8,mode="bilinear",antialias=True)
F.interpolate(uint8_cube.unsqueeze(0).unsqueeze(0),8,mode="trilinear")
F.interpolate(c.half(),8)
F.interpolate(c.half(),8,mode="linear")
F.interpolate(c.half(),8,mode="area")
F.interpolate(c.half().unsqueeze(0),8,mode="bilinear",antialias=True)
F.interpolate(c.half().unsqueeze(0),8,mode="bicubic",antialias=True)
F.interpolate(T.zeros(0,3,4),8)
F.interpolate(T.zeros(2,0,4),8)
F.interpolate(T.zeros(2,3,0),8)
F.interpolate(T.zeros(0,3,4),8,mode="linear")
F.interpolate(T.zeros(2,0,4),8,mode="linear")
F.interpolate(T.zeros(2,3,0),8,mode="linear")
F.interpolate(T.zeros(0,3,4),8,mode="area")
F.interpolate(T.zeros(2,0,4),8,mode="area")
F.interpolate(T.zeros(2,3,0),8,mode="area")
F.interpolate(T.zeros(2,3,4),0,mode="area")
F.interpolate(T.zeros(2,3,4),-1,mode="area")
F.interpolate(T.zeros(0,3,4,4),8,mode="bilinear")
F.interpolate(T.zeros(2,0,4,4),8,mode="bilinear")
F.interpolate(T.zeros(2,3,0,4),8,mode="bilinear")
F.interpolate(T.zeros(2,3,4,4),0,mode="bilinear")
F.interpolate(T.zeros(2,3,4,4),(3,0),mode="area")
F.interpolate(T.zeros(2,0,4,4),3,mode="area")
F.interpolate(T.zeros(0,2,4,4),3,mode="area")
F.interpolate(T.zeros(2,2,0,4),3,mode="area")
F.interpolate(T.zeros(2,2,4,4),scale_factor=0.1,mode="bilinear")
F.interpolate(T.zeros(2,2,4,4,4),0)
F.interpolate(T.zeros(2,2,4,0,4),3)
F.interpolate(T.zeros(2,0,4,3,4),3)
F.interpolate(T.zeros(0,2,4,3,4),3)
F.interpolate(T.zeros(2,2,4,0,4),3,mode="trilinear")
F.interpolate(T.zeros(2,2,4,0,4),3,mode="area")
F.interpolate(c,True)
F.interpolate(c,scale_factor=True)
F.interpolate(c,scale_factor=2,mode="area")
F.interpolate(c,(8,9))
"""
#: By mode, how many dimensions after the first two it takes, and what may be said about corners and filters.
MODES = {
    "nearest": (1, 2, 3), "nearest-exact": (1, 2, 3), "area": (1, 2, 3), "linear": (1,), "bilinear": (2,),
    "bicubic": (2,), "trilinear": (3,),
}  # fmt: skip
OPTIONS = [
    *((mode, dims, "") for mode, several in MODES.items() for dims in several),
    *(
        (mode, dims, ",align_corners=True")
        for mode in ("linear", "bilinear", "bicubic", "trilinear")
        for dims in MODES[mode]
    ),
    *((mode, 2, ",antialias=True") for mode in ("bilinear", "bicubic", "lanczos")),
]
WANTED = [
    *(f"({size},)*{{dims}}" for size in (2, 3, 5, 6, 11, 49)),
    *(f"scale_factor={factor}" for factor in (0.6, 1.0, 1.1, 1.17, 2.0, 2.31)),
    *(f"scale_factor={factor},recompute_scale_factor=True" for factor in (0.6, 1.17, 2.31)),
]
GIVEN = {1: "[:5].view(1,1,5)", 2: "[:20].view(1,1,4,5)", 3: ".view(1,1,3,4,5)"}
#: Roundings are compared with what is around 1.
UNIT = {"float32": ".div(99)", "float64": ".div(99)"}


def line_of(dtype, wanted, mode, dims, options):
    values = f"T.arange(60,dtype=T.{dtype}).mul(37).remainder(101){UNIT.get(dtype, '')}{GIVEN[dims]}"
    return f'F.interpolate({values},{wanted.format(dims=dims)},mode="{mode}"{options})'


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_interpolation_agrees_with_torch(agrees, line):
    agrees(line)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("wanted", WANTED)
@pytest.mark.parametrize(("mode", "dims", "options"), OPTIONS)
def test_interpolation_to_other_sizes_agrees_with_torch(agrees, mode, dims, options, wanted, dtype):
    agrees(line_of(dtype, wanted, mode, dims, options))


@pytest.mark.parametrize("wanted", WANTED)
@pytest.mark.parametrize(
    ("mode", "dims", "options"),
    [
        ("nearest", 1, ""), ("nearest", 2, ""), ("nearest-exact", 3, ""), ("bilinear", 2, ""),
        ("bilinear", 2, ",antialias=True"), ("bicubic", 2, ",antialias=True"), ("lanczos", 2, ",antialias=True"),
    ],
)  # fmt: skip
def test_interpolation_of_bytes_agrees_with_torch(agrees, mode, dims, options, wanted):
    agrees(line_of("uint8", wanted, mode, dims, options))
