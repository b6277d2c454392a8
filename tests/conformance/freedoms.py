"""Results that PyTorch leaves open, and what is compared in their place.

Which of several equal elements' index comes back, or which of the valid signs and bases a factorization has, PyTorch
does not say. The rule: dtypes and shapes are compared as everywhere, and of the values what does not depend on the
choice: the elements at the indices, the product of the factors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import torch

Settle = Callable[..., list[torch.Tensor]]


def settled(
    entry: str, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any
) -> list[torch.Tensor] | None:
    """Return what to compare of a result; None where PyTorch leaves nothing open."""
    settle = FREEDOMS.get(entry)
    if settle is None or (isinstance(result, torch.Tensor) and entry not in _OF_ONE):
        return None
    return settle(result, *args, **kwargs)


def _elements(input: torch.Tensor, indices: torch.Tensor, dim: int) -> list[torch.Tensor]:
    """Return the elements at the indices, and whether no index comes twice."""
    if not input.ndim or not indices.numel():
        return [indices]
    if indices.ndim < input.ndim:
        indices = indices.unsqueeze(dim)
    ordered = indices.sort(dim).values
    return [input.gather(dim, indices), ordered.diff(dim=dim).ne(0).all()]


def _topk(result: Any, input: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    values, indices = result
    picked, distinct = _elements(input, indices, dim) if input.ndim else (values, indices)
    if sorted:
        return [values, picked, distinct]
    return [values.sort(dim).values, picked.sort(dim).values, distinct]


def _kthvalue(result: Any, input: Any, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    return [result[0], *_elements(input, result[1], dim)]


def _along(result: Any, input: Any, dim: int = -1, keepdim: bool = False) -> Any:
    return [result[0], *_elements(input, result[1], dim)]


def _sort(result: Any, input: Any, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Any:
    return list(result) if stable else [result[0], *_elements(input, result[1], dim)]


def _argsort(
    result: Any, input: Any, dim: int = -1, descending: bool = False, *, stable: bool = False
) -> Any:
    return [result] if stable else _elements(input, result, dim)


def _orthonormal(columns: torch.Tensor) -> torch.Tensor:
    """Return the Gram matrix of the columns: the identity where they are orthonormal."""
    return columns.mH @ columns


def _svd(result: Any, input: Any, full_matrices: bool = True, *, driver: Any = None) -> Any:
    U, S, Vh = result
    k = S.shape[-1]
    product = U[..., :k] * S.unsqueeze(-2).to(U.dtype) @ Vh[..., :k, :]
    return [S, product, _orthonormal(U), _orthonormal(Vh.mH)]


def _old_svd(result: Any, input: Any, some: bool = True, compute_uv: bool = True) -> Any:
    U, S, V = result
    if not compute_uv:
        return [U, S, V]
    return _svd((U, S, V.mH), input)


def _eigh(result: Any, input: Any, UPLO: str = "L") -> Any:
    L, V = result
    return [L, V * L.unsqueeze(-2).to(V.dtype) @ V.mH, _orthonormal(V)]


def _in_order(values: torch.Tensor) -> torch.Tensor:
    """Return complex numbers sorted by real, then imaginary part, rounded so that noise does not decide."""
    rounded = (torch.view_as_real(values.resolve_conj()).double() * 1e3).round()
    by_imaginary = rounded[..., 1].argsort(dim=-1, stable=True)
    by_real = rounded[..., 0].gather(-1, by_imaginary).argsort(dim=-1, stable=True)
    return values.gather(-1, by_imaginary.gather(-1, by_real))


def _eig(result: Any, input: Any) -> Any:
    L, V = result
    residue = input.to(V.dtype) @ V - V * L.unsqueeze(-2)
    return [_in_order(L), residue, V.abs().square().sum(-2)]


def _eigvals(result: Any, input: Any) -> Any:
    return [_in_order(result)]


def _qr(result: Any, input: Any, *args: Any, **kwargs: Any) -> Any:
    Q, R = result
    if not Q.numel():
        return [Q, R.abs()]
    return [Q @ R, _orthonormal(Q), R.tril(-1)]


FREEDOMS: Final[dict[str, Settle]] = {
    "topk": _topk,
    "kthvalue": _kthvalue,
    "median": _along,
    "nanmedian": _along,
    "mode": _along,
    "sort": _sort,
    "argsort": _argsort,
    "svd": _old_svd,
    "linalg.svd": _svd,
    "linalg.eigh": _eigh,
    "linalg.eig": _eig,
    "linalg.eigvals": _eigvals,
    "qr": _qr,
    "linalg.qr": _qr,
}
#: Those that have one result.
_OF_ONE: Final = frozenset({"argsort", "linalg.eigvals"})
