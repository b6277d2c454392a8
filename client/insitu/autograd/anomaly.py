"""Looking for gradients that are not numbers: the server looks at each one, and refuses the backward that has one.

The one rule: which op and which line are guilty is always told; this is for values alone, and costs a look at each.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

__all__ = ["detect_anomaly", "is_anomaly_check_nan_enabled", "is_anomaly_enabled", "set_detect_anomaly"]


@dataclass(slots=True)
class _Anomaly:
    """Whether to look, in all threads, and whether at values."""

    enabled: bool = False
    values: bool = True

    @property
    def check_nan(self) -> bool:
        """Whether the server is to look at values."""
        return self.enabled and self.values


anomaly: Final = _Anomaly()


def is_anomaly_enabled() -> bool:
    """Return whether anomalies are looked for."""
    return anomaly.enabled


def is_anomaly_check_nan_enabled() -> bool:
    """Return whether gradients that are not numbers are among them."""
    return anomaly.values


class set_detect_anomaly:  # noqa: N801 - PyTorch's name
    """Look for gradients that are not numbers, or do not, from now on; as a context manager, until its block ends.

    A backward that has one raises GradientError at the next read, with the node that it comes from.
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = anomaly.enabled, anomaly.values
        anomaly.enabled, anomaly.values = mode, check_nan

    def __enter__(self) -> None:
        """Do nothing: the mode is set already."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        anomaly.enabled, anomaly.values = self._before


class detect_anomaly:  # noqa: N801 - PyTorch's name
    """Look for gradients that are not numbers while the block runs; see `set_detect_anomaly`."""

    def __init__(self, check_nan: bool = True) -> None:
        self._check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging.",
            stacklevel=2,
        )

    def __enter__(self) -> Self:
        self._set = set_detect_anomaly(True, self._check_nan)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._set.__exit__(kind, error, trace)
