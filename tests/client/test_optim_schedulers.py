"""Schedulers, beside PyTorch's: the same rates, to the last bit."""

from __future__ import annotations

import functools

import pytest
import torch

import insitu
import insitu.optim

pytestmark = pytest.mark.usefixtures("session")

#: Schedulers by name and arguments.
SCHEDULES = [
    ("LambdaLR", {"lr_lambda": lambda epoch: 0.9**epoch}),
    ("LambdaLR", {"lr_lambda": [lambda epoch: 0.9**epoch, lambda epoch: 1 / (epoch + 1)]}),
    ("MultiplicativeLR", {"lr_lambda": lambda epoch: 0.9 + epoch / 100}),
    ("StepLR", {"step_size": 3}),
    ("StepLR", {"step_size": 2, "gamma": 0.7}),
    ("MultiStepLR", {"milestones": [2, 5, 5, 9], "gamma": 0.3}),
    ("ConstantLR", {}),
    ("ConstantLR", {"factor": 0.7, "total_iters": 3}),
    ("LinearLR", {}),
    ("LinearLR", {"start_factor": 0.3, "end_factor": 0.8, "total_iters": 7}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("PolynomialLR", {}),
    ("PolynomialLR", {"total_iters": 9, "power": 2.5}),
    ("CosineAnnealingLR", {"T_max": 4}),
    ("CosineAnnealingLR", {"T_max": 7, "eta_min": 0.01}),
    ("CosineAnnealingWarmRestarts", {"T_0": 3}),
    ("CosineAnnealingWarmRestarts", {"T_0": 2, "T_mult": 2, "eta_min": 0.01}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 3}),
    (
        "CyclicLR",
        {"base_lr": [0.1, 0.2], "max_lr": 1.0, "step_size_up": 2, "step_size_down": 5, "mode": "triangular2"},
    ),
    (
        "CyclicLR",
        {
            "base_lr": 0.1,
            "max_lr": 1.0,
            "step_size_up": 4,
            "mode": "exp_range",
            "gamma": 0.9,
            "max_momentum": 0.7,
        },
    ),
    (
        "CyclicLR",
        {
            "base_lr": 0.1,
            "max_lr": 1.0,
            "step_size_up": 4,
            "scale_fn": lambda x: 1 / x,
            "cycle_momentum": False,
        },
    ),
    (
        "CyclicLR",
        {
            "base_lr": 0.1,
            "max_lr": 1.0,
            "step_size_up": 4,
            "scale_fn": lambda x: 0.9**x,
            "scale_mode": "iterations",
        },
    ),
    ("OneCycleLR", {"max_lr": 1.0, "total_steps": 13}),
    ("OneCycleLR", {"max_lr": [1.0, 2.0], "epochs": 3, "steps_per_epoch": 5, "anneal_strategy": "linear"}),
    ("OneCycleLR", {"max_lr": 1.0, "total_steps": 13, "three_phase": True, "base_momentum": 0.5}),
    ("OneCycleLR", {"max_lr": 1.0, "total_steps": 13, "cycle_momentum": False}),
]
IDS = [f"{name}-{number}" for number, (name, _) in enumerate(SCHEDULES)]
METRICS = [5.0, 4.0, 4.0, 4.0, 3.9, 3.9, 3.9, 3.9, 3.9, 3.9, 3.9, 6.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0]


def optimizer_in(library, kind="SGD"):
    params = [library.ones(1, requires_grad=True) for _ in range(2)]
    return getattr(library.optim, kind)([{"params": params[0]}, {"params": params[1], "lr": 0.05}], lr=0.5)


def rates(optimizer):
    kept = ("lr", "momentum", "betas", "initial_lr")
    return [{name: group[name] for name in kept if name in group} for group in optimizer.param_groups]


def schedule(library, name, options, *, kind="SGD", steps=12):
    optimizer = optimizer_in(library, kind)
    scheduler = getattr(library.optim.lr_scheduler, name)(optimizer, **options)
    found = [rates(optimizer)]
    for _ in range(steps):
        optimizer.step()
        scheduler.step()
        found.append(rates(optimizer))
    return scheduler, found


@pytest.mark.parametrize(("name", "options"), SCHEDULES, ids=IDS)
@pytest.mark.parametrize("kind", ["SGD", "Adam"])
def test_rates_are_those_of_torch(name, options, kind):
    theirs, expected = schedule(torch, name, options, kind=kind)
    ours, found = schedule(insitu, name, options, kind=kind)

    assert found == expected
    assert ours.get_last_lr() == theirs.get_last_lr()


