"""Containers beside PyTorch's: each has the whole interface of a list or of a dict, with PyTorch's words."""

from __future__ import annotations

import pytest
import torch

import insitu

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

BEFORE = """
import collections
a, b, c, d = nn.Linear(1, 1), nn.ReLU(), nn.Tanh(), nn.Identity()
def kinds(modules): return [type(module).__name__ for module in modules]
def names(module): return list(module._modules)
q = nn.Sequential(a, b, c); l = nn.ModuleList([a, b, c]); m = nn.ModuleDict({'x': a, 'y': b})
def ones(*shape): return nn.Parameter(T.ones(shape))
p = nn.ParameterList([ones(1), ones(2), ones(3)]); e = nn.ParameterDict({'v': ones(1), 'u': ones(2)})
o = collections.OrderedDict
"""
PROGRAMS = {
    "chain": "seen += [repr(q), len(q), kinds(q), q[0] is a, q[-1] is c, names(q)]",
    "chain by name": "q = nn.Sequential(o(one=a, two=b)); seen += [repr(q), q.one is a, q[1] is b]; q[1] = d; seen += [names(q), q.two is d]",
    "chain's slice": "r = q[1:]; seen += [repr(r), type(r).__name__, names(q[::2]), names(nn.Sequential(o(one=a, two=b))[1:])]",
    "chain called": "with T.no_grad(): a.weight.fill_(-1), a.bias.zero_()\nseen += [q(T.ones(2, 1)), nn.Sequential()(3)]",
    "chain's item out of range": "q[3]",
    "chain's item out of range, set": "q[-4] = d",
    "chain's item that is no number": "q['a']",
    "chain, set": "q[1] = d; seen += [kinds(q), names(q)]",
    "chain, deleted": "del q[0]; seen += [kinds(q), names(q)]; del q[-1]; seen += [kinds(q), names(q)]",
    "chain, deleted by slice": "del q[:2]; seen += [kinds(q), names(q)]",
    "chain by name, deleted": "q = nn.Sequential(o(one=a, two=b, three=c)); del q[1]; seen += [names(q)]",
    "chain, deleted out of range": "del q[3]",
    "chain, appended": "seen += [q.append(d) is q, kinds(q), names(q), q.extend([a, b]) is q, names(q)]",
    "chain, appended no module": "q.append(3)",
    "chain, inserted": "seen += [q.insert(1, d) is q, kinds(q), names(q), kinds(q.insert(-1, a)), kinds(q.insert(5, b))]",
    "chain, inserted out of range": "q.insert(4, d)",
    "chain, inserted no module": "q.insert(1, 3)",
    "chain, popped": "seen += [q.pop(1) is b, kinds(q), names(q), kinds(q.pop(slice(0, 1))), kinds(q)]",
    "chain, added": "r = q + nn.Sequential(d); seen += [kinds(r), kinds(q), r is q]; q += nn.Sequential(d); seen += [kinds(q), names(q)]",
    "chain, added a list": "q + [d]",
    "chain, added a list in place": "q += [d]",
    "chain, multiplied": "r = q * 2; seen += [kinds(r), names(r), kinds(2 * q), r[0] is r[3]]; q *= 2; seen += [kinds(q)]",
    "chain, multiplied by no number": "q * 1.5",
    "chain, multiplied by nothing": "q * 0",
    "chain, multiplied by nothing in place": "q *= -1",
    "chain of no module": "nn.Sequential(3)",
    "chain, dir": "seen += ['0' in dir(q), 'forward' in dir(q)]",
    "chain of a subclass": "class A(nn.Sequential): pass\nseen += [type(A(a, b)[:1]).__name__, type(A(a) + A(b)).__name__, repr(A(a))]",
    "list": "seen += [repr(l), len(l), kinds(l), l[0] is a, l[-1] is c, kinds(l[1:]), type(l[1:]).__name__, names(l), repr(nn.ModuleList())]",
    "list's repeated items": "seen += [repr(nn.ModuleList([a, a, b, b, b, a])), repr(nn.ModuleList([nn.Sequential(a), nn.Sequential(a)]))]",
    "list of anything iterable": "seen += [names(nn.ModuleList(x for x in (a, b))), names(nn.ModuleList(l)), names(nn.ModuleList(None))]",
    "list called": "l(3)",
    "list's item out of range": "l[3]",
    "list, set": "l[-1] = d; seen += [kinds(l), names(l)]",
    "list, deleted": "del l[0]; seen += [kinds(l), names(l)]; del l[::2]; seen += [kinds(l), names(l)]",
    "list, deleted out of range": "del l[7]",
    "list, appended": "seen += [l.append(d) is l, kinds(l), l.extend([a, b]) is l, kinds(l), l.extend(nn.ModuleList([c])) is l, names(l)]",
    "list, extended by itself": "l.extend(list(l)); seen += [names(l)]",
    "list, extended by a number": "l.extend(3)",
    "list, inserted": "seen += [l.insert(1, d), kinds(l), l.insert(0, c), kinds(l), names(l)]",
    "list, popped": "seen += [l.pop(0) is a, kinds(l), l.pop(-1) is c, kinds(l)]",
    "list, added": "r = l + [d]; seen += [kinds(r), type(r).__name__, kinds(l)]; l += [d]; seen += [kinds(l)]",
    "list, dir": "seen += ['0' in dir(l)]",
    "list, contains": "seen += [b in l, d in l, list(reversed(list(l)))[0] is c]",
    "list's parameters": "seen += [[n for n, _ in nn.ModuleList([a, q]).named_parameters()], list(nn.ModuleList([a]).state_dict())]",
    "dict": "seen += [repr(m), len(m), list(m), m['x'] is a, 'x' in m, 'z' in m, list(m.keys()), kinds(m.values()), [k for k, v in m.items()]]",
    "dict, set": "m['z'] = c; m['x'] = d; seen += [list(m), kinds(m.values())]; m.z = a; seen += [m['z'] is a]",
    "dict, missing": "m['z']",
    "dict, deleted": "del m['x']; seen += [list(m), m.pop('y') is b, list(m)]; m['q'] = a; m.clear(); seen += [len(m)]",
    "dict, deleted missing": "del m['z']",
    "dict, popped missing": "m.pop('z')",
    "dict, updated": "m.update({'z': c, 'a': d}); m.update([('k', a)]); m.update(nn.ModuleDict({'l': b})); m.update(o(n=c)); seen += [list(m)]",
    "dict of pairs": "seen += [list(nn.ModuleDict([('x', a), ['y', b]]))]",
    "dict, updated by a number": "m.update(3)",
    "dict, updated by numbers": "m.update([3])",
    "dict, updated by triples": "m.update([('a', a, a)])",
    "dict of no module": "nn.ModuleDict({'a': 3})",
    "dict by a name that is taken": "nn.ModuleDict({'keys': a})",
    "dict by a dotted name": "nn.ModuleDict({'a.b': a})",
    "parameters": "seen += [repr(p), len(p), p[0], p[-1], len(p[1:]), type(p[1:]).__name__, [n for n, _ in p.named_parameters()], [x.shape for x in p]]",
    "parameters of tensors": "t = T.ones(2); p.append(t); seen += [type(p[3]).__name__, p[3].data_ptr() == t.data_ptr(), len(list(p.parameters()))]",
    "parameters of anything": "p.append(3); p[0] = 'x'" ,
    "parameters of anything else": "p.append(3); p.append('x'); p.append(None); seen += [p[3], p[4], p[5], len(list(p.parameters())), repr(p)]",
    "parameters, set": "p[-1] = T.zeros(5); seen += [p[2], len(p)]",
    "parameters, out of range": "p[3]",
    "parameters, set out of range": "p[3] = ones(1)",
    "parameters, extended": "seen += [p.extend([ones(4)]) is p, len(p)]; p += p; seen += [len(p)]",
    "parameters, extended by a tensor": "p.extend(T.ones(2))",
    "parameters, extended by a number": "p.extend(3)",
    "parameters of a number": "nn.ParameterList(3)",
    "parameters called": "p(1)",
    "parameters, dir": "seen += ['0' in dir(p)]",
    "parameters of whole numbers": "nn.ParameterList([T.tensor([1])])",
    "named parameters": "seen += [repr(e), len(e), list(e), e['u'], 'u' in e, 'z' in e, list(e.keys()), list(e.values()), list(e.items()), list(reversed(e)), [n for n, _ in e.named_parameters()]]",
    "named parameters' order": "seen += [list(nn.ParameterDict(o(v=ones(1), u=ones(1)))), list(nn.ParameterDict([('v', ones(1)), ('u', ones(1))])), list(nn.ParameterDict(e))]",
    "named parameters, set": "e['w'] = T.ones(2); e['n'] = 3; seen += [type(e['w']).__name__, e['n'], repr(e), list(e)]",
    "named parameters, missing": "e['z']",
    "named parameters, no name": "e[3] = ones(1)",
    "named parameters, read by no name": "e[3]",
    "named parameters, deleted": "del e['u']; seen += [list(e), list(e.parameters())]",
    "named parameters, deleted missing": "del e['z']",
    "named parameters, popped": "seen += [e.pop('u'), e.popitem(), len(e)]",
    "named parameters, popped of none": "nn.ParameterDict().popitem()",
    "named parameters, popped missing": "e.pop('z')",
    "named parameters, got": "seen += [e.get('u'), e.get('z'), e.get('z', 3), e.setdefault('u', 3), e.setdefault('z', T.ones(1)), list(e)]",
    "named parameters, copied": "f = e.copy(); seen += [f['u'] is e['u'], type(f).__name__, list(f)]; f.clear(); seen += [len(f), len(e)]",
    "named parameters from keys": "f = e.fromkeys(['a', 'b'], T.ones(1)); seen += [list(f), f['a'], type(f).__name__]",
    "named parameters, joined": "f = nn.ParameterDict({'a': ones(1)}); seen += [list(e | f), list(f | e), list(e)]; e |= f; seen += [list(e)]",
    "named parameters, updated": "e.update({'z': ones(1), 'a': ones(1)}); e.update([('k', ones(1))]); seen += [list(e)]",
    "named parameters, updated by a number": "e.update(3)",
    "named parameters, updated by numbers": "e.update([3])",
    "named parameters, updated by triples": "e.update([('a', 1, 2)])",
    "named parameters called": "e(1)",
    "state": "seen += [list(nn.Sequential(q, m, p, e).state_dict())]",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


@pytest.mark.parametrize("name", ["Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict"])
def test_every_public_name_of_a_container_is_there(name):
    theirs = {found for found in vars(getattr(torch.nn, name)) if not found.startswith("_")}
    ours = set(dir(getattr(insitu.nn, name)))

    assert theirs <= ours
