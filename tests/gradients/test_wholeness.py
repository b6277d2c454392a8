"""Every row of the op table has a gradient, or a reason why it has none: and torch, which is asked, says the same."""

from __future__ import annotations

import warnings
from typing import Any, Final

import pytest
import torch
from tests.conformance.entries import entries, gradient_samples
from tests.conformance.gradients import Part, sides
from tests.conformance.graphs import Side, tensors_in
from tests.conformance.worlds import to_insitu, to_torch_all

import insitu
from insitu_engine.autograd.recorded import formulas_of
from insitu_engine.optable import Op, lookup, rows
from insitu_engine.schema import OPERANDS, Kind

from .cases import row_of

CONSTANT: Final = "results require no gradient"
INTEGERS: Final = "there is no form for floating-point numbers"
RESIZED: Final = "cannot resize variables that require grad"
UNDERIVED: Final = "the derivative is not implemented"
#: What torch takes for constants though it moves with its arguments. Insitu, which gives no wrong gradient, refuses.
NEGLECTED: Final = "torch takes the results for constants"

#: Rows that take tensors and have no gradient, by reason.
WITHOUT: Final[dict[str, tuple[str, ...]]] = {
    CONSTANT: (
        "all", "allclose", "any", "argmax", "argmin", "argsort", "argwhere", "bucketize", "count_nonzero", "detach",
        "detach_", "empty_like", "eq", "equal", "full_like", "ge", "gt", "histc", "isclose", "isfinite", "isin", "isinf",
        "isnan", "isneginf", "isposinf", "isreal", "le", "linalg_matrix_rank", "logical_and", "logical_not", "logical_or",
        "logical_xor", "lt", "multinomial", "ne", "new_empty", "new_empty_strided", "new_full", "new_ones", "new_zeros",
        "nonzero", "nonzero_static", "ones_like", "rand_like", "randint_like", "randn_like", "searchsorted", "signbit",
        "zeros_like",
    ),
    INTEGERS: (
        "bincount", "bitwise_and", "bitwise_and_", "bitwise_left_shift", "bitwise_left_shift_", "bitwise_not",
        "bitwise_not_", "bitwise_or", "bitwise_or_", "bitwise_right_shift", "bitwise_right_shift_", "bitwise_xor",
        "bitwise_xor_", "gcd", "gcd_", "lcm", "lcm_", "one_hot", "unravel_index",
    ),
    RESIZED: ("resize_", "resize_as_"),
    UNDERIVED: (
        "binomial", "embedding_renorm_", "floor_divide", "floor_divide_", "geqrf", "heaviside", "heaviside_", "histogram", "set_", "unique",
        "unique_consecutive",
    ),
    NEGLECTED: (
        "linspace", "logspace", "special_airy_ai", "special_bessel_j0", "special_bessel_j1", "special_bessel_y0",
        "special_bessel_y1", "special_chebyshev_polynomial_t", "special_chebyshev_polynomial_u",
        "special_chebyshev_polynomial_v", "special_chebyshev_polynomial_w", "special_hermite_polynomial_h",
        "special_hermite_polynomial_he", "special_laguerre_polynomial_l", "special_legendre_polynomial_p",
        "special_modified_bessel_i0", "special_modified_bessel_i1", "special_modified_bessel_k0",
        "special_modified_bessel_k1", "special_scaled_modified_bessel_k0", "special_scaled_modified_bessel_k1",
        "special_shifted_chebyshev_polynomial_t", "special_shifted_chebyshev_polynomial_u",
        "special_shifted_chebyshev_polynomial_v", "special_shifted_chebyshev_polynomial_w",
        "special_spherical_bessel_j0",
    ),
}  # fmt: skip
#: Steps of gradients that have none of their own.
LAST: Final = ("ctc_loss_backward", "max_taps")
#: How a row is called that no entry of op_db calls so, from PyTorch's names and a vector.
CALLS: Final[dict[str, Any]] = {
    "binomial": lambda T, x: T.binomial(x.abs().round(), x.sigmoid()),
    "detach": lambda T, x: x.detach(),
    "detach_": lambda T, x: (x * 1).detach_(),
    "embedding_renorm_": lambda T, x: T.embedding_renorm_(x.unsqueeze(1) * 1, T.tensor([0, 1]), 1.0, 2.0),
    "linspace": lambda T, x: T.linspace(x[0], x[1], 5),
    "logspace": lambda T, x: T.logspace(x[0], x[1], 5),
    "resize_as_": lambda T, x: x.resize_as_(T.ones(2)),
    "set_": lambda T, x: (x * 1).set_(x * 2),
}


