"""The loss of sequences whose alignment is not known: connectionist temporal classification, and its gradient.

The one rule: all samples go through time together, and what a step computes is the logarithm of a probability, in double
precision. Source: Graves et al., "Connectionist Temporal Classification", 2006.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, float32, float64
from insitu_engine.errors import BadValueError, IndexRangeError, ShapeError
from insitu_engine.meta import Meta, Operand, meta
from insitu_engine.ops.losses.reducing import FUNCTIONAL, reduced, require_reduction, write_whole
from insitu_engine.ops.positions.picking import first_outside
from insitu_engine.optable import Array, IndexTensor, Out, Size, Tensor, op
from insitu_engine.rules import refuse_unless

_WHERE = "(while checking arguments for ctc_loss_allocate_outputs)"


def _loss_plan(
    log_probs: Operand,
    targets: Operand,
    input_lengths: Any,
    target_lengths: Any,
    blank: int,
    reduction: str,
    zero_infinity: bool,
) -> Computed:
    del zero_infinity
    given, labels = log_probs.meta, targets.meta
    require_reduction(reduction)
    for name, lengths in (("input_lengths", input_lengths), ("target_lengths", target_lengths)):
        if isinstance(lengths, Operand) and lengths.meta.dtype.category is not Category.INT:
            raise BadValueError(f"{name} must be integral")
    if given.ndim not in (2, 3):
        raise ShapeError(
            f"Expected 3-dimensional tensor, but got {given.ndim + 1}-dimensional tensor for argument #1 'log_probs' {_WHERE}"
        )
    if not given.numel:
        raise ShapeError("log_probs tensor must not be empty")
    refuse_unless(given.dtype in (float32, float64), "ctc_loss_cpu", given.dtype)
    if not 0 <= blank < given.shape[-1]:
        raise BadValueError("blank must be in label range")
    batch = given.shape[1] if given.ndim == 3 else 1
    for name, lengths in (("input_lengths", input_lengths), ("target_lengths", target_lengths)):
        if (lengths.meta.numel if isinstance(lengths, Operand) else len(lengths)) != batch:
            raise ShapeError(f"{name} must be of size batch_size")
    _refuse_labels(labels, batch)
    work = given.numel * 8
    answer = reduced(given.dtype, (batch,) if given.ndim == 3 else (), reduction)
    return Computed(answer.metas, work=work)


def _refuse_labels(labels: Meta, batch: int) -> None:
    if labels.ndim not in (1, 2):
        raise ShapeError(
            f"Expected 1 to 2 dimensions, but got {labels.ndim}-dimensional tensor for argument #2 'targets' {_WHERE}"
        )
    if labels.ndim == 2 and labels.shape[0] != batch:
        raise ShapeError(_text_of_size(batch, 0, labels.shape[0]))


def _text_of_size(wanted: int, dim: int, size: int, least: str = "") -> str:
    return (
        f"Expected tensor to have size {least}{wanted} at dimension {dim}, but got size {size} for argument #2 'targets' "
        f"{_WHERE}"
    )


def _refuse_lengths(
    log_probs: Array, targets: Array, input_lengths: Any, target_lengths: Any, *_: Any
) -> None:
    """Raise what lengths and labels are wrong, of which PyTorch checks the lengths alone."""
    steps, counts = (np.reshape(lengths, -1) for lengths in (input_lengths, target_lengths))
    if steps.max() > len(log_probs):
        raise BadValueError(
            f"Expected input_lengths to have value at most {len(log_probs)}, but got value {steps.max()} {_WHERE}"
        )
    for name, lengths in (("input_lengths", steps), ("target_lengths", counts)):
        if lengths.min() < 0:
            raise BadValueError(
                f"Expected {name} to have value at least 0, but got value {lengths.min()} {_WHERE}"
            )
    if targets.ndim == 1 and counts.sum() != targets.size:
        raise ShapeError(_text_of_size(counts.sum(), 0, targets.size))
    if targets.ndim == 2 and counts.max() > targets.shape[1]:
        raise ShapeError(_text_of_size(counts.max(), 1, targets.shape[1], "at least "))
    classes = log_probs.shape[-1]
    found = first_outside(_padded(targets, counts)[1], 0, classes)
    if found is not None:
        raise IndexRangeError(f"ctc_loss: label {found} is out of range for {classes} classes")


def _padded(targets: Array, counts: Array) -> tuple[Array, Array]:
    """Return which of the places of the longest target each sample has, and the labels there one sample after the other."""
    there = np.arange(counts.max(initial=0)) < counts[:, None]
    if targets.ndim == 1:
        return there, targets
    return there, targets[:, : there.shape[1]][there]


class _Paths:
    """The states that a path through a sample's labels goes through, a blank before and after each label."""

    def __init__(
        self, log_probs: Array, targets: Array, input_lengths: Any, target_lengths: Any, blank: int
    ) -> None:
        self.log_probs = log_probs.reshape(len(log_probs), -1, log_probs.shape[-1])
        self.steps, self.counts = (np.reshape(lengths, -1) for lengths in (input_lengths, target_lengths))
        there, labels = _padded(targets, self.counts)
        batch, longest = there.shape
        #: The class of each state, (N, 2 * S + 1).
        self.classes = np.full((batch, 2 * longest + 1), blank, np.intp)
        self.classes[:, 1::2][there] = labels
        #: States to which a path may come from the one before the one before.
        self.skips = np.zeros(self.classes.shape, bool)
        self.skips[:, 3::2] = self.classes[:, 3::2] != self.classes[:, 1:-2:2]
        places = np.arange(self.classes.shape[1]) - 2 * self.counts[:, None]
        #: States at which a path may end.
        self.ends = (places == 0) | ((places == -1) & (self.counts[:, None] > 0))

    def scores(self, step: int) -> Array:
        """Return the log probabilities of all states' classes at a step, (N, 2 * S + 1)."""
        return np.take_along_axis(self.log_probs[step], self.classes, 1).astype(np.float64)

    def forward(self) -> Iterator[Array]:
        """Yield the log probabilities of all that leads to each state, step by step."""
        before = np.full(self.classes.shape, -np.inf)
        before[:, :1] = 0
        for step in range(len(self.log_probs)):
            moved = _logaddexp(before, _shifted(before, 1))
            if step:
                moved = _logaddexp(moved, np.where(self.skips, _shifted(before, 2), -np.inf))
            before = moved + self.scores(step)
            yield before

    def backward(self) -> Iterator[tuple[int, Array]]:
        """Yield the log probabilities of all that follows each state, its own not among it, from the last step on."""
        after = np.full(self.classes.shape, -np.inf)
        for step in reversed(range(len(self.log_probs))):
            last = (self.steps - 1 == step)[:, None]
            moved = _logaddexp(after, _shifted(after, -1))
            moved = _logaddexp(moved, _shifted(np.where(self.skips, after, -np.inf), -2))
            moved = np.where(last, np.where(self.ends, 0, -np.inf), moved)
            yield step, moved
            after = moved + self.scores(step)

    def losses(self, forward: Iterator[Array]) -> Array:
        """Return minus the log probability of each sample's labels."""
        total = np.where((self.steps == 0) & (self.counts == 0), 0.0, -np.inf)
        for step, reached in enumerate(forward):
            ended = np.logaddexp.reduce(np.where(self.ends, reached, -np.inf), axis=1)
            total = np.where(self.steps - 1 == step, ended, total)
        return -total


