"""The oracle itself: small programs whose verdicts are known.

A comment `#: A|B` names what must stand on the line (one of these), `#: silent` asks for a verdict of
silence, `#: unsure` for none.  Every other statement must not be expected to carry anything.
"""
from __future__ import annotations

import ast
import re
import sys
import textwrap
from pathlib import Path

import pytest

pytest.importorskip("torch.nn")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.torch.generate import program, programs  # noqa: E402
from tests.torch.oracle import BadProgram, Group, Report, judge  # noqa: E402

pytestmark = pytest.mark.torch

HEAD = """\
import copy
import functools
from collections import OrderedDict, defaultdict, deque
from typing import Optional
import torch
import torch.nn.functional as F
from torch import nn
"""

INITS = {
    "bare tensors": """
        self.x = torch.zeros(2)  #: TSM101
        self.y = torch.ones(2).sum().item()  #: silent
        self.z = torch.ones(2, requires_grad=True)  #: TSM102
        self.v = torch.rand(2)  #: TSM102
        self.v.requires_grad = True  #: silent
        """,
    "placeholder": """
        self.x = torch.zeros(2)  #: silent
        self.x = nn.Parameter(self.x)  #: silent
        self.y = torch.zeros(2)  #: silent
        self.y = torch.ones(2)  #: TSM101
        """,
    "one branch": """
        self.x = torch.zeros(2)  #: TSM101
        if a:
            self.x = nn.Parameter(torch.ones(2))  #: silent
        """,
    "both branches": """
        self.x = torch.zeros(2)  #: silent
        if a:
            self.x = nn.Parameter(torch.ones(2))  #: silent
        else:
            self.x = None  #: silent
        """,
    "same flag twice": """
        if a:
            self.x = nn.Parameter(torch.ones(2))  #: silent
        if not a:
            self.x = torch.ones(2)  #: TSM101
        """,
    "spoiled parameters": """
        self.x = nn.Parameter(torch.ones(2)) * 2  #: TSM102
        p = nn.Parameter(torch.ones(2)).to(torch.float64)  #: TSM102
        self.y = p  #: silent
        self.z = nn.Parameter(torch.ones(2)).detach()  #: TSM101
        self.w = nn.Parameter(torch.ones(2))  #: silent
        self.v = self.w * 2  #: TSM102
        self.u = self.w.data  #: TSM101
        self.t = nn.Parameter(torch.ones(2) * 2)  #: silent
        """,
    "deleted": """
        self.x = torch.zeros(2)  #: silent
        del self.x  #: silent
        """,
    "bypassed": """
        object.__setattr__(self, "x", torch.zeros(2))  #: silent
        self.__dict__["y"] = torch.zeros(2)  #: silent
        """,
    "by name": """
        for i in range(2):
            setattr(self, f"x_{i}", torch.zeros(2))  #: TSM101
        setattr(self, "y", nn.Parameter(torch.zeros(2)))  #: silent
        """,
    "unpacking": """
        self.x, self.y = torch.zeros(2), 3  #: TSM101
        (self.u, self.v), n = torch.ones(2).chunk(2), 1  #: TSM101
        """,
    "containers": """
        self.a = [torch.zeros(2)]  #: TSM103
        self.b = {"w": nn.Parameter(torch.zeros(2))}  #: TSM104
        self.c = (nn.Linear(1, 1), torch.zeros(2))  #: TSM105
        self.d = [nn.Linear(1, 1), nn.Parameter(torch.ones(1))]  #: TSM104
        self.e = [nn.ReLU(), nn.Identity()]  #: silent
        self.f = [nn.Dropout(0.1)]  #: TSM105
        self.g = deque([[torch.zeros(2)]])  #: TSM103
        self.h = [1, None, "x"]  #: silent
        self.i = torch.sort(torch.ones(2))  #: TSM103
        """,
    "filled later": """
        self.a = []  #: silent
        self.a.append(torch.zeros(2))  #: TSM103
        self.b = {}  #: silent
        for key in ("x", "y"):
            self.b[key] = nn.Linear(1, 1)  #: TSM105
        self.c = [nn.Parameter(torch.ones(1))]  #: TSM104
        self.c += [nn.Linear(1, 1)]  #: TSM105
        rows = []
        rows.append(torch.zeros(2))  #: silent
        self.d = rows  #: TSM103
        self.e = defaultdict(list)  #: silent
        self.e["k"].append(torch.zeros(2))  #: TSM103
        """,
    "registered elsewhere": """
        self.a = [nn.Linear(1, 1) for _ in range(2)]  #: silent
        self.b = nn.ModuleList(self.a)  #: silent
        self.w = nn.Parameter(torch.ones(2))  #: silent
        self.c = [self.w]  #: silent
        self.d = []  #: silent
        self.d.append(nn.Linear(1, 1))  #: silent
        self.d = nn.Sequential(*self.d)  #: silent
        self.e = {"x": torch.ones(2)}  #: TSM103
        self.register_buffer("x", self.e["x"])  #: silent
        """,
    "holders": """
        weight = torch.ones(2)
        self.a = functools.partial(F.cross_entropy, weight=weight)  #: TSM103
        self.b = lambda v: v * weight  #: TSM103
        self.c = functools.partial(F.leaky_relu, negative_slope=0.1)  #: silent
        self.d = torch.distributions.Normal(torch.zeros(2), torch.ones(2))  #: TSM103
        """,
    "aliases": """
        self.register_buffer("buf", torch.ones(2))  #: silent
        self.a = self.buf  #: TSM106
        self.b = [self.buf]  #: TSM106
        self.c = self.buf * 2  #: TSM101
        self.d = self.buf.clone()  #: TSM101
        self.w = nn.Parameter(torch.ones(2))  #: silent
        self.e = self.w  #: silent
        """,
    "a Buffer object registers under its second name too": """
        self.buf = nn.Buffer(torch.ones(2))  #: silent
        self.a = self.buf  #: silent
        """,
    "name taken": """
        self.x = torch.zeros(2)  #: TSM101
        self.y = torch.zeros(2)  #: TSM101
        self.register_buffer("x", self.x)  #: TSM201
        self.z = torch.zeros(2)  #: unsure
        """,
    "name taken on one path": """
        self.bias = None  #: silent
        if a:
            self.register_parameter("bias", nn.Parameter(torch.zeros(3)))  #: TSM201
        else:
            self.y = torch.zeros(2)  #: TSM101
        self.z = torch.zeros(2)  #: TSM101
        """,
    "module's own name": """
        self.register_buffer("type", torch.zeros(2))  #: TSM201
        """,
    "buffer over attribute": """
        self.x = 3  #: silent
        self.x = nn.Buffer(torch.zeros(1))  #: TSM201
        """,
    "name replaced": """
        self.x = nn.Linear(1, 1)  #: silent
        self.x = nn.Linear(2, 2)  #: TSM202
        self.y = nn.Linear(1, 1)  #: silent
        self.y = nn.Sequential(self.y)  #: silent
        self.z = nn.Linear(1, 1)  #: silent
        if a:
            self.z = nn.Linear(2, 2)  #: silent
        """,
    "wrong kind": """
        self.x = nn.Parameter(torch.ones(2))  #: silent
        self.x = torch.ones(2)  #: TSM203
        """,
    "number over buffer": """
        self.register_buffer("x", torch.ones(2))  #: silent
        self.x = torch.zeros(2)  #: silent
        self.x = 3.0  #: TSM203
        """,
    "wrong kind in a child": """
        self.lin = nn.Linear(2, 2)  #: silent
        self.lin.bias = None  #: silent
        self.lin.weight = torch.ones(2, 2)  #: TSM203
        """,
    "shadowed by nn.Module": """
        self.modules = nn.ModuleList([nn.Linear(1, 1)])  #: TSM204
        self.parameters = {"gain": 1.0}  #: TSM204
        self.forward = lambda x: x  #: silent
        """,
    "reserved keys": """
        self.x = nn.ModuleDict({"type": nn.Linear(1, 1)})  #: TSM201|TSM204|TSM303
        """,
    "integer keys": """
        self.x = nn.ModuleDict({0: nn.Linear(1, 1)})  #: TSM204|TSM303
        """,
    "names": """
        if a:
            self.register_buffer("", torch.zeros(1))  #: TSM303
        elif b:
            self.add_module("a.b", nn.Linear(1, 1))  #: TSM303
        elif c:
            self.add_module(3, nn.Linear(1, 1))  #: TSM303
        """,
    "values": """
        if a:
            self.register_parameter("x", torch.zeros(1))  #: TSM304
        elif b:
            self.register_buffer("x", [1.0])  #: TSM304
        elif c:
            self.add_module("x", torch.relu)  #: TSM304
        else:
            self.x = nn.ModuleList([[nn.Linear(1, 1)]])  #: TSM304
        """,
    "non-leaf": """
        self.register_parameter("x", nn.Parameter(torch.zeros(1)) * 2)  #: TSM304
        """,
    "integer parameter": """
        if a:
            self.x = nn.Parameter(torch.arange(3))  #: TSM305
        elif b:
            self.x = nn.Parameter(torch.ones(2)).mul_(0.1)  #: TSM305
        else:
            self.x = nn.Parameter(torch.arange(3), requires_grad=False)  #: silent
        """,
    "no gradient": """
        with torch.no_grad():
            self.x = torch.zeros(2)  #: TSM101
        """,
    "early return": """
        if a:
            self.x = torch.zeros(2)  #: TSM101
            return
        self.x = nn.Parameter(torch.zeros(2))  #: silent
        """,
    "guarded": """
        if not hasattr(self, "x"):
            self.register_buffer("x", torch.zeros(2))  #: silent
        if hasattr(self, "x"):
            del self.x  #: silent
        self.x = nn.Parameter(torch.zeros(2))  #: silent
        """,
}

