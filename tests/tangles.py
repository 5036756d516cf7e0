"""Small packages whose files import each other at random, in circles too: the same seed gives the same one.

Nothing says that a name that is imported is defined, nor that what is defined makes sense: what is looked for is an
end, soon, and the same answer whoever asks first.
"""
from __future__ import annotations

from random import Random

PLACES = ("__init__", "a", "b", "c", "M", "sub/__init__", "sub/a", "sub/b", "sub/M", "bare/c")
NAMES = ("M", "N", "Base", "fill", "TABLE", "a", "b")
IMPORTS = (
    "from {dots} import {name}", "from {dots}{module} import {name}", "from {dots}{module} import *",
    "from {dots}{module}.{name} import {name}", "from {dots}{module} import {name} as {other}",
    "from {dots} import {module} as {name}", "from . import {name}", "import {root}.{module}",
    "import {root}.{module} as {name}", "from {root} import *", "from {root}.{module} import {name}",
    "from .{name}.{name} import {name}", "import {name}",
)
GUARDS = ("if TYPE_CHECKING:\n    {0}\n", "try:\n    {0}\nexcept ImportError:\n    {name} = None\n",
          "if FLAG:\n    {0}\nelse:\n    {1}\n", "def __getattr__(name):\n    {0}\n    return {name}\n")
PASSED_ON = ("{name} = {other}\n", "{name} = {other}.{name}\n", "{name}, {other} = {other}, {name}\n",
             "__all__ = ['{name}', '{other}']\n", "__all__ = [*{other}.__all__, '{name}']\n",
             "_import_structure = {{'{module}': ['{name}', '{other}']}}\n", "del {name}\n",
             "globals().update({other}.__dict__)\n", "{name} = [{other}, {name}]\n")
DEFINED = (
    "def fill(out, n=2):\n    {other}(out)\n    out[:, 0] = 1.0\n    return {name}(n)\n",
    "TABLE = {name}\n",
    "class {name}({other}):\n    pass\n",
    "class {name}({other}.{name}):\n    t = None\n",
    "class {name}(nn.Module):\n    def __init__(self, n=2):\n        super().__init__()\n"
    "        self.t = torch.zeros(n)\n        self.m = {other}()\n",
    "class {name}({other}):\n    def __init__(self, n=2):\n        super().__init__(n)\n"
    "        self.u = [nn.Linear(n, n), {name}]\n        {other}.fill(self.u)\n",
    "class {name}({other}, Base):\n    def __init__(self):\n        Base.__init__(self)\n"
    "        self.register_buffer('t', fill(torch.ones(2)))\n        self.t = {other}(3)\n",
    "class {name}(nn.Module):\n    class {other}({other}):\n        k = {name}\n    def __init__(self):\n"
    "        super().__init__()\n        self.t = self.{other}()\n        self.v = {name}.{other}().t\n",
)
HEAD = "import torch\nfrom torch import nn\n"


def tangle(seed: int) -> dict[str, str]:
    """The texts of two to ten files by their paths; the package's name is `p`."""
    chance = Random(seed)
    stems = chance.sample(PLACES, chance.randint(2, len(PLACES)))
    return {f"p/{stem}.py": _file(chance, stem, stems) for stem in stems}


def _file(chance: Random, stem: str, stems: list[str]) -> str:
    """One file: some imports, some of them in branches, then definitions and names that are passed on, in any order."""
    pieces = [_import(chance, stem, stems) for _ in range(chance.randint(1, 5))]
    for _ in range(chance.randint(0, 2)):
        first, second = (_import(chance, stem, stems).strip() for _ in range(2))
        pieces.append(_filled(chance, chance.choice(GUARDS), stems).format(first, second))
    pieces += [_filled(chance, chance.choice(DEFINED), stems) for _ in range(chance.randint(0, 3))]
    pieces += [_filled(chance, chance.choice(PASSED_ON), stems) for _ in range(chance.randint(0, 2))]
    if chance.random() < 0.3:
        chance.shuffle(pieces)
    return HEAD * chance.choice([1, 1, 1, 0]) + "".join(pieces)


def _import(chance: Random, stem: str, stems: list[str]) -> str:
    """A line that imports, mostly from a file that is there."""
    dots = chance.choice([".", "..", "..."]) if "/" in stem else "."
    line = chance.choice(IMPORTS).replace("{dots}", dots)
    return _filled(chance, line, stems) + "\n"


def _filled(chance: Random, text: str, stems: list[str]) -> str:
    """A pattern with names in it; numbered places stay."""
    module = chance.choice(stems).replace("/__init__", "").replace("/", ".") if chance.random() < 0.9 else "missing"
    name, other = chance.choice(NAMES), chance.choice(NAMES)
    values = {"name": name, "other": other, "module": module, "root": chance.choice(["p", "p.sub"])}
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text.replace("{{", "{").replace("}}", "}") if "{0}" not in text else text
