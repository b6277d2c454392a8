"""Layers whose input are numbers of rows."""

from __future__ import annotations

from typing import Any, Self

from insitu import _functions
from insitu._tensor import Tensor
from insitu.nn import functional, init
from insitu.nn.modules.module import Module
from insitu.nn.parameter import Parameter
from insitu.recording import no_grad
from insitu_engine.dtypes import DType
from insitu_engine.errors import InvalidValueError

__all__ = [
    "Embedding",
    "EmbeddingBag",
]


class _Table(Module):
    """What both have: a table (num_embeddings, embedding_dim), and what is done to it and its gradient."""

    weight: Parameter

    def __init__(
        self,
        shape: tuple[int, int],
        padding_idx: int | None,
        max_norm: float | None,
        norm_type: float,
        scale_grad_by_freq: bool,
        sparse: bool,
    ) -> None:
        super().__init__()
        count, width = shape
        if padding_idx is not None and not -count <= padding_idx < count:
            raise InvalidValueError("Padding_idx must be within num_embeddings")
        self.num_embeddings = count
        self.embedding_dim = width
        self.padding_idx = padding_idx if padding_idx is None else padding_idx % count
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse

    def _begin(
        self, weight: Tensor | None, device: Any, dtype: DType | None, *, learned: bool = True
    ) -> None:
        """Draw the table, or take it."""
        shape = (self.num_embeddings, self.embedding_dim)
        if weight is None:
            self.weight = Parameter(_functions.empty(shape, device=device, dtype=dtype), learned)
            self.reset_parameters()
        elif tuple(weight.shape) != shape:
            raise InvalidValueError("Shape of weight does not match num_embeddings and embedding_dim")
        else:
            self.weight = Parameter(weight, learned)

    def reset_parameters(self) -> None:
        """Draw the table anew, normally distributed, with zeros for the padding."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx].fill_(0)

    def _words(self, *names: str) -> str:
        """Return the table's size, and those of the named settings that are not the usual ones."""
        usual = {
            "padding_idx": None,
            "max_norm": None,
            "norm_type": 2,
            "scale_grad_by_freq": False,
            "sparse": False,
        }
        chosen = [
            f"{name}={getattr(self, name)!r}"
            for name in names
            if name not in usual or getattr(self, name) != usual[name]
        ]
        return ", ".join([f"{self.num_embeddings}, {self.embedding_dim}", *chosen])


def _size_of(embeddings: Tensor) -> tuple[int, int]:
    if embeddings.ndim != 2:
        raise InvalidValueError("Embeddings parameter is expected to be 2-dimensional")
    count, width = embeddings.shape
    return count, width


class Embedding(_Table):
    """A table (num_embeddings, embedding_dim) whose rows are learned, and looked up by number.

    Row ``padding_idx`` begins as zeros and is not learned. ``sparse`` is for a table that is not learned: it has no sparse
    gradients.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        shape = (num_embeddings, embedding_dim)
        super().__init__(shape, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
        self._begin(_weight, device, dtype, learned=not _freeze)

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Self:
        """Return a layer with this table (V, D), not learned unless ``freeze=False``."""
        return cls(
            *_size_of(embeddings),
            padding_idx=padding_idx,
            max_norm=max_norm,
            norm_type=norm_type,
            scale_grad_by_freq=scale_grad_by_freq,
            sparse=sparse,
            _weight=embeddings,
            _freeze=freeze,
        )

    def forward(self, input: Tensor) -> Tensor:
        """Return the rows (..., D) of numbers (...)."""
        return functional.embedding(
            input,
            self.weight,
            self.padding_idx,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.sparse,
        )

    def extra_repr(self) -> str:
        """Return the settings that are not the usual ones."""
        return self._words("padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse")


class EmbeddingBag(_Table):
    """A table (num_embeddings, embedding_dim) whose rows are learned, and summed by bags of numbers, or averaged.

    ``mode`` is "sum", "mean" or "max". Row ``padding_idx`` counts for nothing. ``sparse`` is as in `Embedding`.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        shape = (num_embeddings, embedding_dim)
        super().__init__(shape, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
        self.mode = mode
        self.include_last_offset = include_last_offset
        self._begin(_weight, device, dtype)

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
    ) -> Self:
        """Return a layer with this table (V, D), not learned unless ``freeze=False``."""
        made = cls(
            *_size_of(embeddings),
            max_norm=max_norm,
            norm_type=norm_type,
            scale_grad_by_freq=scale_grad_by_freq,
            mode=mode,
            sparse=sparse,
            _weight=embeddings,
            include_last_offset=include_last_offset,
            padding_idx=padding_idx,
        )
        made.weight.requires_grad_(not freeze)
        return made

    def forward(
        self, input: Tensor, offsets: Tensor | None = None, per_sample_weights: Tensor | None = None
    ) -> Tensor:
        """Return a row (B, D) for each bag."""
        return functional.embedding_bag(
            input,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.mode,
            self.sparse,
            per_sample_weights,
            self.include_last_offset,
            self.padding_idx,
        )

    def extra_repr(self) -> str:
        """Return the mode, and the settings that are not the usual ones."""
        return self._words("max_norm", "norm_type", "scale_grad_by_freq", "mode", "padding_idx")
