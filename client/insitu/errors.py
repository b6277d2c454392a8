"""What can go wrong, by name: each is an `InsituError` and also what PyTorch raises in its place.

>>> import insitu
>>> try:
...     insitu.zeros(2).add_(insitu.ones(2, 2))
... except insitu.errors.ShapeError as error:
...     print(error)
output with shape [2] doesn't match the broadcast shape [2, 2]
"""

from __future__ import annotations

import inspect

from insitu_engine import errors as _errors
from insitu_engine.errors import *  # noqa: F403 - all of them

__all__ = sorted(name for name, item in vars(_errors).items() if inspect.isclass(item))  # noqa: PLE0605 - strings
