"""How a class's methods use one of its attributes, apart from its construction: as far as its own file shows.

What nobody reads or sets here may be used elsewhere: each answer says what is seen, and none what isn't.
"""
from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from typing import NamedTuple

from flake8_torchstate.code.classes import functions_of
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.knowledge.names import NO_GRAD, PARAMETER_CLASSES
from flake8_torchstate.model.registry import Ground
from flake8_torchstate.model.site import Site
from flake8_torchstate.report.context import BY_NAME, FixContext, called_name, is_of_self
from flake8_torchstate.report.findings import Report
from flake8_torchstate.report.uses import PART, PLACED, Kind, Use


def later(report: Report, name: str) -> list[ast.Attribute]:
    """The places where methods that construction doesn't run mention `self.name`, in their order."""
    found = [node for node, method in report.context.of_self.get(name, ()) if method not in report.state.ran]
    return sorted(found, key=report.context.start)


def assigned_later(report: Report, name: str) -> list[int]:
    """The lines on which such methods give the name something else."""
    return sorted({node.lineno for node in later(report, name) if isinstance(node.ctx, ast.Store)
                   and not isinstance(report.context.parents[node], ast.AugAssign)})


def assigned_on_others(report: Report, name: str) -> bool:
    """Whether methods of the class and its subclasses give another object's attribute of the name, as that of what
    `cls(…)` has made, what isn't seen to be a Parameter.
    """
    context = report.context
    related = {cls.node.lineno for cls in [*report.cls.family, *context.subclasses] if cls.source is report.cls.source}
    for node in context.attributes.get(report.written(name), ()):
        statement, holder = context.parents[node], context.class_of(node)
        value = getattr(statement, "value", None)
        made = isinstance(value, ast.Call) and report.cls.scope.resolve(value.func) in PARAMETER_CLASSES
        if isinstance(statement, ast.Assign) and node is not value and not is_of_self(node) and not made and (
                holder is not None and holder.lineno in related):
            return True
    return False


def read_without_grad(report: Report, name: str) -> bool:
    """Whether methods read the name, and all of them where PyTorch keeps no gradients."""
    reads = [node for node in later(report, name) if isinstance(node.ctx, ast.Load)]
    return bool(reads) and all(any(
        report.cls.scope.resolve(each.func if isinstance(each, ast.Call) else each) in NO_GRAD
        for outer in report.context.above(node) for each in entered(outer)) for node in reads)


def entered(node: ast.AST) -> list[ast.expr]:
    """The decorators of a function, and what a `with` enters."""
    items = [item.context_expr for item in node.items] if isinstance(node, ast.With) else []
    return items + list(node.decorator_list if isinstance(node, ast.FunctionDef) else ())


OTHER_KINDS = (ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.JoinedStr)


def other_kind_later(report: Report, name: str) -> int | None:
    """The line on which a method gives the name what certainly is no tensor: a list, a dict, a number, a text."""
    for node in later(report, name):
        statement = report.context.parents[node]
        value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
        plain = isinstance(value, ast.Constant) and value.value is not None
        if isinstance(node.ctx, ast.Store) and (plain or isinstance(value, OTHER_KINDS)):
            return node.lineno
    return None


def may_change_kind(report: Report, name: str) -> bool:
    """Whether methods give the name something of which they then ask if it is a tensor."""
    parents = [report.context.parents[node] for node in later(report, name)]
    return bool(assigned_later(report, name)) and any(
        isinstance(parent, ast.Call) and called_name(parent) in ("isinstance", "is_tensor") for parent in parents)


def reads_by_text(report: Report) -> bool:
    """Whether methods read `self.__dict__[…]` or `vars(self)[…]`, where nothing that is registered stands."""
    parents, line = report.context.parents, report.cls.node.lineno
    tables: list[ast.expr] = [*later(report, "__dict__"), *(
        node for node in report.context.nodes if isinstance(node, ast.Call) and called_name(node) == "vars"
        and getattr(report.context.class_of(node), "lineno", None) == line)]
    found = [parents[node] for node in tables]
    return any(isinstance(each, ast.Subscript) and isinstance(each.ctx, ast.Load) for each in found)


def given_to_init(report: Report, site: Site, name: str) -> bool:
    """Whether the name is read by what a statement's own function gives the constructor of a base after it."""
    line, function = site.position()[0], site.function
    return any(
        isinstance(call, ast.Call) and called_name(call) == "__init__" and call.lineno > line and method is function
        for node, method in report.context.of_self.get(name, ()) for call in report.context.above(node))


