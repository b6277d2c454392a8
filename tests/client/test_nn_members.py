"""What a module holds, beside PyTorch's: attributes, names, how it is walked over, converted and copied."""

from __future__ import annotations

import pytest
import torch

import insitu

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

BEFORE = """
import copy
def ones(*shape): return nn.Parameter(T.ones(shape))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.act = nn.ReLU()
        self.block = nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5))
        self.scale = ones(2)
        self.register_buffer("mean", T.zeros(3))
        self.register_buffer("loose", T.ones(1), persistent=False)
    def forward(self, x): return self.block(self.act(self.first(x)))
class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        self.b = self.a
        self.c = nn.Linear(2, 2)
        self.c.weight = self.a.weight
net = Net(); tied = Tied(); m = nn.Module()
def names(pairs): return [(name, type(item).__name__) for name, item in pairs]
def keys(pairs): return [name for name, _ in pairs]
"""
PROGRAMS = {
    "names": "seen += [keys(net.named_parameters()), keys(net.named_buffers()), names(net.named_modules()), names(net.named_children())]",
    "prefixes": "seen += [keys(net.named_parameters('net')), keys(net.named_buffers('n', recurse=False)), keys(net.named_modules(prefix='x'))]",
    "without the inner ones": "seen += [keys(net.named_parameters(recurse=False)), len(list(net.parameters(False))), len(list(net.buffers(False)))]",
    "shared": "seen += [keys(tied.named_parameters()), keys(tied.named_parameters(remove_duplicate=False)), keys(tied.named_modules()), keys(tied.named_modules(remove_duplicate=False)), keys(tied.named_children()), len(list(tied.children())), len(list(tied.modules())), len(list(tied.modules(remove_duplicate=False)))]",
    "memo": "seen += [keys(net.named_modules(memo={net.block}))]",
    "members by a function": "seen += [keys(net._named_members(lambda m: m._parameters.items(), prefix='p'))]",
    "counts": "seen += [sum(p.numel() for p in net.parameters()), sum(p.numel() for p in net.parameters() if p.requires_grad)]",
    "found by name": "seen += [net.get_submodule('block.0') is net.block[0], net.get_submodule('') is net, net.get_parameter('block.0.bias') is net.block[0].bias, net.get_buffer('mean') is net.mean]",
    "no such module": "net.get_submodule('block.7')",
    "no module": "net.get_submodule('scale')",
    "no such parameter": "net.get_parameter('block.0.foo')",
    "no parameter": "net.get_parameter('mean')",
    "no such buffer": "net.get_buffer('foo')",
    "no buffer": "net.get_buffer('scale')",
    "module replaced": "net.set_submodule('block.1', nn.Identity()); net.set_submodule('extra', nn.Tanh()); seen += [repr(net)]",
    "module replaced by nothing's name": "net.set_submodule('', nn.Tanh())",
    "module replaced by no module": "net.set_submodule('act', 3)",
    "module replaced where there is none": "net.set_submodule('block.9', nn.Tanh(), strict=True)",
    "module replaced where there is something else": "net.set_submodule('scale', nn.Tanh())",
    "parameter assigned": "m.w = ones(2); seen += [keys(m.named_parameters()), 'w' in m.__dict__]",
    "parameter twice": "m.w = m.v = ones(2); seen += [keys(m.named_parameters())]",
    "parameter to None": "net.scale = None; seen += [net.scale is None, keys(net.named_parameters(recurse=False)), list(net._parameters)]",
    "parameter to a tensor": "net.scale = T.ones(2)",
    "parameter to a number": "net.scale = 3",
    "parameter over an attribute": "m.w = 3; m.w = ones(1); seen += [m.w, 'w' in m.__dict__]",
    "parameter over a buffer": "net.mean = ones(1); seen += [keys(net.named_buffers()), keys(net.named_parameters(recurse=False))]",
    "parameter over a module": "net.act = ones(1); seen += [keys(net.named_children()), keys(net.named_parameters(recurse=False))]",
    "parameter that is computed": "p = ones(2); m.register_parameter('w', nn.Parameter(p * 2)); m.v = p * 2; seen += [keys(m.named_parameters()), m.v.requires_grad]",
    "module over a parameter": "net.scale = nn.Linear(1, 1)\nseen += [keys(net.named_parameters(recurse=False)), names(net.named_children())]",
    "module over a buffer": "net.mean = nn.Tanh(); seen += [keys(net.named_buffers()), names(net.named_children())]",
    "module over a non-persistent buffer": "net.loose = nn.Tanh(); net.loose = None; del net.loose; net.register_buffer('loose', T.ones(1)); seen += [list(net.state_dict())]",
    "module to None": "net.act = None; seen += [names(net.named_children()), list(net._modules), net.act is None, repr(net.act)]",
    "module to a number": "net.act = 3",
    "buffer assigned": "net.mean = T.ones(3); net.mean = T.ones(2); seen += [net.mean, list(net.state_dict())[:2]]",
    "buffer to None": "net.mean = None; seen += [keys(net.named_buffers()), list(net._buffers), [k for k in net.state_dict() if '.' not in k]]",
    "buffer to a number": "net.mean = 3",
    "non-persistent buffer assigned": "net.loose = T.zeros(1); seen += [[k for k in net.state_dict() if '.' not in k]]",
    "Buffer": "m.b = nn.Buffer(T.ones(2)); m.c = nn.Buffer(T.ones(1), persistent=False); seen += [keys(m.named_buffers()), list(m.state_dict()), isinstance(m.b, nn.Buffer), isinstance(T.ones(1), nn.Buffer), m.b.requires_grad, nn.Buffer().shape]",
    "Buffer in other places": "m.b = 3; m.b = T.ones(1); seen += [keys(m.named_buffers()), m.b]",
    "plain tensor": "m.t = T.ones(2); seen += [keys(m.named_buffers()), 't' in m.__dict__]",
    "deleted": "del net.act, net.scale, net.mean, net.loose; seen += [repr(net), keys(net.named_parameters()), keys(net.named_buffers())]",
    "deleted twice": "del net.act, net.act",
    "no attribute": "net.foo",
    "before init, parameter": "class A(nn.Module):\n    def __init__(self): self.w = ones(1)\nA()",
    "before init, module": "class A(nn.Module):\n    def __init__(self): self.w = nn.Tanh()\nA()",
    "before init, buffer": "class A(nn.Module):\n    def __init__(self): self.register_buffer('w', None)\nA()",
    "before init, Buffer": "class A(nn.Module):\n    def __init__(self): self.w = nn.Buffer(T.ones(1))\nA()",
    "before init, number": "class A(nn.Module):\n    def __init__(self):\n        self.w = 3\n        super().__init__()\nseen += [A().w]",
    "before init, read": "class A(nn.Module):\n    def __init__(self): self.w\nA()",
    "arguments": "class A(nn.Module):\n    def __init__(self): super().__init__(3)\nA()",
    "named arguments": "class A(nn.Module):\n    def __init__(self): super().__init__(x=3)\nA()",
    "another base": "class B:\n    def __init__(self, x): self.x = x\nclass A(nn.Module, B):\n    call_super_init = True\nseen += [A(x=3).x]",
    "another base that is left out": "class B:\n    def __init__(self): self.x = 1\nclass A(nn.Module, B): pass\nseen += [hasattr(A(), 'x')]",
    "parameter registered": "m.register_parameter('w', None); m.register_parameter('v', ones(1)); seen += [m.w is None, m.v]",
    "parameter's type": "m.register_parameter('w', T.ones(1))",
    "parameter's type, number": "m.register_parameter('w', 3)",
    "parameter's name": "m.register_parameter('a.b', None)",
    "parameter's empty name": "m.register_parameter('', None)",
    "parameter's name that is none": "m.register_parameter(3, None)",
    "parameter's name that is taken": "m.register_parameter('forward', None)",
    "buffer's type": "m.register_buffer('w', 3)",
    "buffer's name": "m.register_buffer('a.b', None)",
    "buffer's empty name": "m.register_buffer('', None)",
    "buffer's name that is none": "m.register_buffer(3, None)",
    "buffer's name that is taken": "m.x = 3; m.register_buffer('x', None)",
    "module's type": "m.add_module('w', 3)",
    "module's type, tensor": "m.add_module('w', T.ones(1))",
    "module's name": "m.add_module('a.b', None)",
    "module's empty name": "m.add_module('', None)",
    "module's name that is none": "m.add_module(3, None)",
    "module's name that is taken": "m.add_module('eval', None)",
    "module registered": "m.register_module('a', nn.Tanh()); m.add_module('b', None); seen += [repr(m), list(m.children()) == [m.a]]",
    "module without forward": "m(1)",
    "dir": "seen += [[name for name in ('first', 'scale', 'mean', 'forward', 'training') if name in dir(net)]]",
    "repr": "seen += [repr(net), repr(tied), repr(m), str(net)]",
    "repr with lines": "class A(nn.Linear):\n    def extra_repr(self): return 'a\\nb'\nclass B(nn.Sequential):\n    def extra_repr(self): return 'one'\nseen += [repr(A(1, 1)), repr(B(A(1, 1), nn.ReLU()))]",
    "training": "seen += [net.training, net.eval() is net, [x.training for x in net.modules()], net.train().block[1].training, net.block[1].eval().training, net.training]",
    "training, no flag": "net.train(1)",
    "applied": "seen += [net.apply(lambda x: seen.append(type(x).__name__)) is net]",
    "init by apply": "@T.no_grad()\ndef init(x):\n    if type(x) == nn.Linear: x.weight.fill_(1.0); x.bias.fill_(0.5)\nnet.apply(init); seen += [net.first.weight, net.block[0].bias]",
    "requires_grad": "seen += [net.requires_grad_(False) is net, [p.requires_grad for p in net.parameters()], net.mean.requires_grad]; net.first.requires_grad_(); seen += [[p.requires_grad for p in net.parameters()]]",
    "zero_grad": "net.scale.grad = g = T.ones(2); net.zero_grad(set_to_none=False); seen += [net.scale.grad is g, g, g._version]; net.zero_grad(); seen += [net.scale.grad is None]",
    "to a dtype": "p = net.first.weight; seen += [net.double() is net, p is net.first.weight, p.dtype, net.mean.dtype, p.is_leaf, p.requires_grad]; seen += [x(1).dtype for x in ()]",
    "to dtypes": "seen += [[net.to(d).scale.dtype, net.mean.dtype] for d in (T.float16, T.bfloat16, T.float64, T.float32)]",
    "to dtypes by name": "seen += [net.half().scale.dtype, net.bfloat16().scale.dtype, net.float().scale.dtype, net.type(T.float64).scale.dtype, net.type('torch.HalfTensor').mean.dtype, net.type(T.FloatTensor).mean.dtype]",
    "to a tensor": "seen += [net.to(T.ones(1, dtype=T.float64)).scale.dtype, net.to('cpu', T.float32).scale.dtype, net.to(device='cpu', dtype=T.float64).scale.dtype, net.to(T.float32, True).scale.dtype]",
    "to whole numbers": "net.to(T.int32)",
    "to, whole numbers stay": "net.register_buffer('steps', T.tensor(3)); net.double(); seen += [net.steps.dtype, net.mean.dtype]; net.to(T.float16); seen += [net.steps]",
    "to, gradients too": "g = T.ones(2); net.scale.grad = g; net.double(); seen += [net.scale.grad is g, g.dtype, net.scale.grad]",
    "to, with an optimizer": "o = optim.SGD(net.parameters(), lr=0.5, momentum=0.9); net.double(); net.scale.grad = T.ones(2, dtype=T.float64); o.step(); seen += [net.scale]",
    "to, trained": "l = nn.Linear(2, 1).double()\nwith T.no_grad(): l.weight.fill_(2); l.bias.zero_()\nl(T.ones(1, 2, dtype=T.float64)).sum().backward(); l.float(); seen += [l.weight.grad]; l(T.ones(1, 2)).sum().backward(); seen += [l.weight.grad, l.weight.grad._version]",
    "to, shared": "tied.double(); seen += [tied.c.weight is tied.a.weight, tied.c.weight.dtype]",
    "to_empty": "p = net.scale; seen += [net.to_empty(device='cpu') is net, net.scale is p, net.scale.shape]; net.to_empty(device='cpu', recurse=False)",
    "_apply": "net._apply(lambda t: t * 0 + 3); seen += [net.scale, net.mean, net.first.bias]",
    "copied": "c = copy.deepcopy(net); seen += [c.scale is net.scale, c.scale, keys(c.named_parameters()) == keys(net.named_parameters()), repr(c) == repr(net), c.loose, list(c.state_dict()) == list(net.state_dict())]; c.scale.data.zero_(); seen += [net.scale]",
    "copied, shared": "c = copy.deepcopy(tied); seen += [c.a is c.b, c.c.weight is c.a.weight, keys(c.named_parameters())]",
    "copied, flags": "net.scale.requires_grad_(False); c = copy.deepcopy(net.eval()); seen += [c.scale.requires_grad, c.training, c.block[1].training]",
    "copied, gradients": "net.scale.grad = T.ones(2); seen += [copy.deepcopy(net).scale.grad]",
    "copied shallowly": "c = copy.copy(net); seen += [c.scale is net.scale, c.first is net.first]",
    "tensor copied": "x = T.ones(2, requires_grad=True); x.grad = T.ones(2); x.note = [1]; y = copy.deepcopy(x); seen += [y, y.grad, y.is_leaf, y.grad is x.grad, y.note, y.note is x.note]",
    "tensors copied": "x = T.ones(2); a, b = copy.deepcopy([x, x]); seen += [a is b, a is x]",
    "computed tensor copied": "copy.deepcopy(T.ones(2, requires_grad=True) * 2)",
    "Parameter": "p = ones(2); seen += [repr(p), p.is_leaf, p.requires_grad, nn.Parameter(T.ones(1), requires_grad=False).requires_grad, nn.Parameter(T.ones(1), False).requires_grad, isinstance(p, T.Tensor), type(p * 2).__name__, type(p.data).__name__, nn.Parameter().shape]",
    "Parameter of whole numbers": "nn.Parameter(T.tensor([1]))",
    "Parameter of a computed tensor": "x = ones(2) * 2; p = nn.Parameter(x); seen += [p.is_leaf, p.requires_grad]; p.data.zero_(); seen += [x]",
    "notes on parameters": "net.scale.special = True; seen += [[name for name, p in net.named_parameters() if getattr(p, 'special', False)]]",
    "notes on modules": "net.note = 3; net.listed = [nn.Tanh()]; seen += [net.note, names(net.named_children())]",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


@pytest.mark.filterwarnings("ignore:Complex modules", "ignore:Casting complex")  # PyTorch's own
def test_modules_become_complex_and_real_again():
    found = []
    for library in (torch, insitu):
        module = library.nn.Linear(2, 2)
        found.append([module.to(dtype).weight.dtype for dtype in (library.complex64, library.float32)])

    assert repr(found[1]).replace("insitu", "torch") == repr(found[0])


def test_compile_leaves_a_module_as_it_is():
    module = insitu.nn.Linear(2, 2)

    assert module.compile(mode="max-autotune") is None
    assert module(insitu.ones(1, 2)).shape == (1, 2)


#: What torch.nn.Module has and insitu's has not, each with its reason.
ABSENT = {
    "T_destination": "a type for annotations",
    "dump_patches": "it does nothing in PyTorch",
    "ipu": "there is one device",
    "xpu": "there is one device",
    "mtia": "there is one device",
}


def test_every_public_name_of_a_module_is_there_or_absent_for_a_reason():
    theirs = {name for name in dir(torch.nn.Module()) if not name.startswith("_")}
    ours = {name for name in dir(insitu.nn.Module()) if not name.startswith("_")}

    assert theirs - ours == ABSENT.keys()
    assert ours <= theirs


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("T.nn.Linear(1, 1).cuda()", "there is one device"),
        ("T.nn.Linear(1, 1).share_memory()", "every client of the session shares them already"),
        ("T.nn.Linear(1, 1).register_backward_hook(print)", "use register_full_backward_hook"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(program, reason):
    with pytest.raises(NotImplementedError, match=reason):
        exec(program, {"T": insitu})
