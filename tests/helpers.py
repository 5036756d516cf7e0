"""What the tests share: annotated case files and their comparison, one class's state, flake8 itself.

A case file says on each line what is expected of it: `# expect: A|B` wants one of these codes there and no
other finding, `# may: …` leaves the line open, and every other line must stay silent.
"""
from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import textwrap
import tokenize
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.run.construction import construct
from flake8_torchstate.run.world import World
from flake8_torchstate.code.classes import ClassInfo, classes_of
from flake8_torchstate.config import OPTIONS, Config
from flake8_torchstate.report.findings import Finding
from flake8_torchstate.run.machine import Machine
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.scopes import Scope
from flake8_torchstate.screen import modules_of
from flake8_torchstate.code.source import Source
from flake8_torchstate.command.table import Table, table_of
from flake8_torchstate.model.values import Option, Value, choose

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases"
DATA = ROOT / "tests" / "data"
EXAMPLES = ROOT / "examples"
EVERYTHING = Config(debug=True, chosen=frozenset({"TSM9"}))
DEFAULT = Config(debug=True)

# The reasons for which a class may go unanalysed; any other TSM000 is a fault of the plugin.
EXPLAINED = re.compile(r"nested too deeply|takes more than \d+ (steps|calls)|libcst can't read")


# --- the project's own files


LEFT_OUT = (".git", "node_modules", ".venv", ".tox", "build", "dist", "*.egg-info", ".*_cache", "__pycache__", ".hypothesis", ".coverage*")


def copy_of_project(folder: Path) -> Path:
    """Copy the project's files to a new folder, without what tools leave in a checkout, and return that."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return folder


# --- case files


def read(path: Path) -> str:
    """The text of a Python file in its own encoding, with plain newlines."""
    with tokenize.open(path) as file:
        return file.read()


def some_by_default(values: Iterable[Any], name: Callable[[Any], str], step: int = 4) -> list[Any]:
    """Values for a parametrized test, each with its name: one in so many runs by default, the others with `-m slow`."""
    return [pytest.param(value, id=name(value), marks=[pytest.mark.slow] if number % step else [])
            for number, value in enumerate(values)]


def case_files(*folders: str) -> list[Path]:
    """The annotated files of these folders of tests/cases, and of the packages in them."""
    return sorted(path for folder in folders for path in (CASES / folder).rglob("*.py"))


def config_of(path: Path) -> Config:
    """The options that a case file is checked with: off-by-default rules run on their own files only."""
    if path.name.startswith(("TSM904", "TSM905")):
        return Config(debug=True, chosen=frozenset({path.name[:6]}))
    return EVERYTHING if path.name.startswith("TSM9") else DEFAULT


def difference(text: str, findings: Iterable[Finding]) -> list[str]:
    """What the findings have too much or too little of, a line each; empty where all is as annotated."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.line].append(finding)
    wrong: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        here = found.pop(number, [])
        codes = {finding.code for finding in here}
        wanted = re.search(r"# expect: (\S+)", line)
        if wanted is not None:
            if len(codes) != 1 or not codes <= set(wanted[1].split("|")):
                wrong.append(f"{number}: expected {wanted[1]}, got {said(here)}\n      {code_of(line)}")
        elif "# may:" not in line and here:
            wrong.append(f"{number}: expected silence, got {said(here)}\n      {code_of(line)}")
    wrong += [f"{number}: no such line, got {said(here)}" for number, here in found.items()]
    return wrong


def said(findings: Iterable[Finding]) -> str:
    """Findings in words."""
    return "; ".join(f"{finding.code} {finding.text}" for finding in findings) or "silence"


def code_of(line: str) -> str:
    """A line without its comment."""
    return line.split("  # ")[0].strip()


def check_case(path: Path) -> list[str]:
    """The differences of one case file."""
    text = read(path)
    return difference(text, check_source(text, str(path), config_of(path)))


# --- what the plugin says of a text


def dedent(text: str) -> str:
    """A text block of a test as a file's text."""
    return textwrap.dedent(text).lstrip("\n")


def codes_of(text: str, config: Config = DEFAULT) -> list[tuple[int, str]]:
    """Line and code of every finding of a text block."""
    return [(finding.line, finding.code) for finding in check_source(dedent(text), config=config)]


IMPORTS = "import torch\nfrom torch import nn, Tensor\nfrom typing import Any, Optional, Union\n\n\n"


