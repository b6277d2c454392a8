"""Benchmarks: each measurement beside its yardstick, in the same run, in rounds by turns.

The one rule: read ratios, not digits. A number without its yardstick, measured a moment before and after on the same
machine, says nothing.
"""
