"""Modules beside PyTorch's: the same parameters by name, outputs, gradients and words for themselves."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import insitu
from insitu import nn

pytestmark = pytest.mark.usefixtures("session")

IMAGES, LINES, ROWS, VOLUMES = (2, 4, 9, 8), (2, 4, 9), (5, 4), (2, 4, 4, 5, 6)
#: How a module is made, and the shape of what goes in.
CASES = [
    ("Linear(4, 3)", ROWS),
    ("Linear(4, 3, bias=False)", ROWS),
    ("Identity()", ROWS),
    ("Conv1d(4, 6, 3, padding=1)", LINES),
    ("Conv2d(4, 6, 3)", IMAGES),
    ("Conv2d(4, 6, (3, 2), stride=2, padding=1, dilation=2, groups=2)", IMAGES),
    ("Conv2d(4, 6, 3, bias=False, padding='same')", IMAGES),
    ("Conv1d(4, 6, 3, padding='same', dilation=3, padding_mode='reflect')", LINES),
    ("Conv2d(4, 6, 3, padding=(2, 1), padding_mode='circular')", IMAGES),
    ("Conv2d(4, 6, (2, 3), padding='same', padding_mode='replicate')", IMAGES),
    ("Conv3d(4, 2, (3, 2, 2), stride=(2, 1, 2), padding=1)", VOLUMES),
    ("ConvTranspose1d(4, 6, 3, stride=2, output_padding=1)", LINES),
    ("ConvTranspose2d(4, 6, (3, 2), stride=2, padding=1, groups=2, dilation=2)", IMAGES),
    ("ConvTranspose3d(4, 2, 2, stride=(2, 1, 3), bias=False)", VOLUMES),
    ("MaxPool2d(2)", IMAGES),
    ("MaxPool2d(3, stride=2, padding=1, ceil_mode=True)", IMAGES),
    ("AvgPool2d(3, stride=2, padding=1, count_include_pad=False)", IMAGES),
    ("AdaptiveAvgPool2d((3, 2))", IMAGES),
    ("AdaptiveAvgPool1d(4)", LINES),
    ("AdaptiveAvgPool2d((3, None))", IMAGES),
    ("AdaptiveAvgPool3d((2, 4, 1))", VOLUMES),
    ("AdaptiveMaxPool1d(4)", LINES),
    ("AdaptiveMaxPool2d((4, 1))", IMAGES),
    ("AdaptiveMaxPool3d(2)", VOLUMES),
    ("AvgPool1d(3, stride=2, padding=1, ceil_mode=True)", LINES),
    ("AvgPool3d((2, 1, 3), stride=2, divisor_override=5)", VOLUMES),
    ("MaxPool1d(3, stride=1, dilation=2)", LINES),
    ("MaxPool3d(2, stride=(1, 2, 2), padding=1)", VOLUMES),
    ("LPPool1d(2, 3)", LINES),
    ("LPPool2d(4, (3, 2), stride=2, ceil_mode=True)", IMAGES),
    ("LPPool3d(float('inf'), 2)", VOLUMES),
    ("Unfold((3, 2), dilation=(1, 2), padding=1, stride=2)", IMAGES),
    ("Sequential(nn.Unfold(3, padding=1), nn.Fold((9, 8), 3, padding=1))", IMAGES),
    ("ZeroPad1d(2)", LINES),
    ("ZeroPad2d((1, 2, 0, -1))", IMAGES),
    ("ZeroPad3d(1)", VOLUMES),
    ("ConstantPad1d((3, 1), 2.5)", LINES),
    ("ConstantPad2d(2, -1.0)", IMAGES),
    ("ConstantPad3d((1, 0, 2, 1, 0, 1), 0.5)", VOLUMES),
    ("ReflectionPad1d(3)", LINES),
    ("ReflectionPad2d((1, 2, 3, 0))", IMAGES),
    ("ReflectionPad3d(2)", VOLUMES),
    ("ReplicationPad1d((3, 0))", LINES),
    ("ReplicationPad2d(2)", IMAGES),
    ("ReplicationPad3d((1, 2, 0, 1, 1, 0))", VOLUMES),
    ("CircularPad1d(4)", LINES),
    ("CircularPad2d((1, 0, 2, 3))", IMAGES),
    ("CircularPad3d(2)", VOLUMES),
    ("PixelShuffle(2)", IMAGES),
    ("PixelUnshuffle(2)", (2, 4, 6, 8)),
    ("ChannelShuffle(2)", IMAGES),
    ("BatchNorm1d(4)", ROWS),
    ("BatchNorm2d(4)", IMAGES),
    ("BatchNorm2d(4, affine=False, momentum=None)", IMAGES),
    ("LayerNorm(4)", ROWS),
    ("LayerNorm((9, 8), elementwise_affine=False)", IMAGES),
    ("GroupNorm(2, 4)", IMAGES),
    ("GroupNorm(4, 4, affine=False)", LINES),
    ("BatchNorm3d(4)", VOLUMES),
    ("BatchNorm1d(4, track_running_stats=False)", LINES),
    ("InstanceNorm1d(4, affine=True)", LINES),
    ("InstanceNorm2d(4, affine=True, track_running_stats=True)", IMAGES),
    ("InstanceNorm2d(4)", IMAGES[1:]),
    ("InstanceNorm3d(4, track_running_stats=True)", VOLUMES),
    ("RMSNorm(4)", ROWS),
    ("RMSNorm((9, 8), eps=0.5)", IMAGES),
    ("LocalResponseNorm(3, alpha=0.5, k=2.0)", IMAGES),
    ("Upsample(scale_factor=2)", LINES),
    ("Upsample((5, 20), mode='bilinear')", IMAGES),
    ("Upsample(scale_factor=(1.5, 0.7), mode='bicubic', align_corners=True)", IMAGES),
    ("Upsample(scale_factor=1.5, mode='trilinear', recompute_scale_factor=True)", VOLUMES),
    ("UpsamplingNearest2d(scale_factor=2)", IMAGES),
    ("UpsamplingBilinear2d(12)", IMAGES),
    ("Softmax(dim=1)", ROWS),
    ("LogSoftmax(dim=1)", ROWS),
    ("Flatten()", IMAGES),
    ("Unflatten(1, (2, 2))", ROWS),
    ("GELU()", ROWS),
    ("Sigmoid()", ROWS),
    ("Tanh()", ROWS),
    ("Softplus(2.0)", ROWS),
    ("PReLU()", ROWS),
    ("PReLU(4)", ROWS),
    ("LogSigmoid()", ROWS),
    ("Sequential(nn.Linear(4, 3), nn.ReLU(inplace=True), nn.Linear(3, 2))", ROWS),
]
#: How a module of two inputs is made, and the shapes of both.
PAIRS = [
    ("Bilinear(4, 3, 2)", (5, 4), (5, 3)),
    ("Bilinear(4, 3, 2, bias=False)", (2, 5, 4), (2, 5, 3)),
    ("CosineSimilarity()", (2, 4, 5), (1, 4, 5)),
    ("CosineSimilarity(dim=-1, eps=0.5)", (2, 4, 5), (2, 1, 5)),
    ("PairwiseDistance()", (5, 4), (5, 4)),
    ("PairwiseDistance(p=1.0, keepdim=True)", (5, 4), (4,)),
]
#: All modules that work in place, with what they are given besides.
IN_PLACE = [
    "ReLU", "ReLU6", "ELU", "SELU", "CELU", "LeakyReLU", "RReLU", "Hardtanh", "Hardsigmoid", "Hardswish", "SiLU", "Mish",
    "Threshold", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout",
]  # fmt: skip
ARGUMENTS = {"Threshold": "0.1, 7.0, "}


def both(made):
    """Return a module of PyTorch's and one of ours with its tensors, both of float64."""
    torch.manual_seed(0)
    theirs = eval(made, {"nn": torch.nn}).double()
    ours = eval(made, {"nn": nn}).double()
    state = {name: insitu.tensor(value.numpy()) for name, value in theirs.state_dict().items()}
    assert list(ours.state_dict()) == list(state)
    ours.load_state_dict(state)
    return theirs, ours


