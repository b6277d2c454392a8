"""The benchmarks run, and say what they measured; how fast is not a test's business."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.measuring import Row, Sample, by_turns, rate
from benchmarks.reporting import markdown, write_json
from benchmarks.suites import SUITES, TINY

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("suite", SUITES)
def test_suite_runs_and_measures_something(suite, tmp_path):
    if suite == "bulk":
        pytest.importorskip("pyarrow")
    rows = SUITES[suite](TINY)
    assert all(row.ours.middle > 0 and row.theirs.middle > 0 for row in rows)
    assert len(markdown(rows).splitlines()) == len(rows) + 2
    written = json.loads(write_json(rows, tmp_path).read_text())
    assert [row["title"] for row in written["rows"]] == [row.title for row in rows]


def test_breakdown_names_the_stages_of_both_sides():
    ran = subprocess.run(
        [sys.executable, "-c", "from benchmarks.breakdown import breakdown; print(breakdown(2000))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "client" in ran.stdout
    assert "Run.apply" in ran.stdout


def test_contestants_take_turns_in_changing_order():
    order = []
    by_turns(2, {"a": lambda: order.append("a") or 1.0, "b": lambda: order.append("b") or 1.0})
    assert order == ["a", "b", "b", "a"]


def test_ratio_is_below_one_where_we_are_better_whichever_way_better_goes():
    fast, slow = Sample((1.0,)), Sample((2.0,))
    assert Row("seconds", "s", fast, "theirs", slow).ratio == 0.5
    assert Row("rate", "GiB/s", slow, "theirs", fast, more_is_better=True).ratio == 0.5
    assert rate(Sample((2.0,)), 2**30).values == (0.5,)


def test_verdict_says_whether_the_bar_is_met():
    row = Row("x", "s", Sample((1.0,)), "theirs", Sample((60.0,)), 1 / 50)
    assert row.verdict == "1/60 (bar 1/50: met)"
