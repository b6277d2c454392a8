"""Images read at places of a grid, and grids of affine maps, against PyTorch."""

from __future__ import annotations

import pytest

#: An image of two, grids for it and for a volume, maps of images and of volumes.
PARTS = {
    "a": "T.arange(36.).sin().view(2,3,2,3)",
    "h": "T.arange(80.).mul(1.7).sin().mul(1.5).view(2,4,5,2)",
    "h3": "T.arange(120.).mul(1.7).sin().mul(1.5).view(2,2,2,5,3)",
    "t": "T.arange(12.).cos().view(2,2,3)",
    "t3": "T.arange(24.).cos().view(2,3,4)",
}
LINES = """
F.grid_sample({a},{h})
F.grid_sample({a},{h},"bilinear","zeros",True)
F.grid_sample({a},{h},"nearest","border",False)
F.grid_sample({a},{h},"bicubic","reflection",False)
F.grid_sample({a},{h},"foo","zeros",False)
F.grid_sample({a},{h},"bilinear","foo",False)
F.grid_sample({a},{h}[:1],align_corners=False)
F.grid_sample({a},{h}.double(),align_corners=False)
F.grid_sample({a},{h}[...,:1],align_corners=False)
F.grid_sample({a}[0],{h}[0],align_corners=False)
F.grid_sample({a},{h}[0],align_corners=False)
F.grid_sample({a}[:,:,0],{h},align_corners=False)
F.grid_sample({a}[:,:,:0],{h},align_corners=False)
F.grid_sample({a}[:,:0],{h},align_corners=False)
F.grid_sample({a}[:0],{h}[:0],align_corners=False)
F.grid_sample({a},{h}[:,:0],align_corners=False)
F.grid_sample({a}.long(),{h}.long(),align_corners=False)
F.grid_sample({a}.bool(),{h}.bool(),align_corners=False)
F.grid_sample({a}.unsqueeze(2),{h3},align_corners=False)
F.grid_sample({a}.unsqueeze(2),{h3},"nearest",align_corners=False)
F.grid_sample({a}.unsqueeze(2),{h3},"bicubic",align_corners=False)
F.grid_sample({a},{h3},align_corners=False)
F.grid_sample({a}.unsqueeze(2),{h},align_corners=False)
F.grid_sample({a},{h}*float("nan"),"bilinear","border",align_corners=False)
F.grid_sample({a},{h}*float("nan"),"bilinear","reflection",align_corners=False)
F.grid_sample({a},{h}*float("nan"),"nearest","border",align_corners=False)
F.grid_sample({a},{h}*float("inf"),"bilinear","border",align_corners=False)
F.grid_sample({a},{h}*1e30,"bilinear","zeros",align_corners=False)
F.grid_sample({a},{h}*1e30,"bicubic","zeros",align_corners=False)
F.grid_sample({a}.long().unsqueeze(2),{h3}.long(),align_corners=False)
F.affine_grid({t},(2,1,3,4))
F.affine_grid({t},(2,1,3,4),True)
F.affine_grid({t},(2,1,3,4),False)
F.affine_grid({t},(2,1,1,1),True)
F.affine_grid({t3},(2,1,2,3,4),False)
F.affine_grid({t},(3,1,3,4),False)
F.affine_grid({t},(2,1,3),False)
F.affine_grid({t}[:,:1],(2,1,3,4),False)
F.affine_grid({t},(2,1,2,3,4),False)
F.affine_grid({t}.long(),(2,1,3,4),False)
F.affine_grid({t},(2,1,0,4),False)
F.affine_grid({t},(2,0,3,4),False)
F.affine_grid({t},(2,-1,3,4),False)
"""
PADDINGS = ("zeros", "border", "reflection")


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_grid_agrees_with_torch(agrees, line):
    agrees(line.format(**PARTS))


@pytest.mark.parametrize("align_corners", [True, False])
@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("mode", ["nearest", "bilinear", "bicubic"])
def test_reading_far_outside_agrees_with_torch(agrees, mode, padding, align_corners):
    agrees(f"F.grid_sample({PARTS['a']},{PARTS['h']}.mul(5),'{mode}','{padding}',{align_corners})")


@pytest.mark.parametrize("align_corners", [True, False])
@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_reading_of_volumes_agrees_with_torch(agrees, mode, padding, align_corners):
    agrees(f"F.grid_sample({PARTS['a']}.unsqueeze(3),{PARTS['h3']},'{mode}','{padding}',{align_corners})")
