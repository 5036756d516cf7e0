"""The pages in docs/: their commands run and print what the pages say, their links lead somewhere, and all are linked."""
from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from flake8_torchstate.command.pages import PAGES_FOR_ALL
from flake8_torchstate.rules import RULES
from tests.helpers import EXAMPLES, ROOT, Block, blocks, dead_links
from tests.update_readme import README, code_in

DOCS = sorted((ROOT / "docs").glob("*.md"))
NOT_RUN = "<!-- not run"
USAGE_ERROR = "usage:"
PROGRAMS = {"flake8": "flake8", "flake8-torchstate": "flake8_torchstate"}


def name_of(page: Path) -> str:
    return page.stem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with what the pages speak of: model.py is the README's example, and the examples lie beside it."""
    (tmp_path / "model.py").write_text(code_in(README.read_text(encoding="utf-8"), "before"), encoding="utf-8")
    (tmp_path / "src").mkdir()
    for path in EXAMPLES.glob("*.py"):
        (tmp_path / "src" / path.name).write_bytes(path.read_bytes())
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of a page: one of the two programs, its output perhaps sent to a file."""
    line, _, target = command.partition(" > ")
    program, *arguments = shlex.split(line)
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}  # as the pictures are drawn
    done = subprocess.run([sys.executable, "-m", PROGRAMS[program], *arguments], cwd=folder, capture_output=True, encoding="utf-8",
                          env=environment, timeout=300, check=False)
    if target:
        (folder / target.strip()).write_text(done.stdout, encoding="utf-8")
    return done


@pytest.mark.slow
@pytest.mark.parametrize("page", DOCS, ids=name_of)
def test_commands(page: Path, folder: Path) -> None:
    """Each command of a page runs; a text block that follows it holds what it prints."""
    last: subprocess.CompletedProcess[str] | None = None
    for block in blocks(page.read_text(encoding="utf-8")):
        place = f"{page.name}:{block.line}"
        if block.language == "py":
            (folder / file_of(block)).write_text(block.text, encoding="utf-8")
        elif block.language == "sh" and not block.above.startswith(NOT_RUN):
            for command in block.text.splitlines():
                last = run(command, folder)
                assert last.returncode in (0, 1) or "error: no class in here" in last.stderr, f"{place}: {command}: {last.stderr}"
                assert "Traceback" not in last.stderr and USAGE_ERROR not in last.stderr, f"{place}: {command}: {last.stderr}"
        elif block.language == "text":
            assert last is not None and (last.stdout or last.stderr).splitlines() == block.text.splitlines(), place


def file_of(block: Block) -> str:
    """The file that a block's text is, by the comment above it."""
    named = re.fullmatch(r"<!-- file: ([\w.]+) -->", block.above)
    assert named is not None, f"the block of line {block.line} names no file"
    return named[1]


@pytest.mark.parametrize("page", [*DOCS, *sorted((ROOT / "docs" / "rules").glob("*.md"))], ids=name_of)
def test_links(page: Path) -> None:
    """Every local link leads somewhere, and every code exists."""
    text = page.read_text(encoding="utf-8")
    assert dead_links(page) == []
    assert set(re.findall(r"TSM\d{3}", text)) <= {rule.code for rule in RULES}


def test_every_page_is_linked() -> None:
    """From the README, in the site's navigation, and those that answer a question from each rule's page."""
    readme = README.read_text(encoding="utf-8")
    listed = re.findall(r"^ +- (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(listed) == {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert [page.name for page in DOCS if f"(docs/{page.name})" not in readme] == []
    for rule in RULES:
        text = (ROOT / "docs" / "rules" / f"{rule.code}.md").read_text(encoding="utf-8")
        assert [name for name, _ in PAGES_FOR_ALL if f"(../{name})" not in text] == [], rule.code
        assert all((ROOT / "docs" / name).exists() for name, _ in PAGES_FOR_ALL)


# --- docs/ci.md

CI = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


def test_workflows_run_the_commands_of_the_page() -> None:
    """What stands in the examples of configuration is what the page shows, and the tests run, as a command."""
    commands = {line for block in blocks(CI, "sh") for line in block.text.splitlines()}
    lines = [line.strip().removeprefix("- ") for block in blocks(CI, "yaml") for line in block.text.splitlines()]
    run_there = [line for line in lines if line.startswith("flake8-torchstate ")]
    assert len(run_there) == 3 and set(run_there) <= commands


def test_problem_matcher(folder: Path) -> None:
    """Its pattern takes each line of flake8 apart; one of flake8's own codes too."""
    (matcher,) = json.loads(blocks(CI, "json")[0].text)["problemMatcher"]
    (pattern,) = matcher["pattern"]
    lines = run("flake8 --isolated --select TSM,F401 model.py", folder).stdout.splitlines()
    found = [re.match(pattern["regexp"], line) for line in [*lines, "src/a.py:1:1: F401 'os' imported but unused"]]
    parts = [tuple(match[pattern[name]] for name in ("file", "line", "column", "code")) for match in found if match is not None]
    assert parts == [("model.py", "8", "9", "TSM102"), ("model.py", "9", "9", "TSM101"), ("model.py", "10", "9", "TSM105"),
                     ("src/a.py", "1", "1", "F401")]


def test_annotations(folder: Path) -> None:
    """The first command of the page prints one annotation a finding."""
    printed = run(blocks(CI, "sh")[0].text.strip(), folder).stdout.splitlines()
    assert len(printed) > 20
    assert all(re.match(r"::(error|warning|notice) file=src/\w+\.py,line=\d+,endLine=\d+,.*title=TSM\d{3} ", line) for line in printed)


# --- the pictures


def test_pictures_show_what_is_printed(tmp_path: Path) -> None:
    """Their words are, in order, those that the two commands print for the example today: tools/pictures.py draws them anew."""
    for path in EXAMPLES.glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for name in ("check", "show"):
        tree = ElementTree.parse(ROOT / "docs" / f"{name}.svg")
        words = [element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")]
        command = " ".join(word or "" for word in words[1:words.index("normalisation.py") + 1])
        assert words == ["$", *command.split(), *run(command, tmp_path).stdout.split()]
