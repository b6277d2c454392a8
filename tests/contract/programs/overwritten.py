"""Programs for a backward that needs what was overwritten.

A line that overwrites is marked ``# op overwrites``: insitu must name that op and that line.
"""

from __future__ import annotations

from typing import Final

_RESULTS: Final = {
    "sigmoid": "x.sigmoid()",
    "tanh": "x.tanh()",
    "exp": "x.exp()",
    "exp2": "x.exp2()",
    "expm1": "x.expm1()",
    "relu": "x.relu()",
    "sqrt": "x.sqrt()",
    "rsqrt": "x.rsqrt()",
    "reciprocal": "x.reciprocal()",
    "tan": "x.tan()",
    "softmax": "x.softmax(0)",
    "log_softmax": "x.log_softmax(0)",
    "cumprod": "x.cumprod(0)",
    "norm": "x.norm()",
    "amax": "x.amax()",
    "hypot": "x.hypot(y)",
    "logsumexp": "x.logsumexp(0)",
    "erfcx": "T.special.erfcx(x)",
    "a function's": "T.exp(x)",
    "functional relu": "F.relu(x)",
    "pow of tensors": "x.pow(y)",
    "linalg.inv": "T.linalg.inv(T.diag(x))",
    "prod": "x.prod()",
    "std": "x.std()",
    "max of all": "x.max()",
    "selu in place": "F.selu(x * 1, inplace=True)",
    "elu in place": "F.elu(x * 1, inplace=True)",
    "celu in place": "F.celu(x * 1, inplace=True)",
    "leaky_relu in place": "F.leaky_relu(x * 1, inplace=True)",
    "relu in place": "F.relu(x * 1, inplace=True)",
    "rrelu in place": "F.rrelu(x * 1, inplace=True)",
}

_WAYS: Final = {
    "add_": "h.add_(1)",
    "mul_ by one": "h.mul_(1)",
    "zero_": "h.zero_()",
    "fill_": "h.fill_(1)",
    "copy_": "h.copy_(T.ones(3))",
    "relu_": "h.relu_()",
    "sqrt_": "h.sqrt_()",
    "clamp_": "h.clamp_(0)",
    "masked_fill_": "h.masked_fill_(p > 9, 0)",
    "index_fill_": "h.index_fill_(0, T.tensor([0]), 1)",
    "uniform_": "h.uniform_()",
    "cumsum_": "h.cumsum_(0)",
    "resize": "h.unsqueeze_(0)",
}

_OPERANDS: Final = {
    "mul": "x * p",
    "div": "x / p",
    "pow": "x ** p",
    "pow of it": "p ** x",
    "mv": "T.ones(3, 3, requires_grad=True) @ p",
    "dot": "x.dot(p)",
    "outer": "x.outer(p)",
    "atan2": "x.atan2(p)",
    "lerp": "x.lerp(y, p)",
    "addcmul": "x.addcmul(y, p)",
    "addcdiv": "x.addcdiv(y, p)",
    "where": "T.where(p > 1, x, y).mul(p)",
    "hypot": "x.hypot(p)",
    "maximum": "x.maximum(p)",
    "xlogy": "x.xlogy(p)",
    "sub": "(x - 1) * p",
    "linear": "F.linear(x[None], p[None])",
    "cross": "x.cross(p, 0)",
    "fmod": "x.fmod(p).mul(p)",
    "cdist": "T.cdist(x[None], p[None])",
    "square of itself": "(x * 1 * p)",
    "logaddexp": "x.logaddexp(p)",
    "copysign": "x.copysign(p) * p",
    "remainder": "x.remainder(p) * p",
}

_MATRICES: Final = {
    "mm": "a @ b",
    "matmul": "T.matmul(a, b)",
    "addmm": "T.addmm(T.ones(2, 2), a, b)",
    "bmm": "T.bmm(a[None], b[None])",
    "einsum": "T.einsum('ij,jk->ik', a, b)",
    "linear": "F.linear(a, b)",
    "addmm_": "T.ones(2, 2).addmm_(a, b)",
    "baddbmm": "T.baddbmm(T.ones(1, 2, 2), a[None], b[None])",
    "kron": "T.kron(a, b)",
}

