"""Whether a name of a class can be registered without breaking the class: what else writes it, and by what means.

Where something isn't known the answer is no.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_torchstate import values
from flake8_torchstate.classes import MODULE, ClassInfo, canonical, classes_of, functions_of, is_transparent
from flake8_torchstate.findings import Report
from flake8_torchstate.fixers.places import Text
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.registry import Ground, Operation
from flake8_torchstate.scopes import FunctionInfo
from flake8_torchstate.state import Write
from flake8_torchstate.values import Buffer, NoneValue, Tensor, Value

OWN_MECHANISM = frozenset("__setattr__ __getattr__ __getattribute__ __delattr__ register_buffer register_parameter add_state".split())
WHOLE_STATE = frozenset("__dict__ vars _buffers buffers named_buffers _parameters".split())
CONTAINERS = frozenset(f"torch.nn.{n}" for n in "Sequential ModuleList ModuleDict ParameterList ParameterDict".split())
BY_NAME = frozenset("setattr __setattr__ delattr __delattr__ register_buffer register_parameter add_module register_module".split())
SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Delete)
NUMPY_ONLY = frozenset("numpy __array__ tolist data_ptr".split())


@dataclass(frozen=True)
class Allowed:
    """What else may be assigned to a name beside the statement that is fixed; augmented: `self.x += ...` too."""

    kinds: tuple[type[Value], ...]
    augmented: bool


BUFFER = Allowed((Tensor, NoneValue, Buffer), augmented=True)
PARAMETER = Allowed((NoneValue,), augmented=False)


def ordinary(report: Report) -> bool:
    """Whether the class keeps its names as nn.Module does, and all of its bases are known."""
    cls = report.cls
    if not cls.is_module or cls.generates_init or cls.has_metaclass or report.state.own_setattr or report.state.moves_all:
        return False
    if any(name.startswith("torch.jit") or name == "?" for name in cls.decorators):
        return False
    for member in cls.family:
        if OWN_MECHANISM & {*member.methods, *member.attributes, *member.properties} or "__slots__" in member.attributes:
            return False
        for method in functions_of(member):
            outline = method.outline
            if WHOLE_STATE & (outline.mentioned | outline.called) or any(n.startswith("torch.jit") for n in method.decorators()):
                return False
    return True


def free(report: Report, name: str) -> bool:
    """Whether no class of the family has the name, and no base outside of it is known or suspected to."""
    if report.state.ground(name)[0] not in (Ground.NOTHING, Ground.ANNOTATION):
        return False
    for base in report.cls.mro:
        if base is None:
            return False
        if isinstance(base, ClassInfo):
            if is_constant(base, name):
                return False
        elif not is_free_of(base, name):
            return False
    return all(name not in {*cls.methods, *cls.properties, *cls.attributes, *cls.nested} and not stores_of(cls, name)
               for cls in subclasses(report))


def is_free_of(base: str, name: str) -> bool:
    """Whether a class outside of the tree leaves a name alone."""
    path = canonical(base)
    if path == MODULE or path in CONTAINERS:
        return True
    if path.startswith("torch."):
        return False  # what its constructor sets isn't recorded
    if libraries.is_module(path):
        known = libraries.names_of(path)
        return known is not None and name not in known
    return is_transparent(path)


def is_constant(cls: ClassInfo, name: str) -> bool:
    """Whether TorchScript is told that the name is a constant, or anything about it that can't be read."""
    kept = cls.attributes.get("__constants__")
    if kept is None:
        return False
    value = kept.node.value
    parts = value.elts if isinstance(value, (ast.List, ast.Tuple, ast.Set)) else [value]
    return not all(isinstance(p, ast.Constant) and p.value != name for p in parts)


def subclasses(report: Report) -> Iterator[ClassInfo]:
    """The classes of the file that derive from the class."""
    scope = report.cls.scope
    while scope.parent is not None:
        scope = scope.parent
    for cls in classes_of(scope):
        if cls is not report.cls and report.cls in cls.mro:
            yield cls


# --- what is written


@dataclass(frozen=True)
class Store:
    """A place in a class's code that sets a name: its statement, or None where that isn't a plain one."""

    method: FunctionInfo
    statement: ast.stmt | None
    augmented: bool = False


