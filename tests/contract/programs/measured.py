"""The cases that the contract measured on PyTorch, each as a program, under the contract's own title."""

from __future__ import annotations

from typing import Final

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "measured": {
        # leaves
        "leaf requires_grad add_": "x.add_(1)",
        "view of leaf requires_grad": "x[:1].add_(1)",
        "no_grad leaf add_": "a = T.ones(2, requires_grad=True)\nwith T.no_grad():\n    a.add_(1)\nr = (a, a._version)",
        # versions
        "version: sigmoid output modified": "h = x.sigmoid()\nh.add_(1)  # add_ overwrites\nh.sum().backward()",
        "version exp": "h = x.exp()\nh.mul_(2)  # mul_ overwrites\nh.sum().backward()",
        "saved input (leaf not requiring grad) modified": "h = x * p\np.add_(1)  # add_ overwrites\nh.sum().backward()",
        "saved leaf modified under no_grad": "h = x * x\nwith T.no_grad():\n    x.add_(1)  # add_ overwrites\nh.sum().backward()",
        "saved leaf modified through .data (no bump)": "h = x * x\nx.data.add_(1)\nh.sum().backward()\nr = (x.grad, x._version)",
        "saved leaf modified through .detach() (bump shared)": "h = x * x\nx.detach().add_(1)  # add_ overwrites\nh.sum().backward()",
        "view shares version counter": "h = x * 1\nv = h[:2]\nbefore = (h._version, v._version)\nv.mul_(2)\nr = (before, (h._version, v._version), h.grad_fn, v.grad_fn)",
        "clone own counter": "c = p.clone()\nc.add_(1)\nr = (p._version, c._version)",
        "version bumps: add_,setitem,zero_,out=,.data=,copy_,+=,requires_grad_,detach_,resize_same,resize_,set_,unsqueeze_,t_,normal_,fill_,add_(0)": """
n = [p._version]
def note(): n.append(p._version)
p.add_(1); note()
p[0] = 2; note()
p.zero_(); note()
p.data = T.zeros(3); note()
p.copy_(T.ones(3)); note()
p += 1; note()
p.requires_grad_(); note()
p.detach_(); note()
p.resize_(3); note()
p.resize_(4); note()
p.set_(T.ones(4)); note()
p.unsqueeze_(0); note()
p.t_(); note()
p.normal_(); note()
p.fill_(1); note()
p.add_(0); note()
r = n
""",
        "in-place returns self (identity)": "r = p.add_(1) is p",
        # dtypes
        "int add_ float scalar": "T.ones(2, dtype=T.long).add_(1.5)",
        "int += float scalar": "a = T.ones(2, dtype=T.long)\na += 1.5",
        "int mul_ float tensor": "T.ones(2, dtype=T.long).mul_(T.ones(2))",
        "int div_ int": "T.ones(2, dtype=T.long).div_(2)",
        "int div_ int floor": "r = T.ones(2, dtype=T.long).div_(2, rounding_mode='floor')",
        "float32 add_ float64 tensor": "r = T.ones(2).add_(T.ones(2, dtype=T.float64))",
        "float32 add_ complex": "T.ones(2).add_(T.ones(2, dtype=T.complex64))",
        "bool add_ int": "T.ones(2, dtype=T.bool).add_(1)",
        "bool add_ bool": "r = T.ones(2, dtype=T.bool).add_(T.ones(2, dtype=T.bool))",
        "bool sub_": "T.ones(2, dtype=T.bool).sub_(T.ones(2, dtype=T.bool))",
        "uint8 add_ int64 tensor": "r = T.ones(2, dtype=T.uint8).add_(T.full((2,), 300))",
        "int8 add_ scalar 300": "r = T.ones(2, dtype=T.int8).add_(300)",
        "int sqrt_": "T.ones(2, dtype=T.long).sqrt_()",
        "int sigmoid_": "T.ones(2, dtype=T.long).sigmoid_()",
        "int exp_": "T.ones(2, dtype=T.long).exp_()",
        "int relu_": "r = T.tensor([-1, 2]).relu_()",
        "bool relu_": "T.ones(2, dtype=T.bool).relu_()",
        "float bitwise_and_": "p.bitwise_and_(p)",
        "int clamp_ float": "T.ones(2, dtype=T.long).clamp_(0.5)",
        "float eq_": "r = p.eq_(p)",
        "int lt_ float tensor": "r = T.tensor([1, 3]).lt_(T.tensor([1.5, 1.5]))",
        "float logical_and_": "r = p.logical_and_(T.zeros(3))",
        # shapes
        "shape: [2].add_([2,2])": "T.ones(2).add_(T.ones(2, 2))",
        "shape: [2,2].add_([2])": "r = T.ones(2, 2).add_(T.ones(2)).shape",
        "shape: [1].add_([2])": "T.ones(1).add_(T.ones(2))",
        "shape: [2].add_([3])": "T.ones(2).add_(T.ones(3))",
        "shape: []add_[2]": "T.tensor(1.).add_(T.ones(2))",
        "shape: [2].mul_([2,2])": "T.ones(2).mul_(T.ones(2, 2))",
        "copy_ broadcast": "r = T.ones(2, 2).copy_(T.zeros(2))",
        "copy_ bad": "T.ones(2).copy_(T.ones(2, 2))",
        "copy_ float->int": "r = T.zeros(2, dtype=T.long).copy_(T.tensor([1.9, -1.9]))",
        "setitem float->int": "a = T.zeros(3, dtype=T.long)\na[0] = 1.9\na[1:] = T.tensor([-1.9, 2.5])\nr = a",
        "setitem bad shape": "p[:] = T.ones(2)",
        # memory
        "expand add_": "T.ones(1).expand(3).add_(1)",
        "expand fill_": "r = T.zeros(1).expand(3).fill_(1)",
        "expand copy_": "T.ones(1).expand(3).copy_(p)",
        "expand zero_": "r = T.ones(1).expand(3).zero_()",
        "expand normal_": "T.ones(1).expand(3).normal_()",
        "expand relu_": "T.ones(1).expand(3).relu_()",
        "expand index_put_": "r = T.zeros(1).expand(3).index_put_((T.tensor([0]),), T.tensor(1.))",
        "expand index_add_": "T.zeros(1).expand(3).index_add_(0, T.tensor([0]), T.ones(1))",
        "expand scatter_": "T.zeros(1).expand(3).scatter_(0, T.tensor([0]), 1.)",
        "expand masked_fill_": "r = T.zeros(1).expand(3).masked_fill_(T.tensor([True, False, False]), 2)",
        "expand setitem": "a = T.zeros(1)\na.expand(3)[:] = 1\nr = a",
        "partial overlap add_": "p[1:].add_(p[:-1])",
        "partial overlap copy_": "p[1:].copy_(p[:-1])",
        "full overlap a.add_(a)": "r = p.add_(p)",
        "a.add_(a.t())": "a = T.ones(2, 2)\na.add_(a.t())",
        "index_copy_ overlap": "p.index_copy_(0, T.tensor([0, 1]), p[1:])",
        # masks and indices
        "masked_fill_": "r = p.masked_fill_(p > 2, 0)",
        "masked_fill_ bad value": "p.masked_fill_(p > 2, T.ones(1))",
        "masked_fill_ non-bool mask": "p.masked_fill_(T.ones(3, dtype=T.long), 0)",
        "masked_fill_ mask broadcast self?": "T.ones(2).masked_fill_(T.ones(2, 2, dtype=T.bool), 0)",
        "scatter_ idx dtype": "r = T.zeros(3).scatter_(0, T.tensor([0, 1, 2], dtype=T.int32), 1.)",
        "scatter_ oob": "p.scatter_(0, T.tensor([5]), 1.)",
        "scatter_ src dtype": "p.scatter_(0, T.tensor([0]), T.ones(1, dtype=T.float64))",
        "scatter_ shape": "p.scatter_(0, T.tensor([0, 1, 2, 0]), T.ones(2))",
        "scatter_add_ bad dtype": "p.scatter_add_(0, T.tensor([0]), T.ones(1, dtype=T.float64))",
        "index_add_ dtype": "T.ones(3, dtype=T.long).index_add_(0, T.tensor([0]), T.ones(1))",
        # shapes of their own
        "unsqueeze_": "r = T.ones(2).unsqueeze_(0).shape",
        "transpose_": "r = T.ones(2, 3).transpose_(0, 1).shape",
        "squeeze_": "r = T.ones(1, 2).squeeze_().shape",
        "swap: torch.swapaxes_": "r = T.ones(2, 3).swapaxes_(0, 1).shape",
        "1-dim t_": "T.ones(2, 2, 2).t_()",
        "resize_ requires_grad": "x.resize_(5)",
        "set_ requires_grad": "x.set_(T.ones(2))",
        ".data = other shape": "p.data = T.ones(3)\nr = p.shape",
        # views
        "detach_ on view": "(x * 1)[:1].detach_()",
        "in-place on unbind view": "a = (x * 1).unbind()\na[0].add_(1)",
        "in-place on split view": "a = (x * 1).split(1)\na[0].add_(1)",
        "in-place on view created in no_grad": "h = x * 1\nwith T.no_grad():\n    v = h[:1]\nv.add_(1)",
        "in-place no_grad view requires grad leaf": "with T.no_grad():\n    v = x[:1]\nv.add_(1)",
        # inference
        "inference tensor in-place outside": "with T.inference_mode():\n    a = T.ones(2)\na.add_(1)",
        "inference tensor _version": "with T.inference_mode():\n    a = T.ones(2)\na._version",
        "inference saved for backward": "with T.inference_mode():\n    a = T.ones(3)\nx * a",
        # out=
        "out= with requires_grad": "T.add(x, y, out=T.zeros(3))",
        "out= resize warn": "T.add(T.ones(2), 1, out=p)\nr = p.shape",
        "out= dtype": "T.add(p, 1, out=T.zeros(3, dtype=T.long))",
        # layers
        "conv + ReLU(inplace)": "net = nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU(inplace=True))\nout = net(T.ones(1, 1, 7, 7))\nout.sum().backward()\nr = out.shape",
        "ReLU(inplace) on leaf": "nn.ReLU(inplace=True)(x)",
        "sigmoid + ReLU(inplace) -> error": "h = nn.Sequential(nn.Sigmoid(), nn.ReLU(inplace=True))(x)  # relu_ overwrites\nh.sum().backward()",
        "BN+ReLU inplace": "net = nn.Sequential(nn.BatchNorm1d(3), nn.ReLU(inplace=True))\nnet(T.stack([x, y])).sum().backward()\nr = x.grad is not None",
        "leaky_relu inplace negative slope": "F.leaky_relu(x * 1, -0.5, inplace=True).sum().backward()",
        "dropout_ train": "F.dropout(x, 0.5, True, inplace=True)",
        # backward
        "add then modify (nothing saved) ok": "h = x + 1\nh.add_(1)\nh.sum().backward()\nr = x.grad",
        "CopySlices": "a = T.ones(2, 2, requires_grad=True)\nh = a * 1\nh[0].mul_(2)\nh.sum().backward()\nr = (h.grad_fn, a.grad)",
        "backward non scalar": "(x * y).backward()",
        "backward twice": "s = (x * y).sum()\ns.backward()\ns.backward()",
        "backward no grad": "p.sum().backward()",
        "requires_grad_ int": "T.ones(2, dtype=T.long).requires_grad_()",
        "non-leaf requires_grad False": "h = x * 1\nh.requires_grad = False",
        "numpy() requires grad": "x.numpy()",
        "item() many": "T.ones(2).item()",
        "bool() many": "bool(T.ones(2))",
        # numbers
        "float32 pow_": "r = p.pow_(2.0).dtype",
        "half add_ float": "r = T.ones(2, dtype=T.half).add_(T.ones(2)).dtype",
        "addmm_ shape": "T.ones(2).addmm_(T.ones(2, 2), T.ones(2, 2))",
        "baddbmm_": "r = T.ones(1, 2, 2).baddbmm_(T.ones(1, 2, 2), T.ones(1, 2, 2)).shape",
        "addcmul_ shape": "T.ones(2).addcmul_(T.ones(2, 2), T.ones(2))",
        "clamp_ no args": "p.clamp_()",
        "random_ bad": "p.random_(5, 5)",
        "uniform_ bad": "p.uniform_(2, 1)",
        "normal_ bad std": "p.normal_(0, -1)",
        "exponential_ int": "T.ones(2, dtype=T.long).exponential_()",
        "normal_ int": "T.ones(2, dtype=T.long).normal_()",
        "fill_ nonscalar": "p.fill_(T.ones(1))",
        "fill_ int with float": "r = T.zeros(2, dtype=T.long).fill_(1.9)",
        "remainder_ zero int": "T.ones(2, dtype=T.long).remainder_(0)",
        "meta: out of int range fill": "T.ones(2, dtype=T.uint8).fill_(300)",
        "setitem out of range": "a = T.ones(2, dtype=T.uint8)\na[0] = 300",
        "index_fill_": "r = T.ones(3).index_fill_(0, T.tensor([0]), 5).tolist()",
        "imatmul": "a = T.ones(2, 2)\nr = getattr(T.Tensor, '__imatmul__', None)",
        "a @= a creates new": "a = T.ones(2, 2)\nb = a\na @= a\nr = (a is b, b, b._version)",
    }
}