FILES = {
    "initialisation late": """
        class M(nn.Module):
            def __init__(self):
                self.n = 3  #: silent
                self.t = torch.zeros(2)  #: TSM101
                self.lin = nn.Linear(1, 1)  #: TSM301
                super().__init__()
        """,
    "initialisation never": """
        class M(nn.Module):
            def __init__(self):
                self.n = 3  #: silent
                self.lin = nn.Linear(1, 1)  #: TSM302
                self.other = nn.Linear(1, 1)
        """,
    "helper methods": """
        class M(nn.Module):
            def __init__(self, a=False):
                super().__init__()
                self.reset()
                self.put("y", torch.zeros(2))
                self.z = self.make(a)

            def reset(self):
                self.x = torch.zeros(2)  #: TSM101

            def put(self, name, value):
                setattr(self, name, value)  #: TSM101

            def make(self, a):
                p = nn.Parameter(torch.ones(2)).double()  #: TSM102
                return p
        """,
    "functions": """
        def table(n):
            return torch.arange(n).float()

        def kept(n):
            return nn.Parameter(torch.ones(n))

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.x = table(2)  #: TSM101
                self.y = kept(2)  #: silent
        """,
    "base class mends": """
        class Base(nn.Module):
            def __init__(self, a=False):
                super().__init__()
                self.x = None  #: silent
                if a:
                    self.y = torch.zeros(2)  #: TSM101

        class M(Base):
            def __init__(self, a=False):
                super().__init__(a)
                self.x = torch.ones(2)  #: TSM101
                self.y = nn.Parameter(torch.ones(2))  #: silent
        """,
    "tensor over the base's parameter": """
        class Base(nn.Module):
            def __init__(self):
                super().__init__()
                self.x = nn.Parameter(torch.ones(2))  #: silent

        class M(Base):
            def __init__(self):
                super().__init__()
                self.x = torch.ones(2)  #: TSM203
        """,
    "mixin": """
        class Extras:
            def add(self):
                self.extra = torch.zeros(2)  #: TSM101

        class M(Extras, nn.Module):
            def __init__(self):
                super().__init__()
                self.add()
        """,
    "holder object": """
        class Last:
            def __init__(self):
                self.lin = nn.Linear(1, 1)  #: silent

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.last = Last()  #: TSM104|TSM105
        """,
    "class attributes and methods": """
        class M(nn.Module):
            conv = None
            width = 3

            def __init__(self):
                super().__init__()
                self.conv = nn.Conv1d(1, 1, 1)  #: TSM204
                self.encode = nn.Linear(2, 2)  #: TSM204
                self.width = 4  #: silent

            def encode(self, x):
                return x
        """,
    "parameter over a class attribute": """
        class M(nn.Module):
            scale = 1.0

            def __init__(self):
                super().__init__()
                self.scale = nn.Parameter(torch.ones(1))  #: TSM201
        """,
    "class body": """
        class M(nn.Module):
            floor = torch.zeros(1)  #: TSM101
            slope = nn.Parameter(torch.ones(1))  #: TSM104
            lin = nn.Linear(1, 1)  #: TSM105
            size = torch.zeros(3).numel()  #: silent
            x: torch.Tensor
        """,
    "arguments": """
        class M(nn.Module):
            def __init__(self, weight: Optional[torch.Tensor] = None, layer: nn.Module = None, depth=2):
                super().__init__()
                self.weight = weight  #: TSM101
                self._ref = [layer]  #: silent
                self.layer = layer  #: silent
                self.rows = []  #: silent
                for _ in range(depth):
                    self.rows.append(nn.Linear(1, 1))  #: TSM105
        """,
    "own _apply": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.x = torch.zeros(2)  #: silent
                self.y = torch.zeros(2)  #: TSM101

            def _apply(self, fn, recurse=True):
                result = super()._apply(fn, recurse)
                self.x = fn(self.x)
                return result
        """,
    "after construction": """
        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.w = nn.Parameter(torch.ones(2))  #: silent
                self.register_buffer("b", torch.ones(2))  #: silent

            def update(self):
                self.b = self.b * 2  #: silent
                self.last = torch.zeros(2)  #: silent
                self.w = self.w * 2  #: TSM203
        """,
    "a try that may fail": """
        import os

        def load(path="w"):
            if not os.path.exists(path):
                raise OSError(path)
            return nn.Parameter(torch.zeros(2))

        class M(nn.Module):
            def __init__(self):
                super().__init__()
                self.x = torch.zeros(2)  #: silent
                try:
                    self.x = load()  #: silent
                except OSError:
                    self.x = torch.ones(2)  #: TSM101
        """,
}

GROUPS = {
    "augmented": ("self.x = torch.zeros(2)\nself.x += 1", {9, 10}, {"TSM101"}),
    "through another name": ("rows = []\nself.x = rows\nrows.append(torch.zeros(2))", {10, 11}, {"TSM103"}),
    "spoiled in a later statement": (
        "p = nn.Parameter(torch.ones(2))\nq = p * 2\nself.x = q", {10, 11}, {"TSM102"}),
}


def program_of(init: str) -> str:
    body = textwrap.indent(textwrap.dedent(init).strip("\n"), " " * 8)
    return (f"{HEAD}class M(nn.Module):\n    def __init__(self, a=False, b=False, c=False):\n"
            f"        super().__init__()\n{body}\n")


def verdicts(report: Report, line: int) -> str:
    verdict = report.lines.get(line)
    if verdict is None:
        return "nothing"
    return "unsure" if verdict.open else "|".join(sorted(verdict.expect)) or "silent"


def check(source: str) -> None:
    report = judge(source)
    for number, row in enumerate(source.splitlines(), 1):
        marked = re.search(r"#: (\S+)", row)
        if marked:
            assert verdicts(report, number) == marked[1], f"line {number}: {row}"
        else:
            assert verdicts(report, number) in ("silent", "unsure", "nothing"), f"line {number}: {row}"


@pytest.mark.parametrize("name", INITS)
def test_known_constructors(name: str) -> None:
    """One constructor, the verdicts of its lines."""
    check(program_of(INITS[name]))


@pytest.mark.parametrize("name", FILES)
def test_known_files(name: str) -> None:
    """Several classes and functions, the verdicts of their lines."""
    check(HEAD + textwrap.dedent(FILES[name]))


@pytest.mark.parametrize("name", GROUPS)
def test_known_groups(name: str) -> None:
    """Where two lines could carry a finding, one of them has to."""
    init, lines, codes = GROUPS[name]
    assert Group(frozenset(line + 2 for line in lines), frozenset(codes)) in judge(program_of(init)).groups


def test_torch_is_left_as_it_was() -> None:
    """Judging wraps nn.Module's operations only for its own time."""
    from torch import nn

    before = {name: value for name, value in vars(nn.Module).items()}
    new = nn.Parameter.__new__
    judge(program_of("self.x = 1"))
    with pytest.raises(BadProgram):
        judge("raise ValueError('no')\n")
    assert {name: value for name, value in vars(nn.Module).items()} == before
    assert nn.Parameter.__new__ is new
    assert sys.gettrace() is None or "torchstate" not in repr(sys.gettrace())


def test_programs_are_the_same_each_time() -> None:
    """A seed makes one program, whatever came before."""
    assert program(5) == program(5)
    first = [next(programs(3)) for _ in range(3)]
    assert len(set(first)) == 1


@pytest.mark.parametrize("seed", range(40))
def test_programs_parse(seed: int) -> None:
    """Every program is Python, and its classes can be built or refused for a known reason."""
    source = program(seed)
    ast.parse(source)
    assert judge(source).runs
