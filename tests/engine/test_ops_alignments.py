"""The loss of sequences whose alignment is not known, against PyTorch; and what it refuses that PyTorch reads past."""

from __future__ import annotations

import numpy as np
import pytest

from insitu_engine.errors import IndexRangeError
from insitu_engine.session import Engine, Session

#: Log probabilities of 4 steps, 2 samples and 3 classes.
GIVEN = "q = p.log_softmax(2); "
LINES = """
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([4, 4]), L([2, 2]))
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([4, 3]), L([2, 1]), reduction="none")
F.ctc_loss(q, L([[1, 2], [2, 2]]), [4, 4], [2, 2], reduction="sum")
F.ctc_loss(q, L([1, 2, 2]), L([4, 4]), L([2, 1]), reduction="none")
F.ctc_loss(q, L([[0, 1], [1, 0]]), L([4, 4]), L([2, 2]), 2)
F.ctc_loss(q, i32[:, :1] * 0 + 2, i32[:, 0] * 0 + 4, i32[:, 0] * 0 + 1, 1, reduction="none")
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([1, 4]), L([2, 2]), reduction="none")
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([1, 4]), L([2, 2]), zero_infinity=True)
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([0, 4]), L([0, 2]))
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([0, 0]), L([0, 2]), reduction="none")
F.ctc_loss(q, T.zeros(2, 0, dtype=int), L([4, 4]), L([0, 0]), reduction="none")
F.ctc_loss(q.double(), L([[1, 2], [2, 2]]), L([4, 4]), L([2, 2]))
F.ctc_loss(q[:, 0], L([1, 2]), L([4]), L([2]), reduction="none")
F.ctc_loss(q[:, 0], L([1, 2]), L(4), L(2))
F.ctc_loss(q[:, 0], L([[1, 2]]), [4], [2])
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([4, 4]), L([2, 2]), reduction="abc")
F.ctc_loss(q.half(), L([[1, 2], [2, 2]]), L([4, 4]), L([2, 2]))
F.ctc_loss(q, L([[1, 2], [2, 2]]), v[:2], L([2, 2]))
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([4, 4]), v[:2])
F.ctc_loss(q[0, 0], L([1, 2]), [4], [2])
F.ctc_loss(q.unsqueeze(0), L([1, 2]), [4], [2])
F.ctc_loss(T.zeros(0, 2, 3), L([[1, 2], [2, 2]]), [0, 0], [2, 2])
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([4, 4]), L([2, 2]), 3)
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([4, 4]), L([2, 2]), -1)
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([4]), L([2, 2]))
F.ctc_loss(q, L([[1, 2], [2, 2]]), [4, 4], [2])
F.ctc_loss(q, L([[[1, 2], [2, 2]]]), L([4, 4]), L([2, 2]))
F.ctc_loss(q, L([[1, 2]]), L([4, 4]), L([2, 2]))
F.ctc_loss(q, L([1, 2, 2]), L([4, 4]), L([2, 2]))
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([4, 4]), L([2, 3]))
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([4, 5]), L([2, 2]))
F.ctc_loss(q, L([[1, 2], [2, 2]]), L([4, -1]), L([2, 2]))
F.ctc_loss(q, L([[1, 2], [2, 2]]), [4, 4], [2, -1])
"""


@pytest.mark.parametrize("line", LINES.strip().split("\n"))
def test_loss_agrees_with_torch(agrees, line):
    agrees(f"{GIVEN}{line}")


@pytest.mark.parametrize("label", [3, -1])
def test_a_label_that_is_no_class_is_refused(label):
    session = Session(Engine(), "labels")
    (scores,) = session.call("tensor", [np.zeros((4, 1, 3), np.float32)])
    (labels,) = session.call("tensor", [np.array([[1, label]])])
    with pytest.raises(IndexRangeError, match=f"label {label} is out of range for 3 classes"):
        session.call("ctc_loss", [scores, labels, (4,), (2,)])
    assert np.isfinite(session.call("ctc_loss", [scores, labels, (4,), (1,)])[0].array)
