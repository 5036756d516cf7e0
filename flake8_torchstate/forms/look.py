"""The look at a class: the functions that its construction runs, the names in them, and what its attributes may be.

It reads flake8's own ast and follows no value and no path: a local name may be all that its function binds to it.
"""
from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import CLASSMETHOD, STATIC, ClassInfo, is_module_path
from flake8_torchstate.code.outline import dotted_text
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo, Reference, Scope
from flake8_torchstate.code.source import Source
from flake8_torchstate.code.syntax import arguments_of, defaults_of, is_new, path_of
from flake8_torchstate.config import Config
from flake8_torchstate.knowledge.names import transparent
from flake8_torchstate.run.beyond import beyond, is_still, led_to
from flake8_torchstate.run.kinds import (
    CALLED, CLASS, FUNCTION, HELD, LAYER, LAYERS, LIST, LOST, NONE, ODD, PLAIN, REGISTERED, Frame, Store, gathered,
    named, promised)
from flake8_torchstate.run.methods import changes

MOST_COST, ROUND, DEEPEST = 12_000, 16, 40
"""How much of a class is looked at, a loop counting for several rounds: far less than makes the interpreter give up."""
REFUSED_NODES = (ast.NamedExpr, ast.Lambda, ast.Await, ast.Yield, ast.YieldFrom)
Given = tuple[tuple[Any, int], ...]


class Doubt(Exception):
    """A form that isn't known to be harmless; the text says which."""


class Gives(NamedTuple):
    """What a function or constant gives, what it cost to find out, and which attributes it may set on what it gets."""

    kind: int
    cost: int
    lent: Set[str]


class Forms(NamedTuple):
    """What each kind of statement does, and what each kind of expression may give; `parts`: any that isn't listed."""

    statements: Mapping[type[ast.stmt], Callable[[Look, Any], None]]
    expressions: Mapping[type[ast.expr], Callable[[Look, Any], int]]
    parts: Callable[[Look, Any], int]


class Memory:
    """What is kept between classes: what a function or constant gives, what a name stands for, what a method may do."""

    def __init__(self, config: Config, forms: Forms) -> None:
        self.config, self.forms = config, forms
        self.given: WeakKeyDictionary[FunctionInfo | ConstantInfo, dict[Given, Gives | str]] = WeakKeyDictionary()
        self.of_classes: WeakKeyDictionary[ClassInfo, dict[str, int]] = WeakKeyDictionary()

    def given_by(self, method: FunctionInfo, cls: ClassInfo) -> int:
        """What a class method gives of arguments of which nothing is known: once for each class."""
        known, project = self.of_classes.setdefault(cls, {}), cls.scope.project
        if method.name not in known and isinstance(project, Project):
            from flake8_torchstate.run.world import world_of  # the interpreter, which most files don't need

            known[method.name] = world_of(self.config, project).given_by(method, cls)
        return known.get(method.name, ODD)

    def lookup(self, scope: Scope, node: ast.expr) -> Reference:
        """What a name or dotted name of a file stands for."""
        known, text = scope.resolved, dotted_text(node)
        if text not in known:
            known[text] = scope.resolve(node) if text and text[0] != "." else None  # it begins with something else
        return known[text]