def in_forward(report: Report, node: ast.expr) -> bool:
    """Whether a node is code of `forward`."""
    function = report.context.function_of(node)
    return function is not None and function.name == "forward"


def assigned_in_forward(report: Report, name: str) -> int | None:
    """The first line of `forward` that gives the name something else."""
    lines = [node.lineno for node in later(report, name) if isinstance(node.ctx, ast.Store)
             and in_forward(report, node)]
    return min(lines, default=None)


def read_by(report: Report, name: str) -> Iterator[ast.expr]:
    """The keys by which methods read or set items of a container, in construction too."""
    for node, _ in report.context.of_self.get(name, ()):
        parent = report.context.parents[node]
        if isinstance(parent, ast.Subscript) and parent.value is node:
            yield parent.slice


def called_on(report: Report, name: str) -> set[str]:
    """The methods of what a name holds that methods call, in construction too."""
    parents = report.context.parents
    above = [parents[node] for node, _ in report.context.of_self.get(name, ())]
    return {part.attr for part in above if isinstance(part, ast.Attribute) and isinstance(parents[part], ast.Call)}


def asked_to_be(report: Report, name: str) -> str:
    """The built-in container that `isinstance` or `type` asks for of what a name holds, in construction too."""
    parents = report.context.parents
    calls = (parents[node] for node, _ in report.context.of_self.get(name, ()))
    asked = [call if called_name(call) == "isinstance" else parents[call] for call in calls
             if isinstance(call, ast.Call) and called_name(call) in ("isinstance", "type")]
    return next((part.id for each in asked for part in ast.walk(each) if isinstance(part, ast.Name)
                 and part.id in ("list", "tuple", "dict")), "")


FILLING = frozenset("append extend insert appendleft add update setdefault".split())
LOOKING = frozenset("len sum enumerate zip reversed isinstance print".split())
TAKING = BY_NAME | {"Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict"}


def is_only_looked_into(report: Report, name: str) -> bool:
    """Whether the file gives what is in a container that methods fill to nothing that may register it, nor gives the
    name anything but lists, dicts and None.
    """
    context = report.context
    return all(is_look(context, node) for node in context.attributes.get(report.written(name), ()))


def is_look(context: FixContext, node: ast.Attribute) -> bool:
    """Whether one mention of a container fills or measures it, or comes to its items where nothing is registered."""
    parent, function = context.parents[node], context.function_of(node)
    if isinstance(node.ctx, ast.Store):
        value = parent.value if isinstance(parent, (ast.Assign, ast.AnnAssign)) else None
        none = isinstance(value, ast.Constant) and value.value is None
        made = isinstance(value, ast.Call) and called_name(value) in ("list", "dict", "OrderedDict", "defaultdict")
        return none or made or isinstance(value, OTHER_KINDS)
    if isinstance(parent, (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.If)) or (
            isinstance(parent, ast.Attribute) and parent.attr in FILLING):
        return True
    item = isinstance(parent, ast.Subscript) and parent.value is node
    kept = context.parents[parent] if item else None
    if isinstance(kept, ast.Assign) and any(isinstance(target, ast.Attribute) for target in kept.targets):
        return False  # it's registered there for as long as it's that one
    through = isinstance(parent, (ast.Attribute, ast.For, ast.comprehension)) or (
        isinstance(parent, ast.Call) and called_name(parent) in LOOKING)
    return (item or through) and not any(
        isinstance(each, ast.Call) and called_name(each) in TAKING for each in ast.walk(function or node))


def read_again(report: Report, name: str) -> bool:
    """Whether construction itself reads the name."""
    return any(isinstance(node.ctx, ast.Load) and method in report.state.ran
               for node, method in report.context.of_self.get(name, ()))


def read_in(report: Report, name: str) -> set[str]:
    """The methods outside of construction that read the name."""
    return {method.name for node, method in report.context.of_self.get(name, ())
            if isinstance(node.ctx, ast.Load) and method not in report.state.ran}


def only_first(report: Report, name: str, unread: bool) -> bool:
    """Whether the class reads nothing of a container but `self.name[0]`; unread: nothing at all will do."""
    reads = [node for node, _ in report.context.of_self.get(name, ()) if isinstance(node.ctx, ast.Load)]
    return bool(reads or unread) and all(is_first(report.context.parents[node], node) for node in reads)


def is_first(parent: ast.AST, node: ast.AST) -> bool:
    """Whether a node's parent is its first item."""
    return isinstance(parent, ast.Subscript) and parent.value is node and (
        isinstance(parent.slice, ast.Constant) and parent.slice.value == 0)


# --- mixins


