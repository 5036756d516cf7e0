"""classes.py: bases, method resolution order, and what counts as an nn.Module."""
from __future__ import annotations

import builtins
import itertools
from collections import Counter
from typing import Any

import pytest

from flake8_torchstate.code import order as order_module
from flake8_torchstate.code.classes import ClassInfo, canonical, classes_of, is_module_path, is_transparent
from tests.helpers import class_of, dedent, scope_of

TORCH = "import torch\nfrom torch import nn\n"


def order(text: str, name: str) -> list[str | None]:
    """The names of a class's MRO."""
    return [c.name if isinstance(c, ClassInfo) else c for c in class_of(text, name).mro]


def test_module() -> None:
    info = class_of(TORCH + "class A(nn.Module): pass\n", "A")
    assert info.is_module and not info.has_unknown_base
    assert info.mro == [info, "torch.nn.Module"]
    assert info.family == [info]


@pytest.mark.parametrize("imports, base", [
    ("import torch", "torch.nn.Module"),
    ("import torch.nn", "torch.nn.Module"),
    ("import torch as th", "th.nn.Module"),
    ("from torch.nn import Module as M", "M"),
    ("from torch.nn.modules import Module", "Module"),
    ("from torch.nn.modules.module import Module", "Module"),
    ("from torch.nn import *", "Module"),
    ("from torch import nn", "nn.Linear"),
    ("from torch import nn", "nn.modules.conv.Conv2d"),
    ("from torch import nn\nBase = nn.Module", "Base"),
    ("from torch import nn", "nn.Module, metaclass=abc.ABCMeta"),
    ("from torch import nn\nfrom typing import Generic", "nn.Module, Generic[int]"),
    ("import lightning as L", "L.LightningModule"),
    ("from transformers import PreTrainedModel", "PreTrainedModel"),
    ("from torch_geometric.nn import MessagePassing", "MessagePassing"),
    ("if 1:\n    from torch import nn\nelse:\n    nn = None", "nn.Module"),
    ("try:\n    from torch import nn\nexcept ImportError:\n    pass", "nn.Module"),
])
def test_is_module(imports: str, base: str) -> None:
    assert class_of(f"{imports}\nclass A({base}): pass\n", "A").is_module


@pytest.mark.parametrize("imports, base", [
    ("", "object"),
    ("import flax.linen as nn", "nn.Module"),
    ("import haiku as nn", "nn.Module"),
    ("from torch.utils.data import Dataset", "Dataset"),
    ("from torch import Tensor", "Tensor"),
    ("import torch", "torch.nn.Parameter"),
    ("import torch", "torch.optim.Optimizer"),
    ("import torch", "torch.autograd.Function"),
    ("", "Module"),
    ("", "make_base()"),
    ("", "*bases"),
])
def test_is_no_module(imports: str, base: str) -> None:
    assert not class_of(f"{imports}\nclass A({base}): pass\n", "A").is_module


def test_no_bases() -> None:
    info = class_of("class A: pass\n", "A")
    assert info.mro == [info] and not info.is_module and not info.has_unknown_base


@pytest.mark.parametrize("base, unknown", [
    ("nn.Module", False),
    ("nn.Linear", False),
    ("nn.Module, object", False),
    ("nn.Module, abc.ABC", False),
    ("Generic[T], nn.Module", False),
    ("nn.Module, Mixin", True),
    ("nn.Module, make()", True),
    ("lightning.LightningModule", True),
    ("nn.Module, Local", False),
    ("nn.Module, *others", False),
])
def test_unknown_bases(base: str, unknown: bool) -> None:
    imports = "import abc, lightning\nfrom typing import Generic\nfrom x import Mixin\n"
    text = f"{TORCH}{imports}class Local: pass\nclass A({base}): pass\n"
    assert class_of(text, "A").has_unknown_base is unknown


def test_chain() -> None:
    text = TORCH + "class A(nn.Module): pass\nclass B(A): pass\nclass C(B): pass\n"
    assert order(text, "C") == ["C", "B", "A", "torch.nn.Module"]


def test_torch_base_ends_in_module() -> None:
    assert order(TORCH + "class A(nn.Linear): pass\n", "A") == ["A", "torch.nn.Linear", "torch.nn.Module"]
    assert order(TORCH + "class A(nn.modules.linear.Linear): pass\n", "A")[1] == "torch.nn.Linear"


def test_diamond() -> None:
    text = TORCH + "class A(nn.Module): pass\nclass L(A): pass\nclass R(A): pass\nclass D(L, R): pass\n"
    assert order(text, "D") == ["D", "L", "R", "A", "torch.nn.Module"]


def test_mixins() -> None:
    classes = "class Mixin: pass\nclass Before(Mixin, nn.Module): pass\nclass After(nn.Module, Mixin): pass\n"
    text = TORCH + classes
    assert order(text, "Before") == ["Before", "Mixin", "torch.nn.Module"]
    assert order(text, "After") == ["After", "torch.nn.Module", "Mixin"]


