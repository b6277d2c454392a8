"""Contestants by turns, medians with their spread, and ratios."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Sample:
    """What one contestant took, round by round."""

    values: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    def __str__(self) -> str:
        return f"{number(self.middle)} ({number(min(self.values))} – {number(max(self.values))})"


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement beside its yardstick; the ratio is ours to theirs, or theirs to ours where more is better."""

    title: str
    unit: str
    ours: Sample
    yardstick: str
    theirs: Sample
    #: The ratio that we want to stay below, None where there is no bar.
    bar: float | None = None
    more_is_better: bool = False
    #: Facts of the run: sizes, counts.
    facts: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How much we take for each of the yardstick's: below 1 is faster than it."""
        ours, theirs = self.ours.middle, self.theirs.middle
        return theirs / ours if self.more_is_better else ours / theirs

    @property
    def verdict(self) -> str:
        """The ratio in words."""
        ratio = self.ratio
        shown = f"{ratio:.2f}" if ratio >= 0.1 else f"1/{1 / ratio:.0f}"
        if self.bar is None:
            return shown
        bar = f"{self.bar:g}" if self.bar >= 0.1 else f"1/{1 / self.bar:.0f}"
        return f"{shown} (bar {bar}: {'met' if ratio <= self.bar else 'missed'})"


def by_turns(rounds: int, contestants: Mapping[str, Callable[[], float]]) -> dict[str, Sample]:
    """Let every contestant run once a round, in changing order, and return what each took."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    names = list(contestants)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            gc.collect()
            taken[name].append(contestants[name]())
    return {name: Sample(tuple(values)) for name, values in taken.items()}


def each(count: int, action: Callable[[], object]) -> float:
    """Return the seconds that one of ``count`` actions takes on average."""
    start = time.perf_counter()
    for _ in range(count):
        action()
    return (time.perf_counter() - start) / count


def middle_of(count: int, action: Callable[[], object]) -> float:
    """Return the median of the seconds that ``count`` actions take, each by itself."""
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return median(taken)


def scaled(sample: Sample, factor: float) -> Sample:
    """Return the sample in another unit."""
    return Sample(tuple(value * factor for value in sample.values))


def rate(sample: Sample, nbytes: int) -> Sample:
    """Return seconds for so many bytes as GiB/s."""
    return Sample(tuple(nbytes / value / 2**30 for value in sample.values))


def number(value: float) -> str:
    """Return a number with three digits that mean something."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
