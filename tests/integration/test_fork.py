"""A forked process opens a connection of its own, and the parent does not notice."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import os
import insitu

with insitu.connect() as session:
    x = insitu.ones(3)
    x.add_(1)
    session.sync()
    child = os.fork()
    if child == 0:
        x.add_(5)
        made = insitu.ones(2) + 1
        assert made.tolist() == [2.0, 2.0]
        assert x.tolist() == [7.0, 7.0, 7.0]
        del x, made
        session.sync()
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert x.add_(1).tolist() == [8.0, 8.0, 8.0]
    assert session.memory().tensors == 1
    unused = os.fork()
    if unused == 0:
        raise SystemExit(5)
    assert os.waitstatus_to_exitcode(os.waitpid(unused, 0)[1]) == 5
    print(x.tolist())
"""


def test_child_works_on_the_parents_tensor_and_gives_none_of_it_up() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "GRPC_VERBOSITY": "NONE"},
    )
    assert (done.returncode, done.stdout) == (0, "[8.0, 8.0, 8.0]\n"), done.stderr
