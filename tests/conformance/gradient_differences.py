"""Known differences from PyTorch in gradients: each line says where, what, and why.

The rule: a line that no sample needs any more is stale, and fails the suite.
"""

from __future__ import annotations

from typing import Final

from .differences import EVERY, Known

#: The parts of a sample that are about its in-place form on a clone.
_IN_PLACE: Final = ("in place", "in place, second")

DIFFERENCES: Final[tuple[Known, ...]] = (
    *(
        Known(
            name,
            "PyTorch has no derivative of the in-place form; here it has that of the copying one",
            forms=_IN_PLACE,
            when=lambda _, detail: "the derivative for 'inplace version of" in detail,
        )
        for name in ("acosh", "asinh", "atanh")
    ),
    Known(
        "addbmm",
        "in place never changes a shape: PyTorch's addbmm_ alone makes a smaller self as large as the result",
        forms=_IN_PLACE,
        when=lambda _, detail: "doesn't match the broadcast shape" in detail,
    ),
    Known(
        "as_strided_scatter",
        "PyTorch gives what is written over the gradient, and the rest nothing: differences say the reverse",
        when=lambda _, detail: "not close" in detail,
    ),
    *(
        Known(
            name,
            "PyTorch divides zero by zero in the second derivative of a norm of zeros, which is zero here as the first is",
            forms=("second",),
            when=lambda _, detail: "nan at index" in detail or "Expected nan" in detail,
        )
        for name in ("linalg.norm", "linalg.norm.subgradients_at_zero")
    ),
    Known(
        "nn.functional.scaled_dot_product_attention",
        "PyTorch's kernel for all of it has no second derivative; here it has that of the steps",
        forms=("second",),
        when=lambda _, detail: "flash_attention_for_cpu_backward is not implemented" in detail,
    ),
    Known(
        "nn.functional.dropout3d",
        "what changes nothing is no write here; PyTorch composes it of unsqueeze_ and squeeze_, which are refused and recorded",
        forms=("in place, on a leaf", *_IN_PLACE),
        when=lambda sample, _: (
            sample.input.ndim == 4 and (sample.kwargs["p"] == 0 or not sample.kwargs["training"])
        ),
    ),
)


def differences_for(entry: str) -> list[Known]:
    """Return the lines about an entry."""
    return [line for line in DIFFERENCES if line.entry in (entry, EVERY)]
