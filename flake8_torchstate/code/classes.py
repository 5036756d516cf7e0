"""The classes of a file: their bases, their MRO, what their bodies define, and whether they are nn.Modules.

Read from flake8's ast alone.  What a class does when it is constructed is `interpret.py`'s business.
"""
from __future__ import annotations

import ast
import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Union

from flake8_torchstate import knowledge
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo, Reference, Scope, decorator_name, mangled
from flake8_torchstate.code.source import FUNCTIONS, Assignment, FunctionNode, Kept, Source, copied, statements

MODULE = "torch.nn.Module"
MOVERS = ("_apply", "to", "cuda", "cpu", "float", "double", "half", "bfloat16", "type", "xpu", "to_empty")
DATACLASS = ("dataclasses.dataclass", "pydantic.dataclasses.dataclass")
STATIC, CLASSMETHOD = "builtins.staticmethod", "builtins.classmethod"
PROPERTIES = ("builtins.property", "functools.cached_property", "torch.jit.unused", "abc.abstractproperty")

MADE_HERE = "<made here>"
REGISTRATIONS = ("register_buffer", "register_parameter", "add_module")
OTHER_FRAMEWORKS = frozenset("flax mlx tinygrad haiku keras tensorflow tf_keras paddle mindspore oneflow jax equinox jittor".split())

