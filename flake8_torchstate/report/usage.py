"""How a class's methods use one of its attributes, apart from its construction: as far as its own file shows.

What nobody reads or sets here may be used elsewhere: each answer says what is seen, and none what isn't.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_torchstate.report.context import Function, called_name, is_of_self
from flake8_torchstate.report.findings import Report


def later(report: Report, name: str) -> list[ast.Attribute]:
    """The places where methods that construction doesn't run mention `self.name`, in their order."""
    found = [node for node, method in report.context.of_self.get(name, ()) if method not in report.state.ran]
    return sorted(found, key=report.context.start)


def assigned_later(report: Report, name: str) -> list[int]:
    """The lines on which such methods give the name something else."""
    return sorted({node.lineno for node in later(report, name) if isinstance(node.ctx, ast.Store)
                   and not isinstance(report.context.parents[node], ast.AugAssign)})


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


def read_again(report: Report, name: str) -> bool:
    """Whether construction itself reads the name."""
    return any(isinstance(node.ctx, ast.Load) and method in report.state.ran
               for node, method in report.context.of_self.get(name, ()))


def only_first(report: Report, name: str, unread: bool) -> bool:
    """Whether the class reads nothing of a container but `self.name[0]`; unread: nothing at all will do."""
    reads = [node for node, _ in report.context.of_self.get(name, ()) if isinstance(node.ctx, ast.Load)]
    return bool(reads or unread) and all(is_first(report.context.parents[node], node) for node in reads)


def is_first(parent: ast.AST, node: ast.AST) -> bool:
    """Whether a node's parent is its first item."""
    return isinstance(parent, ast.Subscript) and parent.value is node and (
        isinstance(parent.slice, ast.Constant) and parent.slice.value == 0)


# --- tensors


MOVES = frozenset(
    "to cuda cpu detach clone float double half bfloat16 type type_as contiguous requires_grad_ view reshape repeat "
    "expand unsqueeze squeeze permute transpose t flatten".split())
"""Methods that compute nothing new: they move, copy or shape a tensor."""
RESETS = frozenset("zero_ fill_ requires_grad_ detach_ share_memory_ resize_ set_".split())
"""Methods that change a tensor in place and keep nothing of what was computed."""
NUMBER_METHODS = frozenset("item tolist".split())


def updated_later(report: Report, name: str) -> bool:
    """Whether a method outside of construction makes the tensor out of itself or changes it in place: what it holds
    then comes from the batches that it has seen.
    """
    return any(is_update(report, node) for node in later(report, name))


def is_update(report: Report, node: ast.Attribute) -> bool:
    """Whether one use of a tensor changes what it holds by something that was computed."""
    parents = report.context.parents
    parent = parents[node]
    if isinstance(parent, ast.AugAssign):
        return parent.target is node
    if isinstance(parent, ast.Attribute) and parent.attr == "data":
        node, parent = parent, parents[parent]
    if isinstance(parent, ast.Subscript) and parent.value is node:
        return isinstance(parent.ctx, ast.Store)
    if isinstance(parent, ast.Attribute) and isinstance(parents[parent], ast.Call):
        return parent.attr.endswith("_") and not parent.attr.endswith("__") and parent.attr not in RESETS
    if isinstance(parent, ast.keyword):
        return parent.arg == "out"
    if isinstance(parent, ast.Call) and node in parent.args and called_name(parent) in ("batch_norm", "instance_norm"):
        return node in parent.args[1:3]
    return isinstance(node.ctx, ast.Store) and isinstance(parent, ast.Assign) and made_of(parent.value, node)


def made_of(value: ast.expr, target: ast.expr) -> bool:
    """Whether a value is computed from what the target holds: moving or copying it is no computing."""
    node = value
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MOVES:
        node = node.func.value
    text = ast.dump(target).replace("Store()", "Load()")
    return ast.dump(node) != text and any(ast.dump(n) == text for n in ast.walk(node) if isinstance(n, ast.Attribute))


def replaced_in_forward(report: Report, name: str) -> bool:
    """Whether `forward` assigns the name at its own level before it reads it, and only `forward` has to do with it."""
    uses = later(report, name)
    if not uses or not all(in_forward(report, node) for node in uses):
        return False
    statement = report.context.parents[uses[0]]
    if isinstance(statement, ast.Tuple):
        statement = report.context.parents[statement]
    if not isinstance(statement, ast.Assign):
        return False
    inside = any(n is not uses[0] and n.attr == uses[0].attr for n in ast.walk(statement)
                 if isinstance(n, ast.Attribute) and is_of_self(n))
    return isinstance(report.context.parents[statement], Function) and not inside


def numbers_only(report: Report, name: str) -> str:
    """The function or method by which methods read numbers out of a tensor, where each use is such a one."""
    found: set[str] = set()
    for node in later(report, name):
        parent = report.context.parents[node]
        above = report.context.parents.get(parent)
        if isinstance(parent, ast.Call) and node in parent.args and called_name(parent) in ("int", "float", "bool"):
            found.add(called_name(parent))
        elif isinstance(parent, ast.Attribute) and parent.attr in NUMBER_METHODS and isinstance(above, ast.Call):
            found.add(parent.attr)
        else:
            return ""
    return found.pop() if len(found) == 1 else ""
