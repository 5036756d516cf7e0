"""A rough run of a constructor on Python's ast: could it hold a mistake at all?

Every value is one integer, whose bits say what it may be.  Where a bit of doubt remains, the class is left to the
interpreter: a Doubt is no finding, and what is let pass without one has none.  Nothing of libcst is needed here.
"""
from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeGuard, Union

from flake8_torchstate import knowledge
from flake8_torchstate.classes import CLASSMETHOD, MODULE, STATIC, ClassInfo, canonical, is_module_path
from flake8_torchstate.config import Config
from flake8_torchstate.knowledge import Returns, libraries
from flake8_torchstate.names import (
    ARRAYS, BUFFER_CLASSES, COLLECTIONS, DICT_METHODS, LISTINGS, MAPPINGS, MODULE_TOOLS, NO_GRAD, NUMBERS, OWN_MODULE_METHODS,
    PARAMETER_CLASSES, PARAMETER_DICT_METHODS, PLAIN_BUILTINS, PLAIN_PACKAGES, REGISTRARS, SEQUENCES, SEQUENTIAL_METHODS,
    SHAPED, TENSOR_CLASSES, WRAPPERS, transparent)
from flake8_torchstate.registry import RESERVED
from flake8_torchstate.scopes import ConstantInfo, FunctionInfo, Reference, Scope
from flake8_torchstate.source import FunctionNode, walk

UNKNOWN = 0
PLAIN, NONE, LAYER, PARAMETER, TENSOR, CALLABLE, CLASS, ODD, BOX, KEYS, WHOLE, TEXT, BUFFER = (1 << n for n in range(13))
"""What a value may be.  PLAIN: a number, string, …; LAYER: a Module; CALLABLE: a function; CLASS: a Module class;
ODD: anything; BOX: a container or object; KEYS: with keys that nn.ModuleDict may refuse; WHOLE: a tensor that may be one
of integers; TEXT: a plain value that may be written with a dot; BUFFER: an nn.Buffer.  The second sixteen bits say what is in a BOX, or what
calling a CALLABLE gives; the bits above are one for each class or function that the value may be, or be an instance of."""
HALF = 16
LOW = (1 << HALF) - 1
CLASSES = -1 << 2 * HALF
HELD = LAYER | PARAMETER | TENSOR | BUFFER | ODD
REGISTERED = LAYER | PARAMETER | BUFFER
GROWING = (ast.Add, ast.Mult, ast.BitOr)
"""The operators by which containers of children grow in place."""
NO_CHILD = PLAIN | PARAMETER | TENSOR | BUFFER | CALLABLE | CLASS | ODD | BOX
FLOATS = frozenset(f"torch.{n}" for n in "zeros ones empty rand randn linspace logspace eye".split())
SAME_DTYPE = frozenset(
    "clone detach normal_ uniform_ fill_ zero_ trunc_normal_ repeat expand view reshape unsqueeze squeeze transpose permute t "
    "contiguous mul_ div_ sub_ add_ mul div sub add flatten sqrt exp log flip chunk".split())
MUTATORS = frozenset("append add appendleft insert setdefault extend update extendleft".split())
MOST_DEPTH = 12
MOST_TRACES = 6

Path = tuple[tuple[int, int], ...]
Row = tuple[int, ...]
Dependency = tuple[str, str, Union[ClassInfo, None]]


class Doubt(Exception):
    """The class has to be looked at; the text says why."""


def content_of(kind: int) -> int:
    """What is in a container, or what calling a function gives, without the classes of it."""
    return kind >> HALF & LOW


def inside(kind: int) -> int:
    """What one item of a value may be."""
    content = content_of(kind) if kind & BOX else 0
    if kind & (TENSOR | PARAMETER | BUFFER):
        content |= TENSOR | kind & WHOLE
    if kind & LAYER:
        content |= LAYER
    content |= kind & (ODD | PLAIN | TEXT)
    return content | (content << HALF if content & (BOX | CALLABLE) else 0) | kind & CLASSES


def box(*kinds: int) -> int:
    """A container of some values."""
    content = classes = 0
    for kind in kinds:
        content |= kind & LOW | (content_of(kind) if kind & BOX else 0)
        classes |= kind & CLASSES
    return BOX | content << HALF | classes


def giving(result: int) -> int:
    """A function that gives something."""
    return CALLABLE | (result & LOW | content_of(result)) << HALF | result & CLASSES


def loses(kind: int) -> bool:
    """Whether PyTorch may not see all of a value that becomes an attribute."""
    return bool(kind & (TENSOR | ODD) or kind & BOX and content_of(kind) & HELD)


def held_in(kind: int) -> bool:
    """Whether a value is or has something that a module registers, or may."""
    return bool(kind & HELD or kind & BOX and content_of(kind) & HELD)


@dataclass
class Store:
    """An assignment or a registration of one name: what, where, under which branches, and whether by a call."""

    kind: int
    path: Path
    called: str
    own: bool
    owner: ClassInfo | None = None


@dataclass
class Frame:
    """One function that runs."""

    scope: Scope
    info: FunctionInfo | None
    self_name: str | None
    names: dict[str, int] = field(default_factory=dict)
    early: set[str] = field(default_factory=set)
    escaped: set[str] = field(default_factory=set)
    bound_in: dict[str, int] = field(default_factory=dict)
    children: set[tuple[str, int]] = field(default_factory=set)
    written: dict[str, ast.expr] = field(default_factory=dict)
    returned: int = 0
    rows: list[Row | None] = field(default_factory=list)
    no_grad: bool = False
    partly: int = 0
    after: ClassInfo | None = None


@dataclass
class Trace:
    """What a method of another file did to one class's instance, and what of that class it depended on.

    The same method does the same to an instance of another class where all of that is the same.
    """

    depends: dict[Dependency, object] = field(default_factory=dict)
    stores: list[tuple[str, int, Store]] = field(default_factory=list)
    stored: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    ran: set[int] = field(default_factory=set)
    usable: bool = True
    path: Path = ()
    result: int = 0
    row: Row | None = None
    registers: bool = False
    initialised: bool = False
    opaque: bool = False


