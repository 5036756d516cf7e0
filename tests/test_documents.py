"""The README shows what is true: its example, its output, its commands."""
from __future__ import annotations

import os
import re

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.config import STYLES
from flake8_torchstate.rules import RULES
from tests.helpers import DEFAULT, EXAMPLES, ROOT, between, dead_links, read
from tests.update_readme import COMMAND, README, code_in, wanted

TEXT = README.read_text(encoding="utf-8")
DOCUMENTS = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"]


def test_readme_is_up_to_date() -> None:
    for page, text in wanted().items():
        assert page.read_text(encoding="utf-8") == text, "python -m tests.update_readme writes it anew"


def test_readme_is_short() -> None:
    """A screen and a half: the rest stands in docs/."""
    assert len(TEXT.splitlines()) <= 110


def test_example() -> None:
    """Eight lines, and what is said of them stands below; with what the messages say to write, nothing is said."""
    before = code_in(TEXT, "before")
    assert len([line for line in before.splitlines() if line.strip()]) == 8
    found = check_source(before, config=DEFAULT)
    assert len(found) == 3
    lines = before.splitlines()
    for finding in found:
        lines[finding.line - 1] = " " * finding.column + finding.write
    assert check_source("\n".join(lines), config=DEFAULT) == []


def test_commands_are_single_lines() -> None:
    for name in ("run", "test"):
        assert len(code_in(TEXT, name).splitlines()) == 1


def test_ci_runs_the_command_of_the_readme() -> None:
    """It reads the command out of the README, and finds it there."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script and os.access(ROOT / ".ci" / "run", os.X_OK)
    assert re.search(r"<!-- test -->\n```sh\n(python3 .+ -m pytest)\n```\n<!-- /test -->\n", TEXT)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_paths(name: str) -> None:
    """Every local link and every path in backquotes leads somewhere."""
    paths = re.findall(r"`((?:flake8_torchstate|tests|tools|examples)/[\w./]*)`", (ROOT / name).read_text(encoding="utf-8"))
    assert dead_links(ROOT / name) == []
    assert [path for path in paths if not (ROOT / path).exists() and "NAME" not in path] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_codes_exist(name: str) -> None:
    codes = {rule.code for rule in RULES}
    assert set(re.findall(r"TSM\d{3}", (ROOT / name).read_text(encoding="utf-8"))) <= codes


def test_documented_styles() -> None:
    text = COMMAND.read_text(encoding="utf-8")
    assert all(style in between(text, "options") for style in STYLES)


def test_examples_show_every_rule() -> None:
    """Each rule that is on by default, but for TSM000, is shown; each mistake has its comment."""
    found: set[str] = set()
    for path in EXAMPLES.glob("*.py"):
        here = check_source(read(path), str(path), DEFAULT)
        found |= {finding.code for finding in here}
        assert bool(here) is (path.name != "correct.py"), path.name
        lines = read(path).splitlines()
        for finding in here:
            above = "".join(lines[max(0, finding.line - 4):finding.line - 1])
            assert "# " in above, f"{path.name}:{finding.line} has no comment"
    assert found == {rule.code for rule in RULES if rule.default} - {"TSM000"}
