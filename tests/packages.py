"""Packages made for tests: modules whose bases, helpers and constants stand in other files of one tree.

A seed gives the same package each time.  What a class does hangs on what other files say: constructors with arguments
that go on to a base, overridden methods and class attributes, helpers that change what they get, plain objects that
hold tensors, classes that construct each other.  Many of them are wrong on purpose.
"""
from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

ROOT = "tree"
BELOW = {"bases": ("bases",), "layers": ("bases", "bases", "layers"), "models": ("bases", "layers", "models")}
ROOMS = ("bases", "mixins", "objects", "layers", "models")
PARAMETERS = {
    "width": ("width", "width: int", "width=4", "width: int = 4"),
    "mask": ("mask", "mask=None", "mask: Optional[Tensor] = None"),
    "flag": ("flag", "flag: bool", "flag=False", "flag: bool = True"),
    "config": ("config", "config: Any"),
    "layers": ("layers", "layers: List[nn.Module]", "layers=()"),
}
CONSTANTS = {"width": ("3", "16"), "mask": ("None",), "flag": ("True", "False"), "config": ("None", "dict(n=3)"),
             "layers": ("[]", "()", "None")}
NAMES = ("table", "mask", "scale", "stack", "bias", "cache")
HEAD = """\
from typing import Any, List, Optional

import torch
from torch import nn, Tensor
"""
HELPERS = """\
import torch
from torch import nn


def fill(out):
    out[:, 0] = 1.0


def extend(items, n=2):
    items.append(torch.ones(n))


def add_layer(stack, width=2):
    stack.append(nn.Linear(width, width))


def frequencies(width):
    return torch.arange(width) / 4


def perhaps(flag, width=3):
    if flag:
        return torch.ones(width)
    return None


def several(make, n=2):
    return [make() for _ in range(n)]


def register(module, name, value):
    module.register_buffer(name, value)


def attach(module, name="table"):
    setattr(module, name, torch.ones(2))


def same(value):
    return value
"""
VALUES = """\
import os

import torch
from torch import nn

WIDTH = 8
KIND = nn.ReLU
TABLE = torch.ones(3)
FLAG = os.environ.get("FLAG")
CONFIG = os.environ
SHARED = []
"""
ROLES = ("fill", "extend", "add_layer", "frequencies", "perhaps", "several", "register", "attach", "same")
SETTINGS = ("WIDTH", "KIND", "TABLE", "FLAG", "CONFIG", "SHARED")


@dataclass(frozen=True)
class Defined:
    """Something that other files can import: where it stands, and of a class what its constructor takes."""

    name: str
    room: str
    stem: str
    takes: tuple[str, ...] = ()


@dataclass
class Page:
    """One file in the making."""

    package: Package
    room: str
    stem: str
    imports: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)

    @property
    def random(self) -> Random:
        """The one source of chance."""
        return self.package.random

    def one_of(self, *choices: str) -> str:
        """One of some texts."""
        return self.random.choice(choices)

    def use(self, wanted: Defined) -> str:
        """An expression for something that another file defines; the import that it needs is noted."""
        if (wanted.room, wanted.stem) == (self.room, self.stem):
            return wanted.name
        inside = wanted.stem if wanted.room == self.room else f"{wanted.room}.{wanted.stem}"
        dots = "." if wanted.room == self.room else ".."
        line, expression = self.random.choice([
            (f"from {ROOT}.{wanted.room}.{wanted.stem} import {wanted.name}", wanted.name),
            (f"from {dots}{inside} import {wanted.name}", wanted.name),
            (f"from {dots}{inside} import {wanted.name} as Own{wanted.name}", f"Own{wanted.name}"),
            (f"from {ROOT}.{wanted.room} import {wanted.name}", wanted.name),
            (f"from {dots}{inside} import *", wanted.name),
            (f"from {ROOT}.{wanted.room} import {wanted.stem}", f"{wanted.stem}.{wanted.name}"),
            (f"import {ROOT}.{wanted.room}.{wanted.stem} as from_{wanted.stem}", f"from_{wanted.stem}.{wanted.name}"),
            (f"from {ROOT} import {wanted.name}", wanted.name),
        ])
        if line not in self.imports:
            self.imports.append(line)
        return expression

    def helper(self, name: str) -> str:
        """A function of one of the files of helpers."""
        return self.use(Defined(name, "helpers", self.one_of("helpers_a", "helpers_b")))

    def setting(self, name: str) -> str:
        """A constant of another file."""
        return self.use(Defined(name, "helpers", "values"))

    def construct(self, wanted: Defined, own: Sequence[str]) -> str:
        """A call of a class."""
        return f"{self.use(wanted)}({self.arguments(wanted.takes, own)})"

    def arguments(self, takes: Sequence[str], own: Sequence[str]) -> str:
        """Arguments of a class's constructor, out of those that the function around has."""
        positional = self.random.randint(0, len(takes)) if self.random.random() < 0.4 else len(takes)
        found = [self.argument(name, own) for name in takes]
        return ", ".join([*found[:positional], *(f"{n}={v}" for n, v in list(zip(takes, found))[positional:])])

    def argument(self, name: str, own: Sequence[str]) -> str:
        """One argument."""
        if name in own and self.random.random() < 0.6:
            return name
        found = [*CONSTANTS[name]]
        if name == "layers":
            found += [f"[{other}, {other}]" for other in own] + ["[nn.Linear(2, 2)]"]
        elif name == "width":
            found += [text for text in ("width + 1", "config.width") if text.split()[0].split(".")[0] in own]
            found += [self.setting("WIDTH")] if self.random.random() < 0.3 else []
        elif name in ("config", "mask"):
            found += list(own)
            found += [self.setting("CONFIG")] if self.random.random() < 0.2 else []
        return self.random.choice(found)

    def text(self) -> str:
        """The text of the file."""
        return "\n".join([HEAD, *self.imports, "", "", *self.body, ""])


