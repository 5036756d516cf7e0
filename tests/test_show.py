"""The state table: what each name is, whether it's saved, moved, trained, and where it comes from."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from flake8_torchstate.command.cli import main
from flake8_torchstate.command.show import LEGEND, parted, rendered
from flake8_torchstate.command.table import Row, Table
from tests.helpers import module_text, tables_of_text

ANSWERS = {True: "yes", False: "no", None: "?"}


def table(text: str, name: str = "M") -> Table:
    """The table of one class of a text."""
    return next(found for found in tables_of_text(text) if found.name == name)


def rows_of(body: str, arguments: str = "", before: str = "") -> list[str]:
    """The rows that a constructor with this body leaves, each in one line."""
    return [described(row) for row in table(module_text(body, arguments, before)).rows]


def described(row: Row) -> str:
    """name what: saved moved trained."""
    mark = " *" if row.conditional else ""
    return f"{row.name}{mark} {row.what}: {ANSWERS[row.saved]} {ANSWERS[row.moved]} {ANSWERS[row.trained]}"


# --- what a name is


@pytest.mark.parametrize(("body", "rows"), [
    ("self.w = nn.Parameter(torch.ones(2))", ["w parameter: yes yes yes"]),
    ("self.w = nn.Parameter(torch.ones(2), requires_grad=False)", ["w parameter, frozen: yes yes no"]),
    ("self.w = nn.Parameter(torch.ones(2), requires_grad=x)", ["w parameter: yes yes ?"]),
    ("self.register_parameter('w', None)", ["w None, kept for a parameter: no no no"]),
    ("self.register_buffer('b', torch.ones(2))", ["b buffer: yes yes no"]),
    ("self.register_buffer('b', torch.ones(2), persistent=False)", ["b buffer, not persistent: no yes no"]),
    ("self.register_buffer('b', torch.ones(2), False)", ["b buffer, not persistent: no yes no"]),
    ("self.register_buffer('b', torch.ones(2), persistent=x)", ["b buffer: ? yes no"]),
    ("self.register_buffer('b', torch.ones(2), **x)", ["b buffer: ? yes no"]),
    ("self.register_buffer('b', None)", ["b None, kept for a buffer: no no no"]),
    ("self.register_buffer('b', x)", ["b buffer or None: ? ? no"]),
    ("self.b = nn.Buffer(torch.ones(2), persistent=False)", ["b buffer, not persistent: no yes no"]),
    ("self.register_buffer('b', torch.ones(2), persistent=False)\nself.b = torch.zeros(2)", ["b buffer, not persistent: no yes no"]),
    ("self.l = nn.Linear(2, 2)", ["l nn.Linear: yes yes yes"]),
    ("self.l = nn.ReLU()", ["l nn.ReLU: no no no"]),
    ("self.l = nn.CrossEntropyLoss(weight=torch.ones(2))", ["l nn.CrossEntropyLoss: yes yes no"]),
    ("self.t = torch.ones(2)", ["t tensor: no no no"]),
    ("self.t = nn.Parameter(torch.ones(2)) * 2", ["t tensor that requires grad: no no no"]),
    ("self.register_buffer('b', torch.ones(2))\nself.t = self.b", ["b buffer: yes yes no", "t tensor, the same as buffer 'b': no no no"]),
    ("self.x = x", ["x ?: ? ? ?"]),
    ("self.n = 3\nself.s = 'a'\nself.o = None", ["n int: no no no", "s str: no no no", "o None: no no no"]),
    ("self.ts = [torch.ones(1), 2]", ["ts list of tensors: no no no"]),
    ("self.ms = {'a': nn.Linear(2, 2)}", ["ms dict of nn.Linear: no no no"]),
    ("self.ms = [nn.ReLU()]", ["ms list of nn.ReLU: no no no"]),
    ("self.l = nn.Linear(2, 2)\nself.ms = [self.l, self.l]", ["l nn.Linear: yes yes yes", "ms list of nn.Linear, registered elsewhere: no no no"]),
    ("self.xs = [x]", ["xs list of ?: ? ? ?"]),
    ("self.w = nn.Parameter(torch.ones(2))\ndel self.w", []),
])
def test_kinds(body: str, rows: list[str]) -> None:
    assert rows_of(body, "x") == rows


def test_arguments_that_may_be_parameters() -> None:
    assert rows_of("self.t = x", "x: Tensor") == ["t tensor or parameter, an argument: ? ? ?"]
    assert rows_of("self.m = x", "x: nn.Module") == ["m nn.Module: ? ? ?"]


def test_containers_of_modules_show_their_items() -> None:
    assert rows_of("self.ms = nn.ModuleList([nn.Linear(2, 2), nn.ReLU()])") == [
        "ms nn.ModuleList of 2: yes yes yes", "ms.0 nn.Linear: yes yes yes", "ms.1 nn.ReLU: no no no"]
    assert rows_of("self.ms = nn.ModuleList([nn.Sequential(nn.Linear(2, 2)) for _ in range(n)])", "n") == [
        "ms nn.ModuleList: yes yes yes", "ms.{i} nn.Sequential of 1: yes yes yes", "ms.{i}.0 nn.Linear: yes yes yes"]
    assert rows_of("self.ms = nn.ModuleDict({'a': nn.Linear(2, 2)})")[1:] == ["ms.a nn.Linear: yes yes yes"]
    assert rows_of("self.ps = nn.ParameterList([nn.Parameter(torch.ones(1), requires_grad=False)])") == [
        "ps nn.ParameterList of 1: yes yes no", "ps.0 parameter, frozen: yes yes no"]
    assert rows_of("self.ms = nn.ModuleList(x)", "x") == ["ms nn.ModuleList: ? ? ?", "ms.{i} ?: ? ? ?"]
    assert rows_of("self.ms = nn.ModuleList()") == ["ms nn.ModuleList of 0: no no no"]


def test_names_with_unknown_parts() -> None:
    body = "for i in range(n):\n    self.add_module(f'layer{i}', nn.Linear(2, 2))\n    setattr(self, f't{i}_x', torch.ones(1))\n"
    assert rows_of(body, "n") == ["layer{i} nn.Linear: yes yes yes", "t{i}_x tensor: no no no"]


def test_conditions() -> None:
    assert rows_of("if a:\n    self.w = nn.Parameter(torch.ones(1))", "a") == ["w * parameter: yes yes yes"]
    assert rows_of("if a:\n    self.w = nn.Parameter(torch.ones(1))\nelse:\n    self.register_buffer('w', torch.ones(1))", "a") == [
        "w * parameter: yes yes yes", "w * buffer: yes yes no"]
    assert rows_of("if not a:\n    raise ValueError\nself.w = nn.Parameter(torch.ones(1))", "a") == ["w parameter: yes yes yes"]


def test_what_is_frozen() -> None:
    """By name for sure; in a branch or a loop it isn't known any more."""
    layers = "self.a = nn.Linear(2, 2)\nself.w = nn.Parameter(torch.ones(1))\n"
    assert rows_of(f"{layers}self.w.requires_grad = False") == ["a nn.Linear: yes yes yes", "w parameter, frozen: yes yes no"]
    assert rows_of(f"{layers}self.a.requires_grad_(False)") == ["a nn.Linear: yes yes ?", "w parameter: yes yes yes"]
    assert rows_of(f"{layers}self.a.weight.requires_grad = False")[0] == "a nn.Linear: yes yes ?"
    assert rows_of(f"{layers}if x:\n    self.w.requires_grad = False", "x") == ["a nn.Linear: yes yes yes", "w parameter: yes yes ?"]
    loop = "for p in self.parameters():\n    p.requires_grad = False"
    assert rows_of(layers + loop) == ["a nn.Linear: yes yes ?", "w parameter: yes yes ?"]


