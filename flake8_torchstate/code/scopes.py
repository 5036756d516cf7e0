"""What the names of one file stand for: imports, functions, classes and constants, found at statement level.

Only statements are walked, never expressions, and a function's own body only when somebody asks for it.  A name
is resolved to a class or function of the source tree, or to a dotted name; nothing is ever imported.  What stands in
other files is the `Tree`'s business.
"""
from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, Union

from flake8_torchstate.code.knowing import Knowledge
from flake8_torchstate.code.order import orders
from flake8_torchstate.code.outline import Outline, builtin, called_on_made, dotted_text, mangled, outline_of
from flake8_torchstate.code.source import (
    FUNCTIONS, Assignment, FunctionNode, Kept, Source, attached, copied, imported, statements)

MOST_ALIASES = 8
STATIC, CLASSMETHOD = "builtins.staticmethod", "builtins.classmethod"
DATACLASS = ("dataclasses.dataclass", "pydantic.dataclasses.dataclass")
MADE_HERE = "<made here>"
"""Stands for a base that an assignment of the same file makes."""
OBJECT = "builtins.object"


class Tree(Protocol):
    """The files around one file."""

    module_bases: frozenset[str]
    knowledge: Knowledge

    def follow(self, path: str, source: Source) -> Reference:
        """What a dotted name (with leading dots where it's relative) stands for, seen from a file."""

    def starred(self, scope: Scope, name: str) -> Reference:
        """What a name stands for that only a file's `import *` can give; None where they don't."""

    def module_name(self, path: str) -> str:
        """The dotted name of a file."""


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
        """What its body mentions; kept when the body is let go."""
        if self._outline is None:
            outline = outline_of(self.node)
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
        return self.at.text

    @property
    def node(self) -> FunctionNode:
        """Its ast."""
        return self.at.node

    def calls_own(self, name: str) -> bool:
        """Whether it calls a method of the instance; its words are looked at before its syntax."""
        return name in self.text and f"self.{name}" in self.outline.callees

    def settle(self) -> None:
        """Let go of the scope of its body."""
        self._body = None

    @property
    def body_scope(self) -> Scope:
        """The scope of its body: what it imports and defines itself."""
        if self._body is None:
            self.source.has_body(self)
            self._body = Scope(self.scope.source, self.scope.project, self.scope)
            self._body.scan(self.node.body)
        return self._body

    def decorators(self) -> list[str]:
        """The dotted names of its decorators, "?" for one that can't be told."""
        if self.at.first == self.at.lineno:
            return []
        return [decorator_name(self.scope, node) for node in self.node.decorator_list]


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

    def alias(self) -> str | None:
        """The dotted name that it is another name of, as it is written; None where it has a value of its own."""
        value = self.node.value
        dotted = dotted_text(value) if isinstance(value, (ast.Name, ast.Attribute)) else ""
        return dotted if dotted and not dotted.startswith(".") else None


@dataclass(eq=False)
class Property:
    """A property of a class: its functions, and whether it keeps what it made (cached_property)."""

    getter: FunctionInfo | None = None
    setter: FunctionInfo | None = None
    deleter: FunctionInfo | None = None
    cached: bool = False

    @property
    def functions(self) -> list[FunctionInfo]:
        """What runs when it is read or set."""
        return [function for function in (self.getter, self.setter) if function is not None]


