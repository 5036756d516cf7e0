"""What is asked of the code around a class again and again: each answer is found in one walk and kept.

It knows the file's ast and classes, and nothing of what construction leaves.
"""
from __future__ import annotations

import ast
import functools
import keyword
import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple, TYPE_CHECKING, TypeGuard

from flake8_torchstate.code.classes import ClassInfo, classes_of, functions_of
from flake8_torchstate.code.disk import read_bytes
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.code.source import Place, character_column, descended
from flake8_torchstate.model.site import Site

if TYPE_CHECKING:
    from flake8_torchstate.report.trees import Tree

Function = (ast.FunctionDef, ast.AsyncFunctionDef)
BY_NAME = frozenset(
    "setattr __setattr__ delattr __delattr__ register_buffer register_parameter add_module register_module".split())
SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Delete)
# a buffer follows .to(torch.bfloat16), which drops the imaginary part of complex numbers
COMPLEX = frozenset("polar complex view_as_complex complex32 complex64 complex128 cfloat cdouble chalf fft".split())
ON_CPU = frozenset("numpy scipy cv2 matplotlib PIL pandas sklearn skimage numba".split())
"""The packages that read a tensor's memory themselves, and can't where it's on another device."""


class Store(NamedTuple):
    """A place in a class's code that sets a name: its statement, or None where that isn't a plain one."""

    statement: ast.stmt | None

    @property
    def augmented(self) -> bool:
        """Whether it is `self.name += …`."""
        return isinstance(self.statement, ast.AugAssign)


class FixContext:
    """The code around one class: the nodes of its file, the libcst trees of its parts, and who sets which names."""

    def __init__(self, cls: ClassInfo) -> None:
        self.cls = cls
        self._lines = cls.source.text_lines()
        self._stores: dict[ClassInfo, Stores] = {}
        self._trees: dict[Place, Tree] = {}

    # --- the file's ast

    @property
    def nodes(self) -> list[ast.AST]:
        """All nodes of the file, outer ones first; of a method that was read again, those of the newer reading too."""
        return self._family[0]

    @property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node that each node stands in."""
        return self._family[1]

    @cached_property
    def _family(self) -> tuple[list[ast.AST], dict[ast.AST, ast.AST]]:
        inside, above = nodes_of(self.cls.source.tree)
        nodes, parents = inside.copy(), above.copy()
        known = set(nodes)
        for cls in [*self.cls.family, *self.subclasses]:
            for method in functions_of(cls) if cls.source is self.cls.source else ():
                if method.node not in known:
                    more, within = descended(method.node)
                    nodes += more
                    parents |= within
        return nodes, parents

    @cached_property
    def attributes(self) -> dict[str, list[ast.Attribute]]:
        """The file's `….name`, by their names, each in the order of the nodes."""
        found: dict[str, list[ast.Attribute]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Attribute):
                found.setdefault(node.attr, []).append(node)
        return found

    @cached_property
    def statements(self) -> dict[Place, ast.stmt]:
        """The statement that starts at a place: of several the innermost."""
        return {self.start(node): node for node in self.nodes if isinstance(node, ast.stmt)}

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes that a node stands in, from the innermost."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def function_of(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The function whose code a node is."""
        return next((n for n in self.above(node) if isinstance(n, Function)), None)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class whose code a node is."""
        return next((n for n in self.above(node) if isinstance(n, ast.ClassDef)), None)

    def is_of_another_class(self, node: ast.expr) -> bool:
        """Whether a node is what another class does with its own `self`."""
        holder = self.class_of(node)
        related = {c.node.lineno for c in [*self.cls.family, *self.subclasses] if c.source is self.cls.source}
        own = any(isinstance(n, ast.Name) and n.id == "self" for n in ast.walk(node))
        return own and holder is not None and holder.lineno not in related

    def start(self, node: ast.expr | ast.stmt) -> Place:
        """Where a node starts; columns are in characters."""
        return node.lineno, character_column(self._lines[node.lineno - 1], node.col_offset)

    def registers(self, site: Site, name: str) -> bool:
        """Whether a site is `self.register_…("name", …)`, with a name that `self.name` can be written with."""
        node = site.node.value if isinstance(site.node, ast.Expr) else None
        if not isinstance(node, ast.Call) or not is_of_self(node.func):
            return False
        given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "name")]
        written = len(given) == 1 and isinstance(given[0], ast.Constant) and given[0].value == name
        return written and name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__")

    def line(self, number: int) -> str:
        """A line of the file."""
        return self._lines[number - 1]

    def block_of(self, node: ast.stmt) -> list[ast.stmt]:
        """The statements among which a statement stands."""
        parent = self.parents.get(node)
        for _, value in ast.iter_fields(parent) if parent is not None else ():
            if isinstance(value, list) and any(part is node for part in value):
                return value
        return []

    def tree(self, nodes: Iterable[ast.AST]) -> Tree:
        """The libcst tree of the innermost function or class around some nodes.  Raises NoFix where there is none."""
        from flake8_torchstate.report.trees import NoFix

        around = [[n for n in (node, *self.above(node)) if isinstance(n, (*Function, ast.ClassDef))] for node in nodes]
        unit = next((n for n in around[0] if all(n in others for others in around)), None)
        if unit is None:
            raise NoFix("it stands in no class")
        return self.tree_of(unit)

    def tree_of(self, unit: ast.stmt) -> Tree:
        """The libcst tree of a function, class or statement, read once.  Raises Unreadable."""
        from flake8_torchstate.report.trees import Tree  # libcst is imported with the first finding

        place = unit.lineno, unit.col_offset
        if place not in self._trees:
            self._trees[place] = Tree(self._lines, unit, self.cls.source.path)
        return self._trees[place]

    @cached_property
    def of_self(self) -> dict[str, list[tuple[ast.Attribute, FunctionInfo]]]:
        """Each `self.name` of the class, its bases and its subclasses in this file, with the method it stands in."""
        found: dict[str, list[tuple[ast.Attribute, FunctionInfo]]] = {}
        for cls in [*self.cls.family, *self.subclasses]:
            for method in functions_of(cls) if cls.source is self.cls.source else ():
                for node in ast.walk(method.node):
                    if is_of_self(node):
                        found.setdefault(cls.private(node.attr), []).append((node, method))
        return found

    # --- who sets which names

    def stores(self, cls: ClassInfo, name: str) -> list[Store]:
        """The places of a class's own code that set or delete a name, by `self.name` or by its text."""
        if cls not in self._stores:
            self._stores[cls] = Stores(cls)
        return self._stores[cls].of(name)

    @cached_property
    def classes(self) -> list[ClassInfo]:
        """The classes of the file."""
        scope = self.cls.scope
        while scope.parent is not None:
            scope = scope.parent
        return list(classes_of(scope))

    @cached_property
    def subclasses(self) -> list[ClassInfo]:
        """The classes of the file that derive from the class."""
        return [cls for cls in self.classes if cls is not self.cls and self.cls in cls.mro]

    @cached_property
    def written_elsewhere(self) -> frozenset[str]:
        """The attributes that code of the file sets on something else than `self`."""
        return frozenset(
            name for name, found in self.attributes.items()
            if any(not isinstance(node.ctx, ast.Load)
                   and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "ctx")) for node in found))

    @cached_property
    def beside(self) -> list[bytes]:
        """The texts of the other files of its folder that mention its file and the class: subclasses and users."""
        folder, own = os.path.split(os.path.abspath(self.cls.source.path))
        if not os.path.isfile(self.cls.source.path):
            return []
        names = (name for name in sorted(os.listdir(folder)) if name.endswith(".py") and name != own)
        texts = (read_bytes(os.path.join(folder, name)) or b"" for name in names)
        return [text for text in texts if has_word(text, own.removesuffix(".py")) and has_word(text, self.cls.name)]

    @cached_property
    def has_optimizer(self) -> bool:
        """Whether the file has to do with an optimizer."""
        return any(
            isinstance(node, ast.Attribute) and (node.attr == "optim" or node.attr == "configure_optimizers")
            or isinstance(node, ast.FunctionDef) and node.name == "configure_optimizers"
            or isinstance(node, ast.ImportFrom) and (node.module or "").startswith("torch.optim")
            or isinstance(node, ast.Import) and any(alias.name.startswith("torch.optim") for alias in node.names)
            for node in self.nodes)


