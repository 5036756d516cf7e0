"""One registry of rules: what is written about them elsewhere agrees with it, and their own examples hold."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from flake8_torchstate import plugin
from flake8_torchstate.analysis import check_source
from flake8_torchstate.config import OPTIONS, Config
from flake8_torchstate.report.findings import Mistake, Report, Rule
from flake8_torchstate.command.pages import rule_table
from flake8_torchstate.rules import RULES, bare_tensor
from tests.helpers import (
    DEFAULT, EVERYTHING, ROOT, between, case_files, codes_of, module_text, option_table)

CODES = [rule.code for rule in RULES]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DETECTING = [rule for rule in RULES if rule.code != "TSM000"]


def code(rule: Rule) -> str:
    return rule.code


def test_codes_are_unique_and_well_formed() -> None:
    """flake8 drops a code that doesn't begin with the entry point's name without a word."""
    assert len(set(CODES)) == len(CODES)
    assert all(re.fullmatch(r"TSM\d{3}", c) for c in CODES)


def test_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


def test_off_by_default() -> None:
    assert plugin.OFF_BY_DEFAULT == [rule.code for rule in RULES if not rule.default]


def test_readme_lists_every_rule() -> None:
    assert between(README, "rules").strip() == rule_table(), "python -m tests.update_readme writes it anew"


def test_the_page_of_the_command_lists_every_option() -> None:
    written = between((ROOT / "docs" / "command.md").read_text(encoding="utf-8"), "options").strip()
    assert written == option_table(), "python -m tests.update_readme writes it anew"
    assert len(OPTIONS) == option_table().count("\n") - 1


def test_changelog_names_every_code() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"TSM\d{3}", changelog))) == sorted(CODES)


@pytest.mark.parametrize("rule", DETECTING, ids=code)
def test_every_rule_has_its_files(rule: Rule) -> None:
    """Code that must fire and code that must stay silent, as people write it."""
    least = 6 if rule.default else 4
    names = [path.name for path in case_files("rules")]
    for kind in ("fires", "silent"):
        count = sum(name.startswith(f"{rule.code}_{kind}_") for name in names)
        assert count >= least, f"{rule.code}_{kind}_: {count}"


def test_files_belong_to_rules() -> None:
    for path in case_files("rules"):
        match = re.match(r"(TSM\d{3})_(fires|silent)_[a-z0-9_]+\.py$", path.name)
        assert match and match[1] in CODES, path.name
        if match[2] == "fires":
            assert match[1] in path.read_text(encoding="utf-8"), f"{path.name} never expects its own code"


@pytest.mark.parametrize("rule", DETECTING, ids=code)
def test_bad_example(rule: Rule) -> None:
    """The bad example gives this code and no other; the finding stands in the class and nowhere else."""
    found = check_source(rule.bad, rule.code, replace(EVERYTHING, chosen=frozenset({rule.code})))
    assert Counter(f.code for f in found).keys() == {rule.code}
    assert len({f.line for f in found}) == 1


@pytest.mark.parametrize("rule", DETECTING, ids=code)
def test_good_example(rule: Rule) -> None:
    assert check_source(rule.good, rule.code, replace(EVERYTHING, chosen=frozenset({rule.code}))) == []


@pytest.mark.parametrize("rule", RULES, ids=code)
def test_texts(rule: Rule) -> None:
    """Summaries fit a table's row; the longer texts are there."""
    assert rule.summary and "\n" not in rule.summary and "|" not in rule.summary
    assert not rule.summary.endswith(".") and len(rule.summary) <= 110
    assert rule.explanation.endswith(".") and rule.silences.endswith(".")
    assert max(map(len, rule.explanation.splitlines())) <= 120


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.default], ids=code)
def test_off_by_default_rules_run_only_when_chosen(rule: Rule) -> None:
    assert check_source(rule.bad) == []
    chosen = Config(chosen=frozenset({rule.code}))
    assert {f.code for f in check_source(rule.bad, config=chosen)} == {rule.code}


# --- TSM000


