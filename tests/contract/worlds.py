"""One small program, run word for word with ``T`` as torch and with ``T`` as insitu, and what can be seen of it.

The one rule: what is compared is what a user sees. A program leaves something in ``r``, or is refused at one of its
lines: then by the same class of exception, in the same words, at the same line. What is brought to one form before that
is marked DRIFT here; `differences` has the rows that come out otherwise.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import torch

import insitu
from insitu_engine.errors import InsituError

#: What every program begins with: leaves ``x`` and ``y``, plain ``p``, and modules by the names that scripts give them.
_START: Final = """
nn, F, optim, A = T.nn, T.nn.functional, T.optim, T.autograd
x = T.tensor([1., 2., 4.], requires_grad=True); y = T.tensor([4., 5., 8.], requires_grad=True)
p = T.tensor([1., 2., 3.])
"""
_BEGIN: Final = compile(_START, "<start>", "exec")
#: How a program marks the line that overwrites what was saved, and, in brackets, who made what was saved.
_MARK: Final = re.compile(r"# (?P<op>\w+) overwrites(?P<made> \(\w*\))?$")
#: What PyTorch says of a backward that it cannot compute right, up to its advice.
_OVERWRITTEN: Final = re.compile(
    r"(?P<what>operation: \[torch\.\w+ \[[^\]]*\]\])(?P<made>, which is output \d+ of [\w:]+,)?"
    r"(?P<versions> is at version \d+; expected version \d+ instead\.) Hint: .*",
    re.DOTALL,
)


@dataclass(frozen=True)
class Outcome:
    """What a program came to: a result, or an exception and the line that raised it; and what it warned of."""

    result: Any = None
    error: Exception | None = None
    line: int = 0
    warned: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the exception says, without the place of the call, which `line` has."""
        return self.error.message if isinstance(self.error, InsituError) else str(self.error)

    def __str__(self) -> str:
        said = "".join(f"UserWarning: {text}\n" for text in self.warned)
        return said + (
            repr(self.result) if self.error is None else f"{type(self.error).__name__}: {self.text}"
        )


def run(library: Any, program: str, name: str) -> Outcome:
    """Run a program whose file is called ``name``; return what it came to."""
    names: dict[str, Any] = {"T": library}
    file = f"<{name}>"
    exec(_BEGIN, names)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(compile(program, file, "exec"), names)
            result = shown(names.get("r"))
            _settle(library)
        except Exception as error:  # noqa: BLE001 - whatever is raised is compared
            return Outcome(error=error, line=_line(error, file), warned=_texts(caught))
        finally:
            library.set_grad_enabled(True)
            with suppress(InsituError):
                _settle(library)
    return Outcome(result, warned=_texts(caught))


def _settle(library: Any) -> None:
    """Wait for what is still on its way; raise what was refused of it."""
    if library is insitu:
        insitu.sync()


def _line(error: Exception, file: str) -> int:
    """Return the program's line at which a call was refused, also where the server found it out only later."""
    site = getattr(error, "site", "")
    if site:
        place = re.match(rf"{re.escape(file)}:(\d+), in ", site)
        return int(place[1]) if place else -1
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _texts(caught: list[warnings.WarningMessage]) -> tuple[str, ...]:
    return tuple(str(warning.message).partition(" (Triggered internally")[0] for warning in caught)


def shown(value: Any) -> Any:
    """Return what can be seen of a value: of a tensor dtype, shape, values and flag, of a node its name."""
    if isinstance(value, torch.Tensor | insitu.Tensor):
        return (_plain(value.dtype), tuple(value.shape), value.detach().tolist(), value.requires_grad)
    if isinstance(value, torch.dtype | insitu.DType):
        return _plain(value)
    if hasattr(value, "next_functions"):
        return value.name()
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    return value


def _plain(dtype: Any) -> str:
    return str(dtype).rpartition(".")[2]


# --- what must be equal -----------------------------------------------------------------------------------------------


def disagreements(theirs: Outcome, ours: Outcome, program: str, name: str) -> list[str]:
    """Return in what insitu's outcome differs from torch's; none where both are alike."""
    found = []
    if theirs.warned != ours.warned:
        found.append("warnings")
    if theirs.error is None or ours.error is None:
        if theirs.error is not ours.error or not alike(theirs.result, ours.result):
            found.append("outcome")
        return found
    if not isinstance(ours.error, type(theirs.error)):
        found.append("class")
    if ours.text != expected_text(theirs, program, name) and not isinstance(theirs.error, TypeError):
        found.append(
            "text"
        )  # DRIFT: a TypeError of PyTorch's lists overloads and C++ types; the class says it
    if ours.line != theirs.line:
        found.append("line")
    return found


def expected_text(theirs: Outcome, program: str, name: str) -> str:
    """Return what insitu must say where torch says this: of an overwritten value also which op wrote it, and where.

    DRIFT: PyTorch gives advice instead, and says who made what was saved as it is now; insitu says it as it was then.
    """
    said = _OVERWRITTEN.search(theirs.text)
    if said is None:
        return theirs.text
    op, place, made = next(_marks(program, name), ("no op", "no line is marked", None))
    if made is None:
        made = said["made"] or ""
    elif made:
        made = f", which is output 0 of {made},"
    return f"{theirs.text[: said.start()]}{said['what']}{made}{said['versions']} {op}() wrote it at {place}."


def _marks(program: str, name: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield the op that a line is marked with, its place, and who made what it overwrites where that is said."""
    for number, line in enumerate(program.splitlines(), 1):
        mark = _MARK.search(line)
        if mark is not None:
            yield mark["op"], f"<{name}>:{number}", mark["made"] and mark["made"][2:-1]


def alike(theirs: Any, ours: Any) -> bool:
    """Return whether results are equal, numbers but for rounding."""
    if isinstance(theirs, list | tuple):
        return (
            isinstance(ours, list | tuple)
            and len(theirs) == len(ours)
            and all(alike(*pair) for pair in zip(theirs, ours, strict=True))
        )
    if isinstance(theirs, float) and isinstance(ours, float):
        both_nan = math.isnan(theirs) and math.isnan(ours)
        return both_nan or math.isclose(theirs, ours, rel_tol=1e-5, abs_tol=1e-7)
    return type(theirs) is type(ours) and bool(theirs == ours)
