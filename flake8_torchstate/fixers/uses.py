"""What a class does with a container that it keeps, and whether PyTorch's counterpart can do all of it.

Everything that isn't listed here counts as something that it can't do: passing the container on as a whole, returning
it, comparing it, adding to it from code that construction doesn't run.
"""
from __future__ import annotations

import ast
from dataclasses import dataclass, field

from flake8_torchstate.report.context import FixContext, called_name, is_of_self, may_be
from flake8_torchstate.report.findings import Report
from flake8_torchstate.report.trees import NoFix

ITERATING = frozenset("len enumerate zip list tuple iter reversed all any map filter set".split())
ITERATING_KEYS = (ITERATING | {"sorted"}) - {"reversed"}
BY_NAME = frozenset("getattr setattr hasattr delattr attrgetter __setattr__ __getattribute__ __delattr__".split())
CHILDREN = frozenset("children named_children _modules __dict__ vars".split())
OWN_ACCESS = frozenset("__setattr__ __getattr__ __getattribute__ __delattr__".split())


@dataclass(frozen=True)
class Abilities:
    """What one of PyTorch's containers can do: methods that add, methods that only read or take away."""

    adding: frozenset[str]
    others: frozenset[str]
    mapping: bool = False
    item_store: bool = True


@dataclass
class Uses:
    """All uses of one attribute: what can't be done with PyTorch's container is refused at once.

    stores: the statements that assign it; growing: the calls and statements that add to it.
    """

    stores: list[ast.stmt] = field(default_factory=list)
    growing: list[ast.AST] = field(default_factory=list)


def uses_of(report: Report, name: str, able: Abilities) -> Uses:
    """The uses of an attribute in the class, its family and the file.  Raises NoFix where one can't be kept."""
    context = report.context
    related = {c.node.lineno: c for c in [*report.cls.family, *context.subclasses] if c.source is report.cls.source}
    if foreign_mention(report, name) or reached_by_name(report, name):
        raise NoFix("it may be reached in other ways")
    uses = Uses()
    for node in context.nodes:
        if isinstance(node, ast.Attribute) and node.attr == name:
            holder = context.class_of(node)
            if is_of_self(node) and holder is not None and holder.lineno not in related:
                continue  # another class's attribute of the same name
            if not noted(report, node, able, uses):
                raise NoFix(f"line {node.lineno} does what PyTorch's container can't do")
    return uses


def foreign_mention(report: Report, name: str) -> bool:
    """Whether a base in another file names the attribute."""
    others = [c for c in report.cls.family if c.source is not report.cls.source]
    return any(name in m.outline.mentioned for c in others for m in c.methods.values())


def reached_by_name(report: Report, name: str) -> bool:
    """Whether the attribute may be reached by a string, or the module's children are counted."""
    for node in report.context.nodes:
        if isinstance(node, ast.Call) and called_name(node) in BY_NAME:
            of_self = bool(node.args) and isinstance(node.args[0], ast.Name) and node.args[0].id == "self"
            if mentions_name(node, name) or (of_self and (len(node.args) < 2 or may_be(node.args[1], name))):
                return True
        elif isinstance(node, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == "__constants__" for t in node.targets):
            if mentions_name(node, name):
                return True
    return sees_children(report)


def sees_children(report: Report) -> bool:
    """Whether code of the class goes through its children or its attributes, or has its own way to set these."""
    for cls in [*report.cls.family, *report.context.subclasses]:
        methods = [*cls.methods.values(), *(p.getter for p in cls.properties.values() if p.getter is not None)]
        if OWN_ACCESS & set(cls.methods) or any(CHILDREN & (m.outline.mentioned | m.outline.called) for m in methods):
            return True
    return False


def mentions_name(node: ast.AST, name: str) -> bool:
    """Whether a string in a node is the name."""
    return any(isinstance(n, ast.Constant) and n.value == name for n in ast.walk(node))


def hands_itself_on(context: FixContext, node: ast.AST) -> bool:
    """Whether the function of a node gives the instance to something: a child that holds its parent makes a ring."""
    function = context.function_of(node)
    instance = function.args.args[0].arg if function is not None and function.args.args else "self"
    for inner in ast.walk(function) if function is not None else ():
        own = isinstance(inner, ast.Name) and inner.id == instance
        if own and not isinstance(context.parents[inner], ast.Attribute):
            parent = context.parents[inner]
            called = parent.func if isinstance(parent, ast.Call) else None
            if not (isinstance(called, ast.Name) and called.id in ("super", "setattr", "getattr", "hasattr")) and not (
                    isinstance(called, ast.Attribute) and called.attr == "__init__"):
                return True
    return False


# --- one use