class Memory:
    """What is known of names, functions and classes of the tree, for all files of a process."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.references: dict[Scope, dict[str, Reference]] = {}
        self.constants: dict[ConstantInfo, int] = {}
        self.results: dict[tuple[FunctionInfo, bool, tuple[int, ...], tuple[tuple[str, int], ...]], tuple[int, Row | None]] = {}
        self.traces: dict[tuple[FunctionInfo, tuple[int, ...], bool, bool], list[Trace]] = {}
        self.attributes: dict[tuple[ClassInfo, str], int] = {}
        self.members: dict[ClassInfo, int] = {}
        self.known: list[ClassInfo | FunctionInfo | str] = []
        self.places: dict[ClassInfo | FunctionInfo | str, int] = {}
        self.summaries: dict[ClassInfo, dict[str, dict[int, Store]]] = {}

    def bit(self, found: ClassInfo | FunctionInfo | str) -> int:
        """The bit of a class or function."""
        place = self.places.get(found)
        if place is None:
            place = self.places[found] = len(self.known)
            self.known.append(found)
        return 1 << 2 * HALF + place

    def layer(self, info: ClassInfo) -> int:
        """An instance of a Module class of the tree."""
        return LAYER | self.bit(info)

    def known_in(self, kind: int) -> list[ClassInfo | FunctionInfo | str]:
        """The classes and functions that a value may be, or be an instance of."""
        bits, found = kind >> 2 * HALF, []
        while bits:
            low = bits & -bits
            found.append(self.known[low.bit_length() - 1])
            bits ^= low
        return found

    def classes_in(self, kind: int) -> list[ClassInfo]:
        """The classes of the tree among them."""
        return [found for found in self.known_in(kind) if isinstance(found, ClassInfo)]

    def summary(self, info: ClassInfo) -> dict[str, dict[int, Store]]:
        """What constructing a class of the tree leaves under its names."""
        if info not in self.summaries:
            self.summaries[info] = {}
            self.summaries[info] = names_of(info, self)
        return self.summaries[info]

    def resolve(self, scope: Scope, node: ast.expr, dotted: str) -> Reference:
        """What a dotted name stands for in a scope."""
        if scope.fleeting:
            return scope.resolve(node)
        known = self.references.setdefault(scope, {})
        if dotted not in known:
            known[dotted] = scope.resolve(node)
        return known[dotted]


class Sketch:
    """The rough run of one class's construction.  Raises Doubt."""

    def __init__(self, cls: ClassInfo, memory: Memory) -> None:
        self.cls = cls
        self.memory = memory
        self.names: dict[str, dict[int, Store]] = {}
        self.unread: set[str] = set()
        self.initialised = False
        self.opaque = False
        self.foreign = False
        self.quiet = 0
        self.properties = {name for c in cls.family for name in c.properties}
        self.later = False
        self.path: Path = ()
        self.loops: list[int] = []
        self.serial = 0
        self.ran: set[int] = set()
        self.stack: list[FunctionInfo] = []
        self.frame = Frame(cls.scope, None, None)
        self.again: dict[tuple[int, tuple[int, ...]], tuple[int, bool, Row | None]] = {}
        self.row: tuple[ast.Call, Row | None] | None = None
        self.last_rows: Row | None = None
        self.registering = 0
        self.patterns: dict[int, str] = {}
        self.tracing: list[Trace] = []
        self.class_members: dict[str, object] = {}

    def doubt(self, why: str) -> None:
        """Leave the class to the interpreter, unless the code belongs to another file, which is judged there."""
        if not self.foreign and not self.quiet:
            raise Doubt(why)

    @property
    def lenient(self) -> bool:
        """Whether a Parameter may be changed in place: under no_grad, and where who calls may have turned gradients off."""
        return self.frame.no_grad or self.later

    def own_name(self, name: str) -> str:
        """An attribute's name as Python knows it: a private one gets the class's name before it."""
        if name[:2] != "__" or name[-2:] == "__" or self.frame.after is None:
            return name
        return self.frame.after.private(name)

    # --- expressions

    def value(self, node: ast.expr | None) -> int:
        """What an expression may give."""
        if node is None:
            return UNKNOWN
        return EXPRESSIONS[type(node)](self, node)

    def constant(self, node: ast.Constant) -> int:
        """A literal."""
        return NONE if node.value is None else PLAIN if type(node.value) in (int, bool) else PLAIN | TEXT

    def plain(self, node: ast.expr) -> int:
        """An f-string, a slice."""
        return PLAIN | TEXT

    def name(self, node: ast.Name) -> int:
        """A name whose value goes on to somewhere else."""
        if node.id == self.frame.self_name and not self.later:
            self.doubt("self gets another holder")
        kind = self.peek(node)
        if kind & BOX:
            self.frame.escaped.add(node.id)
        return kind

    def peek(self, node: ast.expr) -> int:
        """What is looked at on the spot: the name doesn't get another holder."""
        if not isinstance(node, ast.Name):
            return self.value(node)
        found = self.frame.names.get(node.id)
        if found is not None:
            return found
        if node.id == self.frame.self_name:
            return UNKNOWN
        self.frame.early.add(node.id)
        return self.referred(self.memory.resolve(self.frame.scope, node, node.id))

    def referred(self, found: Reference) -> int:
        """What a name of the file stands for."""
        if isinstance(found, ClassInfo):
            return (CLASS if found.counts_as_module else CALLABLE) | self.memory.bit(found)
        if isinstance(found, FunctionInfo):
            return CALLABLE | self.memory.bit(found)
        if isinstance(found, ConstantInfo):
            return self.constant_of(found)
        return self.named_by(found) if found is not None else UNKNOWN

    def named_by(self, path: str) -> int:
        """What a dotted name outside of the tree stands for, where it isn't called."""
        kind = named(path)
        return kind | self.memory.bit(path) if kind & (CALLABLE | CLASS) else kind

    def constant_of(self, constant: ConstantInfo) -> int:
        """What a name of the module level holds."""
        if constant not in self.memory.constants:
            self.memory.constants[constant] = UNKNOWN
            self.memory.constants[constant] = self.elsewhere(constant.scope, constant.node.value)
        return self.memory.constants[constant]

    def elsewhere(self, scope: Scope, node: ast.expr | None) -> int:
        """The value of an expression outside of the function that runs."""
        before, self.frame = self.frame, Frame(scope, None, None)
        self.quiet += 1
        try:
            return self.value(node)
        finally:
            self.quiet -= 1
            self.frame = before

    def attribute(self, node: ast.Attribute) -> int:
        """`owner.name`."""
        owner = node.value
        if isinstance(owner, ast.Name):
            if owner.id == self.frame.self_name:
                return self.read_self(self.own_name(node.attr))
            if owner.id not in self.frame.names:
                return self.dotted(node, f"{owner.id}.{node.attr}")
        elif isinstance(owner, ast.Attribute):
            text = text_of(node)
            if text is not None and text[0] not in self.frame.names and text[0] != self.frame.self_name:
                return self.dotted(node, ".".join(text))
        return self.attribute_of(self.peek(owner), node.attr)

    def dotted(self, node: ast.Attribute, text: str) -> int:
        """A dotted name of the file."""
        found = self.memory.resolve(self.frame.scope, node, text)
        if found is not None:
            return self.referred(found)
        owner = self.memory.resolve(self.frame.scope, node.value, text.rpartition(".")[0])
        if isinstance(owner, ClassInfo):
            return self.class_value(owner, node.attr)
        return self.attribute_of(self.value(node.value), node.attr)

    def class_value(self, info: ClassInfo, name: str) -> int:
        """An attribute of a class of the tree."""
        for cls in info.family:
            if name in cls.attributes:
                return self.value_in_class(cls, name)
            if name in cls.methods or name in cls.properties:
                return giving(ODD)
        return UNKNOWN

    def value_in_class(self, cls: ClassInfo, name: str) -> int:
        """The value of a class attribute."""
        key = cls, name
        if key not in self.memory.attributes:
            self.memory.attributes[key] = UNKNOWN
            self.memory.attributes[key] = self.elsewhere(cls.body_scope, cls.attributes[name].node.value)
        return self.memory.attributes[key]

    def attribute_of(self, kind: int, name: str) -> int:
        """An attribute of a value."""
        if kind & ODD:
            return ODD
        found = UNKNOWN
        if kind & (TENSOR | PARAMETER | BUFFER):
            returns = knowledge.attribute(name)
            found |= TENSOR | WHOLE & kind if returns is Returns.TENSOR else PLAIN if returns is Returns.OTHER else ODD
        if kind & LAYER:
            found |= self.member(kind, name)
        if kind & CLASS:
            for info in self.memory.classes_in(kind):
                found |= self.class_value(info, name)
        if kind & BOX:
            found |= self.kept_by(kind, name) if kind & CLASSES and not content_of(kind) & LAYER else inside(kind)
        return found

    def kept_by(self, kind: int, name: str) -> int:
        """An attribute of an object of the tree's classes that are no Modules."""
        found = UNKNOWN
        for info in self.memory.classes_in(kind):
            for store in self.memory.summary(info).get(name, {}).values():
                found |= store.kind
        return found

    def member(self, kind: int, name: str) -> int:
        """An attribute of a Module: what its class registers."""
        found = UNKNOWN
        for info in self.memory.known_in(kind):
            if isinstance(info, str):
                facts = knowledge.torch_module(info)
                if facts is not None:
                    found |= PARAMETER if name in facts.parameters else TENSOR | WHOLE if name in facts.buffers else UNKNOWN
                    found |= LAYER if name in facts.submodules else UNKNOWN
            if not isinstance(info, ClassInfo):
                continue
            for store in self.memory.summary(info).get(name, {}).values():
                found |= ODD if store.kind & TENSOR or store.called else store.kind & (LAYER | PARAMETER | ODD | CLASSES)
        return found

    def read_self(self, name: str) -> int:
        """`self.name`."""
        if self.tracing:
            self.depend("name", name)
        stores = self.names.get(name)
        if stores:
            found = 0
            for store in stores.values():
                found |= store.kind & ~BUFFER | TENSOR | WHOLE if store.kind & BUFFER else store.kind
            return found
        for cls in self.cls.family:
            if name in cls.properties:
                getter = cls.properties[name].getter
                return self.call_function(getter, [], {}, bound=True) if getter is not None else UNKNOWN
            if name in cls.methods:
                return CALLABLE | self.memory.bit(cls.methods[name])
            if name in cls.attributes:
                return self.value_in_class(cls, name)
        self.unread.add(name)
        for trace in self.tracing:
            trace.unread.add(name)
        return PLAIN if name == "training" else UNKNOWN

    def subscript(self, node: ast.Subscript) -> int:
        """`owner[index]`."""
        kind = self.peek(node.value)
        self.value(node.slice)
        if isinstance(node.slice, ast.Slice) and kind & (BOX | LAYER):
            return kind
        return inside(kind)

    def starred(self, node: ast.Starred) -> int:
        """`*items`, as one of them."""
        return inside(self.peek(node.value))

    def display(self, node: ast.List | ast.Tuple | ast.Set) -> int:
        """`[…]`, `(…)`, `{…}`."""
        kinds = [self.value(element) for element in node.elts]
        if len(kinds) == 2 and kinds[1] & LAYER and isinstance(node, ast.Tuple) and kinds[0] & TEXT and self.good_name(node.elts[0], DICT_METHODS):
            return box(kinds[1])  # a name and a child
        return box(*kinds)

    def dictionary(self, node: ast.Dict) -> int:
        """`{key: value}`."""
        found = BOX
        for key, value in zip(node.keys, node.values):
            if key is None:
                found |= self.value(value)
            else:
                found |= box(self.value(value)) | (0 if self.good_name(key, DICT_METHODS) else KEYS)
        return found

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> int:
        """A comprehension: one that repeats what was made before is odd."""
        self.generators(node.generators)
        kind = self.value(node.elt)
        if kind & LAYER and isinstance(node.elt, ast.Name) and node.elt.id not in bound_by(node.generators):
            kind |= ODD
        return box(kind)

    def dict_comprehension(self, node: ast.DictComp) -> int:
        """A dict comprehension."""
        self.generators(node.generators)
        kind = self.value(node.value)
        if kind & LAYER and isinstance(node.value, ast.Name) and node.value.id not in bound_by(node.generators):
            kind |= ODD
        return box(kind) | (0 if self.good_name(node.key, DICT_METHODS) else KEYS)

    def generators(self, generators: list[ast.comprehension]) -> None:
        """Bind what comprehensions go over."""
        for generator in generators:
            self.bind_items(generator.target, generator.iter)
            for test in generator.ifs:
                self.value(test)

    def bind_items(self, target: ast.expr, source: ast.expr) -> None:
        """Bind a loop's target to what it goes over."""
        if isinstance(target, ast.Tuple) and isinstance(source, ast.Call) and not source.keywords and len(target.elts) > 1:
            name = source.func.id if isinstance(source.func, ast.Name) else None
            starred = any(isinstance(a, ast.Starred) for a in (*source.args, *target.elts))
            if name == "enumerate" and source.args and not starred and len(target.elts) == 2:
                self.bind(target.elts[0], PLAIN)
                self.bind(target.elts[1], inside(self.peek(source.args[0])))
                return
            if name == "zip" and len(source.args) == len(target.elts) and not starred:
                for part, item in zip(target.elts, source.args):
                    self.bind(part, inside(self.peek(item)))
                return
        self.bind(target, inside(self.peek(source)))

    def binary(self, node: ast.BinOp) -> int:
        """`a op b`; a long chain of them is walked without recursion."""
        chain = [node]
        while isinstance(chain[-1].left, ast.BinOp):
            chain.append(chain[-1].left)
        kind = self.value(chain[-1].left)
        for part in reversed(chain):
            kind = operation(part.op, kind, self.value(part.right))
        return kind

    def unary(self, node: ast.UnaryOp) -> int:
        """`-x`, `not x`."""
        kind = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return PLAIN
        return TENSOR | kind & WHOLE if kind & (TENSOR | PARAMETER | BUFFER) else ODD if kind & ODD else PLAIN

    def boolean(self, node: ast.BoolOp) -> int:
        """`a and b`: one of them."""
        found = 0
        for part in node.values:
            found |= self.value(part)
        return found

    def comparison(self, node: ast.Compare) -> int:
        """`a < b`."""
        found = self.value(node.left)
        for part in node.comparators:
            found |= self.value(part)
        is_plain = all(isinstance(op, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for op in node.ops)
        return PLAIN if is_plain or not found & (TENSOR | PARAMETER | BUFFER | ODD) else TENSOR | WHOLE

    def conditional(self, node: ast.IfExp) -> int:
        """`a if test else b`."""
        self.value(node.test)
        return self.value(node.body) | self.value(node.orelse)

    def named(self, node: ast.NamedExpr) -> int:
        """`name := value`."""
        kind = self.value(node.value)
        self.bind(node.target, kind)
        return kind

    def function(self, node: ast.Lambda) -> int:
        """A lambda: it keeps what it closes over."""
        held = UNKNOWN
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            held |= self.value(default)
        for part in walk(node.body):
            if isinstance(part, ast.Name):
                held |= self.frame.names.get(part.id, 0)
        outer = {name: self.frame.names.get(name) for name in arguments_of(node.args)}
        self.frame.names.update(dict.fromkeys(outer, UNKNOWN))
        result = self.value(node.body)
        for name, kind in outer.items():
            if kind is None:
                del self.frame.names[name]
            else:
                self.frame.names[name] = kind
        return giving(result) | (box(held) if held_in(held) else 0)

    def awaited(self, node: ast.Await | ast.Yield | ast.YieldFrom) -> int:
        """What comes from outside."""
        self.value(node.value)
        return UNKNOWN

    # --- calls

    def call(self, node: ast.Call) -> int:
        """`f(…)`."""
        function = node.func
        if isinstance(function, ast.Attribute):
            return self.call_attribute(node, function)
        if isinstance(function, ast.Name):
            if function.id in self.frame.names:
                return self.call_kind(node, self.frame.names[function.id])
            found = self.memory.resolve(self.frame.scope, function, function.id)
            return self.call_reference(node, found, function)
        return self.call_kind(node, self.value(function))

    def call_attribute(self, node: ast.Call, function: ast.Attribute) -> int:
        """`owner.name(…)`."""
        owner, name = function.value, function.attr
        if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super":
            return self.call_super(node, owner, name)
        if isinstance(owner, ast.Name) and owner.id == self.frame.self_name:
            return self.call_self(node, self.own_name(name))
        text = text_of(function)
        if text is not None and text[0] not in self.frame.names and text[0] != self.frame.self_name:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Name) and first.id == self.frame.self_name and self.frame.self_name is not None:
                return self.call_on_self(node, owner, ".".join(text[:-1]), name)
            found = self.memory.resolve(self.frame.scope, function, ".".join(text))
            if found is not None:
                return self.call_reference(node, found, function)
            cls = self.memory.resolve(self.frame.scope, owner, ".".join(text[:-1]))
            if isinstance(cls, ClassInfo):
                method = cls.find_method(name)
                return self.call_with(node, method) if method is not None else self.unknown_call(node)
        return self.call_method(node, owner, name)

    def call_on_self(self, node: ast.Call, owner: ast.expr, text: str, name: str) -> int:
        """`Base.method(self, …)`."""
        found = self.memory.resolve(self.frame.scope, owner, text)
        later = ast.copy_location(ast.Call(node.func, node.args[1:], node.keywords), node)
        if name == "__init__" and isinstance(found, str):
            self.arguments(later)
            self.external_init(found)
            return NONE
        if isinstance(found, ClassInfo):
            method = found.find_method(name)
            if method is not None:
                return self.call_with(later, method, bound=True)
            if name == "__init__":
                self.init_after(found, later)
                return NONE
        if name in ("__setattr__", "__delattr__") or name in REGISTRARS:
            self.doubt("an operation on self by a class's name")
        return self.unknown_call(node)

    def arguments(self, node: ast.Call) -> tuple[list[int], dict[str, int], bool]:
        """What goes in: by position, by keyword, and whether more may."""
        positional: list[int] = []
        more = False
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                more = True
                kind = inside(self.peek(argument.value))
                if held_in(kind):
                    positional.append(kind | ODD)
            elif isinstance(argument, ast.Name) and argument.id == self.frame.self_name:
                positional.append(UNKNOWN)
            else:
                positional.append(self.value(argument))
        keywords: dict[str, int] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                more = True
                if held_in(self.value(keyword.value)):
                    positional.append(ODD)
            elif isinstance(keyword.value, ast.Name) and keyword.value.id == self.frame.self_name:
                keywords[keyword.arg] = UNKNOWN
            else:
                keywords[keyword.arg] = self.value(keyword.value)
        return positional, keywords, more

    def everything(self, node: ast.Call) -> int:
        """All that goes in, as one."""
        found = 0
        for argument in node.args:
            if type(argument) not in HARMLESS:
                found |= self.value(argument)
            elif type(argument) is not ast.Constant:
                found |= self.peek(argument)
        for keyword in node.keywords:
            if type(keyword.value) is not ast.Constant:
                found |= self.peek(keyword.value)
        return found

    def effects(self, node: ast.Call) -> None:
        """Look only for what the arguments of a call do."""
        for argument in node.args:
            if type(argument) not in HARMLESS:
                self.value(argument)
        for keyword in node.keywords:
            if type(keyword.value) not in HARMLESS:
                self.value(keyword.value)

    def unknown_call(self, node: ast.Call) -> int:
        """A call that can't be followed."""
        self.effects(node)
        return UNKNOWN

    def call_kind(self, node: ast.Call, kind: int) -> int:
        """Call a value."""
        if not kind & (CALLABLE | ODD | CLASS | BOX):
            self.effects(node)
            return UNKNOWN
        self.no_self(node)
        given = self.everything(node)
        if kind & ODD:
            return ODD
        found = LAYER | kind & CLASSES if kind & CLASS else UNKNOWN
        if kind & CALLABLE:
            known = self.memory.known_in(kind)
            content = content_of(kind)
            if content or not known:
                found |= content | (content << HALF if content & (BOX | CALLABLE) else 0)
                found |= ODD if held_in(given) or given & (CALLABLE | CLASS) else given & (PLAIN | NONE | TEXT | BOX)
            rows: list[Row | None] = []
            for each in known:
                self.row = None
                if isinstance(each, FunctionInfo):
                    found |= self.call_with(node, each, bound=each.owner is not None and each.owner in self.cls.family)
                elif isinstance(each, str):
                    found |= self.call_dotted(node, each) if not is_module_path(each) else LAYER | self.memory.bit(each)
                elif not each.counts_as_module:
                    found |= self.construct(node, each)
                rows.append(self.row[1] if self.row is not None else None)
            self.row = node, joined(rows)
        return found

    def call_reference(self, node: ast.Call, found: Reference, function: ast.expr) -> int:
        """Call what a name of the file stands for."""
        if isinstance(found, str):
            return self.call_dotted(node, found)
        if isinstance(found, FunctionInfo):
            return self.call_with(node, found)
        if isinstance(found, ClassInfo):
            return self.construct(node, found)
        if isinstance(found, ConstantInfo):
            return self.call_kind(node, self.constant_of(found))
        return self.unknown_call(node)

    def construct(self, node: ast.Call, info: ClassInfo) -> int:
        """An instance of a class of the tree."""
        if info.counts_as_module:
            self.no_self(node)
            self.effects(node)
            return self.memory.layer(info)
        given = self.everything(node)
        if info.generates_init or "typing.NamedTuple" in info.mro:
            return box(given)
        if info.has_unknown_base or "__new__" in info.methods:
            return UNKNOWN
        if info not in self.memory.members:
            self.memory.members[info] = UNKNOWN
            self.memory.members[info] = members_of(info, self.memory)
        return self.memory.members[info]

    def no_self(self, node: ast.Call) -> None:
        """Doubt where the module itself is given away."""
        if self.later:
            return
        for argument in (*node.args, *(k.value for k in node.keywords)):
            if isinstance(argument, ast.Name) and argument.id == self.frame.self_name:
                self.doubt("self is given away")

    def call_with(self, node: ast.Call, info: FunctionInfo, bound: bool = False) -> int:
        """Call a function of the tree with the arguments of a call."""
        place = self.place_of_self(node, info)
        positional, keywords, more = self.arguments(node)
        if more:
            positional.append(UNKNOWN)
        self.last_rows = None
        if place is not None and not bound and not self.later:
            result = self.run(info, positional, keywords, False, more, place)
        else:
            result = self.call_function(info, positional, keywords, bound, more)
        self.row = node, self.last_rows
        return result

    def place_of_self(self, node: ast.Call, info: FunctionInfo) -> int | None:
        """Which argument is the module itself; Doubt where it's more than one, or isn't given by position."""
        if self.frame.self_name is None:
            return None
        given = [i for i, a in enumerate(node.args) if isinstance(a, ast.Name) and a.id == self.frame.self_name]
        named = [k.arg for k in node.keywords if isinstance(k.value, ast.Name) and k.value.id == self.frame.self_name]
        if not given and not named:
            return None
        arguments = [a.arg for a in (*info.node.args.posonlyargs, *info.node.args.args)]
        given += [arguments.index(name) for name in named if name in arguments]
        if len(given) != 1 or any(isinstance(a, ast.Starred) for a in node.args[:given[0]]) or len(self.stack) > MOST_DEPTH:
            self.no_self(node)
            return None
        return given[0]

    def call_super(self, node: ast.Call, owner: ast.Call, name: str) -> int:
        """`super().name(…)`."""
        after = self.frame.after
        if owner.args and isinstance(owner.args[0], ast.Name):
            found = self.memory.resolve(self.frame.scope, owner.args[0], owner.args[0].id)
            after = found if isinstance(found, ClassInfo) else after
        if owner.args and not isinstance(owner.args[0], ast.Name):
            self.doubt("super() of something else")
        if name == "__init__":
            self.init_after(after, node)
            return NONE
        if self.tracing:
            self.depend("super", name, after)
        method = self.cls.find_method(name, after) if after is not None else None
        if method is not None:
            return self.call_with(node, method, bound=True)
        return self.own_method(node, name)

    def call_self(self, node: ast.Call, name: str) -> int:
        """`self.name(…)`."""
        if self.tracing:
            self.depend("name", name)
        method = self.cls.find_method(name)
        if method is not None and name not in self.names:
            return self.call_with(node, method, bound=True)
        if name in self.names or method is None and name not in RESERVED:
            return self.call_method(node, ast.Attribute(ast.Name(self.frame.self_name or "", ast.Load()), name, ast.Load()), "__call__")
        return self.own_method(node, name)

    def own_method(self, node: ast.Call, name: str) -> int:
        """A method of nn.Module on self."""
        if name in REGISTRARS:
            self.register(node, name)
            return NONE
        if name == "__init__" or name in ("__setattr__", "__delattr__") and not self.later:
            self.doubt(f"{name} is called")
        self.effects(node)
        if name in LISTINGS:
            return listing(name)
        return UNKNOWN

    def call_method(self, node: ast.Call, owner: ast.expr, name: str) -> int:
        """A method of a value."""
        kind = self.peek(owner)
        if name == "__call__":
            return self.call_kind(node, kind)
        if kind & (BOX | LAYER) and name in MUTATORS:
            self.mutate(node, owner, kind, name)
        elif kind & LAYER and name in ("add_module", "register_module", "__setitem__", "register_parameter"):
            self.add_named_child(node)
        else:
            self.effects(node)
        return self.result_of(kind, name, node)

    def result_of(self, kind: int, name: str, node: ast.Call) -> int:
        """What a method of a value gives."""
        if kind & ODD:
            return ODD
        found = UNKNOWN
        if kind & (TENSOR | PARAMETER | BUFFER):
            found |= self.tensor_method(kind, name, node)
        if kind & LAYER:
            if name in OWN_MODULE_METHODS:
                found |= LAYER | kind & CLASSES
            elif name in LISTINGS:
                found |= listing(name)
            elif name in ("items", "keys", "values", "pop"):
                found |= box(PLAIN, inside(kind)) | inside(kind)
            else:
                for info in self.memory.classes_in(kind):
                    method = info.find_method(name)
                    found |= self.promised(method.scope, method.node.returns) if method is not None else UNKNOWN
        if kind & BOX:
            if name in ("items", "keys", "values", "copy"):
                found |= kind | (box(PLAIN) if name != "copy" else 0)
            elif name in ("pop", "popitem", "popleft", "get", "__getitem__", "setdefault"):
                found |= inside(kind) | self.everything(node)
            elif name in ("index", "count"):
                found |= PLAIN
            elif content_of(kind) & HELD and name not in MUTATORS and not kind & CLASSES:
                found |= ODD
        if kind & PLAIN:
            found |= PLAIN | TEXT
        if kind & (CLASS | CALLABLE):
            found |= ODD
        return found

    def tensor_method(self, kind: int, name: str, node: ast.Call) -> int:
        """A method of a tensor."""
        if kind & PARAMETER and not self.lenient and name.endswith("_") and name != "requires_grad_":
            self.doubt("a Parameter is changed in place")
        if name == "requires_grad_":
            return kind
        fact = knowledge.method(name)
        if fact is None:
            return UNKNOWN
        if kind & PARAMETER and name in ("float", "cpu", "contiguous"):
            return PARAMETER
        returns = fact.returns
        if returns is Returns.MIXED and not any(isinstance(a, ast.Starred) for a in node.args):
            keywords = frozenset(k.arg for k in node.keywords if k.arg is not None)
            returns = knowledge.returns_of_call(f"torch.Tensor.{name}", len(node.args), keywords) or returns
        if returns is Returns.OTHER:
            return PLAIN | TEXT
        if returns is Returns.TENSORS:
            return box(TENSOR | WHOLE)
        if returns in (Returns.TENSOR, Returns.ARGUMENT) and name != "type":
            whole = kind & WHOLE if name in SAME_DTYPE else 0 if name in ("float", "half", "double") else WHOLE
            return TENSOR | whole
        return ODD

    def mutate(self, node: ast.Call, owner: ast.expr, kind: int, name: str) -> None:
        """Put things into a container."""
        added = 0
        for argument in node.args:
            given = self.value(argument)
            added |= given if name in ("extend", "update", "extendleft") else box(given)
        for keyword in node.keywords:
            added |= box(self.value(keyword.value))
        if name in ("setdefault", "update") and not all(k.arg for k in node.keywords):
            added |= KEYS
        if kind & LAYER:
            self.add_children(node, owner, added)
        if kind & BOX:
            self.put(owner, added)

    def add_children(self, node: ast.Call, owner: ast.expr, added: int) -> None:
        """Children for an nn.ModuleList and its like."""
        content = content_of(added) & ~(PLAIN | TEXT if len(node.args) > 1 else 0)
        if content & NO_CHILD or added & (KEYS | ODD):
            self.doubt("a child that may be none")
        for argument in node.args:
            self.child(argument)

    def add_named_child(self, node: ast.Call) -> None:
        """`add_module(name, child)` of another module."""
        if len(node.args) != 2 or node.keywords or not self.good_name(node.args[0], DICT_METHODS):
            self.doubt("a child is added by name")
            return
        if self.value(node.args[1]) & NO_CHILD:
            self.doubt("a child that may be none")
        self.child(node.args[1])

    def child(self, argument: ast.expr) -> None:
        """Doubt where one module may become two children."""
        if isinstance(argument, (ast.Name, ast.Attribute)):
            kind = self.peek(argument)
            if not kind & LAYER:
                return
            text = text_of(argument)
            key = ".".join(text) if text is not None else "?"
            bound = self.frame.bound_in.get(key, 0)
            if self.loops and bound < self.loops[-1] or (key, bound) in self.frame.children:
                self.doubt("a module may get two places")
            self.frame.children.add((key, bound))

    def put(self, owner: ast.expr, added: int) -> None:
        """Note what is in a container now."""
        held = content_of(added) & HELD
        root = owner
        while isinstance(root, (ast.Subscript, ast.Attribute, ast.Call)):
            if isinstance(root, ast.Attribute) and isinstance(root.value, ast.Name) and root.value.id == self.frame.self_name:
                if held and not self.later:
                    self.doubt("something is put into a container of self")
                    for store in self.names.get(self.own_name(root.attr), {}).values():
                        store.kind |= added
                return
            root = root.func if isinstance(root, ast.Call) else root.value
        if not isinstance(root, ast.Name):
            return
        kind = self.frame.names.get(root.id)
        if kind is None:
            if held:
                self.doubt("something is put into a container of the file")
            return
        if held and root.id in self.frame.escaped and not self.later:
            self.doubt("something is put into a container that others hold")
        self.frame.names[root.id] = kind | added | (0 if owner is root else box(BOX))

    # --- torch and other dotted names

    def call_dotted(self, node: ast.Call, path: str) -> int:
        """A function or class by its dotted name."""
        head = path.partition(".")[0]
        if head == "torch":
            return self.call_torch(node, path)
        if head == "builtins":
            return self.call_builtin(node, path)
        if path in COLLECTIONS:
            return self.container(node, path)
        if path == "functools.partial":
            given = [self.value(argument) for argument in (*node.args, *(k.value for k in node.keywords))]
            first, *rest = given or [UNKNOWN]
            held = [kind for kind in rest if held_in(kind)]
            return first if not held else first | box(*held)
        if path in ("copy.deepcopy", "copy.copy"):
            return self.everything(node)
        if path == "typing.cast":
            return self.value(node.args[1]) if len(node.args) > 1 else UNKNOWN
        if head in PLAIN_PACKAGES:
            self.effects(node)
            return PLAIN
        self.effects(node)
        if libraries.is_module(path):
            return LAYER
        return TENSOR | WHOLE if path in self.memory.config.tensor_functions else UNKNOWN

    def call_torch(self, node: ast.Call, path: str) -> int:
        """A function or class of torch."""
        if path in PARAMETER_CLASSES:
            return self.parameter(node)
        if path in BUFFER_CLASSES:
            self.effects(node)
            return BUFFER
        facts = knowledge.torch_module(path)
        if facts is not None and facts.path != MODULE:
            if facts.container is not None:
                return self.module_container(node, facts.container)
            self.effects(node)
            return LAYER | self.memory.bit(facts.path)
        if path == "torch.is_tensor":
            self.narrow(node)
            return PLAIN
        if knowledge.is_distribution(path):
            return box(self.everything(node))
        if path.startswith("torch.nn.Module."):
            self.doubt("nn.Module's own method by name")
        return self.torch_function(node, path)

    def torch_function(self, node: ast.Call, path: str) -> int:
        """What a function of torch gives."""
        fact = knowledge.function(path)
        if path in TENSOR_CLASSES:
            floats = path in ("torch.Tensor", "torch.FloatTensor") and not self.everything(node) & (TENSOR | ODD)
            return TENSOR | (0 if floats else WHOLE)
        if fact is None:
            self.effects(node)
            return PLAIN if knowledge.is_plain_class(path) else UNKNOWN
        if fact.returns is Returns.ARGUMENT:
            first = node.args[0] if node.args else node.keywords[0].value if node.keywords else None
            self.effects(node)
            return self.value(first)
        if fact.returns is Returns.OTHER:
            self.effects(node)
            return UNKNOWN if path.startswith(MODULE_TOOLS) else PLAIN
        if path == "torch.full":
            filled = node.args[1] if len(node.args) > 1 else None
            known_float = isinstance(filled, ast.Constant) and isinstance(filled.value, float)
            return TENSOR | (0 if known_float or filled is not None and not self.value(filled) else WHOLE)
        if path in FLOATS or fact.factory and any(k.arg == "dtype" for k in node.keywords):
            self.effects(node)
            return TENSOR | (0 if self.is_float(node) else WHOLE)
        if path == "torch.tensor" and node.args:
            kind = self.value(node.args[0])
            plain = kind | (content_of(kind) if kind & BOX else 0)
            return TENSOR | (WHOLE if plain & (PLAIN | TENSOR | ODD) and not has_float(node.args[0]) else 0)
        given = self.everything(node)
        if fact.returns is Returns.TENSOR:
            return TENSOR | (0 if given & TENSOR and not given & WHOLE and path.rpartition(".")[2] in SAME_DTYPE else WHOLE)
        kinds = knowledge.possible_returns(path)
        found = TENSOR | WHOLE if Returns.TENSOR in kinds else UNKNOWN
        return found | (box(TENSOR | WHOLE) if Returns.TENSORS in kinds else UNKNOWN) | (given & (BUFFER | PARAMETER | TENSOR) and ODD)

    def is_float(self, node: ast.Call) -> bool:
        """Whether a factory is asked for no dtype, or for one that can require grad."""
        for keyword in node.keywords:
            if keyword.arg == "dtype":
                by_name = isinstance(keyword.value, ast.Attribute) and "float" in keyword.value.attr
                return by_name or not self.value(keyword.value) & ~NONE
        return True

    def parameter(self, node: ast.Call) -> int:
        """nn.Parameter(…)."""
        first = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "data"), None)
        kind = self.value(first)
        frozen = any(k.arg == "requires_grad" and isinstance(k.value, ast.Constant) and k.value.value is False for k in node.keywords)
        if kind & ~(TENSOR | WHOLE) or kind & WHOLE and not frozen:
            self.doubt("a Parameter of what may be no tensor of floats")
        for keyword in node.keywords:
            if keyword.arg != "data":
                self.value(keyword.value)
        return PARAMETER

    def module_container(self, node: ast.Call, kind: str) -> int:
        """nn.Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict with what they get."""
        content = keys = classes = 0
        for argument in node.args:
            starred = isinstance(argument, ast.Starred)
            inner = argument.value if isinstance(argument, ast.Starred) else argument
            given = self.peek(inner)
            content |= content_of(given) if given & BOX else inside(given) if starred or kind != "Sequential" else given
            content |= given & ODD
            keys |= given & KEYS
            classes |= given & CLASSES
            self.children(inner)
        for keyword in node.keywords:
            content |= inside(self.value(keyword.value))
        content &= LOW
        if kind.startswith("Parameter"):
            if content & ~(PARAMETER | NONE) or keys:
                self.doubt("a container of Parameters with something else in it")
        elif content & NO_CHILD or keys:
            self.doubt("a child that may be none")
        return LAYER | classes

    def children(self, node: ast.expr) -> None:
        """Look at each child for itself."""
        if isinstance(node, (ast.List, ast.Tuple)):
            for part in node.elts:
                self.child(part)
        elif isinstance(node, ast.Dict):
            for part in node.values:
                self.child(part)
        else:
            self.child(node)

    def container(self, node: ast.Call, path: str) -> int:
        """list(…), dict(…), …"""
        pairs = node.args[0] if len(node.args) == 1 and path.endswith("ict") else None
        if isinstance(pairs, (ast.List, ast.Tuple)) and all(isinstance(e, ast.Tuple) and len(e.elts) == 2 for e in pairs.elts):
            halves = [e.elts for e in pairs.elts if isinstance(e, ast.Tuple)]
            for _, value in halves:
                self.child(value)
            good = all(self.good_name(key, DICT_METHODS) for key, _ in halves)
            return box(*(self.value(value) for _, value in halves)) | (0 if good else KEYS)
        kinds = [inside(self.peek(argument.value if isinstance(argument, ast.Starred) else argument)) for argument in node.args]
        kinds += [self.value(keyword.value) for keyword in node.keywords]
        keys = sum(1 for argument in node.args if self.peek(argument) & KEYS)
        if not path.endswith("ict"):
            return box(*kinds) | (KEYS if keys else 0)
        bad = keys or any(keyword.arg in RESERVED | DICT_METHODS | PARAMETER_DICT_METHODS for keyword in node.keywords)
        made = box(*kinds)
        # of pairs of a good name and a value only the values count
        return (made & ~(BOX << HALF) | (KEYS if bad or node.args and content_of(made) & (PLAIN | ODD) else 0))

    def call_builtin(self, node: ast.Call, path: str) -> int:
        """A built-in function."""
        name = path.removeprefix("builtins.")
        if name in PLAIN_BUILTINS:
            if name == "isinstance":
                self.narrow(node)
            else:
                self.effects(node)
            return PLAIN if name in ("len", "int", "bool", "isinstance") else PLAIN | TEXT
        if path in COLLECTIONS:
            return self.container(node, path)
        special = BUILTINS.get(name)
        if special is not None:
            return special(self, node)
        given = self.everything(node)
        return ODD if held_in(given) else UNKNOWN

    def narrow(self, node: ast.Call) -> None:
        """isinstance(x, Tensor): from here on x may be one."""
        if node.args and isinstance(node.args[0], ast.Name) and node.args[0].id in self.frame.names:
            tested = self.tested(node.args[1]) if len(node.args) > 1 else TENSOR | WHOLE
            self.frame.names[node.args[0].id] |= tested

    def tested(self, node: ast.expr) -> int:
        """What a class that is tested for says of the tested: a tensor, a Parameter or a Module."""
        found = UNKNOWN
        for part in node.elts if isinstance(node, ast.Tuple) else [node]:
            text = text_of(part)
            if text is not None and text[0] in self.frame.names:
                found |= ODD
            elif text is not None:
                found |= self.promised_by(self.memory.resolve(self.frame.scope, part, ".".join(text))) & ~PLAIN
        return found

    def builtin_getattr(self, node: ast.Call) -> int:
        """getattr(x, name, default)."""
        owner = node.args[0] if node.args else None
        name = node.args[1] if len(node.args) > 1 else None
        found = self.value(node.args[2]) if len(node.args) > 2 else UNKNOWN
        known = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None
        if isinstance(owner, ast.Name) and owner.id == self.frame.self_name:
            return found | (self.read_self(known) if known is not None else UNKNOWN)
        kind = self.value(owner)
        if kind & (HELD | BOX | CALLABLE | CLASS):
            return found | (self.attribute_of(kind, known) if known is not None else ODD)
        return found | (ODD if known is not None and owner is not None and not kind and self.is_torch(owner) else UNKNOWN)

    def is_torch(self, node: ast.expr) -> bool:
        """Whether a name is a namespace of torch."""
        text = text_of(node)
        if text is None or text[0] in self.frame.names:
            return False
        found = self.memory.resolve(self.frame.scope, node, ".".join(text))
        return isinstance(found, str) and found.split(".")[0] == "torch"

    def builtin_setattr(self, node: ast.Call) -> int:
        """setattr(x, name, value)."""
        if len(node.args) != 3:
            self.doubt("setattr in another form")
            return NONE
        owner, name, value = node.args
        kind = self.value(value)
        if isinstance(owner, ast.Name) and owner.id == self.frame.self_name:
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                if "." in name.value:
                    self.doubt("a name with a dot")
                self.store(name.value, kind, node)
            elif self.later:
                if kind & LOW & ~(LAYER | NONE):
                    self.doubt("setattr under a name that is put together")
            elif loses(kind) or (kind & REGISTERED and not self.initialised) or (
                    not self.good_name(name)):
                self.doubt("setattr under a name that is put together")
            else:
                self.pattern(name, kind)
        elif self.value(owner) & HELD and (isinstance(name, ast.Constant) or held_in(kind)):
            self.doubt("setattr on something else")
        return NONE

    def builtin_range(self, node: ast.Call) -> int:
        """range(…)."""
        self.effects(node)
        return box(PLAIN)

    def builtin_enumerate(self, node: ast.Call) -> int:
        """enumerate(items)."""
        return box(box(PLAIN, *(inside(self.peek(argument)) for argument in node.args[:1])))

    def builtin_zip(self, node: ast.Call) -> int:
        """zip(a, b)."""
        return box(box(*(inside(self.peek(argument)) for argument in node.args)))

    def builtin_map(self, node: ast.Call) -> int:
        """map(function, items)."""
        function = self.value(node.args[0]) if node.args else UNKNOWN
        found: Reference = None
        if node.args and isinstance(node.args[0], ast.Name):
            found = self.memory.resolve(self.frame.scope, node.args[0], node.args[0].id)
        items = self.everything(node)
        if isinstance(found, str) and found.removeprefix("builtins.") in PLAIN_BUILTINS:
            return box(PLAIN)
        return box(self.call_kind(node, function)) if items or function else box()

    def builtin_any_of(self, node: ast.Call) -> int:
        """sum, min, max, next: one of the items, or made of them."""
        found = 0
        for argument in node.args:
            kind = self.peek(argument)
            found |= inside(kind) if kind & BOX or len(node.args) == 1 else kind
        return found | (self.everything(node) & ODD)

    def builtin_doubtful(self, node: ast.Call) -> int:
        """delattr, vars, exec: what they do isn't followed here."""
        self.doubt("delattr, vars")
        return ODD

    # --- functions of the tree

    def call_function(self, info: FunctionInfo, positional: Sequence[int], keywords: dict[str, int], bound: bool = False,
                      more: bool = False) -> int:
        """Run a function of the tree."""
        promised = self.promised(info.scope, info.node.returns)
        if self.later or len(self.stack) > MOST_DEPTH or self.stack.count(info) > 1:
            return promised
        if not bound:
            key = info, self.quiet > 0, tuple(positional), tuple(sorted(keywords.items()))
            if key not in self.memory.results:
                self.memory.results[key] = promised, None
                try:
                    result = self.run(info, positional, keywords, False, more) | promised
                    self.memory.results[key] = result, self.last_rows
                except Doubt:
                    del self.memory.results[key]  # the next class doubts it too
                    raise
            result, self.last_rows = self.memory.results[key]
            return result
        mark = id(info), (*positional, *keywords.values())
        if mark in self.again:
            result, registers, self.last_rows = self.again[mark]
            if registers:
                self.doubt("a method that registers runs twice")
            return result
        before = self.registering
        self.again[mark] = promised, False, None
        if info.source is self.cls.source or self.stack.count(info):
            result = self.run(info, positional, keywords, True, more) | promised
        else:
            result = self.run_traced(info, positional, keywords, more) | promised
        self.again[mark] = result, self.registering > before, self.last_rows
        return result

    def run_traced(self, info: FunctionInfo, positional: Sequence[int], keywords: dict[str, int], more: bool) -> int:
        """Run a method of another file, or do again what it did for a class that is the same in all that matters."""
        key = info, (*positional, -1, *keywords.values()), self.initialised, self.quiet > 0
        traces = self.memory.traces.setdefault(key, [])
        for trace in traces:
            if all(self.token(*dependency) == token for dependency, token in trace.depends.items()):
                return self.repeat(trace)
        trace = Trace(path=self.path)
        registering = self.registering
        self.tracing.append(trace)
        try:
            trace.result = self.run(info, positional, keywords, True, more)
        finally:
            self.tracing.pop()
        trace.row, trace.registers = self.last_rows, self.registering > registering
        trace.initialised, trace.opaque = self.initialised, self.opaque
        if trace.usable and len(traces) < MOST_TRACES:
            traces.append(trace)
        return trace.result

    def repeat(self, trace: Trace) -> int:
        """Do again what a method did."""
        for outer in self.tracing:
            for dependency in trace.depends:
                if dependency[1] not in outer.stored:
                    outer.depends.setdefault(dependency, self.token(*dependency))
            outer.unread |= trace.unread
            outer.ran |= trace.ran
        for name, place, store in trace.stores:
            path = (*self.path, *store.path[len(trace.path):])
            again = self.names.setdefault(name, {})[place] = replace(store, path=path, own=False)
            for outer in self.tracing:
                outer.stores.append((name, place, again))
                outer.stored.add(name)
        self.unread |= trace.unread
        self.ran |= trace.ran
        self.registering += trace.registers
        self.initialised, self.opaque = trace.initialised, trace.opaque or self.opaque
        self.last_rows = trace.row
        return trace.result

    def depend(self, kind: str, name: str, after: ClassInfo | None = None) -> None:
        """Note what a method of another file asks of the class at hand."""
        dependency = kind, name, after
        for trace in self.tracing:
            if dependency not in trace.depends and name not in trace.stored:
                trace.depends[dependency] = self.token(kind, name, after)

    def untraceable(self) -> None:
        """What is done now can't be done again from a trace."""
        for trace in self.tracing:
            trace.usable = False

    def token(self, kind: str, name: str, after: ClassInfo | None) -> object:
        """What the class at hand has: an attribute with what it holds, a method, the next constructor."""
        if kind == "super":
            return self.cls.find_method(name, after) if after is not None else None
        if kind == "init":
            mro = self.cls.mro
            start = mro.index(after) + 1 if after is not None and after in mro else 0
            return next((c for c in mro[start:] if not isinstance(c, ClassInfo) or "__init__" in c.methods or c.generates_init), None)
        held = 0
        for store in self.names.get(name, {}).values():
            held |= store.kind
        if name not in self.class_members:
            self.class_members[name] = self.class_member(name)
        return held, name in self.names, self.class_members[name]

    def class_member(self, name: str) -> object:
        """What the class gives for a name: a function, or the kind of an attribute."""
        for cls in self.cls.family:
            found = cls.methods.get(name) or cls.properties.get(name)
            if found is not None:
                return found
            if name in cls.attributes:
                return self.value_in_class(cls, name)
        return None

    def run(self, info: FunctionInfo, positional: Sequence[int], keywords: dict[str, int], bound: bool, more: bool,
            place: int | None = None) -> int:
        """Run a function's body with its arguments, of which the one at a place is the module itself."""
        decorators = info.decorators()
        static = bool(decorators) and STATIC in decorators
        by_class = bool(decorators) and CLASSMETHOD in decorators
        node = info.node
        takes_self = bound and not static and not by_class
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
        first = names[0] if names and (takes_self or by_class) else None
        itself = names[place] if place is not None and place < len(names) else None
        frame = Frame(info.scope, info, first if takes_self else itself, after=info.owner)
        for name, kind in self.parameters(info, node, names[1:] if first else names, positional, keywords, more):
            frame.names[name] = kind
        if itself is not None:
            frame.names.pop(itself, None)
        if by_class and first:
            frame.names[first] = self.referred(info.owner)
        foreign = info.source is not self.cls.source
        before, path, loops = self.frame, self.path, self.loops
        self.frame, self.loops = frame, []
        outside, self.foreign = self.foreign, foreign
        self.stack.append(info)
        self.ran.add(id(info))
        for trace in self.tracing:
            trace.ran.add(id(info))
        try:
            self.block(node.body)
        finally:
            self.stack.pop()
            self.foreign = outside
            self.frame, self.path, self.loops = before, path, loops
        self.last_rows = joined(frame.rows)
        return frame.returned if isinstance(node, ast.FunctionDef) else UNKNOWN

    def parameters(self, info: FunctionInfo, node: FunctionNode, names: list[str], positional: Sequence[int],
                   keywords: dict[str, int], more: bool) -> Iterator[tuple[str, int]]:
        """Each parameter with what it may be: its argument, or what its annotation and default say."""
        arguments = node.args
        defaults = dict(zip(reversed([a.arg for a in (*arguments.posonlyargs, *arguments.args)]), reversed(arguments.defaults)))
        defaults |= {a.arg: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults) if d is not None}
        annotations = {a.arg: a.annotation for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
        scope = info.owner.body_scope if info.owner is not None else info.scope
        for index, name in enumerate([*names, *(a.arg for a in arguments.kwonlyargs)]):
            given = positional[index] if index < min(len(positional), len(names)) else keywords.get(name)
            promised = self.promised(info.scope, annotations[name])
            if given is not None:
                yield name, given | (promised if not given else 0)
            else:
                default = defaults.get(name)
                kind = self.elsewhere(scope, default) if default is not None and type(default) is not ast.Constant else UNKNOWN
                if kind & LAYER and info.name == "__init__":
                    self.doubt("a module for a default")
                yield name, kind | promised
        rest = [*positional[len(names):], *keywords.values()]
        if arguments.vararg is not None:
            promised = self.promised(info.scope, arguments.vararg.annotation)
            yield arguments.vararg.arg, box(*rest, promised)
        if arguments.kwarg is not None:
            yield arguments.kwarg.arg, box(*rest) if rest else UNKNOWN

    def promised(self, scope: Scope, node: ast.expr | None) -> int:
        """What an annotation promises."""
        if node is None:
            return UNKNOWN
        if isinstance(node, ast.Constant):
            return self.promised(scope, quoted(node.value)) if isinstance(node.value, str) else UNKNOWN
        if isinstance(node, ast.BinOp):
            return self.promised(scope, node.left) | self.promised(scope, node.right)
        if isinstance(node, ast.Subscript):
            return self.promised_inside(scope, node)
        text = text_of(node)
        return self.promised_by(self.memory.resolve(scope, node, ".".join(text))) if text is not None else UNKNOWN

    def promised_inside(self, scope: Scope, node: ast.Subscript) -> int:
        """What Optional[T], Union[A, B], list[T], Float[Tensor, …] promise."""
        head = text_of(node.value)
        if head is None:
            return UNKNOWN
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        name = head[-1]
        if name in ("Optional", "Union"):
            found = 0
            for part in parts:
                found |= self.promised(scope, part)
            return found
        if name in SEQUENCES:
            return box(self.promised(scope, parts[0]))
        if name in MAPPINGS:
            inner = self.promised(scope, parts[1]) if len(parts) == 2 else UNKNOWN
            return box(inner & ~(TENSOR | WHOLE))
        path = self.memory.resolve(scope, node.value, ".".join(head))
        wraps = isinstance(path, str) and (path in WRAPPERS or path.startswith(("typing_extensions.", *SHAPED)))
        return self.promised(scope, parts[0]) if wraps else UNKNOWN

    def promised_by(self, found: Reference) -> int:
        """What the name of a class promises."""
        if isinstance(found, ClassInfo):
            return self.memory.layer(found) if found.counts_as_module else UNKNOWN
        if not isinstance(found, str):
            return UNKNOWN
        if found in TENSOR_CLASSES or found in BUFFER_CLASSES:
            return TENSOR | WHOLE
        if found in PARAMETER_CLASSES:
            return PARAMETER
        if found in NUMBERS or found in ARRAYS or knowledge.is_plain_class(found):
            return PLAIN
        return LAYER | self.memory.bit(canonical(found)) if is_module_path(found) else UNKNOWN

    # --- constructors

    def start(self) -> None:
        """Run the constructor with arguments of which nothing but annotations and defaults is known."""
        for cls in self.cls.mro:
            if isinstance(cls, ClassInfo) and "__init__" in cls.methods:
                self.call_function(cls.methods["__init__"], [], {}, bound=True, more=True)
                return
            if not isinstance(cls, ClassInfo):
                self.external_init(cls)
                return

    def init_after(self, after: ClassInfo | None, node: ast.Call) -> None:
        """The next `__init__` in the MRO after a class."""
        if self.tracing:
            self.depend("init", "", after)
        mro = self.cls.mro
        start = mro.index(after) + 1 if after is not None and after in mro else 0
        for cls in mro[start:]:
            if isinstance(cls, ClassInfo):
                if "__init__" in cls.methods:
                    self.call_with(node, cls.methods["__init__"], bound=True)
                    return
                if cls.generates_init:
                    self.doubt("a dataclass's constructor")
            elif cls is None or is_module_path(cls) or cls == "builtins.object" or not transparent(cls):
                self.effects(node)
                self.external_init(cls)
                return

    def external_init(self, path: str | None) -> None:
        """The constructor of a class outside of the tree."""
        if path == "builtins.object":
            return
        if path is None or not is_module_path(path) and path not in self.memory.config.module_bases:
            self.initialised = self.opaque = True
            return
        if self.path:
            self.doubt("nn.Module.__init__ under a condition")
        if self.initialised and not self.opaque:
            self.doubt("nn.Module.__init__ twice")
        self.initialised = True
        facts = knowledge.torch_module(path)
        if facts is None and canonical(path) != MODULE:
            self.opaque = True
        if facts is not None and facts.path != MODULE:
            for names, kind in ((facts.parameters, PARAMETER), (facts.buffers, TENSOR), (facts.submodules, LAYER)):
                for name in names:
                    self.names.setdefault(name, {})[-1] = Store(kind, (), "inherited", False)

    # --- operations on self

    def store(self, name: str, kind: int, node: ast.AST) -> None:
        """`self.name = value`."""
        if self.later:
            self.store_later(name, kind)
            return
        if loses(kind):
            self.doubt(f"'{name}' may hold what is lost")
        if kind & REGISTERED:
            self.note_registration()
        self.note(name, kind, node, "")

    def note(self, name: str, kind: int, node: ast.AST, called: str) -> None:
        """Keep what is stored under a name."""
        if self.tracing:
            self.depend("name", name)
        self.names.setdefault(name, {})[id(node)] = Store(kind, self.path, called, not self.foreign, self.frame.after)
        for trace in self.tracing:
            trace.stores.append((name, id(node), self.names[name][id(node)]))
            trace.stored.add(name)
        if name in self.properties:
            self.doubt(f"'{name}' is a property")

    def clash(self, name: str) -> None:
        """Doubt a name whose registrations can hurt each other, or what the class has."""
        stores = list(self.names.get(name, {}).values())
        registering = [s for s in stores if s.called or s.kind & REGISTERED]
        if name in self.unread and any(held_in(s.kind) for s in stores):
            raise Doubt(f"'{name}' is read before it's set")
        if not any(s.own for s in stores):
            return
        if name in RESERVED and any(s.called or s.kind & LOW & ~CALLABLE for s in stores):
            raise Doubt(f"'{name}' is nn.Module's too")
        if registering and any(name in c.attributes or name in c.methods or name in c.properties for c in self.cls.family):
            raise Doubt(f"'{name}' is the class's too")
        if registering and len(stores) > 1:
            for i, second in enumerate(stores):
                if any((first.own or second.own) and not get_along(first, second) for first in stores[:i]):
                    raise Doubt(f"'{name}' is set twice")

    def note_registration(self) -> None:
        """Doubt a registration too early, or in a loop."""
        self.registering += 1
        if not self.initialised:
            self.doubt("registered before nn.Module.__init__")
        if self.loops:
            self.doubt("registered in a loop")

    def store_later(self, name: str, kind: int) -> None:
        """`self.name = value` outside of construction: over what is registered not everything goes."""
        there = 0
        for store in self.names.get(name, {}).values():
            there |= (TENSOR if store.called and not store.kind else store.kind) if store.called or store.kind & REGISTERED else 0
        there |= TENSOR if there & BUFFER else 0
        kind &= ~BUFFER if there & TENSOR else kind
        if there and kind & LOW & ~(there & (LAYER | PARAMETER | TENSOR) | NONE | WHOLE):
            self.doubt(f"'{name}' gets another kind of value")

    def register(self, node: ast.Call, method: str) -> None:
        """register_buffer, register_parameter, add_module."""
        key = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "name"), None)
        given = (k.value for k in node.keywords if k.arg in ("tensor", "param", "module"))
        value = node.args[1] if len(node.args) > 1 else next(given, None)
        kind = self.value(value)
        allowed = {"register_buffer": TENSOR | WHOLE, "register_parameter": PARAMETER}.get(method, LAYER)
        if key is None or kind & LOW & ~(allowed | NONE) or any(isinstance(a, ast.Starred) for a in node.args):
            self.doubt("registers what may not be registered")
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            if not key.value or "." in key.value:
                self.doubt("a name with a dot")
            again = [s.called for s in self.names.get(key.value, {}).values() if s.called != method]
            if self.later and (again or any(key.value in c.attributes or key.value in c.methods for c in self.cls.family)):
                self.doubt("registers a name again")
            self.note_registration()
            if not self.later:
                self.note(key.value, kind, node, method)
        elif key is not None:
            if not self.good_name(key) or not self.initialised:
                self.doubt("a name that may be refused")
            self.pattern(key, LAYER)

    def pattern(self, key: ast.expr, kind: int) -> None:
        """Keep how a name that is put together begins."""
        if kind & HELD and not self.later:
            if isinstance(key, ast.Name):
                key = self.frame.written.get(key.id, key)
            first = key.values[0] if isinstance(key, ast.JoinedStr) and key.values else (
                key.left if isinstance(key, ast.BinOp) else key.func.value if is_format(key) else None)
            start = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
            self.untraceable()
            self.patterns[id(key)] = start.partition("%")[0].partition("{")[0]

    def good_name(self, node: ast.expr, own: frozenset[str] = frozenset()) -> bool:
        """Whether PyTorch takes a key or name for sure, or nothing is known of it."""
        if isinstance(node, ast.Constant):
            text = node.value
            return isinstance(text, str) and bool(text) and "." not in text and text not in RESERVED and not (
                own and (text in own or text in PARAMETER_DICT_METHODS or text in SEQUENTIAL_METHODS))
        if isinstance(node, ast.JoinedStr):
            return all(self.good_part(part) for part in node.values)
        if isinstance(node, ast.BinOp):
            return self.good_part(node.left) and self.good_part(node.right)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str" and len(node.args) == 1:
            return self.good_part(node.args[0])
        if is_format(node):
            return all(self.good_part(part) for part in (node.func.value, *node.args))
        written = self.frame.written.get(node.id) if isinstance(node, ast.Name) else None
        if written is not None and not (isinstance(written, ast.Name) and isinstance(node, ast.Name) and written.id == node.id):
            return self.good_name(written, own)
        return not self.value(node)

    def good_part(self, node: ast.expr) -> bool:
        """Whether part of a name has no dot for sure, or nothing is known of it."""
        if isinstance(node, ast.Constant):
            return "." not in str(node.value)
        if isinstance(node, ast.FormattedValue):
            return self.good_part(node.value)
        if isinstance(node, (ast.BinOp, ast.JoinedStr, ast.Call)):
            return self.good_name(node)
        if isinstance(node, ast.Tuple):
            return all(self.good_part(part) for part in node.elts)
        if isinstance(node, ast.Name) and isinstance(self.frame.written.get(node.id), ast.JoinedStr):
            return self.good_name(node)
        return not self.value(node) & ~PLAIN

    # --- statements

    def block(self, body: Sequence[ast.stmt]) -> None:
        """Run statements."""
        for node in body:
            run = STATEMENTS.get(type(node))
            if run is not None:
                run(self, node)

    def arm(self, node: ast.AST, index: int, body: Sequence[ast.stmt]) -> None:
        """Run one of the branches that exclude each other."""
        before = self.path
        self.path = (*before, (id(node), index))
        self.block(body)
        self.path = before

    def expression(self, node: ast.Expr) -> None:
        """An expression for its effects."""
        if type(node.value) is not ast.Constant:
            self.value(node.value)

    def assign(self, node: ast.Assign) -> None:
        """`a = b = value`."""
        if len(node.targets) == 1 and isinstance(node.targets[0], (ast.Tuple, ast.List)) and isinstance(node.value, ast.Tuple):
            targets, parts = node.targets[0].elts, node.value.elts
            if len(targets) == len(parts) and not any(isinstance(e, ast.Starred) for e in (*targets, *parts)):
                kinds = [self.value(part) for part in parts]
                for target, kind in zip(targets, kinds):
                    self.bind(target, kind)
                return
        kind = self.value(node.value)
        row = self.row[1] if self.row is not None and self.row[0] is node.value else None
        if row is not None and len(node.targets) == 1 and isinstance(node.targets[0], (ast.Tuple, ast.List)):
            targets = node.targets[0].elts
            if len(targets) == len(row) and not any(isinstance(e, ast.Starred) for e in targets):
                for target, part in zip(targets, row):
                    self.bind(target, part)
                return
        if len(node.targets) > 1 and kind & BOX:
            kind |= box(ODD) if content_of(kind) & HELD else 0
        for target in node.targets:
            self.bind(target, kind)
        if kind & TEXT and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            # its parts count as they are now
            known = not isinstance(node.value, ast.JoinedStr) or self.good_name(node.value)
            self.frame.written[name] = node.value if known else ast.Name(name)

    def annotated(self, node: ast.AnnAssign) -> None:
        """`a: T = value`."""
        if node.value is not None:
            kind = self.value(node.value)
            self.bind(node.target, kind | (self.promised(self.frame.scope, node.annotation) if not kind else 0))

    def augmented(self, node: ast.AugAssign) -> None:
        """`a += value`."""
        before = self.peek_target(node.target)
        kind = self.value(node.value)
        if before & PARAMETER and not self.lenient:
            self.doubt("a Parameter is changed in place")
        if before & LAYER and isinstance(node.op, GROWING):
            if content_of(kind) & NO_CHILD or not kind & BOX:
                self.doubt("children are added")
            return
        if before & BOX:
            self.put(node.target, box(inside(kind)))
            return
        self.bind(node.target, operation(node.op, before, kind))

    def peek_target(self, node: ast.expr) -> int:
        """What an augmented assignment's target holds."""
        return self.peek(node)

    def bind(self, target: ast.expr, kind: int) -> None:
        """Assign to any target."""
        if isinstance(target, ast.Name):
            if target.id in self.frame.early and held_in(kind):
                self.doubt("a name that was read before")
            if target.id == self.frame.self_name:
                self.doubt("self is another object")
            before = self.frame.names.get(target.id, 0)
            self.frame.names[target.id] = before | kind if self.loops or self.frame.partly else kind
            self.frame.bound_in[target.id] = self.serial = self.serial + 1
            if self.frame.written and target.id in self.frame.written:
                # of two texts the worse one counts
                self.frame.written[target.id] = ast.Name(target.id)
        elif isinstance(target, ast.Attribute):
            self.bind_attribute(target, kind)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self.bind(part, inside(kind) if not isinstance(part, ast.Starred) else kind)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, box(inside(kind)))
        elif isinstance(target, ast.Subscript):
            self.bind_item(target, kind)

    def bind_attribute(self, target: ast.Attribute, kind: int) -> None:
        """`owner.name = value`."""
        if isinstance(target.value, ast.Name) and target.value.id == self.frame.self_name:
            self.store(self.own_name(target.attr), kind, target)
            return
        owner = self.peek(target.value)
        if target.attr in ("data", "grad", "requires_grad"):
            return
        if owner & (LAYER | ODD) and kind & ~NONE:
            before = ODD if owner & ODD else self.member(owner, target.attr)
            if before and not any(before & own and not kind & LOW & ~(own | NONE) for own in (LAYER, PARAMETER)):
                self.doubt("an attribute of another module")
        if owner & BOX:
            self.put(target.value, box(kind))

    def bind_item(self, target: ast.Subscript, kind: int) -> None:
        """`owner[index] = value`."""
        owner = self.peek(target.value)
        self.value(target.slice)
        if owner & PARAMETER and not self.lenient:
            self.doubt("a Parameter is changed in place")
        number = isinstance(target.slice, (ast.Constant, ast.UnaryOp)) and not self.value(target.slice) & TEXT
        if owner & LAYER and (kind & NO_CHILD or not number and not self.good_name(target.slice, DICT_METHODS)):
            self.doubt("a child that may be none")
        if owner & BOX:
            self.put(target.value, box(kind) | (0 if self.good_name(target.slice, DICT_METHODS) else KEYS))
        elif not owner and isinstance(target.value, ast.Attribute) and isinstance(target.value.value, ast.Name) and (
                target.value.value.id == self.frame.self_name and target.value.attr not in self.names and kind):
            self.doubt("an item of something of self")

    def branch(self, node: ast.If) -> None:
        """`if`."""
        current = node
        before = self.frame.names
        after: dict[str, int] = {}
        for index in itertools.count():
            self.value(current.test)
            self.alternative(node, index, current.body, before, after)
            if len(current.orelse) != 1 or not isinstance(current.orelse[0], ast.If):
                break
            current = current.orelse[0]
        self.alternative(node, index + 1, current.orelse, before, after)
        self.frame.names = after

    def alternative(self, node: ast.AST, index: int, body: Sequence[ast.stmt], before: dict[str, int], after: dict[str, int]) -> None:
        """Run one branch from the names before all of them, and add what it leaves to those after them."""
        self.frame.names = dict(before)
        self.arm(node, index, body)
        for name, kind in self.frame.names.items():
            after[name] = after.get(name, 0) | kind
        self.frame.names = before

    def loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        """A loop: its body as often as something new comes to be known."""
        self.serial += 1
        self.loops.append(self.serial)
        for _ in range(3):
            before = dict(self.frame.names)
            if isinstance(node, ast.While):
                self.value(node.test)
            else:
                self.bind_items(node.target, node.iter)
            self.arm(node, 0, node.body)
            if not grown(before, self.frame.names):
                break
        self.loops.pop()
        self.block(node.orelse)

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        """`with`."""
        outer = self.frame.no_grad
        for part in node.items:
            call = part.context_expr
            self.value(call)
            function = call.func if isinstance(call, ast.Call) else call
            text = text_of(function)
            if text is not None and self.memory.resolve(self.frame.scope, function, ".".join(text)) in NO_GRAD:
                self.frame.no_grad = True
            if part.optional_vars is not None:
                self.bind(part.optional_vars, UNKNOWN)
        self.block(node.body)
        self.frame.no_grad = outer

    def try_(self, node: ast.Try) -> None:
        """`try`."""
        self.frame.partly += 1
        self.arm(node, 0, [*node.body, *node.orelse])
        for index, handler in enumerate(node.handlers, 1):
            if handler.name:
                self.frame.names[handler.name] = UNKNOWN
            self.arm(node, index, handler.body)
        self.frame.partly -= 1
        self.block(node.finalbody)

    def match(self, node: ast.Match) -> None:
        """`match`."""
        subject = self.value(node.subject)
        self.frame.partly += 1
        for index, case in enumerate(node.cases):
            for part in walk(case.pattern):
                name = getattr(part, "name", None) or getattr(part, "rest", None)
                if isinstance(name, str):
                    self.frame.names[name] = self.frame.names.get(name, 0) | subject | inside(subject)
            self.value(case.guard)
            self.arm(node, index, case.body)
        self.frame.partly -= 1

    def return_(self, node: ast.Return) -> None:
        """`return`."""
        kind = self.peek(node.value) if node.value is not None else NONE
        if kind & BOX and isinstance(node.value, ast.Name):
            self.frame.escaped.add(node.value.id)
        self.frame.returned |= kind
        if isinstance(node.value, ast.Tuple) and not any(isinstance(e, ast.Starred) for e in node.value.elts):
            self.frame.rows.append(tuple(self.value(e) for e in node.value.elts))
        else:
            self.frame.rows.append(self.row[1] if self.row is not None and self.row[0] is node.value else None)

    def raise_(self, node: ast.Raise) -> None:
        """`raise`."""

    def assert_(self, node: ast.Assert) -> None:
        """`assert`."""
        self.value(node.test)

    def delete(self, node: ast.Delete) -> None:
        """`del`."""
        for target in node.targets:
            if not isinstance(target, ast.Attribute) or self.later:
                continue
            if not (isinstance(target.value, ast.Name) and target.value.id == self.frame.self_name) or self.path:
                self.doubt("an attribute is deleted")
            self.clash(self.own_name(target.attr))
            self.names.pop(self.own_name(target.attr), None)
            self.untraceable()

    def definition(self, node: FunctionNode) -> None:
        """A function in a function: its body is looked at once, with what is known of the names around it."""
        if assigns_around(node):
            self.doubt("a function in a function assigns attributes")
        outer = self.frame
        inner = Frame(outer.scope, outer.info, outer.self_name, dict(outer.names), after=outer.after)
        inner.names.update(dict.fromkeys(arguments_of(node.args), UNKNOWN))
        inner.names[node.name] = giving(UNKNOWN)
        self.frame, loops, self.loops = inner, self.loops, []
        self.block(node.body)
        self.frame, self.loops = outer, loops
        if any(inner.names.get(name, 0) & ~kind & (HELD | HELD << HALF) for name, kind in outer.names.items()):
            self.doubt("a function in a function fills what is around it")
        outer.names[node.name] = giving(inner.returned if isinstance(node, ast.FunctionDef) else UNKNOWN)

    def inner_scope(self, node: ast.AST) -> None:
        """An import or a class in a function: its names are looked up there from now on."""
        if self.frame.info is not None:
            self.frame.scope = self.frame.info.body_scope

    def doubtful(self, node: ast.AST) -> None:
        """`global`, `nonlocal`."""
        self.doubt("names of another scope are assigned")