def many_calls(count: int) -> str:
    """A constructor that calls helpers which call helpers, so that the work grows with each level."""
    helpers = "".join(f"    def f{i}(self):\n" + f"        self.f{i + 1}()\n" * 4 for i in range(count))
    init = "    def __init__(self):\n        super().__init__()\n"
    return (f"import torch\nfrom torch import nn\nclass Deep(nn.Module):\n{init}        self.f0()\n        self.t = torch.zeros(2)\n{helpers}"
            f"    def f{count}(self):\n        self.x = 1\n\n\n"
            f"class Other(nn.Module):\n{init}        self.t = torch.zeros(1)\n")


def test_too_many_steps() -> None:
    """A class that takes too long is said so; the next class is analysed."""
    text = many_calls(10)
    found = check_source(text, config=DEFAULT)
    assert [(f.code, text.splitlines()[f.line - 1]) for f in found] == [
        ("TSM000", "class Deep(nn.Module):"), ("TSM101", "        self.t = torch.zeros(1)")]
    reason = r"its construction takes more than \d+ steps to follow"
    assert re.fullmatch(f"class 'Deep' was not analysed: {reason}", found[0].message)


NESTED = {
    "lists": "self.x = " + "[" * 90 + "]" * 90,
    "calls": "self.x = " + "f(" * 90 + ")" * 90,
    "sum": "self.x = " + " + ".join(["1"] * 900),
    "methods": "self.x = x" + ".g()" * 400,
    "subscripts": "self.x = x" + "[0]" * 400,
    "elif": "if x == 0:\n    pass\n" + "".join(f"elif x == {i}:\n    pass\n" for i in range(1, 400)),
    "parentheses": "self.x = " + "(" * 90 + "1" + ")" * 90,
    "not": "self.x = " + "not " * 400 + "x",
    "lambda": "self.x = " + "lambda: " * 60 + "x",
    "conditional": "self.x = " + "".join(f"{i} if x == {i} else " for i in range(300)) + "x",
    "and": "self.x = " + " and ".join(f"x{i}" for i in range(900)),
}


@pytest.mark.parametrize("kind", NESTED)
def test_nested_code_is_analysed_or_said_to_be_too_deep(kind: str) -> None:
    """Never a crash, and the other class of the file keeps its finding."""
    text = module_text(NESTED[kind], "x") + "\n\nclass Other(nn.Module):\n    t = torch.zeros(1)\n"
    found = check_source(text, config=DEFAULT)
    assert [f.code for f in found if f.line > 6] in (["TSM101"], ["TSM000", "TSM101"])
    for finding in found:
        if finding.code == "TSM000":
            assert "nested too deeply" in finding.message


def test_a_fault_of_one_class_is_said_and_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception inside of the plugin becomes a TSM000 with the way to see it, on that class alone."""
    text = ("import torch\nfrom torch import nn\n\n\nclass Bad(nn.Module):\n    t = torch.zeros(1)\n\n\n"
            "class Fine(nn.Module):\n    t = torch.zeros(1)\n")
    monkeypatch.setattr("flake8_torchstate.analysis.RULES", [with_fault(rule) for rule in RULES])
    found = check_source(text, config=Config())
    assert [(f.line, f.code) for f in found] == [(5, "TSM000"), (10, "TSM101")]
    assert found[0].text == ("class 'Bad' was not analysed: ValueError: no such thing; "
                             "run flake8 with --torchstate-debug to see where")
    with pytest.raises(ValueError, match="no such thing"):
        check_source(text, config=DEFAULT)


def with_fault(rule: Rule) -> Rule:
    """A rule that fails at a class called Bad."""
    from dataclasses import replace

    def check(report: Report) -> Iterator[Mistake]:
        if report.cls.name == "Bad":
            raise ValueError("no such thing")
        return rule.check(report)

    return replace(rule, check=check) if rule is bare_tensor.RULE else rule


def test_syntax_errors_are_python_s() -> None:
    with pytest.raises(SyntaxError):
        codes_of("class M(:\n")
    with pytest.raises((SyntaxError, ValueError)):
        codes_of("x = '\0'\n")