def given(shape, *, at=0):
    values = np.random.default_rng(at).standard_normal(shape)
    return torch.tensor(values, requires_grad=True), insitu.tensor(values, requires_grad=True)


def agree(ours, theirs, rtol=1e-8):
    assert tuple(ours.shape) == tuple(theirs.shape)
    np.testing.assert_allclose(ours.detach().numpy(), theirs.detach().numpy(), rtol=rtol, atol=1e-10)


@pytest.mark.parametrize(("made", "shape"), CASES, ids=[made for made, _ in CASES])
def test_outputs_and_gradients_are_those_of_torch(made, shape):
    theirs, ours = both(f"nn.{made}")
    (x, y), (a, b) = given(shape), given(shape, at=1)

    for module, one, two in ((theirs, x, a), (ours, y, b)):
        module(one).sin().sum().backward()
        module.eval()
        module(two).sin().sum().backward()

    agree(y.grad, x.grad)
    agree(b.grad, a.grad)
    for (name, mine), (other, exact) in zip(ours.named_parameters(), theirs.named_parameters(), strict=True):
        assert name == other
        agree(mine.grad, exact.grad)
    for name, exact in theirs.named_buffers():
        agree(dict(ours.named_buffers())[name], exact)


@pytest.mark.parametrize(("made", "first", "second"), PAIRS, ids=[made for made, *_ in PAIRS])
def test_outputs_and_gradients_of_two_inputs_are_those_of_torch(made, first, second):
    theirs, ours = both(f"nn.{made}")
    (x, y), (a, b) = given(first), given(second, at=1)

    exact, result = theirs(x, a), ours(y, b)

    agree(result, exact)
    exact.sin().sum().backward()
    result.sin().sum().backward()
    agree(y.grad, x.grad)
    agree(b.grad, a.grad)
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        agree(mine.grad, other.grad)


