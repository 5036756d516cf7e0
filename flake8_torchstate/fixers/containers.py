"""Fixes of containers: PyTorch's own counterpart takes the place of a list or dict (TSM103, TSM104, TSM105).

Only where each thing in it is known to be what the counterpart takes, and each use of it is one that this can do too.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import libcst as cst

from flake8_torchstate.code.classes import is_transparent
from flake8_torchstate.fixers.anew import anew
from flake8_torchstate.fixers.beside import registered_beside
from flake8_torchstate.fixers.bodies import made_for_each
from flake8_torchstate.fixers.changes import Changes, each_in, each_value, if_certain
from flake8_torchstate.fixers.elsewhere import claimed_elsewhere
from flake8_torchstate.fixers.listed import each_registered
from flake8_torchstate.fixers.uses import Abilities, Uses, hands_itself_on, kept, uses_of
from flake8_torchstate.knowledge.reserved import TAKEN_KEYS
from flake8_torchstate.model.lost import LostItems
from flake8_torchstate.model.registry import Ground
from flake8_torchstate.model.events import Held
from flake8_torchstate.model.values import (
    Container, Holder, Module, NoneValue, Parameter, Pattern, Plain, Tensor, Value, constant, options)
from flake8_torchstate.report.context import FixContext, Function, called_name, is_of_self
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.spelling import written
from flake8_torchstate.report.trees import NoFix

EMPTY = ("[]", "{}", "list()", "dict()")
SEQUENCES = ("list", "tuple")
MAPPINGS = ("dict", "OrderedDict")
FRESH = ("builtins.list", "builtins.tuple", "builtins.dict", "collections.OrderedDict", "typing.OrderedDict")
CONTAINERS = tuple(f"torch.nn.{n}" for n in "Sequential ModuleList ModuleDict ParameterList ParameterDict".split())
ADDING = {"ModuleList": frozenset({"append", "extend", "insert"}), "ParameterList": frozenset({"append", "extend"}),
          "ModuleDict": frozenset({"update"}), "ParameterDict": frozenset({"update"})}
READING = frozenset({"items", "keys", "values", "pop", "clear"})


@dataclass(frozen=True)
class Target:
    """What takes the place of a container: a class of torch.nn; single: what each item is put into first.

    inner: what takes the place of each item, where these are containers.
    """

    kind: str
    called: str
    single: str = ""
    inner: Target | None = None

    @property
    def mapping(self) -> bool:
        """Whether it's a dict."""
        return self.kind.endswith("Dict")

    @property
    def taken(self) -> frozenset[str]:
        """The keys that it can't have."""
        return TAKEN_KEYS[self.kind] if self.mapping else frozenset()

    @property
    def able(self) -> Abilities:
        """What it can do."""
        adding = ADDING[self.kind] if self.inner is None else frozenset[str]()
        others = READING if self.mapping else frozenset()
        return Abilities(adding, others, self.mapping, not self.single and self.inner is None)

    def takes(self, value: Value) -> bool:
        """Whether it takes a value."""
        if self.inner is not None:
            return isinstance(value, Container) and self.inner.takes_all(value)
        if self.kind.startswith("Module"):
            # what was passed in may be kept out of the tables on purpose: it may hold this very module
            known = isinstance(value, Module) and not value.borrowed and (value.info is None or value.info.is_module)
            return known or isinstance(value, NoneValue)
        if self.single:
            return isinstance(value, Tensor) and value.grad is False and not value.history and not value.borrowed
        return isinstance(value, (Parameter, Plain, NoneValue))  # what isn't a tensor it keeps as it is

    def takes_all(self, container: Container) -> bool:
        """Whether it can take the place of a container: each thing in it is known, and each key."""
        if container.kind not in (MAPPINGS if self.mapping else SEQUENCES) or container.borrowed or (
                container.factory is not None):
            return False
        return all(self.takes(o.value) for entry in container.entries for o in options(entry.value)) and (
            not self.mapping or all(self.takes_key(entry.key) for entry in container.entries))

    def takes_key(self, key: Value | None) -> bool:
        """Whether a key is a string that can be a name; one with unknown parts is looked at where it's written."""
        if key is None:
            return False
        names = [constant(o.value) for o in options(key) if not isinstance(o.value, Pattern)]
        return all(isinstance(name, str) and name and "." not in name and name not in self.taken for name in names)


