"""Check gradients against finite differences, in one round trip for all differences."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from insitu import _functions
from insitu.autograd.backward import grad
from insitu.recording import enable_grad, no_grad
from insitu_engine.autograd import history
from insitu_engine.dtypes import complex128, float64
from insitu_engine.errors import ArgumentError, GradientError, UnsupportedError
from insitu_engine.meta import Operand

if TYPE_CHECKING:
    from insitu._tensor import Tensor

Array = NDArray[Any]

_FORWARD = ("check_forward_ad", "check_fwd_over_rev", "check_batched_forward_grad")
#: Of PyTorch's that choose how it checks, or what there is nothing of here.
_OPTIONS = {
    *_FORWARD,
    "check_backward_ad", "check_rev_over_rev", "check_batched_grad", "check_grad_dtypes", "check_undefined_grad", "fast_mode",
    "gen_non_contig_grad_outputs", "masked", "nondet_tol",
}  # fmt: skip


class GradcheckError(GradientError):
    """A gradient that is not what differences say."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    **options: Any,
) -> bool:
    """Return whether the gradients of ``func`` agree with central differences of step ``eps``, or raise GradcheckError.

    ``inputs`` are its arguments; those tensors among them that require a gradient are checked, best in float64. Of
    complex ones real and imaginary parts are moved by turns, and the gradient of a real number is the derivative by the
    real part plus i times that by the imaginary part. ``options`` are PyTorch's further ones: every difference is computed,
    whatever ``fast_mode`` says, and nothing else of theirs is to check here; derivatives in forward mode are refused.
    """
    _require_known(options)
    args = tuple(inputs) if isinstance(inputs, list | tuple) else (inputs,)
    places = [at for at, arg in enumerate(args) if isinstance(arg, Operand) and history.requires_grad(arg)]
    if not places:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
        )
    for place in places:
        if args[place].dtype not in (float64, complex128):
            warnings.warn(
                f"Input #{place} requires gradient and is not a double precision floating point or complex. This check will "
                "likely fail if all the inputs are not of double precision floating point or complex. ",
                stacklevel=2,
            )
    outputs = _outputs(func, args)
    for place in places:
        numerical = _differences(func, args, place, eps)
        analytical = _gradients(outputs, args[place])
        for at, (differences, gradients) in enumerate(zip(numerical, analytical, strict=True)):
            if not np.allclose(gradients, differences, rtol=rtol, atol=atol, equal_nan=True):
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"Jacobian mismatch for output {at} with respect to input {place},\n"
                    f"numerical:{differences}\nanalytical:{gradients}\n"
                )
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Sequence[Tensor] | None = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    **options: Any,
) -> bool:
    """Return whether the gradients of ``func``'s gradients agree with differences; see `gradcheck`.

    ``grad_outputs`` are the gradients of its results to begin with; random ones if left out.
    """
    _require_known(options)
    args = tuple(inputs) if isinstance(inputs, list | tuple) else (inputs,)
    outputs = _outputs(func, args)
    seeds = (
        tuple(_functions.randn_like(output.detach()).requires_grad_() for output in outputs)
        if grad_outputs is None
        else tuple(grad_outputs)
    )
    places = [at for at, arg in enumerate(args) if isinstance(arg, Operand) and history.requires_grad(arg)]

    def first(*all_args: Any) -> tuple[Tensor, ...]:
        given, starts = all_args[: len(args)], all_args[len(args) :]
        found = grad(
            _outputs(func, given), [given[at] for at in places], starts, create_graph=True, allow_unused=True
        )
        return tuple(one for one in found if one is not None and one.requires_grad)

    return gradcheck(first, (*args, *seeds), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception)


def _require_known(options: dict[str, Any]) -> None:
    """Raise ArgumentError for options that PyTorch has not, UnsupportedError for derivatives in forward mode."""
    unknown = sorted(options.keys() - _OPTIONS)
    if unknown:
        raise ArgumentError(f"gradcheck() got an unexpected keyword argument '{unknown[0]}'")
    if any(options.get(name) for name in _FORWARD):
        raise UnsupportedError("there are no derivatives in forward mode")


def _outputs(func: Callable[..., Any], args: tuple[Any, ...]) -> tuple[Tensor, ...]:
    """Return the results that have a gradient."""
    with enable_grad():
        found = func(*args)
    results: Any = found if isinstance(found, list | tuple) else (found,)
    return tuple(result for result in results if hasattr(result, "requires_grad") and result.requires_grad)


def _units(output: Tensor) -> list[complex]:
    return [1, 1j] if output.dtype.is_complex else [1]


def _gradients(outputs: tuple[Tensor, ...], leaf: Tensor) -> list[Array]:
    """Return for each output a row of ``leaf``'s gradient for each of its elements, real and imaginary parts by turns."""
    rows: list[list[Tensor]] = []
    for output in outputs:
        rows.append([])
        for at in range(output.numel()):
            for unit in _units(output):
                seed = _functions.zeros_like(output.detach()).contiguous()
                seed.view(-1)[at] = unit
                (found,) = grad(output, leaf, seed, retain_graph=True, allow_unused=True)
                rows[-1].append(
                    (_functions.zeros_like(leaf) if found is None else found).reshape(-1).detach()
                )
    return [_downloaded(some, leaf.numel(), leaf.dtype.is_complex) for some in rows]


def _differences(func: Callable[..., Any], args: tuple[Any, ...], place: int, eps: float) -> list[Array]:
    """Return what `_gradients` should be, from ``func`` at inputs of which one element is moved."""
    leaf = args[place].detach().contiguous()
    count = len(_outputs(func, args))
    shifted: list[list[Tensor]] = [[] for _ in range(count)]
    steps = [eps, 1j * eps] if leaf.dtype.is_complex else [eps]
    for at in range(leaf.numel()):
        for step in steps:
            for sign in (1, -1):
                moved = leaf.clone()
                with no_grad():
                    moved.view(-1)[at] += sign * step
                moved = moved.requires_grad_()
                results = _outputs(func, (*args[:place], moved, *args[place + 1 :]))
                for some, result in zip(shifted, results, strict=True):
                    some.append(result.detach().reshape(-1))
    return [_quotients(some, leaf, eps) for some in shifted]


def _quotients(values: list[Tensor], leaf: Tensor, eps: float) -> Array:
    if not values:
        return np.zeros((0, leaf.numel()))
    found = _functions.stack(values).numpy()
    slopes = (found[0::2] - found[1::2]) / (
        2 * eps
    )  # one row for each direction, one column for each element
    if np.iscomplexobj(slopes):  # the real parts of what a seed of 1, and of 1j, gives
        slopes = np.stack([slopes.real, slopes.imag], axis=-1).reshape(len(slopes), -1)
    rows = slopes.T
    joined: Array = rows[:, 0::2] + 1j * rows[:, 1::2] if leaf.dtype.is_complex else rows
    return joined


def _downloaded(rows: list[Tensor], width: int, is_complex: bool) -> Array:
    if not rows:
        return np.zeros((0, width), complex if is_complex else float)
    found: Array = _functions.stack(rows).numpy()
    return found
