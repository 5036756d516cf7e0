"""The work that a run takes, counted and not timed: a file that is read twice fails on any machine."""
from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flake8_torchstate.code import project as project_module
from flake8_torchstate.code import outline
from flake8_torchstate.analysis import check
from flake8_torchstate.run.machine import Machine
from flake8_torchstate.code.project import Project
from flake8_torchstate.forms import Look
from flake8_torchstate.report.trees import Tree
from flake8_torchstate.code.source import Source, walk
from flake8_torchstate.knowledge.modules import says_modules
from tests.helpers import DEFAULT, read

MODELS = 30
LAYERS = 6
FILES = MODELS + LAYERS + 4  # and two packages, the helpers and the base

BASE = """\
from torch import nn

from .helpers import frequencies


class Base(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.register_buffer("frequencies", frequencies(width), persistent=False)
"""

HELPERS = """\
import torch


def frequencies(width: int) -> torch.Tensor:
    return torch.arange(width) / width
"""

LAYER = """\
import torch
from torch import nn
from ..base import Base
from ..helpers import frequencies
from . import layer{other}


class Layer{n}(Base):
    def __init__(self, width: int) -> None:
        super().__init__(width)
        self.weight = nn.Parameter(torch.ones(width))

    def other(self) -> nn.Module:
        return layer{other}.Layer{other}(1)
"""

MODEL = """\
from torch import nn

from package.helpers import frequencies
from package.layers import *
from package.layers.layer{layer} import Layer{layer}
from .model{other} import Model{other} as Other


class Model{n}(Layer{layer}):
    def __init__(self, width: int) -> None:
        super().__init__(width)
        self.first = Layer0(width)
        self.blocks = nn.ModuleList([Layer{layer}(width) for _ in range(3)])
        self.shared = frequencies(width)

    def other(self) -> nn.Module:
        return Other(1)
"""


@pytest.fixture
def tree(tmp_path: Path) -> list[Path]:
    """A package whose files import each other, in circles too; each model ends with a mistake."""
    package = tmp_path / "package"
    (package / "layers").mkdir(parents=True)
    texts = {"__init__.py": "from .base import Base\n", "base.py": BASE, "helpers.py": HELPERS}
    texts["layers/__init__.py"] = "".join(f"from .layer{n} import Layer{n}\n" for n in range(LAYERS))
    for n in range(LAYERS):
        texts[f"layers/layer{n}.py"] = LAYER.format(n=n, other=(n + 1) % LAYERS)
    for n in range(MODELS):
        texts[f"model{n}.py"] = MODEL.format(n=n, layer=n % LAYERS, other=(n + 1) % MODELS)
    for name, text in texts.items():
        (package / name).write_text(text, encoding="utf-8")
    return sorted(package.rglob("*.py"))