def get_along(first: Store, second: Store) -> bool:
    """Whether two stores of one name can't hurt each other, in this order."""
    arms = dict(first.path)
    if any(arms.get(node, arm) != arm for node, arm in second.path):
        return True
    if second.kind & BUFFER:
        return False
    if not second.called and not second.kind & LOW & ~NONE:
        return True
    if first.called == second.called == "register_buffer" and first.kind == NONE:
        return True
    if first.called or second.called:
        return False
    if not first.kind & LOW or first.owner is not second.owner and not (first.kind | second.kind) & LOW & ~(LAYER | NONE):
        return True
    return not first.kind & REGISTERED and bool(second.kind & REGISTERED)


def operation(operator: ast.operator, left: int, right: int) -> int:
    """What an arithmetic operator gives."""
    both = left | right
    if both & ODD:
        return ODD
    if both & (TENSOR | PARAMETER | BUFFER):
        floats = any(kind & PARAMETER or kind & TENSOR and not kind & WHOLE for kind in (left, right)) or isinstance(operator, ast.Div)
        return TENSOR | (0 if floats else WHOLE) | (both & BOX and ODD)
    if both & BOX:
        return both | box(ODD) if isinstance(operator, ast.Mult) and content_of(both) & LAYER else both & ~PLAIN
    return ODD if both & (LAYER | CALLABLE | CLASS) else PLAIN | (TEXT if both & TEXT or not isinstance(operator, EXACT) else 0)


