"""Two files each, drawn at random: a class, and its bases and helpers in another file.

Whether what is drawn is a mistake is for the interpreter to say.
"""
from __future__ import annotations

import random

HEAD = "import torch\nfrom torch import nn\n\n\n"
NAMES = ("a", "b", "c", "d")
VALUES = (
    "nn.Linear(2, 2)", "nn.ReLU()", "nn.Parameter(torch.ones(2))", "torch.ones(2)", "None", "3", "n", "[nn.ReLU()]",
    "nn.ModuleList([nn.ReLU()])", "Inner(n)", "make(n)", "'text'", "self.a", "self.b", "[]", "nn.Linear(2, 2).weight",
    "layer", "Box(nn.ReLU())", "Box(torch.ones(2))", "Box(3)", "nn.Buffer(torch.ones(2))", "dict(k=n)", "Inner",
    "nn.Sequential(nn.ReLU())", "self.a.weight", "n.x", "lambda x: x", "torch.tensor(3)",
)
MADE = ("nn.ReLU()", "torch.ones(2)", "n", "Inner(n)", "nn.Parameter(torch.ones(2))", "[nn.ReLU()]")
FILLED = ("pass", "setattr(m, x, torch.ones(2))", "m.a = nn.ReLU()", "m.b = nn.Parameter(torch.ones(1))")
HANDED_UP = ("", "n", "n, nn.ReLU()", "n, nn.Parameter(torch.ones(1))", "n, layer")
LAYER = ("layer=None", "layer: nn.Module = None", "layer: torch.Tensor = None")
ARGUMENTS = "self, n=None, layer=None"
KEEP = "self, layer=None, n=None"
DEEPEST = 2


class Pair:
    """Draws from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def statement(self, depth: int = 0) -> list[str]:
        """The lines of a statement of a constructor or method."""
        choose, name = self.random.choice, self.random.choice(NAMES)
        value = choose(VALUES)
        drawn = choose((
            *[[f"self.{name} = {value}"]] * 6, [f"del self.{name}"], [f"y = {value}", f"self.{name} = y"],
            [f"self.register_buffer('{name}', {choose(('torch.ones(2)', 'None', 'n'))})"],
            [f"self.register_parameter('{name}', {choose(('nn.Parameter(torch.ones(2))', 'None'))})"],
            [f"self.add_module('{name}', nn.ReLU())"], [f"self.{name}.{choose(('weight', 'w', 'bias', 'a'))} = {value}"],
            [f"self.{choose(('first', 'second', 'third'))}()"], [f"setattr(self, '{name}', {value})"],
            [f"self.keep({value})"], [f"self.{name}.append({value})"], [f"self.{name}['k'] = {value}"],
            [f"fill(self, '{name}')"], [f"box = Box(self.{name})", "box.v = 3"], ["for i in range(2):"], ["if n:"],
        ))
        if not drawn[0].endswith(":"):
            return drawn
        drawn = [*drawn, *self.inner(depth)]
        return [*drawn, "else:", *self.inner(depth)] if drawn[0] == "if n:" and self.random.random() < 0.5 else drawn

    def inner(self, depth: int) -> list[str]:
        """A statement inside of another."""
        return [f"    {line}" for line in self.statement(depth + 1)] if depth < DEEPEST else ["    pass"]

    def method(self, name: str, most: int, first: str = "pass", arguments: str = ARGUMENTS) -> str:
        """A method of a few statements."""
        lines = [first, *(line for _ in range(self.random.randint(0, most)) for line in self.statement())]
        return f"    def {name}({arguments}):\n" + "".join(f"        {line}\n" for line in lines)

    def base(self) -> str:
        """The file of the bases."""
        parts = [
            f"{HEAD}class Inner(nn.Module):\n{self.method('__init__', 2, 'super().__init__()')}",
            "class Box:\n    def __init__(self, v):\n        self.v = v\n",
            f"def make(n):\n    return {self.random.choice(MADE)}\n",
            f"def fill(m, x):\n    {self.random.choice(FILLED)}\n",
            f"class Root(nn.Module):\n{self.method('__init__', 1, 'super().__init__()')}{self.method('first', 1)}",
            f"class Base(Root):\n{self.method('__init__', 2, 'super().__init__(n)')}{self.method('second', 2)}"
            f"{self.method('keep', 1, arguments=KEEP)}",
        ]
        return "\n\n".join(parts)

    def net(self) -> str:
        """The file of the class."""
        methods = [self.method("__init__", self.random.choice((1, 2, 4)), f"super().__init__({self.random.choice(HANDED_UP)})",
                               f"self, n=None, {self.random.choice(LAYER)}")]
        methods += [self.method(name, 2) for name in ("third", "first") if self.random.random() < 0.3]
        methods += [self.method("keep", 2, arguments=KEEP)] if self.random.random() < 0.3 else []
        if self.random.random() < 0.4:
            methods.append(self.method("forward", 2, arguments=f"{ARGUMENTS}, x=None") + "        return self.a(x)\n")
        return f"{HEAD}from base import Base, Box, Inner, fill, make\n\n\nclass Net(Base):\n{''.join(methods)}"


def pair(seed: int) -> tuple[str, str]:
    """The files `base.py` and `net.py` of a seed."""
    drawn = Pair(seed)
    return drawn.base(), drawn.net()