def missed(report: Report, mixin: str) -> tuple[str, str] | None:
    """A name that a mixin's constructor would have set, which nothing else sets, and the method that reads it."""
    cls = next(c for c in report.cls.family if c.name == mixin)
    inside = set(ast.walk(cls.methods["__init__"].node))
    for name, method in sorted(reads_of_family(report), key=lambda read: (read[0], read[1].name)):
        if method is cls.methods["__init__"] or report.state.ground(name)[0] not in (Ground.NOTHING, Ground.ANNOTATION):
            continue
        stores = [store for c in report.cls.family for store in report.context.stores(c, name) if not store.augmented]
        if stores and all(store.statement in inside for store in stores):
            return name, method.name
    return None


def reads_of_family(report: Report) -> Iterator[tuple[str, FunctionInfo]]:
    """The attributes that methods of the class and its bases read, with the method."""
    for name, uses in report.context.of_self.items():
        for node, method in uses:
            if isinstance(node.ctx, ast.Load) or isinstance(report.context.parents[node], ast.AugAssign):
                yield name, method
    for cls in report.cls.family:
        for method in functions_of(cls) if cls.source is not report.cls.source else ():
            yield from ((name, method) for name in method.outline.self_names - method.outline.stored)


# --- tensors


class Fate(enum.Enum):
    """What the class's methods do with what is lost, all in all."""

    MEETS = "meets"  # an operation needs it on the device of the inputs or the parameters
    MOVED = "moved"  # each use brings it there
    NUMBERS = "numbers"  # only numbers are read from it, or it's used on the CPU
    REPLACED = "replaced"  # methods give the name something else before anything reads it
    UNREAD = "unread"  # no method reads it
    OPEN = "open"  # that can't be told


IDLE = frozenset({Fate.NUMBERS, Fate.REPLACED, Fate.UNREAD})


class Life(NamedTuple):
    """What becomes of one name, and the first use that says so."""

    fate: Fate
    use: Use | None = None


def life_of(report: Report, name: str, empty: bool = False) -> Life:
    """What methods do with a name; empty: what construction leaves there has no elements that could be used."""
    account = report.account
    uses, sets = account.of(name), account.set_by.get(name)
    told = sorted(uses, key=lambda use: use.how == PART)
    first = {kind: next((use for use in told if use.kind is kind), None) for kind in Kind}
    restored = next((use for use in uses if use.kind is Kind.MOVED and sets and use.line in sets.values()), None)
    if restored is not None and not (empty or is_trained(report, name)):
        return Life(Fate.MOVED, restored)  # self.x = self.x.to(…), after which all is well
    asked = first[Kind.NUMBER] is not None and not any(use.how in PLACED for use in uses)
    if empty and sets and asked and first[Kind.MEETS] is not None:
        return Life(Fate.OPEN)  # replaced where it's too small: else it stays where the last one was made
    for kind, fate in ((Kind.MEETS, Fate.MEETS), (Kind.OPEN, Fate.OPEN), (Kind.MOVED, Fate.MOVED)):
        if first[kind] is not None and not (empty and sets):
            return Life(fate, first[kind])
    if not is_seen(report, name) or is_trained(report, name) or (uses and sets and not empty):
        return Life(Fate.OPEN)
    if sets:
        method = min(sets, key=lambda each: sets[each])
        return Life(Fate.REPLACED, Use(sets[method], method, Kind.OPEN))
    if uses:
        return Life(Fate.NUMBERS, uses[0])
    # what a class keeps of the batches is there to be read from outside, and what is public beside it too
    public = not name.startswith("_") and any(is_trained(report, other) for other in account.wanted)
    return Life(Fate.OPEN if public else Fate.UNREAD)


def is_seen(report: Report, name: str) -> bool:
    """Whether all that becomes of a name after construction is seen, as far as its file and those beside it show."""
    written = name.encode("utf-8", "surrogatepass")
    return report.account.is_seen(name) and not any(
        text in beside for beside in report.context.beside
        for text in (b"." + written, b'"' + written + b'"', b"'" + written + b"'"))


def is_trained(report: Report, name: str) -> bool:
    """Whether training changes what a name holds, and methods go on with that: by itself, or to what was computed and
    cut off its graph.
    """
    uses = later(report, name)
    return updated_later(report, name) or any(isinstance(node.ctx, ast.Load) for node in uses) and any(
        is_cut_off(report.context.parents[node]) for node in uses if isinstance(node.ctx, ast.Store))


def is_cut_off(statement: ast.AST) -> bool:
    """Whether an assignment's value is detached."""
    value = statement.value if isinstance(statement, (ast.Assign, ast.AnnAssign)) else None
    return value is not None and any(
        isinstance(n, ast.Attribute) and n.attr == "detach" for n in ast.walk(value))