def test_bases_that_cannot_be_ordered() -> None:
    """Python refuses such a class; here its classes are taken depth first."""
    text = TORCH + "class A(nn.Module): pass\nclass B(A): pass\nclass C(A, B): pass\n"
    assert set(order(text, "C")) == {"C", "A", "B", "torch.nn.Module"}
    assert order(text, "C")[0] == "C"


def test_cycles_end() -> None:
    text = TORCH + "class A(B): pass\nclass B(A): pass\nclass C(C): pass\nclass D(A, nn.Module): pass\n"
    assert set(order(text, "A")) == {"A", "B"} and not class_of(text, "A").is_module
    assert set(order(text, "C")) == {"C", None}  # what the name was before isn't known
    assert class_of(text, "D").is_module


def test_a_class_over_an_import_of_its_own_name() -> None:
    """`class Linear(Linear)`: the name's earlier meaning is lost here; it must only end."""
    text = "from torch.nn import Linear\nclass Linear(Linear): pass\n"
    assert order(text, "Linear")[0] == "Linear"


def test_order_is_python_s() -> None:
    """All small hierarchies: the order is the one that Python gives."""
    names = "ABC"
    choices = [list(itertools.chain.from_iterable(itertools.permutations(names[:i], n) for n in range(i + 1)))
               for i in range(1, 3)]
    tried = 0
    for b, c, d in itertools.product([("A",), ()], choices[1], itertools.permutations(names, 2)):
        text = "class A: pass\n" + "".join(
            f"class {name}({', '.join(bases)}): pass\n" for name, bases in (("B", b), ("C", c), ("D", d)))
        space: dict[str, type] = {"__builtins__": builtins}  # type: ignore[dict-item]
        try:
            exec(text, space)
        except TypeError:
            continue
        tried += 1
        assert order(text, "D") == [cls.__name__ for cls in space["D"].__mro__[:-1]], text
    assert tried > 30


