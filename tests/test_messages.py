"""The messages: a snapshot of each one, and what holds for all of them."""
from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.config import Config
from flake8_torchstate.report.findings import Finding
from flake8_torchstate.report.words import HOLE, MOST_LINE, MOST_MESSAGE, said
from flake8_torchstate.rules import RULES
from tests.helpers import CASES, IMPORTS, config_of, found_in, module_text, read, case_files
from tests.update_messages import SNAPSHOT, files, snapshot

CODES = {rule.code for rule in RULES}


def test_snapshot() -> None:
    """Every message of tests/cases/bugs and examples, as it was the last time somebody looked at it."""
    kept, now = SNAPSHOT.read_text(encoding="utf-8"), snapshot()
    changes = list(difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=0))
    assert not changes, "python -m tests.update_messages writes them anew\n" + "\n".join(changes)


def all_findings() -> Iterator[tuple[str, str, Finding]]:
    """Every finding of every case and example and of each rule's own bad example, with its file's text."""
    for path in [*files(), *case_files("rules")]:
        text = read(path)
        for finding in check_source(text, str(path), config_of(path)):
            yield place(path), text, finding
    for rule in RULES:
        for finding in check_source(rule.bad, rule.code, Config(chosen=frozenset({"TSM9"}))):
            yield rule.code, rule.bad, finding


def place(path: Path) -> str:
    """A short name of a file."""
    return path.relative_to(CASES).as_posix() if path.is_relative_to(CASES) else path.name


FOUND = list(all_findings())


def test_every_rule_has_messages() -> None:
    assert {finding.code for _, _, finding in FOUND} == CODES - {"TSM000"}


def test_form() -> None:
    """One line, without anything that an editor's parser takes for a place in a file."""
    wrong = [(name, finding) for name, _, finding in FOUND if not well_formed(finding)]
    assert not wrong


def well_formed(finding: Finding) -> bool:
    """Whether a message can be printed and parsed by a line parser."""
    text = finding.text
    return (finding.code in CODES and text == text.strip() and text.isprintable() and "  " not in text
            and not re.search(r"\S:\d+:\d+:? ", text) and not text.endswith("."))


def test_what_is_wrong_is_short() -> None:
    assert not [(name, finding.message) for name, _, finding in FOUND if not 20 < len(finding.message) <= MOST_MESSAGE]


def test_the_line_to_write_works_as_it_stands() -> None:
    """It ends the message where it is short enough to be read; words stand for it otherwise, and where there is none."""
    for name, _, finding in FOUND:
        line, help = finding.write, finding.help
        told = bool(line) and len(line) <= MOST_LINE
        assert help.endswith(f"write {line}") if told else "write " not in help, f"{name}: {finding.text}"
        assert HOLE not in help and HOLE not in line
        compile(f"def f(self):\n    {line or 'pass'}", name, "exec")


def test_what_is_long_is_cut_in_the_message_and_not_in_the_line() -> None:
    name, long = "layer_" * 20, "torch.ones(3) + " * 10 + "torch.ones(3)"
    (finding,) = check_source(module_text(f"self.{name} = torch.ones(3)"))
    assert len(finding.message) == MOST_MESSAGE and finding.message.startswith("'layer_layer_") and HOLE in finding.message
    assert finding.write == f'self.register_buffer("{name}", torch.ones(3), persistent=False)'
    (finding,) = check_source(module_text(f"self.x = {long}"))
    assert finding.help == "register it as a buffer with persistent=False" and long in finding.write


def test_names_are_the_users() -> None:
    """A message quotes an attribute, key, class, method or argument, or an expression of the user's own."""
    wrong = [f"{name}:{finding.line} {finding.code} {finding.text}" for name, text, finding in FOUND
             if not quotes_the_user(finding, text)]
    assert not wrong, "\n".join(wrong)


