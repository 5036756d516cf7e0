"""What is found in a class doesn't hang on what was looked at before it: other classes, files, another process."""
from __future__ import annotations

import ast
import itertools
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from flake8_torchstate.analysis import Analysis, check, check_source
from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.source import Source
from flake8_torchstate.command.table import Row, table_of
from flake8_torchstate.config import Config
from flake8_torchstate.model.values import Value
from flake8_torchstate.run import memory
from flake8_torchstate.run.construction import construct
from flake8_torchstate.run.machine import Machine
from flake8_torchstate.run.world import World
from flake8_torchstate.screen import modules_of
from tests.helpers import dedent, flake8
from tests.packages import package, write
from tests.states import Words

FILES = 200
IMPORTS = """\
import os
from collections import defaultdict
from typing import List, Optional

import torch
from torch import nn, Tensor


"""
Found = list[tuple[int, int, str, str]]


# --- files


class Tree:
    """A package on the disk; its files are parsed once, as flake8 parses each and gives it to all plugins."""

    def __init__(self, folder: Path, seed: int, files: int) -> None:
        self.paths = write(package(seed, files), folder)
        texts = {path: path.read_text(encoding="utf-8") for path in self.paths}
        self._read = {path: (text.splitlines(keepends=True), ast.parse(text)) for path, text in texts.items()}

    def found(self, path: Path, config: Config, project: Project) -> Found:
        """The findings of a file."""
        lines, tree = self._read[path]
        return [(f.line, f.column, f.code, f.text) for f in check(Source(str(path), lines, tree), config, project)]

    def found_in(self, order: Iterable[Path], config: Config) -> dict[Path, Found]:
        """The findings of all files, one after another in one process."""
        project = Project()
        return {path: self.found(path, config, project) for path in order}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return Tree(tmp_path_factory.mktemp("order"), 1, FILES)


@pytest.mark.slow
@pytest.mark.parametrize(("screened", "orders"), [(False, 20), (True, 3)])
def test_findings_are_those_of_each_file_alone(tree: Tree, screened: bool, orders: int) -> None:
    """In many orders of the files, with one project for all of them."""
    config = Config(debug=True, screened=screened)
    alone = {path: tree.found(path, config, Project()) for path in tree.paths}
    assert len(tree.paths) >= FILES - 5
    assert sum(map(len, alone.values())) > FILES / 2
    for seed in range(orders):
        order = Random(seed).sample(tree.paths, len(tree.paths))
        found = tree.found_in(order, config)
        assert {path: found[path] for path in order if found[path] != alone[path]} == {}


@pytest.mark.slow
@pytest.mark.parametrize("screened", [False, True])
def test_each_way_of_running_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screened: bool) -> None:
    """flake8 with one process and with two, in both orders; the command; each file by itself."""
    monkeypatch.setenv("FLAKE8_TORCHSTATE_SCREEN", "on" if screened else "off")
    tree = Tree(tmp_path, 2, 40)
    names = [str(path.relative_to(tmp_path)) for path in tree.paths]
    config = Config(screened=screened)
    alone = sorted(f"{name}:{line}:{column + 1}: {code} {message}" for name, path in zip(names, tree.paths)
                   for line, column, code, message in tree.found(path, config, Project()))
    assert len(alone) > 10
    for order in (names, names[::-1]):
        assert flake8(tmp_path, "--isolated", "-j1", *order).lines == alone
        assert flake8(tmp_path, "--isolated", "-j2", *order).lines == alone
        assert checked(tmp_path, *order) == alone


FILLED = {
    "base.py": "from torch import nn\n\n\ndef fill(out):\n    out[:, 0] = 1.0\n\n\n"
               "class Base(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
               "        self.emb = nn.Embedding(2, 2)\n        fill(self.emb.weight)\n",
    "child.py": "from base import Base\n\n\nclass Child(Base):\n    def __init__(self):\n        super().__init__()\n",
}


