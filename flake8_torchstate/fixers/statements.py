"""Fixes within one statement: TSM107's repetition, TSM203's assignment, TSM304's and TSM305's values."""
from __future__ import annotations

import ast
import keyword
from functools import partial
from typing import Any

import libcst as cst

from flake8_torchstate.code.syntax import defaults_of
from flake8_torchstate.fixers import imports
from flake8_torchstate.fixers.changes import Changes, argument, each_in, if_certain
from flake8_torchstate.fixers.containers import Target
from flake8_torchstate.fixers.parameters import put_parameter
from flake8_torchstate.fixers.writes import own_statement
from flake8_torchstate.model import values
from flake8_torchstate.model.events import BadCall, BadParameter, BadValue, Clash, Shared
from flake8_torchstate.model.registry import Operation, Place
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.values import Container, Module, NoneValue, Parameter, Plain, Tensor, Value
from flake8_torchstate.report.context import Function, called_name, is_of_self, without_docstring
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.spelling import written
from flake8_torchstate.report.statements import calls_of, of_one_kind, reshapes, second, sole_argument
from flake8_torchstate.report.trees import NoFix

NUMBERS = {bool: "bool", int: "int", float: "float"}


# --- TSM107


@if_certain
def one_for_each(report: Report, event: Shared) -> Fix:
    """`[f() for _ in range(n)]` in place of `[f()] * n`."""
    if event.default is not None:
        return made_in_the_body(report, event.site, event.default)
    statement = own_statement(report, event.site)
    if isinstance(statement, (*Function, ast.ClassDef)):
        raise NoFix("it isn't a repetition")
    found = [parts for node in ast.walk(statement) for parts in [repetition(node)] if parts is not None]
    if len(found) != 1:
        raise NoFix("it isn't the repetition of one list")
    whole, item, times = found[0]
    if not isinstance(item, ast.Call) or any(isinstance(n, ast.Name) and n.id == "_" for n in ast.walk(item)):
        raise NoFix("the module is made elsewhere")
    if any(isinstance(n, (ast.NamedExpr, ast.Await, ast.Yield)) for n in ast.walk(whole)):
        raise NoFix("it does something else too")
    changes = Changes(report.context.tree([statement]))
    made, count = (changes.tree.text(changes.tree.find(part)) for part in (item, times))
    changes.replace(changes.tree.find(whole), lambda _: cst.parse_expression(f"[{made} for _ in range({count})]"))
    return changes.fix("Make one for each", False)