@if_certain
def registered_items(report: Report, lost: LostItems) -> Fix:
    """Put PyTorch's own in the place of a container, or register beside it what it holds."""
    if lost.in_class_body:
        kind = lost.holder.kind if isinstance(lost.holder, Container) else ""
        return made_for_each(report, lost.site, lost.name, target_of(report, lost).called if kind else "")
    if not is_plain(report, lost.name):
        raise NoFix("the class has its own way with the name")
    claim = claimed_elsewhere(report, lost.name)
    if claim:
        raise NoFix(claim)
    if lost.kind != "tensors":
        forbid_second_place(report, lost.name)
    ways = [each_registered if lost.kind == "tensors" and not lost.added else in_place_of_it]
    if lost.kind == "modules":
        ways.append(registered_beside)
    if lost.kind != "modules" or isinstance(lost.holder, Holder):
        ways.append(anew)
    reasons = list[NoFix]()
    for way in ways:
        try:
            return way(report, lost)
        except NoFix as error:
            reasons.append(error)
    raise reasons[0]


def in_place_of_it(report: Report, lost: LostItems) -> Fix:
    """Put nn.ModuleList, nn.ParameterList, … in the place of a container and all that fills it.  Raises NoFix."""
    if any(lost.name in c.annotations for c in report.cls.family):
        raise NoFix("it is declared to be something else")
    target = target_of(report, lost)
    held = [h for h in report.state.names.get(lost.name, ()) if not h.absent and report.state.alive(h)]
    if not all(is_taken(report, h, target) for h in held):
        raise NoFix("something is held that PyTorch's container can't take")
    context = report.context
    uses = uses_of(report, lost.name, target.able)
    if target.inner is not None:
        forbid_inner_uses(report, lost.name, target.inner)
    if not matches(context, held, uses) or (target.mapping and not all_keys_count(context, held, uses)):
        raise NoFix("what stands in the class isn't what is known")
    if any(hands_itself_on(context, node) for node in [*uses.stores, *uses.growing]):
        raise NoFix("what is held may hold the module")
    growing = uses.growing if target.single else []
    changes = Changes(context.tree([*uses.stores, *growing]))
    for store in uses.stores:
        put_in_container(report, changes, store, target, lost.name if len(uses.stores) == 1 else "")
    for node in growing:
        put_in_items(changes, added_by(node), target)
    what = "Parameters" if lost.kind == "parameters" else lost.kind
    return changes.fix(f"Keep the {what} of '{lost.name}' in an nn.{target.kind}", False)


def forbid_second_place(report: Report, name: str) -> None:
    """Raise NoFix where construction passes the whole container on: what is in it may be registered elsewhere too."""
    parents, ran = report.context.parents, {function.name for function in report.state.ran}
    for use, method in report.context.of_self.get(name, ()):
        call = parents[use]
        loop = parents.get(call)
        if isinstance(call, ast.Call) and use in call.args and method.name in ran and not (
                called_name(call) in ("len", "any", "all", "isinstance")
                or isinstance(loop, (ast.For, ast.comprehension)) and loop.iter is call):
            raise NoFix(f"line {use.lineno} may register what is in it elsewhere")