def listing(name: str) -> int:
    """parameters(), named_modules(), …"""
    inner = {"parameters": PARAMETER, "modules": LAYER, "children": LAYER}.get(name.removeprefix("named_"))
    if inner is None:
        return UNKNOWN
    return box(box(PLAIN, inner)) if name.startswith("named_") else box(inner)


def joined(rows: Sequence[Row | None]) -> Row | None:
    """What several functions give, item by item."""
    known = [row for row in rows if row is not None]
    if not known or len(known) < len(rows) or len({len(row) for row in known}) > 1:
        return None
    found = [0] * len(known[0])
    for row in known:
        found = [a | b for a, b in zip(found, row)]
    return tuple(found)


def named(path: str) -> int:
    """What a dotted name that isn't of the tree stands for, where it isn't called."""
    head = path.partition(".")[0]
    if head == "torch":
        facts = knowledge.torch_module(path)
        if facts is not None:
            return CLASS if facts.container is None and facts.path != MODULE else CALLABLE
        if knowledge.function(path) is not None or path in TENSOR_CLASSES or knowledge.is_distribution(path):
            return CALLABLE
        return PLAIN if knowledge.is_plain_class(path) else UNKNOWN
    if head == "builtins":
        return CALLABLE
    return CLASS if libraries.is_module(path) else UNKNOWN