def test_modules_of_the_same_file() -> None:
    before = ("class Inner(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
              "        self.register_buffer('b', torch.ones(1), persistent=False)\n")
    assert rows_of("self.inner = Inner()", before=before) == ["inner Inner: no yes no"]


def test_own_movers_and_setattr() -> None:
    text = module_text("self.t = torch.ones(1)") + "\n    def _apply(self, fn):\n        self.t = fn(self.t)\n        return super()._apply(fn)\n"
    assert [described(row) for row in table(text).rows] == ["t tensor: no ? no"]
    text = module_text("self.t = torch.ones(1)") + "\n    def __setattr__(self, name, value):\n        pass\n"
    assert [described(row) for row in table(text).rows] == ["t ?: ? ? ?"]
    assert table(text).notes == ["its own __setattr__ decides where names go"]


def test_class_bodies_and_shadows() -> None:
    text = ("import torch\nfrom torch import nn\n\n\nclass M(nn.Module):\n    floor = torch.zeros(1)\n    layer = nn.Linear(2, 2)\n"
            "    def __init__(self):\n        super().__init__()\n        self.encode = nn.Linear(2, 2)\n\n    def encode(self):\n        pass\n")
    assert [described(row) for row in table(text).rows] == [
        "encode nn.Linear, hidden by a method: yes yes yes", "floor tensor, of the class itself: no no no",
        "layer nn.Linear, of the class itself: no no no"]


