"""Execute a plan: compute, then commit.

What can fail happens before the first byte is written: inputs are cast, values checked, memory charged. Where a kernel
could not write in place it computes into scratch memory. After the kernel nothing can fail any more.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.dtypes import DType, dtype_of_array, scalar_of, widened
from insitu_engine.generator import Random
from insitu_engine.memory.accounts import Account
from insitu_engine.memory.allocator import Allocator
from insitu_engine.memory.storage import Storage, Tensor, array_of
from insitu_engine.meta import Meta, meta, needed_bytes
from insitu_engine.optable import Op
from insitu_engine.parallel import LEAST
from insitu_engine.parallel import run as run_in_blocks
from insitu_engine.planner import Mode, Plan, offset_of


class Executor:
    """Runs kernels for one session; account, allocator and random source are handed in."""

    __slots__ = ("account", "allocator", "random")

    def __init__(self, account: Account, allocator: Allocator, random: Random) -> None:
        self.account = account
        self.allocator = allocator
        self.random = random

    def make(self, metas: tuple[Meta, ...]) -> tuple[Tensor, ...]:
        """Return row-major tensors whose bytes are still to be written, all or none; nobody has a lease on them yet."""
        storages, _ = self._allocate(metas)
        return tuple(Tensor(storage, meta) for storage, meta in zip(storages, metas, strict=True))

    def run(self, plan: Plan, args: tuple[Any, ...]) -> tuple[Tensor, ...]:
        """Carry out a plan that makes tensors and return them; nobody has a lease on them yet."""
        mode = plan.mode
        if mode is Mode.NEW:
            return self._compute(plan, args)
        if mode is Mode.VIEW:
            shown: Tensor = args[plan.of]
            base = (shown if shown.base is None else shown.base) if plan.based else None
            return tuple(
                Tensor(shown.root, meta, offset_of(plan, shown, at), base)
                for at, meta in enumerate(plan.metas)
            )
        if mode is Mode.WAIT:
            return self._wait(plan, args)
        return (args[0],)

    def write(self, plan: Plan, args: tuple[Any, ...]) -> None:
        """Carry out a plan that writes the first argument."""
        op = plan.op
        assert op.kernel is not None
        inputs = self._inputs(plan, args)
        target: Tensor = args[0]
        if plan.scratch is None:
            if target.root.snapshots:
                target.root.preserve()
            self._kernel(op, target.array, inputs)
            return
        storages, arrays = self._allocate(plan.scratch)
        try:
            if plan.narrow:  # what the kernel leaves alone comes back as it was
                np.copyto(arrays[0], target.array, casting="unsafe")
            self._kernel(op, arrays[0], inputs)
            if target.root.snapshots:
                target.root.preserve()
            np.copyto(target.array, arrays[0], casting="unsafe")
        finally:
            for storage in storages:
                storage.free()

    def _compute(self, plan: Plan, args: tuple[Any, ...]) -> tuple[Tensor, ...]:
        op = plan.op
        assert op.kernel is not None
        inputs = self._inputs(plan, args)
        storages, arrays = self._allocate(plan.metas)
        wider: list[Storage] = []
        try:
            written = arrays
            if plan.scratch is not None:
                wider, written = self._allocate(plan.scratch)
            self._kernel(op, written[0] if len(written) == 1 and not plan.many else written, inputs)
            for array, value in zip(arrays, written, strict=True) if wider else ():
                np.copyto(array, value, casting="unsafe")
        except BaseException:
            for storage in storages:
                storage.free()
            raise
        finally:
            for storage in wider:
                storage.free()
        return tuple(Tensor(storage, meta) for storage, meta in zip(storages, plan.metas, strict=True))

    def _wait(self, plan: Plan, args: tuple[Any, ...]) -> tuple[Tensor, ...]:
        op = plan.op
        assert op.kernel is not None
        inputs = self._inputs(plan, args)
        values = op.kernel(None, *inputs)
        if op.schema.random:
            self.random.end()
        if plan.narrow:
            stored: DType = args[0].meta.dtype
            values = tuple(
                value.astype(stored.numpy) if value.dtype == widened(stored).numpy else value
                for value in values
            )
        metas = tuple(meta(dtype_of_array(value), value.shape) for value in values)
        storages, arrays = self._allocate(metas)
        for array, value in zip(arrays, values, strict=True):
            np.copyto(array, value)
        return tuple(Tensor(storage, meta) for storage, meta in zip(storages, metas, strict=True))

    def _inputs(self, plan: Plan, args: tuple[Any, ...]) -> list[Any]:
        """Return the arguments as the kernel wants them, once their values have passed the op's check.

        Tensors and numbers come in the dtype of the computation; the random source comes last.
        """
        inputs = list(args)
        for at in plan.operands:
            inputs[at] = inputs[at].array
        for at in plan.nested:
            inputs[at] = tuple(item.array if isinstance(item, Tensor) else item for item in inputs[at])
        op = plan.op
        if plan.narrow:
            inputs = [_wide(value) for value in inputs]
        if plan.compute is not None:
            defaults = op.defaults
            for at in plan.casts:
                value = inputs[at]
                if value is not defaults[at]:
                    inputs[at] = _cast(value, plan.compute)
        if op.check is not None:
            op.check(*inputs)
        if op.schema.random:
            inputs.append(self.random.begin())
        return inputs

    def _allocate(self, metas: tuple[Meta, ...]) -> tuple[list[Storage], tuple[Any, ...]]:
        """Return storages and their arrays for row-major metas; all or none."""
        storages: list[Storage] = []
        try:
            for needed in metas:
                storages.append(Storage(needed_bytes(needed, 0), self.account, self.allocator))  # noqa: PERF401 - freed below
        except BaseException:
            for storage in storages:
                storage.free()
            raise
        return storages, tuple(
            array_of(storage, needed, 0) for storage, needed in zip(storages, metas, strict=True)
        )

    def _kernel(self, op: Op, out: Any, inputs: list[Any]) -> None:
        """Run the kernel."""
        assert op.kernel is not None
        if op.schema.random:
            op.kernel(out, *inputs)
            self.random.end()
        elif op.pointwise and out.size >= LEAST:
            run_in_blocks(op.kernel, out, inputs)
        else:
            op.kernel(out, *inputs)


def _wide(value: Any) -> Any:
    """Return an argument with its arrays of narrow dtypes in the one in which their numbers are computed."""
    if isinstance(value, tuple):
        return tuple(_wide(item) for item in value)
    if not isinstance(value, np.ndarray):
        return value
    dtype = dtype_of_array(value)
    return value.astype(widened(dtype).numpy) if dtype.narrow else value


def _cast(value: Any, compute: DType) -> Any:
    if isinstance(value, np.ndarray):
        if value.dtype.kind == "c" and not compute.is_complex:
            value = value.real
        return value.astype(compute.numpy, copy=False)
    if isinstance(value, tuple):
        return tuple(_cast(item, compute) for item in value)
    return scalar_of(value, compute)
