"""The forms in which nothing can go wrong while a module is constructed.  Any other form is a Doubt.

It reads flake8's own ast and follows no value and no path: a local name may be all that its function binds to it.
"""
from __future__ import annotations

import ast
import functools
from collections import deque
from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import CLASSMETHOD, MODULE, STATIC, ClassInfo, functions_of, is_module_path
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.outline import dotted_text
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo, Reference, Scope
from flake8_torchstate.code.source import Source, statements
from flake8_torchstate.code.syntax import arguments_of, defaults_of, is_new, is_super, path_of
from flake8_torchstate.config import Config
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.run.beyond import GROWING, ITEMS, beyond, is_still, led_to
from flake8_torchstate.run.kinds import (
    BUFFER, CALLED, CLASS, FUNCTION, HELD, LAYER, LAYERS, LIST, LOST, NONE, ODD, PARAMETER, PLAIN, REGISTERED, TENSOR,
    WHOLE, Frame, Store, gathered, got, named, promised, tensor_result, torch_result)
from flake8_torchstate.knowledge.names import BUFFER_CLASSES, COLLECTIONS, PARAMETER_CLASSES, TENSORS_OWN, transparent
from flake8_torchstate.knowledge.reserved import RESERVED
from flake8_torchstate.run.methods import changes
from flake8_torchstate.run.sterile import gives_of_torch

MOST_COST, ROUND, DEEPEST = 12_000, 16, 40
"""How much of a class is looked at, a loop counting for several rounds: far less than makes the interpreter give up."""
Given = tuple[tuple[Any, int], ...]


class Doubt(Exception):
    """A form that isn't known to be harmless; the text says which."""


class Gives(NamedTuple):
    """What a function or constant gives, what it cost to find out, and which attributes it may set on what it gets."""

    kind: int
    cost: int
    lent: Set[str]