def _logaddexp(first: Array, second: Array) -> Array:
    return np.asarray(np.logaddexp(first, second))


def _shifted(states: Array, by: int) -> Array:
    """Return states moved up by some places, or down, with impossible ones where there is none."""
    found = np.full(states.shape, -np.inf)
    if by > 0:
        found[:, by:] = states[:, :-by]
    else:
        found[:, :by] = states[:, -by:]
    return found


@op(plan=_loss_plan, check=_refuse_lengths, where=FUNCTIONAL)
def ctc_loss(
    out: Out,
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: IndexTensor | Size,
    target_lengths: IndexTensor | Size,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """Return minus the log probability of each sequence of labels, over all alignments with the steps of ``log_probs``.

    ``log_probs`` is (T, N, C) or (T, C), of which each sample has ``input_lengths`` steps. ``targets`` is (N, S), or all labels one
    after the other; each sample has ``target_lengths`` of them. ``blank`` is the class of no label. The mean is of losses by
    label; with ``zero_infinity`` what no alignment reaches counts 0.
    """
    paths = _Paths(log_probs, targets, input_lengths, target_lengths, blank)
    losses = paths.losses(paths.forward())
    losses = np.where(np.isinf(losses), 0, losses) if zero_infinity else losses
    return write_whole(out, reduction, losses / _labels(paths.counts, reduction))


def _labels(counts: Array, reduction: str) -> Array:
    """Return what each loss is divided by."""
    return np.maximum(counts, 1) if reduction == "mean" else np.ones_like(counts)


def _gradient_plan(grad: Operand, log_probs: Operand, *args: Any) -> Computed:
    (losses,) = _loss_plan(log_probs, *args).metas
    if grad.meta.shape != losses.shape:
        raise ShapeError(f"expected a gradient of shape {list(losses.shape)}, got {list(grad.meta.shape)}")
    given = log_probs.meta
    return Computed((meta(given.dtype, given.shape),), work=given.numel * 16)


def _refuse_gradient_lengths(grad: Array, *args: Any) -> None:
    del grad
    _refuse_lengths(*args)


@op(plan=_gradient_plan, check=_refuse_gradient_lengths, where=())
def ctc_loss_backward(
    out: Out,
    grad: Tensor,
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: IndexTensor | Size,
    target_lengths: IndexTensor | Size,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """Return the gradient of `ctc_loss` by the scores of which ``log_probs`` are the log softmax, from the loss's own.

    As the log softmax lets it pass as it is, it stands for the one by ``log_probs``, as in PyTorch.
    """
    paths = _Paths(log_probs, targets, input_lengths, target_lengths, blank)
    reached = np.array(list(paths.forward()))
    losses = paths.losses(iter(reached))
    batch, classes = paths.log_probs.shape[1:]
    each = np.broadcast_to(grad.reshape(-1).astype(np.float64), (batch,)) / _labels(paths.counts, reduction)
    each = each / batch if reduction == "mean" else each
    whole = out.reshape(paths.log_probs.shape)
    samples = np.arange(batch)[:, None]
    for step, following in paths.backward():
        shares = np.zeros((batch, classes))
        np.add.at(shares, (samples, paths.classes), np.exp(reached[step] + following + losses[:, None]))
        slope = np.exp(paths.log_probs[step].astype(np.float64)) - shares
        whole[step] = np.where((paths.steps > step)[:, None], slope * each[:, None], 0)
    if zero_infinity:
        whole[:, np.isinf(losses)] = 0
    return out