@dataclass
class Package:
    """A package in the making; `known` are the definitions that files can use, by room."""

    random: Random
    known: dict[str, list[Defined]] = field(default_factory=lambda: {room: [] for room in ROOMS})
    pages: list[Page] = field(default_factory=list)

    def pick(self, *rooms: str) -> Defined | None:
        """A definition of one of these rooms; the first ones more often than others, so that they have many users."""
        found = [defined for room in rooms for defined in self.known[room]]
        return found[int(len(found) * self.random.random() ** 2)] if found else None

    def plan(self, room: str, number: int) -> Defined:
        """What a file is to define: known to all others before any is written, so that they can go in circles."""
        takes = tuple(self.random.sample(sorted(PARAMETERS), self.random.choice((0, 1, 1, 2, 2, 3))))
        found = Defined(f"{room.title().removesuffix('s')}{number}", room, f"{room}_{number}", takes)
        self.known[room].append(found)
        return found


# --- statements of constructors: each gives lines, out of what the constructor takes

Statement = Callable[[Page, Sequence[str]], str]


def of_mask(page: Page, own: Sequence[str]) -> str:
    """What hangs on an argument that may be None."""
    return page.one_of(
        "if mask is None:\n    self.mask = None\nelse:\n    self.mask = torch.ones(2)",
        "if mask is not None:\n    self.register_buffer('mask', torch.ones(2))",
        "self.register_buffer('mask', mask)",
        "self.mask = mask",
        "mask = torch.ones(3) if mask is None else mask\nself.cache = mask",
        "if mask is None:\n    self.table = torch.ones(2)")


def of_flag(page: Page, own: Sequence[str]) -> str:
    """What hangs on a flag."""
    return page.one_of(
        "if flag:\n    self.scale = nn.Parameter(torch.ones(2))",
        "if not flag:\n    self.scale = torch.ones(2)",
        "if flag:\n    self.register_buffer('table', torch.ones(2))\nelse:\n    self.table = None",
        "self.flag = flag\nif self.flag:\n    self.bias = torch.zeros(1)",
        f"self.cache = {page.helper('perhaps')}(flag)")


def of_width(page: Page, own: Sequence[str]) -> str:
    """What has a size."""
    return page.one_of(
        "self.table = torch.arange(width)",
        "self.proj = nn.Linear(width, width)",
        f"self.register_buffer('table', {page.helper('frequencies')}(width))",
        f"self.table = {page.helper('frequencies')}(width)",
        "if width > 3:\n    self.stack = [nn.Linear(width, width)]",
        "if width > 3:\n    self.bias = nn.Parameter(torch.zeros(width))\nelse:\n    self.bias = torch.zeros(width)",
        "self.stack = [nn.Linear(width, width) for _ in range(width)]")


