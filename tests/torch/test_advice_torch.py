"""The advice of the messages, followed: the line is put in, the class is built, and what was complained of is gone.

Opt in with `pytest -m torch`, where torch is installed.
"""
from __future__ import annotations

import ast
import collections
import contextlib
import functools
import inspect
import io
import itertools
import re
import types
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.report.findings import Finding
from tests.helpers import DATA, case_files, config_of, read
from tests.torch.advice import followed

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

FILES = [path for path in case_files("rules", "bugs", "real") if "# expect: TSM" in path.read_text(encoding="utf-8")]
LOST = ("TSM101", "TSM102", "TSM103", "TSM104", "TSM105")
MOST_TRIES = 30
MOST_DEEP = 4
KEPT = DATA / "advice.txt"


# --- building


def builds(text: str) -> list[str]:
    """The lines of a case that say how its classes are built."""
    return re.findall(r"^# build: (.+)$", text, re.MULTILINE)


def built(text: str, path: Path) -> tuple[list[Any], list[str]]:
    """The modules of a text, and what went wrong."""
    space: dict[str, Any] = {"__name__": "model", "__file__": str(path), "types": types, "torch": torch, "nn": torch.nn}
    made: list[Any] = []
    wrong: list[str] = []
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
        tree.body = [part for part in tree.body if not isinstance(part, ast.Assert)]  # they say what is wrong
        exec(compile(tree, str(path), "exec", dont_inherit=True), space)
        lines = builds(text)
        for line in lines:
            try:
                made += results_of(line, space)
            except Exception as error:
                wrong.append(f"{line}: {type(error).__name__}: {error}")
        if not lines:
            made += [m for cls in classes_in(space) for m in tried(cls)]
    return made, wrong


def results_of(line: str, space: dict[str, Any]) -> Iterator[Any]:
    """What the expressions of some statements give; of an assertion, which says what is wrong, the modules in it."""
    for part in ast.parse(line).body:
        if isinstance(part, ast.Expr):
            yield value_of(part.value, space)
        elif isinstance(part, ast.Assert):
            calls = [node for node in ast.walk(part.test) if isinstance(node, ast.Call)]
            yield from (value_of(call, space) for call in calls if isinstance(call.func, ast.Name)
                        and call.func.id in space and isinstance(space[call.func.id], type))
        else:
            exec(compile(ast.Module([part], []), "build", "exec"), space)


def value_of(node: ast.expr, space: dict[str, Any]) -> Any:
    """The value of an expression."""
    return eval(compile(ast.Expression(node), "build", "eval"), space)


def classes_in(space: dict[str, Any]) -> list[type]:
    """The Module classes that a text defines."""
    found = [c for c in space.values() if isinstance(c, type) and issubclass(c, torch.nn.Module)]
    return [cls for cls in found if cls.__module__ == "model"]


def tried(cls: type) -> list[Any]:
    """A module of a class, with arguments that may do: none where none do."""
    needed = [p for p in list(inspect.signature(cls).parameters.values())
              if p.default is p.empty and p.kind in (p.POSITIONAL_OR_KEYWORD, p.POSITIONAL_ONLY)]
    some = (4, torch.ones(4, 4), [4, 4], torch.nn.Linear(4, 4), "cpu")
    for given in itertools.islice(itertools.product(some, repeat=len(needed)), MOST_TRIES):
        with contextlib.suppress(Exception):
            return [cls(*given)]
    return []


# --- what was complained of


def left_behind(module: Any) -> set[str]:
    """The plain attributes of a module, and of those in it, that hold a tensor which doesn't follow `.to()`."""
    module.to("meta")
    return {name for part in module.modules() for name, value in vars(part).items()
            if not name.startswith(("_parameters", "_buffers", "_modules"))
            and any(not t.is_meta for t in tensors_of(value, MOST_DEEP))}


def tensors_of(value: Any, depth: int) -> Iterator[Any]:
    """The tensors in a value: in containers and modules too."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, torch.nn.Module):
        yield from value.state_dict().values()
    elif depth and isinstance(value, (list, tuple, set, frozenset, dict, collections.deque)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from tensors_of(item, depth - 1)


def class_of(text: str, line: int) -> str:
    """The innermost class on a line."""
    found = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ClassDef)
             and n.lineno <= line <= (n.end_lineno or 0)]
    return found[-1].name if found else ""


# --- the cases


def problems(path: Path, reasons: Counter[str]) -> Iterator[str]:
    """What goes wrong when the advice of a case's messages is followed."""
    text = read(path)
    before = check_source(text, str(path), config_of(path))
    after, done = followed(text, before, reasons)
    found = {complaint(after, f) for f in check_source(after, str(path), config_of(path))}
    if not done:
        return
    try:
        made, wrong = built(after, path)
    except ModuleNotFoundError:
        reasons["built: its file needs another library"] += 1
        return
    others = {complaint(text, f) for f in before if f not in done}
    raises = {other for other in found & others if other[0] >= "TSM2"}
    failed = [line for line in wrong if not (line_is_excused(line) or raises)]
    if len(failed) < len(wrong):
        reasons["built: a class has another fault too, or needs a GPU"] += len(wrong) - len(failed)
    for finding in done:
        name = class_of(text, finding.line)
        if complaint(text, finding) in found - others:
            yield f"{finding.line}: {finding.code} is there still: {finding.text}"
        modules = [m for m in made if isinstance(m, torch.nn.Module) and name in {c.__name__ for c in type(m).__mro__}]
        if not modules and not wrong:
            reasons[f"{finding.code}: put in, but its class can't be built by itself"] += 1
        for module in modules if finding.code in LOST else ():
            if finding.name in left_behind(module):
                yield f"{finding.line}: '{finding.name}' is left behind: {finding.text}"
    reasons["put in"] += len(done)
    yield from failed


def complaint(text: str, finding: Finding) -> tuple[str, str, str, str]:
    """What a finding complains of, wherever it stands."""
    return finding.code, finding.name, class_of(text, finding.line), finding.message


def line_is_excused(line: str) -> bool:
    """Whether it fails for the machine's sake."""
    return "not compiled with CUDA" in line


@functools.cache
def looked_at(path: Path) -> tuple[list[str], Counter[str]]:
    """What goes wrong with one case, and what can't be put in or built, by its reason."""
    reasons: Counter[str] = Counter()
    return list(problems(path, reasons)), reasons


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_advice_works(path: Path) -> None:
    wrong, _ = looked_at(path)
    assert not wrong, "\n".join(wrong)


def listed() -> str:
    """How many lines were put in, and how many weren't or couldn't be looked at, by reason."""
    total: Counter[str] = sum((looked_at(path)[1] for path in FILES), Counter())
    return "".join(f"{count:4} {reason}\n" for reason, count in sorted(total.items()))


def test_what_could_not_be_followed() -> None:
    """What isn't put in by text is told by its reason: `python -m tests.torch.test_advice_torch` writes the list anew."""
    assert listed() == KEPT.read_text(encoding="utf-8")


if __name__ == "__main__":
    KEPT.write_text(listed(), encoding="utf-8")
