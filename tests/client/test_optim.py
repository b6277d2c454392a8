"""Optimizers, beside PyTorch's: the same gradients here and there, the same parameters after ten steps."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch

import insitu
import insitu.optim

pytestmark = pytest.mark.usefixtures("session")

#: Options of each optimizer, one case for every one that changes what is computed, and for those that meet.
CASES = {
    "SGD": [
        {},
        {"lr": 0.1},
        {"lr": 0.1, "momentum": 0.9},
        {"lr": 0.1, "momentum": 0.9, "dampening": 0.5},
        {"lr": 0.1, "momentum": 0.9, "nesterov": True},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1, "maximize": True},
        {"lr": 0.1, "maximize": True},
    ],
    "Adam": [
        {},
        {"lr": 0.1},
        {"lr": 0.1, "betas": (0.5, 0.7)},
        {"lr": 0.1, "eps": 0.5},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "amsgrad": True},
        {"lr": 0.1, "maximize": True},
        {"lr": 0.1, "amsgrad": True, "weight_decay": 0.1, "maximize": True},
        {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True},
    ],
    "AdamW": [
        {},
        {"lr": 0.1, "betas": (0.5, 0.7)},
        {"lr": 0.1, "eps": 0.5},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "weight_decay": 0},
        {"lr": 0.1, "amsgrad": True, "maximize": True},
    ],
    "RMSprop": [
        {},
        {"lr": 0.1, "alpha": 0.5},
        {"lr": 0.1, "eps": 0.5},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "momentum": 0.9},
        {"lr": 0.1, "centered": True},
        {"lr": 0.1, "momentum": 0.9, "centered": True, "weight_decay": 0.1, "maximize": True},
    ],
    "NAdam": [
        {},
        {"lr": 0.1, "betas": (0.5, 0.7)},
        {"lr": 0.1, "eps": 0.5},
        {"lr": 0.1, "weight_decay": 0.1, "momentum_decay": 0.1},
        {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True},
    ],
    "RAdam": [
        {},
        {"lr": 0.1, "betas": (0.5, 0.7)},
        {"lr": 0.1, "betas": (0.5, 0.9), "eps": 0.5},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True, "maximize": True},
    ],
    "Adamax": [
        {},
        {"lr": 0.1, "betas": (0.5, 0.7)},
        {"lr": 0.1, "eps": 0.5},
        {"lr": 0.1, "weight_decay": 0.1, "maximize": True},
    ],
    "Adadelta": [
        {},
        {"lr": 0.1, "rho": 0.5},
        {"lr": 0.1, "eps": 0.5},
        {"lr": 0.1, "weight_decay": 0.1, "maximize": True},
    ],
    "Rprop": [
        {},
        {"lr": 0.1, "etas": (0.3, 2.0)},
        {"lr": 0.1, "step_sizes": (0.05, 0.12)},
        {"lr": 0.1, "maximize": True},
    ],
    "ASGD": [
        {},
        {"lr": 0.1, "lambd": 0.5, "alpha": 0.3},
        {"lr": 0.1, "t0": 3},
        {"lr": 0.1, "weight_decay": 0.1, "maximize": True, "t0": 0},
    ],
    "Adagrad": [
        {},
        {"lr": 0.1, "lr_decay": 0.5},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "initial_accumulator_value": 0.5},
        {"lr": 0.1, "eps": 0.5},
        {"lr": 0.1, "weight_decay": 0.1, "maximize": True},
    ],
}
OPTIONS = [
    pytest.param(name, options, id=f"{name}({', '.join(f'{key}={value}' for key, value in options.items())})")
    for name, several in CASES.items()
    for options in several
]
#: For the tests of what all have in common: everything that an optimizer can keep.
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
SHAPES = [(3, 2), (4,), ()]


def params_in(library, dtype="float32"):
    rng = np.random.default_rng(7)
    return [
        library.tensor(draw(rng, shape, dtype), requires_grad=True, dtype=getattr(library, dtype))
        for shape in SHAPES
    ]


def draw(rng, shape, dtype):
    """Return random values as nested lists; complex ones for a complex dtype only."""
    parts = rng.normal(size=(2, *shape))
    return (parts[0] + 1j * parts[1] if "complex" in dtype else parts[0]).tolist()


def train(library, optimizer, params, *, steps=10, seed=0, dtype="float32"):
    """Take steps with the gradients that ``seed`` gives."""
    rng = np.random.default_rng(seed)
    for _ in range(steps):
        for param in params:
            param.grad = library.tensor(draw(rng, tuple(param.shape), dtype), dtype=getattr(library, dtype))
        optimizer.step()


def trained(library, name, options, **how):
    params = params_in(library, how.get("dtype", "float32"))
    optimizer = getattr(library.optim, name)(params, **options)
    train(library, optimizer, params, **how)
    return optimizer, params


def assert_close(ours, theirs, rtol=1e-5):
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.detach().numpy(), other.detach().numpy(), rtol=rtol, atol=rtol)


@pytest.mark.parametrize(("name", "options"), OPTIONS)
def test_ten_steps_are_those_of_torch(name, options):
    _, theirs = trained(torch, name, options)
    _, ours = trained(insitu, name, options)

    assert_close(ours, theirs)


@pytest.mark.parametrize(("name", "options"), OPTIONS)
def test_parameters_are_written_as_often_as_in_torch(name, options):
    _, theirs = trained(torch, name, options)
    _, ours = trained(insitu, name, options)

    assert [param._version for param in ours] == [param._version for param in theirs]


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("dtype", ["float64", "complex64"])
def test_steps_in_other_dtypes_are_those_of_torch(name, dtype):
    _, theirs = trained(torch, name, WHOLE[name], dtype=dtype)
    _, ours = trained(insitu, name, WHOLE[name], dtype=dtype)

    assert_close(ours, theirs)
    assert [param.dtype for param in ours] == [getattr(insitu, dtype)] * 3


@pytest.mark.parametrize("name", WHOLE)
def test_step_asks_the_server_for_nothing(name, session, monkeypatch):
    params = params_in(insitu)
    insitu.sync()
    monkeypatch.setattr(session.stream, "ask", None)  # through it goes all that waits

    optimizer = getattr(insitu.optim, name)(params, **WHOLE[name])
    train(insitu, optimizer, params)
    optimizer.load_state_dict(optimizer.state_dict())
    optimizer.zero_grad(set_to_none=False)
    repr(optimizer)
    optimizer.zero_grad()

    monkeypatch.undo()
    insitu.sync()


@pytest.mark.parametrize("name", WHOLE)
def test_step_is_in_place(name, session):
    optimizer, params = trained(insitu, name, WHOLE[name], steps=1)
    storages = session.memory().storages
    before = [param.data_ptr() for param in params]

    optimizer.step()
    optimizer.step()

    assert [param.data_ptr() for param in params] == before
    assert session.memory().storages == storages


@pytest.mark.parametrize("name", WHOLE)
def test_gradients_are_read_only(name):
    optimizer, params = trained(insitu, name, WHOLE[name], steps=1)

    optimizer.step()
    optimizer.step()

    assert [param.grad._version for param in params] == [0, 0, 0]


def test_sums_of_complex_parameters_begin_as_in_torch():
    options = {"initial_accumulator_value": 0.5, "lr": 0.1}
    _, theirs = trained(torch, "Adagrad", options, dtype="complex64")
    _, ours = trained(insitu, "Adagrad", options, dtype="complex64")

    assert_close(ours, theirs)


@pytest.mark.parametrize("name", WHOLE)
def test_state_dict_is_laid_out_as_torch_does(name):
    theirs = trained(torch, name, WHOLE[name])[0].state_dict()
    ours = trained(insitu, name, WHOLE[name])[0].state_dict()

    assert ours["param_groups"] == theirs["param_groups"]
    assert [list(state) for state in ours["state"].values()] == [
        list(state) for state in theirs["state"].values()
    ]
    assert list(ours["state"]) == list(theirs["state"])


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_nothing_is_remembered_where_there_is_no_momentum(library):
    assert trained(library, "SGD", {})[0].state_dict()["state"] == {}


@pytest.mark.parametrize("name", WHOLE)
def test_loaded_state_goes_on_as_if_nothing_had_been(name):
    first, params = trained(insitu, name, WHOLE[name])
    saved = copy.deepcopy(first.state_dict())
    copies = [param.detach().clone().requires_grad_() for param in params]
    second = getattr(insitu.optim, name)(copies, lr=0.5)

    second.load_state_dict(saved)
    train(insitu, first, params, seed=1)
    train(insitu, second, copies, seed=1)

    assert [copied.tolist() for copied in copies] == [param.tolist() for param in params]
    assert repr(second) == repr(first)


def test_step_count_that_is_a_tensor_is_read():
    optimizer, params = trained(insitu, "Adam", {})
    saved = optimizer.state_dict()
    saved["state"][0]["step"] = insitu.tensor(10.0)

    optimizer.load_state_dict(saved)

    assert repr(optimizer.state[params[0]]["step"]) == "10.0"


def test_loaded_state_takes_the_dtype_of_its_parameter():
    saved = trained(insitu, "Adam", {})[0].state_dict()
    params = params_in(insitu, "float64")
    optimizer = insitu.optim.Adam(params)

    optimizer.load_state_dict(saved)

    assert optimizer.state[params[0]]["exp_avg"].dtype is insitu.float64


def test_adamw_decays_apart_with_an_adams_state_too():
    optimizer, _ = trained(insitu, "AdamW", {})

    optimizer.load_state_dict(trained(insitu, "Adam", {})[0].state_dict())

    assert optimizer.param_groups[0]["decoupled_weight_decay"] is True


@pytest.mark.parametrize("name", WHOLE)
def test_repr_is_that_of_torch(name):
    assert repr(trained(insitu, name, WHOLE[name])[0]) == repr(trained(torch, name, WHOLE[name])[0])


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_groups_have_options_of_their_own(library):
    a, b, c = params_in(library)
    optimizer = library.optim.SGD([{"params": a}, {"params": [b], "lr": 0.5}], lr=0.25, momentum=0.5)
    optimizer.add_param_group({"params": c, "momentum": 0})

    assert [group["lr"] for group in optimizer.param_groups] == [0.25, 0.5, 0.25]
    assert [group["momentum"] for group in optimizer.param_groups] == [0.5, 0.5, 0]
    assert [group["params"] for group in optimizer.state_dict()["param_groups"]] == [[0], [1], [2]]


def test_named_parameters_keep_their_names_when_a_state_without_names_is_loaded():
    a, b, _ = params_in(insitu)
    saved = insitu.optim.SGD([a, b]).state_dict()
    optimizer = insitu.optim.SGD([("a", a), ("b", b)])

    optimizer.load_state_dict(saved)

    assert optimizer.param_groups[0]["param_names"] == ["a", "b"]
    assert [param is other for param, other in zip(optimizer.param_groups[0]["params"], (a, b), strict=True)]


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_parameters_without_a_gradient_stay(library):
    params = params_in(library)
    optimizer = library.optim.Adam(params)
    params[1].grad = library.ones(4)

    optimizer.step()

    assert [param._version for param in params] == [0, 1, 0]
    assert len(optimizer.state) == 1


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_closure_computes_gradients_also_under_no_grad(library):
    x = library.tensor([1.0, 2.0], requires_grad=True)
    optimizer = library.optim.SGD([x], lr=0.25)

    def closure():
        optimizer.zero_grad()
        loss = (x * x).sum()
        loss.backward()
        return loss

    with library.no_grad():
        losses = [optimizer.step(closure).item() for _ in range(3)]

    assert losses == [5.0, 1.25, 0.3125]
    assert x.tolist() == [0.125, 0.25]
    assert x.requires_grad


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_zero_grad_forgets_or_fills(library):
    a, b, _ = params_in(library)
    optimizer = library.optim.SGD([a, b])
    a.grad = first = library.ones(3, 2)

    optimizer.zero_grad(set_to_none=False)
    filled = first.tolist(), first._version, a.grad is first, b.grad
    optimizer.zero_grad()

    assert filled == ([[0.0, 0.0]] * 3, 1, True, None)
    assert a.grad is None


def outcome(library, line):
    try:
        x = library.ones(2, requires_grad=True)
        exec(line, {"optim": library.optim, "x": x, "y": x * 2, "T": library})
    except (ValueError, TypeError, NotImplementedError, RuntimeError) as error:
        kinds = (ValueError, TypeError, NotImplementedError, RuntimeError)
        kind = next(kind for kind in kinds if isinstance(error, kind))
        return kind, str(error).replace("insitu", "torch")
    return None


REFUSED = [
    "optim.SGD([x], lr=-1)",
    "optim.SGD([x], momentum=-1)",
    "optim.SGD([x], weight_decay=-1)",
    "optim.SGD([x], nesterov=True)",
    "optim.SGD([x], momentum=0.5, dampening=0.5, nesterov=True)",
    "optim.Adam([x], lr=-1)",
    "optim.Adam([x], eps=-1)",
    "optim.Adam([x], betas=(1.0, 0.5))",
    "optim.Adam([x], betas=(0.5, -0.5))",
    "optim.Adam([x], betas=(0, 0.5))",
    "optim.AdamW([x], weight_decay=-1)",
    "optim.RMSprop([x], lr=-1)",
    "optim.RMSprop([x], alpha=-1)",
    "optim.RMSprop([x], momentum=-1)",
    "optim.Adagrad([x], lr_decay=-1)",
    "optim.Adagrad([x], initial_accumulator_value=-1)",
    "optim.NAdam([x], momentum_decay=-1)",
    "optim.NAdam([x], betas=(1.0, 0.5))",
    "optim.RAdam([x], lr=-1)",
    "optim.Adamax([x], betas=(0.5, 1.0))",
    "optim.Adadelta([x], rho=1.5)",
    "optim.Adadelta([x], eps=-1)",
    "optim.Rprop([x], etas=(0.5, 0.7))",
    "optim.Rprop([x], lr=-1)",
    "optim.ASGD([x], weight_decay=-1)",
    "optim.SGD([x], lr=T.ones(2))",
    "optim.SGD([x], fused=True, differentiable=True)",
    "optim.Adam([x], fused=True, foreach=True)",
    "optim.Adagrad([x], fused=True, foreach=True)",
    "optim.SGD([3])",
    "optim.SGD(x)",
    "optim.SGD([{'params': [x]}, 3])",
    "optim.SGD([])",
    "optim.SGD([y])",
    "optim.SGD([x, {'params': [x]}])",
    "optim.SGD([{'params': {x}}])",
    "optim.SGD([{'params': [x]}, {'params': [x]}])",
    "optim.SGD([('x', x), T.ones(1)])",
    "optim.SGD([{'params': [('x', x)]}, {'params': [T.ones(1)]}])",
    "optim.SGD([x]).add_param_group([x])",
    "optim.SGD([x]).load_state_dict({'state': {}, 'param_groups': []})",
    "optim.SGD([x]).load_state_dict({'state': {}, 'param_groups': [{'params': []}]})",
]


@pytest.mark.parametrize("line", REFUSED)
def test_refusals_are_those_of_torch(line):
    theirs = outcome(torch, line)

    assert theirs is not None
    assert outcome(insitu, line) == theirs


@pytest.mark.parametrize("options", [{"differentiable": True}, {"lr": "tensor"}], ids=str)
def test_what_would_wait_or_be_recorded_is_refused(options):
    given = {**options, **({"lr": insitu.tensor(0.1)} if "lr" in options else {})}

    with pytest.raises(NotImplementedError):
        insitu.optim.SGD([insitu.ones(2)], **given)


def test_tensor_twice_in_a_group_is_warned_of():
    x = insitu.ones(2)

    with pytest.warns(UserWarning, match="duplicate parameters"):
        insitu.optim.SGD([x, x])


def test_learning_rate_may_change_between_steps():
    x = insitu.tensor([1.0], requires_grad=True)
    optimizer = insitu.optim.SGD([x], lr=1.0)
    x.grad = insitu.tensor([1.0])

    optimizer.step()
    optimizer.param_groups[0]["lr"] = 0.5
    optimizer.step()

    assert x.tolist() == [-0.5]