def of_config(page: Page, own: Sequence[str]) -> str:
    """What hangs on an object of which nothing is known."""
    return page.one_of(
        "self.config = config",
        "if config.bias:\n    self.bias = nn.Parameter(torch.ones(2))\nelse:\n    self.bias = None",
        "if config.bias:\n    self.bias = torch.ones(2)",
        "self.table = nn.Parameter(torch.ones(config.width)) * 0.5",
        "config.extra = nn.Linear(2, 2)\nself.stack = [config.extra]",
        "self.stack = config.layers\nself.stack.append(nn.Linear(2, 2))",
        "self.scale = config.scale if config.scale is not None else torch.ones(1)")


def of_layers(page: Page, own: Sequence[str]) -> str:
    """What is done with layers that were given."""
    return page.one_of(
        "self.stack = layers",
        "self.stack = layers\nself.stack.append(nn.Linear(2, 2))",
        "self.stack = nn.ModuleList(layers)",
        "for i, layer in enumerate(layers):\n    self.add_module(f'layer{i}', layer)",
        "self.first = layers[0]\nself.bias = [layers[0], nn.Linear(2, 2)]",
        "if layers[0] is None:\n    self.scale = torch.ones(2)",
        "first, *rest = layers\nself.stack = nn.Sequential(first, *rest)")


def of_nothing(page: Page, own: Sequence[str]) -> str:
    """What needs no argument."""
    name = page.random.choice(NAMES)
    return page.one_of(
        f"self.{name} = torch.ones(2)",
        f"self.{name} = nn.Parameter(torch.ones(2))",
        f"self.register_buffer('{name}', torch.ones(2))",
        f"self.{name} = None",
        f"if hasattr(self, '{name}'):\n    del self.{name}",
        f"self.{name} = self.{page.random.choice(NAMES)}",
        "self.items = []\nself.items.append(torch.ones(1))",
        "self.proj = nn.Linear(2, 2)\nself.proj.weight.data.fill_(1)",
        "self.same = nn.Linear(2, 2)\nself.twice = [self.same, nn.Linear(1, 1)]",
        "self.use(self.SIZE)",
        "if self.USE:\n    self.cache = torch.ones(self.SIZE)",
        "if self.USE is None:\n    self.scale = torch.ones(2)",
        "self.stack = self.build()",
        "self.table = self.size",
        "self.size = torch.ones(1)",
        "self.extra = self.KIND()",
        "super().setup()",
        "raise ValueError(self)" if page.random.random() < 0.1 else "self.n = 3")


def with_helper(page: Page, own: Sequence[str]) -> str:
    """What functions of other files do."""
    name = page.random.choice(NAMES)
    return page.one_of(
        f"self.emb = nn.Embedding(2, 2)\n{page.helper('fill')}(self.emb.weight)",
        f"self.items = []\n{page.helper('extend')}(self.items)",
        f"self.stack = []\n{page.helper('add_layer')}(self.stack)",
        f"{page.helper('register')}(self, '{name}', torch.ones(2))",
        f"{page.helper('attach')}(self, '{name}')",
        f"{page.helper('attach')}(self)",
        f"self.{name} = {page.helper('same')}(torch.ones(2))",
        f"self.stack = {page.helper('several')}(nn.ReLU)",
        f"self.{name} = {page.setting('TABLE')}",
        f"self.act = {page.setting('KIND')}()",
        f"if {page.setting('FLAG')}:\n    self.{name} = torch.ones(2)\nelse:\n    self.{name} = None",
        f"self.stack = {page.setting('SHARED')}\nself.stack.append(nn.Linear(2, 2))",
        f"self.cache = {page.helper('perhaps')}({page.setting('CONFIG')})")


def with_layer(page: Page, own: Sequence[str]) -> str:
    """Modules of other files."""
    found = page.package.pick("layers", "models", "bases")
    if found is None:
        return "pass"
    made = page.construct(found, own)
    return page.one_of(
        f"self.layer = {made}",
        f"self.stack = [{made}]",
        f"self.blocks = nn.ModuleList([{made}] * 3)",
        f"self.blocks = nn.Sequential({made}, nn.ReLU())\nself.blocks.append(nn.Linear(2, 2))",
        f"self.layer = {made}\nself.layer.stack.append(nn.Linear(2, 2))",
        f"self.layer = {made}\nself.table = self.layer.table",
        f"self.layer = {made}\nself.cache = [self.layer.{page.random.choice(NAMES)}]",
        f"self.layer = {made}\nself.layer.scale = torch.ones(3)",
        f"layer = {made}\nself.blocks = nn.ModuleList([layer, layer])",
        f"self.layer = {made}\nself.layer = {made}")


