"""Modes of recording beside PyTorch's: as functions, blocks and decorators, in threads and generators."""

from __future__ import annotations

from threading import Event, Thread

import pytest

import insitu

from .beside import both

pytestmark = pytest.mark.usefixtures("session")

BEFORE = """
import threading
A = T.autograd
x = T.tensor([1., 2.], requires_grad=True)
"""
PROGRAMS = {
    "no_grad decorator": "@T.no_grad()\ndef f(a): return a * 2\nseen += [f(x).requires_grad, T.is_grad_enabled(), f.__name__]",
    "no_grad decorator without parens": "@T.no_grad\ndef f(a): return a * 2\nseen += [f(x).requires_grad, f.__name__]",
    "enable_grad decorator without parens": "@T.enable_grad\ndef f(a): return a * 2\nwith T.no_grad(): seen += [f(x).requires_grad]",
    "inference_mode decorator": "@T.inference_mode()\ndef f(a): return a * 2\nseen += [f(x).requires_grad]",
    "inference_mode decorator without parens": "@T.inference_mode\ndef f(a): return a * 2\nseen += [f(x).requires_grad]",
    "set_grad_enabled function": "T.set_grad_enabled(False); seen += [(x * 2).requires_grad]; T.set_grad_enabled(True); seen += [(x * 2).requires_grad]",
    "set_grad_enabled context": "with T.set_grad_enabled(False): seen += [(x * 2).requires_grad]\nseen += [T.is_grad_enabled()]",
    "set_grad_enabled decorator": "@T.set_grad_enabled(False)\ndef f(a): return a * 2\nseen += [f(x).requires_grad, T.is_grad_enabled()]",
    "set_grad_enabled train flag": "for train in (True, False):\n    with T.set_grad_enabled(train): seen += [(x * 2).requires_grad]",
    "nested": "with T.no_grad():\n    with T.enable_grad():\n        with T.no_grad(): seen += [T.is_grad_enabled()]\n        seen += [T.is_grad_enabled()]\n    seen += [T.is_grad_enabled()]\nseen += [T.is_grad_enabled()]",
    "exception": "try:\n    with T.no_grad(): raise ValueError\nexcept ValueError: pass\nseen += [T.is_grad_enabled()]",
    "generator": "@T.no_grad()\ndef g():\n    for _ in range(2): yield T.is_grad_enabled()\nfor v in g(): seen += [v, T.is_grad_enabled()]",
    "generator send": "@T.no_grad()\ndef g():\n    got = yield T.is_grad_enabled()\n    seen.append((got, T.is_grad_enabled()))\n    yield 2\ni = g(); seen += [next(i), i.send(5), T.is_grad_enabled()]",
    "async": "import asyncio\n@T.no_grad()\nasync def f(): return T.is_grad_enabled()\nseen += [asyncio.run(f())]",
    "decorated class": "import warnings\n@T.no_grad()\nclass B:\n    def __init__(self): self.on = T.is_grad_enabled()\nseen += [B().on]",
    "method": "class M:\n    @T.no_grad()\n    def f(self, a): return a * 2\nseen += [M().f(x).requires_grad]",
    "recursive": "@T.no_grad()\ndef f(n): return T.is_grad_enabled() if n == 0 else f(n - 1)\nseen += [f(3), T.is_grad_enabled()]",
    "threads": "got = []\nwith T.no_grad():\n    t = threading.Thread(target=lambda: got.append(T.is_grad_enabled())); t.start(); t.join()\nseen += [got, T.is_grad_enabled()]",
    "threads inference": "got = []\nwith T.inference_mode():\n    t = threading.Thread(target=lambda: got.append((T.is_grad_enabled(), T.is_inference_mode_enabled()))); t.start(); t.join()\nseen += [got]",
    "inference nested": "with T.inference_mode():\n    with T.no_grad(): seen += [T.is_inference_mode_enabled(), T.is_grad_enabled()]\n    with T.enable_grad(): seen += [T.is_inference_mode_enabled(), T.is_grad_enabled(), (x * 2).requires_grad]\n    with T.inference_mode(False): seen += [T.is_inference_mode_enabled(), T.is_grad_enabled()]\n    seen += [T.is_inference_mode_enabled()]",
    "inference in no_grad": "with T.no_grad():\n    with T.inference_mode(False): seen += [T.is_grad_enabled()]",
    "inference_mode mode kw": "with T.inference_mode(mode=False): seen += [(x*2).requires_grad]",
    "autograd aliases": "seen += [A.no_grad is T.no_grad, A.enable_grad is T.enable_grad, A.set_grad_enabled is T.set_grad_enabled, A.inference_mode is T.inference_mode]",
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_come_to_what_they_do_in_torch(program):
    ours, theirs = both(BEFORE + program)

    assert ours == theirs


def test_a_decorated_function_is_its_threads_own():
    """PyTorch keeps what was before in the decorator as well, where threads share it, and gets this right by copies."""
    inside, leave = Event(), Event()

    @insitu.no_grad()
    def wait():
        inside.set()
        leave.wait()

    with insitu.no_grad():
        other = Thread(target=wait)
        other.start()
        inside.wait()

    @insitu.no_grad()
    def nothing():
        return insitu.is_grad_enabled()

    assert nothing() is False
    assert insitu.is_grad_enabled()
    leave.set()
    other.join()
    assert insitu.is_grad_enabled()


def test_a_block_may_be_entered_again_inside_of_itself():
    block = insitu.no_grad()

    with block, block:
        assert not insitu.is_grad_enabled()

    assert insitu.is_grad_enabled()


def test_what_is_thrown_into_a_decorated_generator_comes_in():
    @insitu.no_grad()
    def parts():
        try:
            yield 1
        except ValueError:
            yield insitu.is_grad_enabled()

    generator = parts()
    next(generator)

    assert generator.throw(ValueError()) is False
    assert insitu.is_grad_enabled()
    generator.close()


def test_a_decorated_generator_is_closed_in_its_mode():
    seen = []

    @insitu.no_grad()
    def parts():
        try:
            yield 1
        finally:
            seen.append(insitu.is_grad_enabled())

    generator = parts()
    next(generator)
    generator.close()

    assert seen == [False]