def stores_of(cls: ClassInfo, name: str) -> list[Store]:
    """The places of a class's own code that set or delete a name, by `self.name` or by its text."""
    found: list[Store] = []
    for method in functions_of(cls):
        body = method.node
        plain: set[int] = set()
        for statement in ast.walk(body):
            if isinstance(statement, SIMPLE):
                for node in ast.walk(statement):
                    if sets(cls, node, name):
                        plain.add(id(node))
                        found.append(Store(method, statement, isinstance(statement, ast.AugAssign)))
        found += [Store(method, None) for node in ast.walk(body) if id(node) not in plain and sets(cls, node, name)]
    return found


def sets(cls: ClassInfo, node: ast.AST, name: str) -> bool:
    """Whether a node sets a name."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.ctx, ast.Store) and cls.private(node.attr) == name
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return called in BY_NAME and any(may_be(argument, name) for argument in name_arguments(node, called))
    return False


def name_arguments(node: ast.Call, called: str) -> list[ast.expr]:
    """The arguments of a call that sets an attribute by its name which may be that name."""
    given = [k.value for k in node.keywords if k.arg in (None, "name")]
    if any(isinstance(a, ast.Starred) for a in node.args[:2]):
        return [*given, *node.args[:2]]
    if called in ("setattr", "delattr"):
        return node.args[1:2]
    if called in ("__setattr__", "__delattr__"):
        return node.args[:2]
    return [*given, *node.args[:1]]


def may_be(node: ast.expr, name: str) -> bool:
    """Whether an argument may be the text of a name."""
    if isinstance(node, ast.Constant):
        return node.value == name
    if isinstance(node, ast.JoinedStr):
        first, last = node.values[0], node.values[-1]
        starts = not isinstance(first, ast.Constant) or name.startswith(str(first.value))
        return starts and (not isinstance(last, ast.Constant) or name.endswith(str(last.value)))
    return not isinstance(node, ast.Name) or node.id != "self"


def writes_of(report: Report, name: str) -> list[Write]:
    """The operations on a name that ran, in construction and in the methods that were looked at."""
    return [write for write in report.state.written if write.name == name]


def keeps_kind(report: Report, name: str, here: ast.stmt, allowed: Allowed) -> bool:
    """Whether all that is assigned to a name elsewhere is of a kind that the registered name takes."""
    state = report.state
    if any(values.constant(key) is None and may_match(key, name) for key, _ in state.patterns):
        return False
    lines: set[tuple[int, int]] = set()
    for write in writes_of(report, name):
        line = write.site.position()[0]
        source = write.site.file
        lines.add((id(source), line))
        if source is report.cls.source and line == here.lineno:
            continue
        if write.operation not in (Operation.ASSIGN, Operation.REGISTER_BUFFER):
            return False
        if not all(isinstance(option.value, allowed.kinds) for option in values.options(write.value)):
            return False
    for cls in report.cls.family:
        for store in stores_of(cls, name):
            if store.augmented and allowed.augmented:
                continue
            if store.statement is None or store.augmented or (id(cls.source), store.statement.lineno) not in lines:
                return False
    return True


def may_match(key: Value, name: str) -> bool:
    """Whether a name with unknown parts may be the name."""
    if not isinstance(key, values.Pattern):
        return True
    return name.startswith(key.text.partition("{")[0]) and name.endswith(key.text.rpartition("}")[2])


def written_from_outside(report: Report, text: Text, name: str) -> bool:
    """Whether code of the file sets the name on something else than `self`."""
    for node in ast.walk(text.source.tree):
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load) and node.attr in (name, report.written(name)):
            if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "ctx")):
                return True
    return False


def used_by_numpy(report: Report, name: str) -> bool:
    """Whether some method gives the tensor to numpy, which can't read one that has moved."""
    for cls in [*report.cls.family, *subclasses(report)]:
        for method in functions_of(cls):
            if any(is_numpy_use(method, node, report.written(name)) for node in ast.walk(method.node)):
                return True
    return False


def is_numpy_use(method: FunctionInfo, node: ast.AST, name: str) -> bool:
    """Whether a node is `self.name.numpy`, or a call of a numpy function with `self.name`."""
    if isinstance(node, ast.Attribute):
        return node.attr in NUMPY_ONLY and is_attribute(node.value, name)
    if not isinstance(node, ast.Call) or not any(is_attribute(a, name) for a in node.args):
        return False
    found = method.body_scope.resolve(node.func)
    return isinstance(found, str) and found.partition(".")[0] in ("numpy", "scipy", "cv2")


def is_attribute(node: ast.AST, name: str) -> bool:
    """Whether a node is `self.name`."""
    return isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.value, ast.Name)
