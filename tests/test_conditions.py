"""conditions.py: branches, by which findings a constructor with them gets.

In each body a plain tensor is assigned to `self.t` (TSM101 while it stays one) or a name is registered twice
(TSM201); whether the finding comes shows what the two conditions say of each other.
"""
from __future__ import annotations

import pytest

from flake8_torchstate.run import conditions
from flake8_torchstate.model.guards import ALWAYS, Literal
from flake8_torchstate.model.values import (
    Choice, Container, Entry, Module, NoneValue, Option, Plain, SelfValue, Tensor, Unknown, Value)
from tests.helpers import found_in

BARE = "TSM101 self.t = torch.zeros(1)"


def reached(test: str, arguments: str = "x, y, z", before: str = "") -> tuple[bool, bool]:
    """Whether the true and the false side of a test can be reached."""
    body = f"if {test}:\n    self.yes = torch.zeros(1)\nelse:\n    self.no = torch.zeros(1)\n"
    found = found_in(body, arguments, before)
    return "TSM101 self.yes = torch.zeros(1)" in found, "TSM101 self.no = torch.zeros(1)" in found


@pytest.mark.parametrize("test", [
    "True", "1", "'text'", "not False", "not None", "1 < 2", "2 > 1", "1 <= 1", "2 >= 1", "1 == 1", "1 != 2",
    "'a' in 'ab'", "'c' not in 'ab'",
    "1 in (1, 2)", "None is None", "[1]", "(0,)", "isinstance(torch.zeros(1), torch.Tensor)",
    "torch.is_tensor(torch.zeros(1))",
    "isinstance(nn.Linear(1, 1), nn.Module)", "True or x", "x or True", "isinstance(self, nn.Module)",
    "isinstance(nn.Parameter(torch.zeros(1)), nn.Parameter)", "torch.zeros(1) is not None", "nn.ReLU()",
    "1 < 2 and 2 < 3",
])
def test_certainly_true(test: str) -> None:
    assert reached(test) == (True, False)


@pytest.mark.parametrize("test", [
    "False", "None", "0", "''", "not True", "1 > 2", "1 == 2", "1 != 1", "'c' in 'ab'", "3 in [1, 2]",
    "torch.zeros(1) is None", "[]", "()", "{}",
    "isinstance(torch.zeros(1), nn.Module)", "isinstance(nn.Linear(1, 1), torch.Tensor)", "False and x",
    "x and False",
    "isinstance(torch.zeros(1), nn.Parameter)", "isinstance(3, torch.Tensor)", "None is not None",
])
def test_certainly_false(test: str) -> None:
    assert reached(test) == (False, True)


@pytest.mark.parametrize("test", [
    "x", "not x", "x == 1", "x is None", "x in (1, 2)", "x < 3", "1 < x < 3", "x and y", "x or y",
    "isinstance(x, torch.Tensor)", "x.flag",
    "x[0]", "len(x)", "f(x)", "torch.cuda.is_available()", "hasattr(x, 'y')", "x == y", "1 < 'a'", "[] < 3",
    "x is y", "(x and y) or z",
    "not (x and y)", "all(v for v in x)", "any(x)", "isinstance(x, nn.Module)",
    "isinstance(x, (list, tuple))", "nn.ModuleList(x)",
])
def test_not_known(test: str) -> None:
    assert reached(test) == (True, True)


@pytest.mark.parametrize("first, second", [
    ("x", "not x"),
    ("not x", "x"),
    ("x is None", "x is not None"),
    ("x is None", "not x is None"),
    ("x == 'a'", "x == 'b'"),
    ("x == 'a'", "x != 'a'"),
    ("'a' == x", "x == 'b'"),
    ("x < 3", "x >= 3"),
    ("x > 3", "x <= 3"),
    ("x in (1, 2)", "x not in (1, 2)"),
    ("x.mode == 'a'", "x.mode == 'b'"),
    ("x.mode", "not x.mode"),
    ("x['mode'] == 1", "x['mode'] == 2"),
    ("x and y", "not x"),
    ("x and y", "not (x and y)"),
    ("x or y", "not (x or y)"),
    ("x or y", "not x and not y"),
    ("not (x or y)", "x"),
    ("x == 'a' and y", "x == 'b' and y"),
    ("x is True", "x is False"),
    ("isinstance(x, Tensor)", "not isinstance(x, Tensor)"),
    ("len(x) == 1", "len(x) == 2"),
    ("bool(x)", "not x"),
])
def test_exclusive_conditions(first: str, second: str) -> None:
    """What one branch sets is never there when the other one registers it."""
    body = f"if {first}:\n    self.t = None\nif {second}:\n    self.register_buffer('t', torch.zeros(1))\n"
    assert found_in(body, "x, y") == []
    body = f"if {first}:\n    self.t = None\nelif {second}:\n    self.register_buffer('t', torch.zeros(1))\n"
    assert found_in(body, "x, y") == []