def with_object(page: Page, own: Sequence[str]) -> str:
    """Objects that are no Modules."""
    found = page.package.pick("objects")
    if found is None:
        return "pass"
    made = page.construct(found, own)
    return page.one_of(
        f"self.held = {made}",
        f"held = {made}\nself.table = held.table",
        f"held = {made}\nheld.items.append(nn.Linear(2, 2))\nself.stack = held.items",
        f"self.one, self.two = {made}, {made}",
        f"held = {made}\nself.stack = nn.ModuleList(held.items)")


ALWAYS: tuple[Statement, ...] = (of_nothing, of_nothing, with_helper, with_layer, with_object)
BY_ARGUMENT: dict[str, Statement] = {
    "mask": of_mask, "flag": of_flag, "width": of_width, "config": of_config, "layers": of_layers}


def statements(page: Page, own: Sequence[str], most: int) -> list[str]:
    """Some statements for a constructor that takes these arguments."""
    kinds = [*ALWAYS, *(BY_ARGUMENT[name] for name in own for _ in range(3))]
    return [page.random.choice(kinds)(page, own) for _ in range(page.random.randint(1, most))]


# --- classes


def module_class(page: Page, defined: Defined) -> str:
    """A Module: its bases, class attributes, constructor and methods."""
    package, random = page.package, page.random
    base = None if defined.room == "bases" and random.random() < 0.4 else package.pick(*BELOW[defined.room])
    if base is not None and (base == defined or base.room == defined.room and random.random() < 0.5):
        base = None
    mixin = package.pick("mixins") if random.random() < 0.3 else None
    bases = [page.use(base) if base is not None else "nn.Module"]
    if mixin is not None:
        bases.insert(0 if random.random() < 0.8 else 1, page.use(mixin))
    lines = class_attributes(page)
    if base is None or random.random() < 0.75:
        lines.append(constructor(page, defined.takes, base.takes if base is not None else (), bases))
    lines += methods(page)
    return f"class {defined.name}({', '.join(bases)}):\n" + textwrap.indent("\n".join(lines), "    ")


def class_attributes(page: Page) -> list[str]:
    """Attributes of a class that bases read and subclasses override, by values of other kinds too."""
    found = [f"SIZE = {page.one_of('2', '3', 'None', 'torch.ones(1)')}",
             f"USE = {page.one_of('True', 'False', 'None', '[1]')}",
             f"KIND = {page.one_of('nn.ReLU', 'nn.Tanh', 'nn.BatchNorm1d', 'None')}",
             f"{page.random.choice(NAMES)} = {page.one_of('None', '1', 'torch.ones(2)', 'property(lambda self: 1)')}",
             "size: int = 3"]
    return [line for line in found if page.random.random() < 0.2]


def constructor(page: Page, takes: Sequence[str], base_takes: Sequence[str], bases: Sequence[str]) -> str:
    """An `__init__`, with the base's wherever it stands."""
    own = sorted(takes, key=lambda name: ["config", "layers", "width", "flag", "mask"].index(name))
    texts = in_order([page.random.choice(PARAMETERS[name]) for name in own])
    body = statements(page, own, 4)
    call = f"super().__init__({page.arguments(base_takes, own)})"
    chance = page.random.random()
    if chance < 0.1:
        call = f"{bases[-1]}.__init__(self, {page.arguments(base_takes, own)})"
    elif chance < 0.16:
        texts += ["*args", "**kwargs"]
        call = "super().__init__(*args, **kwargs)"
    elif chance < 0.2:
        body.append(call)
    body.insert(0 if page.random.random() < 0.9 else len(body), call)
    return f"def __init__({', '.join(['self', *texts])}):\n" + textwrap.indent("\n".join(body), "    ")


def in_order(texts: list[str]) -> list[str]:
    """Parameters so that those without a default come first."""
    return sorted(texts, key=lambda text: "=" in text)


