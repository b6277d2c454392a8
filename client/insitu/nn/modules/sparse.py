"""Layers whose input are numbers of rows."""

from __future__ import annotations

from typing import Any, Self

from insitu import _functions
from insitu._tensor import Tensor
from insitu.nn import init, windows
from insitu.nn.modules.module import Module
from insitu.nn.parameter import Parameter
from insitu.recording import no_grad
from insitu_engine.dtypes import DType
from insitu_engine.errors import InvalidValueError, UnsupportedError

__all__ = [
    "Embedding",
]


class Embedding(Module):
    """A table (num_embeddings, embedding_dim) whose rows are learned, and looked up by number.

    Row ``padding_idx`` begins as zeros and is not learned. Raises UnsupportedError for ``max_norm``,
    ``scale_grad_by_freq`` and ``sparse``.
    """

    weight: Parameter

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
        super().__init__()
        if max_norm is not None or scale_grad_by_freq or sparse:
            raise UnsupportedError("Embedding takes no max_norm, scale_grad_by_freq and sparse")
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise InvalidValueError("Padding_idx must be within num_embeddings")
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx if padding_idx is None else padding_idx % num_embeddings
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse
        shape = (num_embeddings, embedding_dim)
        if _weight is None:
            self.weight = Parameter(_functions.empty(shape, device=device, dtype=dtype), not _freeze)
            self.reset_parameters()
        elif tuple(_weight.shape) != shape:
            raise InvalidValueError("Shape of weight does not match num_embeddings and embedding_dim")
        else:
            self.weight = Parameter(_weight, not _freeze)

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
        if embeddings.ndim != 2:
            raise InvalidValueError("Embeddings parameter is expected to be 2-dimensional")
        count, width = embeddings.shape
        return cls(
            count,
            width,
            padding_idx=padding_idx,
            max_norm=max_norm,
            norm_type=norm_type,
            scale_grad_by_freq=scale_grad_by_freq,
            sparse=sparse,
            _weight=embeddings,
            _freeze=freeze,
        )

    def reset_parameters(self) -> None:
        """Draw the table anew, normally distributed, with zeros for the padding."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx].fill_(0)

    def forward(self, input: Tensor) -> Tensor:
        """Return the rows (..., D) of numbers (...)."""
        return windows.embedding(input, self.weight, self.padding_idx)

    def extra_repr(self) -> str:
        """Return the settings that are not the usual ones."""
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"
