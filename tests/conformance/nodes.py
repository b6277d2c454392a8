"""Names of the nodes that made results: PyTorch's to the number, but where it records several calls and insitu one.

The rule: a name that is told here and that no node of an entry needs any more is stale, and fails the suite.
"""

from __future__ import annotations

from typing import Final

#: By entry, what PyTorch calls the last of the calls that it makes of one here, where insitu says another name.
COMPOSED: Final[dict[str, tuple[str, ...]]] = {
    "__rdiv__": ("MulBackward0",),
    "__rmatmul__": (
        "CloneBackward0",
        "TransposeBackward0",
    ),
    "__rsub__": ("RsubBackward0",),
    "cdist": ("ViewBackward0",),
    "corrcoef": (
        "ClampBackward1",
        "ComplexBackward0",
        "DivBackward0",
    ),
    "cumulative_trapezoid": (
        "CumsumBackward0",
        "DivBackward1",
    ),
    "diag": ("DiagonalBackward0_copy",),
    "diff": ("torch::autograd::CopyBackwards",),
    "einsum": (
        "MulBackward0",
        "SumBackward1",
        "ViewBackward0",
    ),
    "inner": (
        "MulBackward0",
        "ViewBackward0",
    ),
    "linalg.cond": ("SqueezeBackward1",),
    "linalg.matrix_norm": (
        "AmaxBackward0",
        "AminBackward0",
        "LinalgVectorNormBackward0",
        "PermuteBackward0",
        "SumBackward1",
    ),
    "linalg.matrix_power": (
        "LinalgInvExBackward0",
        "MmBackward0",
        "UnsafeViewBackward0",
        "torch::autograd::CopyBackwards",
    ),
    "linalg.multi_dot": ("ViewBackward0",),
    "linalg.norm": ("AmaxBackward0", "AminBackward0", "PermuteBackward0", "SumBackward1"),
    "linalg.norm.subgradients_at_zero": (
        "AmaxBackward0",
        "AminBackward0",
        "PermuteBackward0",
        "SumBackward1",
    ),
    "linalg.vecdot": (
        "SumBackward1",
        "VdotBackward0",
    ),
    "logdet": (
        "AddBackward0",
        "WhereBackward0",
    ),
    "matmul": (
        "CloneBackward0",
        "TransposeBackward0",
    ),
    "nn.functional.alpha_dropout": ("MulBackward0",),
    "nn.functional.batch_norm": ("CloneBackward0",),
    "nn.functional.cross_entropy": ("DivBackward1",),
    "nn.functional.dropout3d": (
        "SqueezeBackward1",
        "SqueezeBackward4",
    ),
    "nn.functional.feature_alpha_dropout.with_train": ("MulBackward0",),
    "nn.functional.scaled_dot_product_attention": ("UnsafeViewBackward0",),
    "repeat_interleave": (
        "IndexSelectBackward0",
        "ViewBackward0",
    ),
    "round.decimals_0": ("RoundBackward1",),
    "sort": ("SortBackward1",),
    "stft": (
        "SqueezeBackward4",
        "TransposeBackward1",
        "ViewAsRealBackward0",
    ),
    "trapezoid": (
        "DivBackward1",
        "MulBackward1",
    ),
    "trapz": (
        "DivBackward1",
        "MulBackward1",
    ),
}


class Nodes:
    """Whether nodes of an entry's calls have PyTorch's names, but for those of `COMPOSED`."""

    def __init__(self, entry: str) -> None:
        self._entry = entry
        self._other = COMPOSED.get(entry, ())
        self._needed: set[str] = set()

    def same(self, ours: str | None, theirs: str | None) -> bool:
        """Return whether two names of nodes are of the same call."""
        if ours == theirs:
            return True
        if ours is None or theirs is None:
            return False
        self._needed.add(theirs)
        return theirs in self._other

    def stale(self) -> list[str]:
        """Return the names that are told and not needed."""
        return [f"{self._entry}: {name}" for name in self._other if name not in self._needed]
