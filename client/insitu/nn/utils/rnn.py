"""Sequences of different lengths as one tensor, and apart again."""

from __future__ import annotations

from collections.abc import Iterable

from insitu import _functions
from insitu._tensor import Tensor
from insitu.nn import functional
from insitu_engine.errors import BadValueError

__all__ = ["pad_sequence", "unpad_sequence"]


def pad_sequence(
    sequences: Iterable[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Return sequences (L, *), each made as long as the longest, as one tensor (L, N, *), or (N, L, *).

    Raises BadValueError for none, for what is no collection, and for another side than "right" and "left".
    """
    if not isinstance(sequences, Iterable):
        raise BadValueError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    given = list(sequences)
    if not given:
        raise BadValueError("received an empty list of sequences")
    if padding_side not in ("left", "right"):
        raise BadValueError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    longest = max(sequence.shape[0] for sequence in given)
    padded = []
    for sequence in given:
        missing = longest - sequence.shape[0]
        sides = (0, missing) if padding_side == "right" else (missing, 0)
        flat = (0, 0) * (sequence.ndim - 1)
        padded.append(functional.pad(sequence, (*flat, *sides), value=padding_value) if missing else sequence)
    return _functions.stack(padded, 0 if batch_first else 1)


def unpad_sequence(padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False) -> list[Tensor]:
    """Return the sequences of a padded tensor, each of its length. Waits for the lengths."""
    batch = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [sequence[:length].clone() for sequence, length in zip(batch, lengths.tolist(), strict=True)]