_IN_PLACE: Final = {
    "relu_ twice": "h = x * 1\nh.relu_()\nh.relu_()  # relu_ overwrites\nh.sum().backward()",
    "sigmoid_ and relu_": "h = x * 1\nh.sigmoid_()\nh.relu_()  # relu_ overwrites\nh.sum().backward()",
    "itself": "h = x * 1\nh.mul_(h)  # mul_ overwrites\nh.sum().backward()\nr = x.grad",
    "itself of a leaf's copy": "h = x.clone()\nh *= h  # mul_ overwrites (Clone)\nh.sum().backward()\nr = x.grad",
    "itself, squared before": "h = x * 1\ns = h * h\nh.mul_(h)  # mul_ overwrites\ns.sum().backward()",
    "itself by a view": "h = x * 1\nh[1:].mul_(h[1:])  # mul_ overwrites (Slice)\nh.sum().backward()\nr = x.grad",
    "divided by itself": "h = x * 1\nh.div_(h)  # div_ overwrites (Mul)\nh.sum().backward()\nr = x.grad",
    "to the power of itself": "h = x * 1\nh.pow_(h)  # pow_ overwrites (Mul)\nh.sum().backward()",
    "sqrt_ and mul_": "h = x * 1\nh.sqrt_()\nh.mul_(y)  # mul_ overwrites\nh.sum().backward()",
    "mul_ and add_": "h = x * 1\nh.mul_(y)\nh.add_(1)\nh.sum().backward()\nr = (x.grad, y.grad)",
    "mul_, then y written": "h = x * 1\nz = y * 1\nh.mul_(z)\nz.add_(1)  # add_ overwrites (Mul)\nh.sum().backward()",
    "add_, then y written": "h = x * 1\nz = y * 1\nh.add_(z)\nz.add_(1)\nh.sum().backward()\nr = (x.grad, y.grad)",
    "log_ and then": "h = x * 1\nh.log_()\nh.zero_()\nh.sum().backward()\nr = x.grad",
    "a view's part": "h = x.sigmoid()\nh[0] = 5  # setitem_ overwrites\nh.sum().backward()",
    "a view": "h = x.exp()\nv = h[1:]\nv.mul_(2)  # mul_ overwrites\nh.sum().backward()",
    "a base of what was saved": "h = x * 1\nv = h[1:]\ns = v.exp() * v\nh.add_(1)  # add_ overwrites (Slice)\ns.sum().backward()",
    "another part": "h = x * 1\ns = h[1:] * y[1:]\nh[0] = 5  # setitem_ overwrites (Slice)\ns.sum().backward()",
    "an optimizer's step": "w = nn.Parameter(T.ones(3)); opt = optim.SGD([w], 0.1)\ns = (w * w * x).sum()\ns.backward(retain_graph=True)\nopt.step()  # add_ overwrites\ns.backward()",
    "Adam's step": "w = nn.Parameter(T.ones(3)); opt = optim.Adam([w], 0.1)\ns = (w * w).sum()\ns.backward(retain_graph=True)\nopt.step()  # addcdiv_ overwrites\ns.backward()",
    "a layer's step": "T.manual_seed(0)\nl = nn.Linear(3, 3); opt = optim.SGD(l.parameters(), 0.1)\ns = l(l(p)).sum()\ns.backward(retain_graph=True)\nopt.step()  # add_ overwrites ()\ns.backward()",
    "a step that needs nothing": "w = nn.Parameter(T.ones(3)); opt = optim.SGD([w], 0.1)\ns = (w * p).sum()\ns.backward(retain_graph=True)\nopt.step()\ns.backward()\nr = (w, w.grad)",
    "through detach": "h = x.exp()\nh.detach().zero_()  # zero_ overwrites\nh.sum().backward()",
    "through detach of a leaf": "s = x * x\nx.detach().add_(1)  # add_ overwrites\ns.sum().backward()",
    "through detach of a view": "h = x.exp()\nh[1:].detach().zero_()  # zero_ overwrites\nh.sum().backward()",
    "through data": "h = x.exp()\nh.data.zero_()\nh.sum().backward()\nr = x.grad",
    "through data of a leaf": "s = x * x\nx.data.add_(1)\ns.sum().backward()\nr = x.grad",
    "through data of a view": "h = x.exp()\nh[1:].data.zero_()\nh.sum().backward()\nr = x.grad",
    "data set": "s = x * y\ny.data = T.zeros(3)\ns.sum().backward()\nr = x.grad",
    "what was saved is shown by another": "s = x * p\nT.zeros(3).set_(p)\ns.sum().backward()\nr = x.grad",
    "what was saved is shown by another, and written": "s = x * p\nT.zeros(3).set_(p).add_(1)\ns.sum().backward()\nr = x.grad",
    "under no_grad": "s = x * x\nwith T.no_grad():\n    x.add_(1)  # add_ overwrites\ns.sum().backward()",
    "in inference mode": "h = x.exp()\nwith T.inference_mode():\n    h.add_(1)  # add_ overwrites\nh.sum().backward()",
    "an initializer": "w = nn.Parameter(T.ones(3))\ns = w * w\nnn.init.zeros_(w)  # zero_ overwrites\ns.sum().backward()",
    "a loop": "h = x.exp()\nfor _ in range(3):\n    h.add_(1)  # add_ overwrites\nh.sum().backward()",
    "by a function": "def bump(t):\n    t.add_(1)  # add_ overwrites\nh = x.exp()\nbump(h)\nh.sum().backward()",
    "an operator": "h = x.exp()\nh += 1  # add_ overwrites\nh.sum().backward()",
    "an operator of an element": "h = x.exp()\nh[1] *= 2  # mul_ overwrites\nh.sum().backward()",
    "a mask": "h = x.exp()\nh[h > 3] = 0  # setitem_ overwrites\nh.sum().backward()",
    "twice": "h = x.exp()\nh.add_(1)  # add_ overwrites\nh.mul_(2)\nh.sum().backward()",
    "many times": "h = x.exp()\nh.add_(1)  # add_ overwrites\nfor _ in range(20):\n    h.mul_(1)\nh.sum().backward()",
    "saved after a write": "h = x * 1\nh.add_(1)\ns = h * h\nh.mul_(2)  # mul_ overwrites (Add)\ns.sum().backward()",
    "a gradient that is asked for": "s = x * x\nx.detach().add_(1)  # add_ overwrites\nA.grad(s.sum(), x)",
    "a second derivative": "g, = A.grad((x ** 3).sum(), x, create_graph=True)\nx.detach().add_(1)  # add_ overwrites\nA.grad(g.sum(), x)",
    "another branch is fine": "h = x.exp()\ns = y * 2\nh.zero_()\ns.sum().backward()\nr = y.grad",
    "what is beside the way": "h = x.exp()\nh2 = h * 1\nh2.zero_()\nh.sum().backward()\nr = x.grad",
    "a stack that a product copies": "t = T.arange(12.).view(2, 2, 3)\nh = t.transpose(0, 1) @ x\nt.add_(1)\nh.sum().backward()\nr = x.grad",
    "copied in time": "h = x.exp()\nk = h.clone()\nk.zero_()\nh.sum().backward()\nr = x.grad",
    "no gradient needs it": "a = T.ones(3)\ns = x + a\na.zero_()\ns.sum().backward()\nr = x.grad",
    "dropout over a result": "h = x.exp()\nF.dropout(h, 0.5, inplace=True)  # dropout_ overwrites\nh.sum().backward()",
    "layers": "net = nn.Sequential(nn.Linear(3, 3), nn.Sigmoid(), nn.ReLU(inplace=True))\nnet(p).sum().backward()  # relu_ overwrites",
    "layers that may": "net = nn.Sequential(nn.Linear(3, 3), nn.ReLU(inplace=True), nn.Linear(3, 1))\nnet(p).sum().backward()\nr = net[0].weight.grad.shape",
    "an inplace layer twice": "net = nn.Sequential(nn.ReLU(inplace=True), nn.ReLU(inplace=True))\nnet(x * 1).sum().backward()  # relu_ overwrites",
    "what is left": "h = x.exp() * y\nh.add_(0)\ns = h * h\nh.zero_()\ntry:\n    s.sum().backward(); x.grad is None or x.grad.tolist()\nexcept RuntimeError:\n    pass\nr = (x.grad, y.grad)",
}

PROGRAMS: Final[dict[str, dict[str, str]]] = {
    "2.4 a result is written": {
        name: f"h = {code}\nh.add_(1)  # add_ overwrites\nh.sum().backward()\nr = x.grad"
        for name, code in _RESULTS.items()
    },
    "2.4 a result is read": {
        name: f"h = {code}\nh.add(1)\nh.sum().backward()\nr = x.grad" for name, code in _RESULTS.items()
    },
    "2.4 each way to write": {
        name: f"h = x.exp()\n{code}  # {code[2:].partition('(')[0]} overwrites\nh.sum().backward()"
        for name, code in _WAYS.items()
    },
    "2.4 an operand is written": {
        name: f"h = {code}\np.add_(1)  # add_ overwrites\nh.sum().backward()"
        for name, code in _OPERANDS.items()
    }
    | {
        name: f"a = T.ones(2, 2, requires_grad=True); b = T.ones(2, 2)\nh = {code}\nb.add_(1)  # add_ overwrites\nh.sum().backward()"
        for name, code in _MATRICES.items()
    },
    "2.4 triggers": _IN_PLACE,
}