def test_what_construction_runs_into() -> None:
    shown = table(module_text("self.x = None\nself.register_buffer('x', torch.ones(1))"))
    assert shown.notes == ["line 10 raises KeyError: attribute 'x' already exists"]
    text = "from torch import nn\n\n\nclass M(nn.Module):\n    def __init__(self):\n        self.fc = nn.Linear(2, 2)\n"
    assert table(text).notes == ["line 6 raises AttributeError: cannot assign module before Module.__init__() call"]
    assert [row.what for row in table(text).rows] == ["nn.Linear, not registered"]


def test_class_bodies_hold_constants() -> None:
    """Classes, numbers and layers without state in the class body are nothing to lose."""
    text = ("import torch\nfrom torch import nn\n\n\nclass M(nn.Module):\n    types = {'relu': nn.ReLU}\n    sizes = [1, 2]\n"
            "    made = {'relu': nn.ReLU()}\n    relu = nn.ReLU()\n    heads = {'out': nn.Linear(2, 2)}\n")
    assert {row.name: row.kind for row in table(text).rows} == {
        "types": "plain", "sizes": "plain", "made": "plain", "relu": "plain", "heads": "container"}


def test_what_a_decorator_may_set() -> None:
    text = ("from torch import nn\nfrom somewhere import made_once\n\n\nclass M(nn.Module):\n    def __init__(self):\n"
            "        super().__init__()\n        self.head = None\n        self.other = None\n\n    @made_once('head')\n"
            "    def make(self):\n        return nn.Linear(2, 2)\n")
    assert [described(row) for row in table(text).rows] == ["head ?: ? ? ?", "other None: no no no"]


@pytest.mark.parametrize(("body", "row", "note"), [
    ("self.d = nn.ModuleDict({'a.b': nn.Linear(2, 2)})", "d.a.b nn.Linear, not registered: ? ? ?",
     'line 9 raises KeyError: module name can\'t contain ".", got: a.b'),
    ("self.p = nn.Parameter(torch.arange(3))", "p parameter, not registered: ? ? ?",
     "line 9 raises RuntimeError: only tensors of floating point can require gradients"),
])
def test_registrations_that_raise(body: str, row: str, note: str) -> None:
    shown = table(module_text(body))
    assert (described(shown.rows[-1]), shown.notes) == (row, [note])


def test_integer_parameters_without_gradients() -> None:
    assert rows_of("self.p = nn.Parameter(torch.arange(3), requires_grad=False)") == ["p parameter, frozen: yes yes no"]


def test_a_container_that_its_own_constructor_fills() -> None:
    text = ("from torch import nn\n\n\nclass M(nn.{}):\n    def __init__(self, n):\n        layers = [nn.Linear(n, n), nn.ReLU()]\n"
            "        super().__init__({})\n")
    rows = ["0 nn.Linear: yes yes yes", "1 nn.ReLU: no no no"]
    for base, given in (("Sequential", "*layers"), ("Sequential", "nn.Linear(n, n), nn.ReLU()"), ("ModuleList", "layers")):
        assert [described(row) for row in table(text.format(base, given)).rows] == rows
    named = table(text.format("ModuleDict", "{'a': nn.Linear(n, n)}"))
    assert [described(row) for row in named.rows] == ["a nn.Linear: yes yes yes"]


