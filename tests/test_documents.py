"""The README shows what is true: its example, its output, its commands."""
from __future__ import annotations

import os
import re

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.config import STYLES
from flake8_torchstate.rules import RULES
from tests.helpers import DEFAULT, EXAMPLES, ROOT, between, read
from tests.update_readme import README, code_in, output, updated

TEXT = README.read_text(encoding="utf-8")
DOCUMENTS = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"]


def test_readme_is_up_to_date() -> None:
    assert updated(TEXT) == TEXT, "python -m tests.update_readme writes it anew"


def test_example() -> None:
    """Eight lines and what is said of them; of the corrected ones nothing."""
    before = code_in(TEXT, "before")
    assert len([line for line in before.splitlines() if line.strip()]) == 8
    assert between(TEXT, "output").strip() == output(TEXT)
    assert len(check_source(before, config=DEFAULT)) >= 3
    assert check_source(code_in(TEXT, "after"), config=DEFAULT) == []


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
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^):]+)\)", text)
    paths = re.findall(r"`((?:flake8_torchstate|tests|tools|examples)/[\w./]*)`", text)
    assert [path for path in links + paths if not (ROOT / path).exists() and "NAME" not in path] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_codes_exist(name: str) -> None:
    codes = {rule.code for rule in RULES}
    assert set(re.findall(r"TSM\d{3}", (ROOT / name).read_text(encoding="utf-8"))) <= codes


def test_documented_styles() -> None:
    assert all(style in between(TEXT, "options") for style in STYLES)


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