@pytest.mark.parametrize("first, second", [
    ("True", "x"),
    ("x", "x"),
    ("x == 'a'", "x == 'a'"),
    ("x and y", "x and y"),
    ("x is None", "x is None"),
    ("not x", "not x"),
    ("x", "x and y"),
    ("x == 'a'", "'a' == x"),
    ("x is not None", "x is not None and y"),
    ("not x is None", "x is not None"),
    ("x != 'a'", "not x == 'a'"),
])
def test_conditions_that_go_together(first: str, second: str) -> None:
    """What the first branch has set is certainly there in the second one."""
    body = f"if {first}:\n    self.t = None\nif {second}:\n    self.register_buffer('t', torch.zeros(1))\n"
    assert found_in(body, "x, y") == ["TSM201 self.register_buffer('t', torch.zeros(1))"]


@pytest.mark.parametrize("between", ["x = g()", "x = y", "x += 1", "(x := g())", "for x in y: pass"])
def test_a_changed_name_is_another_condition(between: str) -> None:
    """`if x: …` after x was assigned again says nothing of the first test."""
    body = f"if x:\n    self.t = None\n{between}\nif not x:\n    self.register_buffer('t', torch.zeros(1))\n"
    assert found_in(body, "x, y") == []


def test_a_truth_under_another_name() -> None:
    """`flag = not x` is true just where x isn't."""
    body = "flag = not x\nif x:\n    self.t = None\nif flag:\n    self.register_buffer('t', torch.zeros(1))\n"
    assert found_in(body, "x") == []
    assert found_in(body.replace("if x:", "if not x:"),
                    "x") == ["TSM201 self.register_buffer('t', torch.zeros(1))"]


@pytest.mark.parametrize("leave", ["return", "raise ValueError"])
def test_what_has_left(leave: str) -> None:
    body = f"if x:\n    self.t = None\n    {leave}\nself.register_buffer('t', torch.zeros(1))\n"
    assert found_in(body, "x") == []


def test_a_raise_leaves_nothing_behind() -> None:
    assert found_in("self.t = torch.zeros(1)\nif x:\n    raise ValueError\nself.t = None\n", "x") == []
    assert found_in("if x:\n    self.t = torch.zeros(1)\n    raise ValueError\n", "x") == []
    assert found_in("if x:\n    self.t = torch.zeros(1)\n    return\nself.t = None\n", "x") == [BARE]


# --- isinstance


@pytest.mark.parametrize("test", ["isinstance(x, torch.Tensor)", "isinstance(x, Tensor)",
                                  "torch.is_tensor(x)"])
def test_narrowed_to_a_tensor(test: str) -> None:
    assert found_in(f"if {test}:\n    self.t = x\nelse:\n    self.other = x\n", "x") == ["TSM101 self.t = x"]


def test_narrowed_to_a_module() -> None:
    body = "if isinstance(x, nn.Module):\n    self.layers = [x, x]\nelse:\n    self.other = [x, x]\n"
    assert found_in(body, "x") in (
        ["TSM105 self.layers = [x, x]"], ["TSM107 self.layers = [x, x]"])


def test_not_narrowed_by_other_types() -> None:
    assert found_in("if isinstance(x, (float, Tensor)):\n    self.t = x\n", "x") == []
    assert found_in("if isinstance(x, list):\n    self.t = x\n", "x") == []


def test_narrowed_by_leaving() -> None:
    assert found_in("if not isinstance(x, Tensor):\n    raise TypeError\nself.t = x\n",
                    "x") == ["TSM101 self.t = x"]
    assert found_in("if not isinstance(x, Tensor):\n    x = torch.tensor(x)\nself.t = x\n",
                    "x") == ["TSM101 self.t = x"]
    assert found_in("if isinstance(x, Tensor):\n    x = None\nself.t = x\n", "x") == []


def test_narrowed_by_an_assertion() -> None:
    assert found_in("assert isinstance(x, Tensor)\nself.t = x\n", "x") == ["TSM101 self.t = x"]


def test_narrowed_union() -> None:
    assert found_in("if isinstance(x, Tensor):\n    self.t = x\n",
                    "x: Union[Tensor, float]") == ["TSM101 self.t = x"]
    assert found_in("if isinstance(x, float):\n    self.t = x\n", "x: Union[Tensor, float]") == []