@dataclass(eq=False)
class ClassInfo:
    """A class statement of the source tree: its bases, its MRO, and what its body defines."""

    node: ast.ClassDef
    scope: Scope
    nested: dict[str, ClassInfo] = field(default_factory=dict, repr=False)
    methods: dict[str, FunctionInfo] = field(default_factory=dict, repr=False)
    properties: dict[str, Property] = field(default_factory=dict, repr=False)
    attributes: dict[str, Kept[Assignment]] = field(default_factory=dict, repr=False)
    annotations: dict[str, Kept[ast.AnnAssign]] = field(default_factory=dict, repr=False)
    _mro: list[Linear] | None = field(default=None, repr=False)
    _circular: bool = False

    def __post_init__(self) -> None:
        self.body_scope = Scope(self.scope.source, self.scope.project, self.scope)
        for node in statements(self.node.body):
            self._take(node)
        self.node = copied(self.node)  # its body lives in what was taken

    @property
    def name(self) -> str:
        """Its name."""
        return self.node.name

    @property
    def source(self) -> Source:
        """The file that it stands in."""
        return self.scope.source

    def _take(self, node: ast.stmt) -> None:
        if isinstance(node, FUNCTIONS):
            self._take_function(node)
        elif isinstance(node, ast.ClassDef):
            self.nested[node.name] = self.body_scope.classes[node.name] = ClassInfo(node, self.body_scope)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            self.body_scope.take_import(node)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            self.annotations[node.target.id] = kept = self.source.keep(node)
            if node.value is not None and not self._is_field(node.value):
                self.attributes[node.target.id] = kept
        elif isinstance(node, ast.Assign):
            assigned = self.source.keep(node)
            for target in node.targets:
                for part in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
                    if isinstance(part, ast.Name):
                        self.attributes[part.id] = assigned

    def _is_field(self, node: ast.expr) -> bool:
        """Whether a value is dataclasses.field(…) without a default: it leaves no class attribute."""
        if not isinstance(node, ast.Call) or self.scope.written(node.func) != "dataclasses.field":
            return False
        return all(k.arg != "default" for k in node.keywords)

    def _take_function(self, node: FunctionNode) -> None:
        info = FunctionInfo(self.source.keep(node), self.scope, self)
        names = [decorator_name(self.scope, decorator, written=True) for decorator in node.decorator_list]
        if any(self.scope.project.knowledge.is_property(name) for name in names):
            cached = any(name.endswith("cached_property") for name in names)
            self.properties[node.name] = Property(info, cached=cached)
        elif any(name in ACCESSORS for name in names):
            setattr(self.properties.setdefault(node.name, Property()), names[-1], info)
        else:
            self.methods[node.name] = info

    @cached_property
    def bases(self) -> list[Linear]:
        """Its bases: classes of the tree, dotted names, None for what can't be told."""
        found: list[Linear] = []
        for node in self.node.bases:
            base = self.scope.resolve(node)
            if base is self and isinstance(node, ast.Name):  # `class A(A)`: what was imported by that name before
                path = self.scope.imports.get(node.id)
                base = self.scope.project.follow(path, self.source) if path is not None else None
            if isinstance(base, (ClassInfo, str)):
                found += [base] if base != OBJECT else []  # it's last in each order, whether it is written or not
            elif not isinstance(node, ast.Starred):
                first = self.scope.lookup(dotted_text(node).partition(".")[0])
                found.append(MADE_HERE if isinstance(first, ConstantInfo) else None)  # else it's somebody's class
        return found

    @property
    def mro(self) -> list[Linear]:
        """Its method resolution order, itself first, with what is known of the bases outside of the tree."""
        if self._mro is None:
            start: Linear = self
            made, circular = orders(start, linear_bases, self._known_order)
            self._circular = circular
            for cls in [self] if circular else made:
                if isinstance(cls, ClassInfo):
                    cls._mro = made[cls]
        return self._mro or []

    def _known_order(self, cls: Linear) -> list[Linear] | None:
        """The order of a class that needn't be worked out any more; that of one in a circle holds for it alone."""
        if isinstance(cls, ClassInfo):
            return None if cls._circular else cls._mro
        return [None] if cls is None else [*self.scope.project.knowledge.ancestors(cls)]

    @cached_property
    def family(self) -> list[ClassInfo]:
        """The classes of its MRO that stand in the source tree."""
        return [c for c in self.mro if isinstance(c, ClassInfo)]

    @cached_property
    def is_module(self) -> bool:
        """Whether it certainly derives from nn.Module."""
        tree = self.scope.project
        named = tree.module_bases
        return any(tree.knowledge.is_module_path(c) or c in named for c in self.mro if isinstance(c, str)) or (
            bool(named) and any(f"{tree.module_name(c.source.path)}.{c.name}" in named for c in self.family))

    @cached_property
    def counts_as_module(self) -> bool:
        """Whether it's analysed as a Module: it is one, or its base can't be looked into and it behaves like one."""
        return self.is_module or (self.has_unknown_base and self._behaves_like_module())

    def _behaves_like_module(self) -> bool:
        """Whether it registers; or its constructor makes Parameters or layers, and it defines `forward`."""
        knowledge = self.scope.project.knowledge
        if any(isinstance(c, str) and (c == MADE_HERE or knowledge.is_foreign(c)) for c in self.mro):
            return False
        if any(method.calls_own(name) for method in self.methods.values() for name in knowledge.REGISTRATIONS):
            return True
        if "__init__" not in self.methods or "forward" not in self.methods:
            return False
        constructor = self.methods["__init__"]
        made = (constructor.body_scope.resolve_text(name) for name in constructor.outline.callees)
        return any(isinstance(path, str) and knowledge.makes_state(path) for path in made)

    @cached_property
    def has_unknown_base(self) -> bool:
        """Whether some base can't be looked into."""
        knowledge = self.scope.project.knowledge
        return any(c is None or (isinstance(c, str) and not knowledge.is_transparent(c)) for c in self.mro)

    @cached_property
    def metaclasses(self) -> list[Reference]:
        """The metaclasses that its family names, other than type and ABCMeta."""
        found = [cls.scope.resolve(k.value) for cls in self.family for k in cls.node.keywords if k.arg == "metaclass"]
        return [f for f in found if f not in ("abc.ABCMeta", "builtins.type")]

    @cached_property
    def has_metaclass(self) -> bool:
        """Whether a metaclass may change what construction means in a way that can't be told."""
        return any(called_after_init(m) is None for m in self.metaclasses)

    @cached_property
    def after_init(self) -> list[str]:
        """The methods that a metaclass calls on each new instance after its `__init__`."""
        return [name for m in self.metaclasses for name in called_after_init(m) or ()]

    @cached_property
    def decorators(self) -> list[str]:
        """The dotted names of its decorators."""
        return [decorator_name(self.scope, node) for node in self.node.decorator_list]

    @cached_property
    def generates_init(self) -> bool:
        """Whether a dataclass decorator writes its `__init__`."""
        if "__init__" in self.methods:
            return False
        for name, node in zip(self.decorators, self.node.decorator_list):
            if name in DATACLASS:
                keywords = node.keywords if isinstance(node, ast.Call) else []
                given = [k.value for k in keywords if k.arg == "init"]
                return not any(isinstance(value, ast.Constant) and not value.value for value in given)
        return False

    def private(self, name: str) -> str:
        """The name of an attribute that the class's code writes as `name`.

        What its own body defines keeps the name as written.
        """
        if name in self.methods or name in self.properties or name in self.attributes or name in self.nested:
            return name
        return mangled(self.name, name)

    def find_method(self, name: str, after: ClassInfo | None = None) -> FunctionInfo | None:
        """The method that the MRO gives for a name, of the classes after one if that is given."""
        for cls in self.family_after(after):
            if name in cls.methods:
                return cls.methods[name]
            if name in cls.attributes or name in cls.properties:
                return None
        return None

    def family_after(self, after: ClassInfo | None) -> list[ClassInfo]:
        """The tree's classes of the MRO, those after one if that is given."""
        return self.family[self.family.index(after) + 1 if after is not None and after in self.family else 0:]

    def defines(self, name: str) -> bool:
        """Whether some class of its family has a method of the name."""
        return any(name in cls.methods for cls in self.family)


