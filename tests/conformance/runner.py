"""Runs entries of op_db through the client against a live server, and counts what came out.

The rule: a sample passes only if every form of its op (function, method, operator, in place) does what torch does.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import torch
from torch.testing._internal.opinfo.core import OpInfo

import insitu

from .callables import ours, unseeded
from .differences import Known, known_for
from .entries import ERRORS, Sample, dtypes_of, forms, samples, seed, title, tolerance_of
from .freedoms import settled
from .judge import ROUNDED, DifferenceError, Tolerance, compare
from .worlds import ElsewhereError, MissingError, Twins, map_values

#: Entries whose values are drawn: they are not compared where torch itself gives other values the next time.
RANDOM: Final = frozenset({
    "bernoulli", "cauchy", "exponential", "geometric", "log_normal", "multinomial", "normal", "rand_like", "randint",
    "randint_like", "randn", "randn_like", "uniform", "rand", "randperm",
    "nn.functional.alpha_dropout", "nn.functional.dropout", "nn.functional.dropout2d", "nn.functional.dropout3d",
    "nn.functional.feature_alpha_dropout", "nn.functional.rrelu", "nn.functional.fractional_max_pool2d",
    "nn.functional.fractional_max_pool3d", "nn.functional.scaled_dot_product_attention", "svd_lowrank", "pca_lowrank",
})  # fmt: skip

#: Entries whose values PyTorch leaves uninitialised.
UNSET: Final = frozenset({
    "empty", "empty_like", "empty_permuted", "empty_strided", "new_empty", "new_empty_strided", "resize_",
    "resize_as_",
})  # fmt: skip
#: How often a call is repeated before its values count as the same each time.
_DRAWS: Final = 200

PASSED, KNOWN, MISSING, FAILED = "passed", "known difference", "missing", "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One form of one sample that is not as in torch."""

    entry: str
    dtype: str
    form: str
    sample: str
    detail: str
    missing: bool = False
    #: The known difference that it is.
    known: str | None = None

    def __str__(self) -> str:
        return f"{self.entry} [{self.dtype}, {self.form}] {self.sample}\n    {self.detail}"


@dataclass(slots=True)
class Result:
    """What came out of one entry: samples by dtype and outcome, and each finding."""

    entry: str
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    def total(self, outcome: str) -> int:
        """Return how many samples had this outcome."""
        return sum(count for (_, kind), count in self.counts.items() if kind == outcome)

    @property
    def unexpected(self) -> list[Finding]:
        """The findings that no line of `differences` names."""
        return [finding for finding in self.findings if finding.known is None]


def run(
    entry: OpInfo, dtypes: list[str] | None = None, *, limit: int | None = None, full: bool = False
) -> Result:
    """Run an entry's samples of these dtypes (all that apply, and its error_inputs, if not said)."""
    result = Result(title(entry))
    known = known_for(result.entry)
    wanted = [*dtypes_of(entry, full=full), ERRORS] if dtypes is None else dtypes
    for dtype in wanted:
        for sample in samples(entry, dtype):
            if limit is not None and sample.at >= limit:
                break
            found = list(_findings(entry, sample, dtype, known))
            result.findings += found
            result.counts[dtype, outcome(found)] += 1
    if dtypes is None and limit is None:
        used = {finding.known for finding in result.findings}
        result.stale = [str(line) for line in known if line.is_stale(used, full=full)]
    return result


def outcome(found: list[Finding]) -> str:
    if not found:
        return PASSED
    if all(finding.known for finding in found):
        return KNOWN
    return MISSING if all(finding.missing or finding.known for finding in found) else FAILED


def _findings(entry: OpInfo, sample: Sample, dtype: str, known: list[Known]) -> Iterator[Finding]:
    tolerance = tolerance_of(entry, dtype)
    for form, function in forms(entry).items():
        if form != "function" and not isinstance(sample.input, torch.Tensor):
            continue
        missing = False
        try:
            _run_form(entry, form, function, sample, tolerance)
            continue
        except MissingError as error:
            missing, detail = True, f"missing: {error}"
        except ElsewhereError as error:
            detail = f"a tensor that is {error}"
        except DifferenceError as error:
            detail = str(error)
        line = next((str(line) for line in known if line.names(dtype, form, sample, detail)), None)
        yield Finding(title(entry), dtype, form, str(sample), detail, missing=missing, known=line)


def _run_form(entry: OpInfo, form: str, function: Any, sample: Sample, tolerance: Tolerance) -> None:
    twins = Twins()
    call = ours(function, entry.name)
    theirs, given = twins.both(sample.input, fresh=form.startswith("inplace"))
    their_args, our_args = twins.both(sample.args)
    their_kwargs, our_kwargs = twins.both(sample.kwargs)
    function = unseeded(function)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # NumPy's warnings are the server's noise.
        warnings.simplefilter("error", RuntimeWarning)
        random = entry.name in UNSET or (entry.name in RANDOM and draws(function, sample))
        compare(
            lambda: function(theirs, *their_args, **their_kwargs),
            lambda: call(given, *our_args, **our_kwargs),
            twins,
            tolerance=tolerance,
            random=random,
            settle=lambda result: settled(entry.name, (theirs, *their_args), their_kwargs, result),
            exact=lambda: _in_double(function, sample),
        )


def draws(function: Any, sample: Sample) -> bool:
    """Return whether torch gives other values another time."""
    if sample.kwargs.get("dropout_p") == 0:
        return False
    first = None
    for number in range(_DRAWS):
        seed(str(number))
        given, args, kwargs = map_values([sample.input, list(sample.args), sample.kwargs], _cloned)
        try:
            made = function(given, *args, **kwargs)
        except Exception:  # noqa: BLE001 - a refusal is compared later
            return False
        values = (made[0] if isinstance(made, tuple) else made).detach().clone()
        if first is not None and not torch.equal(first, values):
            return True
        first = values
    return False


def _in_double(function: Any, sample: Sample) -> Any:
    """Return torch's result in double precision."""
    given, args, kwargs = map_values([sample.input, list(sample.args), sample.kwargs], _doubled)
    return function(given, *args, **kwargs)


def _cloned(leaf: Any) -> Any:
    return leaf.clone() if isinstance(leaf, torch.Tensor) else leaf


def _doubled(leaf: Any) -> Any:
    if isinstance(leaf, torch.Tensor):
        return leaf.to(ROUNDED.get(leaf.dtype, leaf.dtype), copy=True)
    return ROUNDED.get(leaf, leaf) if isinstance(leaf, torch.dtype) else leaf


def serve() -> Any:
    """Return a session on a server of its own, as a context manager."""
    return insitu.connect()
