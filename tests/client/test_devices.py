"""The words of PyTorch's scripts for devices, dtypes and what a tensor is, beside PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import insitu

from .beside import both, plain

pytestmark = pytest.mark.usefixtures("session")

BEFORE = "import numpy as np, math, copy\nx = T.tensor([[1., 2.], [3., 4.]]); s = T.tensor(2.5)\n"
PROGRAMS = {
    "the usual line": "d = T.device('cuda' if T.cuda.is_available() else 'cpu'); seen += [repr(d), str(d), d.type, d.index, f'Using {d} device']",
    "the newer usual line": "d = T.accelerator.current_accelerator().type if T.accelerator.is_available() else 'cpu'; seen += [d, T.accelerator.device_count(), repr(T.accelerator.current_accelerator())]",
    "other back ends": "seen += [T.backends.mps.is_available(), T.backends.mps.is_built(), T.cuda.device_count()]; T.backends.cudnn.deterministic = True; T.backends.cudnn.benchmark = False",
    "what does nothing without a device": "seen += [T.cuda.manual_seed(1), T.cuda.manual_seed_all(1), T.cuda.empty_cache()]",
    "tensors": "d = T.device('cpu'); seen += [x.to(d) is x, x.to('cpu') is x, x.to(device=d, dtype=T.float64), x.to(d, T.int32), x.cpu() is x, T.ones(2, device=d), T.tensor([1], device='cpu'), T.ones_like(x, device=d)]",
    "modules": "m = nn.Linear(2, 2); seen += [m.to(T.device('cpu')) is m, m.to('cpu') is m, m.cpu() is m]; m.to(device='cpu', dtype=T.float64); seen += [m.weight.dtype]",
    "made of another one": "seen += [repr(T.device(T.device('cuda:1'))), repr(T.device('cuda', 1)), repr(T.device(type='cpu')), repr(T.device('cpu', 0))]",
    "equality": "d = T.device('cpu'); seen += [d == T.device('cpu'), d != T.device('cuda'), d == T.device('cpu:0'), hash(d) == hash(T.device('cpu')), d == 'cpu', copy.deepcopy(d) == d]",
    "a block": "with T.device('cpu') as d:\n    seen += [T.ones(2), str(d)]",
    "the default": "T.set_default_device('cpu'); seen += [str(T.get_default_device()), str(x.device)]",
    "no device's word": "T.device('foo')",
    "no device's word, used": "x.to('foo')",
    "no number": "T.device('cpu:x')",
    "two numbers": "T.device('cpu:-1')",
    "where it is": "seen += [x.is_cuda, x.is_cpu, x.get_device(), x.is_sparse, repr(x.layout)]",
    "old names": "seen += [x.type(), x.long().type(), T.ones(1, dtype=T.bool).type(), repr(T.FloatTensor), T.typename(x), T.typename(3), T.typename(nn.Linear), T.typename(None), T.typename(len)]",
    "old conversions": "seen += [x.type(T.float64), x.type(T.LongTensor), x.type('torch.IntTensor'), x.type(T.FloatTensor) is x, (x > 2).type(T.float).sum().item()]",
    "old conversions to nothing": "x.type('torch.FooTensor')",
    "old constructors": "seen += [T.FloatTensor([1, 2]), T.LongTensor([[1], [2]]), T.IntTensor(2, 3).shape, T.DoubleTensor(), isinstance(x, T.FloatTensor), isinstance(x, T.LongTensor)]",
    "numbers": "seen += [T.pi, T.e, T.inf, math.isnan(T.nan), T.newaxis, x[:, T.newaxis].shape]",
    "inquiries": "seen += [T.numel(x), T.is_floating_point(x), T.is_complex(x), T.is_nonzero(s), T.is_same_size(x, s), T.is_tensor(x), T.is_tensor(1), T.is_inference(x), T.result_type(x, 1)]",
    "inquiry of a number": "T.numel(3)",
    "inquiry of many": "T.is_nonzero(x)",
    "formats": "seen += [f'{s}', f'{s:.3f}', f'{s.int()}', f'{s > 1}', f'{x}', '{:>8.2f}'.format(s * 2), f'{(s * 1).requires_grad_():.1f}', '%.2f %s' % (s, s), f'{nn.Parameter(s)}', f'{x.shape}']",
    "format of many": "f'{x:.2f}'",
    "format of a parameter": "f'{nn.Parameter(s):.2f}'",
    "arrays": "seen += [x.numpy(force=True), x.clone().requires_grad_().numpy(force=True), np.asarray(x), x.detach().cpu().numpy()]",
    "reversed": "seen += [reversed(x), reversed(s)]",
    "as tensors": "a = np.ones(2); seen += [T.asarray(x) is x, T.asarray([1, 2], dtype=T.float32), T.as_tensor(a, dtype=T.float32, device='cpu'), T.asarray(x, copy=True) is x, T.asarray([1.], requires_grad=True), T.as_tensor(x) is x]",
    "NumPy's names": "seen += [x.sum(axis=0), x.sum(axis=1, keepdims=True), T.mean(x, axis=-1), x.max(axis=1)[0], T.cat([x, x], axis=1).shape, x.argmax(axis=0), x.std(axis=0, keepdims=True), x.softmax(0)]",
    "the tensor's own name": "seen += [T.Tensor([1, 2]), T.Tensor(2, 3).shape, T.Tensor(), T.Tensor([[1], [2]]), isinstance(T.Tensor([1]), T.Tensor)]",
    "the tensor's own name, of a number": "T.Tensor(3.)",
    "how it computes": "T.set_float32_matmul_precision('high'); T.set_float32_matmul_precision('highest'); T.use_deterministic_algorithms(True); seen += [T.get_float32_matmul_precision(), T.are_deterministic_algorithms_enabled()]; T.use_deterministic_algorithms(False)",
    "rows of different lengths": "T.tensor([[[1], [2]], [[3]]])",
    "rows and numbers": "T.tensor([[1], 2])",
    "a word": "T.tensor('a')",
    "words": "T.tensor([1, 'a'])",
    "nothing": "T.tensor(None)",
    "a dict": "T.tensor([{}])",
    "a number too large": "T.tensor([2 ** 64])",
}  # fmt: skip


@pytest.fixture(autouse=True)
def torch_as_it_was():
    """What programs set in PyTorch holds in them alone; its test tools, once imported, freeze some of that."""
    before = torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark
    with torch.backends.__allow_nonbracketed_mutation():
        yield
        torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = before
    torch.set_default_device(None)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


@pytest.mark.filterwarnings("ignore:__array_wrap__:DeprecationWarning")  # PyTorch's own
@pytest.mark.parametrize("function", ["sin", "isnan", "negative"])
def test_numpys_functions_give_tensors(function):
    theirs, ours = (getattr(np, function)(library.ones(2)) for library in (torch, insitu))

    assert plain(ours) == plain(theirs)


@pytest.mark.parametrize(
    "program",
    [
        "T.ones(2).to('cuda')",
        "T.ones(2).to(T.device('cuda:0'))",
        "T.ones(2).to(0)",
        "T.ones(2).cuda()",
        "T.ones(2, device='cuda')",
        "T.set_default_device('cuda')",
        "T.Generator('cuda')",
        "T.nn.Linear(2, 2).to('cuda')",
        "with T.device('mps'): T.ones(2)",
    ],
)
def test_another_device_is_refused_in_one_sentence(program):
    with pytest.raises(
        NotImplementedError,
        match=r"^there is one device, 'cpu', which is the server's memory; got '\w+(:0)?'$",
    ):
        exec(program, {"T": insitu})


def test_compiled_is_the_same():
    module = insitu.nn.Linear(1, 1)

    @insitu.compile(mode="max-autotune")
    def double(x):
        return x * 2

    assert insitu.compile(module) is module
    assert double(insitu.ones(1)).tolist() == [2.0]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("T.ones(2).sum(foo=1)", TypeError),
        ("T.ones(2).sum(axes=0)", TypeError),
        ("T.set_float32_matmul_precision('low')", RuntimeError),
    ],
)
def test_words_that_nobody_knows_are_refused(line, kind):
    with pytest.raises(kind):
        exec(line, {"T": insitu})


def test_values_of_this_side_are_no_alias():
    with pytest.raises(ValueError, match="can't alias"):
        insitu.asarray([1.0], copy=False)
