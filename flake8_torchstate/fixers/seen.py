"""What the fixers ask of the code around a class again and again: each answer is found in one walk over it."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flake8_torchstate.code.classes import ClassInfo, classes_of, functions_of
from flake8_torchstate.report.findings import Report
from flake8_torchstate.fixers.places import Text
from flake8_torchstate.code.scopes import FunctionInfo

BY_NAME = frozenset("setattr __setattr__ delattr __delattr__ register_buffer register_parameter add_module register_module".split())
SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Delete)
# a buffer follows .to(torch.bfloat16), which drops the imaginary part of complex numbers
COMPLEX = frozenset("polar complex view_as_complex complex32 complex64 complex128 cfloat cdouble chalf fft".split())
NUMPY_ONLY = frozenset("numpy __array__ tolist data_ptr".split())


@dataclass(frozen=True)
class Store:
    """A place in a class's code that sets a name: its statement, or None where that isn't a plain one."""

    method: FunctionInfo
    statement: ast.stmt | None
    augmented: bool = False


class Stores:
    """The places of a class's own code that set or delete attributes: by `self.name`, or by a text."""

    def __init__(self, cls: ClassInfo) -> None:
        self._attributes: dict[str, list[Store]] = {}
        self._calls: list[tuple[Store, list[ast.expr]]] = []
        for method in functions_of(cls):
            plain: set[int] = set()
            for statement in ast.walk(method.node):
                if isinstance(statement, SIMPLE):
                    store = Store(method, statement, isinstance(statement, ast.AugAssign))
                    for node in ast.walk(statement):
                        plain.add(id(node))
                        self._take(cls, node, store)
            for node in ast.walk(method.node):
                if id(node) not in plain:
                    self._take(cls, node, Store(method, None))

    def _take(self, cls: ClassInfo, node: ast.AST, store: Store) -> None:
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            self._attributes.setdefault(cls.private(node.attr), []).append(store)
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in BY_NAME:
                self._calls.append((store, name_arguments(node, called)))

    def of(self, name: str) -> list[Store]:
        """The places that set a name, or may."""
        by_text = [store for store, arguments in self._calls if any(may_be(argument, name) for argument in arguments)]
        return self._attributes.get(name, []) + by_text


def name_arguments(node: ast.Call, called: str) -> list[ast.expr]:
    """The arguments of a call that sets an attribute by its name which may be that name."""
    given = [k.value for k in node.keywords if k.arg in (None, "name")]
    if any(isinstance(a, ast.Starred) for a in node.args[:2]):
        return [*given, *node.args[:2]]
    if called in ("setattr", "delattr"):
        return node.args[1:2]
    if called in ("__setattr__", "__delattr__"):
        return node.args[:2]
    return [*given, *node.args[:1]]


def may_be(node: ast.expr, name: str) -> bool:
    """Whether an argument may be the text of a name."""
    if isinstance(node, ast.Constant):
        return node.value == name
    if isinstance(node, ast.JoinedStr):
        first, last = node.values[0], node.values[-1]
        starts = not isinstance(first, ast.Constant) or name.startswith(str(first.value))
        return starts and (not isinstance(last, ast.Constant) or name.endswith(str(last.value)))
    return not isinstance(node, ast.Name) or node.id != "self"


class Seen:
    """The answers for one class."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._stores: dict[ClassInfo, Stores] = {}
        self._complex: dict[ast.AST, bool] = {}

    @cached_property
    def text(self) -> Text:
        """The text of the class's file, with its places."""
        return Text(self._report.cls.source)

    def stores(self, cls: ClassInfo, name: str) -> list[Store]:
        """The places of a class's own code that set or delete a name, by `self.name` or by its text."""
        if cls not in self._stores:
            self._stores[cls] = Stores(cls)
        return self._stores[cls].of(name)

    @cached_property
    def subclasses(self) -> list[ClassInfo]:
        """The classes of the file that derive from the class."""
        own = self._report.cls
        scope = own.scope
        while scope.parent is not None:
            scope = scope.parent
        return [cls for cls in classes_of(scope) if cls is not own and own in cls.mro]

    @cached_property
    def written_elsewhere(self) -> frozenset[str]:
        """The attributes that code of the file sets on something else than `self`."""
        return frozenset(
            node.attr for node in self.text.nodes
            if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
            and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "ctx")))

    def has_complex(self, method: ast.AST) -> bool:
        """Whether a method, or a function that it calls by its name, has to do with complex numbers."""
        if method not in self._complex:
            self._complex[method] = self._find_complex(method)
        return self._complex[method]

    def _find_complex(self, method: ast.AST) -> bool:
        for node in ast.walk(method):
            if isinstance(node, ast.Constant) and isinstance(node.value, complex):
                return True
            if isinstance(node, (ast.Attribute, ast.Name)) and (node.attr if isinstance(node, ast.Attribute) else node.id) in COMPLEX:
                return True
            found = self._report.cls.scope.resolve(node.func) if isinstance(node, ast.Call) else None
            if isinstance(found, FunctionInfo) and COMPLEX & found.outline.mentioned:
                return True
        return False

    @cached_property
    def given_to_numpy(self) -> frozenset[str]:
        """The attributes of `self` that some method gives to numpy, which can't read a tensor that has moved."""
        return frozenset(
            name for cls in [*self._report.cls.family, *self.subclasses] for method in functions_of(cls)
            for node in ast.walk(method.node) for name in numpy_uses(method, node))


def seen_by(report: Report) -> Seen:
    """The answers that go with a report."""
    found = report.notes.get("seen")
    if not isinstance(found, Seen):
        found = report.notes["seen"] = Seen(report)
    return found


def numpy_uses(method: FunctionInfo, node: ast.AST) -> Iterator[str]:
    """The names of `self.name.numpy`, and of a call of a numpy function with `self.name`."""
    if isinstance(node, ast.Attribute):
        if node.attr in NUMPY_ONLY:
            yield from attribute_names([node.value])
    elif isinstance(node, ast.Call):
        names = attribute_names(node.args)
        found = method.body_scope.resolve(node.func) if names else None
        if isinstance(found, str) and found.partition(".")[0] in ("numpy", "scipy", "cv2"):
            yield from names


def attribute_names(nodes: list[ast.expr]) -> list[str]:
    """The names of those nodes that are `self.name`."""
    return [n.attr for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)]