@functools.lru_cache(maxsize=1)
def nodes_of(tree: ast.Module) -> tuple[list[ast.AST], dict[ast.AST, ast.AST]]:
    """The nodes of a file, and what each stands in: classes of one file ask one after the other."""
    return descended(tree)


class Stores:
    """The places of a class's own code that set or delete attributes: by `self.name`, or by a text."""

    def __init__(self, cls: ClassInfo) -> None:
        self._attributes: dict[str, list[Store]] = {}
        self._calls: list[tuple[Store, list[ast.expr]]] = []
        for method in functions_of(cls):
            inside = {node: s for s in ast.walk(method.node) if isinstance(s, SIMPLE) for node in ast.walk(s)}
            for node in ast.walk(method.node):
                self._take(cls, node, Store(inside.get(node)))

    def _take(self, cls: ClassInfo, node: ast.AST, store: Store) -> None:
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if isinstance(store.statement, ast.AnnAssign) and store.statement.value is None:
                return  # `self.name: Tensor` says what it is and sets nothing
            self._attributes.setdefault(cls.private(node.attr), []).append(store)
        elif isinstance(node, ast.Call):
            called = called_name(node)
            if called in BY_NAME:
                self._calls.append((store, name_arguments(node, called)))

    def of(self, name: str) -> list[Store]:
        """The places that set a name, or may."""
        by_text = [store for store, arguments in self._calls if any(may_be(argument, name) for argument in arguments)]
        return self._attributes.get(name, []) + by_text


def has_word(text: bytes, word: str) -> bool:
    """Whether a text has a word that isn't a part of a longer one."""
    wanted = word.encode("utf-8", "surrogatepass")
    at = text.find(wanted)
    while at >= 0:
        around = text[max(at - 1, 0):at] + text[at + len(wanted):at + len(wanted) + 1]
        if not any(chr(byte).isalnum() or byte == ord("_") for byte in around):
            return True
        at = text.find(wanted, at + 1)
    return False


def called_name(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


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


def is_of_self(node: ast.AST | None) -> TypeGuard[ast.Attribute]:
    """Whether a node is an attribute of `self`."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a function or class without its docstring."""
    value = body[0].value if isinstance(body[0], ast.Expr) else None
    return body[1:] if isinstance(value, ast.Constant) and isinstance(value.value, str) else body