def noted(report: Report, node: ast.Attribute, able: Abilities, uses: Uses) -> bool:
    """Note a use; False where PyTorch's container can't do it."""
    parent = report.context.parents[node]
    if isinstance(node.ctx, ast.Load):
        return kept(report, node, able, uses, whole=True)
    adds = isinstance(parent, ast.AugAssign) and isinstance(parent.op, ast.Add)
    if adds and not able.mapping and in_construction(report, node):
        uses.growing.append(parent)
        return True
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        uses.stores += [] if is_none(parent.value) else [parent]
        return True
    if able.adding and isinstance(parent, ast.Tuple):  # `self.a, self.b = [], []`
        above = report.context.parents[parent]
        given = above.value if isinstance(above, ast.Assign) and len(above.targets) == 1 else None
        uses.stores += [above] if isinstance(above, ast.Assign) else []
        return isinstance(given, ast.Tuple) and len(given.elts) == len(parent.elts) and not any(
            isinstance(n, ast.Starred) for n in (*given.elts, *parent.elts))
    return False


def is_none(node: ast.expr) -> bool:
    """Whether an expression is None."""
    return isinstance(node, ast.Constant) and node.value is None


def in_construction(report: Report, node: ast.AST) -> bool:
    """Whether a node is the code of a method of the class that its construction has run.

    Others may call a method that takes arguments, with more than construction gives it: only a private one counts.
    """
    function = report.context.function_of(node)
    if function is None:
        return False
    given = function.args
    takes_more = len(given.posonlyargs) + len(given.args) > 1 or bool(given.vararg or given.kwonlyargs or given.kwarg)
    if takes_more and not function.name.startswith("_"):
        return False
    methods = [m for c in report.cls.family for m in c.methods.values() if m.source is report.cls.source]
    return any((m.node.lineno, m.node.col_offset) == (function.lineno, function.col_offset) and m in report.state.ran
               for m in methods)


def kept(report: Report, node: ast.expr, able: Abilities, uses: Uses, whole: bool) -> bool:
    """Whether what is done with the container (or a slice of it: not whole) can be done with PyTorch's."""
    parent = report.context.parents[node]
    if iterated(report, node, parent, ITERATING_KEYS if able.mapping else ITERATING) or tested(report, node, parent):
        return True
    if isinstance(parent, ast.Subscript) and parent.value is node:
        return kept_item(report, parent, able, uses, whole)
    if isinstance(parent, ast.Attribute) and whole:
        return kept_call(report, parent, able, uses)
    return False


def iterated(report: Report, node: ast.expr, parent: ast.AST, functions: frozenset[str]) -> bool:
    """Whether something is only gone through, or its length is asked for."""
    if isinstance(parent, (ast.For, ast.AsyncFor, ast.comprehension)):
        return parent.iter is node
    if isinstance(parent, ast.Starred):
        return isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name):
        called = parent.func.id
        built_in = report.cls.scope.lookup(called) == f"builtins.{called}"
        return built_in and called in functions and node in parent.args[1 if called in ("map", "filter") else 0:]
    if isinstance(parent, ast.Assign):
        return parent.value is node and all(isinstance(t, (ast.Tuple, ast.List)) for t in parent.targets)
    return isinstance(parent, ast.YieldFrom)


def tested(report: Report, node: ast.AST, parent: ast.AST) -> bool:
    """Whether only its truth, whether it's None, or whether something is in it is asked for."""
    while isinstance(parent, ast.BoolOp):
        node, parent = parent, report.context.parents[parent]
    if isinstance(parent, (ast.If, ast.While, ast.IfExp, ast.Assert)):
        return parent.test is node
    if isinstance(parent, ast.Compare) and len(parent.ops) == 1:
        if isinstance(parent.ops[0], (ast.Is, ast.IsNot)):
            return parent.left is node and is_none(parent.comparators[0])
        return isinstance(parent.ops[0], (ast.In, ast.NotIn)) and parent.comparators[0] is node
    return isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not)


def kept_item(report: Report, item: ast.Subscript, able: Abilities, uses: Uses, whole: bool) -> bool:
    """An item or a slice of it, read, set, or (of a dict) deleted."""
    if isinstance(item.ctx, ast.Load):
        if isinstance(item.slice, ast.Slice):
            return not able.mapping and kept(report, item, able, uses, whole=False)
        return True
    if isinstance(item.slice, ast.Slice) or not whole:
        return False
    if isinstance(item.ctx, ast.Del):
        return able.mapping
    augmented = isinstance(report.context.parents[item], ast.AugAssign)
    if augmented or not able.item_store or not in_construction(report, item):
        return False
    uses.growing.append(item)
    return True


def kept_call(report: Report, method: ast.Attribute, able: Abilities, uses: Uses) -> bool:
    """A method that is called on it."""
    call = report.context.parents[method]
    if not isinstance(call, ast.Call) or call.func is not method or call.keywords:
        return False
    if method.attr in able.adding:
        alone = isinstance(report.context.parents[call], ast.Expr) and in_construction(report, call)
        wanted = 2 if method.attr == "insert" else 1
        if not alone or len(call.args) != wanted or any(isinstance(a, ast.Starred) for a in call.args):
            return False
        uses.growing.append(call)
        return True
    return method.attr in able.others and len(call.args) == (1 if method.attr == "pop" else 0)