def forbid_inner_uses(report: Report, name: str, inner: Target) -> None:
    """Raise NoFix where something is done with a container in the container that PyTorch's can't do."""
    context = report.context
    able = Abilities(frozenset(), READING if inner.mapping else frozenset(), inner.mapping, False)
    for use, method in context.of_self.get(name, ()):
        parent = context.parents[use]
        found: list[ast.expr] = []
        if isinstance(parent, ast.Subscript) and not isinstance(parent.slice, ast.Slice):
            found.append(parent)
        elif isinstance(parent, (ast.For, ast.comprehension)) and isinstance(parent.target, ast.Name):
            target = parent.target.id
            found += [n for n in ast.walk(method.node) if isinstance(n, ast.Name) and n.id == target
                      and isinstance(n.ctx, ast.Load)]
        elif isinstance(use.ctx, ast.Load) and not (isinstance(parent, ast.Call) and called_name(parent) == "len"):
            raise NoFix(f"line {use.lineno} may do what PyTorch's container can't do with what is in it")
        if not all(kept(report, node, able, Uses(), whole=False) for node in found):
            raise NoFix(f"line {use.lineno} does what PyTorch's container can't do with what is in it")


def target_of(report: Report, lost: LostItems) -> Target:
    """What can take the place of what holds the items, as the file can write it."""
    holder = lost.holder
    if lost.early or (lost.in_class_body and lost.kind == "tensors") or (
            not isinstance(holder, Container) or holder.kind not in (*SEQUENCES, *MAPPINGS)):
        raise NoFix("it isn't a plain container of construction")
    kind = ("Module" if lost.kind == "modules" else "Parameter") + ("List" if holder.kind in SEQUENCES else "Dict")
    called = written(report, kind)
    single = written(report, "Parameter") if lost.kind == "tensors" else ""
    if called is None or single is None:
        raise NoFix("the file can't write it")
    boxes = [o.value for entry in holder.entries for o in options(entry.value)]
    kinds = {box.kind in MAPPINGS for box in boxes if isinstance(box, Container)}
    if len(kinds) != 1 or lost.in_class_body:
        return Target(kind, called, single)
    kind_inside = kind[:-4] + ("Dict" if kinds.pop() else "List")
    return Target(kind, called, single, Target(kind_inside, written(report, kind_inside) or called))


def is_plain(report: Report, name: str) -> bool:
    """Whether nothing of the class itself decides what an assignment of the name does."""
    if report.written(name) != name or report.state.own_setattr or name in report.state.hidden or (
            report.cls.has_metaclass):
        return False
    if report.state.ground(name)[0] not in (Ground.NOTHING, Ground.ANNOTATION):
        return False
    bases = [c for c in report.cls.mro if not hasattr(c, "family")]
    known = all(isinstance(b, str) and (
        is_transparent(b) or b.startswith("torch.nn.") or b.endswith(".LightningModule")) for b in bases)
    decorated = any(d.startswith(("torch.jit", "dataclasses", "attr")) for c in report.cls.family for d in c.decorators)
    return known and not decorated and not any(b in CONTAINERS or str(b).startswith("torch.jit") for b in bases)


def is_taken(report: Report, held: Held, target: Target) -> bool:
    """Whether something that the name holds at the end is None or a container whose every item can be taken."""
    if isinstance(held.value, NoneValue):
        return True
    if held.value is None or held.early or held.site is None or held.site.owner is not report.cls:
        return False
    return all(isinstance(o.value, NoneValue) or (isinstance(o.value, Container) and target.takes_all(o.value))
               for o in options(held.value))


def matches(context: FixContext, held: list[Held], uses: Uses) -> bool:
    """Whether the assignments that stand in the class are those of which the values are known."""
    known = {h.site.position() for h in held if h.site is not None and not isinstance(h.value, NoneValue)}
    grown = {context.start(g) for g in uses.growing if isinstance(g, ast.stmt)}
    stored = {context.start(s) for s in uses.stores}
    return bool(stored) and stored <= known <= stored | grown


# --- the changes