LONG = [case for case in SCHEDULES if case[0] != "OneCycleLR"]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        *LONG,
        ("OneCycleLR", {"max_lr": 1.0, "total_steps": 61}),
        ("OneCycleLR", {"max_lr": 1.0, "total_steps": 61, "three_phase": True}),
    ],
)
def test_sixty_rates_are_those_of_torch(name, options):
    assert schedule(insitu, name, options, steps=60)[1] == schedule(torch, name, options, steps=60)[1]


def test_every_scheduler_is_there():
    assert set(torch.optim.lr_scheduler.__all__) <= set(dir(insitu.optim.lr_scheduler))


@pytest.mark.parametrize(("name", "options"), SCHEDULES, ids=IDS)
def test_state_dict_is_that_of_torch(name, options):
    theirs, _ = schedule(torch, name, options)
    ours, _ = schedule(insitu, name, options)

    assert ours.state_dict() == theirs.state_dict()


@pytest.mark.parametrize(("name", "options"), SCHEDULES, ids=IDS)
@pytest.mark.filterwarnings("ignore:The epoch parameter")
def test_rates_of_an_epoch_are_those_of_torch(name, options):
    theirs, _ = schedule(torch, name, options)
    ours, _ = schedule(insitu, name, options)

    theirs.step(4)
    ours.step(4)

    assert ours.get_last_lr() == theirs.get_last_lr()


@pytest.mark.parametrize(("name", "options"), SCHEDULES, ids=IDS)
def test_loaded_scheduler_goes_on_where_it_was(name, options):
    first, _ = schedule(insitu, name, options)
    optimizer = optimizer_in(insitu)
    second = getattr(insitu.optim.lr_scheduler, name)(optimizer, **options)

    second.load_state_dict(first.state_dict())
    optimizer.load_state_dict(first.optimizer.state_dict())
    first.step()
    second.step()

    assert second.get_last_lr() == first.get_last_lr()


PLATEAUS = [
    {"patience": 2},
    {"patience": 1, "cooldown": 2, "factor": 0.5},
    {"patience": 0, "threshold": 0.2},
    {"patience": 0, "threshold": 0.5, "threshold_mode": "abs"},
    {"patience": 2, "mode": "max"},
    {"patience": 1, "mode": "max", "threshold": 0.5, "threshold_mode": "abs"},
    {"patience": 0, "min_lr": 0.01},
    {"patience": 0, "min_lr": [0.1, 0.001]},
    {"patience": 0, "eps": 0.01},
]


@pytest.mark.parametrize("options", PLATEAUS, ids=str)
def test_rates_on_a_plateau_are_those_of_torch(options):
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer_in(torch), **options)
    ours = insitu.optim.lr_scheduler.ReduceLROnPlateau(optimizer_in(insitu), **options)
    expected, found = [], []

    for metric in METRICS:
        theirs.step(torch.tensor(metric))
        ours.step(insitu.tensor(metric))
        expected.append(theirs.get_last_lr())
        found.append(ours.get_last_lr())

    assert found == expected
    assert ours.state_dict() == theirs.state_dict()


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_plateau_gives_further_groups_the_least_rate_of_all(library):
    optimizer = optimizer_in(library)
    scheduler = library.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, min_lr=0.2)
    optimizer.add_param_group({"params": library.ones(1, requires_grad=True)})

    for _ in range(3):
        scheduler.step(1.0)

    assert scheduler.get_last_lr() == [0.2, 0.05, 0.2]


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_two_schedulers_act_on_one_optimizer(library):
    optimizer = optimizer_in(library)
    schedulers = [
        library.optim.lr_scheduler.ExponentialLR(optimizer, 0.5),
        library.optim.lr_scheduler.StepLR(optimizer, 2, 0.5),
    ]

    optimizer.step()
    for scheduler in schedulers * 3:
        scheduler.step()

    assert [group["lr"] for group in optimizer.param_groups] == [0.03125, 0.003125]