@pytest.mark.parametrize("made", [made for made, *_ in CASES + PAIRS])
def test_words_are_those_of_torch(made):
    theirs, ours = both(f"nn.{made}")

    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place_modules_change_their_input(name):
    made = f"nn.{name}({ARGUMENTS.get(name, '')}inplace=True)"
    theirs, ours = both(made)
    theirs.eval()
    ours.eval()
    x, y = given(
        (2, 3, 4, 5, 6) if name == "Dropout3d" else (2, 3, 4, 5) if name == "Dropout2d" else (2, 3, 4)
    )
    written, place = x * 1.5, y * 1.5
    pointer, storages = place.data_ptr(), insitu.current_session().memory().storages

    exact, result = theirs(written), ours(place)

    assert result is place
    assert result.data_ptr() == pointer
    assert result._version == exact._version
    assert insitu.current_session().memory().storages <= storages + 1
    agree(result, exact)
    exact.sum().backward()
    result.sum().backward()
    agree(y.grad, x.grad, rtol=1e-6)  # PyTorch's sixth is a float32
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize("name", [name for name in IN_PLACE if "Dropout" in name])
@pytest.mark.parametrize("inplace", [True, False])
def test_dropout_in_training_scales_what_it_keeps(name, inplace):
    module = getattr(nn, name)(0.5, inplace=inplace)
    leaf = (
        insitu.ones(4, 5, 6, 7, 8, requires_grad=True)
        if "3d" in name
        else insitu.ones(40, 50, requires_grad=True)
    )
    if name in ("Dropout1d", "Dropout2d", "FeatureAlphaDropout"):
        leaf = (
            insitu.ones(40, 50, 3, requires_grad=True)
            if name == "Dropout1d"
            else insitu.ones(9, 50, 3, 3, requires_grad=True)
        )
    insitu.manual_seed(0)
    place = leaf * 1.0

    result = module(place)
    result.sum().backward()

    # PyTorch's two modules of alpha dropout do not pass ``inplace`` on.
    assert (result is place) == (inplace and "Alpha" not in name)
    values, gradient = result.detach().numpy(), leaf.grad.numpy()
    if "Alpha" not in name:
        assert set(np.unique(values)) == {0.0, 2.0}
        np.testing.assert_array_equal(gradient, values)
    assert 0.3 < (gradient != 0).mean() < 0.7


@pytest.mark.parametrize("size", [(9, 8), (2, 4, 9, 8)])
@pytest.mark.parametrize(
    "made", ["MaxPool2d(3, return_indices=True)", "AdaptiveMaxPool2d(3, return_indices=True)"]
)
def test_what_was_kept_is_put_back_where_it_was(made, size):
    theirs, ours = both(f"nn.{made}")
    x, y = given(IMAGES)

    exact = torch.nn.MaxUnpool2d(3)(*theirs(x), output_size=size)
    result = nn.MaxUnpool2d(3)(*ours(y), output_size=size)

    agree(result, exact)
    exact.sin().sum().backward()
    result.sin().sum().backward()
    agree(y.grad, x.grad)