def put_in_container(report: Report, changes: Changes, store: ast.stmt, target: Target, only: str) -> None:
    """Change one assignment, where it's certain that nothing else holds what is assigned.

    only: the name, where nothing else is assigned to it.
    """
    if not isinstance(store, ast.Assign) or (not only and "noqa" in report.context.line(store.lineno)):
        raise NoFix("it isn't an assignment, or one that is meant to stay")
    value, first = store.value, store.targets[0]
    if isinstance(first, ast.Tuple) and isinstance(value, ast.Tuple):
        value = next((v for t, v in zip(first.elts, value.elts) if is_of_self(t) and t.attr == only), value)
    node = changes.tree.find(value)
    if changes.tree.text(node) in EMPTY:
        changes.replace(node, lambda _: cst.parse_expression(f"{target.called}()"))
        return
    filled = isinstance(value, ast.Name) and is_filled_before(report, store, value, target)
    if not filled and not is_fresh(report, value):
        raise NoFix("something else may hold it too")
    if target.inner is not None:
        changes.replace(node, partial(each_value if target.mapping else each_in, called=target.inner.called))
    if target.single:
        put_in_items(changes, value, target)
    changes.wrap(node, target.called)


def is_fresh(report: Report, value: ast.expr) -> bool:
    """Whether an expression makes a container that nothing else holds."""
    if isinstance(value, (ast.List, ast.ListComp, ast.Tuple, ast.Dict, ast.DictComp)):
        return not any(isinstance(n, ast.NamedExpr) for n in ast.walk(value))
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return is_fresh(report, value.left) and is_fresh(report, value.right)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        return is_fresh(report, value.left)
    if isinstance(value, ast.IfExp):
        return is_fresh(report, value.body) and is_fresh(report, value.orelse)
    if isinstance(value, ast.Call):
        made = report.cls.scope.resolve(value.func)
        return made in FRESH
    return False


# --- keys


def all_keys_count(context: FixContext, held: list[Held], uses: Uses) -> bool:
    """Whether each key with unknown parts is written where it's used, and these parts are numbers that count."""
    containers = [o.value for h in held if h.value is not None for o in options(h.value)]
    keys = [o.value for c in containers if isinstance(c, Container) for e in c.entries if e.key is not None
            for o in options(e.key)]
    if not any(isinstance(key, Pattern) for key in keys):
        return True
    nodes: list[ast.AST] = [*(s.value for s in uses.stores if isinstance(s, ast.Assign)), *uses.growing]
    written = [key for node in nodes for key in keys_in(node)]
    return all(counts(context, key) if isinstance(key, ast.JoinedStr) else isinstance(key, ast.Constant)
               for key in written)


def keys_in(node: ast.AST) -> list[ast.expr | None]:
    """The keys that a display, a comprehension, `[key] = …` or `.update(…)` writes; None for one that can't be seen."""
    if isinstance(node, ast.Dict):
        return list(node.keys)
    if isinstance(node, ast.DictComp):
        return [node.key]
    if isinstance(node, ast.Subscript):
        return [node.slice]
    if isinstance(node, ast.Call):
        return [key for argument in node.args for key in keys_in(argument)]
    return [None]


def counts(context: FixContext, key: ast.JoinedStr) -> bool:
    """Whether the unknown parts of a string are numbers of a range, and it has no dot."""
    numbers = {name for node in context.above(key) for name in counters(node)}
    known = [p.value for p in key.values if isinstance(p, ast.Constant)]
    unknown = [p for p in key.values if isinstance(p, ast.FormattedValue)]
    plain = all(isinstance(p.value, ast.Name) and p.value.id in numbers and p.format_spec is None for p in unknown)
    return plain and bool(known) and not any("." in str(part) for part in known)