class Memory:
    """What is kept between classes: what a function or constant gives, what a name stands for, what a method may do."""

    def __init__(self, config: Config) -> None:
        self.config = config
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
    """The look at one class, one function or one constant.  Each method is a form, and raises Doubt at any other."""

    def __init__(self, memory: Memory, cls: ClassInfo | None, home: Source) -> None:
        self.memory, self.cls, self.home = memory, cls, home
        self.frame = Frame(Scope(home, Project()) if cls is None else cls.scope)
        self.stores: list[Store] = []
        self.uses: dict[str, int] = {}
        self.foreign: set[str] = set()
        self.lent: set[str] = set()
        self.running: list[FunctionInfo] = []
        self.ran: set[FunctionInfo] = set()
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
            kind = self.argument(value)
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
        self.loosely(info, bound)
        return ODD

    def argument(self, node: ast.expr) -> int:
        """An argument of a function of the tree: an attribute of self may be anything there but a function."""
        path = path_of(node)
        if not isinstance(node, ast.Attribute) or path[0] != self.frame.itself:
            return self.see([node], False)
        self.own(path[1], FUNCTION | CLASS)
        return self.see([node])

    def lend(self, names: Set[str]) -> None:
        """Attributes that a function of another file may set on what it gets: what they are isn't known any more."""
        new = {f".{name}" for name in names - self.lent}
        self.lent |= names
        self.frame.changed = self.frame.changed or not self.frame.seen.isdisjoint(new)

    def loosely(self, info: FunctionInfo, bound: bool) -> None:
        """A function of any form in another file: what it sets isn't known, what it calls of ours is of these forms."""
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
        self.foreign |= view.sets
        self.ran |= {function for function, _ in view.hands_on}
        for method in led_to(view, self.cls):
            if (method not in self.running or changes(method, set())) and not is_still(method, self.cls):
                self.loops += 1
                self.run(method)
                self.loops -= 1
        if view.constructs:
            self.construct(info.owner, None)

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

    # --- statements

    def block(self, body: Sequence[ast.stmt]) -> None:
        """Statements of the forms that are listed."""
        outer, self.body, self.loose = self.body, body, False
        for node in body:
            self.weigh()
            run = STATEMENTS.get(type(node))
            if run is None:
                raise Doubt(type(node).__name__)
            run(self, node)
        self.body = outer

    def weigh(self, cost: int = 1) -> None:
        """Some steps more, or as many as a loop has rounds."""
        self.cost += cost * ROUND ** self.loops
        if self.cost > MOST_COST:
            raise Doubt("much to do")

    def expression(self, node: ast.Expr) -> None:
        """An expression for its effects; `super().__init__(…)`, once and always, before anything is registered."""
        call, frame = node.value, self.frame
        base = call.func.value if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else None
        if not isinstance(call, ast.Call) or not isinstance(base, ast.Call) or not (
                is_super(base) and path_of(call)[-1] == "__init__"):
            self.see([call])
            return
        if frame.begun or self.arms or self.loops or (
                base.args and self.memory.lookup(frame.scope, base.args[0]) is not frame.owner):
            raise Doubt("super().__init__() in a way of its own")
        frame.begun = True
        self.construct(frame.owner, call)

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

    def assign(self, node: ast.Assign) -> None:
        """`a = b = value`, `a, b = c, d`."""
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            pairs = list(zip(target.elts, value.elts)) if len(node.targets) == 1 else []
            for (each, part), kind in zip(pairs, [self.kind(part) for _, part in pairs]):
                self.target(each, kind, self.makes(part, kind))
            if pairs:
                return
        kind = self.kind(value)
        for each in node.targets:
            self.target(each, kind, self.makes(value, kind) and len(node.targets) == 1)

    def makes(self, node: ast.expr, kind: int) -> bool:
        """Whether an expression makes what it gives; a call, but for list(…), may give a list that something has."""
        return is_new(node) and not (
            isinstance(node, ast.Call) and kind & LIST and self.outside(node.func) not in COLLECTIONS)

    def annotated(self, node: ast.AnnAssign) -> None:
        """`a: T = value`: the annotation says what an unknown value is."""
        if node.value is not None:
            kind = self.kind(node.value)
            unknown = kind & (PLAIN | LAYER) and not isinstance(node.value, ast.Constant)
            promise = self.promise(node.annotation) if unknown else 0
            self.target(node.target, kind | promise, self.makes(node.value, kind))

    def target(self, node: ast.expr, kind: int, new: bool) -> None:
        """A name, an attribute of self, an item; of others plain attributes, `.requires_grad`, a weight's `.data`; of
        what the module has anything unknown.
        """
        if isinstance(node, ast.Name):
            self.bind(node.id, kind, new)
        elif isinstance(node, (ast.Tuple, ast.List)):
            for part in node.elts:
                self.target(part, got(kind), False)
        elif isinstance(node, ast.Subscript):
            self.see([node.slice])
            self.grow(node.value, kind)
        elif self.own_attribute(node):
            self.store(self.own(self.own_attribute(node)), kind)
        elif isinstance(node, ast.Attribute) and (
                node.attr == "requires_grad" or node.attr == "data" and path_of(node)[-2] in ("weight", "bias")):
            self.see([node.value])
        elif isinstance(node, ast.Attribute) and not kind and path_of(node)[0] == self.frame.itself:
            self.see([node.value])
        elif not isinstance(node, ast.Attribute) or kind & (HELD | CLASS | FUNCTION) or (
                self.see([node.value], False) & ~(PLAIN | NONE | LIST)):
            raise Doubt("an attribute of something else")

    def store(self, name: str, kind: int) -> None:
        """Numbers, arguments, layers, Parameters and buffers may be attributes; the names are looked at together."""
        if kind & LOST or not self.frame.begun:
            raise Doubt(f"what '{name}' is")
        self.stores.append(Store(name, kind, self.frame.owner, self.arms, bool(self.loops)))

    def branch(self, node: ast.If) -> None:
        """`if`: its arms exclude each other."""
        self.see([node.test])
        self.serial += 1
        serial, outer = self.serial, self.arms
        for index, body in enumerate((node.body, node.orelse)):
            self.arms = (*outer, (serial, index))
            self.block(body)
        self.arms = outer

    def loop(self, node: ast.For) -> None:
        """`for`: what it goes over, and what it makes."""
        kind = self.see([node.iter])
        self.target(node.target, got(kind), False)
        self.loops += 1
        self.block(node.body)
        self.loops -= 1
        self.block(node.orelse)

    def leave(self, node: ast.Return | ast.Raise | ast.Assert) -> None:
        """`return`, `raise`, `assert`: after super().__init__(), which might not run else."""
        if not self.frame.begun:
            raise Doubt("a way past super().__init__()")
        parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        kind = self.see(parts, not isinstance(node, ast.Return))
        if isinstance(node, ast.Return):
            self.bind("return", kind if node.value is not None else NONE)

    def pass_(self, node: ast.stmt) -> None:
        """`pass`, `break`, `continue`; an import: its names are looked up in the body; a function that isn't called."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self.frame.scope = self.running[-1].body_scope
        elif isinstance(node, ast.FunctionDef):
            self.bind(node.name, FUNCTION)

    # --- expressions

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
        run = EXPRESSIONS.get(type(node), Look.parts)
        if self.depth > DEEPEST or isinstance(node, REFUSED_NODES):
            raise Doubt(type(node).__name__)
        kind = run(self, node)
        self.depth -= 1
        return kind

    def parts(self, node: ast.expr) -> int:
        """What is got out of the parts of an expression."""
        kind = self.see((child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)), self.loose)
        return got(kind) & ~TENSOR | WHOLE if isinstance(node, ast.Compare) and kind & TENSOR else got(kind)

    def item_of(self, node: ast.Subscript) -> int:
        """`owner[index]`."""
        self.see([node.slice])
        self.frame.seen.add(f".{ITEMS}")
        kind = got(self.kind(node.value))
        ours = path_of(node)[0] in (self.frame.itself, *self.frame.names)
        return kind | ODD if ours and ITEMS in self.lent else kind

    def binary(self, node: ast.BinOp) -> int:
        """`a op b`: with a tensor a tensor, but for texts that are formatted."""
        left, right = self.kind(node.left), self.kind(node.right)
        apart = isinstance(node.op, ast.Mod) or left & ~(TENSOR | WHOLE) and right & ~(TENSOR | WHOLE)
        return got(left | right) if apart else got(left | right) & ~(PLAIN | FUNCTION)

    def constant(self, node: ast.Constant) -> int:
        """A literal."""
        return NONE if node.value is None else PLAIN

    def name(self, node: ast.Name) -> int:
        """A local name, or one of the file."""
        found = self.outside(node)
        if node.id in self.frame.names:
            return self.frame.names[node.id]
        if node.id == self.frame.itself and not self.loose:
            raise Doubt("self as a value")
        return ODD if node.id == self.frame.itself else self.known(found)

    def attribute(self, node: ast.Attribute) -> int:
        """`owner.name`: of self what turns out to be plain; of the file's names; what is got out of an argument."""
        name = self.own_attribute(node)
        if name == "__class__" and self.loose:
            return ODD
        if name:
            self.own(name, 0 if self.loose else HELD | CLASS | FUNCTION)
            return ODD if self.loose else PLAIN | LIST
        found, owner = self.outside(node), self.outside(node.value)
        if found is not None:
            return self.known(found)
        if isinstance(owner, ClassInfo) and not owner.counts_as_module and node.attr in owner.attributes:
            return self.elsewhere(owner.body_scope, owner, owner.attributes[node.attr].node.value)
        of = self.kind(node.value)
        kind = got(of) if of else 0
        self.frame.seen.add(f".{node.attr}")
        if kind & (CLASS | FUNCTION) or node.attr in self.lent:
            return ODD
        fills = any(hasattr(container, node.attr) for container in (list, dict, set, deque))
        return kind | FUNCTION if kind & LIST and fills else kind & ~LIST or (PLAIN if of else 0)

    def either(self, node: ast.IfExp | ast.BoolOp) -> int:
        """`a if test else b`, `a or b`: one of them."""
        if isinstance(node, ast.IfExp):
            self.see([node.test])
        return self.see(node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse), self.loose)

    def display(self, node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> int:
        """`[a, b]`, `{a: b}`."""
        self.see([key for key in node.keys if key is not None] if isinstance(node, ast.Dict) else [])
        parts = node.values if isinstance(node, ast.Dict) else node.elts
        return functools.reduce(int.__or__, [gathered(self.item(part)) for part in parts], LIST)

    def item(self, node: ast.expr) -> int:
        """What a container gets: a layer only if it was made in this very block, and goes nowhere else."""
        kind, made = self.kind(node), isinstance(node, ast.Name) and self.frame.made.pop(node.id, None) is self.body
        if kind & LAYER and not is_new(node) and not made:
            raise Doubt("a layer that was made elsewhere")
        return kind

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> int:
        """`[item for …]`: what is made in it is made anew in each round."""
        for part in node.generators:
            kind = self.see([part.iter])
            self.loops += 1
            self.target(part.target, got(kind), False)
            self.see(part.ifs)
        outer, self.body = self.body, node
        kind = gathered(self.item(node.value if isinstance(node, ast.DictComp) else node.elt))
        self.see([node.key] if isinstance(node, ast.DictComp) else [])
        self.body = outer
        self.loops -= len(node.generators)
        return kind

    # --- calls

    def call(self, node: ast.Call) -> int:
        """A call of a name of the file, a method, a local name: a class makes a layer, an argument what isn't known."""
        function, nodes = node.func, arguments_of(node)
        if isinstance(function, ast.Attribute) and (self.own_attribute(function) or is_super(function.value)):
            return self.own_call(function, node)
        found = self.outside(function)
        if isinstance(found, FunctionInfo):
            return self.follow(found, node, False)
        made, scope = function, self.frame.scope
        if isinstance(found, ConstantInfo) and found.node.value is not None:
            made, scope = found.node.value, found.scope
        maker = self.memory.lookup(scope, made.func) if isinstance(made, ast.Call) else None
        if isinstance(made, ast.Call) and isinstance(maker, FunctionInfo):
            return self.made_function(maker, made, node)
        if isinstance(found, str):
            return self.path_call(found, node, nodes)
        if isinstance(function, ast.Attribute) and not isinstance(found, ClassInfo):
            return self.method(function, nodes, node)
        if isinstance(found, ClassInfo):
            return self.instance(found, nodes)
        if self.see([function], False) & ~(PLAIN | CLASS | LAYER | NONE | LIST):
            raise Doubt("a call of something")
        self.see(nodes)
        return LAYER

    def made_function(self, maker: FunctionInfo, made: ast.Call, node: ast.Call) -> int:
        """A call of a function that another one made for plain values: of any that it defines and returns."""
        inner = maker.body_scope.functions
        returned = [statement.value for statement in statements(maker.node.body) if isinstance(statement, ast.Return)]
        known = all(isinstance(part, (ast.FunctionDef, ast.Return, ast.Expr)) for part in maker.node.body) and (
            bool(returned) and all(isinstance(part, ast.Name) and part.id in inner for part in returned))
        if not known or self.see(arguments_of(made), False) & ~(PLAIN | NONE):
            raise Doubt("a call of something")
        return functools.reduce(int.__or__, [self.follow(function, node, False) for function in inner.values()])

    def instance(self, info: ClassInfo, nodes: Sequence[ast.expr]) -> int:
        """An instance of a class of the tree: a layer, or an object with what it gets and what its constructor sets."""
        if info.counts_as_module:
            self.see(nodes)
            return LAYER
        inner, kinds = Look(self.memory, info, info.source), self.see(nodes, False)
        if not info.has_unknown_base and not info.generates_init:
            inner.construct(None, None)
            kinds = functools.reduce(int.__or__, [store.kind for store in inner.stores], kinds)
        if kinds & HELD:
            raise Doubt("an object of the tree")
        self.weigh(inner.cost)
        self.lend(inner.lent)
        methods = [each for cls in info.family for each in functions_of(cls) if each.name != "__init__"]
        if not info.has_unknown_base and any(map(gives_of_torch, methods)):
            return ODD
        return FUNCTION if kinds & (CLASS | FUNCTION) and not info.has_unknown_base else PLAIN

    def own_call(self, function: ast.Attribute, node: ast.Call) -> int:
        """`self.name(…)`, `super().name(…)`: a method of the tree, one that registers, another of nn.Module's."""
        after = self.frame.owner if is_super(function.value) else None
        name = self.own(function.attr, 0 if function.attr in RESERVED else FUNCTION | CLASS)
        if self.cls is None or isinstance(function.value, ast.Call) and (after is None or function.value.args):
            raise Doubt("a method of something else")
        for one in self.cls.family_after(after):
            if name in one.methods:
                self.uses[name] = 0
                return self.follow(one.methods[name], node, True)
            value = one.attributes[name].node.value if name in one.attributes else None
            made = self.memory.lookup(one.scope, value) if value is not None else None
            if isinstance(made, ClassInfo) and made.source is self.home:
                self.uses[name] = 0
                return self.instance(made, arguments_of(node))
        if name in REGISTERING:
            kind, keyword, allowed = REGISTERING[name]
            given: dict[Any, ast.expr] = {**dict(enumerate(node.args)), **{k.arg: k.value for k in node.keywords}}
            key, value = given.get(0, given.get("name")), given.get(1, given.get(keyword))
            found = self.see([value], False) if value is not None else 0
            if key is None or not found or found & ~allowed or None in given:
                raise Doubt("what is registered")
            text = key.value if isinstance(key, ast.Constant) else None
            if not isinstance(text, str) or not text or "." in text:
                raise Doubt("a name that is put together")
            self.store(self.own(text), kind | CALLED)
        self.see(arguments_of(node))
        return ODD

    def layers(self, nodes: Sequence[ast.expr]) -> None:
        """What nn.Sequential and nn.ModuleList get: layers, each in one place, and lists of them that have one name."""
        lists = [node.value.id for node in nodes if isinstance(node, ast.Starred) and isinstance(node.value, ast.Name)]
        for node in nodes:
            if isinstance(node, ast.Starred) and isinstance(node.value, (ast.List, ast.Tuple)):
                self.layers(node.value.elts)
            elif isinstance(node, ast.Starred):
                alone = isinstance(node.value, ast.Name) and not (
                    node.value.id in self.frame.shared or lists.count(node.value.id) > 1)
                if self.see([node.value], False) & ~LIST not in (0, LAYERS) or not is_new(node.value) and not alone:
                    raise Doubt("children that may be none")
            elif self.own_attribute(node):
                self.own(self.own_attribute(node), ~LAYER)
            elif self.item(node) != LAYER:
                raise Doubt("a child that may be none")

    def grow(self, owner: ast.expr, kind: int) -> None:
        """A container gets more: this function's own anything, others what may be an attribute, a ModuleList layers."""
        before = self.see([owner], kind == LAYER)
        if self.own_attribute(owner) and kind == LAYER:
            self.own(self.own_attribute(owner), ~LAYER)
        elif before & ~(PLAIN | LIST | NONE | LAYERS | TENSOR | WHOLE) or kind & HELD and (
                not isinstance(owner, ast.Name) or owner.id not in self.frame.names
                or owner.id in self.frame.shared or not before & LIST):
            raise Doubt("something gets more")
        elif isinstance(owner, ast.Name) and owner.id in self.frame.names:
            self.frame.names[owner.id], before = before | gathered(kind), self.frame.names.get(owner.id, 0)
            self.frame.changed = self.frame.changed or self.frame.names[owner.id] != before

    def path_call(self, path: str, node: ast.Call, nodes: Sequence[ast.expr]) -> int:
        """A function or class by its dotted name: layers, what has them, Parameters, tensors; others give plain ones.
        """
        facts = knowledge.torch_module(path) if path.startswith("torch.") else None
        if path.endswith("__") or path in REFUSED or path.startswith("torch.nn.Module."):
            raise Doubt(path)
        if facts is not None and facts.container is not None:
            lists = facts.container == "ModuleList"
            other = len(node.args) > 1 or isinstance(node.args[0] if node.args else None, (ast.Dict, ast.DictComp))
            if not lists and facts.container != "Sequential" or node.keywords or lists and other:
                raise Doubt(path)
            self.layers([ast.Starred(argument) for argument in node.args] if lists else node.args)
            return LAYER
        if path in PARAMETER_CLASSES or path in BUFFER_CLASSES:
            kind = self.see(nodes[:1], False)
            if kind & (WHOLE | ODD | PARAMETER) and path in PARAMETER_CLASSES:
                raise Doubt("a Parameter that may be of integers")
            if nodes and not kind & (TENSOR | (WHOLE if path in BUFFER_CLASSES else 0)):
                raise Doubt("a Parameter or buffer that may be of no tensor")
            self.see(nodes[1:])
            return PARAMETER if path in PARAMETER_CLASSES else BUFFER
        first = node.args[0] if node.args and isinstance(node.args[0], ast.Name) else None
        if path in NARROWING and first is not None and first.id in self.frame.names:
            self.narrow(first.id, node.args[1:])
        if path == "builtins.getattr" and len(node.args) > 1:
            name = node.args[1].value if isinstance(node.args[1], ast.Constant) else None
            if not isinstance(name, str):
                raise Doubt("an attribute by a name that isn't known")
            return self.attribute(ast.Attribute(node.args[0], name)) | self.see(node.args[2:], self.loose)
        kinds = [self.see([argument]) for argument in nodes]
        if facts is not None and facts.path != MODULE or libraries.is_module(path):
            return LAYER
        if path.startswith("torch."):
            dtypes = [keyword.value for keyword in node.keywords if keyword.arg in ("dtype", None)]
            dtype = self.see(value for value in dtypes if self.outside(value) not in FLOATS)
            return torch_result(path, node, kinds, dtype)
        if path in TAKING:
            kind = functools.reduce(int.__or__, kinds, 0)
            return got(kind) | (LIST if path in COLLECTIONS else 0)
        return WHOLE if path in self.memory.config.tensor_functions else PLAIN

    def narrow(self, name: str, classes: Sequence[ast.expr]) -> None:
        """isinstance(name, classes), torch.is_tensor(name): where that holds, it is what the name has."""
        parts = [part for node in classes for part in ast.walk(node)]
        known = all(isinstance(part, KNOWN_CLASSES) and (
            not isinstance(part, ast.Name) or part.id not in self.frame.names) for part in parts)
        promise = self.promise(classes[0]) if classes and known else WHOLE
        if promise:
            self.bind(name, LAYER if promise == LAYER else ODD, False)

    def method(self, function: ast.Attribute, nodes: Sequence[ast.expr], node: ast.Call) -> int:
        """A method of something else than self: lists grow; tensors of this function and `.data` change in place."""
        name, owner = function.attr, function.value
        if name in GROWING and nodes:
            self.grow(owner, functools.reduce(int.__or__, map(self.item, nodes)))
            return NONE
        found = self.outside(owner)
        maker = found.find_method(name) if isinstance(found, ClassInfo) else None
        if isinstance(found, ClassInfo) and maker is not None and maker.source is not self.home:
            return self.class_method(maker, found, nodes)
        self.see(nodes)
        kind, path = self.see([owner]), path_of(owner)
        if path[0] == self.frame.itself and len(path) > 1 and path[1] != "__class__":
            self.own(path[1], FUNCTION | CLASS)
        in_place = name.endswith("_") and path[-1] != "data" and kind & (REGISTERED | ODD)
        if in_place or name in REGISTERING or isinstance(found, ClassInfo) or (
                kind & (CLASS | FUNCTION) and self.home.mentions(f"def {name}(")):
            raise Doubt(f".{name}()")
        if kind in (TENSOR, WHOLE) or kind & PLAIN and name in TENSORS_OWN:
            return tensor_result(kind, name, node)
        return got(kind) & ~TENSOR | WHOLE if kind & TENSOR else got(kind)

    def class_method(self, method: FunctionInfo, cls: ClassInfo, nodes: Sequence[ast.expr]) -> int:
        """A class method of another file that gets plain values: a new module of its class, or what isn't known."""
        if method.decorators() != [CLASSMETHOD] or self.see(nodes, False) & ~(PLAIN | NONE):
            raise Doubt(f".{method.name}()")
        self.loosely(method, False)
        return self.memory.given_by(method, cls)


FLOATS = frozenset(f"torch.{name}" for name in "float float16 float32 float64 bfloat16 half double".split())
KNOWN_CLASSES = (ast.Name, ast.Attribute, ast.Tuple, ast.BinOp, ast.BitOr, ast.Constant, ast.expr_context)
NARROWING = ("builtins.isinstance", "torch.is_tensor")
TAKING = frozenset(COLLECTIONS) | {"functools.partial", "copy.copy", "copy.deepcopy", "typing.cast"} | {
    f"builtins.{name}" for name in "zip enumerate min max sum next".split()}
REFUSED = frozenset(f"builtins.{name}" for name in "super vars setattr delattr map exec eval dict.fromkeys".split())
REFUSED_NODES = (ast.NamedExpr, ast.Lambda, ast.Await, ast.Yield, ast.YieldFrom)
REGISTERING = {
    "register_buffer": (BUFFER, "tensor", TENSOR | WHOLE | NONE),
    "register_parameter": (PARAMETER, "param", PARAMETER | NONE),
    "add_module": (LAYER, "module", LAYER | NONE), "register_module": (LAYER, "module", LAYER | NONE)}
STATEMENTS: dict[type, Callable[[Look, Any], None]] = {
    ast.Expr: Look.expression, ast.Assign: Look.assign, ast.AnnAssign: Look.annotated,
    ast.If: Look.branch, ast.For: Look.loop,
    **dict.fromkeys((ast.Return, ast.Raise, ast.Assert), Look.leave),
    **dict.fromkeys((ast.Pass, ast.Break, ast.Continue, ast.Import, ast.ImportFrom, ast.FunctionDef), Look.pass_)}
EXPRESSIONS: dict[type, Callable[[Look, Any], int]] = {
    ast.Constant: Look.constant, ast.Name: Look.name, ast.Attribute: Look.attribute,
    ast.Subscript: Look.item_of, ast.BinOp: Look.binary, ast.IfExp: Look.either, ast.BoolOp: Look.either,
    **dict.fromkeys((ast.List, ast.Tuple, ast.Set, ast.Dict), Look.display), ast.Call: Look.call,
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp), Look.comprehension)}
