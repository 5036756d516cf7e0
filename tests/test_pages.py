"""The pages of the rules: docs/rules/ and `explain` are made of the rules' own texts, and their examples hold."""
from __future__ import annotations

import re
from dataclasses import replace

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.command.cli import main
from flake8_torchstate.report.findings import Rule
from flake8_torchstate.command.pages import MEANING, address, fix_text, page
from flake8_torchstate.rules import RULES
from tests.helpers import EVERYTHING, ROOT
from tests.update_pages import PAGES, wanted

WITH_EXAMPLES = [rule for rule in RULES if rule.code != "TSM000"]
SAFE = {"TSM101", "TSM201", "TSM203", "TSM301", "TSM302", "TSM303", "TSM904", "TSM905"}
UNSAFE = {"TSM101", "TSM102", "TSM103", "TSM104", "TSM105", "TSM106", "TSM107", "TSM201",
          "TSM202", "TSM203", "TSM204", "TSM303", "TSM304", "TSM305", "TSM306"}


def code(rule: Rule) -> str:
    return rule.code


def section(text: str, heading: str) -> str:
    """What stands under a heading of a page."""
    return next(part for part in re.split(r"^## ", text, flags=re.MULTILINE) if part.startswith(heading)).partition("\n\n")[2].strip()


def block(text: str) -> str:
    """The first code block of a text."""
    match = re.search(r"```\w+\n(.*?)```", text, re.DOTALL)
    assert match is not None
    return match[1]


def test_pages_are_up_to_date() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in PAGES.iterdir()}
    assert found == wanted(), "python -m tests.update_pages writes them anew"


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=code)
def test_examples_of_a_page(rule: Rule) -> None:
    """The bad example of the page gives just what the page says of it; the good one gives nothing."""
    text = (PAGES / f"{rule.code}.md").read_text(encoding="utf-8")
    example = section(text, "Example")
    config = replace(EVERYTHING, chosen=frozenset({rule.code}))
    found = check_source(block(example), "model.py", config)
    assert {finding.code for finding in found} == {rule.code}
    said = block(example.partition("The message:")[2])
    assert said.splitlines() == [f"model.py:{f.line}:{f.column + 1}: {f.code} {f.text}" for f in found]
    assert check_source(block(section(text, "Use instead")), "model.py", config) == []


@pytest.mark.parametrize("rule", RULES, ids=code)
def test_sections(rule: Rule) -> None:
    headings = re.findall(r"^## (.+)$", page(rule), re.MULTILINE)
    if rule.bad:
        assert headings == ["Why it is bad, and what to do", "Example", "Use instead", "What is not reported", "Fix", "Turning it off"]
    else:
        assert headings == ["When this happens, and what to do", "What is not reported", "Fix", "Turning it off"]
    assert page(rule).startswith(f"# {rule.code}: {rule.name}\n\nReports: ")
    assert max(map(len, section(page(rule), "Fix").splitlines())) <= 120


@pytest.mark.parametrize("rule", RULES, ids=code)
def test_fixes_say_whether_they_are_safe(rule: Rule) -> None:
    text = fix_text(rule)
    assert ("Safe: " in text) == (rule.code in SAFE)
    assert ("Unsafe: " in text) == (rule.code in UNSAFE)
    assert text.startswith("None: ") == (rule.code not in SAFE | UNSAFE) == (MEANING not in text)


@pytest.mark.parametrize("name", ["docs/command.md", "docs/checkpoints.md"])
def test_what_safe_means_is_said_in_the_same_words(name: str) -> None:
    assert MEANING in (ROOT / name).read_text(encoding="utf-8")


def test_off_by_default_is_said() -> None:
    for rule in RULES:
        assert ("It is off until it is chosen" in page(rule)) is not rule.default


def test_no_address_is_made_up() -> None:
    assert address("TSM101") is None


# --- explain


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    """By code in any case, by name, several at once."""
    rule = next(rule for rule in RULES if rule.code == "TSM102")
    for word in ("TSM102", "tsm102", "untracked-parameter"):
        assert main(["explain", word]) == 0
        assert capsys.readouterr().out == page(rule)
    assert main(["explain", "TSM101", "TSM102"]) == 0
    out = capsys.readouterr().out
    assert out.index("# TSM101: ") < out.index("# TSM102: ")


def test_explain_alone_lists_all_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[:2] for row in rows] == [[rule.code, rule.name] for rule in RULES]
    assert all(row.endswith(rule.summary) for row, rule in zip(rows, RULES))


@pytest.mark.parametrize(("word", "meant"), [("TSM1O1", "TSM101"), ("bare-tensr", "TSM101"), ("no-super", "TSM302"), ("E501", "")])
def test_explain_of_an_unknown_code(word: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", word]) == 2
    read = capsys.readouterr()
    assert read.out == "" and read.err.count("\n") == 1
    assert read.err.startswith(f"flake8-torchstate: error: no rule is called '{word}' (")
    assert meant in read.err and ("did you mean" in read.err) is bool(meant)