#: Schedulers made of schedulers, with `s` the module and `o` the optimizer.
SEVERAL = {
    "one after the other": "s.SequentialLR(o, [s.ConstantLR(o, 0.1, 3), s.ExponentialLR(o, 0.9)], [4])",
    "three": "s.SequentialLR(o, [s.LinearLR(o), s.StepLR(o, 2), s.CosineAnnealingLR(o, 4)], [3, 7])",
    "at once": "s.ChainedScheduler([s.ConstantLR(o, 0.1, 3), s.ExponentialLR(o, 0.9)])",
    "at once, then another": "s.SequentialLR(o, [s.ChainedScheduler([s.StepLR(o, 2), s.LinearLR(o)]), s.StepLR(o, 1)], [9])",
    "restarts": "s.SequentialLR(o, [s.LinearLR(o), s.CosineAnnealingWarmRestarts(o, 3)], [3])",
}


def schedule_several(library, line):
    optimizer = optimizer_in(library)
    scheduler = eval(line, {"s": library.optim.lr_scheduler, "o": optimizer})
    found = [rates(optimizer)]
    for _ in range(7):
        optimizer.step()
        scheduler.step()
        found.append(rates(optimizer))
    return scheduler, found


@pytest.mark.parametrize("line", SEVERAL.values(), ids=SEVERAL)
@pytest.mark.filterwarnings("ignore:Detected call of")  # the first steps of a chain in a sequence
def test_several_schedulers_are_those_of_torch(line):
    theirs, expected = schedule_several(torch, line)
    ours, found = schedule_several(insitu, line)

    assert found == expected
    assert ours.get_last_lr() == theirs.get_last_lr()
    assert ours.state_dict() == theirs.state_dict()


@pytest.mark.parametrize("line", SEVERAL.values(), ids=SEVERAL)
@pytest.mark.filterwarnings("ignore:Detected call of")  # the first steps of a chain in a sequence
def test_several_loaded_schedulers_go_on_where_they_were(line):
    first, _ = schedule_several(insitu, line)
    optimizer = optimizer_in(insitu)
    second = eval(line, {"s": insitu.optim.lr_scheduler, "o": optimizer})

    second.load_state_dict(first.state_dict())
    optimizer.load_state_dict(first.optimizer.state_dict())
    optimizer.step()
    first.step()
    second.step()

    assert second.get_last_lr() == first.get_last_lr()


@pytest.mark.parametrize("epoch", [0, 0.5, 1, 2, 2.75, 6, 13, 14.5])
@pytest.mark.parametrize("times", [1, 2])
def test_restarts_go_to_any_part_of_an_epoch(epoch, times):
    theirs = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer_in(torch), 2, times)
    ours = insitu.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer_in(insitu), 2, times)

    theirs.step(epoch)
    ours.step(epoch)

    assert ours.state_dict() == theirs.state_dict()


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_subclass_says_its_rates_in_get_lr(library):
    class Halved(library.optim.lr_scheduler.LRScheduler):
        def get_lr(self):
            return [base / 2**self.last_epoch for base in self.base_lrs]

    optimizer = optimizer_in(library)
    scheduler = Halved(optimizer)
    optimizer.step()
    scheduler.step()

    assert scheduler.get_last_lr() == [0.25, 0.025]


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_callable_objects_keep_their_state(library):
    class Growing:
        factor = 1.0

        def __call__(self, epoch):
            self.factor += 1
            return self.factor

    optimizer = optimizer_in(library)
    first = library.optim.lr_scheduler.LambdaLR(optimizer, [Growing(), Growing()])
    second = library.optim.lr_scheduler.LambdaLR(optimizer_in(library), [Growing(), Growing()])
    optimizer.step()
    first.step()

    second.load_state_dict(first.state_dict())

    assert first.state_dict()["lr_lambdas"] == [{"factor": 3.0}, {"factor": 3.0}]
    assert second.lr_lambdas[0].factor == 3.0


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_resumed_scheduler_begins_at_its_epoch(library):
    optimizer = library.optim.SGD(
        [{"params": library.ones(1, requires_grad=True), "initial_lr": 0.5, "lr": 0.5}], lr=0.5
    )

    scheduler = library.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 0.5**epoch, last_epoch=2)

    assert scheduler.last_epoch == 3
    assert scheduler.get_last_lr() == [0.0625]


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_first_step_before_the_optimizers_is_warned_of(library):
    scheduler = library.optim.lr_scheduler.StepLR(optimizer_in(library), 2)

    with pytest.warns(UserWarning, match=r"Detected call of `lr_scheduler.step\(\)` before"):
        scheduler.step()


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_rates_asked_of_get_lr_are_warned_of(library):
    scheduler = library.optim.lr_scheduler.StepLR(optimizer_in(library), 2)

    with pytest.warns(UserWarning, match="please use `get_last_lr"):
        scheduler.get_lr()


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_epoch_given_is_warned_of(library):
    optimizer = optimizer_in(library)
    scheduler = library.optim.lr_scheduler.StepLR(optimizer, 2)
    optimizer.step()

    with pytest.warns(UserWarning, match="The epoch parameter"):
        scheduler.step(1)


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_step_of_ones_own_counts_as_a_step(library):
    class Still(library.optim.Optimizer):
        def __init__(self, params):
            super().__init__(params, {"lr": 1.0})

        def step(self):
            pass

    optimizer = Still([library.ones(1, requires_grad=True)])
    scheduler = library.optim.lr_scheduler.StepLR(optimizer, 1)
    optimizer.step()
    scheduler.step()

    assert scheduler.get_last_lr() == [0.1]