def members_of(info: ClassInfo, memory: Memory) -> int:
    """What an object of a class of the tree that is no Module holds."""
    held = box(*(store.kind for stores in memory.summary(info).values() for store in stores.values()))
    return held | memory.layer(info) & CLASSES


def names_of(info: ClassInfo, memory: Memory) -> dict[str, dict[int, Store]]:
    """What the constructor of a class leaves under its names, where nothing is doubted."""
    sketch = Sketch(info, memory)
    sketch.quiet = 1
    sketch.initialised = True
    sketch.start()
    return sketch.names


def grown(before: dict[str, int], after: dict[str, int]) -> bool:
    """Whether names may hold more than they did."""
    return any(kind & ~before.get(name, 0) & ~(PLAIN | NONE | TEXT) for name, kind in after.items())


def text_of(node: ast.expr) -> list[str] | None:
    """The names of `a.b.c`; None for anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    names.append(node.id)
    names.reverse()
    return names


def has_float(node: ast.expr) -> bool:
    """Whether a number or list of numbers has a float in it, and so makes a tensor of floats."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return any(has_float(part) for part in node.elts)
    if isinstance(node, ast.UnaryOp):
        return has_float(node.operand)
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def assigns_around(node: FunctionNode) -> bool:
    """Whether a function assigns an attribute of anything that isn't its own argument."""
    own = set(arguments_of(node.args))
    stored = (n for n in walk(node) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store))
    return any(not (isinstance(n.value, ast.Name) and n.value.id in own) for n in stored)


