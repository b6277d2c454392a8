"""Pages of a sorted list: the token of the next page is the last key of this one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, TypeVar

from insitu_engine.errors import BadValueError

#: Entries on a page unless asked otherwise, and at most.
USUAL: Final = 100
MOST: Final = 1000

Key = TypeVar("Key", str, tuple[str, int])


def page_size(wanted: int) -> int:
    """Return how many entries a page has; raise BadValueError for a negative wish."""
    if wanted < 0:
        raise BadValueError(f"page_size is {wanted}: expected 0 for the default, or more", field="page_size")
    return min(wanted or USUAL, MOST)


def page(keys: Sequence[Key], size: int, after: Key | None) -> tuple[Sequence[Key], bool]:
    """Return the keys of the page that begins after ``after``, and whether more follow."""
    start = 0 if after is None else bisect_right(keys, after)
    return keys[start : start + size], start + size < len(keys)