def outcome(library, line):
    try:
        make = functools.partial(optimizer_in, library)
        exec(line, {"s": library.optim.lr_scheduler, "o": make(), "adagrad": make("Adagrad")})
    except (ValueError, TypeError, KeyError, RuntimeError) as error:
        kinds = (ValueError, TypeError, KeyError, RuntimeError)
        return next(kind for kind in kinds if isinstance(error, kind)), str(error)[:90]
    return None


REFUSED = [
    "s.StepLR(3, 1)",
    "s.ReduceLROnPlateau(3)",
    "s.OneCycleLR(3, 1.0, 1)",
    "s.StepLR(o, 1, last_epoch=3)",
    "s.LambdaLR(o, [abs])",
    "s.MultiplicativeLR(o, 3)",
    "s.ConstantLR(o, factor=2)",
    "s.LinearLR(o, start_factor=0)",
    "s.LinearLR(o, end_factor=2)",
    "s.ReduceLROnPlateau(o, factor=1)",
    "s.ReduceLROnPlateau(o, mode='middle')",
    "s.ReduceLROnPlateau(o, threshold_mode='middle')",
    "s.ReduceLROnPlateau(o, min_lr=[1])",
    "s.CosineAnnealingWarmRestarts(o, 0)",
    "s.CosineAnnealingWarmRestarts(o, 1, 0)",
    "s.CosineAnnealingWarmRestarts(o, 1).step(-1)",
    "s.SequentialLR(o, [], [])",
    "s.SequentialLR(o, [3], [])",
    "s.SequentialLR(o, [s.StepLR(o, 1)], [1])",
    "s.SequentialLR(o, [s.ReduceLROnPlateau(o)], [])",
    "s.ChainedScheduler([])",
    "s.ChainedScheduler([s.StepLR(adagrad, 1), s.StepLR(o, 1)])",
    "s.CyclicLR(3, 0.1, 1.0)",
    "s.CyclicLR(o, 0.1, 1.0, mode='square')",
    "s.CyclicLR(adagrad, 0.1, 1.0)",
    "s.CyclicLR(o, [0.1], 1.0)",
    "s.OneCycleLR(o, 1.0)",
    "s.OneCycleLR(o, 1.0, total_steps=0)",
    "s.OneCycleLR(o, 1.0, epochs=0, steps_per_epoch=1)",
    "s.OneCycleLR(o, 1.0, 3, pct_start=2)",
    "s.OneCycleLR(o, 1.0, 3, anneal_strategy='log')",
    "s.OneCycleLR(o, [1.0], 3)",
    "s.OneCycleLR(adagrad, 1.0, 3)",
    "p = s.OneCycleLR(o, 1.0, 1, pct_start=0.0); o.step(); p.step(); p.step()",
    "p = s.ReduceLROnPlateau(o, patience=0, min_lr=[0, 0]); o.param_groups.pop(); p.step(1); p.step(1)",
]


@pytest.mark.parametrize("line", REFUSED)
def test_refusals_are_those_of_torch(line):
    theirs = outcome(torch, line)

    assert theirs is not None
    assert outcome(insitu, line) == theirs


class Scale:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return self.factor / x


@pytest.mark.parametrize("library", [torch, insitu], ids=["torch", "insitu"])
def test_a_cycles_height_that_is_an_object_keeps_its_state(library):
    first, second = (
        library.optim.lr_scheduler.CyclicLR(optimizer_in(library), 0.1, 1.0, scale_fn=Scale(factor))
        for factor in (0.5, 0.25)
    )

    saved = first.state_dict()
    second.load_state_dict(saved)

    assert second.scale_fn(1) == 0.5
