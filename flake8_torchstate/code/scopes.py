"""What the names of one file stand for: imports, functions, classes and constants, found at statement level.

Only statements are walked, never expressions, and a function's own body only when somebody asks for it.  A name
is resolved to a class or function of the source tree, or to a dotted name; nothing is ever imported.
"""
from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Union

from flake8_torchstate import knowledge
from flake8_torchstate.code.source import FUNCTIONS, Assignment, FunctionNode, Kept, statements, walk

if TYPE_CHECKING:
    from flake8_torchstate.code.classes import ClassInfo
    from flake8_torchstate.code.project import Project
    from flake8_torchstate.code.source import Source

MOST_ALIASES = 8


@dataclass(frozen=True)
class Outline:
    """What one walk over a function's body tells of it.

    self_names: the attributes of `self` that it mentions; stored: the attributes that it assigns; deleted: those that it
    deletes, by `del` or by name; updated: those that it makes out of their own values; called: the last names of what it
    calls; callees: their dotted names; mentioned: all attributes that it names; on_child: it assigns an attribute of an
    attribute; yields: it's a generator.
    """

    self_names: frozenset[str]
    stored: frozenset[str]
    deleted: frozenset[str]
    called: frozenset[str]
    callees: frozenset[str]
    mentioned: frozenset[str]
    updated: frozenset[str]
    on_child: bool
    yields: bool

    def renamed(self, name: Callable[[str], str]) -> Outline:
        """The same with other names for the attributes of the instance."""
        return replace(self, self_names=frozenset(map(name, self.self_names)), stored=frozenset(map(name, self.stored)),
                       deleted=frozenset(map(name, self.deleted)), updated=frozenset(map(name, self.updated)))


def outline_of(function: FunctionNode) -> Outline:
    """Walk over a function once."""
    self_names: set[str] = set()
    stored: set[str] = set()
    deleted: set[str] = set()
    called: set[str] = set()
    callees: set[str] = set()
    mentioned: set[str] = set()
    updated: set[str] = set()
    on_child = yields = False
    for node in walk(function):
        if isinstance(node, ast.Attribute):
            mentioned.add(node.attr)
            if isinstance(node.value, ast.Name) and node.value.id == "self":
                self_names.add(node.attr)
            if isinstance(node.ctx, ast.Store):
                stored.add(node.attr)
                on_child = on_child or isinstance(node.value, ast.Attribute)
            elif isinstance(node.ctx, ast.Del):
                deleted.add(node.attr)
        elif isinstance(node, ast.Call):
            name = dotted_text(node.func)
            called.add(name.rpartition(".")[2])
            callees.add(name)
            if name.rpartition(".")[2] in ("delattr", "__delattr__"):
                deleted |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
        elif isinstance(node, ast.Assign):
            updated |= from_themselves(node)
        elif isinstance(node, (ast.Yield, ast.YieldFrom)):
            yields = True
    return Outline(frozenset(self_names), frozenset(stored), frozenset(deleted), frozenset(called), frozenset(callees),
                   frozenset(mentioned), frozenset(updated), on_child, yields)


def mangled(class_name: str, name: str) -> str:
    """What Python makes of an attribute's name inside of a class: a private one gets the class's name before it."""
    private = name.startswith("__") and not name.endswith("__")
    return f"_{class_name.lstrip('_')}{name}" if private and class_name.strip("_") else name


def from_themselves(node: ast.Assign) -> set[str]:
    """The attributes of self that an assignment makes out of their own values: `self.x = fn(self.x)`."""
    targets = {t.attr for t in node.targets if isinstance(t, ast.Attribute)}
    if not targets:
        return targets
    return targets & {n.attr for n in walk(node.value) if isinstance(n, ast.Attribute)}


def dotted_text(node: ast.expr) -> str:
    """`a.b.c` as it is written; the last name alone where something else stands before it."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        names.append(node.id)
    else:
        names.append("")
    return ".".join(reversed(names))


@dataclass(eq=False)
class FunctionInfo:
    """A function or method: where its ast is, the scope that it stands in, and the class whose method it is."""

    at: Kept[FunctionNode]
    scope: Scope
    owner: ClassInfo | None = None
    _body: Scope | None = field(default=None, repr=False)
    _outline: Outline | None = field(default=None, repr=False)

    @property
    def outline(self) -> Outline:
        """What its body mentions."""
        if self._outline is None:
            outline = self.source.outline(self.at)
            if self.owner is not None and any(n[:2] == "__" != n[-2:] for n in outline.mentioned):
                outline = outline.renamed(self.owner.private)
            self._outline = outline
        return self._outline

    @property
    def source(self) -> Source:
        """The file that it stands in."""
        return self.scope.source

    @property
    def name(self) -> str:
        """Its name."""
        return self.at.name

    @property
    def text(self) -> str:
        """Its source, without decorators."""
        return "".join(self.source.text_lines()[self.at.lineno - 1:self.at.end_lineno])

    @property
    def node(self) -> FunctionNode:
        """Its ast."""
        return self.at.node

    def settle(self) -> None:
        """Let go of the scope of its body."""
        self._body = None

    @property
    def body_scope(self) -> Scope:
        """The scope of its body: what it imports and defines itself."""
        if self._body is None:
            self.source.has_body(self)
            self._body = Scope(self.scope.source, self.scope.project, self.scope)
            self._body.fleeting = True  # it goes with the text
            self._body.scan(self.node.body)
        return self._body

    def decorators(self) -> list[str]:
        """The dotted names of its decorators, "?" for one that can't be told."""
        if self.at.first == self.at.lineno:
            return []
        return [decorator_name(self.scope, node) for node in self.node.decorator_list]