class Look:
    """The look at one class, one function or one constant.  Each form is a function, and raises Doubt at any other."""

    def __init__(self, memory: Memory, cls: ClassInfo | None, home: Source) -> None:
        self.memory, self.cls, self.home = memory, cls, home
        self.frame = Frame(Scope(home, Project()) if cls is None else cls.scope)
        self.stores, self.uses = list[Store](), dict[str, int]()
        # names that bases have for anything, and for layers or data alone; that are set on what other files get
        self.foreign, self.above, self.data, self.lent = set[str](), set[str](), set[str](), set[str]()
        self.running, self.ran = list[FunctionInfo](), set[FunctionInfo]()
        self.arms: tuple[tuple[int, int], ...] = ()
        self.body: object = None
        self.loose = False
        self.cost = self.serial = self.depth = self.loops = 0

    # --- functions

    def run(self, info: FunctionInfo, given: Given = ()) -> int:
        """A function's body, until nothing more is bound to its names; what it returns."""
        node, outer, mark = info.node, self.frame, len(self.stores)
        if info in self.running or CLASSMETHOD in info.decorators():
            raise Doubt("a function that calls itself, or a class method")
        self.frame = frame = Frame(info.scope, info.owner)
        self.running.append(info)
        self.ran.add(info)
        constructs = info.name == "__init__" and self.cls is not None and self.cls.counts_as_module
        changed = True
        while changed:
            del self.stores[mark:]
            frame.changed, frame.begun = False, not constructs
            self.parameters(info, node.args, dict(given))
            self.block(node.body)
            changed = frame.changed
        if not frame.begun:
            raise Doubt("no super().__init__()")
        self.running.pop()
        kind = frame.names.get("return", NONE)
        kind |= self.promise(node.returns) if kind & (PLAIN | LAYER) else 0
        self.frame = outer
        return kind

    def parameters(self, info: FunctionInfo, node: ast.arguments, given: dict[Any, int]) -> None:
        """Parameters are what is given, what their annotations promise, and their defaults."""
        named, defaults, rest = [*node.posonlyargs, *node.args], defaults_of(node), [node.vararg, node.kwarg]
        if info.owner is not None and STATIC not in info.decorators() and named:
            self.frame.itself = named.pop(0).arg
        scope = info.scope if info.owner is None else info.owner.body_scope
        for index, argument in enumerate([*named, *node.kwonlyargs, *filter(None, rest)]):
            default = self.elsewhere(scope, info.owner, defaults[argument.arg]) if argument.arg in defaults else 0
            if default & LAYER:
                raise Doubt("a module as a default")
            kind = given.pop(argument.arg, 0) | given.get("*", 0) | (given.pop(index, 0) if index < len(named) else 0)
            kind |= default | (self.promise(argument.annotation) if not kind or kind & PLAIN else 0)
            # of what a method is given from outside nothing is known, so that it is of no kind
            kind = kind or (PLAIN if argument.annotation is not None or info.name == "__init__" else 0)
            if argument in rest:
                kind = gathered(functools.reduce(int.__or__, given.values(), kind))
            self.bind(argument.arg, kind, False)

    def follow(self, info: FunctionInfo, node: ast.Call, bound: bool) -> int:
        """A call of a function of the tree: of these forms too, or in another file and gets nothing of ours to keep."""
        if not self.frame.begun:
            raise Doubt("a call before super().__init__()")
        given: dict[Any, int] = {}
        for key, value in [*enumerate(node.args), *((k.arg or "*", k.value) for k in node.keywords)]:
            kind = self.see([value], False)
            kind |= ODD if kind & LAYER and not is_new(value) else 0
            given["*" if isinstance(value, ast.Starred) else key] = kind
        try:
            if any(kind & LAYERS or kind & LAYER and kind & ODD for kind in given.values()):
                raise Doubt("a layer that is given to a function")
            if info.source is self.home and bound:
                return self.run(info, tuple(given.items()))
            if not bound:
                return self.once(info, tuple(given.items()))
        except Doubt:
            if info.source is self.home:
                raise
        kept = FUNCTION | LIST | LAYERS | (CLASS if self.home.mentions("@classmethod", "@staticmethod") else 0)
        if any(kind & kept for kind in given.values()):
            raise Doubt("what a function of another file gets")
        self.loosely(info, bound, any(kind & HELD for kind in given.values()))
        return ODD

    def lend(self, names: Set[str]) -> None:
        """Attributes that a function of another file may set on what it gets: what they are isn't known any more."""
        new = {f".{name}" for name in names - self.lent}
        self.lent |= names
        self.frame.changed = self.frame.changed or not self.frame.seen.isdisjoint(new)

    def loosely(self, info: FunctionInfo, bound: bool, gets: bool) -> None:
        """A function of any form in another file: what it sets isn't known, what it calls of ours is of these forms.

        gets: it may get something of which it makes an attribute.
        """
        family = self.cls.family if self.cls is not None and bound else []
        view = beyond(info, bound, tuple(cls for cls in family if cls.source is not self.home))
        if view is None:
            raise Doubt("a function of another file that does much")
        if view.constructs != (info.name == "__init__" and info.owner is not None):
            raise Doubt("a constructor of another file")
        self.lend(view.sets)
        self.weigh(len(view.hands_on) * ROUND // 2)
        if not bound or self.cls is None:
            return
        self.foreign |= view.sets - view.layers | (view.data if gets else set())
        self.above |= view.layers
        self.data |= view.data
        self.ran |= {function for function, _ in view.hands_on}
        for method in led_to(view, self.cls):
            if (method not in self.running or changes(method, set())) and not is_still(method, self.cls):
                self.loops += 1
                self.run(method)
                self.loops -= 1
        if view.constructs:
            self.construct(info.owner, None)
        if any(store.name in (view.sets | view.data if store.kind & (REGISTERED | CALLED) else view.sets)
               for store in self.stores):
            raise Doubt("a name that a function of another file sets too")

    def once(self, what: FunctionInfo | ConstantInfo, given: Given = ()) -> int:
        """What a function gives that gets no module, or a constant of a module has: the same for all classes."""
        known = self.memory.given.setdefault(what, {})
        if given not in known:
            known[given], look = "what needs itself", Look(self.memory, None, what.scope.source)
            try:
                if isinstance(what, FunctionInfo):
                    kind = look.run(what, given)
                else:
                    kind = look.elsewhere(what.scope, None, what.node.value)
                    kind |= ODD if kind & HELD else 0
                known[given] = Gives(kind, look.cost, look.lent)
            except Doubt as doubt:  # its text alone: an error holds the frames that it went through, and they the trees
                known[given] = str(doubt)
        found = known[given]
        if isinstance(found, str):
            raise Doubt(found)
        self.weigh(found.cost)
        self.lend(found.lent)
        return found.kind

    def elsewhere(self, scope: Scope, owner: ClassInfo | None, node: ast.expr | None) -> int:
        """What an expression of a module or class body gives."""
        outer, self.frame = self.frame, Frame(scope, owner)
        kind = self.see([node] if node is not None else [], False)
        self.frame = outer
        return kind

    # --- names

    def bind(self, name: str, kind: int, new: bool = True) -> None:
        """A local name may be this too, anywhere in its function."""
        frame, before = self.frame, self.frame.names.get(name)
        if name == frame.itself:
            raise Doubt("self is bound")
        frame.made[name] = self.body if new else None
        frame.shared |= set() if new else {name}
        if before is None or kind & ~before:
            frame.names[name] = (before or 0) | kind
            frame.changed = frame.changed or name in frame.seen

    def outside(self, node: ast.expr) -> Reference:
        """What a dotted name that begins with a name of the file stands for."""
        first = path_of(node)[0]
        self.frame.seen.add(first)
        ours = first in ("", self.frame.itself) or first in self.frame.names
        return None if ours else self.memory.lookup(self.frame.scope, node)

    def known(self, found: Reference) -> int:
        """What a name of the file is."""
        if isinstance(found, ConstantInfo):
            try:
                return self.once(found)
            except Doubt:
                if found.scope.source is self.home:
                    raise
                return ODD
        if isinstance(found, ClassInfo):
            return CLASS if found.counts_as_module else FUNCTION
        return named(found) if isinstance(found, str) else FUNCTION if found is not None else PLAIN

    def promise(self, node: ast.expr | None) -> int:
        """What an annotation may promise."""
        return promised(node, functools.partial(self.memory.lookup, self.frame.scope)) if node is not None else 0

    def own(self, name: str, forbidden: int = 0) -> str:
        """The name of an attribute of self, as the class has it, which may not be of some kinds when all is known."""
        if name.startswith("__") and name.endswith("__"):
            raise Doubt(f"self.{name}")
        name = name if self.frame.owner is None else self.frame.owner.private(name)
        self.uses[name] = self.uses.get(name, 0) | forbidden
        return name

    def own_attribute(self, node: ast.expr) -> str:
        """The attribute, where an expression is one of the module itself."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == self.frame.itself:
            return node.attr
        return ""

    # --- statements and expressions

    def block(self, body: Sequence[ast.stmt]) -> None:
        """Statements of the forms that are listed."""
        outer, self.body, self.loose = self.body, body, False
        for node in body:
            self.weigh()
            run = self.memory.forms.statements.get(type(node))
            if run is None:
                raise Doubt(type(node).__name__)
            run(self, node)
        self.body = outer

    def weigh(self, cost: int = 1) -> None:
        """Some steps more, or as many as a loop has rounds."""
        self.cost += cost * ROUND ** self.loops
        if self.cost > MOST_COST:
            raise Doubt("much to do")

    def construct(self, after: ClassInfo | None, call: ast.Call | None) -> None:
        """The constructor that comes next in the MRO: of these forms too, or torch.nn's, whose names are taken then."""
        mro = self.cls.mro if self.cls is not None else []
        for base in mro[mro.index(after) + 1 if after is not None and after in mro else 0:]:
            if isinstance(base, ClassInfo) and "__init__" in base.methods:
                method = base.methods["__init__"]
                if call is None and method.source is not self.home:
                    call = ast.Call(ast.Name("super"), [], [])
                self.follow(method, call, True) if call is not None else self.run(method)
                return
            if base is None or isinstance(base, str) and (is_module_path(base) or not transparent(base)):
                facts = knowledge.torch_module(base) if base is not None and base.startswith("torch.") else None
                if facts is None and base is not None and base.startswith("torch."):
                    raise Doubt("a private class of torch")
                self.foreign |= facts.parameters | facts.buffers | facts.submodules if facts is not None else set()
                break
        self.see(arguments_of(call) if call is not None else [])

    def store(self, name: str, kind: int) -> None:
        """Numbers, arguments, layers, Parameters and buffers may be attributes; the names are looked at together."""
        if kind & LOST or not self.frame.begun:
            raise Doubt(f"what '{name}' is")
        self.stores.append(Store(name, kind, self.frame.owner, self.arms, bool(self.loops)))

    def see(self, nodes: Iterable[ast.expr], loose: bool = True) -> int:
        """What any of some expressions may give; loosely: only what they do matters, and it may be anything of self."""
        outer, self.loose = self.loose, loose
        kind = functools.reduce(int.__or__, map(self.kind, nodes), 0)
        self.loose = outer
        return kind

    def kind(self, node: ast.expr) -> int:
        """What an expression may give; of one that isn't listed, what is got out of its parts."""
        self.weigh()
        self.depth += 1
        run = self.memory.forms.expressions.get(type(node), self.memory.forms.parts)
        if self.depth > DEEPEST or isinstance(node, REFUSED_NODES):
            raise Doubt(type(node).__name__)
        kind = run(self, node)
        self.depth -= 1
        return kind
