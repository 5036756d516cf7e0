"""Nothing that Python can parse ends in an exception, or in a TSM000 that isn't explained.

Programs that nobody would write (hypothesmith), case files with pieces torn out, and the code of the packages
that are installed where the tests run.
"""
from __future__ import annotations

import ast
import io
import os
import random
import textwrap
import tokenize
from collections.abc import Iterator
from pathlib import Path

import hypothesmith
import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

import flake8
from flake8_torchstate.analysis import check_source
from flake8_torchstate.config import Config
from flake8_torchstate.plugin import TorchStatePlugin
from flake8_torchstate.run.limits import MOST_LITERAL, MOST_STEPS
from tests.counting import counted
from tests.helpers import CASES, EVERYTHING, EXPLAINED, case_files, module_text, parses, read, unexplained

# Python's own, about odd literals and escapes in what is parsed
pytestmark = [pytest.mark.slow,
              pytest.mark.filterwarnings("ignore::SyntaxWarning"),
              pytest.mark.filterwarnings("ignore::DeprecationWarning")]

BOUNDED = settings(max_examples=100, deadline=None, derandomize=True, database=None,
                   suppress_health_check=list(HealthCheck))
FEWER = settings(BOUNDED, max_examples=40)
MUTANTS_PER_FILE = 2
FILES = case_files("rules", "silences", "bugs")
PACKAGES = Path(flake8.__file__).parents[1]
MOST_CODE = 6_000_000  # bytes of site-packages that one run looks at


def check(text: str) -> None:
    """No exception, and no TSM000 without one of the known reasons."""
    assert list(unexplained(check_source(text, config=EVERYTHING))) == []


@BOUNDED
@given(hypothesmith.from_grammar())
def test_any_program(text: str) -> None:
    assume(parses(text))
    check(text)


@BOUNDED
@given(hypothesmith.from_grammar())
def test_any_program_in_a_constructor(text: str) -> None:
    """The same in the place that is interpreted, between a tensor and a registration."""
    body = textwrap.indent(text, " " * 8)
    head = "import torch\nfrom torch import nn\nclass M(nn.Module):\n    def __init__(self, x):\n"
    whole = (f"{head}        super().__init__()\n        self.t = torch.zeros(1)\n{body}\n"
             "        self.register_buffer('t', x)\n")
    assume(parses(whole))
    check(whole)


@FEWER
@given(hypothesmith.from_node())
def test_any_program_as_a_class_body(text: str) -> None:
    whole = f"from torch import nn\nclass M(nn.Module):\n    a = 1\n{textwrap.indent(text, '    ')}\n"
    assume(parses(whole))
    check(whole)


# --- values that grow

NAMES = st.sampled_from(["a", "b", "self.c"])
MAKERS = (
    "torch.ones(1)", "nn.Linear(1, 1)", "[{0}]", "({0}, {1})", "{{{0}, {1}}}", "{{'k': {0}, 'l': {1}}}", "'text'",
    "depth", "3", "2 ** 31 - 1", "width", "f'{{{0}}}{{{1}}}'", "unknown({0}, {1})", "{0}({1}, {1})", "{0}.name",
    "{0}[0]", "{0}[{1}]", "{0}.join({1})", "{0}.format({1}, {1})", "{0}.replace('t', {1})", "{0} % ({1}, {1})",
    "'%900d' % {0}", "str({0})", "int({0})", "len({0})", "list({0})", "dict({0})", "set({0})", "zip({0}, {1})",
    "list(enumerate({0}))", "copy.deepcopy({0})", "nn.Sequential({0}, {1})", "nn.ModuleList([{0}, {1}])",
    "nn.ModuleDict({{'k': {0}}})", "nn.ParameterList([{0}])", "[*{0}, *{1}]", "{{**{0}, **{1}}}",
    "[x for x in {0} for y in {1}]", "{{x: {1} for x in {0}}}", "functools.partial({0}, {1})", "lambda: {0}({1})",
    "{0} if {1} else {0}", "{0} and {1}", "{0} == {1}", "{0} in {1}", "not {0}", "-{0}", "range({0})", "[{0}] * {1}",
    "unknown(self, {0})", "isinstance({0}, nn.Module)", "getattr(self, {0}, {1})", "nn.Parameter({0})",
    "dict.fromkeys({0}, {1})", "sum({0}, {1})", "next(iter({0}))",
)
FIRST = ("[a]", "depth", "'text'", "nn.Linear(1, 1)", "{}")
OPERATIONS = (
    "+", "*", "%", "-", "|", "<<", "**", "//", "@",
)
STATEMENTS = (
    "{0}.append({1})", "{0}.extend({1})", "{0}.update({1})", "{0} += {1}", "{0} *= {1}", "{0} |= {1}",
    "{0}['k'] = {1}", "{0}[{1}] = {0}", "{0}.k = {1}", "setattr(self, {0}, {1})", "self.register_buffer({0}, {1})",
    "self.add_module({0}, {1})", "self.d = {0}", "{0}, {1} = {1}, {0}", "{0} = {1}", "{0}.insert(0, {0})",
    "{0}.add_module('k', {1})", "{0}.setdefault('k', {1})", "*{0}, {1} = {1}",
)
HEADS = (
    "for {0} in {1}:", "for x in {0}:", "while {0}:", "if {0}:", "if {0} == {1}:", "with {0}:",
    "if isinstance({0}, list):", "for x, y in {0}.items():",
)
GROWN = settings(BOUNDED, max_examples=int(os.environ.get("FLAKE8_TORCHSTATE_FUZZ", "500")))