def module_text(body: str, arguments: str = "", before: str = "") -> str:
    """A file with one Module whose constructor takes these arguments and runs this body."""
    signature = f"self, {arguments}" if arguments else "self"
    head = f"class M(nn.Module):\n    def __init__({signature}):\n        super().__init__()\n"
    return IMPORTS + dedent(before) + head + textwrap.indent(dedent(body), " " * 8)


def found_in(body: str, arguments: str = "", before: str = "", config: Config = DEFAULT) -> list[str]:
    """The codes that a constructor with this body gets, each with the first line of its statement."""
    text = module_text(body, arguments, before)
    lines = text.split("\n")
    return [f"{finding.code} {lines[finding.line - 1].strip()}" for finding in check_source(text,
                                                                                            config=config)]


def scope_of(text: str) -> Scope:
    """The module scope of a text block."""
    source = Source.from_text(dedent(text))
    scope = Scope(source, Project())
    scope.scan(source.tree.body)
    return scope


def class_of(text: str, name: str) -> ClassInfo:
    """One class of a text block, by name."""
    return next(info for info in classes_of(scope_of(text)) if info.name == name)


def constructed(body: str, arguments: str = "", before: str = "") -> Machine:
    """The interpreter after it has run a constructor with this body."""
    info = class_of(module_text(body, arguments, before), "M")
    return construct(World(DEFAULT, Project()), info)


def tables_of_text(text: str, path: str = "model.py") -> Iterator[Table]:
    """The state tables of the Module classes of a text."""
    project = Project()
    for info in modules_of(project.enter(Source.from_text(text, path))):
        yield table_of(World(DEFAULT, project), info)


def value_of(expression: str, arguments: str = "", before: str = "") -> Value:
    """The abstract value of an expression in a constructor."""
    held = constructed(f"self.it = {expression}", arguments, before).state.names["it"]
    return choose(Option(h.guard, h.value) for h in held if h.value is not None)


# --- flake8


@dataclass(frozen=True)
class Run:
    """What one flake8 process wrote."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of its output, in order of files and lines."""
        return sorted(self.out.splitlines())

    @property
    def places(self) -> list[tuple[str, int, int, str]]:
        """File, line, column and code of each finding."""
        found = [re.match(r"(.+?):(\d+):(\d+): (\S+)", line) for line in self.lines]
        return sorted((m[1].removeprefix("./"), int(m[2]), int(m[3]), m[4]) for m in found if m)

    @property
    def codes(self) -> list[str]:
        """The codes alone."""
        return [place[-1] for place in self.places]


def flake8(folder: Path, *arguments: str, stdin: bytes | None = None, select: str | None = "TSM") -> Run:
    """Run flake8 as a process of its own in a folder."""
    command = [sys.executable, "-m", "flake8", *([f"--select={select}"] if select else []), *arguments]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=folder, input=stdin, capture_output=True, env=environment, timeout=300,
                          check=False)
    return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


# --- the table of options of the README


def option_table() -> str:
    """The README's table of options."""
    rows = [f"| `{option.flag}` | {option.help} |" for option in OPTIONS]
    return "\n".join(["| option | what it does |", "|---|---|", *rows])


def between(text: str, name: str) -> str:
    """The part of a document between the markers of a name."""
    match = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    assert match is not None, f"no markers {name}"
    return match[1]


# --- statements and their mutations


def parses(text: str) -> bool:
    """Whether Python itself can parse a text."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def unexplained(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The TSM000 findings without one of the known reasons."""
    for finding in findings:
        if finding.code == "TSM000" and not EXPLAINED.search(finding.message):
            yield finding


# --- links and code blocks of a document


def dead_links(page: Path) -> list[str]:
    """The local links of a page that lead nowhere: to no file, or to no heading of it."""
    dead = []
    for link in re.findall(r"\]\(([^):]+)\)", page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or anchor and anchor not in anchors(target):
            dead.append(link)
    return dead


def anchors(page: Path) -> list[str]:
    """The names of a page's headings in links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


@dataclass(frozen=True)
class Block:
    """A code block of a page: its language, its text, the line that its text starts on, and the line above it."""

    language: str
    text: str
    line: int
    above: str


def blocks(text: str, language: str | None = None) -> list[Block]:
    """The fenced code blocks of a Markdown text, in order; of one language if that's given."""
    found: list[Block] = []
    lines = text.split("\n")
    start: int | None = None
    for number, line in enumerate(lines):
        if line.startswith("```") and start is None:
            start = number
        elif line == "```" and start is not None:
            found.append(Block(lines[start][3:], "\n".join(lines[start + 1:number]) + "\n", start + 2, lines[start - 1]))
            start = None
    assert start is None, f"the block of line {start} has no end"
    return [block for block in found if language in (None, block.language)]
