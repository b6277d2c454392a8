"""Jacobians, Hessians and their products with vectors, of functions written with insitu ops.

The one rule: what does not depend on an input has zeros for a derivative; with ``strict`` it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from insitu import _functions
from insitu.autograd.backward import grad
from insitu.autograd.strictness import CONSTANT, Found, Tensors, filled, require_flowing
from insitu.recording import enable_grad
from insitu_engine.autograd import history
from insitu_engine.errors import ArgumentError, GradientError
from insitu_engine.meta import Operand

if TYPE_CHECKING:
    from insitu._tensor import Tensor

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

_OUTPUTS = "outputs of the user-provided function"
_NO_VECTOR = "The vector v can only be None if the {whose} single Tensor with a single element."
_RETURNS = "user-provided function returns a"
_TAKES = "input to the user-provided function is a"


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """Return the derivatives of each element of ``func``'s results by each element of its inputs.

    Of shape results' + input's; a tuple for several inputs or, outside of that, for several results. ``vectorize`` and
    ``strategy`` choose how PyTorch computes and change nothing here. Raises ArgumentError for what is no tensor.
    """
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs than '
            'inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".'
        )
    if vectorize and strict:
        raise GradientError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together. Please "
            "either set `strict=False` or `vectorize=False`."
        )
    leaves = _leaves(_tuple(inputs, "inputs", "jacobian"), create_graph=create_graph)
    with enable_grad():
        results = func(*leaves)
    given = _tuple(results, _OUTPUTS, "jacobian")
    require_flowing(given, "output", strict=strict)
    rows = tuple(
        _rows(at, result, leaves, create_graph=create_graph, strict=strict) for at, result in enumerate(given)
    )
    found = tuple(row if isinstance(inputs, tuple) else row[0] for row in rows)
    return found if isinstance(results, tuple) else found[0]


def _rows(
    number: int, result: Tensor, leaves: Tensors, *, create_graph: bool, strict: bool
) -> tuple[Tensor, ...]:
    flat = result.reshape(-1)
    parts: list[list[Tensor]] = [[] for _ in leaves]
    for at in range(flat.numel()):
        found = _grads((flat[at],), leaves, (None,), create_graph=create_graph)
        for place, one in enumerate(found):
            if one is None and strict:
                raise GradientError(
                    f"Output {number} of the user-provided function is independent of input {place}. This is not allowed in "
                    "strict mode."
                )
            if one is not None and strict and create_graph and not one.requires_grad:
                raise GradientError(CONSTANT.format(at=number))
            parts[place].append(_functions.zeros_like(leaves[place]) if one is None else one)
    return tuple(
        _functions.stack(rows).reshape((*result.shape, *leaf.shape))
        if rows
        else leaf.new_zeros((*result.shape, *leaf.shape))
        for rows, leaf in zip(parts, leaves, strict=True)
    )


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return ``func``'s results, and ``v`` of their shapes times the Jacobian."""
    leaves = _leaves(_tuple(inputs, "inputs", "vjp"), create_graph=create_graph)
    with enable_grad():
        results = func(*leaves)
    given = _tuple(results, _OUTPUTS, "vjp")
    require_flowing(given, "output", strict=strict)
    vectors = _vectors(v, results, "vjp", _RETURNS)
    found = _grads(given, leaves, vectors, create_graph=create_graph)
    whole = filled(found, leaves, "jacobian", create_graph=create_graph, strict=strict)
    return _outward(results, create_graph=create_graph), whole if isinstance(inputs, tuple) else whole[0]


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return ``func``'s results, and the Jacobian times ``v`` of the inputs' shapes: two backwards."""
    leaves = _leaves(_tuple(inputs, "inputs", "jvp"), create_graph=create_graph)
    vectors = _vectors(v, inputs, "jvp", _TAKES)
    with enable_grad():
        results = func(*leaves)
        given = _tuple(results, _OUTPUTS, "jvp")
        require_flowing(given, "output", strict=strict)
        seeds = tuple(_functions.zeros_like(result, requires_grad=True) for result in given)
        first = _grads(given, leaves, seeds, create_graph=True)
        require_flowing(first, "gradient", strict=strict)
    found = _grads(first, seeds, vectors, create_graph=create_graph)
    whole = filled(found, given, "forward", create_graph=create_graph, strict=strict)
    return _outward(results, create_graph=create_graph), whole if isinstance(results, tuple) else whole[0]


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """Return the second derivatives of ``func``'s one number by each pair of elements of its inputs."""
    given = _tuple(inputs, "inputs", "hessian")

    def first(*leaves: Tensor) -> Any:
        found = jacobian(
            lambda *args: _single(func(*args), "hessian", strict=strict), leaves, create_graph=True
        )
        require_flowing(found, "jacobian", strict=strict)
        return found if isinstance(inputs, tuple) else found[0]

    found = jacobian(first, given, create_graph, strict, vectorize, outer_jacobian_strategy)
    return found if isinstance(inputs, tuple) else found[0]


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return ``func``'s one number, and ``v`` of the inputs' shapes times its Hessian."""
    return _product("vhp", func, inputs, v, create_graph=create_graph, strict=strict)


def hvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return ``func``'s one number, and its Hessian times ``v``: what `vhp` returns, as a Hessian is symmetric."""
    return _product("hvp", func, inputs, v, create_graph=create_graph, strict=strict)