@pytest.mark.parametrize("screened", [False, True])
def test_what_a_function_does_is_known_whoever_calls_it_first(tmp_path: Path, screened: bool) -> None:
    """PyTorch raises for the leaf that is changed in place, whether a subclass was looked at before or not."""
    paths = write(FILLED, tmp_path)
    for order in (paths, paths[::-1]):
        project = Project()
        found = {path.name: check(Source.from_text(path.read_text(encoding="utf-8"), str(path)),
                                  Config(debug=True, screened=screened), project) for path in order}
        assert {name: [(f.line, f.code) for f in those] for name, those in found.items()} == {
            "base.py": [(5, "TSM305")], "child.py": []}


MAKER = """\
import torch


class Base(torch.nn.Module):
    def make(self):
        return torch.ones(2)
"""
MADE = """\
from {module} import Base


class Net(Base):
    def __init__(self):
        super().__init__()
        self.t = self.make()
"""


def test_files_whose_bases_stand_outside_of_their_folder(tmp_path: Path) -> None:
    """None of them says a word of torch, nor does the folder that they are in."""
    folder = tmp_path / "project"
    write({"pyproject.toml": "", "src/kit/__init__.py": "", "src/kit/base.py": MAKER}, folder)
    names = [f"scripts/net{number}.py" for number in range(12)]
    write(dict.fromkeys(names, MADE.format(module="kit.base")), folder)
    assert flake8(folder, "--isolated", "-j1", *names).places == sorted((name, 7, 9, "TSM101") for name in names)


def test_files_whose_bases_are_named_by_an_option(tmp_path: Path) -> None:
    """No file of the tree says a word of torch."""
    text = ("from kit import Base\n\n\n" + class_text("Part", "Base", "", "super().__init__()", "self.n = 1")
            + class_text("Net", "Base", "", "super().__init__()", "self.parts = [Part(), Part()]"))
    names = [f"net{number}.py" for number in range(12)]
    write(dict.fromkeys(names, text), tmp_path)
    run = flake8(tmp_path, "--isolated", "-j1", "--torchstate-module-bases=kit.Base", *names)
    assert run.places == sorted((name, 11, 9, "TSM105") for name in names)


def test_a_large_file_is_not_read_whether_it_was_linted_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base, net = MAKER, MADE.format(module="base")
    paths = write({"base.py": base, "net.py": net}, tmp_path)
    for module in ("project", "disk"):
        monkeypatch.setattr(f"flake8_torchstate.code.{module}.MOST_INDEXED", len(base) - 1)
    for order in (paths, paths[::-1]):
        project = Project()
        assert [check(Source.from_text(path.read_text(), str(path)), Config(), project) for path in order] == [[], []]


