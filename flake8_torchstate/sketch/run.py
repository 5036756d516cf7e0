"""The rough run itself: functions and constructors of the tree, and statements."""
from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import CLASSMETHOD, ClassInfo, MODULE, STATIC, canonical, is_module_path
from flake8_torchstate.knowledge.names import NO_GRAD, transparent
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.sketch.calls import Calls
from flake8_torchstate.sketch.kinds import (
    DICT_KEYS,
    BOX, HALF, HELD, KEYS, LAYER, LOW, NONE, NO_CHILD, ODD, PARAMETER, TENSOR, TEXT, UNKNOWN, box, content_of, giving,
    grown, held_in, inside, joined, operation)
from flake8_torchstate.sketch.memory import Doubt, Frame, Store, Trace
from flake8_torchstate.sketch.syntax import arguments_of, changes_what_it_gets, text_of
from flake8_torchstate.sketch.values import MOST_DEPTH
from flake8_torchstate.code.source import FunctionNode, walk

GROWING = (ast.Add, ast.Mult, ast.BitOr)
"""The operators by which containers of children grow in place."""
MOST_TRACES = 6


class Sketch(Calls):
    """The rough run of one class's construction.  Raises Doubt."""

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
            again = self.names.setdefault(name, {})[place] = Store(store.kind, path, store.called, False, store.owner)
            for outer in self.tracing:
                outer.stores.append((name, place, again))
                outer.stored.add(name)
        self.unread |= trace.unread
        self.ran |= trace.ran
        self.registering += trace.registers
        self.initialised, self.opaque = trace.initialised, trace.opaque or self.opaque
        self.last_rows = trace.row
        return trace.result

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
        given = dict(self.parameters(info, node, names[1:] if first else names, positional, keywords, more))
        frame.names.update(given)
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
        if any(kind & BOX and content_of(frame.names.get(name, 0) & ~kind) & HELD for name, kind in given.items()) and not self.later:
            self.doubt("a function fills what it is given")
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
                kind = self.elsewhere(scope, default) if default is not None and not (more and type(default) is ast.Constant) else UNKNOWN
                if kind & LAYER and info.name == "__init__":
                    self.doubt("a module for a default")
                yield name, kind | promised
        rest = [*positional[len(names):], *keywords.values()]
        if arguments.vararg is not None:
            promised = self.promised(info.scope, arguments.vararg.annotation)
            yield arguments.vararg.arg, box(*rest, promised)
        if arguments.kwarg is not None:
            yield arguments.kwarg.arg, box(*rest) if rest else UNKNOWN

    # --- constructors

    def summary(self, info: ClassInfo) -> dict[str, dict[int, Store]]:
        """What constructing a class of the tree leaves under its names, where nothing is doubted."""
        known = self.memory.summaries
        if info not in known:
            known[info] = {}
            sketch = Sketch(info, self.memory)
            sketch.quiet = 1
            sketch.initialised = True
            sketch.start()
            known[info] = sketch.names
        return known[info]

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
                for target, part, given in zip(targets, parts, kinds):
                    self.share([target], part, given)
                    self.bind(target, given)
                return
        kind = self.value(node.value)
        row = self.row[1] if self.row is not None and self.row[0] is node.value else None
        if row is not None and len(node.targets) == 1 and isinstance(node.targets[0], (ast.Tuple, ast.List)):
            targets = node.targets[0].elts
            if len(targets) == len(row) and not any(isinstance(e, ast.Starred) for e in targets):
                for target, item in zip(targets, row):
                    self.bind(target, item)
                return
        if len(node.targets) > 1 and kind & BOX:
            kind |= box(ODD) if content_of(kind) & HELD else 0
        self.share(node.targets, node.value, kind)
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
            self.share([node.target], node.value, kind)
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
        self.set_on(target.value, target.attr, kind)

    def set_on(self, node: ast.expr, name: str | None, kind: int) -> None:
        """Set an attribute of something else than self, under a name that may not be known."""
        owner = self.peek(node)
        if name in ("data", "grad", "requires_grad"):
            return
        if owner & (LAYER | ODD) and kind & ~NONE:
            before = ODD if owner & ODD or name is None else self.member(owner, name)
            if before and not any(before & own and not kind & LOW & ~(own | NONE) for own in (LAYER, PARAMETER)):
                self.doubt("an attribute of another module")
        if owner & BOX:
            self.put(node, box(kind))

    def bind_item(self, target: ast.Subscript, kind: int) -> None:
        """`owner[index] = value`."""
        owner = self.peek(target.value)
        self.value(target.slice)
        if owner & PARAMETER and not self.lenient:
            self.doubt("a Parameter is changed in place")
        number = isinstance(target.slice, (ast.Constant, ast.UnaryOp)) and not self.value(target.slice) & TEXT
        if owner & LAYER and (kind & NO_CHILD or not number and not self.good_name(target.slice, DICT_KEYS)):
            self.doubt("a child that may be none")
        if owner & BOX:
            self.put(target.value, box(kind) | (0 if self.good_name(target.slice, DICT_KEYS) else KEYS))
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
            if not (isinstance(target.value, ast.Name) and target.value.id == self.frame.self_name):
                continue  # what another module had isn't lost by this one
            if self.path:
                self.doubt("an attribute is deleted")
            self.clash(self.own_name(target.attr))
            self.names.pop(self.own_name(target.attr), None)
            self.untraceable()

    def definition(self, node: FunctionNode) -> None:
        """A function in a function: its body is looked at once, with what is known of the names around it."""
        outer = self.frame
        if self.later:  # it isn't run then, and gives what its annotation says
            outer.names[node.name] = giving(self.promised(outer.scope, node.returns))
            return
        if changes_what_it_gets(node):
            self.doubt("a function in a function changes what it gets")
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