@pytest.mark.parametrize("size", [(12, 8), (9,)])
def test_sizes_that_images_had_not_are_refused_as_in_torch(size):
    x, y = given((1, 1, 3, 2))
    places = np.zeros((1, 1, 3, 2), np.int64)

    exact, result = (
        outcome(lambda m=m, t=t, i=i: m.nn.MaxUnpool2d(3)(t, i, size))
        for m, t, i in ((torch, x, torch.tensor(places)), (insitu, y, insitu.tensor(places)))
    )

    assert isinstance(exact, str)
    assert result == exact


@pytest.mark.parametrize("size", ["output_size=(3, 4)", "output_ratio=(0.4, 0.5)"])
def test_windows_of_fractional_pooling_are_those_of_torch(size):
    x, y = given(IMAGES)
    samples = np.random.default_rng(5).random((2, 4, 2))
    results = []
    for library, tensor, leaf in ((torch.nn, torch.tensor, x), (nn, insitu.tensor, y)):
        module = eval(
            f"nn.FractionalMaxPool2d((3, 2), {size}, return_indices=True, _random_samples=samples)",
            {"nn": library, "samples": tensor(samples)},
        )
        kept, places = module(leaf)
        kept.sin().sum().backward()
        results.append((kept.tolist(), places.tolist(), leaf.grad.tolist(), list(module.state_dict())))

    assert results[0] == results[1]


@pytest.mark.parametrize(
    "made",
    [
        "FractionalMaxPool2d(2)", "FractionalMaxPool2d(2, 3, 0.5)", "FractionalMaxPool3d(2, output_ratio=(1.5, 0.5, 0.5))",
        "ConvTranspose1d(2, 3, 3, padding_mode='reflect')", "Conv2d(3, 4, 3, groups=2)", "CircularPad2d(1)(x)",
        "Conv2d(2, 3, 3, stride=2, padding='same')",
    ],
)  # fmt: skip
def test_settings_are_refused_as_in_torch(made):
    x, y = given((2, 3))

    exact, result = (
        outcome(lambda n=n, t=t: eval(f"nn.{made}", {"nn": n, "x": t})) for n, t in ((torch.nn, x), (nn, y))
    )

    assert isinstance(exact, str)
    assert result == exact


@pytest.mark.parametrize("size", [(10, 9), [9, 8], (2, 3, 10, 8), (8, 8), (11, 8), (9,), (3, 9, 8)])
def test_the_size_of_a_transposed_convolution_is_picked_as_in_torch(size):
    theirs, ours = both("nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1)")
    x, y = given((2, 4, 5, 4))

    exact, result = (outcome(lambda m=m, t=t: m(t, output_size=size)) for m, t in ((theirs, x), (ours, y)))

    if isinstance(exact, str):
        assert result == exact
    else:
        agree(result, exact)


def outcome(call):
    """Return what a call returns, or the text of its ValueError as PyTorch has it."""
    try:
        return call()
    except ValueError as error:
        return str(error).replace("insitu.Size", "torch.Size")


