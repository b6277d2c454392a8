"""What the pages say, run: code, commands, links, tables, the recipe for an op."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest
from ruamel.yaml import YAML

import insitu

from .pages import PAGES, README, ROOT, blocks, commands

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
COMPOSE = YAML(typ="safe").load(ROOT / "docker-compose.yml")
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
#: How each kind of command in a console block is tested, and by what.
KNOWN = {"make": "here", "docker": "here", "grpcurl": "test_grpcurl"}


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    """The address of a server that keeps files."""
    with insitu.connect(files_dir=tmp_path_factory.mktemp("files")) as session:
        yield session.address


@pytest.fixture
def fresh(server):
    """A new session, which is the current one."""
    with insitu.connect(server) as session:
        yield session


class TypedIn(doctest.OutputChecker):
    """Compares with what an interpreter prints where a person types."""

    def check_output(self, want, got, optionflags):
        return super().check_output(want, re.sub("<doctest [^>]*>", "<stdin>", got), optionflags)


def test_interactive_examples_print_what_they_show(fresh):
    examples = doctest.DocTestParser().get_examples("\n".join(blocks(README, "pycon")))
    report = []

    result = doctest.DocTestRunner(checker=TypedIn()).run(
        doctest.DocTest(examples, {}, "README.md", "README.md", 0, None), out=report.append
    )

    assert result.attempted > 15
    assert not result.failed, "".join(report)


@pytest.mark.parametrize("block", blocks(README, "python"))
def test_python_of_the_readme_runs(block, server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(block.replace("localhost:50051", server), {})


def test_every_block_of_the_readme_is_of_a_kind_that_is_run():
    assert set(re.findall(r"^```(\w+)", README, re.MULTILINE)) == {"console", "pycon", "python"}
    assert {command.line.split()[0] for command in commands(README)} == set(KNOWN)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_that_a_page_names_exist(page):
    named = set(re.findall(r"(?:`|\$ )make ([a-z]+)", page.read_text()))

    assert named <= TARGETS


@pytest.mark.parametrize(
    "line", [command.line for command in commands(README) if command.line.startswith("docker")]
)
def test_compose_commands_name_what_there_is(line):
    words = [word for word in shlex.split(line)[2:] if not word.startswith("-")]

    assert words[0] in {"up", "run", "down"}
    assert set(words[1:]) <= set(COMPOSE["services"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text())

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


def test_pages_made_from_tables_are_fresh():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "generate_docs.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_stale_table_is_found(tmp_path):
    copy = tmp_path / "tools" / "generate_docs.py"
    copy.parent.mkdir()
    copy.write_text((ROOT / "tools" / "generate_docs.py").read_text())
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "ops.md").write_text((ROOT / "docs" / "ops.md").read_text())
    (tmp_path / "README.md").write_text(README.replace("`--port`", "`--harbour`"))

    done = subprocess.run([sys.executable, copy, "--check"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "stale: README.md; run `make generate`\n")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_runs(path):
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, check=False, timeout=100)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_example_for_pytorch_prints_the_same_with_pytorch(capsys, fresh):
    text = (ROOT / "examples" / "power_iteration.py").read_text()

    exec(text, {})
    ours = capsys.readouterr().out
    exec(text.replace("import insitu as torch", "import torch"), {})

    assert capsys.readouterr().out == ours


def test_recipe_for_an_op_works():
    recipe, use = blocks((ROOT / "CONTRIBUTING.md").read_text(), "python")
    program = (
        f"{recipe}\n"
        "from insitu_engine.session import Engine, Session\n"
        "from insitu_engine.optable import lookup\n"
        f"session = Session(Engine(), 'recipe')\n{use}\n"
        "print(lookup('damp_').schema.signature)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "damp_(self: Tensor, *, scale: Number = 1.0) -> Tensor\n"


def test_files_that_the_pages_name_exist():
    named = re.findall(
        r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|toml|proto))`", "".join(page.read_text() for page in PAGES)
    )
    roots = [ROOT, *(ROOT / folder for folder in ("client", "server", "engine", "protos")), ROOT / "server" / "insitu_server",
             ROOT / "engine" / "insitu_engine"]  # fmt: skip

    assert [name for name in named if not any((root / name).exists() for root in roots)] == []


def test_code_map_names_every_module():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    code_map = text.partition("## Code map")[2].partition("## ")[0]
    modules = {
        path.stem
        for package in (
            "engine/insitu_engine",
            "engine/insitu_engine/autograd",
            "engine/insitu_engine/memory",
            "server/insitu_server",
            "client/insitu",
        )
        for path in (ROOT / package).glob("*.py")
        if path.stem not in {"__init__", "version", "logs", "names"}
    }

    assert sorted(modules - set(re.findall(r"\w+", code_map))) == []


def test_changelog_tells_of_this_version():
    assert f"\n## {insitu.__version__}\n" in (ROOT / "CHANGELOG.md").read_text()