@pytest.mark.parametrize(("layer", "answers"), [
    ("nn.LayerNorm(4, elementwise_affine=x)", "? ? ?"),
    ("nn.LayerNorm(4, 1e-5, x)", "? ? ?"),
    ("nn.LayerNorm(4, elementwise_affine=False)", "no no no"),
    ("nn.LayerNorm(4, elementwise_affine=True, bias=x)", "yes yes yes"),
    ("nn.InstanceNorm2d(4, affine=x)", "? ? ?"),
    ("nn.Linear(4, 4, bias=x)", "yes yes yes"),
    ("torch.ao.nn.quantized.FloatFunctional()", "no no no"),
])
def test_layers_that_hang_on_their_arguments(layer: str, answers: str) -> None:
    [row] = rows_of(f"self.l = {layer}", "x")
    assert row.endswith(f": {answers}")


def test_a_class_that_is_a_container_as_a_part() -> None:
    """What its constructor gets is known wherever the class is used; of arguments that anybody may give nothing is."""
    text = ("from torch import nn\n\n\nclass Inner(nn.Sequential):\n    def __init__(self, n):\n        super().__init__(nn.Linear(n, n))\n\n\n"
            "class Open(nn.Sequential):\n    pass\n\n\nclass M(nn.Module):\n    def __init__(self, n, given: nn.Module, one: Inner):\n"
            "        super().__init__()\n        self.a = Inner(n)\n        self.b = Open()\n        self.c = given\n        self.d = one\n")
    assert [described(row) for row in table(text).rows] == [
        "a Inner: yes yes yes", "b Open: ? ? ?", "c nn.Module: ? ? ?", "d Inner: yes yes yes"]
    assert [described(row) for row in table(text, "Open").rows] == ["{i} submodule or None: ? ? ?"]


@pytest.mark.parametrize(("arguments", "given", "row"), [
    ("bias: bool", "bias=bias", "bias parameter or None: ? ? ?"), ("*args", "*args", "bias parameter or None: ? ? ?"),
    ("**more", "**more", "bias parameter or None: ? ? ?"), ("n", "", "bias parameter: yes yes yes"), ("n", "bias=True", "bias parameter: yes yes yes"),
])
def test_flags_of_a_base_of_torch(arguments: str, given: str, row: str) -> None:
    text = f"from torch import nn\n\n\nclass M(nn.Linear):\n    def __init__(self, {arguments}):\n        super().__init__(2, 2, {given})\n"
    assert [described(row) for row in table(text).rows] == ["weight parameter: yes yes yes", row]


def test_a_name_that_few_of_many_ways_set() -> None:
    """Where there are too many ways to keep them apart, it's still known that one doesn't set it."""
    checks = "".join(f"if len(a) != len(b{i}):\n    raise ValueError\n" for i in range(9))
    checks += "".join(f"if c{i}:\n    self.k = {i}\nelif d{i}:\n    raise ValueError\n" for i in range(4))
    names = ", ".join(["a", *(f"{letter}{i}" for letter in "bcd" for i in range(9)), "e=None"])
    assert "l * nn.Linear: yes yes yes" in rows_of(f"{checks}if e is not None:\n    self.l = nn.Linear(2, 2)", names)


PLAIN = """\
from torch import nn
import math


def scaled(width, name):
    return math.sqrt(width), name == "a"


class Inner(nn.Module):
    def __init__(self, dim, norm):
        super().__init__()
        self.fc, self.norm = nn.Linear(dim, dim), norm


class M(nn.Module):
    def __init__(self, size, heads, other, rate=0.5, act=None, kind="mean", config=None, kernel=(3, 3), hint: "int | None" = None,
                 sizes: "tuple[int, ...]" = (), changed=1, passed=3, mode=None, low=0, norm=None):
        super().__init__()
        changed = other(changed)
        per_head = size // heads
        if mode in ("a", "b") and low > 3:
            raise ValueError
        scaled(passed, kind)
        self.inner = [Inner(dim, norm) for dim in range(size)] and nn.ModuleList([Inner(config.width, norm)])
        self.%s
"""


