"""The run over a class's construction: statements, calls of the tree's functions, operations on self.

It walks `__init__` and what that calls, in order, and leaves a ModuleState.  Expressions are `evaluate.py`'s
business.  It words no message and decides no finding.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_torchstate import knowledge
from flake8_torchstate.model import registry, values
from flake8_torchstate.run import calls, conditions, tensors
from flake8_torchstate.run.annotations import argument_value, promised_value
from flake8_torchstate.run.calls import Arguments
from flake8_torchstate.code.classes import CLASSMETHOD, MODULE, STATIC, ClassInfo, canonical, is_module_path
from flake8_torchstate.run.evaluate import Evaluator, is_older, written
from flake8_torchstate.model.guards import Literal, Path, excluding, plain
from flake8_torchstate.run.machine import MOST_DEPTH, Frame
from flake8_torchstate.knowledge.names import DICTS, LISTINGS, MODULE_ATTRIBUTES, NO_GRAD, OWN_MODULE_METHODS, TRANSPARENT, transparent
from flake8_torchstate.model.registry import Ground, Kind, Operation, Place, Slot
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.code.source import FunctionNode, statements
from flake8_torchstate.model.state import BadParameter, Clash, Held, InvalidName, LateTensor, ModuleState, Shared, kind_of, reachable
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Function, Holder, Method, Module, NoneValue, Option, Parameter, Pattern, Plain, SelfValue,
    SuperValue, Tensor, Unknown, Value)

if TYPE_CHECKING:
    from flake8_torchstate.run.analysis import World

TABLES = {"_buffers": Operation.REGISTER_BUFFER, "_parameters": Operation.REGISTER_PARAMETER,
          "_modules": Operation.ADD_MODULE}
REGISTER = {
    "register_buffer": (Operation.REGISTER_BUFFER, "tensor"), "register_parameter": (Operation.REGISTER_PARAMETER, "param"),
    "add_module": (Operation.ADD_MODULE, "module"), "register_module": (Operation.REGISTER_MODULE, "module")}
READERS = frozenset(
    "parameters named_parameters buffers named_buffers children named_children modules named_modules state_dict apply "
    "get_parameter get_buffer get_submodule".split())
MOST_SAME = 2
MOST_FREE = 3_000
"""Steps after which calls that don't touch self are only taken by their annotations."""
MOST_FREE_DEPTH = 6