LOSSES = [
    ("MSELoss", "dense"), ("L1Loss", "dense"), ("SmoothL1Loss", "dense"), ("HuberLoss", "dense"), ("KLDivLoss", "dense"),
    ("BCEWithLogitsLoss", "shares"), ("BCELoss", "shares"), ("CrossEntropyLoss", "classes"), ("NLLLoss", "classes"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:reduction")
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize(("name", "kind"), LOSSES)
def test_losses_are_those_of_torch(name, kind, reduction):
    theirs, ours = both(f"nn.{name}(reduction={reduction!r})")
    x, y = given((6, 5))
    source = np.random.default_rng(3)
    target = source.integers(0, 5, 6) if kind == "classes" else source.random((6, 5))
    if name == "BCELoss":
        x, y = (torch.tensor(source.random((6, 5)), requires_grad=True),) * 2
        y = insitu.tensor(x.detach().numpy(), requires_grad=True)

    exact, result = theirs(x, torch.tensor(target)), ours(y, insitu.tensor(target))

    agree(result, exact)
    exact.sum().backward()
    result.sum().backward()
    agree(y.grad, x.grad)
    assert repr(ours) == repr(theirs)


#: How a loss of several things is made, and what it is given: numbers, signs, classes, all beside the input.
MORE_LOSSES = [
    ("SoftMarginLoss()", "x, s"), ("HingeEmbeddingLoss(0.5)", "x, s"), ("MarginRankingLoss(0.1)", "x, n, s"),
    ("CosineEmbeddingLoss(0.2)", "x, n, s[:, 0]"), ("MultiMarginLoss(2, 0.7)", "x, c"),
    ("MultiMarginLoss(weight=w)", "x, c"), ("MultiLabelMarginLoss()", "x, c.reshape(6, 1).expand(6, 5).contiguous()"),
    ("MultiLabelSoftMarginLoss(weight=w)", "x, n"), ("TripletMarginLoss(2.0, 1, swap=True)", "x, n, s"),
    ("TripletMarginWithDistanceLoss()", "x, n, s"), ("PoissonNLLLoss(full=True)", "x, n"),
    ("TripletMarginWithDistanceLoss(distance_function=nn.CosineSimilarity(), swap=True)", "x, n, s"),
    ("GaussianNLLLoss()", "x, s, n"), ("CosineSimilarity(0, 0.1)", "x, n"), ("PairwiseDistance(1, keepdim=True)", "x, n"),
    ("NLLLoss(w, ignore_index=1)", "x, c"), ("CrossEntropyLoss(w, label_smoothing=0.2)", "x, c"),
    ("CTCLoss(4, 'sum', True)", "x.log_softmax(1), c[:2].clamp(0, 3), [6], [2]"),
    ("CTCLoss()", "x.reshape(3, 2, 5).log_softmax(2), c[:4] % 4 + 1, c[:2] * 0 + 3, c[:2] * 0 + 2"),
    ("BCEWithLogitsLoss(pos_weight=w)", "x, n"), ("BCELoss(w)", "x.sigmoid(), n"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "given_to"), MORE_LOSSES)
def test_losses_of_more_are_those_of_torch(made, given_to):
    source = np.random.default_rng(5)
    values = {
        "n": source.random((6, 5)),
        "s": source.choice([-1.0, 1.0], (6, 5)),
        "c": source.integers(0, 5, 6),
        "w": source.random(5),
    }
    results = []
    for library, x in zip((torch, insitu), given((6, 5)), strict=True):
        names = {"nn": library.nn, "x": x, **{name: library.tensor(value) for name, value in values.items()}}
        module = eval(f"nn.{made}", names)
        loss = eval(f"module({given_to})", names | {"module": module})
        loss.sum().backward()
        results.append((loss, x.grad, repr(module), list(module.state_dict())))
    (exact, gradient, words, state), (found, mine, said, kept) = results

    agree(found, exact)
    agree(mine, gradient)
    assert (said, kept) == (words, state)


def test_losses_refuse_settings_as_torch_does():
    for made in ("MultiMarginLoss(3)", "TripletMarginLoss(0)", "TripletMarginWithDistanceLoss(margin=-1)"):
        with pytest.raises(ValueError) as exact:
            eval(f"nn.{made}", {"nn": torch.nn})
        with pytest.raises(ValueError) as error:
            eval(f"nn.{made}", {"nn": nn})
        assert str(error.value) == str(exact.value)


def test_a_state_that_does_not_fit_is_told_as_torch_tells_it():
    theirs, ours = torch.nn.Linear(2, 3), nn.Linear(2, 3)
    with pytest.raises(RuntimeError) as exact:
        theirs.load_state_dict({"weight": torch.zeros(3, 4), "more": torch.zeros(1)})

    with pytest.raises(insitu.InsituError) as error:
        ours.load_state_dict({"weight": insitu.zeros(3, 4), "more": insitu.zeros(1)})

    assert str(error.value).splitlines() == str(exact.value).replace("torch.Size", "insitu.Size").splitlines()


def net_of(T):
    class Net(T.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = T.nn.Linear(4, 8)
            self.second = T.nn.Linear(8, 4)

        def forward(self, x):
            return self.second(T.nn.functional.relu(self.first(x), inplace=True))

    return Net().double()


def test_a_module_of_ones_own_trains_as_in_torch():
    losses = []
    values, target = np.random.default_rng(0).standard_normal((2, 8, 4))
    for T in (torch, insitu):
        net = net_of(T)
        with T.no_grad():
            for parameter in net.parameters():
                parameter.copy_(T.linspace(-1, 1, parameter.numel()).reshape(parameter.shape))
        optimizer = T.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(5):
            optimizer.zero_grad()
            loss = T.nn.functional.mse_loss(net(T.tensor(values)), T.tensor(target))
            loss.backward()
            T.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
        losses.append(loss.item())

    assert losses[1] == pytest.approx(losses[0], rel=1e-6)