def methods(page: Page) -> list[str]:
    """Methods that a constructor may run and that a subclass may override, and what construction doesn't run."""
    name = page.random.choice(NAMES)
    found = [
        "def build(self):\n    return " + page.one_of(
            "[nn.Linear(2, 2)]", "nn.ModuleList([nn.Linear(2, 2)])", "None", "[torch.ones(1)]", "super().build()"),
        "def use(self, n):\n    " + page.one_of(
            f"self.{name} = torch.ones(2)", f"self.register_buffer('{name}', torch.ones(2))", "self.n = n", "pass"),
        f"def setup(self):\n    self.{name} = " + page.one_of("torch.ones(1)", "nn.Parameter(torch.ones(1))", "None"),
        "@property\ndef size(self):\n    return " + page.one_of("torch.ones(2)", "3", "self.n"),
        "def forward(self, x):\n    " + page.one_of(
            "return nn.Linear(2, 2)(x)", "return nn.ReLU()(x)", "return x",
            f"self.{name} = x + torch.ones(2)\n    return x",
            f"unused = nn.Parameter(torch.ones(2))\n    return x * self.{name}"),
        f"def reset(self):\n    self.{name} = nn.Parameter(torch.ones(3))",
        f"def _apply(self, fn):\n    self.{name} = fn(self.{name})\n    return super()._apply(fn)"]
    chosen = [text for text in found if page.random.random() < 0.25]
    return chosen or ["def forward(self, x):\n    return x"]


def mixin_class(page: Page, defined: Defined) -> str:
    """A mixin: no Module by itself."""
    body = statements(page, [], 2)
    body.insert(page.random.choice((0, len(body))), "super().__init__(*args, **kwargs)")
    lines = class_attributes(page)
    if page.random.random() < 0.6:
        lines.append("def __init__(self, *args, **kwargs):\n" + textwrap.indent("\n".join(body), "    "))
    lines += methods(page)
    return f"class {defined.name}:\n" + textwrap.indent("\n".join(lines), "    ")


def object_class(page: Page, defined: Defined) -> str:
    """An object that holds tensors and layers; some derive from others and give them arguments."""
    base = page.package.pick("objects") if page.random.random() < 0.6 else None
    if base == defined:
        base = None
    own = list(defined.takes)
    texts = in_order([page.random.choice(PARAMETERS[name]) for name in own])
    body = [f"super().__init__({page.arguments(base.takes, own)})"] if base is not None else []
    body += [page.one_of("self.table = torch.ones(2)", "self.items = []", "self.items = [nn.Linear(2, 2)]",
                         "self.table = None", "self.call = lambda: self.table"),
             page.random.choice([BY_ARGUMENT[name](page, own) for name in own] or ["self.n = 1"])]
    bases = f"({page.use(base)})" if base is not None else ""
    head = f"class {defined.name}{bases}:\n    def __init__({', '.join(['self', *texts])}):\n"
    return head + textwrap.indent("\n".join(body), " " * 8)


WRITERS = {"bases": module_class, "layers": module_class, "models": module_class,
           "mixins": mixin_class, "objects": object_class}


def package(seed: int, files: int) -> dict[str, str]:
    """The texts of a package of about so many files, by their paths."""
    made = Package(Random(seed))
    shares = {"bases": 0.15, "mixins": 0.08, "objects": 0.1, "layers": 0.3, "models": 0.37}
    count = max(files - 4 - len(ROOMS) - 1, len(ROOMS))
    planned = [made.plan(room, n) for room, share in shares.items() for n in range(max(1, round(count * share)))]
    texts = {f"{ROOT}/helpers/helpers_a.py": HELPERS, f"{ROOT}/helpers/helpers_b.py": "from .helpers_a import *\n",
             f"{ROOT}/helpers/values.py": VALUES}
    for defined in planned:
        page = Page(made, defined.room, defined.stem)
        page.body.append(WRITERS[defined.room](page, defined))
        texts[f"{ROOT}/{defined.room}/{defined.stem}.py"] = page.text()
    for room in ROOMS:
        lines = [f"from .{d.stem} import {made.random.choice((d.name, '*'))}" for d in made.known[room]]
        texts[f"{ROOT}/{room}/__init__.py"] = "\n".join([*lines, ""])
    texts[f"{ROOT}/helpers/__init__.py"] = "from .values import *\nfrom .helpers_b import *\n"
    texts[f"{ROOT}/__init__.py"] = "".join(f"from .{room} import *\n" for room in (*ROOMS, "helpers"))
    return texts


def write(texts: dict[str, str], folder: Path) -> list[Path]:
    """Write a package, and give its files in order of their names."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sorted(folder / name for name in texts)