Linear = Union["ClassInfo", str, None]


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
    """A class statement of the source tree."""

    node: ast.ClassDef
    scope: Scope
    outer: str = ""
    nested: dict[str, ClassInfo] = field(default_factory=dict, repr=False)
    methods: dict[str, FunctionInfo] = field(default_factory=dict, repr=False)
    properties: dict[str, Property] = field(default_factory=dict, repr=False)
    attributes: dict[str, Kept[Assignment]] = field(default_factory=dict, repr=False)
    annotations: dict[str, Kept[ast.AnnAssign]] = field(default_factory=dict, repr=False)

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
        if not isinstance(node, ast.Call) or self.scope.resolve(node.func) != "dataclasses.field":
            return False
        return all(k.arg != "default" for k in node.keywords)

    def _take_function(self, node: FunctionNode) -> None:
        info = FunctionInfo(self.source.keep(node), self.scope, self)
        names = info.decorators()
        if any(name in PROPERTIES or name.endswith(".cached_property") for name in names):
            cached = any(name.endswith("cached_property") for name in names)
            self.properties[node.name] = Property(info, cached=cached)
        elif any(name in ("setter", "getter", "deleter") for name in names):
            setattr(self.properties.setdefault(node.name, Property()), names[-1], info)
        else:
            self.methods[node.name] = info

    @cached_property
    def bases(self) -> list[Linear]:
        """Its bases: classes of the tree, dotted names, None for what can't be told."""
        found: list[Linear] = []
        for node in self.node.bases:
            base = self.scope.resolve(node)
            if isinstance(base, ClassInfo) or isinstance(base, str):
                found.append(base)
            elif not isinstance(node, ast.Starred):
                found.append(MADE_HERE if self._is_made_here(node) else None)
        return found

    def _is_made_here(self, node: ast.expr) -> bool:
        """Whether a base is made by an assignment in this file, and so isn't somebody else's class."""
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and isinstance(self.scope.lookup(node.id), ConstantInfo)

    @cached_property
    def mro(self) -> list[Linear]:
        """Its method resolution order, itself first; torch's own classes end in nn.Module."""
        return linearize(self, ())

    @cached_property
    def family(self) -> list[ClassInfo]:
        """The classes of its MRO that stand in the source tree."""
        return [c for c in self.mro if isinstance(c, ClassInfo)]

    @cached_property
    def is_module(self) -> bool:
        """Whether it certainly derives from nn.Module."""
        named = self.scope.project.module_bases
        return any(is_module_path(c) or c in named for c in self.mro if isinstance(c, str)) or (
            bool(named) and any(c.dotted in named for c in self.family))

    @cached_property
    def counts_as_module(self) -> bool:
        """Whether it's analysed as a Module: it is one, or its base can't be looked into and it behaves like one.

        Behaving like one: it calls `self.register_buffer`, `register_parameter` or `add_module`; or its constructor makes
        Parameters or torch.nn layers and it defines `forward`.
        """
        if self.is_module:
            return True
        unknown = any(c is None or (isinstance(c, str) and not is_transparent(c)) for c in self.mro)
        foreign = any(isinstance(c, str) and (c == MADE_HERE or c.partition(".")[0] in OTHER_FRAMEWORKS) for c in self.mro)
        return unknown and not foreign and self._behaves_like_module()

    def _behaves_like_module(self) -> bool:
        for method in self.methods.values():
            if any(word in method.text for word in REGISTRATIONS) and any(f"self.{n}" in method.outline.callees for n in REGISTRATIONS):
                return True
        constructor = self.methods.get("__init__")
        if constructor is None or "forward" not in self.methods:
            return False
        return any(makes_state(constructor, name) for name in constructor.outline.callees)

    @property
    def dotted(self) -> str:
        """Its dotted name."""
        return ".".join([*module_parts(self.source.path), self.name])

    @cached_property
    def has_unknown_base(self) -> bool:
        """Whether some base can't be looked into."""
        return any(c is None or (isinstance(c, str) and not is_transparent(c)) for c in self.mro)

    @cached_property
    def metaclasses(self) -> list[Reference]:
        """The metaclasses that its family names, other than type and ABCMeta."""
        found = [cls.scope.resolve(k.value) for cls in self.family for k in cls.node.keywords if k.arg == "metaclass"]
        return [f for f in found if f not in ("abc.ABCMeta", "builtins.type")]

    @cached_property
    def has_metaclass(self) -> bool:
        """Whether a metaclass may change what construction means in a way that can't be told."""
        return any(not isinstance(m, ClassInfo) or called_after_init(m) is None for m in self.metaclasses)

    @cached_property
    def after_init(self) -> list[str]:
        """The methods that a metaclass calls on each new instance after its `__init__`."""
        known = [called_after_init(m) for m in self.metaclasses if isinstance(m, ClassInfo)]
        return [name for names in known if names is not None for name in names]

    @cached_property
    def decorators(self) -> list[str]:
        """The dotted names of its decorators."""
        return [decorator_name(self.scope, node) for node in self.node.decorator_list]

    @cached_property
    def generates_init(self) -> bool:
        """Whether a dataclass decorator writes its `__init__`."""
        for name, node in zip(self.decorators, self.node.decorator_list):
            if name in DATACLASS:
                keywords = node.keywords if isinstance(node, ast.Call) else []
                off = any(k.arg == "init" and isinstance(k.value, ast.Constant) and not k.value.value for k in keywords)
                return not off and "__init__" not in self.methods
        return False

    def private(self, name: str) -> str:
        """The name of an attribute that the class's code writes as `name`; what its own body defines keeps the name as written."""
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
        if after is None or after not in self.family:
            return self.family
        return self.family[self.family.index(after) + 1:]

    def defines(self, name: str) -> bool:
        """Whether some class of its family has a method of the name."""
        return any(name in cls.methods for cls in self.family)


def called_after_init(metaclass: ClassInfo) -> list[str] | None:
    """The methods that a metaclass's `__call__` calls on what `type.__call__` made; None where it does anything else."""
    method = metaclass.methods.get("__call__")
    if method is None:
        return [] if not metaclass.methods else None
    made: set[str] = set()
    found: list[str] = []
    tree = method.node
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            if node.value.func.attr == "__call__":
                made |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            if node.func.value.id in made:
                found.append(node.func.attr)
    return found if made else None


def module_parts(path: str) -> tuple[str, ...]:
    """The dotted name of a file, by the packages that it stands in."""
    folder, file = os.path.split(os.path.abspath(path))
    stem = file.rpartition(".")[0]
    return package_parts(folder) if stem == "__init__" else (*package_parts(folder), stem)