def _product(
    name: str, func: Callable[..., Any], inputs: Any, v: Any, *, create_graph: bool, strict: bool
) -> tuple[Any, Any]:
    leaves = _leaves(_tuple(inputs, "inputs", name), create_graph=create_graph)
    vectors = _vectors(v, inputs, name, _TAKES)
    with enable_grad():
        results = func(*leaves)
        given = _tuple(results, _OUTPUTS, name)
        require_flowing(given, "output", strict=strict)
        _require_one(results, given, name)
        first = _grads(given, leaves, (None,), create_graph=True)
        require_flowing(first, "jacobian", strict=strict)
    found = _grads(first, leaves, vectors, create_graph=create_graph)
    whole = filled(found, leaves, "hessian", create_graph=create_graph, strict=strict)
    return _outward(results, create_graph=create_graph), whole if isinstance(inputs, tuple) else whole[0]


def _grads(outputs: Found, inputs: Tensors, seeds: Sequence[Any], *, create_graph: bool) -> Found:
    """Return gradients, None where nothing flows."""
    pairs = zip(outputs, seeds, strict=True)
    flowing = [
        (output, seed) for output, seed in pairs if output is not None and history.requires_grad(output)
    ]
    if not flowing:
        return (None,) * len(inputs)
    return grad(
        [output for output, _ in flowing],
        inputs,
        [seed for _, seed in flowing],
        retain_graph=True,
        create_graph=create_graph,
        allow_unused=True,
    )


def _tuple(values: Any, what: str, whose: str) -> Tensors:
    """Return one tensor or several as a tuple; raise ArgumentError for anything else."""
    given = values if isinstance(values, tuple) else (values,)
    for at, value in enumerate(given):
        if not isinstance(value, Operand):
            where = f"value at index {at}" if isinstance(values, tuple) else f"given {what}"
            raise ArgumentError(
                f"The {what} given to {whose} must be either a Tensor or a tuple of Tensors but the {where} has type "
                f"{type(value)}."
            )
    return given


def _leaves(given: Tensors, *, create_graph: bool) -> Tensors:
    """Return the inputs to differentiate by: computed from the given ones where the result is to be, else apart."""
    return tuple(
        tensor.view_as(tensor) if create_graph and tensor.requires_grad else tensor.detach().requires_grad_()
        for tensor in given
    )


def _vectors(v: Any, like: Any, name: str, whose: str) -> Sequence[Any]:
    """Return vectors of the shapes of tensors; None stands for one of a single number."""
    wanted = like if isinstance(like, tuple) else (like,)
    if v is None:
        if len(wanted) != 1 or wanted[0].numel() != 1:
            raise GradientError(_NO_VECTOR.format(whose=whose))
        return (None,)
    vectors = _tuple(v, "v", name)
    if len(vectors) != len(wanted):
        raise GradientError(
            f"v is a tuple of invalid length: should be {len(wanted)} but got {len(vectors)}."
            if isinstance(like, tuple)
            else "The given v should contain a single Tensor."
        )
    for at, (vector, of) in enumerate(zip(vectors, wanted, strict=True)):
        if vector.shape != of.shape:
            entry = f"Entry {at} in " if isinstance(like, tuple) else ""
            raise GradientError(f"{entry}v has invalid size: should be {of.shape} but got {vector.shape}.")
    return vectors


def _single(result: Any, name: str, *, strict: bool) -> Tensor:
    """Return a function's one number, without dimensions."""
    given = _tuple(result, _OUTPUTS, name)
    require_flowing(given, "output", strict=strict)
    _require_one(result, given, name)
    return given[0].squeeze()


def _require_one(result: Any, given: Tensors, name: str) -> None:
    if isinstance(result, tuple):
        raise GradientError(f"The function given to {name} should return a single Tensor")
    if given[0].numel() != 1:
        raise GradientError(
            f"The Tensor returned by the function given to {name} should contain a single element"
        )


def _outward(results: Any, *, create_graph: bool) -> Any:
    if create_graph:
        return results
    return tuple(result.detach() for result in results) if isinstance(results, tuple) else results.detach()
