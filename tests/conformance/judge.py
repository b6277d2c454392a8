"""What must be equal: the outcome of one call in torch and in insitu.

The rule: torch is right. Values, dtypes, shapes, which object comes back, how far versions count, which memory a result
shares and with which strides; and where torch refuses, the exception's type and the first line of its text.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import torch

import insitu
from insitu_engine.errors import InsituError

from .worlds import MissingError, Twins, storage_of, to_torch

#: Dtypes in which an order of additions shows, and the one that decides.
ROUNDED: Final = {
    torch.float16: torch.float64,
    torch.bfloat16: torch.float64,
    torch.float32: torch.float64,
    torch.complex64: torch.complex128,
}


class DifferenceError(AssertionError):
    """insitu does not do what torch does."""


class ValueDifferenceError(DifferenceError):
    """... in values alone."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far values may be apart; None takes PyTorch's defaults for the dtype."""

    rtol: float | None = None
    atol: float | None = None


def compare(
    theirs: Callable[[], Any],
    ours: Callable[[], Any],
    twins: Twins,
    *,
    tolerance: Tolerance,
    random: bool = False,
    settle: Callable[[Any], list[torch.Tensor] | None] = lambda _: None,
    exact: Callable[[], Any] = lambda: None,
) -> None:
    """Run a call in both worlds; raise DifferenceError unless they come to the same.

    With ``random`` values may differ. ``settle`` gives what of a result is compared where PyTorch leaves values open,
    ``exact`` torch's result in double precision, which decides where roundings differ.
    """
    expected_versions = [tensor._version for tensor in twins.theirs]
    expected, refusal = attempt(theirs)
    versions = [tensor._version for tensor in twins.ours]
    got, error = attempt(ours) if twins.refusal is None else (None, twins.refusal)
    if error is None:
        values, error = attempt(lambda: _values(got))
    if refusal is not None:
        compare_refusal(refusal, error, got)
        return
    if error is not None:
        raise DifferenceError(
            f"torch gives {_brief(expected)}, insitu raises {type(error).__name__}: {error}"
        )
    wanted = settle(expected)
    judge = _Judge(twins, tolerance, random=random or wanted is not None)
    try:
        judge.same(got, expected, values, "result")
    except ValueDifferenceError:
        judge.same(got, expected, _settled_by_rounding(values, expected, exact, tolerance), "result")
    judge = _Judge(twins, tolerance, random=random)
    if wanted is not None:
        for our, their in zip(settle(values), wanted, strict=True):
            judge.close(our, their, "what PyTorch settles of the result")
    for at, (our, their) in enumerate(zip(twins.ours, twins.theirs, strict=True)):
        moved, expected_move = our._version - versions[at], their._version - expected_versions[at]
        require(moved == expected_move, f"tensor {at}: version counts {moved} up, torch's {expected_move}")
        if expected_move:
            judge.same_layout(our, their, f"tensor {at}")
            if our is not got:
                judge.same_tensor(our, their, to_torch(our), f"tensor {at}")