@pytest.mark.parametrize(("line", "plain"), [
    ("x = size", True), ("x = heads", True), ("x = rate", True), ("x = kind", True), ("x = kernel", True), ("x = hint", True), ("x = sizes", True),
    ("x = mode", True), ("x = low", True), ("x = passed", True), ("x = per_head ** -0.5", True), ("x = (size, kernel[0])", True),
    ("x = [i * 2 for i in range(size)]", True), ("x = f'{other}'", True), ("x = not other", True), ("x = other is None", True),
    ("x = len(other)", True), ("x = size if other else rate", True), ("x = max(size, 3)", True), ("x = kind.upper()", True),
    ("x = '%%d' %% size", True), ("x = dict(a=size)", True), ("x = config.width", True), ("x = {'a': (size, None)}", True),
    ("x = other", False), ("x = act", False), ("x = config", False), ("x = changed", False), ("x = norm", False), ("x = other(size)", False),
    ("x = (size, other)", False), ("x = size if rate else other", False), ("x = config.other", False), ("x = other or size", False),
    ("x = other * size", False), ("x = size == other", True), ("x = [other]", False),
])
def test_plain_values_by_their_use(line: str, plain: bool) -> None:
    """What is a number, a text or made of such; what may be a Module or a tensor isn't known."""
    found = [row for row in table(PLAIN % line.replace("%%", "%")).rows if row.name == "x"]
    assert found and all(row.kind == "plain" for row in found) is plain


def test_plain_values_that_a_setter_may_take() -> None:
    """A property of the name, or what a decorator sets, isn't told by what is assigned; a list under an own `__setattr__` may be filled."""
    text = module_text("self.a = n\nself.b = n\nself.c = []\nself.d = range(n)", "n") + (
        "\n    @property\n    def a(self):\n        return 1\n\n    @a.setter\n    def a(self, value):\n        self._a = value\n"
        "\n    def __setattr__(self, name, value):\n        super().__setattr__(name, value)\n")
    kinds = {row.name: row.kind for row in table(text).rows}
    assert kinds["b"] == kinds["d"] == "plain" and kinds["c"] == "unknown"


def test_conditional_children() -> None:
    """What only some ways through the constructor add is marked, and the container isn't counted."""
    body = "self.ms = nn.ModuleList([nn.Linear(2, 2)])\nif x:\n    self.ms.append(nn.ReLU())"
    assert rows_of(body, "x") == ["ms nn.ModuleList: yes yes yes", "ms.0 nn.Linear: yes yes yes", "ms.1 * nn.ReLU: no no no"]
    body = "self.ms = nn.ModuleDict()\nif x:\n    self.ms['a'] = nn.Linear(2, 2)"
    assert rows_of(body, "x") == ["ms nn.ModuleDict: ? ? ?", "ms.a * nn.Linear: yes yes yes"]
    body = "if x:\n    self.ms = nn.ModuleList()\n    self.ms.append(nn.Linear(2, 2))"
    assert rows_of(body, "x") == ["ms * nn.ModuleList of 1: yes yes yes", "ms.0 * nn.Linear: yes yes yes"]


def test_used_by() -> None:
    """Where methods use what is lost, and how; nothing is said where that can't be told."""
    body = ("self.a = torch.ones(2)\nself.b = torch.ones(2)\nself.c = torch.tensor(2)\nself.d = torch.zeros(1)\n"
            "self.e = torch.zeros(1)\nself.f = [torch.zeros(1)]\nself.g = torch.zeros(1)\nself.h = 1")
    text = module_text(body) + (
        "\n    def forward(self, x):\n        x = x * self.a\n        x = x * self.b.to(x.device)\n        x = x * int(self.c)\n"
        "        self.d = x\n        return [x * f for f in self.f], unknown(self.g)\n")
    assert {row.name: row.used for row in table(text).rows} == {
        "a": "forward, line 18", "b": "forward, line 19: copied to the device", "c": "forward, line 20: as numbers",
        "d": "forward, line 21: replaced first", "e": "no method", "f": "forward, line 22", "g": "forward, line 22", "h": ""}
    assert "used by" in rendered(table(text), 120, False) and "used by" not in rendered(table(module_text(body)), 120, False)