class Interpreter(Evaluator):
    """Runs one class's construction abstractly."""

    def __init__(self, world: World, cls: ClassInfo) -> None:
        super().__init__(ModuleState(cls), SelfValue())
        self.world = world
        self.tensor_functions = world.config.tensor_functions
        self.made: list[Value] = []
        self.ran: set[FunctionInfo] = set()
        self.gone: list[tuple[Path, str]] = []
        self.trying = 0
        self.marks: list[tuple[object, set[Value]]] = []

    # --- statements

    def run_body(self, body: Sequence[ast.stmt]) -> None:
        """Run the statements of a block for as long as a path goes on."""
        for statement in body:
            self.run_statement(statement)

    def run_statement(self, node: ast.stmt) -> None:
        """Run one statement: one small method for each kind of it."""
        if self.path is None:
            return
        self.count()
        self.frame.statement = node
        method = getattr(self, f"visit_{type(node).__name__}", None)
        if method is not None:
            method(node)

    def run_on(self, path: Path | None, body: Sequence[ast.stmt]) -> Path | None:
        """Run a block on a path, and give the path on which it ends."""
        before, self.path = self.path, path
        if path is not None:
            self.run_body(body)
        ended, self.path = self.path, before
        return ended

    def leave(self, how: str) -> None:
        """This path ends here: by return, raise, break or continue."""
        if self.path is not None:
            self.gone.append((self.path, how))
        self.path = None

    def less(self, path: Path | None, since: int, hows: Sequence[str] = ("return", "raise", "break", "continue")) -> Path | None:
        """A path without what has left it since a moment."""
        for gone, how in self.gone[since:]:
            if path is not None and how in hows:
                path = path.without(gone)
        return path

    def visit_Expr(self, node: ast.Expr) -> None:
        """An expression for its effects."""
        self.value(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        """`a = b = value`."""
        value = self.value(node.value)
        for target in node.targets:
            self.assign_target(target, value, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """`a: T = value`: the annotation says what an unknown value is."""
        if node.value is None:
            return
        value = self.value(node.value)
        if isinstance(value, Unknown):
            value = self.annotated(node.annotation) or value
        self.assign_target(node.target, value, node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """`a += value`: in place for tensors and containers, else a new value."""
        before = self.value(node.target)
        value = self.value(node.value)
        operator = type(node.op).__name__
        for option in values.options(before):
            if isinstance(option.value, Container) and operator == "Add":
                calls.extend(self, option.value, Arguments(positional=[value]))
            elif isinstance(option.value, Module) and option.value.children is not None and operator == "Add":
                calls.module_method(self, option.value, "extend", Arguments(positional=[value]))
        after = self.each(before, lambda v: self.augmented(operator, v, value))
        kept = [o.value for o in values.options(after)] == [o.value for o in values.options(before)]
        if not kept or not all(isinstance(o.value, (Container, Module, Tensor)) for o in values.options(before)):
            # what a new value was made of stands in no expression of its own
            self.assign_target(node.target, after)

    def augmented(self, operator: str, before: Value, value: Value) -> Value:
        """What the target holds after an augmented assignment."""
        if isinstance(before, Parameter):
            self.changed_in_place(before, "an augmented assignment")
        if isinstance(before, Tensor):
            if tensors.any_grad([value]) and not self.frame.no_grad:
                before.grad, before.history = True, True
            return before
        if values.is_tensor(before) or (isinstance(before, (Container, Module)) and operator == "Add"):
            return before
        return self.binary(operator, before, value)

    def changed_in_place(self, parameter: Parameter, how: str) -> None:
        """Note an in-place change of a Parameter that requires grad."""
        if parameter.grad and not self.frame.no_grad:
            self.state.events.append(BadParameter(self.site, how, None))

    def visit_Return(self, node: ast.Return) -> None:
        """`return value`."""
        value = self.value(node.value) if node.value is not None else NoneValue()
        self.use(*([] if not isinstance(value, Container) else list(value.values())))
        self.frame.returned.append(Option(self.here.guard, value))
        self.frame.left.append(self.here)
        self.leave("return")

    def visit_Raise(self, node: ast.Raise) -> None:
        """`raise`: what it raises is made on a way that ends here."""
        if not self.trying and self.path is not None and self.path.guard and not self.path.excluded:
            self.state.dead.append(plain(self.path.guard))
        self.leave("raise")

    def visit_Break(self, node: ast.Break) -> None:
        """`break`."""
        self.leave("break")

    def visit_Continue(self, node: ast.Continue) -> None:
        """`continue`."""
        self.leave("continue")

    def visit_Assert(self, node: ast.Assert) -> None:
        """`assert test`: it holds from here on."""
        yes, _ = conditions.branch(self, node.test, self.here)
        if yes is not None:
            self.path = yes

    def visit_Delete(self, node: ast.Delete) -> None:
        """`del a, self.b`."""
        for target in flat(node.targets):
            if isinstance(target, ast.Name):
                self.unbind(target.id)
            elif isinstance(target, ast.Attribute):
                self.delete_attribute(self.value(target.value), self.attribute_name(target))
            elif isinstance(target, ast.Subscript):
                owner = self.value(target.value)
                if isinstance(owner, Container):
                    owner.exact = False
                elif isinstance(owner, Method) and isinstance(owner.owner, SelfValue):
                    name = values.constant(self.index(target))
                    if isinstance(name, str):
                        self.delete_self(name)

    def delete_attribute(self, owner: Value, name: str) -> None:
        """`del owner.name`."""
        if isinstance(owner, SelfValue):
            self.delete_self(name)
        elif isinstance(owner, Module):
            owner.members[name] = Unknown()

    def visit_If(self, node: ast.If) -> None:
        """`if`, with its `elif`s; a long chain of them is walked without recursion."""
        before = self.here
        since = len(self.gone)
        ends: list[Path] = []
        current: ast.If | None = node
        rest: Path | None = before
        while current is not None and rest is not None:
            self.frame.statement = current
            yes, rest = conditions.branch(self, current.test, rest)
            end = self.run_on(yes, current.body)
            ends += [end] if end is not None else []
            following = next_elif(current)
            if following is None and current.orelse:
                rest = self.run_on(rest, current.orelse)
            current = following
        if rest is not None:
            ends.append(rest)
        self.path = self.joined(before, ends, since)

    def joined(self, before: Path, ends: list[Path], since: int) -> Path | None:
        """The path after branches: the one that is left, else the one before less what has left it."""
        if len(ends) <= 1:
            return ends[0] if ends else None
        return self.less(before, since)

    def visit_Match(self, node: ast.Match) -> None:
        """`match`: literal patterns exclude each other, other patterns are taken as they come."""
        subject = self.value(node.subject)
        before = self.here
        since = len(self.gone)
        ends: list[Path] = []
        rest: Path | None = before
        for case in node.cases:
            if rest is None:
                break
            yes, no = self.pattern_sides(case.pattern, subject)
            inside = rest.entering(yes) if yes is not None else None
            if inside is not None and case.guard is not None:
                inside, _ = conditions.branch(self, case.guard, inside)
            end = self.run_on(inside, case.body)
            ends += [end] if end is not None else []
            if case.guard is None:
                rest = rest.entering(no) if no is not None else None
        if rest is not None:
            ends.append(rest)
        self.path = self.joined(before, ends, since)

    def pattern_sides(self, pattern: ast.pattern, subject: Value) -> conditions.Sides:
        """What a pattern says where it matches, and where it doesn't."""
        if isinstance(pattern, ast.MatchValue):
            return conditions.compare("Eq", subject, self.value(pattern.value))
        if isinstance(pattern, ast.MatchSingleton):
            return conditions.compare("Is", subject, self.value(ast.Constant(pattern.value)))
        if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
            if pattern.name is not None:
                self.bind(pattern.name, subject)
            return conditions.YES
        return conditions.literal_sides(("case", pattern))

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        """`for`: once for each known item, else once for all of them."""
        elements, exact = self.elements(self.value(node.iter))
        self.loop(node.body, [(node.target, element) for element in elements], exact)
        self.run_body(node.orelse)

    visit_AsyncFor = visit_For

    def loop(self, body: Sequence[ast.stmt], rounds: Sequence[tuple[ast.expr | None, Value]], exact: bool) -> None:
        """Run a loop's body; it's taken to be entered."""
        since = len(self.gone)
        before = self.here
        outer = self.unrolling
        self.loops += 1
        self.marks.append((values.Value().key, {v for _, e in rounds for v in values.within(e)}))
        self.unrolling = outer and exact
        self.state.loose = not self.unrolling
        if not exact:
            self.loosen(body)
        for target, element in rounds:
            if self.path is None:
                break
            if target is not None:
                self.assign_target(target, element)
            end = self.run_on(self.path, body)
            self.path = self.less(before, since, ("return", "raise", "break")) if exact else (end or self.path)
        self.loops -= 1
        self.marks.pop()
        self.unrolling = outer
        self.state.loose = self.loops > 0 and not outer
        self.path = self.less(before, since, ("return", "raise"))
        self.gone[since:] = [g for g in self.gone[since:] if g[1] in ("return", "raise")]

    def from_before_loop(self, value: Value) -> bool:
        """Whether a module was made before the loop that runs, and isn't what the loop goes over."""
        if not self.marks or self.unrolling:
            return False
        mark, elements = self.marks[-1]
        return is_older(value, mark) and value not in elements

    def loosen(self, body: Sequence[ast.stmt]) -> None:
        """Forget the constants of names that a loop's body assigns: they differ from round to round."""
        for name in assigned_names(body):
            value = self.local(name)
            if isinstance(value, (Plain, NoneValue)):
                self.bind(name, Unknown())

    def visit_While(self, node: ast.While) -> None:
        """`while`."""
        self.loosen(node.body)
        yes, _ = conditions.branch(self, node.test, self.here)
        if yes is not None:
            self.loop(node.body, [(None, Unknown())], False)
        self.run_body(node.orelse)

    def visit_Try(self, node: ast.Try) -> None:
        """`try`: its body and each handler exclude one another."""
        before = self.here
        since = len(self.gone)
        subject = ("raises", node)
        ok = Literal(subject, -1)
        kinds = [Literal(subject, index) for index, _ in enumerate(node.handlers)]
        if len(kinds) == 1:
            kinds = [ok.negated()]
        self.trying += bool(node.handlers)
        end = self.run_on(before.entering([ok]) if node.handlers else before, node.body)
        self.trying -= bool(node.handlers)
        if node.handlers:
            # a path on which the body raises is a handler's path
            self.state.dead += [plain(path.guard) for path, how in self.gone[since:] if how == "raise" and ok in path.guard]
            self.gone[since:] = [g for g in self.gone[since:] if g[1] != "raise"]
        end = self.run_on(end, node.orelse)
        ends = [end] if end is not None else []
        for index, handler in enumerate(node.handlers):
            inside = before.entering([kinds[index]])
            if handler.name is not None:
                self.bind(handler.name, Unknown())
            end = self.run_on(inside, handler.body)
            ends += [end] if end is not None else []
        self.path = self.joined(before, ends, since) if node.handlers else end
        if self.path is not None and len(kinds) > 1:
            # what no handler catches leaves
            self.path = replace(self.path, excluded=(*self.path.excluded, frozenset(k.negated() for k in [ok, *kinds])))
        if self.path is None:
            self.run_on(before, node.finalbody)
        else:
            self.run_body(node.finalbody)

    visit_TryStar = visit_Try

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        """`with`: gradients are off inside `torch.no_grad()`."""
        outer = self.frame.no_grad
        for part in node.items:
            call = part.context_expr
            function = self.value(call.func) if isinstance(call, ast.Call) else None
            if isinstance(function, Dotted) and self.turns_off(function.path, call):
                self.frame.no_grad = True
            value = self.value(call)
            if part.optional_vars is not None:
                self.assign_target(part.optional_vars, value if isinstance(value, Unknown) else Unknown())
        self.run_body(node.body)
        self.frame.no_grad = outer

    visit_AsyncWith = visit_With

    def turns_off(self, path: str, call: ast.expr) -> bool:
        """Whether a context manager turns gradients off."""
        if path == "torch.set_grad_enabled" and isinstance(call, ast.Call) and call.args:
            return values.constant(self.value(call.args[0])) is False
        return path in NO_GRAD

    def visit_FunctionDef(self, node: FunctionNode) -> None:
        """A function in a function."""
        info = self.frame.scope.functions.get(node.name)
        if info is not None:
            self.bind(node.name, Function(info, closure=self.frame))

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class in a function."""
        info = self.frame.scope.classes.get(node.name)
        self.bind(node.name, Class(info) if info is not None else Unknown())

    # --- targets

    def assign_target(self, target: ast.expr, value: Value, expression: ast.expr | None = None) -> None:
        """Bind a value to any assignment target."""
        if isinstance(target, ast.Name):
            self.bind(target.id, value)
            if isinstance(value, Parameter):
                value.fresh = False
            elif isinstance(value, Module):
                value.called = value.called or target.id
        elif isinstance(target, ast.Attribute):
            self.set_attribute(self.value(target.value), Plain(self.attribute_name(target)), value, expression)
        elif isinstance(target, ast.Subscript):
            self.set_item(self.value(target.value), self.index(target), value, expression)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self.unpack(target.elts, value, expression)
        elif isinstance(target, ast.Starred):
            self.assign_target(target.value, value)

    def unpack(self, elements: Sequence[ast.expr], value: Value, expression: ast.expr | None) -> None:
        """`a, *b = value`."""
        parts = [self.parts_of(option.value, elements) for option in values.options(value)]
        guards = [option.guard for option in values.options(value)]
        nodes: list[ast.expr | None] = [None] * len(elements)
        if isinstance(expression, (ast.Tuple, ast.List)) and len(expression.elts) == len(elements):
            nodes = list(expression.elts)
        for index, element in enumerate(elements):
            part = values.choose(Option(g, p[index]) for g, p in zip(guards, parts))
            self.assign_target(element, part, nodes[index])

    def parts_of(self, value: Value, elements: Sequence[ast.expr]) -> list[Value]:
        """What each target of an unpacking gets out of one value."""
        star = next((i for i, e in enumerate(elements) if isinstance(e, ast.Starred)), None)
        container = calls.as_container(value)
        after = len(elements) - star - 1 if star is not None else 0
        if container is not None and container.exact and star is None and len(container.entries) == len(elements):
            return [calls.item_of(container, e) for e in container.entries]
        if container is not None and container.exact and star is not None and len(container.entries) >= star + after:
            found = [calls.item_of(container, e) for e in container.entries]
            rest = Container(entries=list(container.entries[star:len(found) - after]))
            return [*found[:star], rest, *(found[len(found) - after:] if after else [])]
        any_one = calls.element_of(value)
        if isinstance(value, Unknown):
            return [value.member(("item", Plain(i).key)) for i in range(len(elements))]
        if values.is_tensor(value):
            return [calls.element_of(value) for _ in elements]
        return [Container(entries=[values.Entry(any_one)], exact=False) if i == star else any_one for i in range(len(elements))]

    def set_attribute(self, owner: Value, name: Value, value: Value, expression: ast.expr | None = None) -> None:
        """`owner.name = value`, setattr(owner, name, value)."""
        self.each(owner, lambda v: self._set_attribute(v, name, value, expression))

    def _set_attribute(self, owner: Value, name: Value, value: Value, expression: ast.expr | None) -> Value:
        known = values.constant(name)
        if isinstance(owner, SelfValue):
            self.assign_self(name, value, expression)
            return NoneValue()
        self.stored.update(v for v in values.within(value))
        if isinstance(owner, (Tensor, Parameter)) and known == "requires_grad":
            calls.set_grad(owner, value)
        elif isinstance(owner, Module) and isinstance(known, str):
            self.assign_child(owner, known, value)
        elif isinstance(owner, Unknown):
            owner.members[known] = value
            if isinstance(value, (Module, Parameter)):
                self.state.escaped.add(value)
        elif isinstance(owner, Holder) and isinstance(known, str):
            owner.members[known] = value
        return NoneValue()

    def assign_child(self, owner: Module, name: str, value: Value) -> None:
        """`self.child.name = value`: what the child's class registers under the name decides."""
        before = calls.module_member(self, owner, name)
        place = {Parameter: Place.PARAMETERS, Module: Place.MODULES}.get(type(before))
        if isinstance(before, NoneValue) and owner.torch is not None and name in owner.torch.parameters:
            place = Place.PARAMETERS
        if isinstance(before, Tensor) and owner.torch is not None and name in owner.torch.buffers:
            place = Place.BUFFERS
        kind = kind_of(value)
        if place is not None and kind is not None and not owner.borrowed:
            slot = Slot(held=((place, kind_of(before) or Kind.OTHER),))
            outcome = registry.apply(slot, Operation.ASSIGN, kind, name=name, owner=owner.label.split(".")[-1])
            if outcome.raised is not None:
                held = Held(frozenset(), slot, before)
                self.state.events.append(
                    Clash(self.site, name, Operation.ASSIGN, outcome.raised, held, value, True, child=owner.label))
                return
        owner.members[name] = value
        self.state.escaped.add(value)

    def set_item(self, owner: Value, index: Value, value: Value, expression: ast.expr | None) -> None:
        """`owner[index] = value`."""
        self.stored.update(v for v in values.within(value))
        for option in values.options(owner):
            inner = option.value
            if isinstance(inner, Container):
                calls.put(self, inner, value, index if inner.kind in DICTS else None, expression=expression)
            elif isinstance(inner, Module) and inner.children is not None:
                calls.module_method(self, inner, "__setitem__", Arguments(positional=[index, value]))
            elif isinstance(inner, Method) and isinstance(inner.owner, SelfValue):
                self.set_table(inner.name, index, value)
            elif isinstance(inner, Unknown):
                inner.members[("item", index.key)] = value
                self.state.escaped.update(v for v in values.within(value))
            elif isinstance(inner, Parameter):
                self.changed_in_place(inner, "an item assignment")
            elif isinstance(inner, Tensor) and tensors.any_grad([value]) and not self.frame.no_grad:
                inner.grad, inner.history = True, True

    def set_table(self, table: str, name: Value, value: Value) -> None:
        """`self.__dict__[name] = value`, `self._buffers[name] = value`: past nn.Module's own checks."""
        known = values.constant(name)
        self.state.escaped.update(v for v in values.within(value))
        if isinstance(known, str):
            self.state.hidden.add(known)
            self.state.forget(known)

    # --- operations on self

    def assign_self(self, name: Value, value: Value, expression: ast.expr | None) -> None:
        """`self.name = value`."""
        self.stored.update(v for v in reachable(value))
        calls.attach(value)
        known = values.constant(name)
        if not isinstance(known, str):
            self.assign_pattern(name, value, expression)
            return
        ground, cls = self.state.ground(known)
        setter = cls.properties[known].setter if ground is Ground.SETTABLE_PROPERTY and cls is not None else None
        if setter is not None and kind_of(value) not in (Kind.PARAMETER, Kind.MODULE, Kind.BUFFER):
            self.call_function(Function(setter, self.self_value), Arguments(positional=[value]))
            return
        if self.state.own_setattr:
            self.state.forget(known)
            return
        if ("." in known or not known) and kind_of(value) in (Kind.PARAMETER, Kind.BUFFER):
            self.refuse_name(known, Operation.ASSIGN, value)
            return
        if not self.state.constructing and isinstance(value, Tensor) and known not in self.state.moved:
            if not any(h.registered or h.slot is None for h in self.state.held(known, self.here)):
                self.state.events.append(LateTensor(self.site, known, value))
        self.state.operate(known, Operation.ASSIGN, value, self.here, self.site, expression, self.blame)

    def assign_pattern(self, name: Value, value: Value, expression: ast.expr | None) -> None:
        """An assignment under a name with unknown parts."""
        for option in values.options(value):
            kind = kind_of(option.value)
            slot = None
            if kind is not None:
                slot = registry.apply(Slot(), Operation.ASSIGN, kind).slot
                self.too_early(name, Operation.ASSIGN, kind, option.value)
            self.note_pattern(name, Held(self.here.guard, slot, option.value, self.site, expression))
        if not isinstance(name, Pattern):
            self.state.opaque = True

    def note_pattern(self, name: Value, held: Held) -> None:
        """Keep what a name with unknown parts holds."""
        self.state.serial += 1
        held.serial = self.state.serial
        self.state.patterns.append((name, held))

    def too_early(self, name: Value, operation: Operation, kind: Kind, value: Value) -> None:
        """Note a registration under a name with unknown parts before nn.Module.__init__."""
        missing = self.state.uninitialised(self.here)
        raised = registry.apply(Slot(initialised=False), operation, kind).raised
        if missing is not None and raised is not None and raised.error == "AttributeError":
            text = name.text if isinstance(name, Pattern) else "…"
            self.state.events.append(
                Clash(self.site, text, operation, raised, Held(frozenset(), Slot()), value, False, missing))

    def delete_self(self, name: str) -> None:
        """`del self.name`."""
        self.state.delete(name, self.here)

    def read_self(self, name: str) -> Value:
        """`self.name`: a property, what the instance holds, what the class has, a method of nn.Module."""
        if name in TABLES or name == "__dict__":
            return Method(self.self_value, name)
        ground, cls = self.state.ground(name)
        if cls is not None and name in cls.properties:
            return self.read_property(name, cls)
        found: list[Option] = []
        for held in self.state.held(name, self.here):
            held.read = True
            if held.value is not None:
                found += self.narrowed(Option(held.guard - self.here.guard, held.value))
            elif ground is not Ground.NOTHING:
                found.append(Option(held.guard - self.here.guard, self.class_value(name, ground, cls)))
        if not found:
            return self.unknown_name(name)
        return values.choose(found)

    def class_value(self, name: str, ground: Ground, cls: ClassInfo | None) -> Value:
        """What the class itself gives under a name."""
        if cls is not None:
            return self.class_member(self.state.cls, name, self.self_value)
        return Method(self.self_value, name) if ground is Ground.METHOD else self.unknown_name(name)

    def unknown_name(self, name: str) -> Value:
        """A name of self that isn't known: the same unknown at each read."""
        key = (self.self_value, name)
        if key not in self.globals:
            known = not self.state.opaque and self.state.ground(name)[0] is not Ground.NOTHING
            self.globals[key] = Plain() if known and name == "training" else Unknown()
        return self.globals[key]

    def read_property(self, name: str, cls: ClassInfo) -> Value:
        """What a property's getter gives."""
        getter = cls.properties[name].getter
        if getter is None:
            return Unknown()
        return self.call_function(Function(getter, self.self_value), Arguments())

    def read_or(self, name: str, default: Value) -> Value:
        """getattr(self, name, default)."""
        present = self.has_self(name)
        if values.constant(present) is True:
            return self.read_self(name)
        return default if values.constant(present) is False else Unknown()

    def has_self(self, name: str) -> Value:
        """hasattr(self, name)."""
        if name in MODULE_ATTRIBUTES and not self.state.assume_initialised:
            missing = self.state.uninitialised(self.here)
            if missing is None or missing <= self.here.guard:
                return Plain(missing is None)
        ground, cls = self.state.ground(name)
        if cls is not None and name in cls.properties:
            return Plain()
        exists = {h.slot.exists if h.slot is not None else None for h in self.state.held(name, self.here)}
        if exists == {True} or ground in (Ground.METHOD, Ground.CLASS_ATTRIBUTE):
            return Plain(True)
        if exists == {False} and not self.state.opaque and self.state.constructing and not self.state.hidden:
            return Plain(False)
        return self.maybe_has(name)

    def maybe_has(self, name: str) -> Value:
        """hasattr where it depends on the path: it rules out the cases in which the answer would be the other one."""
        result = Plain()
        result.key = ("hasattr", name, len(self.state.entries(name)))
        held = self.state.held(name, self.here)
        if all(h.slot is not None and h.guard for h in held):
            there = [h.guard for h in held if h.slot is not None and h.slot.exists]
            missing = [h.guard for h in held if h.slot is not None and not h.slot.exists]
            result.tests = excluding(missing), excluding(there)
        return result

    def call_self(self, owner: Value, name: str, arguments: Arguments) -> Value:
        """A method of self that the tree doesn't define on the way: nn.Module's own, or a base's through super()."""
        if isinstance(owner, SuperValue):
            if name == "__init__":
                self.run_init(owner.after, arguments)
                return NoneValue()
            after = owner.after if isinstance(owner.after, ClassInfo) else None
            method = self.state.cls.find_method(name, after) if after is not None or owner.after is None else None
            if method is not None:
                return self.call_function(Function(method, self.self_value), arguments)
        if name in REGISTER:
            self.register(name, arguments)
            return NoneValue()
        return self.own_method(name, arguments)

    def own_method(self, name: str, arguments: Arguments) -> Value:
        """A method of nn.Module on self, other than those that register."""
        if name == "__setattr__" and len(arguments.positional) == 2:
            self.assign_self(arguments.positional[0], arguments.positional[1], arguments.node(1, "value"))
            return NoneValue()
        if name == "__delattr__" and arguments.positional:
            known = values.constant(arguments.positional[0])
            if isinstance(known, str):
                self.delete_self(known)
            return NoneValue()
        if name in READERS:
            self.state.mark_read()
        if name in LISTINGS:
            return calls.listing(self, name)
        if name in OWN_MODULE_METHODS:
            if name in ("cuda", "to") and self.state.constructing:
                calls.note_move(self, name, arguments)
            return self.self_value
        if name == "load_state_dict":
            return Plain()
        return Unknown() if name in READERS else calls.unknown_call(self, arguments)

    def register(self, name: str, arguments: Arguments) -> None:
        """register_buffer, register_parameter, add_module, register_module in every argument form."""
        operation, keyword = REGISTER[name]
        key, value = arguments.get(0, "name"), arguments.get(1, keyword)
        if key is None or (value is None and arguments.open):
            self.state.opaque = True
            return
        value = value if value is not None else NoneValue()
        self.stored.update(v for v in values.within(value))
        if isinstance(value, Parameter):
            value.fresh = False
        known = values.constant(key)
        node = arguments.node(0, "name")
        if known is values.MISSING and (isinstance(key, Container) or (isinstance(key, Plain) and key.of == "int")):
            shown = written(node) if node is not None else "…"
            self.refuse_name(() if isinstance(key, Container) else 0, operation, value, shown)
        elif known is values.MISSING:
            self.register_pattern(operation, key, value, persistent(arguments))
        elif not isinstance(known, str) or "." in known or not known:
            self.refuse_name(known, operation, value)
        else:
            expression = arguments.node(1, keyword)
            self.state.operate(known, operation, value, self.here, self.site, expression, self.blame)
            if operation is Operation.REGISTER_BUFFER:
                self.state.set_persistence(known, persistent(arguments))

    def refuse_name(self, known: object, operation: Operation, value: Value | None = None, shown: str = "") -> None:
        """Note a name that PyTorch refuses."""
        kind = (kind_of(value) if value is not None else None) or Kind.NONE
        raised = registry.check_name(operation, known, kind)
        if raised is not None:
            self.state.events.append(InvalidName(self.site, shown or (known if isinstance(known, str) else repr(known)), raised, operation))

    def register_pattern(self, operation: Operation, key: Value, value: Value, kept: bool | None) -> None:
        """A registration under a name with unknown parts."""
        place = {Operation.REGISTER_BUFFER: Place.BUFFERS, Operation.REGISTER_PARAMETER: Place.PARAMETERS}.get(operation, Place.MODULES)
        slot = Slot(held=((place, kind_of(value) or Kind.OTHER),))
        self.too_early(key, operation, kind_of(value) or Kind.NONE, value)
        self.note_pattern(key, Held(self.here.guard, slot, value, self.site, None, operation, persistent=kept))
        if isinstance(key, Pattern) and "." in key.literal:
            raised = registry.check_name(operation, "a.b", kind_of(value) or Kind.NONE)
            if raised is not None:
                self.state.events.append(InvalidName(self.site, key.text, raised, operation))

    # --- constructors

    def run_init(self, after: ClassInfo | str | None, arguments: Arguments) -> None:
        """The next `__init__` in the MRO after a class."""
        mro = self.state.cls.mro
        start = mro.index(after) + 1 if after is not None and after in mro else 0
        for cls in mro[start:]:
            if cls is None:
                self.unknown_init()
                return
            if isinstance(cls, str):
                if is_module_path(cls) or cls == "builtins.object" or not transparent(cls):
                    self.external_init(cls, arguments)
                    return
            elif "__init__" in cls.methods:
                self.ran.add(cls.methods["__init__"])
                self.call_function(Function(cls.methods["__init__"], self.self_value), arguments)
                return
            elif cls.generates_init:
                self.dataclass_init(cls, arguments)
                return

    def unknown_init(self) -> None:
        """The constructor of a class that can't be looked into: it may do anything."""
        self.state.opaque = True
        self.state.assume_initialised = True

    def external_init(self, path: str, arguments: Arguments) -> None:
        """The constructor of a class outside of the tree: nn.Module, a torch.nn class, another library's."""
        if path == "builtins.object":
            return
        if not is_module_path(path) and path not in self.world.config.module_bases:
            self.unknown_init()
            return
        facts = knowledge.torch_module(path)
        if facts is None and canonical(path) != MODULE:
            self.state.opaque = True
        self.state.initialise(self.here, self.blame)
        if facts is None and path.startswith("torch.nn."):
            for name in knowledge.torch_state_names() - self.state.names.keys():
                self.state.forget(name)  # a private base: it may register any of them
        if facts is not None and facts.path != MODULE:
            self.inherit(facts, arguments)

    def inherit(self, facts: knowledge.TorchModule, arguments: Arguments) -> None:
        """The names that a torch.nn base registers."""
        sure = facts.held(calls.flags_given(facts, arguments)) if facts.known else frozenset()
        for names, place, kind in ((facts.parameters, Place.PARAMETERS, Kind.PARAMETER), (facts.buffers, Place.BUFFERS, Kind.TENSOR),
                                   (facts.submodules, Place.MODULES, Kind.MODULE)):
            for name in names:
                made: dict[Kind, Value] = {Kind.PARAMETER: Parameter(fresh=False), Kind.TENSOR: Tensor(), Kind.MODULE: Module()}
                value = made[kind] if name in sure else Unknown()
                slot = replace(self.state.entries(name)[0].slot or Slot(), initialised=True, held=((place, kind),))
                self.state.names[name] = [Held(self.here.guard, slot, value)]

    def dataclass_init(self, cls: ClassInfo, arguments: Arguments) -> None:
        """The `__init__` that @dataclass writes: fields in order, then `__post_init__`; no super().__init__()."""
        for owner in reversed([c for c in cls.family if c.annotations]):
            for name, at in owner.annotations.items():
                with self.entered(Frame(owner.body_scope, owner, statement=at.node)):
                    self.dataclass_field(name, at.node)
        post = cls.find_method("__post_init__")
        if post is not None:
            self.call_function(Function(post, self.self_value), Arguments(open=True))

    def dataclass_field(self, name: str, statement: ast.AnnAssign) -> None:
        """One field: its value by annotation, unless it is no argument."""
        if isinstance(statement.value, ast.Call) and any(k.arg == "init" for k in statement.value.keywords):
            return
        if "ClassVar" in ast.unparse(statement.annotation):
            return
        value = self.annotated(statement.annotation) or Unknown()
        self.state.operate(name, Operation.ASSIGN, value, self.here, self.site, None, self.blame)

    # --- calls of the tree's functions and classes

    def call_function(self, function: Function, arguments: Arguments) -> Value:
        """Run a function of the tree where it can be read, to a bounded depth."""
        info = function.info
        decorators = info.decorators()
        known = all(d.startswith(TRANSPARENT) or d in ("setter", "getter") or d.endswith("cached_property") for d in decorators)
        bound = None if STATIC in decorators else function.bound
        if bound is None and info.owner is not None and CLASSMETHOD in decorators:
            bound = Class(info.owner)
        first = bound if bound is not None else (arguments.positional[0] if arguments.positional else None)
        touches = any(isinstance(v, SelfValue) for v in [first, *arguments.everything()])
        if not self.state.constructing and not (self.within_forward and info.owner is not None):
            return self.promised_result(info, arguments)
        if not touches and (self.steps > MOST_FREE or len(self.frames) > MOST_FREE_DEPTH):
            return self.promised_result(info, arguments)
        if len(self.frames) > MOST_DEPTH or sum(f.function is info for f in self.frames) >= MOST_SAME or not (known or touches):
            return calls.unknown_call(self, arguments)
        self.ran.add(info)
        frame = Frame(info.body_scope, info.owner, info, function.closure,
                      no_grad=(self.frames[-1].no_grad if self.frames else False) or any(d in NO_GRAD for d in decorators))
        result = self.run_call(frame, bound, arguments)
        return result if known else Unknown()

    def promised_result(self, info: FunctionInfo, arguments: Arguments) -> Value:
        """What a call gives by the function's annotation alone."""
        if info.node.returns is None:
            return calls.unknown_call(self, arguments)
        self.use(*arguments.everything())
        with self.entered(Frame(info.body_scope, info.owner, info, statement=self.frame.statement)):
            return self.annotated(info.node.returns) or Unknown()

    def run_call(self, frame: Frame, bound: Value | None, arguments: Arguments | None) -> Value:
        """Bind the arguments, run the body, give what it returns."""
        assert frame.function is not None
        definition = frame.function.node
        before = self.here
        since = len(self.gone)
        loops, self.loops = self.loops, 0
        unrolling, self.unrolling = self.unrolling, True
        with self.entered(frame):
            self.bind_parameters(frame, definition, bound, arguments)
            self.run_body(definition.body)
            ended, self.path = self.path, before
        self.loops, self.unrolling = loops, unrolling
        frame.left += [ended] if ended is not None else []
        if frame.left:
            self.path = self.less(before, since, ("raise",)) or before
        if len(frame.left) == 1 and any(how == "raise" for _, how in self.gone[since:]):
            self.path = frame.left[0]  # the one way that doesn't raise
        self.gone[since:] = [g for g in self.gone[since:] if g[1] == "raise"] if frame.left else []
        return self.returned(frame, definition, ended)

    def returned(self, frame: Frame, definition: FunctionNode, ended: Path | None) -> Value:
        """The value of a call: what its returns gave, else what its annotation promises."""
        found = list(frame.returned)
        if ended is not None:
            found.append(Option(ended.guard, NoneValue()))
        is_generator = isinstance(definition, ast.AsyncFunctionDef) or (not frame.returned and frame.function is not None and frame.function.outline.yields)
        if is_generator or not found:
            return Unknown()
        returned = [inner.value for o in found for inner in values.options(o.value)]
        unknown = any(isinstance(value, Unknown) for value in returned)
        tensor = any(values.is_tensor(value) for value in returned)
        if (unknown or tensor) and definition.returns is not None:
            with self.entered(frame):
                promised = self.annotated(definition.returns)
            if tensor and isinstance(promised, Plain) and promised.of:
                return promised  # a number, says the author, on whichever way it comes
            found = [Option(o.guard | inner.guard, promised if promised is not None and isinstance(inner.value, Unknown) else inner.value)
                     for o in found for inner in values.options(o.value)]
        return self.relative(found)

    def bind_parameters(self, frame: Frame, definition: FunctionNode, bound: Value | None, arguments: Arguments | None) -> None:
        """Give each parameter its argument; without a call, what its annotation and default say."""
        parameters = definition.args
        positional = list(arguments.positional) if arguments is not None else []
        if bound is not None:
            positional.insert(0, bound)
        left = dict(arguments.keywords) if arguments is not None else {}
        loose = arguments is None or bool(arguments.starred) or arguments.open
        named = len(parameters.posonlyargs) + len(parameters.args)
        for index, (parameter, default) in enumerate(with_defaults(parameters)):
            given = positional[index] if index < min(len(positional), named) else left.pop(parameter.arg, None)
            value = self.parameter_value(frame, parameter, default, given, loose)
            frame.names[parameter.arg] = [Option(self.here.guard, value)]
        self.bind_rest(frame, parameters, positional[named:], left, loose)

    def bind_rest(self, frame: Frame, parameters: ast.arguments, rest: list[Value], left: dict[str, Value], loose: bool) -> None:
        """`*args` and `**kwargs`."""
        star = parameters.vararg
        if star is not None:
            items = [values.Entry(v) for v in rest]
            inner = self.annotated(star.annotation) if star.annotation is not None and loose else None
            if loose:  # there may be none, so that what they would be says nothing of the tuple itself
                items.append(values.Entry(Unknown() if inner is None else Unknown(members={"element": inner})))
            made: Value = Container(kind="tuple", entries=items, exact=not loose, borrowed=loose)
            if loose and not rest and inner is not None:
                made = Unknown(members={"element": inner})
            frame.names[star.arg] = [Option(self.here.guard, made)]
        if parameters.kwarg is not None:
            entries = [values.Entry(v, None, Plain(k)) for k, v in left.items()]
            kwargs: Value = Container(kind="dict", entries=entries)
            if loose:
                kwargs = Unknown()
            frame.names[parameters.kwarg.arg] = [Option(self.here.guard, kwargs)]

    def parameter_value(self, frame: Frame, parameter: ast.arg, default_node: ast.expr | None, given: Value | None,
                        loose: bool) -> Value:
        """The value of one parameter: its argument, or what its annotation and default promise."""
        promised = self.annotated(parameter.annotation) if parameter.annotation is not None else None
        if given is not None:
            if isinstance(given, Unknown) and promised is not None and not given.carries:
                return given.members.setdefault(("annotated", parameter.arg), promised)
            return given
        default = self.default_value(frame, parameter, default_node)
        if not loose and default is not None:
            return default
        return argument_value(parameter.arg, frame.function, promised, default)

    def default_value(self, frame: Frame, parameter: ast.arg, node: ast.expr | None) -> Value | None:
        """A parameter's default, evaluated where the function is defined."""
        if node is None:
            return None
        info = frame.function
        scope = (info.owner.body_scope if info.owner is not None else info.scope) if info is not None else frame.scope
        inner = Frame(scope, frame.owner, None, frame.outer, statement=line_of(parameter, node))
        with self.entered(inner):
            value = self.value(node)
            if isinstance(value, Module) and value.known_state and self.state.constructing and info is not None and info.name == "__init__":
                self.state.events.append(Shared(self.site, value, parameter.arg))
        return value

    def annotated(self, annotation: ast.expr) -> Value | None:
        """The value that an annotation promises, None where it says nothing."""
        return promised_value(self, annotation)

    def annotated_method(self, owner: Module, name: str, arguments: Arguments) -> Value:
        """What a method of another module gives, by its annotation."""
        method = owner.info.find_method(name) if owner.info is not None else None
        if method is None or method.node.returns is None:
            return calls.unknown_call(self, arguments)
        return self.promised_result(method, arguments)

    def construct(self, cls: Class, arguments: Arguments) -> Value:
        """An instance of a class of the tree: a Module, another object that holds something, or Unknown."""
        info = cls.info
        everything = arguments.everything()
        self.stored.update(v for o in everything for v in values.within(o))
        if info.generates_init and not info.counts_as_module or "typing.NamedTuple" in info.mro:
            return self.plain_instance(info, arguments)
        self.state.escaped.update(v for o in everything for v in values.within(o) if isinstance(v, (Module, Parameter)))
        if info.counts_as_module:
            result = Module(info=info, made=self.site, label=info.name, keeps=None, describe=lambda: self.world.keeps_state(info))
            self.created(result)
            return result
        if info.has_unknown_base or "__new__" in info.methods:
            return Unknown(tuple(everything))
        return self.plain_instance(info, arguments)

    def plain_instance(self, info: ClassInfo, arguments: Arguments) -> Value:
        """An object that is no Module: what its own constructor leaves on it, or its fields."""
        if info.generates_init or any(c == "typing.NamedTuple" for c in info.mro):
            members = dict(zip(info.annotations, arguments.positional)) | arguments.keywords
            return Holder(f"{info.name} object", tuple(members.values()), members=members)
        return Holder(f"{info.name} object", supply=lambda: self.world.members(info))

    def instance_member(self, owner: Module, name: str) -> Value | None:
        """What an instance of another Module class of the tree certainly holds under a name."""
        return self.world.member(owner.info, name) if owner.info is not None else None

    def created(self, value: Value) -> None:
        """Note a Parameter or Module that is made outside of construction."""
        if self.within_forward:
            self.made.append(value)


def persistent(arguments: Arguments) -> bool | None:
    """The `persistent` argument of register_buffer; None where it isn't known."""
    given = arguments.get(2, "persistent")
    known = values.constant(given) if given is not None else values.MISSING if arguments.open else True
    return None if known is values.MISSING else bool(known)


def assigned_names(body: Sequence[ast.stmt]) -> list[str]:
    """The local names that a block assigns."""
    found: list[str] = []
    for node in statements(list(body)):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found += [target.id for target in flat(targets) if isinstance(target, ast.Name)]
    return found


def flat(targets: Sequence[ast.expr | None]) -> Iterator[ast.expr]:
    """Targets, with those in tuples and lists one by one."""
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            yield from flat(target.elts)
        elif isinstance(target, ast.Starred):
            yield target.value
        elif target is not None:
            yield target


def next_elif(node: ast.If) -> ast.If | None:
    """The `elif` that follows: not an `if` that stands in an `else`, which is further to the right."""
    following = node.orelse[0] if len(node.orelse) == 1 else None
    return following if isinstance(following, ast.If) and following.col_offset == node.col_offset else None


def with_defaults(parameters: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    """The parameters of a function that have names, each with its default."""
    named = [*parameters.posonlyargs, *parameters.args]
    yield from zip(named, [*[None] * (len(named) - len(parameters.defaults)), *parameters.defaults])
    yield from zip(parameters.kwonlyargs, parameters.kw_defaults)


def line_of(parameter: ast.arg, default: ast.expr) -> ast.stmt:
    """A parameter with its default, as a statement that stands where the parameter stands."""
    target = ast.copy_location(ast.Name(parameter.arg, ast.Store()), parameter)
    made = ast.copy_location(ast.Assign([target], default), parameter)
    made.end_lineno, made.end_col_offset = default.end_lineno, default.end_col_offset
    return made