def made_in_the_body(report: Report, site: Site, name: str) -> Fix:
    """`x=None`, and `if x is None: x = f()` at the start of the body, in place of `x=f()`."""
    method = report.cls.methods.get("__init__")
    if method is None or site.owner is not report.cls or site.file is not report.cls.source:
        raise NoFix("it stands in other code")
    default = defaults_of(method.node.args)[name]
    parameter = next(n for n in ast.walk(method.node.args) if isinstance(n, ast.arg) and n.arg == name)
    used = [node for statement in method.node.body for node in ast.walk(statement)]
    own = {node.arg for node in ast.walk(method.node.args) if isinstance(node, ast.arg)}
    own |= {node.id for node in used if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    own |= {*report.cls.attributes, *report.cls.methods, *report.cls.nested}
    if not any(isinstance(node, ast.Call) for node in ast.walk(default)):
        raise NoFix("the module is made elsewhere")
    if any(isinstance(node, ast.Name) and node.id in own for node in ast.walk(default)):
        raise NoFix("a name in it is another one in the body")
    asked = (part for node in used for part in ast.iter_child_nodes(node) if isinstance(node, ASKING))
    if any(isinstance(part, ast.Name) and part.id == name for part in asked) or any(
            isinstance(node, ast.keyword) and node.arg == name and isinstance(node.value, ast.Constant)
            for node in report.context.nodes):
        raise NoFix("the body asks whether it is there, or some caller gives None")
    if parameter.annotation is not None and "None" not in ast.unparse(parameter.annotation):
        raise NoFix("its annotation doesn't allow None")
    first = (without_docstring(method.node.body) or method.node.body)[0]
    changes = Changes(report.context.tree([method.node]))
    made = changes.tree.text(changes.tree.find(default))
    changes.replace(changes.tree.find(default), lambda _: cst.Name("None"))
    changes.insert(changes.tree.find(first), cst.parse_statement(f"if {name} is None:\n    {name} = {made}\n"))
    return changes.fix(f"Make the default of '{name}' in __init__", False)


ASKING = (ast.Compare, ast.BoolOp, ast.If, ast.IfExp, ast.While, ast.UnaryOp)
"""What may ask whether something is None."""


def repetition(node: ast.AST) -> tuple[ast.expr, ast.expr, ast.expr] | None:
    """The whole, the item and the number of `[item] * number`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for items, times in ((node.left, node.right), (node.right, node.left)):
            if isinstance(items, ast.List) and len(items.elts) == 1 and not isinstance(items.elts[0], ast.Starred):
                return node, items.elts[0], times
    return None


# --- TSM203


@if_certain
def of_the_right_kind(report: Report, event: Clash) -> Fix:
    """What a registered name takes, in place of what it doesn't.

    A number becomes the values of a buffer or Parameter; a tensor becomes a Parameter in construction, and later the
    values of the Parameter that is there, which optimizers know.
    """
    statement = own_statement(report, event.site)
    target, value = assigned_by(statement)
    slot, held = event.earlier.slot, event.earlier.value
    changes = Changes(report.context.tree([statement]))
    place = slot.place if slot is not None else None
    node, name = changes.tree.find(statement), report.written(event.name)
    if place is Place.BUFFERS and number_kind(event.value) and isinstance(held, Tensor) and target is not None:
        if not (held.dtype == "float" or held.dtype == number_kind(event.value)):
            raise NoFix("the buffer may be of a dtype that can't hold the number")
        changes.split(node, lambda s: [called_in_place(s, "fill_")])
        return changes.fix(f"Fill the buffer '{event.name}'", True)
    if place is Place.BUFFERS and holds_numbers(event.value):
        changes.wrap(changes.tree.find(value), f"{imports.torch_of(report)}.tensor")
        return changes.fix(f"Make '{name}' a tensor", False)
    if place is not Place.PARAMETERS:
        raise NoFix("what may be assigned there is for a person to decide")
    if isinstance(event.value, Tensor) and event.value.dtype not in ("int", "bool") and (
            event.site.function in report.state.ran and not report.may_be_buffer(event.name)):
        return changes.fix(f"Make '{name}' an nn.Parameter", False, put_parameter(report, changes, value))
    method = "copy_" if isinstance(event.value, Tensor) else "fill_" if number_kind(event.value) else ""
    if not method or target is None or isinstance(held, NoneValue) or reshapes(statement):
        raise NoFix("what may be assigned there is for a person to decide")
    changes.enclose(node, f"with {imports.torch_of(report)}.no_grad():", lambda s: called_in_place(s, method))
    return changes.fix(f"Change the values of '{name}'", False)


def assigned_by(statement: ast.stmt) -> tuple[ast.expr | None, ast.expr]:
    """The one attribute that a statement assigns, None for `setattr`, and the value.  Raises NoFix."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and (
            isinstance(statement.targets[0], ast.Attribute)):
        return statement.targets[0], statement.value
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        return statement.target, statement.value
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and called_name(call) == "setattr" and len(call.args) == 3:
        return None, call.args[2]
    raise NoFix("it isn't the assignment of one attribute")


def called_in_place(node: Any, method: str) -> cst.BaseSmallStatement:
    """`self.name.fill_(value)` for `self.name = value`."""
    target = node.targets[0].target if isinstance(node, cst.Assign) else node.target
    return cst.Expr(cst.Call(cst.Attribute(target, cst.Name(method)), [cst.Arg(node.value)]))


# --- TSM304


