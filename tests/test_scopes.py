"""scopes.py: what the names of a file stand for."""
from __future__ import annotations

import ast

import pytest

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo, Reference, Scope
from flake8_torchstate.code.source import statements
from tests.helpers import scope_of
from tests.test_rooms import PACKAGE, imports_of


def resolved(text: str, expression: str) -> Reference:
    """What an expression stands for at the end of a file."""
    return scope_of(text).resolve(ast.parse(expression, mode="eval").body)


@pytest.mark.parametrize("statement, expression, path", [
    ("import torch", "torch.nn.Module", "torch.nn.Module"),
    ("import torch.nn", "torch.nn.Module", "torch.nn.Module"),
    ("import torch.nn as nn", "nn.Module", "torch.nn.Module"),
    ("import torch as th", "th.nn.Module", "torch.nn.Module"),
    ("import torch, numpy as np", "np.array", "numpy.array"),
    ("from torch import nn", "nn.Linear", "torch.nn.Linear"),
    ("from torch.nn import Module as M, Parameter", "M", "torch.nn.Module"),
    ("from torch.nn import Module as M, Parameter", "Parameter", "torch.nn.Parameter"),
    ("import torch.nn.functional as F", "F.relu", "torch.nn.functional.relu"),
    ("from torch.nn import *", "Linear", "torch.nn.Linear"),
    ("from torch import *", "zeros", "torch.zeros"),
    ("", "print", "builtins.print"),
    ("import torch", "torch.nn.Module[int]", "torch.nn.Module"),
])
def test_imports(statement: str, expression: str, path: str) -> None:
    assert resolved(statement, expression) == path


@pytest.mark.parametrize("statement, expression", [
    ("from torch.nn import *", "NoSuchLayer"),
    ("import torch", "nn"),
    ("", "unknown"),
    ("x = 1\nx = 2", "x"),
    ("", "f().g"),
    ("", "unknown.attribute"),
    ("", "1 + 1"),
])
def test_unknown_names(statement: str, expression: str) -> None:
    assert resolved(statement, expression) is None


@pytest.mark.parametrize("block", [
    "if flag:\n    import torch.nn as nn\n",
    "if flag:\n    pass\nelse:\n    import torch.nn as nn\n",
    "try:\n    import torch.nn as nn\nexcept ImportError:\n    nn = None\n",
    "try:\n    pass\nexcept ImportError:\n    pass\nelse:\n    import torch.nn as nn\n",
    "try:\n    pass\nfinally:\n    import torch.nn as nn\n",
    "with quiet():\n    import torch.nn as nn\n",
    "for _ in (1,):\n    import torch.nn as nn\n",
    "while True:\n    import torch.nn as nn\n    break\n",
    "match flag:\n    case 1:\n        import torch.nn as nn\n",
])
def test_imports_in_blocks(block: str) -> None:
    assert resolved(block, "nn.Module") == "torch.nn.Module"


def test_first_of_two_from_imports_counts() -> None:
    """`try: from torch.nn import Buffer / except ImportError: from compat import Buffer`."""
    text = "try:\n    from torch.nn import Buffer\nexcept ImportError:\n    from compat import Buffer\n"
    assert resolved(text, "Buffer") == "torch.nn.Buffer"


def test_a_definition_wins_over_an_import() -> None:
    """`try: from fast import norm / except ImportError: def norm …`: the one whose body can be read."""
    text = ("try:\n    from fast import norm, Layer\n"
            "except ImportError:\n    def norm(x): return x\n    class Layer:\n        size = 3\n")
    assert isinstance(resolved(text, "norm"), FunctionInfo)
    assert isinstance(resolved(text, "Layer"), ClassInfo)
    assert resolved(text.replace("size = 3", "pass"), "Layer") == "fast.Layer"  # nothing can be read of an empty one


def test_relative_imports_keep_their_dots() -> None:
    scope = scope_of("from . import a\nfrom .b import c\nfrom ..d import e as f\nfrom .. import *\n")
    assert scope.imports == {"a": ".a", "c": ".b.c", "f": "..d.e"}
    assert scope.stars == [".."]


def test_aliases_are_followed() -> None:
    text = "from torch import nn\nBase = nn.Module\nOther: type = Base\nsize = 3\n"
    assert resolved(text, "Base") == "torch.nn.Module"
    assert resolved(text, "Other") == "torch.nn.Module"
    constant = resolved(text, "size")
    assert isinstance(constant, ConstantInfo) and constant.name == "size"


def test_aliases_in_a_circle() -> None:
    assert isinstance(resolved("a = b\nb = a\n", "a"), ConstantInfo)


def test_annotation_without_a_value_is_no_constant() -> None:
    assert resolved("x: int\n", "x") is None


def test_classes_in_classes() -> None:
    text = "class Outer:\n    class Inner:\n        pass\n    x = 1\n"
    inner = resolved(text, "Outer.Inner")
    assert isinstance(inner, ClassInfo) and inner.name == "Inner"
    assert resolved(text, "Outer.x") is None


def test_a_function_s_own_names_come_first() -> None:
    body = "    import torch.nn as nn\n    class Local: pass\n    return nn\n"
    scope = scope_of(f"import numpy as nn\ndef f():\n{body}")
    function = scope.lookup("f")
    assert isinstance(function, FunctionInfo) and function.name == "f" and function.source is scope.source
    assert function.body_scope.lookup("nn") == "torch.nn"
    assert isinstance(function.body_scope.lookup("Local"), ClassInfo)
    assert scope.lookup("nn") == "numpy"
    assert function.body_scope.lookup("f") is function
    assert function.body_scope is function.body_scope


@pytest.mark.parametrize("decorator, name", [
    ("@property", "builtins.property"),
    ("@staticmethod", "builtins.staticmethod"),
    ("@functools.lru_cache(maxsize=None)", "functools.lru_cache"),
    ("@cache", "functools.cache"),
    ("@x.setter", "setter"),
    ("@x.deleter", "deleter"),
    ("@local", "?"),
    ("@unknown.thing", "?"),
    ("@(lambda f: f)", "?"),
])
def test_decorators(decorator: str, name: str) -> None:
    imports = "import functools\nfrom functools import cache\n"
    function = scope_of(f"{imports}def local(f): return f\n{decorator}\ndef f(): pass\n").lookup("f")
    assert isinstance(function, FunctionInfo) and function.decorators() == [name]


def test_statements_do_not_enter_functions_and_classes() -> None:
    text = "def f():\n    a = 1\nclass C:\n    b = 2\nif 1:\n    c = 3\n    while 2:\n        d = 4\n"
    found = [ast.unparse(node) for node in statements(ast.parse(text).body) if isinstance(node, ast.Assign)]
    assert found == ["c = 3", "d = 4"]


def test_chained_assignment_binds_each_name() -> None:
    scope = scope_of("a = b = c.d = 1\n")
    assert isinstance(scope.lookup("a"), ConstantInfo) and isinstance(scope.lookup("b"), ConstantInfo)
    assert scope.lookup("c") is None


def test_torch_is_known_by_one_module() -> None:
    """What stands where knows nothing of torch: it is told through the protocol in `knowing.py`."""
    asked = {name for path in (PACKAGE / "code").glob("*.py") for name in imports_of(path)}
    assert {name for name in asked if ".knowledge" in name} == {"flake8_torchstate.knowledge.modules"}


def test_scope_without_a_parent() -> None:
    scope = scope_of("x = 1\n")
    assert isinstance(scope, Scope) and scope.parent is None
