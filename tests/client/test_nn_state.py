"""What goes out of a module and into one again, beside PyTorch's: names, order, texts, hooks."""

from __future__ import annotations

import pytest
import torch

import insitu

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

BEFORE = """
import collections
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.block = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 1, bias=False))
        self.scale = nn.Parameter(T.ones(2))
        self.none = None
        self.register_parameter("absent", None)
        self.register_buffer("mean", T.zeros(3))
        self.register_buffer("empty", None)
        self.register_buffer("loose", T.ones(1), persistent=False)
net = Net(); other = Net(); lin = nn.Linear(2, 1)
with T.no_grad():
    for at, p in enumerate(net.parameters()): p.fill_(at)
    for p in other.parameters(): p.fill_(9)
class Extra(nn.Module):
    def __init__(self, n): super().__init__(); self.n = n
    def get_extra_state(self): return {'n': self.n}
    def set_extra_state(self, state): self.n = state['n']
def note(*args): seen.append([a if isinstance(a, (str, bool, dict)) else type(a).__name__ for a in args])
"""
PROGRAMS = {
    "order": "seen += [list(net.state_dict()), type(net.state_dict()).__mro__[1].__name__ in ('OrderedDict', 'dict')]",
    "values": "seen += [net.state_dict()]",
    "shared bytes": "s = net.state_dict(); s['scale'].zero_(); seen += [net.scale, s['scale'].requires_grad, s['mean'].data_ptr() == net.mean.data_ptr()]",
    "with history": "s = net.state_dict(keep_vars=True); seen += [s['scale'] is net.scale, s['mean'] is net.mean]",
    "prefix": "seen += [list(lin.state_dict(prefix='a.')), list(net.block.state_dict(prefix='x'))]",
    "destination": "d = collections.OrderedDict(z=1); seen += [lin.state_dict(destination=d, prefix='l.') is d, list(d)]",
    "positions": "d = {}; seen += [lin.state_dict(d, 'p.', True) is d, list(d), d['p.weight'] is lin.weight]",
    "metadata": "seen += [{k: v for k, v in net.state_dict()._metadata.items()}]",
    "loaded": "seen += [repr(other.load_state_dict(net.state_dict())), other.state_dict(), other.scale._version, other.scale.requires_grad]",
    "loaded from a dict": "seen += [str(lin.load_state_dict({'weight': T.ones(1, 2), 'bias': T.zeros(1)})), lin.weight]",
    "loaded by another dtype": "lin.load_state_dict({'weight': T.ones(1, 2, dtype=T.float64), 'bias': T.zeros(1, dtype=T.int64)}); seen += [lin.weight, lin.bias]",
    "loaded keeps the same tensors": "w = lin.weight; lin.load_state_dict({'weight': T.ones(1, 2), 'bias': T.zeros(1)}); seen += [lin.weight is w]",
    "missing": "lin.load_state_dict({'weight': T.ones(1, 2)})",
    "unexpected": "lin.load_state_dict({**lin.state_dict(), 'more': T.ones(1), 'a.b': T.ones(1)})",
    "sizes": "lin.load_state_dict({'weight': T.ones(3, 2), 'bias': T.ones(1, 1)})",
    "all of it": "net.load_state_dict({'first.weight': T.ones(1), 'firs.bias': T.ones(1), 'block.1.bias': T.ones(1), 'scale': 3, 'block.0.num_batches_tracked': T.tensor(0)})",
    "no tensor": "lin.load_state_dict({'weight': 3, 'bias': [1]})",
    "no mapping": "lin.load_state_dict([1])",
    "not strict": "k = lin.load_state_dict({'weight': T.ones(1, 2), 'more': T.ones(1)}, strict=False); seen += [k.missing_keys, k.unexpected_keys, repr(k), lin.weight, tuple(k)]",
    "not strict, sizes": "lin.load_state_dict({'weight': T.ones(3, 2)}, strict=False)",
    "one element for none": "m = nn.Module(); m.s = nn.Parameter(T.ones(())); m.load_state_dict({'s': T.tensor([3.])}); seen += [m.s]",
    "assigned": "w = T.ones(1, 2, dtype=T.float64); lin.load_state_dict({'weight': w, 'bias': T.zeros(1)}, assign=True); seen += [lin.weight, type(lin.weight).__name__, lin.weight.data_ptr() == w.data_ptr(), lin.weight.requires_grad]",
    "assigned parameters": "p = nn.Parameter(T.ones(1, 2)); lin.requires_grad_(False); lin.load_state_dict({'weight': p, 'bias': T.zeros(1)}, assign=True); seen += [lin.weight is p, p.requires_grad]",
    "assigned buffers": "b = T.ones(3); m = nn.Module(); m.register_buffer('b', T.zeros(3)); m.load_state_dict({'b': b}, assign=True); seen += [m.b is b]",
    "parameter that is None": "net.load_state_dict({**net.state_dict(), 'absent': T.ones(1)})",
    "non-persistent buffer": "net.load_state_dict({**net.state_dict(), 'loose': T.ones(1)})",
    "the rest is copied": "try: lin.load_state_dict({'weight': T.ones(1, 2), 'bias': T.ones(2)})\nexcept RuntimeError: seen += [lin.weight]",
    "of a shared module": "m = nn.Module(); m.a = lin; m.b = lin; seen += [list(m.state_dict())]; m.load_state_dict({k: T.ones_like(v) for k, v in m.state_dict().items()}); seen += [lin.weight]",
    "shared, one name missing": "m = nn.Module(); m.a = lin; m.b = lin; m.load_state_dict({k: v for k, v in m.state_dict().items() if k[0] == 'a'})",
    "extra": "m = nn.Sequential(Extra(3), lin); s = m.state_dict(); seen += [list(s), s['0._extra_state']]; n = nn.Sequential(Extra(1), nn.Linear(2, 1)); seen += [repr(n.load_state_dict(s)), n[0].n]",
    "extra missing": "nn.Sequential(Extra(3)).load_state_dict({})",
    "extra unexpected": "nn.Sequential(nn.Tanh()).load_state_dict({'0._extra_state': 1})",
    "before it is given out": "net.block.register_state_dict_pre_hook(note); seen += [len(net.state_dict())]",
    "after it is given out": "def post(m, s, prefix, meta): s[prefix + 'added'] = 1; note(m, prefix, meta)\nnet.block.register_state_dict_post_hook(post); seen += [list(net.state_dict())]",
    "after it is given out, with an answer": "net.register_state_dict_post_hook(lambda *a: {}); net.state_dict()",
    "after it is given out, another one": "net._register_state_dict_hook(lambda m, s, p, meta: {'one': 1}); seen += [net.state_dict()]",
    "hooked twice": "def f(*a): pass\nnet.register_state_dict_post_hook(f); net._register_state_dict_hook(f)",
    "hook removed": "h = net.register_state_dict_pre_hook(note); h.remove(); seen += [len(net.state_dict())]",
    "before it is loaded": "def pre(m, s, prefix, meta, strict, missing, unexpected, errors): note(m, prefix, strict); s[prefix + 'weight'] = s.pop(prefix + 'kernel')\nlin.register_load_state_dict_pre_hook(pre); lin.load_state_dict({'kernel': T.ones(1, 2), 'bias': T.zeros(1)}); seen += [lin.weight]",
    "before it is loaded, without the module": "def pre(s, prefix, meta, strict, missing, unexpected, errors): note(prefix, meta); errors.append('no')\nlin._register_load_state_dict_pre_hook(pre); lin.load_state_dict(lin.state_dict())",
    "what is given stays as it is": "def pre(m, s, *a): s.clear()\ns = lin.state_dict(); lin.register_load_state_dict_pre_hook(pre); lin.load_state_dict(s, strict=False); seen += [list(s)]",
    "after it is loaded": "def post(m, keys): note(m); keys.missing_keys.clear()\nlin.register_load_state_dict_post_hook(post); seen += [repr(lin.load_state_dict({}))]",
    "after it is loaded, with an answer": "lin.register_load_state_dict_post_hook(lambda *a: 1); lin.load_state_dict(lin.state_dict())",
    "a way of one's own": "class A(nn.Linear):\n    def _save_to_state_dict(self, d, prefix, keep): super()._save_to_state_dict(d, prefix, keep); d[prefix + 'version'] = 2\n    def _load_from_state_dict(self, s, prefix, *a): seen.append(s.pop(prefix + 'version')); super()._load_from_state_dict(s, prefix, *a)\na = nn.Sequential(A(1, 1)); s = a.state_dict(); seen += [list(s), repr(a.load_state_dict(s))]",
    "overridden": "class A(nn.Linear):\n    def state_dict(self, *a, **k): d = super().state_dict(*a, **k); d.pop(k['prefix'] + 'bias'); return d\nseen += [list(nn.Sequential(A(1, 1)).state_dict())]",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


def test_a_state_goes_out_and_in_without_a_round_trip(session, monkeypatch):
    source, target = (
        insitu.nn.Sequential(insitu.nn.Linear(3, 3), insitu.nn.BatchNorm1d(3)) for _ in range(2)
    )
    insitu.sync()
    monkeypatch.setattr(session.stream, "ask", None)  # through it goes all that waits

    target.load_state_dict(source.state_dict())

    monkeypatch.undo()
    assert target[0].weight.tolist() == source[0].weight.tolist()


def test_torchs_own_state_loads_through_numpy():
    theirs, ours = torch.nn.Linear(3, 2), insitu.nn.Linear(3, 2)

    ours.load_state_dict(
        {name: insitu.from_numpy(value.numpy()) for name, value in theirs.state_dict().items()}
    )

    assert ours.weight.tolist() == theirs.weight.tolist()


def test_an_extra_state_has_both_ways():
    with pytest.raises(RuntimeError, match="overrides get_extra_state"):
        insitu.nn.Module().get_extra_state()
    with pytest.raises(RuntimeError, match="overrides set_extra_state"):
        insitu.nn.Module().set_extra_state({})