@pytest.fixture(scope="module", autouse=True)
def server():
    with insitu.connect() as session:
        yield session


def takes_tensors(row: Op) -> bool:
    kinds = {kind for parameter in row.schema.parameters for kind in (parameter.kind, *parameter.others)}
    return bool(kinds & {*OPERANDS, Kind.TENSORS})


def test_every_row_has_a_gradient_or_a_reason():
    without = sorted(row.name for row in rows() if takes_tensors(row) and formulas_of(row) is None)

    assert without == sorted([*LAST, *(name for names in WITHOUT.values() for name in names)])


def outcome(side: Side) -> str:
    """Return what comes of asking for gradients of a call: a reason to have none, or that there are some."""
    try:
        results = [result for result in tensors_in(side.call()) if result.requires_grad]
        if not results:
            return CONSTANT
        side.values(side.gradients(results, [result.detach() for result in results], side.leaves))
    except RuntimeError as error:
        return getattr(error, "message", str(error))
    return "gradients"


def outcomes(row: str) -> list[str]:
    """Return what comes of it in torch and in insitu."""
    if row in CALLS:
        return [outcome(side) for side in own(CALLS[row])]
    op = lookup(row)
    base = op.base.name if op.base is not None else row
    entry = next(entry for entry in entries().values() if row_of(entry) == base)
    function = entry.inplace_variant if op.base is not None else entry.op
    sample = next(sample for sample in gradient_samples(entry, "float64"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [outcome(side) for side in sides(entry, sample, Part("", "", function, cloned=op.in_place))]


def own(call: Any) -> list[Side]:
    theirs = torch.arange(1.0, 4.0, dtype=torch.float64, requires_grad=True)
    our = insitu.arange(1.0, 4.0, dtype=insitu.float64, requires_grad=True)
    return [
        Side(lambda: call(torch, theirs), [theirs], torch.autograd.grad, torch.clone, list),
        Side(lambda: call(insitu, our), [our], insitu.autograd.grad, to_insitu, to_torch_all),
    ]


@pytest.mark.parametrize("row", WITHOUT[CONSTANT])
def test_results_of_what_is_constant_require_no_gradient(row):
    assert outcomes(row) == [CONSTANT, CONSTANT]


@pytest.mark.parametrize("row", WITHOUT[RESIZED])
def test_what_requires_a_gradient_is_not_resized(row):
    assert outcomes(row) == [RESIZED, RESIZED]


@pytest.mark.parametrize("row", WITHOUT[UNDERIVED])
def test_what_pytorch_does_not_derive_is_refused_in_its_words(row):
    theirs, ours = outcomes(row)

    assert "is not implemented" in theirs
    assert ours == theirs


def test_gradient_of_ctc_loss_has_none_as_in_pytorch():
    def second(T: Any, x: Any) -> Any:
        loss = T.nn.functional.ctc_loss(x.reshape(3, 1, 1).expand(3, 1, 2), T.tensor([[1]]), (3,), (1,))
        return T.autograd.grad(loss, x, create_graph=True)[0].sum()

    theirs, ours = map(outcome, own(second))

    assert theirs == "derivative for aten::_ctc_loss_backward is not implemented"
    assert ours == theirs


@pytest.mark.parametrize("row", WITHOUT[NEGLECTED])
def test_what_pytorch_neglects_is_refused(row):
    assert outcomes(row) == [CONSTANT, f"derivative for aten::{row} is not implemented"]


@pytest.mark.parametrize("row", WITHOUT[INTEGERS])
def test_what_takes_whole_numbers_takes_no_others_in_pytorch(row):
    named = [entry for entry in entries().values() if row_of(entry) == row.removesuffix("_")]

    assert named
    assert not any(dtype.is_floating_point for entry in named for dtype in entry.supported_dtypes("cpu"))
