"""What finite differences are taken of: a few small samples of op_db for each row that has a gradient, and cases of its own
for a row that no entry calls.

The rule: a row is the op table's, and has cases by being in the table of gradients.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Any, Final

import torch
from tests.conformance.callables import ours
from tests.conformance.claims import claimed
from tests.conformance.entries import Sample, entries, gradient_samples
from tests.conformance.worlds import map_values, to_insitu, translate
from torch.testing._internal.opinfo.core import OpInfo

import insitu
from insitu.dispatch import call
from insitu_engine.errors import UnknownOpError, UnsupportedError
from insitu_engine.gradients import FORMULAS
from insitu_engine.optable import lookup

from .differences import Case

#: So many samples of an entry, none with more elements.
SAMPLES: Final = 3
MOST: Final = 10_000

#: Entries of which differences say nothing, with the reason.
CONVENTIONS: Final = {
    "as_strided.partial_views": "its samples lie in larger storages",
    "nn.functional.cosine_embedding_loss": "its targets are signs, which a step takes off 1 and -1",
    "nn.functional.hinge_embedding_loss": "likewise",
    "linalg.norm": "its samples have norms of zeros, where it has a kink",
    "linalg.norm.subgradients_at_zero": "likewise",
    **{
        f"nn.functional.max_unpool{ndim}d": "of several elements for one place each gets its gradient, as in PyTorch"
        for ndim in (1, 2, 3)
    },
}
#: Rows of which differences say nothing, likewise.
APART: Final = {"normal": "what is drawn moves with its mean and deviation, but gives them no gradient"}
#: Rows whose gradients have no gradients, as in PyTorch.
ONCE: Final = frozenset({"ctc_loss"})
#: Entries whose rows have other names.
ROWS: Final = {
    "__getitem__": "getitem", "__radd__": "add", "__rdiv__": "div", "__rmatmul__": "matmul", "__rmod__": "remainder",
    "__rmul__": "mul", "__rpow__": "pow", "__rsub__": "sub", "mH": "adjoint", "double": "to", "nn.functional.unfold": "im2col",
}  # fmt: skip

#: Of rows that no entry calls: a function, and the shapes of its arguments, which are normally distributed.
OWN: Final[dict[str, tuple[Callable[..., Any], tuple[tuple[int, ...], ...]]]] = {
    "affine_grid": (lambda x: insitu.nn.functional.affine_grid(x, [2, 1, 3, 4]), ((2, 2, 3),)),
    "bernoulli_": (lambda x, y: (x * 1).bernoulli_(y.sigmoid()), ((2, 3), (2, 3))),
    "cauchy_": (lambda x: (x * 1).cauchy_(), ((2, 3),)),
    "conv_weight": (lambda x, g: called("conv_weight", x, (4, 1, 3), g, 2, 1, 1, 2), ((2, 2, 7), (2, 4, 4))),
    "col2im": (lambda x: insitu.nn.functional.fold(x, (4, 5), 2, padding=1, stride=2), ((2, 8, 9),)),
    "chain_matmul": (lambda x, y, z: insitu.chain_matmul(x, y, z), ((2, 3), (3, 4), (4, 2))),
    "copy_": (lambda x, y: (x * 1).copy_(y), ((2, 3), (3,))),
    "cosine_embedding_loss": (
        lambda x, y: insitu.nn.functional.cosine_embedding_loss(x, y, insitu.tensor([1, -1, 1]), 0.2),
        ((3, 4), (3, 4)),
    ),
    "ctc_loss": (
        lambda x: insitu.nn.functional.ctc_loss(
            x.log_softmax(2), insitu.tensor([[1, 2, 1], [2, 2, 1]]), (6, 5), (3, 2)
        ),
        ((6, 2, 3),),
    ),
    "dropout1d": (lambda x: insitu.nn.functional.dropout1d(x, 0.5), ((2, 3, 4),)),
    "exponential_": (lambda x: (x * 1).exponential_(), ((2, 3),)),
    "fill_diagonal_": (lambda x: (x * 1).fill_diagonal_(2.0), ((3, 3),)),
    "geometric_": (lambda x: (x * 1).geometric_(0.5), ((2, 3),)),
    "gradient": (lambda x, y, z: insitu.gradient(x, spacing=(y, z), edge_order=2), ((3, 4), (3,), (4,))),
    "hardtanh_": (lambda x: insitu.nn.functional.hardtanh_(x * 1), ((2, 3),)),
    "hinge_embedding_loss": (
        lambda x: insitu.nn.functional.hinge_embedding_loss(x, insitu.tensor([1, -1, 1, -1])),
        ((4,),),
    ),
    "igamma": (lambda x: insitu.igamma(_number(1.5), x.square() + 0.5), ((2, 3),)),
    "igammac": (lambda x: insitu.igammac(_number(1.5), x.square() + 0.5), ((2, 3),)),
    "linalg_norm": (lambda x: insitu.linalg.norm(x, 3, 1), ((2, 3),)),
    "log_normal_": (lambda x: (x * 1).log_normal_(), ((2, 3),)),
    "logical_not_": (lambda x: (x * 1).logical_not_(), ((2, 3),)),
    "normal_": (lambda x: (x * 1).normal_(), ((2, 3),)),
    "poisson": (lambda x: insitu.poisson(x.square() + 1), ((2, 3),)),
    "random_": (lambda x: (x * 1).random_(), ((2, 3),)),
    "relu6_": (lambda x: insitu.nn.functional.relu6(x * 3, inplace=True), ((2, 3),)),
    "select_copy": (lambda x: insitu.select_copy(x, 1, 2), ((2, 3),)),
    "setitem_": (lambda x, y: _assigned(x * 1, y), ((2, 3), (2, 2))),
    "special_round": (lambda x: insitu.special.round(x), ((2, 3),)),
    "special_zeta": (lambda x: insitu.special.zeta(_number(2.5), x.square() + 1), ((2, 3),)),
    "slice_scatter": (lambda x, y: insitu.slice_scatter(x, y, 1, 0, 3, 2), ((2, 3), (2, 2))),
    "stft": (
        lambda x, w: insitu.stft(
            x, 4, 3, 3, w, pad_mode="circular", normalized=True, onesided=False, return_complex=True
        ),
        ((2, 9), (3,)),
    ),
    "put_taps": (lambda g: called("put_taps", g, _taps(), WINDOWS), ((2, 3),)),
    "spread_windows": (lambda g: called("spread_windows", g, WINDOWS), ((2, 3),)),
    "sum_windows": (lambda x: called("sum_windows", x, WINDOWS), ((2, 7),)),
    "take_taps": (lambda x: called("take_taps", x, _taps(), WINDOWS), ((2, 7),)),
    "uniform_": (lambda x: (x * 1).uniform_(), ((2, 3),)),
    "zero_": (lambda x: (x * 1).zero_(), ((2, 3),)),
    **{
        f"{name}{ndim}d{kind}": (
            lambda x, name=f"{name}{ndim}d", parts=parts, kind=kind: getattr(
                insitu.nn.functional, f"{name}{kind}"
            )(x, 2, *parts),
            ((2, 3, *(5, 4, 6)[:ndim]),),
        )
        for name, kind, parts, least in (
            ("adaptive_max_pool", "_with_indices", (), 1),
            ("fractional_max_pool", "_with_indices", (2,), 2),
            ("max_pool", "_with_indices", (), 1),
            ("lp_pool", "", (2,), 1),
        )
        for ndim in range(least, 4)
    },
    **{
        f"{name}_": (lambda x, y, name=name: getattr(x * 1, f"{name}_")(y), ((2, 3), (3,)))
        for name in ("eq", "ne", "lt", "le", "gt", "ge", "logical_and", "logical_or", "logical_xor")
    },
}


#: Of images with one dimension of size 7: three windows of two taps, two apart, the first one begins one before.
WINDOWS: Final = ((7, 3, 2, 3, 1, 2),)


def called(row: str, *args: Any) -> Any:
    """Return what a row makes that only gradients call."""
    return call(lookup(row), args)


def _taps() -> insitu.Tensor:
    return called("max_taps", insitu.arange(14.0, dtype=insitu.float64).reshape(2, 7), WINDOWS)


def _number(value: float) -> insitu.Tensor:
    return insitu.tensor(value, dtype=insitu.float64)


def _assigned(x: insitu.Tensor, y: insitu.Tensor) -> insitu.Tensor:
    x[:, 1:] = y
    return x


#: All rows that differences are taken of.
CHECKED: Final = sorted(set(FORMULAS) - set(APART))


def cases(row: str, dtype: str) -> Iterator[Case]:
    """Yield the cases of a row in a dtype, float64 or complex128."""
    in_place = row.endswith("_")
    for name, function in _callables().get(row, ()):
        samples = (
            sample
            for sample in _samples(name, dtype)
            if _is_small(sample) and not (in_place and _is_refused(function, sample))
        )
        for sample in islice(samples, SAMPLES):
            yield _sampled(name, function, sample, cloned=in_place)
    if row in OWN and dtype == "float64":
        function, shapes = OWN[row]
        yield Case(
            row, lambda given: function(*given), [torch.randn(shape, dtype=torch.float64) for shape in shapes]
        )


@cache
def _callables() -> dict[str, list[tuple[str, Any]]]:
    """Return, by row, the entries that call it and how."""
    found = defaultdict(list)
    for title, entry in entries().items():
        row = row_of(entry)
        if row is None or title in CONVENTIONS or not (claimed(entry) and entry.supports_autograd):
            continue
        found[row].append((title, entry.op))
        if entry.inplace_variant is not None and f"{row}_" in FORMULAS:
            found[f"{row}_"].append((title, entry.inplace_variant))
    return dict(found)


def row_of(entry: OpInfo) -> str | None:
    """Return the row that an entry calls, None if it calls several, or none."""
    name = ROWS.get(entry.name, entry.name.removeprefix("nn.functional.").replace(".", "_"))
    try:
        op = lookup(name)
    except (UnknownOpError, UnsupportedError):
        return None
    return op.name if "functional" in op.where or not entry.name.startswith("nn.functional.") else None


def _samples(name: str, dtype: str) -> Iterator[Sample]:
    entry = entries()[name]
    if getattr(torch, dtype) not in entry.supported_backward_dtypes("cpu"):
        return iter(())
    return gradient_samples(entry, dtype)


def _leaves(sample: Sample) -> list[torch.Tensor]:
    found: dict[int, torch.Tensor] = {}

    def note(leaf: Any) -> None:
        if isinstance(leaf, torch.Tensor) and leaf.requires_grad:
            found[id(leaf)] = leaf

    map_values([sample.input, list(sample.args), sample.kwargs], note)
    return list(found.values())


def _is_small(sample: Sample) -> bool:
    leaves = _leaves(sample)
    return bool(leaves) and all(leaf.numel() <= MOST for leaf in leaves)


def _is_refused(function: Any, sample: Sample) -> bool:
    """Return whether torch does not write the sample's first argument, which is too small."""
    try:
        function(sample.input.clone(), *sample.args, **sample.kwargs)
    except RuntimeError:
        return True
    return False


def _sampled(name: str, function: Any, sample: Sample, *, cloned: bool) -> Case:
    """Return a sample as a function of what requires a gradient in it."""
    entry = entries()[name]
    leaves = _leaves(sample)
    call, choose = ours(function, entry.name), ours(sample.choose, "")
    if not cloned:
        # op_db's own way to move matrices that must stay Hermitian, or triangular.
        wrapper, op = ours(entry.gradcheck_wrapper, ""), call

        def call(*args: Any, **kwargs: Any) -> Any:
            return wrapper(op, *args, **kwargs)

    def run(given: list[insitu.Tensor]) -> Any:
        moved = {id(leaf): tensor for leaf, tensor in zip(leaves, given, strict=True)}

        def bring(leaf: Any) -> Any:
            if id(leaf) in moved:
                return moved[id(leaf)]
            return to_insitu(leaf) if isinstance(leaf, torch.Tensor) else translate(leaf)

        first, args, kwargs = map_values([sample.input, list(sample.args), sample.kwargs], bring)
        return choose(call(first.clone() if cloned else first, *args, **kwargs))

    return Case(f"{name}{sample}", run, [leaf.detach() for leaf in leaves])
