"""What a name of the file stands for: a class, a function, a constant, something imported or built in."""
from __future__ import annotations

import ast
from weakref import WeakKeyDictionary

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo, Reference
from flake8_torchstate.code.syntax import is_literal
from flake8_torchstate.knowledge.names import COLLECTIONS
from flake8_torchstate.model.values import Class, Dotted, Function, Unknown, Value
from flake8_torchstate.run.limits import MOST_TABLE
from flake8_torchstate.run.machine import Frame, Machine


def named(machine: Machine, name: str) -> Value:
    """What a name holds: locals first, then the file's names."""
    found = machine.local(name)
    if found is None and name == "__class__" and machine.frame.owner is not None:
        return Class(machine.frame.owner)
    return found if found is not None else global_value(machine, name)


def global_value(machine: Machine, name: str) -> Value:
    """What a name of the file holds; the same value at each read."""
    key = (machine.frame.scope, name)
    if key not in machine.globals:
        machine.globals[key] = Unknown()
        machine.globals[key] = referred(machine, machine.reference(name))
    return machine.globals[key]


def referred(machine: Machine, found: Reference) -> Value:
    """The value of what a name was resolved to."""
    if isinstance(found, ClassInfo):
        return Class(found)
    if isinstance(found, FunctionInfo):
        return Function(found)
    if isinstance(found, ConstantInfo):
        return constant_value(machine, found)
    return Dotted(found) if found is not None else Unknown()


def constant_value(machine: Machine, constant: ConstantInfo) -> Value:
    """The value of a name that the module level assigns once."""
    key = (constant, constant.name)
    if key not in machine.globals:
        machine.globals[key] = Unknown()
        statement = constant.node
        if is_long_table(constant):
            return machine.globals[key]
        with machine.entered(Frame(constant.scope, statement=statement)):
            machine.globals[key] = machine.value(assigned_expression(statement))
    return machine.globals[key]


_tables: WeakKeyDictionary[ConstantInfo, bool] = WeakKeyDictionary()


def is_long_table(constant: ConstantInfo) -> bool:
    """Whether the module level assigns a table of literals, or a collection made of one, of which nothing is known but
    that nothing is lost in it.
    """
    if constant not in _tables:
        value = assigned_expression(constant.node)
        lines = (value.end_lineno or 0) - value.lineno if value is not None else 0
        if isinstance(value, ast.Call) and lines > MOST_TABLE and constant.scope.resolve(value.func) in COLLECTIONS:
            value = ast.List([*value.args, *(keyword.value for keyword in value.keywords)], ast.Load())
        _tables[constant] = value is not None and lines > MOST_TABLE and is_literal(value)
    return _tables[constant]


def class_member(machine: Machine, info: ClassInfo, name: str, bound: Value | None) -> Value:
    """A name that a class's family defines, bound to an instance where there is one."""
    for cls in info.family:
        if name in cls.methods:
            return Function(cls.methods[name], bound)
        if name in cls.nested:
            return Class(cls.nested[name])
        if name in cls.attributes:
            return class_attribute(machine, cls, name)
    return Unknown()


def class_attribute(machine: Machine, cls: ClassInfo, name: str) -> Value:
    """The value of a name that a class body assigns."""
    key = (cls, name)
    if key not in machine.globals:
        machine.globals[key] = Unknown()
        statement = cls.attributes[name].node
        with machine.entered(Frame(cls.body_scope, cls, statement=statement)):
            machine.globals[key] = machine.value(assigned_expression(statement))
    return machine.globals[key]


def assigned_expression(statement: ast.stmt) -> ast.expr | None:
    """The expression that a simple assignment statement gives its name."""
    if isinstance(statement, ast.Assign):
        return statement.value if all(isinstance(t, ast.Name) for t in statement.targets) else None
    return statement.value if isinstance(statement, ast.AnnAssign) else None


def written(node: ast.expr) -> str:
    """An expression as people write it, on one line."""
    return node.id if isinstance(node, ast.Name) else ast.unparse(node)
