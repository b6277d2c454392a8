"""The version, kept in one place: the distribution's metadata."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("insitu")