@if_certain
def registrable(report: Report, event: Clash) -> Fix:
    """What a registration takes, in place of what it refuses."""
    statement = own_statement(report, event.site)
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or called_name(call) != event.operation.value or not is_of_self(call.func):
        raise NoFix("it isn't a registration by its own statement")
    value, name = event.value, report.written(event.name)
    found = [second(call, keyword) for keyword in ("tensor", "param", "module")]
    given = next((node for node in found if node is not None), None)
    if given is None or isinstance(given, ast.Starred):
        raise NoFix("its value isn't written there")
    changes = Changes(report.context.tree([statement]))
    node: Any = changes.tree.find(given)
    if event.operation is Operation.REGISTER_PARAMETER and isinstance(value, Tensor):
        if value.dtype in ("int", "bool"):
            changes.wrap(node, written_or_refused(report, "Parameter"), "requires_grad=False")
            return changes.fix(f"Make '{name}' an nn.Parameter that isn't trained", False)
        if value.dtype != "float" and not value.history:
            raise NoFix("the tensor may be one of integers")
        return changes.fix(f"Make '{name}' an nn.Parameter", False, put_parameter(report, changes, given))
    if isinstance(value, Module):
        changes.split(changes.tree.find(statement), lambda s: [cst.Assign(
            [cst.AssignTarget(cst.Attribute(cst.Name("self"), cst.Name(attribute_of(call))))], node.deep_clone())])
        return changes.fix(f"Assign the module to '{name}'", False)
    if event.operation is Operation.REGISTER_BUFFER:
        changes.wrap(node, f"{imports.torch_of(report)}.{tensor_maker(value)}")
        return changes.fix(f"Make '{name}' a tensor", False)
    if isinstance(value, Container):
        changes.wrap(node, written_or_refused(report, module_kind(value)))
        return changes.fix(f"Make '{name}' an nn.{module_kind(value)}", False)
    register = {Tensor: "register_buffer", Parameter: "register_parameter"}.get(type(value))
    if register is None or call.keywords or (isinstance(value, Tensor) and value.grad is not False):
        raise NoFix("what is meant can't be seen")
    changes.replace(changes.tree.find(call.func), lambda f: f.with_changes(attr=cst.Name(register)))
    return changes.fix(f"Write {register}", False)


def attribute_of(call: ast.Call) -> str:
    """The name that a registration is given, where it is a text that an attribute can have.  Raises NoFix."""
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "name")]
    name = given[0].value if given and isinstance(given[0], ast.Constant) else None
    if not isinstance(name, str) or not name.isidentifier() or keyword.iskeyword(name) or name.startswith("__"):
        raise NoFix("its name can't be written")
    return name


def written_or_refused(report: Report, name: str) -> str:
    """A class of torch.nn as the file can write it.  Raises NoFix."""
    found = written(report, name)
    if found is None:
        raise NoFix("the file can't write it")
    return found


def tensor_maker(value: Value | None) -> str:
    """The function of torch that makes a tensor of a value.  Raises NoFix where it's no numbers."""
    if isinstance(value, values.Plain) and value.of == "array":
        return "as_tensor"
    if not holds_numbers(value):
        raise NoFix("what is meant can't be seen")
    return "tensor"


def module_kind(value: Container) -> str:
    """The container of modules that takes all that is in a container.  Raises NoFix."""
    for kind in ("ModuleList", "ModuleDict"):
        if Target(kind, "").takes_all(value):
            return kind
    raise NoFix("what is meant can't be seen")


@if_certain
def put_rightly(report: Report, event: BadValue | BadCall) -> Fix:
    """What nn.Parameter or a container of modules takes, in place of what it refuses."""
    statement = own_statement(report, event.site)
    what = event.what.removeprefix("nn.")
    found = calls_of(event.site, what)
    here = [n for n in ast.walk(statement) if any(isinstance(n, ast.Call) and same_place(n, call) for call in found)]
    if len(here) != 1 or not isinstance(here[0], ast.Call):
        raise NoFix("it isn't one call that is written there")
    call = here[0]
    changes = Changes(report.context.tree([statement]))
    if isinstance(event, BadCall):
        form = "{" if event.what.endswith("Dict") else "["
        changes.replace(changes.tree.find(call), partial(together, form=form, apart=what == "Sequential"))
        return changes.fix(f"Give nn.{what} what it takes", False)
    given = sole_argument(call)
    if given is None:
        raise NoFix("it isn't the only argument")
    node, value = changes.tree.find(given), event.value
    if event.expected == "a tensor":
        if not holds_numbers(value) and tensor_maker(value) != "as_tensor":
            raise NoFix("what is meant can't be seen")
        changes.wrap(node, f"{imports.torch_of(report)}.{tensor_maker(value)}")
    elif event.expected == "several of them":
        changes.replace(node, lambda n: cst.List([cst.Element(n)]))
    elif not isinstance(value, Container):
        raise NoFix("a function has no module that certainly does the same")
    elif event.expected == "modules":
        if what != "ModuleList":
            raise NoFix("the names of the modules are for a person to decide")
        changes.replace(changes.tree.find(call.func), partial(renamed_class, name="ModuleDict"))
    elif what == "Sequential" and module_kind(value) == "ModuleList":
        changes.replace(changes.tree.find(call), lambda c: c.with_changes(args=[c.args[0].with_changes(star="*")]))
    elif what == "ModuleList" and of_one_kind(given):
        inner = written_or_refused(report, module_kind(value))
        changes.replace(node, partial(each_in, called=inner))
    else:
        raise NoFix("what is meant can't be seen")
    return changes.fix(f"Give {event.what} what it takes", False)