@pytest.fixture
def ordered(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each class's bases are put in order."""
    found: Counter[str] = Counter()
    original = order_module.ordered

    def counting(cls: Any, bases: Any, orders_of: Any) -> Any:
        found[cls.name] += 1
        return original(cls, bases, orders_of)

    monkeypatch.setattr(order_module, "ordered", counting)
    return found


def test_diamonds_over_diamonds_are_ordered_once(ordered: Counter[str]) -> None:
    level = "class L{n}(A{n}): pass\nclass R{n}(A{n}): pass\nclass A{above}(L{n}, R{n}): pass\n"
    levels = "".join(level.format(n=n, above=n + 1) for n in range(60))
    scope = scope_of(TORCH + "class A0(nn.Module): pass\n" + levels)
    last = scope.classes["A60"]
    assert last.is_module and all(info.is_module for info in scope.classes.values())
    names = [name for n in range(59, -1, -1) for name in (f"L{n}", f"R{n}", f"A{n}")]
    assert [c.name if isinstance(c, ClassInfo) else c for c in last.mro] == ["A60", *names, "torch.nn.Module"]
    assert max(ordered.values()) == 1 and len(ordered) == 181


def test_long_chains_are_ordered_once(ordered: Counter[str]) -> None:
    """And without Python's own stack, which has room for less."""
    number = 2_000
    chain = "".join(f"class A{n}(A{n - 1}): pass\n" for n in range(1, number))
    scope = scope_of(TORCH + "class A0(nn.Module): pass\n" + chain)
    last = scope.classes[f"A{number - 1}"]
    assert last.is_module and len(last.mro) == number + 1 and scope.classes["A7"].is_module
    assert max(ordered.values()) == 1 and len(ordered) == number


@pytest.mark.parametrize("first", ["A", "B", "C"])
def test_circles_of_bases_are_the_same_whoever_is_asked_first(first: str) -> None:
    text = TORCH + "class A(B, nn.Module): pass\nclass B(C): pass\nclass C(A): pass\n"
    classes = scope_of(text).classes
    assert classes[first].is_module and all(info.is_module for info in classes.values())
    for name, info in classes.items():
        assert [c.name if isinstance(c, ClassInfo) else c for c in info.mro] == order(text, name)


BODY = dedent("""
    import abc
    import functools
    from dataclasses import dataclass, field
    from torch import nn


    class A(nn.Module):
        x = y = 1
        a, d = 1, 2
        [e] = [4]
        only: int
        typed: int = 3
        made: list = field(default_factory=list)
        if True:
            conditional = 1
        import math

        class Inner(nn.Module):
            pass

        def method(self): pass
        async def waits(self): pass

        @staticmethod
        def static(): pass

        @property
        def p(self): pass

        @p.setter
        def p(self, value): pass

        @p.deleter
        def p(self): pass

        @functools.cached_property
        def kept(self): pass
""")


def test_body() -> None:
    info = class_of(BODY, "A")
    assert set(info.methods) == {"method", "waits", "static"}
    assert {"x", "y", "a", "d", "e", "typed", "conditional"} <= set(info.attributes)
    assert "only" not in info.attributes and "made" not in info.attributes
    assert set(info.annotations) == {"only", "typed", "made"}
    assert set(info.nested) == {"Inner"}
    assert info.body_scope.lookup("math") == "math"
    found = info.properties["p"]
    assert found.getter and found.setter and found.deleter and not found.cached
    assert info.properties["kept"].cached and info.properties["kept"].setter is None


def test_setter_alone() -> None:
    """A setter for a base's property is a property of this class."""
    info = class_of("class A(B):\n    @B.x.setter\n    def x(self, value): pass\n", "A")
    assert info.properties["x"].setter is not None and info.properties["x"].getter is None


@pytest.mark.parametrize("decorator, generates", [
    ("@dataclass", True),
    ("@dataclass(eq=False)", True),
    ("@dataclasses.dataclass", True),
    ("@dataclass(init=False)", False),
    ("@dataclass(init=True)", True),
    ("@register", False),
    ("", False),
])
def test_generated_init(decorator: str, generates: bool) -> None:
    imports = "import dataclasses\nfrom dataclasses import dataclass\nfrom x import register\n"
    text = f"{imports}{decorator}\nclass A: pass\n"
    assert class_of(text, "A").generates_init is generates


def test_own_init_is_not_generated() -> None:
    text = "from dataclasses import dataclass\n@dataclass\nclass A:\n    def __init__(self): pass\n"
    assert not class_of(text, "A").generates_init


LOOKUP = TORCH + dedent("""
    class A(nn.Module):
        def f(self): pass
        def g(self): pass
        def h(self): pass
        def k(self): pass

    class B(A):
        def f(self): pass
        g = None
        @property
        def h(self): pass
""")


def test_find_method() -> None:
    a, b = class_of(LOOKUP, "A"), class_of(LOOKUP, "B")
    assert b.find_method("f") is b.methods["f"]
    found = b.find_method("f", after=b)
    assert found is not None and found.owner is not None and found.owner.name == "A"
    assert b.find_method("g") is None, "an attribute hides it"
    assert b.find_method("h") is None, "a property hides it"
    inherited = b.find_method("k")
    assert inherited is not None and inherited.owner is not None and inherited.owner.name == "A"
    assert b.find_method("none") is None
    assert b.find_method("f", after=a) is b.methods["f"], "a class that isn't in the order"
    assert b.defines("k") and not b.defines("none")


METACLASS = dedent("""
    import abc
    from torch import nn
    from x import Unknown


    class Calls(type):
        def __call__(cls, *args):
            made = super().__call__(*args)
            made.post_init()
            return made


    class Only(type):
        pass


    class Other(type):
        def __prepare__(cls): pass


    class Replaces(type):
        def __call__(cls, *args):
            return object()


    class A(nn.Module, metaclass=Calls): pass
    class B(A): pass
    class C(nn.Module, metaclass=abc.ABCMeta): pass
    class D(nn.Module, metaclass=Unknown): pass
    class E(nn.Module, metaclass=Only): pass
    class F(nn.Module, metaclass=Other): pass
    class G(nn.Module, metaclass=Replaces): pass
    class H(nn.Module): pass
""")


@pytest.mark.parametrize("name, opaque, after", [
    ("A", False, ["post_init"]), ("B", False, ["post_init"]), ("C", False, []), ("D", True, []),
    ("E", False, []),
    ("F", True, []), ("G", True, []), ("H", False, []),
])
def test_metaclasses(name: str, opaque: bool, after: list[str]) -> None:
    info = class_of(METACLASS, name)
    assert info.has_metaclass is opaque
    assert info.after_init == after


EVERYWHERE = dedent("""
    from torch import nn


    class A(nn.Module):
        class B(nn.Module):
            def __init__(self):
                class C(nn.Module): pass

        @property
        def p(self):
            class D(nn.Module): pass

        @p.setter
        def p(self, value):
            class E(nn.Module): pass


    def f():
        class F(nn.Module): pass

        def g():
            class G(nn.Module): pass


    if True:
        class H(nn.Module): pass
    try:
        class I(nn.Module): pass
    except Exception:
        class J(nn.Module): pass
    with f():
        class K(nn.Module): pass
""")


def test_classes_everywhere() -> None:
    scope = scope_of(EVERYWHERE)
    assert sorted(info.name for info in classes_of(scope)) == list("ABCDEFGHIJK")
    assert all(info.is_module for info in classes_of(scope))


def test_a_local_class_sees_its_function_s_imports() -> None:
    text = "def f():\n    from torch import nn\n    class A(nn.Module): pass\n"
    assert class_of(text, "A").is_module


def test_paths() -> None:
    assert canonical("torch.nn.modules.conv.Conv2d") == "torch.nn.Conv2d"
    assert canonical("mylib.Conv2d") == "mylib.Conv2d"
    assert is_module_path("torch.nn.Module") and is_module_path("torch.nn.Conv2d")
    assert not is_module_path("torch.zeros") and not is_module_path("mylib.Module")
    assert all(is_transparent(path) for path in ("builtins.object", "torch.nn.Conv2d", "typing.Generic"))
    assert not is_transparent("lightning.LightningModule")