@functools.lru_cache(maxsize=4096)
def package_parts(folder: str) -> tuple[str, ...]:
    """The dotted package name of a folder, by the `__init__.py` files above it."""
    parts: list[str] = []
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        if not name:
            break
        parts.insert(0, name)
    return tuple(parts)


def makes_state(method: FunctionInfo, name: str) -> bool:
    """Whether a call in a method, by the name that is written, makes a Parameter or a torch.nn layer."""
    found = method.body_scope.resolve_text(name)
    if not isinstance(found, str) or not found.startswith("torch.nn."):
        return False
    return found.endswith("Parameter") or knowledge.torch_module(found) is not None


def linearize(cls: ClassInfo, seen: tuple[ClassInfo, ...]) -> list[Linear]:
    """The C3 order of a class; depth first, each at its last place, where the bases can't be ordered or form a cycle."""
    if cls in seen:
        return []
    lists: list[list[Linear]] = []
    for base in cls.bases:
        if isinstance(base, ClassInfo):
            lists.append(linearize(base, (*seen, cls)))
        else:
            lists.append(external(base))
    lists.append(list(cls.bases))
    merged = merge([list(part) for part in lists])
    if merged is None:
        # Python refuses such a class; a base still comes after all that derive from it
        found = [c for part in lists[:-1] for c in part]
        merged = list(dict.fromkeys(reversed(found)))[::-1]
    return [cls, *merged]


def external(base: str | None) -> list[Linear]:
    """The MRO of a class outside of the tree, as far as it matters."""
    if base is None or not is_module_path(base) or canonical(base) == MODULE:
        return [canonical(base) if base else None]
    return [base, MODULE]


def merge(lists: list[list[Linear]]) -> list[Linear] | None:
    """C3's merge of several orders, or None where they can't be merged."""
    result: list[Linear] = []
    lists = [[canonical(c) if isinstance(c, str) else c for c in part] for part in lists if part]
    while lists:
        for part in lists:
            head = part[0]
            if not any(head in other[1:] for other in lists):
                break
        else:
            return None
        result.append(head)
        lists = [[c for c in part if c != head] for part in lists]
        lists = [part for part in lists if part]
    return result


def canonical(path: str) -> str:
    """The short path of a torch.nn class, any other path as it is."""
    known = knowledge.torch_module(path) if path.startswith("torch.") else None
    return known.path if known else path


def is_module_path(path: str) -> bool:
    """Whether a dotted name is known to be nn.Module or a class that derives from it."""
    return canonical(path) == MODULE or libraries.is_module(path)


def is_transparent(path: str) -> bool:
    """Whether a base outside of the tree has no `__init__` or state of its own that matters here."""
    return path.startswith(("builtins.", "abc.", "typing.", "typing_extensions.", "collections.abc.", "enum.")) or (
        path.startswith("torch.nn.") and is_module_path(path))


def classes_of(scope: Scope) -> Iterator[ClassInfo]:
    """Every class of a scope: those in classes and in functions too."""
    for cls in list(scope.classes.values()):
        yield from _within(cls)
    for function in list(scope.functions.values()):
        if holds_class(function):
            yield from classes_of(function.body_scope)


def _within(cls: ClassInfo) -> Iterator[ClassInfo]:
    yield cls
    for inner in cls.nested.values():
        yield from _within(inner)
    for method in functions_of(cls):
        if holds_class(method):
            yield from classes_of(method.body_scope)


def functions_of(cls: ClassInfo) -> list[FunctionInfo]:
    """The methods of a class, and the functions of its properties."""
    return [*cls.methods.values(), *(function for found in cls.properties.values() for function in found.functions)]


def holds_class(function: FunctionInfo) -> bool:
    """Whether a class stands somewhere in a function's text."""
    lines = function.source.text_lines()[function.at.lineno:function.at.end_lineno]
    return any("class " in line for line in lines)
