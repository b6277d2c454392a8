"""Optimizers as a user of PyTorch meets them: signatures, hooks, states that go there and back, and what a step costs."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
import torch

import insitu

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

#: Everything that an optimizer can keep.
WHOLE = {
    "SGD": {"lr": 0.1, "momentum": 0.9},
    "Adam": {"lr": 0.1, "amsgrad": True},
    "AdamW": {"lr": 0.1, "amsgrad": True},
    "RMSprop": {"lr": 0.1, "momentum": 0.9, "centered": True},
    "Adagrad": {"lr": 0.1, "lr_decay": 0.5},
    "NAdam": {"lr": 0.1},
    "RAdam": {"lr": 0.1, "betas": (0.5, 0.9)},
    "Adamax": {"lr": 0.1},
    "Adadelta": {"lr": 0.1},
    "Rprop": {"lr": 0.1},
    "ASGD": {"lr": 0.1, "t0": 3},
}
#: What torch.optim has and insitu's has not, each with its reason.
ABSENT = {
    "Adafactor": "its steps depend on norms of the parameters, which are on the server",
    "LBFGS": "its line search reads losses and directions at every step",
    "Muon": "it is PyTorch's newest, and rarely met",
    "SparseAdam": "gradients are dense",
    "swa_utils": "averages of models are a function of the user's own",
}


@pytest.mark.parametrize("name", WHOLE)
def test_arguments_are_those_of_torch(name):
    theirs, ours = (inspect.signature(getattr(library.optim, name)) for library in (torch, insitu))

    assert [(p.name, p.kind, p.default) for p in ours.parameters.values()] == [
        (p.name, p.kind, p.default) for p in theirs.parameters.values()
    ]


def test_every_optimizer_is_there_or_absent_for_a_reason():
    theirs = {name for name in dir(torch.optim) if name[0].isupper()} | {"swa_utils"}

    assert theirs - set(dir(insitu.optim)) == ABSENT.keys()


def params_in(library):
    rng = np.random.default_rng(7)
    shapes = [(3, 2), (4,), ()]
    return [library.tensor(rng.normal(size=shape).tolist(), requires_grad=True) for shape in shapes]


def train(library, optimizer, params, *, seed):
    rng = np.random.default_rng(seed)
    for _ in range(5):
        for param in params:
            param.grad = library.tensor(rng.normal(size=tuple(param.shape)).tolist())
        optimizer.step()


def told(library, value, kind):
    """Return a state with its tensors and arrays as those of a library."""
    if isinstance(value, dict):
        return {key: told(library, item, kind) for key, item in value.items()}
    return library.tensor(value.detach().numpy()) if isinstance(value, kind) else value


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("way", ["from torch", "to torch"])
def test_a_state_goes_on_in_the_other_library(name, way):
    source, target = (torch, insitu) if way == "from torch" else (insitu, torch)
    params = params_in(source)
    first = getattr(source.optim, name)(params, **WHOLE[name])
    train(source, first, params, seed=0)
    others = [target.tensor(param.detach().numpy(), requires_grad=True) for param in params]
    second = getattr(target.optim, name)(others, lr=0.5)

    second.load_state_dict(told(target, first.state_dict(), source.Tensor))
    train(source, first, params, seed=1)
    train(target, second, others, seed=1)

    assert repr(second) == repr(first)
    for other, param in zip(others, params, strict=True):
        np.testing.assert_allclose(other.detach().numpy(), param.detach().numpy(), rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("name", WHOLE)
def test_states_have_the_same_keys_and_values(name):
    states = []
    for library in (torch, insitu):
        params = params_in(library)
        optimizer = getattr(library.optim, name)(params, **WHOLE[name])
        train(library, optimizer, params, seed=0)
        states.append(optimizer.state_dict())
    theirs, ours = states

    assert ours["param_groups"] == theirs["param_groups"]
    assert [list(state) for state in ours["state"].values()] == [
        list(state) for state in theirs["state"].values()
    ]
    for number, state in theirs["state"].items():
        for key, value in state.items():
            mine = ours["state"][number][key]
            mine = mine.numpy() if isinstance(mine, insitu.Tensor) else mine
            np.testing.assert_allclose(mine, value.numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", WHOLE)
def test_a_training_step_is_one_batch_and_no_round_trip(name, session, monkeypatch):
    model = insitu.nn.Sequential(insitu.nn.Linear(4, 3), insitu.nn.ReLU(), insitu.nn.Linear(3, 2))
    optimizer = getattr(insitu.optim, name)(model.parameters(), **WHOLE[name])
    x, y = insitu.ones(5, 4), insitu.zeros(5, 2)
    monkeypatch.setattr("insitu.transport.stream.BATCH_AGE", 3600.0)  # or a slow machine sends what waits
    monkeypatch.setattr("insitu.transport.connection.BATCH_AGE", 3600.0)

    def step():
        optimizer.zero_grad()
        loss = insitu.nn.functional.mse_loss(model(x), y)
        loss.backward()
        insitu.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    step()
    insitu.sync()
    sent = session.stream._sequence
    monkeypatch.setattr(session.stream, "ask", None)  # through it goes all that waits
    step()
    assert session.stream._sequence == sent
    session.stream.flush()
    assert session.stream._sequence == sent + 1
    monkeypatch.undo()
    insitu.sync()


BEFORE = """
x = T.tensor([1., 2.], requires_grad=True); y = T.tensor([3.], requires_grad=True)
x.grad = T.ones(2); y.grad = T.ones(1)
o = optim.SGD([x], lr=0.5, momentum=0.5)
def see(*args): seen.append([type(a).__name__ if isinstance(a, optim.Optimizer) else a for a in args])
"""
PROGRAMS = {
    "before a step": "o.register_step_pre_hook(lambda o, a, k: seen.append((type(o).__name__, len(a), k, x.tolist()))); o.step()",
    "before a step, other arguments": "o.register_step_pre_hook(lambda o, a, k: ((o, lambda: 7), {})); seen += [o.step()]",
    "after a step": "o.register_step_post_hook(lambda o, a, k: seen.append((len(a), k, x.tolist()))); seen += [o.step(lambda: 5)]",
    "hook removed": "h = o.register_step_pre_hook(lambda *a: seen.append(1)); o.step(); h.remove(); o.step()",
    "before a state": "o.register_state_dict_pre_hook(see); o.state_dict()",
    "before a state, first": "o.register_state_dict_pre_hook(lambda o: seen.append(1)); o.register_state_dict_pre_hook(lambda o: seen.append(2), prepend=True); o.state_dict()",
    "after a state": "o.register_state_dict_post_hook(lambda o, s: {'only': 1}); seen += [o.state_dict()]",
    "after a state, in place": "o.register_state_dict_post_hook(lambda o, s: s.pop('state') and None); seen += [list(o.state_dict())]",
    "before loading": "s = o.state_dict(); s['param_groups'][0]['lr'] = 9.; o.register_load_state_dict_pre_hook(lambda o, g: s); o.load_state_dict({}); seen += [o.param_groups[0]['lr']]",
    "after loading": "o.register_load_state_dict_post_hook(see); o.load_state_dict(o.state_dict())",
    "a step of one's own": "class Mine(optim.Optimizer):\n    def __init__(self, params, lr=1.): super().__init__(params, {'lr': lr})\n    @T.no_grad()\n    def step(self, closure=None):\n        for group in self.param_groups:\n            for p in group['params']:\n                self.state[p]['n'] = self.state[p].get('n', 0) + 1\n                p.add_(p.grad, alpha=-group['lr'])\nm = Mine([x, y], lr=2.); m.register_step_post_hook(lambda *a: seen.append('after')); m.step(); m.step(); seen += [x, y, m.state_dict()]",
    "a step that calls another one": "class Mine(optim.SGD):\n    def step(self, closure=None): seen.append('mine'); return super().step(closure)\nm = Mine([x], lr=1.); m.register_step_pre_hook(lambda *a: seen.append('before')); m.step(); seen += [x]",
    "base's own step": "optim.Optimizer([x], {}).step()",
    "groups": "o.add_param_group({'params': y, 'lr': 2.}); o.step(); seen += [x, y, len(o.param_groups), list(o.param_groups[1]), repr(o)]",
    "groups by name": "m = nn.Linear(2, 1); p = optim.SGD(m.named_parameters(), lr=1.); seen += [p.param_groups[0]['param_names'], list(p.state_dict()['param_groups'][0])]",
    "group with a tensor twice": "optim.SGD([x, x], lr=1.); seen.append(1)",
    "computed tensor that keeps its gradient": "h = x * 2; h.retain_grad(); seen += [len(optim.SGD([h], lr=1.).param_groups)]",
    "rate of no number": "o.param_groups[0]['lr'] = 0.25; o.step(); seen += [x]",
    "zero_grad": "o.zero_grad(); seen += [x.grad]; x.grad = g = T.ones(2); o.zero_grad(set_to_none=False); seen += [x.grad is g, g, g._version]",
    "no gradients": "x.grad = None; o.step(); seen += [x, x._version, len(o.state)]",
    "versions": "o.step(); o.step(); seen += [x._version, x.grad._version]",
    "state of a parameter": "o.step(); seen += [list(o.state), list(o.state[x])]",
    "defaults": "seen += [o.defaults]",
    "closure": "def c():\n    o.zero_grad(); l = (x * x).sum(); l.backward(); return l\nseen += [o.step(c), x]",
    "a loop": "m = nn.Linear(2, 1)\nwith T.no_grad(): m.weight.fill_(1), m.bias.zero_()\np = optim.AdamW(m.parameters(), lr=0.1); s = optim.lr_scheduler.StepLR(p, 2)\nfor _ in range(5):\n    p.zero_grad(); l = (m(T.ones(3, 2)) - 1).square().mean(); l.backward(); p.step(); s.step()\nseen += [l, m.weight, s.get_last_lr(), p.param_groups[0]['lr']]",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


def test_hooks_that_answer_something_else_are_refused():
    optimizer = insitu.optim.SGD([insitu.ones(1)], lr=1.0)
    optimizer.register_step_pre_hook(lambda *_: 3)

    with pytest.raises(
        RuntimeError, match=r"must return None or a tuple of \(new_args, new_kwargs\), but got 3"
    ):
        optimizer.step()
