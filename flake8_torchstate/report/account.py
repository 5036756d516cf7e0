"""The account of what a class's methods do with its lost tensors, made of its state and of the code around it."""
from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_torchstate.code.classes import functions_of
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.model.registry import Place
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import Module
from flake8_torchstate.report.context import BY_NAME, FixContext, Function, called_name, is_of_self, without_docstring
from flake8_torchstate.report.uses import Account
from flake8_torchstate.report.walk import ASKING, walk_all

CONSTRUCTING = frozenset({"__init__", "__post_init__"})
REACHING = frozenset("getattr attrgetter __getattribute__ vars __dict__ locals".split())


def account_of(state: ModuleState, context: FixContext, names: frozenset[str], containers: frozenset[str]) -> Account:
    """The account of some names that hold tensors, or containers of them, which PyTorch doesn't see."""
    later = later_methods(state, context)
    forward = any(method.name == "forward" and not is_left_open(method) for method in later)
    whole = forward or bool(later) and not any(map(is_left_open, later))
    closed = whole and not state.cls.has_unknown_base and not is_handed_on(context)
    account = Account(names, containers, registered(state), closed, forward, frozenset(reached(context, later)))
    walk_all(account, later)
    return account


def registered(state: ModuleState) -> dict[str, bool | None]:
    """The names that certainly are registered, with whether calling them meets a parameter or buffer of theirs."""
    found: dict[str, bool | None] = {}
    for name, entries in state.names.items():
        alive = [h for h in entries if state.alive(h) and not h.absent]
        if alive and all(h.registered for h in alive):
            modules = [h.value for h in alive if h.slot is not None and h.slot.holds(Place.MODULES)]
            keep = {m.known_state if isinstance(m, Module) else None for m in modules}
            found[name] = keep.pop() if len(keep) == 1 else None
    return found


def own_methods(context: FixContext) -> list[FunctionInfo]:
    """The methods of the class, its bases and its subclasses in its file."""
    related = [cls for cls in (*context.cls.family, *context.subclasses) if cls.source is context.cls.source]
    return [method for cls in related for method in functions_of(cls)]


def later_methods(state: ModuleState, context: FixContext) -> list[FunctionInfo]:
    """The methods that run when the instance is there: those that construction doesn't run, and what they call."""
    methods = [m for m in own_methods(context) if m.name not in CONSTRUCTING]
    later = [m for m in methods if m not in state.ran]
    for method in later:  # it grows on the way
        later += [m for m in methods if m.name in method.outline.self_names and m not in later]
    return later


# --- what isn't seen


def is_left_open(method: FunctionInfo) -> bool:
    """Whether a method does nothing or only raises: it leaves it to classes elsewhere."""
    return all(isinstance(node, (ast.Raise, ast.Pass)) or isinstance(node, ast.Expr) and isinstance(
        node.value, ast.Constant) for node in without_docstring(method.node.body))


def is_handed_on(context: FixContext) -> bool:
    """Whether something else gets hold of the instance, or its attributes are reached by names that aren't known."""
    for cls in context.cls.family:
        if cls.source is not context.cls.source and any(
                m.outline.hands_on or REACHING & (m.outline.called | m.outline.mentioned) for m in functions_of(cls)):
            return True
    return any(reaches(context, node) for method in own_methods(context) for node in ast.walk(method.node))


def reaches(context: FixContext, node: ast.AST) -> bool:
    """Whether a node of a method is the instance itself, in a place where anything may be done with it."""
    if is_of_self(node):
        return node.attr == "__dict__"
    if isinstance(node, Function):
        first = [a.arg for a in (*node.args.posonlyargs, *node.args.args)][:1]
        return isinstance(context.parents.get(node), ast.ClassDef) and first != ["self"] and not node.decorator_list
    if not (isinstance(node, ast.Name) and node.id == "self"):
        return False
    parent = context.parents.get(node)
    if isinstance(parent, ast.Call) and called_name(parent) in ("getattr", *BY_NAME):
        return not (len(parent.args) > 1 and isinstance(parent.args[1], ast.Constant))
    harmless = (ast.Attribute, ast.Return, ast.Compare)
    return not isinstance(parent, harmless) and not (
        isinstance(parent, ast.Call) and called_name(parent) in ("super", *ASKING))


def reached(context: FixContext, later: list[FunctionInfo]) -> Iterator[str]:
    """The names that other code of the file reads or has as texts, and those that other files' bases know."""
    for node in context.nodes:
        if isinstance(node, ast.Attribute) and not is_of_self(node):
            called = context.parents.get(node)
            if not (isinstance(called, ast.Call) and called.func is node):
                yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
    for cls in context.cls.family:
        if cls.source is not context.cls.source:
            for method in functions_of(cls):
                yield from method.outline.mentioned
    for name, uses in context.of_self.items():  # what the constructor closes over runs later
        if any(method not in later and any(isinstance(n, (ast.Lambda, *Function)) and n is not method.node
                                           for n in within(context, node, method)) for node, method in uses):
            yield name


def within(context: FixContext, node: ast.AST, method: FunctionInfo) -> Iterator[ast.AST]:
    """What a node stands in inside of a method."""
    for each in context.above(node):
        if each is method.node:
            return
        yield each
