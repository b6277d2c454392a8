"""Execute a plan: compute, then commit.

What can fail happens before the first byte is written: inputs are cast, values checked, memory charged. Where a kernel
could not write in place it computes into scratch memory. After the kernel nothing can fail any more.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from insitu_engine.accounts import Account
from insitu_engine.allocator import Allocator
from insitu_engine.dtypes import DType, dtype_of_array, scalar_of
from insitu_engine.meta import Meta, meta
from insitu_engine.optable import Op
from insitu_engine.parallel import LEAST
from insitu_engine.parallel import run as run_in_blocks
from insitu_engine.planner import Mode, Plan
from insitu_engine.storage import Storage, Tensor, array_of


class Executor:
    """Runs kernels for one session; account, allocator and random source are handed in."""

    __slots__ = ("account", "allocator", "random")

    def __init__(self, account: Account, allocator: Allocator, random: np.random.Generator) -> None:
        self.account = account
        self.allocator = allocator
        self.random = random

    def run(self, plan: Plan, args: tuple[Any, ...]) -> tuple[Tensor, ...]:
        """Carry out a plan that makes tensors and return them; nobody has a lease on them yet."""
        mode = plan.mode
        if mode is Mode.NEW:
            return self._compute(plan, args)
        if mode is Mode.VIEW:
            base: Tensor = args[0]
            return tuple(
                Tensor(base.root, meta, base.offset + offset)
                for meta, offset in zip(plan.metas, plan.offsets, strict=True)
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
            _compute(op, target.array, inputs)
            return
        storages, arrays = self._allocate(plan.scratch)
        try:
            _compute(op, arrays[0], inputs)
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
        try:
            _compute(op, arrays[0] if len(arrays) == 1 and not plan.many else arrays, inputs)
        except BaseException:
            for storage in storages:
                storage.free()
            raise
        return tuple(Tensor(storage, meta) for storage, meta in zip(storages, plan.metas, strict=True))

    def _wait(self, plan: Plan, args: tuple[Any, ...]) -> tuple[Tensor, ...]:
        op = plan.op
        assert op.kernel is not None
        inputs = self._inputs(plan, args)
        values = op.kernel(None, *inputs)
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
        if plan.compute is not None:
            defaults = op.defaults
            for at in plan.casts:
                value = inputs[at]
                if value is not defaults[at]:
                    inputs[at] = _cast(value, plan.compute)
        if op.check is not None:
            op.check(*inputs)
        if op.schema.random:
            inputs.append(self.random)
        return inputs

    def _allocate(self, metas: tuple[Meta, ...]) -> tuple[list[Storage], tuple[Any, ...]]:
        """Return storages and their arrays for row-major metas; all or none."""
        storages: list[Storage] = []
        try:
            for needed in metas:
                storages.append(Storage(needed.nbytes, self.account, self.allocator))  # noqa: PERF401 - freed below
        except BaseException:
            for storage in storages:
                storage.free()
            raise
        return storages, tuple(
            array_of(storage, needed, 0) for storage, needed in zip(storages, metas, strict=True)
        )


def _compute(op: Op, out: Any, inputs: list[Any]) -> None:
    """Run the kernel."""
    assert op.kernel is not None
    if op.pointwise and out.size >= LEAST and not op.schema.random:
        run_in_blocks(op.kernel, out, inputs)
    else:
        op.kernel(out, *inputs)


def _cast(value: Any, compute: DType) -> Any:
    if isinstance(value, np.ndarray):
        return value.astype(compute.numpy, copy=False)
    if isinstance(value, tuple):
        return tuple(_cast(item, compute) for item in value)
    return scalar_of(value, compute)