@pytest.fixture
def parses(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the index reads each file's text as a whole."""
    found: Counter[str] = Counter()
    index = Project._index

    def counting(self: Project, path: str) -> project_module.Indexed:
        found[path] += 1
        return index(self, path)

    monkeypatch.setattr(Project, "_index", counting)
    return found


def run(project: Project, files: list[Path]) -> list[tuple[str, int, str]]:
    """Look at all files in one process, as flake8 does."""
    found = []
    for path in files:
        text = read(path)
        source = Source(str(path), text.splitlines(keepends=True), ast.parse(text))
        found += [(path.name, finding.line, finding.code) for finding in check(source, DEFAULT, project)]
    return found


def test_each_file_is_indexed_at_most_once(tree: list[Path], parses: Counter[str]) -> None:
    """However many files ask for it, over two runs of all of them."""
    assert len(tree) == FILES
    project = Project()
    first = run(project, tree)
    assert first == sorted((f"model{n}.py", 14, "TSM101") for n in range(MODELS))
    assert parses and max(parses.values()) == 1, parses.most_common(3)
    assert project.parsed == len(parses) <= FILES
    assert run(project, tree[::-1])[::-1] == first
    assert project.parsed == len(parses) and max(parses.values()) == 1


def test_what_nobody_needs_is_not_read(tree: list[Path], parses: Counter[str]) -> None:
    """A model reads its bases and helpers, and none of the other models but the one that it names."""
    project = Project()
    run(project, [path for path in tree if path.name == "model3.py"])
    names = {Path(path).name for path in parses}
    assert len(names & {f"model{n}.py" for n in range(MODELS)}) <= 1, names
    assert project.parsed <= LAYERS + 5


def test_a_changed_file_is_read_again_and_an_unchanged_tree_is_not(tree: list[Path], parses: Counter[str]) -> None:
    project = Project()
    run(project, tree)
    before = project.parsed
    helpers = next(path for path in tree if path.name == "helpers.py")
    helpers.write_text(HELPERS + "\n\nMORE = 1\n", encoding="utf-8")
    project.refresh()
    assert run(project, [path for path in tree if path.name == "model3.py"]) == [("model3.py", 14, "TSM101")]
    assert parses[str(helpers.resolve())] == 2 and project.parsed > before
    parsed = project.parsed
    project.refresh()
    run(project, [path for path in tree if path.name == "model3.py"])
    assert project.parsed == parsed


def test_a_linted_file_is_not_parsed_for_the_index(tree: list[Path], parses: Counter[str]) -> None:
    """What flake8 has parsed itself serves the files that are linted after it."""
    helpers, base = (next(path for path in tree if path.name == name) for name in ("helpers.py", "base.py"))
    project = Project()
    assert run(project, [helpers, base]) == [] and not parses
    assert run(project, [path for path in tree if path.name == "model3.py"]) == [("model3.py", 14, "TSM101")]
    assert parses and not {"helpers.py", "base.py"} & {Path(path).name for path in parses}


def test_a_file_without_classes_reads_nothing(tmp_path: Path, parses: Counter[str]) -> None:
    (tmp_path / "other.py").write_text("VALUE = 1\n", encoding="utf-8")
    (tmp_path / "main.py").write_text("from other import VALUE\n\nDOUBLE = 2 * VALUE\n", encoding="utf-8")
    project = Project()
    assert run(project, [tmp_path / "main.py"]) == [] and project.parsed == 0 and not parses


PINNED = Path(__file__).parent / "data" / "pinned.txt"
MISTAKE = "        self.order = torch.arange(depth)\n"
# A tenth more than it takes: who needs more has to say why.
SCREENED, TREES, INTERPRETED, WALKED = 980, 1, 300, 760


@dataclass
class Work:
    """What one look at a file takes: libcst's trees, and what the interpreter and the screen look at."""

    trees: int
    interpreted: int
    screened: int
    walked: int


def work_on(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Work]:
    """The codes of a file, and the work that they took."""
    counts: Counter[str] = Counter()

    def counting(owner: object, name: str) -> None:
        original = getattr(owner, name)

        def counted(*arguments: object) -> object:
            counts[name] += 1
            return original(*arguments)

        monkeypatch.setattr(owner, name, counted)

    def walking(node: ast.AST) -> Iterator[ast.AST]:
        for each in walk(node):
            counts["walk"] += 1
            yield each

    counting(Machine, "count")
    counting(Look, "weigh")
    counting(Tree, "__init__")
    monkeypatch.setattr(outline, "walk", walking)
    project = Project()
    source = Source.from_text(text, "pinned.py")
    codes = [finding.code for finding in check(source, DEFAULT, project)]
    monkeypatch.undo()
    return codes, Work(counts["__init__"], counts["count"], counts["weigh"], counts["walk"])


def test_a_clean_file_takes_the_screen_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pinned file of 18 modules: libcst parses nothing of it, and the interpreter runs one of its constructors."""
    codes, work = work_on(read(PINNED).replace(MISTAKE, ""), monkeypatch)
    assert codes == [] and work.trees == 0
    assert 0 < work.screened <= SCREENED and work.interpreted <= INTERPRETED / 2 and work.walked <= WALKED / 2, work


def test_one_mistake_takes_one_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same file with a mistake in one class, libcst parses what that class's construction runs."""
    codes, work = work_on(read(PINNED), monkeypatch)
    assert codes == ["TSM101"]
    assert 0 < work.trees <= TREES and 0 < work.interpreted <= INTERPRETED, work
    assert work.screened <= SCREENED and work.walked <= WALKED, work


def test_work_grows_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the classes take four times the work at most, and libcst none."""
    once = read(PINNED).replace(MISTAKE, "")
    start = once.index("class RotaryEmbedding0")
    copies = [once[start:].replace("0(", f"{n}0(").replace("0:", f"{n}0:") for n in "abc"]
    _, small = work_on(once, monkeypatch)
    _, large = work_on(once + "".join(copies), monkeypatch)
    assert large.trees == 0 and large.screened <= 4 * small.screened, (small, large)
    assert large.interpreted <= 4 * small.interpreted and large.walked <= 4 * small.walked, (small, large)


@pytest.mark.parametrize("text, says", [
    ("import torch\n", True), ("self.add_module('a', b)\n", True), ("from timm.layers import Mlp\n", True),
    ("    from monai import networks\n", True),
    ("import timm.layers as layers\n", True), ("import os, timm\n", True), ("import os,\ttimm.layers\n", True), ("from\ttimm import layers\n", True),
    ("from psycopg import adapters\n", False), ("from .timm import layers\n", False), ("import os.timm\n", False), ("# see timm\n", False),
    ("from important import adapters, timm\n", False), ("important = timm\n", False)])
def test_which_files_are_worth_parsing(text: str, says: bool) -> None:
    """Those that import a library in which nn.Modules are known, and not what has such a library's name in another package."""
    assert says_modules(text.encode()) is says


def test_what_other_plugins_hang_on_the_tree_is_not_kept(tree: list[Path]) -> None:
    """pyflakes gives each node its parent: whoever follows that goes round in circles, whoever keeps it keeps the file."""
    project = Project()
    path = next(path for path in tree if path.name == "model3.py")
    text = read(path)
    parsed = ast.parse(text)
    for parent in ast.walk(parsed):
        for child in ast.iter_child_nodes(parent):
            child._pyflakes_parent = parent  # type: ignore[attr-defined]  # what pyflakes does
    source = Source(str(path), text.splitlines(keepends=True), parsed)
    assert [finding.code for finding in check(source, DEFAULT, project)] == ["TSM101"]
    scope = project.files[str(path.resolve())].scope
    assert scope is not None
    kept: list[ast.AST] = [info.node for cls in scope.classes.values() for info in cls.methods.values()]
    kept += [cls.node for cls in scope.classes.values()]
    nodes = [node for each in kept for node in ast.walk(each) if not isinstance(node, ast.expr_context)]  # which Python shares
    assert nodes and not any(hasattr(node, "_pyflakes_parent") for node in nodes)
