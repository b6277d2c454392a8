"""Gradients of op_db's entries through the client against a live server, and what came out, counted.

The rule: a sample passes first if its gradients are torch's, second if the gradients of those are, and in place if the
in-place form does on a clone what torch's does, first and second, and refuses a leaf in torch's words.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch.testing._internal.opinfo.core import OpInfo

import insitu

from .callables import ours, unseeded
from .entries import Sample, gradient_samples, seed, title, tolerance_of
from .gradient_differences import differences_for
from .graphs import Judge, Side
from .judge import DifferenceError
from .nodes import Nodes
from .runner import RANDOM, Finding, Result, draws, outcome
from .worlds import ElsewhereError, MissingError, Twins, to_insitu, to_torch_all

DTYPES: Final = ("float64", "complex128")
#: What is counted.
FIRST, IN_PLACE, SECOND = "first", "in place", "second"
FORMS: Final = (FIRST, IN_PLACE, SECOND)


@dataclass(frozen=True, slots=True)
class Part:
    """A way to call a sample's op and to differentiate it."""

    #: What it counts for.
    form: str
    name: str
    function: Any
    second: bool = False
    #: Called with a clone of the first argument, which is no leaf.
    cloned: bool = False


def differentiable(entry: OpInfo) -> bool:
    """Return whether the entry has samples here: whether it has gradients in double precision."""
    return bool(_dtypes_of(entry))


def _dtypes_of(entry: OpInfo) -> list[str]:
    supported = entry.supported_backward_dtypes("cpu") if entry.supports_autograd else set()
    return [name for name in DTYPES if getattr(torch, name) in supported]


def run(entry: OpInfo, dtypes: list[str] | None = None, *, limit: int | None = None) -> Result:
    """Run an entry's samples of these dtypes (of both, if not said); `Result.counts` are by form and outcome."""
    result = Result(title(entry))
    known = differences_for(result.entry)
    nodes = Nodes(result.entry)
    for dtype in _dtypes_of(entry):
        if dtypes is not None and dtype not in dtypes:
            continue
        for sample in gradient_samples(entry, dtype):
            if limit is not None and sample.at >= limit:
                break
            random = entry.name in RANDOM and _draws(entry, sample)
            outcomes: dict[str, list[Finding]] = {}
            for part in _parts(entry, sample):
                detail, missing = _difference(entry, sample, dtype, part, nodes, random=random)
                found = outcomes.setdefault(part.form, [])
                if detail:
                    line = next(
                        (str(line) for line in known if line.names(dtype, part.name, sample, detail)), None
                    )
                    found.append(Finding(result.entry, dtype, part.name, str(sample), detail, missing, line))
            for form, found in outcomes.items():
                result.findings += found
                result.counts[form, outcome(found)] += 1
    if dtypes is None and limit is None:
        used = {finding.known for finding in result.findings}
        result.stale = [str(line) for line in known if line.is_stale(used, full=False)] + nodes.stale()
    return result


def _parts(entry: OpInfo, sample: Sample) -> list[Part]:
    """Return what must agree of a sample."""
    parts = [Part(FIRST, FIRST, entry.op)]
    in_place = entry.inplace_variant
    if in_place is not None and isinstance(sample.input, torch.Tensor):
        parts += [
            Part(IN_PLACE, "in place, on a leaf", in_place),
            Part(IN_PLACE, "in place", in_place, cloned=True),
            Part(IN_PLACE, "in place, second", in_place, cloned=True, second=True),
        ]
    parts.append(Part(SECOND, SECOND, entry.op, second=True))
    return [part for part in parts if entry.supports_gradgrad or not part.second]


def _draws(entry: OpInfo, sample: Sample) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return draws(unseeded(entry.op), sample)


def _difference(
    entry: OpInfo, sample: Sample, dtype: str, part: Part, nodes: Nodes, *, random: bool
) -> tuple[str, bool]:
    """Return how a part of a sample differs from torch's, "" if it does not, and whether insitu lacks something."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", RuntimeWarning)  # NumPy's are the server's noise
            theirs, our = sides(entry, sample, part)
            seed(title(entry), dtype, part.name, str(sample.at))
            judge = Judge(theirs, our, tolerance_of(entry, dtype), nodes.same, random=random)
            judge.second() if part.second else judge.first()
    except MissingError as error:
        return f"missing: {error}", True
    except ElsewhereError as error:
        return f"a tensor that is {error}", False
    except DifferenceError as error:
        return str(error), False
    return "", False


def sides(entry: OpInfo, sample: Sample, part: Part) -> tuple[Side, Side]:
    """Return the part's call in both worlds, with tensors of its own."""
    twins = Twins(asking=True)
    given, args, kwargs = (twins.both(value) for value in (sample.input, sample.args, sample.kwargs))
    functions = unseeded(part.function), ours(part.function, entry.name)
    choices = sample.choose, ours(sample.choose, "")
    leaves = [pair for pair in zip(twins.theirs, twins.ours, strict=True) if pair[0].requires_grad]

    def call(world: int) -> Any:
        first = given[world].clone() if part.cloned else given[world]
        return choices[world](functions[world](first, *args[world], **kwargs[world]))

    return (
        Side(lambda: call(0), [pair[0] for pair in leaves], torch.autograd.grad, torch.clone, _plain),
        Side(lambda: call(1), [pair[1] for pair in leaves], insitu.autograd.grad, to_insitu, to_torch_all),
    )


def _plain(tensors: list[torch.Tensor]) -> list[torch.Tensor]:
    return [tensor.detach().resolve_conj().resolve_neg() for tensor in tensors]
