"""Programs of one small class each, drawn from a grammar of constructs: a statement alone, or among harmless ones.

Whether what is drawn is a mistake is for the interpreter to say.
"""
from __future__ import annotations

import random
import re

HEAD = '''\
import copy
import math
from collections import OrderedDict, defaultdict
from functools import partial
from typing import Callable, List, Optional, Optional as Opt, Type, Union

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SIZES = [1, 2, 3]
ACTS = {"relu": nn.ReLU, "gelu": nn.GELU}
TABLE = {"a": torch.zeros(2), "b": torch.ones(2)}
KIND = torch.int64
SHARED = nn.Linear(2, 2)
NAME = "weight"


def double(n):
    return n * 2


def block(n, act=nn.ReLU):
    layers = [nn.Linear(n, n), act()]
    return nn.Sequential(*layers)


def fill(out):
    out[:, 0] = 1.0


def grow(items):
    items.append(torch.zeros(2))


def table(n, kind=torch.zeros):
    return kind(n)


def same(x):
    return x


def tensor(n) -> torch.Tensor:
    return n


def late(module):
    module.register_buffer("x", 3)


def pair(n):
    return n, torch.ones(n)


def options(**more):
    return more


def many(n):
    def make(x):
        return tuple(x) if isinstance(x, list) else (x,) * n

    return make


ntuple = many(2)


class Plain:
    def __init__(self, n):
        self.n = n


class Keeper:
    def __init__(self, n):
        self.held = torch.zeros(n)


class Child(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.inner = nn.Linear(n, n)
        self.register_buffer("scale", torch.ones(n))


class Base(nn.Module):
    kind = torch.float32

    def __init__(self, n=2, layer=None):
        super().__init__()
        self.base_n = n
        self.base = nn.Linear(n, n)
        self.extra = self.make_extra(n)

    def make_extra(self, n):
        return n

    def grown(self):
        return self.base


class Mixin:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.mixed = 1


class Bad(nn.Module):
    def __init__(self, n=2):
        super().__init__()
        self.bad = nn.Linear(n, n)
        super().__init__()


'''
GRAMMAR = """
atom: n | m | flag | layer | dims | 3 | 2.5 | 'relu' | None | True | SIZES | ACTS | TABLE | KIND | SHARED | nn.Linear
atom: nn.ReLU
atom: torch.float32 | self.a | self.b | self.t | self.items | x | y | items | cfg | mask | given | block | F.relu
atom: Child | math.pi
plain: n | m | 3 | n * 2 | 'x' | None | n // 2 if flag else m | len(SIZES) | double(n) | self.b | cfg.size | f'{n}'
plain: dims[0] | [n, m]
plain: dict(n=n) | max(n, 1) | int(n / 2) | getattr(cfg, 'x', 1) | [i for i in range(n)] | cfg | dims | pair(n)[0]
plain: str(n) | ntuple(n)
layer: nn.Linear(n, n) | nn.ReLU() | Child(n) | block(n) | layer(n) | nn.Identity() | ACTS['relu']()
layer: nn.Linear(n, n) if flag else None
layer: nn.Sequential(nn.Linear(1, 1), nn.ReLU()) | nn.ModuleList([nn.Linear(n, n) for _ in range(2)])
layer: copy.deepcopy(SHARED) | SHARED
layer: nn.ModuleDict({'a': nn.ReLU()}) | self.a | given | nn.Sequential([nn.ReLU()])
layer: nn.ModuleList(nn.ReLU() for _ in range(2))
layer: partial(nn.Linear, n)(n) | nn.BatchNorm1d(n) | same(nn.Linear(1, 1)) | self.make(n)
layer: nn.ModuleList([nn.Linear(1, 1)] * 2)
tensor: torch.zeros(n) | torch.arange(n) | torch.randn(n) * 0.1 | 1.0 / torch.arange(1, 4) | torch.tensor([1, 2])
tensor: torch.tensor(0.5)
tensor: torch.ones(n).long() | torch.zeros(n, dtype=KIND) | torch.zeros(n, dtype=torch.float16) | torch.full((2,), 3)
tensor: torch.full((2,), 0.5)
tensor: table(n) | tensor(n) | TABLE['a'] | mask | nn.Parameter(torch.zeros(n)) * 2 | torch.stack([torch.ones(2)])
tensor: self.t | self.a.weight
tensor: torch.ones(3) > 1 | torch.from_numpy(n) | torch.linspace(0, 1, n).view(1, -1)
tensor: torch.empty(n, **options(dtype=torch.long))
tensor: pair(n)[1] | torch.eye(2).to(torch.long) | torch.zeros_like(mask) | torch.max(mask, 0) | torch.ones(2).T
tensor: torch.ones(2).uniform_()
parameter: 5* nn.Parameter(<tensor>) | nn.Parameter(<tensor>, requires_grad=False) | nn.Parameter(<tensor>) * 2
parameter: nn.Parameter(<tensor>).to(flag) | nn.Parameter(<tensor>).uniform_() | nn.Parameter(<tensor>).data
one: <layer> | <tensor> | <parameter> | <plain>
container: [<one>] | (<one>, 1) | {'k': <one>} | [<one> for _ in range(n)] | dict(k=<one>) | OrderedDict(k=<one>)
container: [<one>] * 2 | [] | {}
container: {i: <one> for i in range(2)} | list((<one>,)) | tuple(<one> for _ in range(2)) | [[<one>]]
container: partial(F.relu, <one>)
container: lambda: <one> | (lambda v=<one>: v) | defaultdict(list) | list(map(table, range(2))) | zip([<one>], [1])
container: Keeper(n)
container: Plain(<one>) | options(k=<one>) | set([<one>]) | copy.copy([<one>])
value: <plain> | <layer> | <tensor> | <parameter> | <container> | <any>
any: 4* <value> | 2* <atom> | <any> <operator> <any> | (<any> if <test> else <any>) | <any>[<index>] | <function>(<any>)
any: (<any>,)
any: <any>.<attribute> | <any>.<method>() | <any>.<method>(n) | [<any> for i in <range>] | [<any>, *<range>]
any: {'k': <any>}['k']
any: getattr(<owner>, <text>, <any>) | f'{<atom>}' | (lambda v: <any>)(n) | isinstance(given, <class>)
any: isinstance(mask, <class>)
operator: * | + | / | % | @ | > | and | or | is | in
test: flag | n > 1 | given is None | isinstance(given, nn.Module) | isinstance(mask, Tensor) | <any>
index: 0 | n | :2 | 'a'
function: same | double | block | table | tensor | list | tuple | copy.deepcopy | nn.Sequential | nn.ModuleList
function: torch.stack | len | layer
function: Child | str | sum | next | cfg | F.relu | torch.tensor | nn.Buffer | ntuple
attribute: weight | data | shape | inner | scale | x | kind | T
method: clone | item | float | long | to | view | detach | copy | pop | values | eval | cuda | children | get | keys
method: tolist
method: requires_grad_ | zero_
range: range(2) | range(n) | dims | SIZES | enumerate(dims) | items
owner: self | cfg | nn | torch
text: 'a' | 'ReLU' | 'zeros' | NAME
class: Tensor | nn.Module | int | (Tensor, list)
name: a | b | c | d | t | weight | items

set: 2* self.<name> = <value> | x = <value>; self.<name> = x | self.<name> = <value>; self.<name> = <value>
set: self.<name>, y = <value>, 1
set: x = self.<name> = <value> | setattr(self, '<name>', <value>) | self.<name>: Tensor = <value>
set: x, y = pair(n); self.<name> = y
set: self.<name> = (x := <value>) | self.<name> = <value>; del self.<name>; self.<name> = <value>
set: self.<name> = <value>; self.d = self.<name>
set: self.<name> += <value> | self.<name> = n; self.<name> += <value>
set: setattr(self, f'<name>_{n}', <value>); self.<name>_1 = <value>
set: cfg.x = <value>; self.<name> = cfg.x | self.<name> = <value>; self.<name> = None
set: self.<name> = None; self.<name> = <value>
key: 3* 'a' | 't' | 'weight' | 'forward' | 'a.b' | '' | f'a{n}' | f'a{i}' | NAME | 'base' | n | 'training'
call: self.register_buffer | self.register_parameter | self.add_module | self.register_module | super().register_buffer
register: 2* <call>(<key>, <value>) | self.<name> = <value>; <call>(<key>, <value>)
register: <call>(<key>, <value>); <call>(<key>, <value>)
register: <call>(<key>, <value>); self.a = <value> | for i in range(3):;    <call>(<key>, <value>)
register: <call>(<key>, None); self.t = <value>
register: self.register_buffer(<key>, <value>, persistent=False)
start: [] | {} | nn.ModuleList() | nn.Sequential() | nn.ModuleDict() | defaultdict(list) | [nn.Linear(1, 1)] | list()
start: OrderedDict() | set()
put: items.append(<value>) | items += [<value>] | items.extend([<value>]) | items['k'] = <value> | items[n] = <value>
put: grow(items)
put: items.insert(0, <value>) | items.add_module('k', <value>) | items['keys'] = <value> | items.update(k=<value>)
put: items.append((<value>, 1))
put: items.setdefault('k', []).append(<value>) | (items or []).append(<value>)
puts: <put> | for i in range(2):;    <put> | if flag:;    <put> | x = <value>; for i in range(2):;    items.append(x)
puts: self.items = items; <put>
puts: x = <value>; items.append(x); items.append(x) | other = items; other.append(<value>)
puts: add = items.append; add(<value>)
end: self.items = items | self.items = nn.Sequential(*items) | self.items = nn.ModuleList(items)
end: self.items = tuple(items) | self.items = items[0]
end: self.items = nn.ModuleDict(items) | self.items = nn.Sequential(*items, *items)
end: self.items = nn.Sequential(items[0], *items)
end: self.items = {'k': items} | self.items = [items] | self.items = nn.Sequential(items)
end: other = items; self.items = other
collect: 3* items = <start>; <puts>; <end> | self.items = <start>; self.<put>
collect: self.items = <start>; for i in range(2):;    self.<put>
collect: self.items = <start>; items = self.items; <puts> | self.items = <start>; add = self.items.append; add(<value>)

child: self.a = nn.Linear(2, 2); self.a.weight = <value> | self.a = Child(n); self.a.scale = <value>
child: self.a = nn.Linear(2, 2); fill(self.a.weight)
child: self.a = nn.Sequential(<value>) | self.a = nn.Sequential(nn.ReLU(), <value>) | self.a = nn.ModuleList(<value>)
child: self.a = nn.ModuleList([<value>, <value>]) | self.a = nn.Sequential(OrderedDict([('<childkey>', <value>)]))
child: self.a = nn.ModuleDict({<dictkey>: <value>}) | self.a = nn.ModuleDict(); self.a[<dictkey>] = <value> | late(self)
child: self.apply(late)
child: x = nn.Linear(1, 1); self.a = nn.Sequential(x, <twice>) | self.a = nn.Linear(2, 2); self.a.weight.data = <value>
child: x = self; x.t = <value>
child: self.a = nn.Parameter(torch.zeros(2)); <inplace> | x = nn.Parameter(torch.zeros(2)); <local>
child: self.__dict__['t'] = <value>
child: self.a = nn.ModuleList(); self.a.append(<value>) | self.a = nn.ModuleList(); self.a.extend(<value>)
child: Base.__init__(self)
child: object.__setattr__(self, 't', <value>) | super().__init__() | self.a = self.make(n)
child: self.a = [self.make(n) for _ in range(2)]
child: self.a = nn.Sequential(self.make(n), self.make(n)) | self.make(n); self.make(n)
child: for p in self.parameters():;    <each>
child: self.register_buffer('a', torch.zeros(2)); <alias> | for name, m in self.named_modules():;    <module>
child: return; self.t = <value>
child: x = nn.Linear(1, 1); x.bias = <value>; self.a = x | x = nn.Linear(1, 1); x.foo = <value>; self.a = x
child: if flag:;    return; self.t = <value>
childkey: a | keys | a.b | forward
dictkey: 'k' | 0 | 'keys' | n | (1, 2) | 'pop'
twice: x | nn.ReLU() | self.b | nn.Sequential(x)
inplace: self.a[0] = 1 | self.a.add_(1) | self.a.data.add_(1) | self.a += 1 | nn.init.zeros_(self.a) | fill(self.a)
inplace: self.a = 3
local: x += 1 | x.mul_(2) | x[0] = 1 | self.t = x * 2 | self.t = [x] | self.t = x | fill(x) | self.t = x.data
each: p.requires_grad = False | p.add_(1) | p.data.add_(1) | p.data = p
alias: self.t = self.a | self.t = [self.a] | self.t = self.a * 2 | self.a = 3 | self.a = None | self.t = self.a.shape
alias: self.a += 1
module: m.t = torch.zeros(2) | setattr(m, name, 3) | self.t = m | items = [m] | fill(m.weight) | m.weight.data.zero_()

use: self.a = nn.Linear(<any>, 2) | self.a = Child(<any>) | self.a = layer(<any>) | print(<any>)
use: if <any>:;    self.b = <plain> | assert <any>
use: x = <any> | for i in <any>:;    self.b = n | self.b = len(<any>) | self.b = cfg.get(<any>) | self.b = <any>.shape
use: x = <any>; y = x
use: x = <any>; self.a = nn.Linear(x, 1) | x = <plain>; self.b = x; x = <any> | self.b = <plain>; self.c = self.b * 2
use: self.b = same(<plain>)
use: x = <any>; self.b = double(x) | x = <any>; self.b = x.get(n) | self.b = <plain>; self.b = <plain>
use: self.a = None; self.a = <layer>
use: self.a = <layer>; if self.a is not None:;    self.b = <plain> | for i in range(n):;    x = <any>;    print(x)
use: self.b = ntuple(<plain>)
use: if flag:;    self.a = <layer>; else:;    self.a = <layer> | self.register_buffer('t', <tensor>)
use: self.t = <parameter> | x = <layer>; self.a = x
use: items = [<layer>, <layer>]; self.a = nn.Sequential(*items)
use: items = []; x = <layer>; items.append(x); self.a = nn.Sequential(*items)
use: items = []; for i in range(n):;    items.append(<layer>); self.a = nn.ModuleList(items)
use: self.a = nn.ModuleList(); self.a.append(<layer>)
use: self.a = <layer>; nn.init.zeros_(self.a.weight); self.a.weight.data.zero_() | x = <plain>; x += <plain>; self.b = x
use: self.a = nn.Sequential(<layer>, <layer>) | self.add_module('a', <layer>)
use: for i in range(n):;    self.add_module(f'a{i}', <layer>)
use: self.a = nn.Linear(n, n); self.b = self.a.in_features | def inner(v):;    return <any>; self.b = n
use: self.b = <plain>; self.b = self.b + 1
harmless: self.h# = nn.Linear(n, m) | self.h# = n | h# = n * 2 | self.register_buffer('h#', torch.zeros(n))
harmless: self.h# = ACTS['gelu']() | print(n)
harmless: self.h# = nn.Parameter(torch.zeros(n)) | self.h# = block(n) | assert n > 0 | self.h# = [n, m]
harmless: self.h# = cfg.h#
harmless: self.h# = nn.ModuleList([nn.Linear(n, n) for _ in range(m)])
harmless: self.h# = nn.Linear(n, n) if flag else nn.Identity()
bare: <set> | <register> | <collect> | <child> | 6* <use>
context: if flag: | if given is None: | if isinstance(given, nn.Module): | if isinstance(mask, Tensor):
context: for i in range(2): | for i in dims:
context: with torch.no_grad(): | while flag:

bases: 20* nn.Module | 4* Base | nn.Linear | Mixin, nn.Module | nn.Module, Mixin | nn.Sequential | Bad | Base, Mixin
super: 30* super().__init__() | super(Net, self).__init__() | nn.Module.__init__(self) | super().__init__(n)
super: super().__init__(n, layer=nn.Linear)
super: super().__init__([nn.ReLU()]) | super().__init__(torch.zeros(2)) | super().__init__(n, nn.Linear(1, 1))
arguments: n=2, m=3, flag=None, layer=nn.Linear, given=None, cfg=None, mask=None, dims=(1, 2)
arguments: n: int = 2, m: int = 3, flag: bool = False, layer: Callable = nn.Linear, <annotated>
arguments: n, m, flag, layer: Type[nn.Module], given, cfg, mask: Union[Tensor, None], dims
annotated: given: Optional[nn.Module] = None, cfg=None, mask: Opt[Tensor] = None, dims: List[int] = (1, 2)
make: return nn.Linear(n, n) | return n | self.made = nn.Linear(n, n); return self.made | return torch.zeros(n)
make: return [nn.Linear(n, n)]
make: layers = []; for _ in range(2):;    layers.append(nn.Linear(n, n)); return nn.Sequential(*layers)
header: def forward(self, v, n=2, flag=None, m=3, cfg=None, dims=(1,), mask=None, given=None, layer=None):
header: def make_extra(self, n):
header: def reset(self, n=1, m=1, flag=None, cfg=None, dims=(1,)): | @property;def t(self, n=2):
header: @property;def q(self, n=2): | def <name>(self, n=1):
result: self | None | n | <layer> | <tensor>
"""