def checked(folder: Path, *names: str) -> list[str]:
    """What the command says of some files."""
    command = [sys.executable, "-m", "flake8_torchstate", "check", "--isolated", *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    return sorted(line for line in done.stdout.splitlines() if ": TSM" in line)


# --- classes: with an empty memory, and after others have filled it


class Look:
    """The Module classes of some texts, in one project."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.project = Project()
        self.classes = [info for source in sources for info in modules_of(self.project.enter(source))]

    @classmethod
    def at(cls, text: str) -> Look:
        """The classes of one text."""
        return cls([Source.from_text(IMPORTS + dedent(text), "net.py")])

    def named(self, name: str) -> ClassInfo:
        """One class."""
        return next(info for info in self.classes if info.name == name)

    def world(self) -> World:
        """A world that knows nothing yet."""
        return World(Config(debug=True), self.project)

    def state(self, world: World, info: ClassInfo) -> list[str]:
        """What constructing a class leaves, in words."""
        world.begin()
        return list(Words().of(construct(world, info)))

    def rows(self, world: World, info: ClassInfo) -> list[Row]:
        """The table of a class."""
        world.begin()
        return table_of(world, info).rows

    def found(self, world: World, info: ClassInfo) -> list[str]:
        """The findings of a class: its lines and codes."""
        found = Analysis([], world.config, self.project).class_findings(world, info)
        return [f"{finding.line - len(IMPORTS.splitlines())} {finding.code}" for finding in found]

    def differences(self, info: ClassInfo, warm: World) -> list[str]:
        """What a world that has looked at other classes says of one, and those that have not don't."""
        pairs = zip(self.state(self.world(), info), self.state(warm, info))
        found = [f"{info.name}: {cold}\n    is said to be {other}" for cold, other in pairs if cold != other]
        if self.rows(self.world(), info) != self.rows(warm, info):
            found.append(f"{info.name}: other rows")
        if self.found(self.world(), info) != self.found(warm, info):
            found.append(f"{info.name}: other findings")
        return found


IF_FLAG = "if flag:\n    self.x = torch.ones(2)", "flag", "if flag:\n    self.x = None"
IF_NONE = "if flag is None:\n    self.x = torch.ones(2)"
# what the base takes, what it does, what it's given, and what the subclass does then
BASES = {
    "a flag with a type": ("flag: bool", *IF_FLAG),
    "an argument": ("flag", *IF_FLAG),
    "None by default": ("flag=None", IF_NONE, "flag", "if flag is None:\n    self.x = None"),
    "None in both": ("flag=None", IF_NONE, "None", "if flag is None:\n    self.x = None"),
    "a list": ("n: List[int]", "if n:\n    self.x = torch.ones(2)", "n", "if n:\n    self.x = None"),
    "a list that is stored": ("items: List[int]", "self.x = items", "items", "items.append(nn.Linear(2, 2))"),
    "items of a list": ("n", "if n[0] is None:\n    self.x = torch.ones(2)", "[n]", "if n is None:\n    self.x = None"),
    "items that are stored": ("n", "self.x = n[0]", "[n]", "self.y = n"),
    "arithmetic": ("n", "if n > 3:\n    self.x = torch.ones(2)", "n + 1", "if n + 1 > 3:\n    self.x = None"),
    "an attribute": ("n", "if n.a:\n    self.x = torch.ones(2)", "n", "if n.a:\n    self.x = None"),
    "an attribute that is set": ("n", "n.a = nn.Linear(2, 2)\nself.x = [n.a]", "n", "self.y = n.a"),
    "an attribute that is given": ("n", "if n:\n    self.x = torch.ones(2)", "n.a", "if n.a:\n    self.x = None"),
    "an attribute of self": ("n", "if self.a.b:\n    self.x = torch.ones(2)", "n", "if self.a.b:\n    self.x = None"),
    "a dict": ("d", "d['a'] = nn.Linear(2, 2)\nself.x = d", "dict(a=d)", "self.y = 1"),
    "a factory": ("d", "d['a'].append(nn.Linear(2, 2))\nself.x = d", "defaultdict(list)", "self.y = 1"),
    "a length": ("n", "if len(n) > 2:\n    self.x = torch.ones(2)", "n", "if len(n) > 2:\n    self.x = None"),
    "any arguments": ("*args, **kwargs", "self.x = list(args)\nself.k = kwargs", "*args, **kwargs", "self.y = args"),
    "twice": ("n", "self.x = nn.Linear(n, n)", "n", "super().__init__(n)\nself.y = n"),
    "by its name, too": ("n", "self.x = nn.Linear(n, n)", "n", "Base.__init__(self, n)"),
    "one of many": (
        "n", "ps = [nn.Parameter(torch.ones(2)) for _ in range(n)]\nself.p = [ps[0], 3]\nself.x = nn.ParameterList(ps)",
        "n", "self.y = self.p"),
    "a way out": (
        "n", "if n is None:\n    raise ValueError\nself.x = torch.ones(2)",
        "n", "if n is None:\n    self.y = torch.ones(2)"),
    "a method": ("n", "self.x = self.build(n)", "n", "self.y = self.x"),
    "a local function": ("n", "f = lambda: n\nself.x = f", "n", "self.y = self.x"),
}
# what is given says too little of itself, or what is left is tied to the run
NOT_KEPT = ("None by default", "arithmetic", "a dict", "a factory", "a local function")


@pytest.fixture
def done_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The classes for which what a base's constructor does was not run but done again."""
    names: list[str] = []
    real = memory.again

    def again(machine: Machine, run: memory.Run, given: list[Value]) -> None:
        names.append(machine.state.cls.name)
        real(machine, run, given)

    monkeypatch.setattr(memory, "again", again)
    return names


def class_text(name: str, base: str, parameters: str, *body: str) -> str:
    """A class with a constructor."""
    lines = textwrap.indent("\n".join(body), " " * 8)
    return f"class {name}({base}):\n    def __init__(self, {parameters}):\n{lines}\n"


@pytest.mark.parametrize("kind", BASES)
def test_a_base_leaves_the_same_when_it_is_done_again(kind: str, done_again: list[str]) -> None:
    """A subclass whose base another subclass has constructed already, with the same kinds of arguments."""
    parameters, body, given, more = BASES[kind]
    base = class_text("Base", "nn.Module", parameters, "super().__init__()", body)
    base += "    def build(self, n):\n        return [nn.Linear(n, n)]\n"
    call = f"super().__init__({given})"
    one, two = class_text("One", "Base", parameters, call), class_text("Two", "Base", parameters, call, more)
    look = Look.at(f"{base}{one}{two}")
    warm = look.world()
    look.state(warm, look.named("One"))
    assert look.differences(look.named("Two"), warm) == []
    assert ("Two" in done_again) is (kind not in NOT_KEPT)


DIFFERENT = {
    "which arguments are one": (
        "x, items", "if x is None:\n    self.x = torch.ones(2)\nif items[0] is None:\n    self.x = None",
        "x, [x]", "x, [items]"),
    "arguments that are made of others": (
        "n, m", "if m > 3:\n    self.x = torch.ones(2)\nif n + 1 > 3:\n    self.x = None", "n, m + 1", "n, n + 1"),
    "a constant of the file": (
        "n", "if OPTIONS is None:\n    self.x = torch.ones(2)\nif n is None:\n    self.x = None", "n", "OPTIONS"),
    "what a dict makes": (
        "n", "self.x = n['a']\nself.x.append(nn.Linear(2, 2))", "defaultdict(int)", "defaultdict(list)"),
}


@pytest.mark.parametrize("kind", DIFFERENT)
def test_calls_that_are_not_alike_are_told_apart(kind: str) -> None:
    parameters, body, given, other = DIFFERENT[kind]
    base = class_text("Base", "nn.Module", parameters, "super().__init__()", body)
    one = class_text("One", "Base", parameters, f"super().__init__({given})")
    two = class_text("Two", "Base", parameters, f"super().__init__({other})")
    look = Look.at(f"OPTIONS = os.environ\n{base}{one}{two}")
    for first, second in (("One", "Two"), ("Two", "One")):
        warm = look.world()
        look.state(warm, look.named(first))
        assert look.differences(look.named(second), warm) == []


CLASSES = {
    "class attributes of other kinds": """
        class Base(nn.Module):
            KIND = nn.ReLU
            USE = None
            x = None
            def __init__(self):
                super().__init__()
                self.k = self.KIND()
                if self.USE:
                    self.x = torch.ones(2)
        class One(Base):
            KIND = nn.Tanh
        class Two(Base):
            USE = torch.ones(1)
            def KIND(self):
                return [nn.Linear(2, 2)]
        class Three(Base):
            USE = True
            KIND = nn.BatchNorm1d
            @property
            def x(self):
                return 1
        """,
    "methods and properties": """
        class Base(nn.Module):
            def __init__(self):
                super().__init__()
                self.x = self.build()
                self.y = self.size
            def build(self):
                return torch.ones(2)
            @property
            def size(self):
                return 3
        class One(Base):
            pass
        class Two(Base):
            def build(self):
                return [super().build()]
        class Three(Base):
            @property
            def size(self):
                return torch.ones(3)
        """,
    "two bases": """
        class Base(nn.Module):
            def __init__(self, n, **kwargs):
                super().__init__(**kwargs)
                self.x = torch.ones(n)
        class Mixin:
            def __init__(self, m=None, **kwargs):
                super().__init__(**kwargs)
                self.m = m if m is not None else torch.ones(2)
        class One(Base, Mixin):
            def __init__(self, n):
                super().__init__(n)
        class Two(Mixin, Base):
            def __init__(self, n):
                super().__init__(n=n)
        class Three(Base):
            def __init__(self, n):
                super().__init__(n)
        """,
    "gradients that are off": """
        class Base(nn.Module):
            def __init__(self):
                super().__init__()
                self.w = nn.Parameter(torch.ones(2))
                self.x = self.w * 2
        class One(Base):
            def __init__(self):
                super().__init__()
        class Middle(Base):
            @torch.no_grad()
            def __init__(self):
                super().__init__()
        class Two(Middle):
            def __init__(self):
                super().__init__()
        """,
}


def deep_bases() -> str:
    """Bases inside of each other, the first of which goes as deep as calls are followed."""
    steps = "".join(f"    def step{n}(self):\n        self.step{n + 1}()\n" for n in range(1, 9))
    base = class_text("Base", "nn.Module", "", "super().__init__()", "self.step1()")
    last = "    def step9(self):\n        self.x = torch.ones(2)\n"
    chain = [class_text(f"Base{n}", f"Base{n - 1}" if n else "Base", "", "super().__init__()") for n in range(6)]
    return "".join([base, steps, last, *chain])


CLASSES["bases inside of each other"] = deep_bases()


@pytest.mark.parametrize("kind", CLASSES)
def test_classes_are_the_same_after_all_others(kind: str) -> None:
    look = Look.at(CLASSES[kind])
    for seed in range(6):
        warm = look.world()
        for info in Random(seed).sample(look.classes, len(look.classes)):
            assert look.differences(info, warm) == []


@pytest.mark.parametrize("seed", (10, 11, 13))
def test_classes_of_a_package_are_the_same_after_all_others(seed: int, tmp_path: Path, done_again: list[str]) -> None:
    paths = write(package(seed, 50), tmp_path)
    look = Look(Source.from_text(path.read_text(encoding="utf-8"), str(path)) for path in paths)
    warm = look.world()
    for info in Random(seed).sample(look.classes, len(look.classes)):
        assert look.differences(info, warm) == []
    assert done_again


def test_steps_are_counted_alike() -> None:
    """A class whose construction is too long is so whether its base is run or done again."""
    base = class_text("Base", "nn.Module", "", "super().__init__()", *(f"self.n{n} = {n}" for n in range(5000)))
    one = class_text("One", "Base", "", "super().__init__()")
    two = class_text("Two", "Base", "", "super().__init__()", *(f"self.m{n} = {n}" for n in range(1800)))
    look = Look.at(two + base + one)
    warm = look.world()
    assert look.found(warm, look.named("One")) == []
    assert look.found(warm, look.named("Two")) == look.found(look.world(), look.named("Two")) == ["1 TSM000"]


# --- what other classes say


OTHERS = {
    "a child that somebody adds layers to": ("Two", [], """
        class Part(nn.Module):
            def __init__(self):
                super().__init__()
                self.layers = nn.ModuleList()
        class One(nn.Module):
            def __init__(self):
                super().__init__()
                self.part = Part()
                self.part.layers.append(nn.Linear(2, 2))
        class Two(nn.Module):
            def __init__(self):
                super().__init__()
                self.parts = nn.ModuleList([Part()] * 3)
        """),
    "a list that somebody fills": ("Two", [], """
        class Box:
            def __init__(self):
                self.items = []
        class One(nn.Module):
            def __init__(self):
                super().__init__()
                box = Box()
                box.items.append(nn.Linear(2, 2))
                self.items = box.items
        class Two(nn.Module):
            def __init__(self):
                super().__init__()
                self.items = Box().items
        """),
    "what was asked in a circle": ("Two", ["19 TSM107"], """
        class Inner(nn.Module):
            def __init__(self):
                super().__init__()
                self.w = nn.Parameter(torch.ones(2))
                self.outer = Outer()
                self.outers = nn.ModuleList([self.outer, self.outer])
        class Outer(nn.Module):
            def __init__(self):
                super().__init__()
                self.inner = Inner()
        class One(nn.Module):
            def __init__(self):
                super().__init__()
                self.inner = Inner()
                self.w = self.inner.w
        class Two(nn.Module):
            def __init__(self):
                super().__init__()
                self.outers = nn.ModuleList([Outer()] * 3)
        """),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_classes_say_the_same_whoever_asks_first(kind: str) -> None:
    name, expected, text = OTHERS[kind]
    look = Look.at(text)
    for order in itertools.permutations(look.classes):
        world = look.world()
        found = {info.name: look.found(world, info) for info in order}
        assert found[name] == look.found(look.world(), look.named(name)) == expected


WEIGHT = "self.w = nn.Parameter(torch.ones(2))"


def chain(length: int) -> str:
    """Classes each of which constructs the next one and takes a Parameter from it."""
    text = class_text("Part0", "nn.Module", "", "super().__init__()", WEIGHT)
    for n in range(1, length):
        text += class_text(f"Part{n}", "nn.Module", "", "super().__init__()", f"self.part = Part{n - 1}()",
                           "self.w = self.part.w", "self.x = self.w * 2")
    return text


def test_long_chains_of_questions_end_where_they_do_for_a_class_alone() -> None:
    look = Look.at(chain(12))
    alone = {info: look.found(look.world(), info) for info in look.classes}
    for order in (look.classes, look.classes[::-1], Random(1).sample(look.classes, len(look.classes))):
        world = look.world()
        assert {info.name for info in order if look.found(world, info) != alone[info]} == set()
    assert [bool(alone[look.named(f"Part{n}")]) for n in (1, 5, 11)] == [True, True, False]


def test_many_questions_end_where_they_do_for_a_class_alone() -> None:
    """Twelve classes that each ask for twelve others: more than are constructed for one."""
    text = ""
    for n in range(12):
        for m in range(12):
            text += class_text(f"Leaf{n}_{m}", "nn.Module", "", "super().__init__()", WEIGHT)
        text += class_text(f"Stem{n}", "nn.Module", "", "super().__init__()",
                           *(f"self.leaf{m} = Leaf{n}_{m}()\nself.w{m} = self.leaf{m}.w" for m in range(12)))
    text += class_text("Top", "nn.Module", "", "super().__init__()",
                       *(f"self.stem{n} = Stem{n}()\nself.x{n} = self.stem{n}.w11 * 2" for n in range(12)))
    look = Look.at(text)
    top = look.named("Top")
    alone = look.found(look.world(), top)
    warm = look.world()
    for info in look.classes:
        assert look.found(warm, info) == (alone if info is top else [])
    assert 0 < len(alone) < 12


# --- objects that are no Modules


def test_an_object_that_changes_itself_leaves_the_module_alone() -> None:
    """Its own `self` is the object: nothing of it becomes an attribute of the module."""
    look = Look.at("""
        class Box:
            def __init__(self):
                self.me = self
                self.call = self.run
            def run(self):
                self.t = torch.ones(2)
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                box = Box()
                box.call()
                box.me.u = torch.ones(2)
        """)
    assert look.found(look.world(), look.named("Net")) == []
    assert look.rows(look.world(), look.named("Net")) == []


def test_a_lambda_of_an_object_is_called_elsewhere() -> None:
    look = Look.at("""
        class Box:
            def __init__(self):
                self.items = []
                self.add = lambda item: self.items.append(item)
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                box = Box()
                box.add(nn.Linear(2, 2))
                self.t = torch.ones(2)
        """)
    assert look.found(look.world(), look.named("Net")) == ["10 TSM101"]


# --- one text, many times


STEADY = {
    "a Parameter that nothing uses, after values that are gone": ([], """
        class Net(nn.Module):
            def forward(self, x):
                y = torch.ones(2) * 2 + 1
                y = y * 2 + 1
                y = None
                unused = nn.Parameter(torch.ones(2))
                return x
        """),
    "a Parameter that is used": (["6 TSM108"], """
        class Net(nn.Module):
            def forward(self, x):
                y = torch.ones(2) * 2 + 1
                y = y * 2 + 1
                y = None
                used = nn.Parameter(torch.ones(2))
                return x * used
        """),
    "the first and the rest of a list that may be empty": (["7 TSM101"], """
        class Net(nn.Module):
            def __init__(self, flag):
                super().__init__()
                layers = [nn.Linear(2, 2)] if flag else []
                first, *rest = layers
                self.net = nn.Sequential(first, *rest)
                self.mask = torch.ones(2)
        """),
}


@pytest.mark.parametrize("kind", STEADY)
def test_one_text_has_the_same_findings_each_time(kind: str) -> None:
    """Values that are gone leave their addresses to others, so that a set of addresses would be wrong now and then."""
    expected, text = STEADY[kind]
    head = len(IMPORTS.splitlines())
    for _ in range(60):
        found = check_source(IMPORTS + dedent(text), config=Config(debug=True, screened=False))
        assert [f"{f.line - head} {f.code}" for f in found] == expected
