"""Methods of PyTorch's tensors that a tensor on a server does not have, each with its reason."""

from __future__ import annotations

from typing import Final

_FUNCTION = (
    "it calls a Python function of the client's for each element, and no code of a client's runs on a server"
)
_SPARSE = "tensors are dense here: there are no sparse ones whose indices and values could change"

#: Asking for one of them, as a method or by hand, raises UnsupportedError with this text.
REFUSED: Final = {
    "apply_": _FUNCTION,
    "map_": _FUNCTION,
    "map2_": _FUNCTION,
    "share_memory_": (
        "the bytes live on the server, where every client of the session shares them already: give the tensor a name"
    ),
    "resize_as_sparse_": _SPARSE,
    "sparse_resize_": _SPARSE,
    "sparse_resize_and_clear_": _SPARSE,
}
