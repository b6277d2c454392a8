"""Where the demo prints: titles, aligned rows, and the facts that it claims, each true or false."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

#: No line of the demo is wider: long ones are hard to read.
_WIDEST: Final = 110
_MARGIN: Final = (0, 0, 0, 2)


class Stage:
    """A console that counts claims."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._console.width = min(console.width, _WIDEST)
        self._true = 0
        self._false: list[str] = []
        self._rows: Table | None = None
        self._scenes = 0

    def open(self, name: str, about: str) -> None:
        """Say who speaks."""
        self._console.print(Panel(Text(about), title=f"[bold]{name}[/]", title_align="left", box=box.ROUNDED))

    def scene(self, title: str, about: str) -> None:
        """Begin a new scene."""
        self._flush()
        self._scenes += 1
        self._console.print()
        self._console.print(Rule(f"[bold]{self._scenes}  {title}[/]", align="left", style="cyan"))
        self._console.print(Padding(Text(about, style="dim"), _MARGIN))
        self._console.print()

    def row(self, code: str, value: object, claim: str = "", truth: bool = True) -> None:
        """Show a line of code, what it gave, and a fact about it."""
        if self._rows is None:
            self._rows = Table.grid(padding=(0, 2, 0, 0))
            self._rows.add_column(no_wrap=True, style="cyan")
            self._rows.add_column(no_wrap=True)
            self._rows.add_column(ratio=1)
        self._rows.add_row(Text(code), Text(str(value)), self._fact(claim, truth) if claim else Text(""))

    def fact(self, claim: str, truth: bool) -> None:
        """State a fact on a line of its own."""
        self._flush()
        self._console.print(Padding(self._fact(claim, truth), _MARGIN))

    def table(self, heads: list[str], rows: list[list[str]]) -> None:
        """Show numbers in columns, the first of which is code."""
        self._flush()
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
        for at, head in enumerate(heads):
            table.add_column(
                head, justify="right" if at else "left", style="" if at else "cyan", no_wrap=True
            )
        for row in rows:
            table.add_row(*row)
        self._console.print(Padding(table, (0, 0, 1, 2)))

    def refusal(
        self, code: str, error: Exception | None, expected: type[Exception], claim: str, truth: bool
    ) -> None:
        """Show a line that is refused, the error as a user meets it, and what it left behind."""
        self._flush()
        if code:
            self._console.print(Padding(Text(code, style="cyan"), _MARGIN))
        name = "nothing was raised" if error is None else type(error).__name__
        text = Text.assemble((f"{name}: ", "bold red"), Text(_shortened(str(error))))
        self._console.print(Padding(text, (0, 0, 0, 4)))
        self._console.print(Padding(self._fact(claim, isinstance(error, expected) and truth), (0, 0, 1, 4)))

    def source(self, function: Callable[..., Any], marked: str) -> int:
        """Show the body of a function, one line of it marked; return that line's number."""
        self._flush()
        lines, start = inspect.getsourcelines(function)
        guilty = next(at for at, line in enumerate(lines, start) if marked in line)
        body = next(at for at, line in enumerate(lines) if line.rstrip().endswith('"""')) + 1
        code = "".join(line.removeprefix("    ") for line in lines[body:]).rstrip()
        self._console.print(
            Padding(
                Syntax(
                    code,
                    "python",
                    line_numbers=True,
                    start_line=start + body,
                    highlight_lines={guilty},
                    background_color="default",
                    theme="ansi_dark",
                ),
                (0, 0, 1, 2),
            )
        )
        return guilty

    def progress(self) -> Progress:
        """Return a progress bar that goes away when it is done."""
        self._flush()
        return Progress(
            TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=self._console, transient=True, disable=not self._console.is_terminal,
        )  # fmt: skip

    def close(self) -> int:
        """Say how many of the facts were true; return 1 if one was not."""
        self._flush()
        self._console.print()
        if self._false:
            self._console.print(Text(f"✗ not true: {'; '.join(self._false)}", style="bold red"))
            return 1
        self._console.print(Text(f"✓ {self._true} facts shown, {self._true} true", style="bold green"))
        return 0

    def _fact(self, claim: str, truth: bool) -> Text:
        if truth:
            self._true += 1
            return Text.assemble(("✓ ", "green"), claim)
        self._false.append(claim)
        return Text.assemble(("✗ ", "bold red"), (claim, "red"))

    def _flush(self) -> None:
        if self._rows is not None:
            self._console.print(Padding(self._rows, _MARGIN))
            self._rows = None


def _shortened(text: str) -> str:
    """Return the text with the paths of this package's files cut down to the package."""
    root = Path(__file__).parents[2]
    return text.replace(f"{root}{os.sep}", "")
