"""The gradient of the loss of sequences whose alignment is not known: one call of the table, which has none of its own."""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import gradient


def _ctc(
    ops: Any,
    g: Any,
    log_probs: Any,
    targets: Any,
    input_lengths: Any,
    target_lengths: Any,
    blank: int,
    reduction: str,
    zero_infinity: bool,
) -> Any:
    lengths = (input_lengths, target_lengths)
    return ops("ctc_loss_backward", g, log_probs, targets, *lengths, blank, reduction, zero_infinity)


gradient("ctc_loss", log_probs=_ctc)