def attempt(call: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        return call(), None
    except MissingError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is raised is compared
        return None, error


def _values(result: Any) -> Any:
    """Return the values of all tensors in a result: reading them is when a refusal by the server comes."""
    if isinstance(result, insitu.Tensor):
        return to_torch(result)
    if isinstance(result, list | tuple):
        return [_values(item) for item in result]
    if result is None:
        insitu.sync()
    return None


def _settled_by_rounding(values: Any, theirs: Any, exact: Callable[[], Any], tolerance: Tolerance) -> Any:
    """Return torch's values in the place of ours that are no farther from the exact ones, but for the tolerance."""
    double, refusal = attempt(exact)
    return values if refusal is not None else _nearer(values, theirs, double, tolerance)


def _nearer(values: Any, theirs: Any, exact: Any, tolerance: Tolerance) -> Any:
    if isinstance(values, list) and isinstance(exact, list | tuple) and len(values) == len(exact):
        return [_nearer(*three, tolerance) for three in zip(values, theirs, exact, strict=True)]
    if not isinstance(values, torch.Tensor) or not isinstance(exact, torch.Tensor):
        return values
    if values.shape != exact.shape or values.dtype not in ROUNDED or not values.numel():
        return values
    rtol, atol = tolerance.rtol, tolerance.atol
    if rtol is None:  # of integers, which became floating point numbers
        rtol, atol = torch.testing._comparison.default_tolerances(values.dtype)
    error = (theirs - exact).abs().nan_to_num(0).max()
    allowed = error + atol + rtol * exact.abs()
    return theirs if bool(((values - exact).abs() <= allowed).logical_or(values == exact).all()) else values


def compare_refusal(refusal: Exception, error: Exception | None, got: Any) -> None:
    said = str(refusal).partition("\n")[0]
    wanted = f"torch raises {type(refusal).__name__}: {said}"
    require(error is not None, f"{wanted}; insitu gives {_brief(got)}")
    message = error.message if isinstance(error, InsituError) else str(error)
    heard = f"insitu raises {type(error).__name__}: {message}"
    require(isinstance(error, type(refusal)), f"{wanted}; {heard}")
    # Texts of PyTorch's argument parser list overloads and C++ types: there the type says it.
    if not isinstance(refusal, TypeError):
        require(message.partition("\n")[0] == said, f"{wanted}; {heard}")


class _Judge:
    """Compares results and inputs of one call that both worlds took."""

    def __init__(self, twins: Twins, tolerance: Tolerance, *, random: bool) -> None:
        self._twins = twins
        self._tolerance = tolerance
        self._random = random
        self._roots = {
            storage_of(their): our.root for our, their in zip(twins.ours, twins.theirs, strict=True)
        }

    def same(self, ours: Any, theirs: Any, values: Any, what: str) -> None:
        """Compare results of any kind."""
        if isinstance(theirs, torch.Tensor):
            require(isinstance(ours, insitu.Tensor), f"{what}: torch gives a Tensor, insitu {_brief(ours)}")
            self._same_result(ours, theirs, values, what)
        elif isinstance(theirs, list | tuple):
            self._same_sequence(ours, theirs, values, what)
        elif isinstance(theirs, float | complex):
            require(
                type(ours) is type(theirs), f"{what}: {type(ours).__name__}, torch's {type(theirs).__name__}"
            )
            self.close(torch.tensor(ours), torch.tensor(theirs), what)
        elif isinstance(theirs, torch.dtype):
            require(repr(ours).rpartition(".")[2] == repr(theirs).rpartition(".")[2], f"{what}: {ours}")
        else:
            same = type(ours) is type(theirs) and ours == theirs
            require(same, f"{what}: {_brief(ours)}, torch's {_brief(theirs)}")

    def _same_sequence(self, ours: Any, theirs: Any, values: Any, what: str) -> None:
        require(
            isinstance(ours, list | tuple),
            f"{what}: torch gives a {type(theirs).__name__}, insitu {_brief(ours)}",
        )
        require(len(ours) == len(theirs), f"{what}: {len(ours)} items, torch gives {len(theirs)}")
        for name in _field_names(theirs):
            require(hasattr(ours, name), f"{what}: no field {name}")
        for at, (our, their) in enumerate(zip(ours, theirs, strict=True)):
            self.same(our, their, values[at], f"{what}[{at}]")

    def _same_result(self, ours: Any, theirs: torch.Tensor, values: torch.Tensor, what: str) -> None:
        self.same_tensor(ours, theirs, values, what)
        for our, their in zip(self._twins.ours, self._twins.theirs, strict=True):
            require(
                (ours is our) == (theirs is their),
                f"{what}: torch returns {'the argument itself' if theirs is their else 'another tensor'}",
            )
        shared = self._roots.get(storage_of(theirs))
        if shared is None:
            require(ours.root not in self._roots.values(), f"{what}: a view, torch gives a copy")
        else:
            require(ours.root is shared, f"{what}: a copy, torch gives a view")
            self.same_layout(ours, theirs, what)

    def same_layout(self, ours: Any, theirs: torch.Tensor, what: str) -> None:
        """Compare strides and offset."""
        require(
            ours.stride() == theirs.stride(), f"{what}: strides {ours.stride()}, torch's {theirs.stride()}"
        )
        given, wanted = ours.storage_offset(), theirs.storage_offset()
        require(given == wanted, f"{what}: offset {given}, torch's {wanted}")

    def same_tensor(self, ours: Any, theirs: torch.Tensor, values: torch.Tensor, what: str) -> None:
        """Compare dtype, shape and values."""
        dtype = str(theirs.dtype).removeprefix("torch.")
        require(ours.dtype.name == dtype, f"{what}: dtype {ours.dtype.name}, torch's {dtype}")
        shape, wanted = tuple(ours.shape), tuple(theirs.shape)
        require(shape == wanted, f"{what}: shape {shape}, torch's {wanted}")
        if not self._random:
            self.close(values, theirs, what)

    def close(self, ours: torch.Tensor, theirs: torch.Tensor, what: str) -> None:
        """Compare values of two tensors of one dtype and shape."""
        if not self._random:
            close(ours, theirs, self._tolerance, what)


def close(ours: torch.Tensor, theirs: torch.Tensor, tolerance: Tolerance, what: str) -> None:
    """Compare values of two tensors of one dtype and shape; raise ValueDifferenceError."""
    if torch.equal(ours, theirs):
        return
    try:
        torch.testing.assert_close(
            ours, theirs, rtol=tolerance.rtol, atol=tolerance.atol, equal_nan=True, check_stride=False
        )
    except AssertionError as error:
        first = str(error).replace("\n", " ")
        raise ValueDifferenceError(f"{what}: {first} got {_brief(ours)}, torch's {_brief(theirs)}") from None


def _field_names(result: Any) -> list[str]:
    """Return the field names of PyTorch's named results."""
    if isinstance(result, tuple) and type(result).__module__ == "torch.return_types":
        return [
            name
            for name, member in vars(type(result)).items()
            if isinstance(member, types.MemberDescriptorType)
        ]
    return list(getattr(result, "_fields", ()))


def _brief(value: Any) -> str:
    if isinstance(value, torch.Tensor) and value.layout is not torch.strided:
        return repr(value.layout)
    if isinstance(value, torch.Tensor):
        values = value.flatten()[:6].tolist()
        return f"{str(value.dtype).removeprefix('torch.')}{list(value.shape)} {values}{'...' if value.numel() > 6 else ''}"
    if isinstance(value, insitu.Tensor):
        return f"{value.dtype.name}{list(value.shape)}"
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    text = f"({', '.join(map(_brief, value))})" if isinstance(value, list | tuple) else repr(value)
    return text if len(text) < 200 else f"{text[:200]}..."


def require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise DifferenceError(otherwise)