# --- where it comes from


def test_origin() -> None:
    text = ("import torch\nfrom torch import nn\n\n\ndef fill(m):\n    m.z = torch.ones(1)\n\n\nclass Base(nn.Module):\n"
            "    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(2, 2)\n        self.build()\n\n    def build(self):\n"
            "        self.b = nn.Linear(2, 2)\n\n\nclass M(Base):\n    def __init__(self):\n        super().__init__()\n        fill(self)\n\n"
            "    def build(self):\n        self.b = nn.ReLU()\n")
    assert [(row.name, row.origin, row.line) for row in table(text).rows] == [("a", "Base", 12), ("b", "", 25), ("z", "fill()", 6)]


def test_bases_of_torch() -> None:
    text = "from torch import nn\n\n\nclass M(nn.Linear):\n    def __init__(self):\n        super().__init__(2, 2, bias=False)\n"
    assert [(described(row), row.origin, row.line) for row in table(text).rows] == [
        ("weight parameter: yes yes yes", "nn.Linear", None), ("bias parameter or None: ? ? ?", "nn.Linear", None)]


def test_bases_of_other_files(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "base.py").write_text("from torch import nn\nclass Base(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
                                      "        self.stem = nn.Linear(2, 2)\n")
    path = tmp_path / "net.py"
    path.write_text("from base import Base\n\nclass Net(Base):\n    pass\n")
    assert main(["show", "--isolated", "--output-format", "json", f"{path}:Net"]) == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["class"], shown["bases"], shown["line"], shown["notes"]) == ("Net", "Base", 3, [])
    assert shown["rows"] == [{"name": "stem", "kind": "submodule", "what": "nn.Linear", "in_state_dict": True, "moved_by_to": True,
                              "trained": True, "line": 5, "path": str(tmp_path / "base.py"), "from": "Base", "conditional": False, "used_by": ""}]
    monkeypatch.chdir(tmp_path)
    assert main(["show", "--isolated", "net.py:Net"]) == 0
    assert "from: Base in base.py\n" in capsys.readouterr().out


def test_unknown_bases_are_said() -> None:
    text = ("from nowhere import Other\nfrom torch import nn\n\n\nclass M(Other, nn.Module):\n    def __init__(self):\n"
            "        super().__init__()\n        self.fc = nn.Linear(2, 2)\n")
    assert table(text).notes == ["there may be more names: nowhere.Other may add some"]


# --- the text


TABLE = Table("Net", "nn.Module", "net.py", 3, [
    Row("weight", "parameter", "parameter", True, True, None, 7, "net.py"),
    Row("a_rather_long_name_of_a_tensor_{i}", "tensor", "tensor, the same as buffer 'running_mean'", False, False, False, 112, "net.py", "Base"),
    Row("eps", "plain", "float", False, False, False, 9, "net.py", conditional=True),
    Row("norm", "submodule", "nn.LayerNorm", True, True, True, 10, "net.py", conditional=True),
    Row("norm", "submodule", "nn.LayerNorm", True, True, True, 11, "net.py", conditional=True),
    Row("norm", "plain", "None", False, False, False, 12, "net.py", conditional=True),
    Row("config", "unknown", "?", None, None, None, 13, "net.py"),
], ["line 9 raises KeyError: attribute 'x' already exists"])


