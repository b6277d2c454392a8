"""PyTorch's operator database as this suite reads it: entries by name, their dtypes, samples and ways to be called.

The rule: everything is seeded, so that each run sees the same samples in the same order.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import torch

from .judge import Tolerance
from .worlds import map_values

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from torch.testing._internal.common_device_type import toleranceOverride
    from torch.testing._internal.common_methods_invocations import op_db
    from torch.testing._internal.opinfo.core import DecorateInfo, OpInfo

#: What every run compares; `make conformance-full` adds the others.
DTYPES: Final = ("float32", "float64", "int64", "bool", "complex64")
MORE_DTYPES: Final = ("float16", "bfloat16", "complex128", "uint8", "int8", "int16", "int32")
#: The pseudo dtype under which an entry's error_inputs are counted.
ERRORS: Final = "errors"


def _whole(result: Any) -> Any:
    return result


@dataclass(frozen=True, slots=True)
class Sample:
    """One call: the first argument and the others, and what it is to be called in texts."""

    input: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    at: int
    #: What of a result is differentiated: of vectors with a free phase op_db takes the parts that have none.
    choose: Callable[[Any], Any] = _whole

    def __str__(self) -> str:
        parts = [describe(self.input), *map(describe, self.args)]
        parts += [f"{name}={describe(value)}" for name, value in self.kwargs.items()]
        return f"#{self.at}({', '.join(parts)})"


def describe(value: Any) -> str:
    """Return an argument in a few characters."""
    if isinstance(value, torch.Tensor):
        dtype = str(value.dtype).removeprefix("torch.")
        strided = (
            "" if value.layout is not torch.strided or value.is_contiguous() else f"/{list(value.stride())}"
        )
        return f"{dtype}{list(value.shape)}{strided}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(describe, value))}]"
    return repr(value)


@cache
def entries() -> dict[str, OpInfo]:
    """Return op_db by name, a variant as ``name.variant``."""
    return {title(entry): entry for entry in op_db}


def title(entry: OpInfo) -> str:
    """Return the entry's name with its variant's."""
    return f"{entry.name}.{entry.variant_test_name}" if entry.variant_test_name else entry.name


def forms(entry: OpInfo) -> dict[str, Any]:
    """Return torch's callables of an entry, by how a user calls them."""
    found = {
        "function": entry.op,
        "method": entry.method_variant,
        "operator": entry.operator_variant,
        "inplace": entry.inplace_variant,
        "inplace operator": entry.inplace_operator_variant,
    }
    return {form: function for form, function in found.items() if function is not None}


def dtypes_of(entry: OpInfo, *, full: bool = False) -> list[str]:
    """Return the dtypes in which the entry is sampled."""
    supported = entry.supported_dtypes("cpu")
    return [name for name in DTYPES + (MORE_DTYPES if full else ()) if getattr(torch, name) in supported]


def samples(entry: OpInfo, dtype: str) -> Iterator[Sample]:
    """Yield all samples of a dtype, or those that PyTorch refuses for `ERRORS`."""
    seed(title(entry), dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if dtype == ERRORS:
            given = (
                [error.sample_input for error in entry.error_inputs("cpu")] if entry.error_inputs_func else []
            )
        else:
            given = list(entry.sample_inputs("cpu", getattr(torch, dtype)))
    for at, sample in enumerate(given):
        yield Sample(sample.input, tuple(sample.args), dict(sample.kwargs), at)


def gradient_samples(entry: OpInfo, dtype: str) -> Iterator[Sample]:
    """Yield all samples of a dtype whose tensors ask for gradients.

    Weights that op_db has in single precision come in double, as all else: where much cancels, single says nothing.
    """
    seed(title(entry), dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = list(entry.sample_inputs("cpu", getattr(torch, dtype), requires_grad=True))
    for at, sample in enumerate(given):
        args, kwargs = map_values([tuple(sample.args), dict(sample.kwargs)], _in_double)
        yield Sample(sample.input, args, kwargs, at, sample.output_process_fn_grad)


def _in_double(leaf: Any) -> Any:
    if isinstance(leaf, torch.Tensor) and leaf.dtype is torch.float32 and leaf.requires_grad:
        return leaf.detach().double().requires_grad_()
    return leaf


def seed(*words: str) -> None:
    """Seed every generator that op_db draws from."""
    number = sum(ord(letter) * 31**at for at, letter in enumerate("".join(words))) % 2**31
    torch.manual_seed(number)
    random.seed(number)
    np.random.seed(number)  # noqa: NPY002 - op_db draws from it


def tolerance_of(entry: OpInfo, dtype: str) -> Tolerance:
    """Return PyTorch's tolerance for the dtype, widened as far as the entry's own tests widen it on a CPU."""
    if dtype == ERRORS or (
        not getattr(torch, dtype).is_floating_point and not getattr(torch, dtype).is_complex
    ):
        return Tolerance()
    kind = getattr(torch, dtype)
    rtol, atol = torch.testing._comparison.default_tolerances(kind)
    for found in _overrides(entry):
        if kind in found:
            rtol, atol = max(rtol, found[kind].rtol), max(atol, found[kind].atol)
    return Tolerance(rtol, atol)


def _overrides(entry: OpInfo) -> Iterator[dict[torch.dtype, Any]]:
    for decoration in entry.decorators:
        parts: list[Callable[..., Any]] = [decoration]
        if isinstance(decoration, DecorateInfo):
            if decoration.device_type not in (None, "cpu"):
                continue
            parts = decoration.decorators
        for part in parts:
            if isinstance(part, toleranceOverride):
                yield part.d
