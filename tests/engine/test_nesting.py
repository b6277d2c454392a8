"""Texts that nest too deep are refused before they are parsed."""

from __future__ import annotations

import json

import pytest

from insitu_engine import nesting


@pytest.mark.parametrize(
    "text",
    [
        "[" * nesting.MOST + "]" * nesting.MOST,
        '{"a":' * nesting.MOST + "1" + "}" * nesting.MOST,
        "[" + "[],{}," * nesting.MOST + "1]",
        json.dumps("[" * 1000),
        json.dumps(['\\"[{' * 1000, "\\"]),
        '"\\\\"',
    ],
    ids=["lists", "dicts", "side by side", "in a string", "behind quotes in a string", "backslash"],
)
def test_what_is_no_deeper_than_that_is_read(text):
    assert nesting.loads(text) == json.loads(text)


@pytest.mark.parametrize("opened", ["[", '{"a":', '[{"]":'], ids=["lists", "dicts", "both"])
def test_what_nests_deeper_is_refused_and_not_parsed(opened, monkeypatch):
    monkeypatch.setattr(json, "loads", None)

    with pytest.raises(ValueError, match="deeper than 500 levels"):
        nesting.loads(opened * (nesting.MOST + 1))


@pytest.mark.parametrize("text", ["[", '"', '["a', "]", '"\\'])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match="line 1 column"):
        nesting.loads(text)
