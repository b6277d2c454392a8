"""``python -m benchmarks``: run the suites, print the tables, keep the numbers."""

from __future__ import annotations

import argparse
from dataclasses import replace

from benchmarks.breakdown import breakdown
from benchmarks.reporting import RESULTS, markdown, print_table, write_json
from benchmarks.suites import SUITES, TINY, Scale


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("suites", nargs="*", help=f"of {', '.join((*SUITES, 'breakdown'))}; all if left out")
    parser.add_argument("--rounds", type=int, help="how often each contestant runs")
    parser.add_argument(
        "--tiny", action="store_true", help="only see that everything runs; the numbers say nothing"
    )
    asked = parser.parse_args()
    unknown = set(asked.suites) - {*SUITES, "breakdown"}
    if unknown:
        parser.error(f"no suite {', '.join(sorted(unknown))}")
    scale = TINY if asked.tiny else Scale()
    if asked.rounds:
        scale = replace(scale, rounds=asked.rounds)
    rows = [row for name, suite in SUITES.items() if name in (asked.suites or SUITES) for row in suite(scale)]
    if rows:
        print_table(rows)
        print(f"\n{markdown(rows)}\n\nround by round: {write_json(rows).relative_to(RESULTS.parent.parent)}")
    if not asked.suites or "breakdown" in asked.suites:
        text = breakdown(2_000 if asked.tiny else 100_000)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "breakdown.txt").write_text(text)
        print(f"\n{text}")


if __name__ == "__main__":
    main()