def is_format(node: ast.expr) -> TypeGuard[_Format]:
    """Whether an expression is `"…".format(…)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format" and (
        isinstance(node.func.value, ast.Constant) and not node.keywords)


class _Format(ast.Call):
    func: ast.Attribute


def arguments_of(arguments: ast.arguments) -> list[str]:
    """The names of all parameters."""
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *filter(None, (arguments.vararg, arguments.kwarg))]
    return [argument.arg for argument in found]


def quoted(text: str) -> ast.expr | None:
    """A quoted annotation."""
    try:
        return ast.parse(text, mode="eval").body if len(text) < 500 else None
    except (SyntaxError, ValueError, RecursionError):
        return None


def bound_by(generators: list[ast.comprehension]) -> set[str]:
    """The names that comprehensions bind."""
    return {part.id for generator in generators for part in walk(generator.target) if isinstance(part, ast.Name)}


EXACT = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod, ast.LShift, ast.RShift)
"""Operators that give integers of integers."""
HARMLESS = frozenset({ast.Constant, ast.Name, ast.JoinedStr})
EXPRESSIONS: dict[type, Callable[[Sketch, Any], int]] = {
    ast.Constant: Sketch.constant, ast.Name: Sketch.name, ast.Attribute: Sketch.attribute, ast.Call: Sketch.call,
    ast.BinOp: Sketch.binary, ast.UnaryOp: Sketch.unary, ast.BoolOp: Sketch.boolean, ast.Compare: Sketch.comparison,
    ast.IfExp: Sketch.conditional, ast.Subscript: Sketch.subscript, ast.List: Sketch.display, ast.Tuple: Sketch.display,
    ast.Set: Sketch.display, ast.Dict: Sketch.dictionary, ast.ListComp: Sketch.comprehension, ast.SetComp: Sketch.comprehension,
    ast.GeneratorExp: Sketch.comprehension, ast.DictComp: Sketch.dict_comprehension, ast.JoinedStr: Sketch.plain,
    ast.Slice: Sketch.plain, ast.Lambda: Sketch.function, ast.NamedExpr: Sketch.named, ast.Starred: Sketch.starred,
    ast.Await: Sketch.awaited, ast.Yield: Sketch.awaited, ast.YieldFrom: Sketch.awaited, ast.FormattedValue: Sketch.plain,
}
STATEMENTS: dict[type, Callable[[Sketch, Any], None]] = {
    ast.Expr: Sketch.expression, ast.Assign: Sketch.assign, ast.AnnAssign: Sketch.annotated, ast.AugAssign: Sketch.augmented,
    ast.If: Sketch.branch, ast.For: Sketch.loop, ast.AsyncFor: Sketch.loop, ast.While: Sketch.loop, ast.With: Sketch.with_,
    ast.AsyncWith: Sketch.with_, ast.Try: Sketch.try_, ast.Match: Sketch.match, ast.Return: Sketch.return_,
    ast.Raise: Sketch.raise_, ast.Assert: Sketch.assert_, ast.Delete: Sketch.delete, ast.FunctionDef: Sketch.definition,
    ast.AsyncFunctionDef: Sketch.definition, ast.ClassDef: Sketch.inner_scope, ast.Import: Sketch.inner_scope,
    ast.ImportFrom: Sketch.inner_scope, ast.Global: Sketch.doubtful, ast.Nonlocal: Sketch.doubtful,
}
if hasattr(ast, "TryStar"):
    STATEMENTS[ast.TryStar] = Sketch.try_
BUILTINS: dict[str, Callable[[Sketch, ast.Call], int]] = {
    "getattr": Sketch.builtin_getattr, "setattr": Sketch.builtin_setattr, "range": Sketch.builtin_range,
    "enumerate": Sketch.builtin_enumerate, "zip": Sketch.builtin_zip, "map": Sketch.builtin_map,
    "sum": Sketch.builtin_any_of, "min": Sketch.builtin_any_of, "max": Sketch.builtin_any_of, "next": Sketch.builtin_any_of,
    "delattr": Sketch.builtin_doubtful, "vars": Sketch.builtin_doubtful,
}
