"""A chain of lines run three times: on torch, on insitu in batches, and on insitu with a round trip after every line.

After every line all live tensors must agree: dtype, shape, strides, offset, version, whether it is a view, of what, and
who shares storage with whom. So must their values: each is cloned after every line, and the clones are read in one go
when the chain ends, where the client's metas must be the server's as well.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Never

import numpy as np
import torch

import insitu
from insitu_engine.errors import InsituError, OverlapError
from insitupb.v1 import ops_pb2

from .chains import Live, grow
from .differences import known


class DisagreementError(AssertionError):
    """The worlds differ: the chain so far and how, and the last line and how."""

    def __str__(self) -> str:
        return str(self.args[0])


class Side:
    """One of the two clients: its session, its live tensors, and a clone of each after every line."""

    def __init__(self, session: insitu.Session, *, stepwise: bool) -> None:
        self.session = session
        self.live: dict[str, insitu.Tensor] = {}
        self.clones: list[insitu.Tensor] = []
        self._stepwise = stepwise
        self._before: dict[str, insitu.Tensor] = {}

    def run(self, code: Any) -> Exception | None:
        """Run a line and return what it raised; a refused line changes no name."""
        self._before = dict(self.live)
        try:
            exec(code, {"T": insitu}, self.live)
            if self._stepwise:
                self.session.sync()
        except (InsituError, IndexError) as error:  # an IndexError is Python's, of a tuple
            self.live = self._before
            return error
        return None

    def late_error(self) -> Exception | None:
        """What the server has refused of the last line."""
        try:
            self.session.sync()
        except InsituError as error:
            self.live = self._before
            return error
        return None

    def keep_values(self) -> None:
        self.clones += [self.live[name].clone() for name in sorted(self.live)]

    def read(self) -> tuple[list[bytes], list[Any]]:
        """The bytes of all clones, and what the server knows of the live tensors."""
        queries = [ops_pb2.Query(handle=clone.handle, value=True) for clone in self.clones]
        queries += [ops_pb2.Query(handle=self.live[name].handle) for name in sorted(self.live)]
        answers = self.session.ask(queries).answers
        many = len(self.clones)
        return [answer.value.raw for answer in answers[:many]], [answer.tensor for answer in answers[many:]]

    def forget(self) -> None:
        """Let go of everything, also of what the server still has to say of a chain that broke off."""
        with suppress(InsituError):
            self.session.sync()
        self.live, self._before, self.clones = {}, {}, []


class Chain:
    """One chain in progress, in all three worlds."""

    def __init__(self, batched: Side, stepwise: Side, counts: Counter[str]) -> None:
        self.sides = (batched, stepwise)
        self.live: Live = {}
        self.lines: list[str] = []
        self._counts = counts
        self._clones: list[torch.Tensor] = []
        #: For each clone, how many lines there were.
        self._ages: list[int] = []

    def run(self, tapes: Iterable[bytes]) -> None:
        """Grow a chain from a tape for each step; raise AssertionError where worlds disagree."""
        grown = (grow(tape, self.live, len(self.lines)) for tape in tapes if any(tape))
        self.replay(line for line in grown if line is not None)

    def replay(self, lines: Iterable[str]) -> None:
        """Run these lines."""
        with warnings.catch_warnings(), insitu.current.using(self.sides[0].session):
            warnings.simplefilter("ignore")
            try:
                for line in lines:
                    self.step(line)
                self.finish()
            except DisagreementError as disagreement:
                reason = known(disagreement.args[1])
                if reason is None:
                    raise
                self._counts[reason] += 1

    def step(self, line: str) -> None:
        """Run one line everywhere."""
        code = compile(line, "<chain>", "exec")
        batched, stepwise = self.sides
        try:
            ours = batched.run(code)
        except AttributeError:
            self._counts["not there yet"] += 1
            return
        if isinstance(ours, OverlapError) and "This session is strict" in str(ours):
            # PyTorch lets it pass, and what comes out depends on its order of writing.
            self._counts["unsafe"] += 1
            return
        self.lines.append(line)
        refusal = self._run_torch(code)
        if refusal is not None and ours is None:
            ours = batched.late_error()
        with insitu.current.using(stepwise.session):
            theirs = stepwise.run(code)
        self._same_refusal(refusal, ours, "in a batch")
        self._same_refusal(refusal, theirs, "with a round trip")
        self._counts["refused" if refusal else "applied"] += 1
        expected = shown(self.live)
        for side, how in zip(self.sides, ("in a batch", "with a round trip"), strict=True):
            got = shown(side.live)
            if got != expected:
                self._fail(f"{how}:\n" + _difference(expected, got))
            side.keep_values()
        self._clones += [self.live[name].detach().clone() for name in sorted(self.live)]
        self._ages += [len(self.lines)] * len(self.live)

    def _run_torch(self, code: Any) -> Exception | None:
        before = dict(self.live)
        storages = {x.untyped_storage()._cdata: _bytes_of(x) for x in before.values()}
        kept = {place: whole.clone() for place, whole in storages.items()}
        try:
            exec(code, {"T": torch}, self.live)
        except Exception as error:  # noqa: BLE001 - whatever is raised is compared
            # DRIFT: a refused call changes nothing here, while PyTorch has written up to the wrong index.
            for place, whole in storages.items():
                whole.copy_(kept[place])
            self.live = before
            return error
        for name, x in self.live.items():
            if x is not before.get(name) and x.untyped_storage()._cdata not in storages:
                # DRIFT: a copy is row-major here, and no view of a tensor that nobody has.
                self.live[name] = x.clone(memory_format=torch.contiguous_format)
        return None

    def _same_refusal(self, refusal: Exception | None, error: Exception | None, how: str) -> None:
        if refusal is None:
            if error is not None:
                self._fail(f"{how}: insitu alone refuses: {error!r}")
            return
        said = str(refusal).partition("\n")[0]
        expected = f"{type(refusal).__name__}: {said}"
        if error is None:
            self._fail(f"{how}: torch alone refuses: {expected}")
        if not isinstance(error, type(refusal)):
            self._fail(f"{how}: torch raises {expected}; insitu {error!r}")
        if not isinstance(refusal, TypeError) and getattr(error, "message", str(error)) != said:
            self._fail(f"{how}: torch says\n    {said}\ninsitu\n    {error}")

    def finish(self) -> None:
        """Read all values of all lines, and what the server knows."""
        try:
            readings = [side.read() for side in self.sides]
        except InsituError as error:
            self._fail(f"insitu alone refuses, when values are read: {error!r}")
        for (_, infos), side in zip(readings, self.sides, strict=True):
            ours = {name: _server_side(info) for name, info in zip(sorted(side.live), infos, strict=True)}
            known = {name: _client_side(tensor) for name, tensor in side.live.items()}
            if ours != known:
                self._fail("server and client:\n" + _difference(known, ours))
        (batched, _), (stepwise, _) = readings
        for expected, first, second, age in zip(self._clones, batched, stepwise, self._ages, strict=True):
            if first != second:
                self._fail(f"after line {age} batched and stepwise values differ", age)
            verdict = compare(expected, first)
            if verdict == "different":
                self._fail(
                    f"values\n    {expected.tolist()}\ninsitu\n    {_array(expected, first).tolist()}", age
                )
            if verdict == "close":  # PyTorch's kernel rounds otherwise: from here on values may part
                self._counts["rounded"] += 1
                return

    def _fail(self, what: str, age: int | None = None) -> Never:
        last = self.lines[-1] if self.lines else ""
        chain = "\n".join(["worlds disagree", *self.lines[:age], f"--- {what}"])
        raise DisagreementError(chain, f"{last}\n{what}")


def _bytes_of(x: torch.Tensor) -> torch.Tensor:
    """The bytes of a whole storage, with a version of their own."""
    return torch.empty(0, dtype=torch.uint8).set_(x.untyped_storage())


def compare(expected: torch.Tensor, raw: bytes) -> str:
    """Return whether values are the "same", "close" or "different"."""
    theirs = expected.contiguous().numpy()
    if theirs.tobytes() == raw:
        return "same"
    ours = _array(expected, raw)
    if np.array_equal(theirs, ours, equal_nan=theirs.dtype.kind in "fc"):
        return "same"
    if theirs.dtype.kind in "fc" and np.allclose(theirs, ours, rtol=1e-2, atol=1e-2, equal_nan=True):
        return "close"
    return "different"


def _array(like: torch.Tensor, raw: bytes) -> np.ndarray:
    return np.frombuffer(raw, like.contiguous().numpy().dtype).reshape(like.shape)


def shown(live: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """What can be seen of live tensors without their values, in either world."""
    bases: dict[int, Any] = {id(tensor): name for name, tensor in live.items()}
    storages: dict[Any, int] = {}
    seen = {}
    for name in sorted(live):
        x = live[name]
        base = x._base
        place = x.untyped_storage().data_ptr() if isinstance(x, insitu.Tensor) else x.untyped_storage()._cdata
        seen[name] = (
            str(x.dtype).partition(".")[2], tuple(x.shape), x.stride(), x.storage_offset(), x._version, x._is_view(),
            None if base is None else bases.setdefault(id(base), len(bases)),
            storages.setdefault(place, len(storages)),
        )  # fmt: skip
    return seen


FIELDS = ("dtype", "shape", "strides", "offset", "version", "view", "base", "storage")


def _difference(expected: dict[str, tuple[Any, ...]], got: dict[str, tuple[Any, ...]]) -> str:
    return "\n".join(
        f"    {name}.{field}: expected {left}, got {right}"
        for name in expected
        for field, left, right in zip(FIELDS, expected[name], got[name], strict=False)
        if left != right
    )


def _client_side(tensor: insitu.Tensor) -> tuple[Any, ...]:
    return (
        tensor.dtype.name, tensor.meta.shape, tensor.meta.strides, tensor.offset, tensor._version,
        tensor.untyped_storage().nbytes(),
    )  # fmt: skip


def _server_side(info: Any) -> tuple[Any, ...]:
    return (
        info.dtype, tuple(info.shape), tuple(info.strides), info.offset, info.version, info.storage_nbytes,
    )  # fmt: skip
