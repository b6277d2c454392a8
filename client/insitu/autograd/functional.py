"""Jacobians, Hessians and their products with vectors, of functions written with insitu ops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from insitu import _functions
from insitu.autograd.backward import grad
from insitu.recording import enable_grad
from insitu_engine import history
from insitu_engine.errors import GradientError

if TYPE_CHECKING:
    from insitu._tensor import Tensor

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

Tensors = tuple["Tensor", ...]


def jacobian(func: Callable[..., Any], inputs: Any, create_graph: bool = False, strict: bool = False) -> Any:
    """Return the derivatives of each element of ``func``'s results by each element of its inputs.

    Of shape results' + input's; a tuple for several inputs or, outside of that, for several results. With ``strict``
    what does not depend on an input is refused; otherwise it is zeros.
    """
    given = _tuple(inputs)
    leaves = _leaves(given, create_graph=create_graph)
    with enable_grad():
        results = func(*leaves)
    rows = tuple(
        _rows(result, leaves, create_graph=create_graph, strict=strict) for result in _tuple(results)
    )
    found = tuple(row if isinstance(inputs, tuple) else row[0] for row in rows)
    return found if isinstance(results, tuple) else found[0]


def _rows(result: Tensor, leaves: Tensors, *, create_graph: bool, strict: bool) -> tuple[Tensor, ...]:
    flat = result.reshape(-1)
    parts: list[list[Tensor]] = [[] for _ in leaves]
    for at in range(flat.numel()):
        for place, found in enumerate(
            _grads(flat[at], leaves, None, create_graph=create_graph, strict=strict)
        ):
            parts[place].append(found)
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
    leaves = _leaves(_tuple(inputs), create_graph=create_graph)
    with enable_grad():
        results = func(*leaves)
    found = _grads(_tuple(results), leaves, _vectors(v, results), create_graph=create_graph, strict=strict)
    return _outward(results, create_graph=create_graph), found if isinstance(inputs, tuple) else found[0]


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return ``func``'s results, and the Jacobian times ``v`` of the inputs' shapes: two backwards."""
    leaves = _leaves(_tuple(inputs), create_graph=create_graph)
    vectors = _vectors(v, inputs)
    with enable_grad():
        results = func(*leaves)
        seeds = tuple(_functions.zeros_like(result, requires_grad=True) for result in _tuple(results))
        first = _grads(_tuple(results), leaves, seeds, create_graph=True, strict=strict)
    found = _grads(first, seeds, vectors, create_graph=create_graph, strict=strict)
    return _outward(results, create_graph=create_graph), found if isinstance(results, tuple) else found[0]


def hessian(func: Callable[..., Any], inputs: Any, create_graph: bool = False, strict: bool = False) -> Any:
    """Return the second derivatives of ``func``'s one number by each pair of elements of its inputs."""

    def first(*leaves: Tensor) -> Any:
        found = jacobian(lambda *args: _single(func(*args)), leaves, create_graph=True, strict=strict)
        return found if isinstance(inputs, tuple) else found[0]

    found = jacobian(first, _tuple(inputs), create_graph=create_graph, strict=strict)
    return found if isinstance(inputs, tuple) else found[0]


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return ``func``'s one number, and ``v`` of the inputs' shapes times its Hessian."""
    leaves = _leaves(_tuple(inputs), create_graph=create_graph)
    with enable_grad():
        result = _single(func(*leaves))
        first = _grads(result, leaves, None, create_graph=True, strict=strict)
    found = _grads(first, leaves, _vectors(v, inputs), create_graph=create_graph, strict=strict)
    return _outward(result, create_graph=create_graph), found if isinstance(inputs, tuple) else found[0]


#: A Hessian is symmetric where the function is smooth.
hvp = vhp


def _grads(
    outputs: Any, inputs: Tensors, seeds: Tensors | None, *, create_graph: bool, strict: bool
) -> tuple[Tensor, ...]:
    """Return gradients, zeros where nothing flows; with ``strict`` that is refused."""
    pairs = zip(_tuple(outputs), seeds or (None,) * len(_tuple(outputs)), strict=True)
    flowing = [(output, seed) for output, seed in pairs if history.requires_grad(output)]
    if strict and len(flowing) < len(_tuple(outputs)):
        raise GradientError(
            "an output of the user-provided function is independent of all inputs in strict mode"
        )
    if not flowing:
        return tuple(map(_functions.zeros_like, inputs))
    found = grad(
        [output for output, _ in flowing],
        inputs,
        None if seeds is None else [seed for _, seed in flowing],
        retain_graph=True,
        create_graph=create_graph,
        allow_unused=True,
    )
    if strict and any(one is None for one in found):
        raise GradientError(
            "an output of the user-provided function is independent of an input in strict mode"
        )
    return tuple(
        _functions.zeros_like(leaf) if one is None else one for leaf, one in zip(inputs, found, strict=True)
    )


def _tuple(values: Any) -> tuple[Any, ...]:
    return values if isinstance(values, tuple) else (values,)


def _leaves(given: Sequence[Tensor], *, create_graph: bool) -> Tensors:
    """Return the inputs to differentiate by: computed from the given ones where the result is to be, else apart."""
    if create_graph:
        return tuple(
            tensor.view_as(tensor) if tensor.requires_grad else tensor.detach().requires_grad_()
            for tensor in given
        )
    return tuple(tensor.detach().requires_grad_() for tensor in given)


def _vectors(v: Any, like: Any) -> Tensors | None:
    if v is None:
        if len(_tuple(like)) != 1 or _tuple(like)[0].numel() != 1:
            raise GradientError(
                "The vector v can only be None if the user-provided function returns a single Tensor with a single element."
            )
        return None
    vectors, wanted = _tuple(v), _tuple(like)
    for at, (vector, of) in enumerate(zip(vectors, wanted, strict=True)):
        if vector.shape != of.shape:
            raise GradientError(
                f"Entry {at} in v has invalid size: should be {of.shape} but got {vector.shape}"
            )
    return vectors


def _single(result: Tensor) -> Tensor:
    if not hasattr(result, "numel") or result.numel() != 1:
        raise GradientError(
            "The Tensor returned by the function given to hessian should contain a single element"
        )
    return result


def _outward(results: Any, *, create_graph: bool) -> Any:
    if create_graph:
        return results
    return tuple(result.detach() for result in results) if isinstance(results, tuple) else results.detach()