def counters(node: ast.AST) -> Iterator[str]:
    """The names that a loop or comprehension gives the numbers of a range."""
    loops: list[ast.For | ast.comprehension] = [node] if isinstance(node, ast.For) else []
    if isinstance(node, (ast.DictComp, ast.GeneratorExp)):
        loops += node.generators
    for loop in loops:
        called = loop.iter.func if isinstance(loop.iter, ast.Call) else None
        target = loop.target.elts[0] if isinstance(loop.target, ast.Tuple) else loop.target
        if isinstance(called, ast.Name) and called.id == ("enumerate" if target is not loop.target else "range"):
            if isinstance(target, ast.Name):
                yield target.id


# --- a container that a local name holds


def is_filled_before(report: Report, store: ast.Assign, value: ast.Name, target: Target) -> bool:
    """Whether the value of `self.x = x` is a list or dict of the same function that is used no more afterwards."""
    context = report.context
    function = context.function_of(store)
    if function is None or target.single or any(isinstance(n, (ast.For, ast.While)) for n in context.above(store)):
        return False
    if any(a.arg == value.id for a in ast.walk(function.args) if isinstance(a, ast.arg)):
        return False
    for node in ast.walk(function):
        inner = isinstance(node, (ast.Global, ast.Nonlocal, ast.Lambda, *Function)) and node is not function
        if inner and value.id in ast.dump(node):
            return False
        if isinstance(node, ast.Name) and node.id == value.id and node is not value:
            if context.start(node) > context.start(value) or not fills(report, node):
                return False
    return True


def fills(report: Report, node: ast.Name) -> bool:
    """Whether a use of a local list makes it, adds to it or reads from it."""
    parents = report.context.parents
    parent = parents[node]
    if isinstance(node.ctx, ast.Store):
        if isinstance(parent, ast.AnnAssign):
            return parent.value is not None and is_fresh(report, parent.value)
        alone = isinstance(parent, ast.Assign) and len(parent.targets) == 1
        if isinstance(parent, ast.AugAssign):
            return True
        return isinstance(parent, ast.Assign) and alone and is_fresh(report, parent.value)
    if isinstance(parent, ast.Attribute):
        added = parent.attr in ("append", "extend", "insert", "update")
        return added and isinstance(parents[parents[parent]], ast.Expr)
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name):
        return parent.func.id in ("len", "enumerate", "zip", "reversed")
    return (isinstance(parent, ast.Subscript) and not isinstance(parent.slice, ast.Slice)) or (
        isinstance(parent, (ast.For, ast.comprehension)) and parent.iter is node)


# --- tensors, each of which becomes a Parameter that isn't trained


def put_in_items(changes: Changes, value: ast.expr, target: Target) -> None:
    """Make a Parameter of each item that an expression puts into a container."""
    for item in items_of(value):
        if isinstance(item, (ast.Starred, ast.NamedExpr, ast.Lambda, ast.Yield, ast.Await)):
            raise NoFix("it isn't one item")
        changes.wrap(changes.tree.find(item), target.single, "requires_grad=False")


def items_of(value: ast.expr) -> list[ast.expr]:
    """The expressions of the items, where these are written there."""
    if isinstance(value, (ast.List, ast.Tuple)):
        return value.elts
    if isinstance(value, (ast.ListComp, ast.GeneratorExp)):
        return [value.elt]
    if isinstance(value, ast.Dict) and None not in value.keys:
        return value.values
    if isinstance(value, ast.DictComp):
        return [value.value]
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return [*items_of(value.left), *items_of(value.right)]
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and (
            value.func.id in ("list", "tuple") and len(value.args) == 1):
        if isinstance(value.args[0], (ast.List, ast.Tuple, ast.ListComp, ast.GeneratorExp)):
            return items_of(value.args[0])
    raise NoFix("its items are made elsewhere")


def added_by(growing: ast.AST) -> ast.expr:
    """What a statement adds, as an expression that makes a container of it."""
    if isinstance(growing, ast.Call) and isinstance(growing.func, ast.Attribute):
        return ast.List(growing.args) if growing.func.attr == "append" else growing.args[0]
    if isinstance(growing, ast.AugAssign):
        return growing.value
    raise NoFix("it isn't seen what is added")
