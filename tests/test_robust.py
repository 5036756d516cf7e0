"""Nothing that Python can parse ends in an exception, or in a TSM000 that isn't explained.

Programs that nobody would write (hypothesmith), case files with pieces torn out, and the code of the packages
that are installed where the tests run.
"""
from __future__ import annotations

import ast
import io
import random
import textwrap
import tokenize
from collections.abc import Iterator
from pathlib import Path

import hypothesmith
import pytest
from hypothesis import HealthCheck, assume, given, settings

import flake8
from flake8_torchstate.analysis import check_source
from flake8_torchstate.config import Config
from flake8_torchstate.plugin import TorchStatePlugin
from tests.helpers import CASES, EVERYTHING, EXPLAINED, case_files, parses, read, unexplained

# Python's own, about odd literals and escapes in what is parsed
pytestmark = [pytest.mark.filterwarnings("ignore::SyntaxWarning"),
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
