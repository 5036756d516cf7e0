"""The fixes of containers, constructors and names: each case of tests/fixes before and after."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flake8_torchstate.config import Config
from flake8_torchstate.fixers.fixes import fix_text, findings
from flake8_torchstate.code.project import Project
from tests.helpers import some_by_default

FOLDER = Path(__file__).parent / "fixes"
CODES = ("TSM103", "TSM104", "TSM105", "TSM107", "TSM201", "TSM202", "TSM203", "TSM204", "TSM301", "TSM302", "TSM303",
         "TSM304", "TSM305", "TSM306", "TSM904")
UNSAFE = ("TSM103", "TSM104", "TSM105", "TSM107", "TSM202", "TSM203", "TSM204", "TSM304", "TSM305", "TSM306")
HEAD = "import torch\nfrom torch import nn\n\n\n"
CONFIG = Config(debug=True)
MODERN = Config(debug=True, chosen=frozenset({"TSM904"}))
"""Its fix is the way to write that the other fixes don't take."""


@dataclass(frozen=True)
class Case:
    """One situation: the text before, and after its fix (the same where there is none)."""

    code: str
    name: str
    before: str
    after: str

    @property
    def never(self) -> bool:
        """Whether it has no fix."""
        return self.before == self.after

    @property
    def unsafe(self) -> bool:
        """Whether its fix has to be asked for."""
        return self.name.endswith("(unsafe)") or (self.code in UNSAFE and not self.name.endswith("(safe)"))


def cases() -> Iterator[Case]:
    """All cases: `=== name`, the text, and after `--- fixed` what becomes of it."""
    for code in CODES:
        for part in (FOLDER / f"{code}.txt").read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, text = part.partition("\n")
            before, _, after = text.partition("--- fixed\n")
            assert bool(after) != name.startswith("never"), f"{code}: {name}"
            yield Case(code, name, headed(before), headed(after or before))


def headed(text: str) -> str:
    """A text with the usual imports, where it has none of its own."""
    return text if text.startswith(("import ", "from ")) else HEAD + text


ALL = list(cases())


def fixed(case: Case, text: str) -> str:
    """What `--fix` makes of a text by the fixes of one rule."""
    return fix_text(text, "model.py", config_of(case), unsafe=case.unsafe or case.code in UNSAFE, silenced=lambda _, f: f.code != case.code).text


def config_of(case: Case) -> Config:
    """The options of the check."""
    return MODERN if case.code == "TSM904" else CONFIG


def codes_in(text: str, config: Config) -> list[tuple[str, str]]:
    """What is found in a text."""
    return sorted((f.code, f.name) for f in findings(text, "model.py", config, Project()))


@pytest.mark.parametrize("case", ALL, ids=lambda c: f"{c.code} {c.name}")
def test_fix(case: Case) -> None:
    """The text after is what the case says; a second run finds nothing to do; nothing new is found."""
    assert case.code in {code for code, _ in codes_in(case.before, config_of(case))}
    after = fixed(case, case.before)
    assert after == case.after
    assert fixed(case, after) == after
    left = codes_in(after, config_of(case))
    if not case.never:
        assert case.code not in {code for code, _ in left}
        assert all(found in codes_in(case.before, config_of(case)) for found in left)


@pytest.mark.parametrize("case", some_by_default([c for c in ALL if not c.never], lambda c: f"{c.code} {c.name}"))
def test_fixes_keep_line_ends_and_tabs(case: Case) -> None:
    """The same fix is made with CRLF, and with tabs for indentation."""
    windows = case.before.replace("\n", "\r\n")
    assert fixed(case, windows) == case.after.replace("\n", "\r\n")
    assert fixed(case, case.before.replace("    ", "\t")) == case.after.replace("    ", "\t")


UNSAFE_CASES = [c for c in ALL if c.unsafe and not c.never]


@pytest.mark.parametrize("case", UNSAFE_CASES, ids=lambda c: f"{c.code} {c.name}")
def test_unsafe_fixes_are_left_without_being_asked_for(case: Case) -> None:
    """What changes what is trained isn't done by `--fix` alone."""
    assert fix_text(case.before, "model.py", CONFIG, silenced=lambda _, f: f.code != case.code).text == case.before