def rules() -> dict[str, list[str]]:
    """The alternatives of each symbol, an alternative with a number before it so many times."""
    found: dict[str, list[str]] = {}
    for line in filter(None, GRAMMAR.splitlines()):
        symbol, _, right = line.partition(": ")
        for alternative in right.split(" | "):
            times = re.match(r"(\d+)\* ", alternative)
            text = alternative[times.end() if times else 0:]
            found.setdefault(symbol, []).extend([text] * (int(times[1]) if times else 1))
    return found


RULES = rules()
DEEPEST = 7


class Maker:
    """Draws one program."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def draw(self, symbol: str, depth: int = 0) -> str:
        """A text for a symbol; what is nested too deeply is an atom."""
        chosen = self.random.choice(RULES["atom" if symbol == "any" and depth > DEEPEST else symbol])
        drawn = re.sub("<([a-z]+)>", lambda match: self.draw(match[1], depth + 1), chosen)
        return drawn.replace("#", str(self.random.randrange(100)))

    def lines(self, symbol: str) -> list[str]:
        """The lines of a statement."""
        return self.draw(symbol).replace("; ", ";").split(";")

    def statement(self) -> list[str]:
        """A statement, which may stand in a branch or loop."""
        lines = self.lines("bare")
        return lines if self.random.random() < 0.7 else [self.draw("context"), *(f"    {line}" for line in lines)]

    def program(self) -> str:
        """A file with one class under test."""
        blocks = [self.lines("harmless") for _ in range(self.random.choice((0, 0, 1, 3)))]
        for _ in range(self.random.choice((1, 1, 1, 1, 2))):
            blocks.insert(self.random.randrange(len(blocks) + 1), self.statement())
        first = self.random.random() < 0.95
        blocks.insert(0 if first else self.random.randrange(len(blocks) + 1), [self.draw("super")])
        parts = [[f"def __init__(self, {self.draw('arguments')}):", "    x = y = items = None"],
                 [f"    {line}" for block in blocks for line in block],
                 ["def make(self, n):", *(f"    {line}" for line in self.lines("make"))]]
        if self.random.random() < 0.15:
            parts.insert(0, [f"{self.draw('name')} = {self.draw('value').replace('self.', 'nn.')}"])
        for _ in range(self.random.choice((0, 0, 1, 2))):
            lines = [*self.statement(), f"return {self.draw('result')}"]
            parts.append([*self.lines("header"), *(f"    {line}" for line in lines)])
        body = "".join(f"    {line}\n" for part in parts for line in part)
        return f"{HEAD}class Net({self.draw('bases')}):\n{body}"


def small_program(seed: int) -> str:
    """The program of a seed."""
    return Maker(seed).program()
