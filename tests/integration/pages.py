"""The pages that people read, taken apart into blocks and commands, so that what they say can be run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "deploy").glob("*.md")])
README = (ROOT / "README.md").read_text()

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass
class Command:
    """One command of a console block, and the output that stands below it."""

    line: str
    shown: str


def blocks(text, language):
    """Return the fenced blocks of one language."""
    return [body for name, body in _BLOCK.findall(text) if name == language]


def commands(text):
    """Return the commands of all console blocks."""
    found = []
    for body in blocks(text, "console"):
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            last = max([0, *(at for at, line in enumerate(lines) if line.startswith("> "))])
            line = "\n".join([lines[0], *(line[2:] for line in lines[1 : last + 1])])
            found.append(Command(line, "\n".join(lines[last + 1 :])))
    return found


def as_pattern(shown):
    """Return the pattern of an output: ``...`` is any number of lines, or anything within a line."""
    lines = [
        r"(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + "\n"
        for line in shown.splitlines()
    ]
    return re.compile("".join(lines))