def quotes_the_user(finding: Finding, text: str) -> bool:
    """Whether there is something in quotes, after `self.`, or in str(…), or a whole call of the file."""
    calls = {ast.unparse(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}
    quoted = re.search(r"'[^']*'|self\.\w+|str\(\S+\)", finding.message)
    return quoted is not None or any(call in finding.message for call in calls)


# --- advice


def advice(body: str, arguments: str = "", config: Config = Config(debug=True)) -> str:
    """What the only message says after "write"."""
    (finding,) = check_source(module_text(body, arguments), config=config)
    return finding.help.removeprefix("write ")


@pytest.mark.parametrize("body, text", [
    ("self.table = torch.arange(8)", 'self.register_buffer("table", torch.arange(8), persistent=False)'),
    ("self.freqs = torch.linspace(0, 1, 8)",
     'self.register_buffer("freqs", torch.linspace(0, 1, 8), persistent=False)'),
    ("self.mask = torch.ones(4, 4).tril()",
     'self.register_buffer("mask", torch.ones(4, 4).tril(), persistent=False)'),
    ("self.code = torch.load('code.pt')['code'].float()", ""),
    ("self.weight = torch.zeros(3)", "self.weight = nn.Parameter(torch.zeros(3))"),
    ("self.noise = torch.randn(3)", "self.noise = nn.Parameter(torch.randn(3))"),
    ("self.gamma = torch.ones(3)", "self.gamma = nn.Parameter(torch.ones(3))"),
    ("self.class_weight = torch.ones(3)",
     'self.register_buffer("class_weight", torch.ones(3), persistent=False)'),
])
def test_advice_for_a_tensor(body: str, text: str) -> None:
    """A Parameter where the name or the value says that it's trained; else a buffer."""
    assert found_in(body) == [] if not text else advice(body) == text


@pytest.mark.parametrize("body, arguments, text", [
    ("self.alpha = torch.tensor(alpha)", "alpha=0.25", 'self.register_buffer("alpha", torch.tensor(alpha), persistent=False)'),
    ("self.attention = torch.Tensor()", "", 'self.register_buffer("attention", torch.Tensor(), persistent=False)'),
    ("self.stride = torch.Tensor([32])", "", 'self.register_buffer("stride", torch.Tensor([32]), persistent=False)'),
    ("self.table = torch.FloatTensor(numpy.array([1.0]))", "",
     'self.register_buffer("table", torch.FloatTensor(numpy.array([1.0])), persistent=False)'),
    ("self.scale = torch.Tensor(3, 4)", "", "self.scale = nn.Parameter(torch.Tensor(3, 4))"),
    ("self._cached_x = torch.empty(1)", "", 'self.register_buffer("_cached_x", torch.empty(1), persistent=False)'),
    ("with torch.no_grad():\n    self.first = torch.randn(3) * 2", "", 'self.register_buffer("first", torch.randn(3) * 2)'),
])
def test_what_holds_data_is_a_buffer(body: str, arguments: str, text: str) -> None:
    """A tensor of somebody's data, a placeholder or a sample is no weight, whatever its name."""
    assert advice("import numpy\n" + body, arguments) == text


@pytest.mark.parametrize("body, text", [
    ("self.x = None\nif n:\n    self.x = torch.arange(n)",
     'in place of line 9, which sets the name first, write self.register_buffer("x", None, persistent=False)'),
    ("self.x = torch.arange(n)\nself.x = self.x * 2",
     'in place of line 9, which sets the name first, write self.register_buffer("x", torch.arange(n), persistent=False)'),
    ("self.x = 0\nself.x = torch.arange(n)",
     'use another name in line 9, and here write self.register_buffer("x", torch.arange(n), persistent=False)'),
    ("self.x = torch.arange(n)\nself.x += 1", 'self.register_buffer("x", torch.arange(n), persistent=False)'),
    ("for _ in range(n):\n    self.x = torch.arange(n)", 'self.register_buffer("x", torch.arange(n), persistent=False)'),
    ("self.w = None\nself.w = torch.randn(n)", "self.w = nn.Parameter(torch.randn(n))"),
])
def test_advice_where_the_name_is_set_already(body: str, text: str) -> None:
    """register_buffer raises KeyError for a plain attribute's name: the line belongs where the name is set first."""
    texts = [finding.help.removeprefix("write ") for finding in check_source(module_text(body, "n"))]
    assert texts[-1] == text


EARLY = IMPORTS + """
class M(nn.Module):
    def __init__(self, n):
        {line}
        super().__init__()
"""


@pytest.mark.parametrize("line, text", [
    ("self.x = torch.arange(n)", 'self.register_buffer("x", torch.arange(n), persistent=False)'),
    ("self.w = torch.randn(n)", "self.w = nn.Parameter(torch.randn(n))"),
    ("self.w = torch.zeros(n, requires_grad=True)", "self.w = nn.Parameter(torch.zeros(n, requires_grad=True))"),
    ("self.l = [nn.Linear(n, n)]", "self.l = nn.ModuleList([nn.Linear(n, n)])"),
])
def test_advice_before_super_init(line: str, text: str) -> None:
    """Nothing can be registered before super().__init__(): AttributeError."""
    (finding,) = check_source(EARLY.format(line=line))
    assert finding.help == f"after super().__init__() write {text}"


def test_advice_for_the_name_of_a_class_attribute() -> None:
    text = IMPORTS + "class M(nn.Module):\n    x = None\n\n    def __init__(self):\n        super().__init__()\n" \
        "        self.x = torch.arange(3)\n"
    (finding,) = check_source(text)
    assert finding.help == (
        "delete the class attribute 'x' of M, and write self.register_buffer(\"x\", torch.arange(3), persistent=False)")


def test_advice_for_a_private_name() -> None:
    """register_buffer gets the name that Python makes of it: `self.__x` wouldn't find any other."""
    assert advice("self.__x = torch.arange(3)") == 'self.register_buffer("_M__x", torch.arange(3), persistent=False)'


def test_advice_has_no_comments_and_no_brackets_around_it() -> None:
    body = """
        self.x = (
            torch.arange(3)  # one for each # channel
        )
        self.y = (torch.arange(3),
                  1)  # a pair
    """
    texts = [finding.text for finding in check_source(module_text(body))]
    assert texts[0].endswith('write self.register_buffer("x", torch.arange(3), persistent=False)')
    assert "#" not in texts[1]


def test_names_are_cut_but_for_the_one_that_it_is_about() -> None:
    name = "quaternion_multiplication_table"
    (finding,) = check_source(module_text(f"self.{name} = torch.zeros(3, 4)"))
    assert finding.message == f"'{name}' is a bare tensor: not saved, and left behind by .to()"
    assert said("{} " + "x" * 80 + " {}", "attribute", "method") == "attribute " + "x" * 80 + " method"
    assert said("'{}' is wrong: " + "x" * 60 + ", and so on", "attribute" * 2) == (
        "'attributeattribute' is wrong: " + "x" * 60)
    assert said("'{}' is wrong: " + "x" * 80 + ", and so on", "attribute" * 2) == "'attributeattribute' is wrong"
    assert said("'{}' is wrong: as it is", "attribute" * 20) == f"'{('attribute' * 20)[:88]}…' is wrong"
    assert said("{} " + "x" * 85 + " {}", "attribute", "method") == "attribute " + "x" * 85 + " met…"


def test_advice_without_a_line_says_everything_once() -> None:
    assert advice('self.x = {"…": torch.zeros(3, 4)}') == (
        "register each tensor as a buffer, and read them by getattr")


@pytest.mark.parametrize("name", ["running_mean", "running_var", "num_batches_tracked", "ema", "step_count"])
def test_state_that_changes_is_saved(name: str) -> None:
    assert advice(f"self.{name} = torch.zeros(10)") == f'self.register_buffer("{name}", torch.zeros(10))'


def test_advice_for_an_argument_keeps_the_keys() -> None:
    """What the constructor is given it is given again when the model is built for a checkpoint."""
    assert advice("self.prior = prior", "prior: Tensor") == 'self.register_buffer("prior", prior, persistent=False)'


def test_advice_in_the_other_style() -> None:
    style = Config(buffer_style="nn.Buffer", debug=True)
    text = advice("self.table = torch.arange(8)", config=style)
    assert text == "self.table = nn.Buffer(torch.arange(8), persistent=False)"


def test_expression_on_several_lines_is_put_on_one() -> None:
    body = """
        self.table = torch.arange(
            8,  # bins
            dtype=torch.float32,
        )
    """
    assert "\n" not in advice(body)