Definition = Union["ClassInfo", FunctionInfo, "ConstantInfo"]
Reference = Union["ClassInfo", FunctionInfo, "ConstantInfo", str, None]


@dataclass(eq=False)
class ConstantInfo:
    """A name that one assignment at module level gives a value."""

    name: str
    at: Kept[Assignment]
    scope: Scope

    @property
    def node(self) -> Assignment:
        """Its assignment."""
        return self.at.node


class Scope:
    """The names that a module's or a function's body binds by statements."""

    def __init__(self, source: Source, project: Project, parent: Scope | None = None) -> None:
        self.source = source
        self.project = project
        self.parent = parent
        self.fleeting = False
        self.attached: dict[str, str] = {}
        self.imports: dict[str, str] = {}
        self.stars: list[str] = []
        self.functions: dict[str, FunctionInfo] = {}
        self.classes: dict[str, ClassInfo] = {}
        self.constants: dict[str, list[ConstantInfo]] = {}

    def scan(self, body: list[ast.stmt]) -> None:
        """Take in the statements of a body, those under `if`, `try`, `with`, loops and `match` too."""
        for node in statements(body):
            self._take(node)

    def _take(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self.take_import(node)
        elif isinstance(node, FUNCTIONS):
            self.functions[node.name] = FunctionInfo(self.source.keep(node), self)
        elif isinstance(node, ast.ClassDef):
            from flake8_torchstate.code.classes import ClassInfo

            self.classes[node.name] = ClassInfo(node, self)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self._take_constant(target.id, node)
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Call):
                    self._take_attached(target, node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            self._take_constant(node.target.id, node)

    def _take_attached(self, target: ast.Tuple, call: ast.Call) -> None:
        """`__getattr__, __dir__, __all__ = lazy.attach(__name__, …, submod_attrs={"module": ["Name"]})`."""
        if not any(isinstance(e, ast.Name) and e.id == "__getattr__" for e in target.elts):
            return
        for table in (*call.args, *(k.value for k in call.keywords)):
            for key, names in zip(table.keys, table.values) if isinstance(table, ast.Dict) else ():
                if isinstance(key, ast.Constant) and isinstance(names, (ast.List, ast.Tuple, ast.Set)):
                    self.attached |= {n.value: str(key.value) for n in names.elts if isinstance(n, ast.Constant) and isinstance(n.value, str)}

    def _take_constant(self, name: str, node: Assignment) -> None:
        self.constants.setdefault(name, []).append(ConstantInfo(name, self.source.keep(node), self))

    def take_import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Bind what an import statement binds; a relative one keeps its leading dots."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                path = alias.name if alias.asname else alias.name.split(".")[0]
                self.imports[alias.asname or path] = path
            return
        prefix = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(prefix)
            else:
                joined = prefix + alias.name if prefix.endswith(".") or not prefix else f"{prefix}.{alias.name}"
                self.imports.setdefault(alias.asname or alias.name, joined)

    def lookup(self, name: str) -> Reference:
        """What a name stands for here: a definition, a dotted name, or None."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.own(name)
            if found is not None:
                return found
            scope = scope.parent
        return f"builtins.{name}" if hasattr(builtins, name) else None

    def own(self, name: str) -> Reference:
        """What this scope itself binds the name to."""
        if name in self.classes:
            return self.classes[name]
        if name in self.imports and name not in self.functions:
            return self.project.follow(self.imports[name], self.source)
        if name in self.functions:
            return self.functions[name]
        if name in self.constants:
            found = self.constants[name]
            return found[0] if len(found) == 1 else None
        for star in self.stars:
            found_star = self.project.star(star, name, self.source)
            if found_star is not None:
                return found_star
        return None

    def resolve(self, node: ast.expr, depth: int = 0) -> Reference:
        """What a name, dotted name or subscripted name in the ast stands for; aliases are followed."""
        if isinstance(node, ast.Subscript):
            return self.resolve(node.value, depth)
        if isinstance(node, ast.Name):
            return self.follow_alias(self.lookup(node.id), depth)
        if isinstance(node, ast.Attribute):
            base = self.resolve(node.value, depth)
            if isinstance(base, str):
                return self.project.follow(f"{base}.{node.attr}", self.source)
            from flake8_torchstate.code.classes import ClassInfo

            if isinstance(base, ClassInfo):
                return base.nested.get(node.attr)
        return None

    def resolve_text(self, dotted: str) -> Reference:
        """What a dotted name as it is written stands for."""
        first, *rest = dotted.split(".")
        found = self.follow_alias(self.lookup(first)) if first else None
        for name in rest:
            if not isinstance(found, str):
                nested = getattr(found, "nested", {})
                found = nested.get(name) if isinstance(nested, dict) else None
            else:
                found = self.project.follow(f"{found}.{name}", self.source)
        return found

    def follow_alias(self, found: Reference, depth: int = 0) -> Reference:
        """The class or dotted name behind a constant like `Base = nn.Module`; the constant itself otherwise."""
        if isinstance(found, ConstantInfo) and depth < MOST_ALIASES:
            value = found.node.value
            if isinstance(value, (ast.Name, ast.Attribute)):
                return found.scope.resolve(value, depth + 1)
        return found


def decorator_name(scope: Scope, node: ast.expr) -> str:
    """The dotted name of a decorator; of `@x.setter` that suffix alone; "?" where it can't be told."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute) and node.attr in ("setter", "getter", "deleter"):
        return node.attr
    found = scope.resolve(node)
    return found if isinstance(found, str) else "?"


def torch_class(path: str) -> knowledge.TorchModule | None:
    """The facts of a torch.nn class by dotted name, or None."""
    return knowledge.torch_module(path) if path.startswith("torch.") else None