Linear = Union[ClassInfo, str, None]
"""One class of an MRO; None is one that can't be told."""
Reference = Union[ClassInfo, FunctionInfo, ConstantInfo, str, None]
ACCESSORS = ("setter", "getter", "deleter")


def called_after_init(metaclass: Reference) -> list[str] | None:
    """What a metaclass calls on each new instance after its `__init__`; None where it does anything else."""
    methods = metaclass.methods if isinstance(metaclass, ClassInfo) else {"?": None}
    method = methods.get("__call__")
    return called_on_made(method.node) if method is not None else None if methods else []


def linear_bases(cls: Linear) -> list[Linear]:
    """The bases of a class; one that has several dotted names goes by one of them."""
    if not isinstance(cls, ClassInfo):
        return []
    knowledge = cls.scope.project.knowledge
    return [knowledge.canonical(base) if isinstance(base, str) else base for base in cls.bases]


class Scope:
    """The names that a module's or a function's body binds by statements."""

    def __init__(self, source: Source, project: Tree, parent: Scope | None = None) -> None:
        self.source = source
        self.project = project
        self.parent = parent
        self.imports: dict[str, str] = {}
        self.stars: list[str] = []
        self.functions: dict[str, FunctionInfo] = {}
        self.classes: dict[str, ClassInfo] = {}
        self.constants: dict[str, list[ConstantInfo]] = {}
        self.resolved: dict[str, Reference] = {}  # what dotted names that were asked for stand for

    # --- what is bound

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
            self.classes[node.name] = ClassInfo(node, self)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self._take_constant(target.id, node)
                elif isinstance(target, ast.Tuple):
                    self.imports = {**dict(attached(target, node.value)), **self.imports}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            self._take_constant(node.target.id, node)

    def _take_constant(self, name: str, node: Assignment) -> None:
        self.constants.setdefault(name, []).append(ConstantInfo(name, self.source.keep(node), self))

    def take_import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Bind what an import statement binds; a relative one keeps its leading dots."""
        for name, path in imported(node):
            if name == "*":
                self.stars.append(path)
            elif isinstance(node, ast.Import):
                self.imports[name] = path
            else:
                self.imports.setdefault(name, path)

    def bound(self, name: str) -> Reference:
        """What this scope's own statements bind a name to; an import by its path as it's written."""
        own = self.classes.get(name)  # an empty one stands in for a library's that is missing
        if own is not None and (name not in self.imports or own.node.bases or own.methods or own.attributes):
            return own
        if name in self.functions or name in self.imports:
            return self.functions.get(name) or self.imports[name]
        found = self.constants.get(name, ())
        return found[0] if len(found) == 1 else None

    # --- what names stand for

    def own(self, name: str) -> Reference:
        """What this scope itself gives for a name: a definition, a dotted name, or None."""
        found = self.bound(name)
        if isinstance(found, str):
            return self.project.follow(found, self.source)
        if found is None and self.stars and name not in self.constants:
            return self.project.starred(self, name)
        return found

    def lookup(self, name: str) -> Reference:
        """What a name stands for here: a definition, a dotted name, or None."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.own(name)
            if found is not None:
                return found
            scope = scope.parent
        return builtin(name)

    def resolve(self, node: ast.expr, depth: int = 0) -> Reference:
        """What a name, dotted name or subscripted name in the ast stands for; aliases are followed."""
        names: list[str] = []
        while isinstance(node, (ast.Subscript, ast.Attribute)):
            names += [node.attr] if isinstance(node, ast.Attribute) else []
            node = node.value
        found = self.follow_alias(self.lookup(node.id), depth) if isinstance(node, ast.Name) else None
        for name in reversed(names):
            found = self._member(found, name)
        return found

    def resolve_text(self, dotted: str) -> Reference:
        """What a dotted name as it is written stands for."""
        first, *rest = dotted.split(".")
        found = self.follow_alias(self.lookup(first)) if first else None
        for name in rest:
            found = self._member(found, name)
        return found

    def _member(self, found: Reference, name: str) -> Reference:
        if isinstance(found, str):
            return self.project.follow(f"{found}.{name}", self.source)
        return found.nested.get(name) if isinstance(found, ClassInfo) else None

    def follow_alias(self, found: Reference, depth: int = 0) -> Reference:
        """The class or dotted name behind a constant like `Base = nn.Module`; the constant itself otherwise."""
        if isinstance(found, ConstantInfo) and depth < MOST_ALIASES:
            value = found.node.value
            if isinstance(value, (ast.Name, ast.Attribute)):
                return found.scope.resolve(value, depth + 1)
        return found

    def written(self, node: ast.expr) -> str:
        """The dotted name that this file's own text gives for a dotted name; "?" for what it defines or doesn't know.

        No other file is read for it, and so a name that an import passes on goes by the import.
        """
        first, _, rest = dotted_text(node).partition(".")
        scope: Scope | None = self
        while scope is not None:
            found = scope.bound(first)
            if isinstance(found, str):
                return f"{found}.{rest}" if rest else found
            if found is not None or scope.stars:
                found = self.resolve(node)
                return found if isinstance(found, str) else "?"
            scope = scope.parent
        found = builtin(first)
        return "?" if found is None else f"{found}.{rest}" if rest else found


def decorator_name(scope: Scope, node: ast.expr, written: bool = False) -> str:
    """The dotted name of a decorator, or what the file writes; of `@x.setter` that suffix alone; "?" if unknown."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute) and node.attr in ACCESSORS:
        return node.attr
    found = scope.written(node) if written else scope.resolve(node)
    return found if isinstance(found, str) else "?"