@st.composite
def growing_lines(draw: st.DrawFn) -> list[str]:
    """Lines that make values out of each other, some of them again and again and some in loops and branches."""
    lines = ["a = torch.ones(1)", f"b = {draw(st.sampled_from(FIRST))}", "self.c = [a, b]"]
    indent = ""
    for _ in range(draw(st.integers(1, 7))):
        kind = draw(st.integers(0, 9))
        first, second, target = draw(NAMES), draw(NAMES), draw(NAMES)
        if kind < 5:
            line = f"{target} = {draw(st.sampled_from(MAKERS)).format(first, second)}"
        elif kind < 7:
            line = f"{target} = {first} {draw(st.sampled_from(OPERATIONS))} {second}"
        elif kind < 9 or len(indent) > 8:
            line = draw(st.sampled_from(STATEMENTS)).format(first, second)
        else:
            lines.append(indent + draw(st.sampled_from(HEADS)).format(first, second))
            indent += " "
            line = f"{target} = {first}"
        lines += [indent + line] * draw(st.sampled_from([1, 1, 2, 12, 40]))
    return lines


@GROWN
@given(growing_lines())
def test_values_that_grow(lines: list[str]) -> None:
    """Whatever values are made of, the work for them is bounded."""
    text = "import copy\nimport functools\n" + module_text("\n".join(lines), "depth, width: int, unknown")
    assume(parses(text))
    with counted() as work:
        assert list(unexplained(check_source(text, config=Config(debug=True, screened=False)))) == []
    assert work["steps"] <= 2 * MOST_STEPS and work["text"] <= MOST_LITERAL, work
    assert work["visited"] < 3_000_000 and work["leaves"] < 500_000 and work["literals"] < 3_000_000, work


# --- case files with pieces torn out


def mutants(text: str, seed: str) -> Iterator[str]:
    """Texts that are left when lines or tokens are taken out and that Python still parses."""
    choose = random.Random(seed)
    found = 0
    for _ in range(30):
        mutant = (without_lines if choose.random() < 0.4 else without_tokens)(text, choose)
        if mutant != text and parses(mutant):
            yield mutant
            found += 1
            if found == MUTANTS_PER_FILE:
                return


def without_lines(text: str, choose: random.Random) -> str:
    """Take out one to three lines."""
    lines = text.splitlines(keepends=True)
    for _ in range(choose.randint(1, 3)):
        if lines:
            del lines[choose.randrange(len(lines))]
    return "".join(lines)


def without_tokens(text: str, choose: random.Random) -> str:
    """Take one to four tokens out, or put one in another one's place."""
    tokens = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.string.strip()]
    lines = text.splitlines(keepends=True)
    chosen = choose.sample(tokens, min(len(tokens), choose.randint(1, 4)))
    for token in sorted(chosen, key=lambda t: t.start, reverse=True):
        (row, start), (last, end) = token.start, token.end
        if row == last:
            other = choose.choice(tokens).string if choose.random() < 0.5 else ""
            line = lines[row - 1]
            lines[row - 1] = line[:start] + (other if "\n" not in other else "") + line[end:]
    return "".join(lines)


@pytest.mark.parametrize("folder", ["rules", "silences", "bugs"])
def test_mutated_cases(folder: str) -> None:
    count = 0
    for path in case_files(folder):
        for mutant in mutants(read(path), path.name):
            count += 1
            try:
                check(mutant)
            except Exception as error:
                raise AssertionError(f"{path.relative_to(CASES)}\n{mutant}") from error
    assert count > len(case_files(folder))


def test_cut_short() -> None:
    """A constructor that ends after any of its statements, as an editor sees it while it's being written."""
    for path in FILES[::15]:
        lines = read(path).splitlines(keepends=True)
        for end in range(1, len(lines)):
            text = "".join(lines[:end])
            if parses(text):
                check(text)


# --- the code that is installed here


def installed() -> list[Path]:
    """Python files of the installed packages: the same ones at each run, no more than a minute's work."""
    files = sorted(PACKAGES.rglob("*.py"), key=lambda path: path.relative_to(PACKAGES).as_posix())
    random.Random(1).shuffle(files)
    chosen: list[Path] = []
    total = 0
    for path in files:
        total += path.stat().st_size
        if total > MOST_CODE:
            break
        chosen.append(path)
    return chosen


def test_installed_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugin itself over the packages of this environment, as flake8 calls it."""
    monkeypatch.setattr(TorchStatePlugin, "config", Config())
    wrong: list[str] = []
    count = 0
    for path in installed():
        try:
            text = read(path)
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            continue  # flake8's E902 or E999
        count += 1
        found = TorchStatePlugin(tree, str(path), io.StringIO(text).readlines()).run()
        wrong += [f"{path}:{line}: {text}" for line, _, text, _ in found if text.startswith("TSM000")]
    assert count > 100
    assert [text for text in wrong if not EXPLAINED.search(text)] == []