MOVES = frozenset(
    "to cuda cpu detach clone float double half bfloat16 type type_as contiguous requires_grad_ view reshape repeat "
    "expand unsqueeze squeeze permute transpose t flatten".split())
"""Methods that compute nothing new: they move, copy or shape a tensor."""
PLACES = frozenset("device cuda gpu cpu".split())
"""Words in the name of a function that moves what it's given."""
RESETS = frozenset("zero_ fill_ requires_grad_ detach_ share_memory_ resize_ set_".split())
"""Methods that change a tensor in place and keep nothing of what was computed."""


def updated_later(report: Report, name: str) -> bool:
    """Whether a method outside of construction makes the tensor out of itself or changes it in place: what it holds
    then comes from the batches that it has seen.
    """
    return any(is_update(report, node) for node in later(report, name))


def needs_no_grad(report: Report, name: str) -> bool:
    """Whether something happens to the tensor that a Parameter refuses: an item set by construction, `.numpy()`."""
    parents = report.context.parents
    for node, _ in report.context.of_self.get(name, ()):
        parent = parents[node]
        by_item = isinstance(parent, ast.Subscript) and parent.value is node and isinstance(parent.ctx, ast.Store)
        if by_item or isinstance(parent, ast.Attribute) and parent.attr == "numpy":
            return True
    return False


def is_update(report: Report, node: ast.expr, inside: bool = False) -> bool:
    """Whether one use of a tensor changes what it holds by something that was computed; inside: of a function that gets
    it.
    """
    parents = report.context.parents
    parent = parents[node]
    while isinstance(parent, ast.Attribute) and parent.attr == "data" or (
            isinstance(parent, ast.Subscript) and parent.value is node and isinstance(parent.ctx, ast.Load)):
        node, parent = parent, parents[parent]
    if isinstance(parent, ast.AugAssign):
        return parent.target is node
    if isinstance(parent, ast.Subscript) and parent.value is node:
        return isinstance(parent.ctx, ast.Store)
    if isinstance(parent, ast.Attribute) and isinstance(parents[parent], ast.Call):
        return parent.attr.endswith("_") and not parent.attr.endswith("__") and (
            inside or parent.attr not in RESETS)
    if isinstance(parent, ast.keyword):
        return parent.arg == "out"
    if isinstance(parent, ast.Call) and node in parent.args and called_name(parent) in ("batch_norm", "instance_norm"):
        return node in parent.args[1:3]
    if isinstance(parent, ast.Call) and node in parent.args and not inside:
        return any(is_update(report, each, True) for each in names_inside(report, parent, parent.args.index(node)))
    return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(
        parent, ast.Assign) and made_of(parent.value, node)


def is_scratch(report: Report, name: str, change: ast.expr) -> bool:
    """Whether nothing of a change outlives a call: it begins at the start, `self.x[:n] = …`, or its method sets all of
    the tensor anew before.
    """
    parents, method = report.context.parents, report.context.function_of(change)
    part = parents[change]
    if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Slice) and part.slice.upper is not None:
        return part.slice.lower is None
    return any(report.context.function_of(node) is method and node.lineno < change.lineno and getattr(
        parents[node], "attr", "") in ("zero_", "fill_") for node in later(report, name))


def names_inside(report: Report, call: ast.Call, place: int) -> Iterator[ast.Name]:
    """Where a function of the file mentions the argument that a call gives it at a place."""
    function = report.cls.scope.resolve(call.func)
    if isinstance(function, FunctionInfo) and function.owner is None and function.source is report.cls.source:
        names = [each.arg for each in (*function.node.args.posonlyargs, *function.node.args.args)][place:place + 1]
        yield from (each for each in ast.walk(function.node) if isinstance(each, ast.Name) and each.id in names
                    and each in report.context.parents)


def made_of(value: ast.expr, target: ast.expr) -> bool:
    """Whether a value is computed from what the target holds: moving or copying it is no computing."""
    if isinstance(value, ast.IfExp):
        return made_of(value.body, target) or made_of(value.orelse, target)
    node = value
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MOVES:
        node = node.func.value
    if isinstance(node, ast.Call) and node.args and not PLACES.isdisjoint(called_name(node).lower().split("_")):
        node = node.args[0]  # `to_device(self.x, …)`
    text = ast.unparse(target)  # the same whether it's read or set
    return ast.unparse(node) != text and any(
        ast.unparse(n) == text for n in ast.walk(node) if isinstance(n, ast.Attribute))