def test_narrowed_optional() -> None:
    """What is None on one side is a tensor on the other one."""
    assert found_in("if x is not None:\n    self.t = x\n",
                    "x: Optional[Tensor] = None") == ["TSM101 self.t = x"]
    assert found_in("if x is None:\n    self.t = x\n", "x: Optional[Tensor] = None") == []
    assert found_in("if x is None:\n    x = torch.ones(1)\nself.register_buffer('t', x)\n",
                    "x: Optional[Tensor] = None") == []
    assert found_in("self.t = x\nif x is not None:\n    self.register_buffer('u', x)\n",
                    "x: Optional[Tensor] = None") == [
        "TSM101 self.t = x"]


def test_optional_parameter() -> None:
    """A tensor argument may be a Parameter, which `isinstance` tells."""
    body = "if isinstance(x, nn.Parameter):\n    self.t = x\nelse:\n    self.register_buffer('t', x)\n"
    assert found_in(body, "x: Tensor") == []


# --- hasattr, names in __dict__, match, while, conditional expressions


@pytest.mark.parametrize("guard", ["hasattr(self, 't')", "'t' in self.__dict__",
                                   "not not hasattr(self, 't')"])
def test_has_self(guard: str) -> None:
    assert found_in(f"self.t = None\nif not {guard}:\n    self.register_buffer('t', torch.zeros(1))\n") == []
    body = f"self.t = None\nif {guard}:\n    del self.t\nself.register_buffer('t', torch.zeros(1))\n"
    assert found_in(body) == []


def test_match() -> None:
    body = """
        match x:
            case "a":
                self.t = None
            case "b":
                self.register_buffer("t", torch.zeros(1))
            case _:
                self.t = torch.zeros(1)
    """
    assert found_in(body, "x") == [BARE]


def test_while() -> None:
    assert found_in("while False:\n    self.t = torch.zeros(1)\n") == []
    assert found_in("while x:\n    self.t = torch.zeros(1)\n    break\n", "x") == [BARE]


def test_conditional_expression() -> None:
    assert found_in("self.t = torch.zeros(1) if x else None\n",
                    "x") == ["TSM101 self.t = torch.zeros(1) if x else None"]
    assert found_in("self.t = torch.zeros(1) if False else None\n") == []
    assert found_in("self.t = None if True else torch.zeros(1)\n") == []
    assert found_in("self.t = x or torch.zeros(1)\n", "x=None") == ["TSM101 self.t = x or torch.zeros(1)"]
    assert found_in("self.t = x and torch.zeros(1)\n", "x") == ["TSM101 self.t = x and torch.zeros(1)"]
    assert found_in("self.t = None and torch.zeros(1)\n") == []


def test_constants_of_the_file() -> None:
    assert reached("FLAG", before="FLAG = False\n\n\n") in ((False, True), (True, True))
    assert reached("typing.TYPE_CHECKING", before="import typing\n\n\n")[1]


@pytest.mark.parametrize("body", [
    "if x:\n    self.t = None\nelse:\n    self.t = 3\nself.register_buffer('t', torch.zeros(1))\n",
    "if not isinstance(x, Tensor):\n    x = torch.tensor(x)\nself.t = x\n",
    "self.t = torch.arange(3) if x else torch.rand(3)\n",
])
def test_one_mistake_is_said_once(body: str) -> None:
    """Several ways to one mistake on one line are one finding."""
    assert len(found_in(body, "x")) == 1


# --- the functions themselves


@pytest.mark.parametrize("value, yes, no", [
    (NoneValue(), False, True),
    (Plain(0), False, True),
    (Plain(2), True, False),
    (Plain(), True, True),
    (Unknown(), True, True),
    (Tensor(), True, True),
    (Module(), True, True),
    (SelfValue(), True, False),
    (Container(), False, True),
    (Container(entries=[Entry(Plain(0))]), True, False),
    (Container(exact=False), True, True),
    (Choice((Option(ALWAYS, NoneValue()), Option(ALWAYS, Plain(0)))), False, True),
    (Choice((Option(frozenset([Literal("a")]), NoneValue()),
             Option(frozenset([Literal("a").negated()]), Plain(1)))), True, True),
])
def test_truth(value: Value, yes: bool, no: bool) -> None:
    sides = conditions.truth(value)
    assert (sides[0] is not None, sides[1] is not None) == (yes, no)


def test_truth_of_one_value_is_one_literal() -> None:
    """The same unknown gives the same literal wherever it's tested, another one another."""
    value = Unknown()
    assert conditions.truth(value) == conditions.truth(value) != conditions.truth(Unknown())


def test_truth_value() -> None:
    literal = frozenset([Literal("a")])
    other = frozenset([Literal("a").negated()])
    assert conditions.truth_value(literal, None).constant is True
    assert conditions.truth_value(None, literal).constant is False
    assert conditions.truth(conditions.truth_value(literal, other)) == (literal, other)