def together(call: cst.Call, form: str, apart: bool) -> cst.Call:
    """`ModuleList([a, b])` for `ModuleList(a, b)`, `ModuleDict({"a": a})` for `ModuleDict(a=a)`; apart: keywords go."""
    named = all(arg.keyword is not None for arg in call.args)
    if any(arg.star == "**" for arg in call.args) or (named != (form == "{" or apart)):
        raise NoFix("what is meant can't be seen")
    if apart:
        bare = [arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT) for arg in call.args]
        return call.with_changes(args=bare)
    made: cst.BaseExpression
    if form == "{":
        keys = [cst.SimpleString(f'"{arg.keyword.value}"') for arg in call.args if arg.keyword is not None]
        made = cst.Dict([cst.DictElement(key, arg.value, comma=arg.comma) for key, arg in zip(keys, call.args)])
    else:
        made = cst.List([(cst.StarredElement if arg.star else cst.Element)(arg.value, comma=arg.comma)
                         for arg in call.args])
    return call.with_changes(args=[cst.Arg(made)])


def renamed_class(function: Any, name: str) -> cst.BaseExpression:
    """The same class of torch.nn, by another name."""
    if not isinstance(function, cst.Attribute):
        raise NoFix("the file can't write it")
    return function.with_changes(attr=cst.Name(name))


def holds_numbers(value: Value | None) -> bool:
    """Whether a value is a number, or a list, tuple or range of numbers."""
    if isinstance(value, Container):
        inner = [o.value for entry in value.entries for o in values.options(entry.value)]
        return value.kind in ("list", "tuple", "range") and bool(inner) and all(map(number_kind, inner))
    return bool(number_kind(value))


def number_kind(value: Value | None) -> str:
    """"bool", "int" or "float" for a number; "" for anything else."""
    if not isinstance(value, Plain):
        return ""
    if value.known:
        return NUMBERS.get(type(value.constant), "")
    return value.of if value.of in NUMBERS.values() else ""


# --- TSM305


@if_certain
def without_gradient(report: Report, event: BadParameter) -> Fix:
    """`requires_grad=False` for a Parameter of integers or bools."""
    call = event.expression
    statement = own_statement(report, event.site)
    if event.inplace is not None:
        changes = Changes(report.context.tree([statement]))
        changes.enclose(changes.tree.find(statement), f"with {imports.torch_of(report)}.no_grad():")
        return changes.fix("Change it without gradients", False)
    if not isinstance(call, ast.Call):
        raise NoFix("its tensor isn't written there")
    here = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and same_place(n, call)]
    if len(here) != 1 or len(call.args) + len(call.keywords) != 1 or any(k.arg != "data" for k in call.keywords) or (
            any(isinstance(a, ast.Starred) for a in call.args)):
        raise NoFix("it isn't written there with its tensor alone")
    changes = Changes(report.context.tree([statement]))
    changes.replace(changes.tree.find(here[0]), not_trained)
    return changes.fix("Don't train integers", False)


def same_place(node: ast.expr, other: ast.expr) -> bool:
    """Whether two nodes are the same code."""
    return (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset) == (
        other.lineno, other.col_offset, other.end_lineno, other.end_col_offset)


def not_trained(call: cst.Call) -> cst.Call:
    """`nn.Parameter(tensor, requires_grad=False)`."""
    last = call.args[0]
    separated = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    more = argument("requires_grad=False")
    if isinstance(last.comma, cst.Comma):
        more = more.with_changes(comma=last.comma)
    else:
        more = more.with_changes(whitespace_after_arg=last.whitespace_after_arg)
        last = last.with_changes(whitespace_after_arg=cst.SimpleWhitespace(""))
    return call.with_changes(args=[last.with_changes(comma=separated), more])