def test_text() -> None:
    """A line for what has state or may lose it; of the rest the names."""
    assert rendered(TABLE, 120, colour=False) == """\
Net(nn.Module)  net.py:3

name                                what it is                                 line  state_dict  .to()  trained  from
weight                              parameter                                     7  yes         yes    ?
a_rather_long_name_of_a_tensor_{i}  tensor, the same as buffer 'running_mean'   112  no          no     no       Base
norm *                              nn.LayerNorm                                 10  yes         yes    yes
norm *                              None                                         12  -           -      -
plain values: eps
not known: config
! line 9 raises KeyError: attribute 'x' already exists"""


def test_text_fits_80_columns() -> None:
    text = rendered(TABLE, 80, colour=False)
    assert text == """\
Net(nn.Module)  net.py:3

name                 what it is           line  state_dict  .to()  trained  from
weight               parameter               7  yes         yes    ?
a_rather_long_name_  tensor, the same as   112  no          no     no       Base
of_a_tensor_{i}      buffer
                     'running_mean'
norm *               nn.LayerNorm           10  yes         yes    yes
norm *               None                   12  -           -      -
plain values: eps
not known: config
! line 9 raises KeyError: attribute 'x' already exists"""
    assert max(map(len, text.splitlines())) <= 80 and len(LEGEND) <= 80


def test_text_of_bases_in_other_files() -> None:
    row = Row("stem", "submodule", "nn.Linear", True, True, True, 5, "lib/base.py", "Base")
    assert rendered(Table("Net", "Base", "net.py", 3, [row]), 80, colour=False).splitlines()[-2:] == [
        "stem  nn.Linear      5  yes         yes    yes      Base", "from: Base in lib/base.py"]
    assert rendered(Table("Net", "Base", "net.py", 3), 80, colour=False) == "Net(Base)  net.py:3\n\nnothing of its own"


def test_colour() -> None:
    """Red for what is lost, green for what isn't, yellow for what isn't known; without colours, no codes."""
    text = rendered(TABLE, 120, colour=True)
    assert "\033[32myes" in text and "\033[31mno" in text and "\033[33m?" in text and "\033[2mplain values: eps" in text
    assert "\033" not in rendered(TABLE, 120, colour=False)


# --- the command


def test_targets(tmp_path: Path) -> None:
    assert parted("a.py") == ("a.py", None)
    assert parted("a.py:Net") == ("a.py", "Net")
    assert parted("C:\\a.py") == ("C:\\a.py", None)
    odd = tmp_path / "a:b"
    odd.write_text("")
    assert parted(str(odd)) == (str(odd), None)


def test_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.py").write_text(module_text("self.x = torch.ones(1)").replace("class M", f"class {name.upper()}"))
    (tmp_path / "empty.py").write_text("")
    assert main(["show", "--isolated", str(tmp_path)]) == 0
    assert [line.partition("(")[0] for line in capsys.readouterr().out.splitlines() if "(nn.Module)" in line] == ["A", "B"]


@pytest.mark.parametrize(("target", "message"), [
    ("net.py:Nett", "net.py: error: no Module class is called 'Nett' (did you mean Net?)\n"),
    ("net.py:Zebra", "net.py: error: no Module class is called 'Zebra'; there are Net\n"),
    ("plain.py", "plain.py: error: no class in here is an nn.Module\n"),
    ("none.py", "none.py: error: can't be read: No such file or directory\n"),
    ("broken.py", "broken.py:1:7: error: not valid Python: invalid syntax\n"),
    ("long.py:Net", "long.py:5:1: error: class 'Net' can't be shown: its construction takes more than 20000 steps to follow\n"),
])
def test_what_cannot_be_shown(target: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.py").write_text(module_text("self.x = 1").replace("class M", "class Net"))
    Path("plain.py").write_text("x = 1\n")
    Path("broken.py").write_text("def f(:\n")
    lines = "        self.x = f(1)\n" * 10_000
    Path("long.py").write_text(f"from torch import nn\n\n\n\nclass Net(nn.Module):\n    def __init__(self):\n{lines}")
    assert main(["show", "--isolated", target]) == 2
    read = capsys.readouterr()
    assert (read.out, read.err) == ("", message)


def test_no_target(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show"]) == 2
    assert capsys.readouterr().err == "flake8-torchstate: error: show: which file? PATH or PATH:CLASS\n"
