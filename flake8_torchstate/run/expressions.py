"""An expression -> value: one small function for each kind of expression.  Whatever isn't understood is Unknown."""
from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flake8_torchstate.code.classes import canonical
from flake8_torchstate.code.syntax import is_literal
from flake8_torchstate.model import values
from flake8_torchstate.model.events import BrokenInit
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Entry, Holder, NoneValue, Option, Pattern, Plain, SelfValue, SuperValue, Unknown,
    Value)
from flake8_torchstate.run import tensors
from flake8_torchstate.run.arithmetic import binary, formatted, joined_text, known_value, unary
from flake8_torchstate.run.attributes import attribute
from flake8_torchstate.run.conditions import branch, sides, truth_value, unknown_truth
from flake8_torchstate.run.constructors import unknown_init
from flake8_torchstate.run.containers import add, as_container, elements_of, index_of, is_full, item_at, present
from flake8_torchstate.run.functions import LambdaCall
from flake8_torchstate.run.limits import MOST_ITEMS, MOST_OPERANDS
from flake8_torchstate.run.machine import Arguments, Frame, Machine, is_of_round, is_older
from flake8_torchstate.run.modules import says_nothing_of
from flake8_torchstate.run.names import named, written
from flake8_torchstate.run.targets import assign_target


def name_value(machine: Machine, node: ast.Name) -> Value:
    """A name: a local, a name of the file, a built-in."""
    return named(machine, node.id)


def constant_value(machine: Machine, node: ast.Constant) -> Value:
    """A literal; one that is too long to be worked with is only known by its type."""
    return known_value(node.value)


def joined_str_value(machine: Machine, node: ast.JoinedStr) -> Value:
    """An f-string: a constant where its parts are known, else a pattern."""
    parts: list[Value] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            inner = machine.value(part.value) if part.conversion == -1 else Unknown()
            asked = values.constant(machine.value(part.format_spec)) if part.format_spec is not None else ""
            specification = asked if isinstance(asked, str) and not isinstance(asked, Pattern) else ""
            shown = f"{{{written(part.value)}{':' if specification else ''}{specification}}}"
            parts.append(formatted(inner, specification, shown))
        else:
            parts.append(machine.value(part))
    return joined_text(parts)


def list_value(machine: Machine, node: ast.List) -> Value:
    """`[…]`."""
    return display(machine, "list", node.elts)


def tuple_value(machine: Machine, node: ast.Tuple) -> Value:
    """`(…)`."""
    return display(machine, "tuple", node.elts)


def set_value(machine: Machine, node: ast.Set) -> Value:
    """`{…}`."""
    return display(machine, "set", node.elts)


def display(machine: Machine, kind: str, elements: Sequence[ast.expr]) -> Container:
    """A list, tuple or set display, starred items included."""
    result = Container(kind=kind, born=machine.here.guard)
    for element in elements:
        if isinstance(element, ast.Starred):
            spread(machine, result, machine.value(element.value))
        elif not (is_full(result) and is_literal(element)):
            add(machine, result, Entry(machine.value(element), guard=machine.here.guard))
    return result


def spread(machine: Machine, result: Container, inner: Value) -> None:
    """`*items`."""
    source = as_container(inner)
    if source is None:
        result.exact = False
        add(machine, result, Entry(Unknown((inner,))))
    else:
        result.exact = result.exact and source.exact
        for entry in source.entries:
            add(machine, result, Entry(entry.value, None, entry.key, entry.shared))


def dict_value(machine: Machine, node: ast.Dict) -> Value:
    """`{key: value}`, with `**` too."""
    result = Container(kind="dict", born=machine.here.guard)
    for key, value in zip(node.keys, node.values):
        if is_full(result) and key is not None and is_literal(key) and is_literal(value):
            continue
        if key is not None:
            known = machine.value(key)
            add(machine, result, Entry(machine.value(value), None, known, guard=machine.here.guard))
        else:
            spread(machine, result, machine.value(value))
    return result


def list_comp_value(machine: Machine, node: ast.ListComp) -> Value:
    """`[x for …]`."""
    return comprehension(machine, "list", node.elt, None, node.generators)


def set_comp_value(machine: Machine, node: ast.SetComp) -> Value:
    """`{x for …}`."""
    return comprehension(machine, "set", node.elt, None, node.generators)


def generator_exp_value(machine: Machine, node: ast.GeneratorExp) -> Value:
    """`(x for …)`."""
    return comprehension(machine, "generator", node.elt, None, node.generators)


def dict_comp_value(machine: Machine, node: ast.DictComp) -> Value:
    """`{k: v for …}`."""
    return comprehension(machine, "dict", node.value, node.key, node.generators)


def comprehension(
    machine: Machine, kind: str, item: ast.expr, key: ast.expr | None, clauses: list[ast.comprehension]
) -> Value:
    """Any comprehension: its item once for each known element, or once for all."""
    result = Container(kind=kind, exact=False)
    frame = Frame(machine.frame.scope, machine.frame.owner, machine.frame.function, machine.frame,
                  statement=machine.frame.statement, no_grad=machine.frame.no_grad)
    mark = values.Value().key
    source = machine.value(clauses[0].iter)
    with machine.entered(frame):
        comprehend(machine, result, item, key, clauses, source, mark)
    return result


def comprehend(
    machine: Machine,
    result: Container,
    item: ast.expr,
    key: ast.expr | None,
    clauses: list[ast.comprehension],
    source: Value,
    mark: Any,
) -> None:
    elements, exact = elements_of(machine, source)
    clause, inner = clauses[0], clauses[1:]
    for element in elements:
        assign_target(machine, clause.target, element)
        inside: Any = machine.here
        for condition in clause.ifs:
            inside = inside and branch(machine, condition, inside)[0]
        if inside is None:
            continue
        with machine.along(inside):
            if inner:
                comprehend(machine, result, item, key, inner, machine.value(inner[0].iter), mark)
                continue
            made = machine.value(item)
            shared = not exact and is_older(made, mark) and not (
                any(made is v for v in values.within(element)) or is_picked(item, clause.target))
            entry_key = machine.value(key) if key is not None else None
            add(machine, result, Entry(made, None, entry_key, machine.site if shared else None, inside.guard))
    if exact and not clause.ifs and not inner:
        result.exact = not is_full(result)
        times = Counter(entry.value for entry in result.entries)
        for entry in result.entries:
            if times[entry.value] > 1:
                entry.shared = machine.site


def is_picked(item: ast.expr, target: ast.expr) -> bool:
    """Whether an item is taken by what a comprehension goes through: another one each time."""
    names = {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
    return isinstance(item, ast.Subscript) and any(
        isinstance(node, ast.Name) and node.id in names for node in ast.walk(item.slice))


def bin_op_value(machine: Machine, node: ast.BinOp) -> Value:
    """`a op b`; a long chain of them is walked without recursion."""
    chain: list[ast.BinOp] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp):
        chain.append(left)
        left = left.left
    result = machine.value(left)
    for part in reversed(chain):
        result = binary(machine, type(part.op).__name__, result, machine.value(part.right))
    return result


def unary_op_value(machine: Machine, node: ast.UnaryOp) -> Value:
    """`-x`, `+x`, `~x`, `not x`."""
    if isinstance(node.op, ast.Not):
        yes, no = sides(machine, node)
        return truth_value(yes, no)
    inner = machine.value(node.operand)
    if isinstance(node.op, ast.USub) and isinstance(values.constant(inner), (int, float)):
        return Plain(-values.constant(inner))
    return values.choose(Option(o.guard, unary(machine, o.value)) for o in values.options(inner))


def compare_value(machine: Machine, node: ast.Compare) -> Value:
    """`a < b`: of tensors a tensor of bools, else a truth that remembers its condition."""
    operands = [machine.value(node.left), *map(machine.value, node.comparators)]
    plain = any(isinstance(operator, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for operator in node.ops)
    if not plain and any(values.is_tensor(v) for v in operands):
        return tensors.combined(operands, True, "bool")
    yes, no = sides(machine, node)
    if not plain and any(isinstance(o.value, Unknown) for v in operands for o in values.options(v)):
        return unknown_truth(yes, no)  # between unknown operands it may be a tensor of bools
    return truth_value(yes, no)


def bool_op_value(machine: Machine, node: ast.BoolOp) -> Value:
    """`a and b`, `a or b`: the operand at which it stops."""
    if len(node.values) > MOST_OPERANDS:
        return Unknown(tuple(machine.value(part) for part in node.values))
    found: list[Option] = []
    rest: Any = machine.here
    for part in node.values[:-1]:
        yes, no = branch(machine, part, rest)
        stops, rest = (no, yes) if isinstance(node.op, ast.And) else (yes, no)
        if stops is not None:
            with machine.along(stops):
                found.append(Option(stops.guard, machine.value(part)))
        if rest is None:
            break
    if rest is not None:
        with machine.along(rest):
            found.append(Option(rest.guard, machine.value(node.values[-1])))
    if all(isinstance(o.value, Plain) and not o.value.known for o in found):
        return truth_value(*sides(machine, node))
    return machine.relative(found)


def if_exp_value(machine: Machine, node: ast.IfExp) -> Value:
    """`a if test else b`."""
    yes, no = branch(machine, node.test, machine.here)
    found: list[Option] = []
    for path, part in ((yes, node.body), (no, node.orelse)):
        if path is not None:
            with machine.along(path):
                found.append(Option(path.guard, machine.value(part)))
    return machine.relative(found)


def named_expr_value(machine: Machine, node: ast.NamedExpr) -> Value:
    """`name := value`."""
    result = machine.value(node.value)
    machine.bind(node.target.id, result)
    return result


def lambda_value(machine: Machine, node: ast.Lambda) -> Value:
    """A lambda: it keeps what it closes over alive."""
    own = {a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    held = captured(machine, (name for name in names_in(node.body) if name not in own))
    held += [machine.value(default) for default in node.args.defaults]
    return Holder("lambda", tuple(held), call=LambdaCall(machine, node, machine.frame))


def captured(machine: Machine, names: Iterable[str]) -> list[Value]:
    """The values of the locals among some names."""
    found: list[Value] = []
    for name in dict.fromkeys(names):
        inner = machine.local(name)
        if inner is not None and not isinstance(inner, (SelfValue, Plain, NoneValue)):
            found.append(inner)
    return found


def await_value(machine: Machine, node: ast.Await | ast.YieldFrom) -> Value:
    """`await x`, `yield from x`."""
    machine.value(node.value)
    return Unknown()


def yield_value(machine: Machine, node: ast.Yield) -> Value:
    """`yield x`."""
    if node.value is not None:
        machine.value(node.value)
    return Unknown()


def attribute_value(machine: Machine, node: ast.Attribute) -> Value:
    """`owner.name`."""
    owner = present(machine.value(node.value))
    return attribute(machine, owner, machine.attribute_name(node))


def subscript_value(machine: Machine, node: ast.Subscript) -> Value:
    """`owner[index]`."""
    owner = present(machine.value(node.value))
    index = index_of(machine, node)
    found = machine.each(owner, lambda v: item_at(machine, v, index))
    if machine.flow.marks and not machine.flow.unrolling and not values.fixed(index):
        mark, elements = machine.flow.marks[-1]
        if is_of_round(index.key, mark, {element.key for element in elements}):
            elements.update(values.within(found))  # the loop goes over these by their numbers
    return found


def call_value(machine: Machine, node: ast.Call) -> Value:
    """Any call."""
    if isinstance(node.func, ast.Name) and node.func.id == "super" and machine.local("super") is None:
        return super_value(machine, node)
    function = present(machine.value(node.func))
    if (
        isinstance(function, Dotted)
        and says_nothing_of(function.path, node)
        and all(map(has_no_effect, given_to(node)))
    ):
        return machine.call(function, Arguments(node))
    arguments = arguments_of(machine, node)
    if initialises(machine, node.func, function, arguments):
        return NoneValue()
    return machine.each(function, lambda v: machine.call(v, arguments))


def given_to(node: ast.Call) -> list[ast.expr]:
    """The expressions that a call gives."""
    return [*node.args, *(keyword.value for keyword in node.keywords)]


def has_no_effect(node: ast.expr) -> bool:
    """Whether looking at an expression can do nothing and note nothing: it needn't be looked at where it isn't asked
    for.
    """
    if isinstance(node, (ast.Name, ast.Constant)):
        return True
    if isinstance(node, ast.Attribute):  # of the instance it is noted what was read
        return isinstance(node.value, ast.Name) and node.value.id != "self"
    if isinstance(node, ast.BinOp):
        return has_no_effect(node.left) and has_no_effect(node.right)
    return isinstance(node, ast.UnaryOp) and has_no_effect(node.operand)


def initialises(machine: Machine, node: ast.expr, function: Value, arguments: Arguments) -> bool:
    """Whether an `__init__` that can't be told is called on self: it may be nn.Module's."""
    named = isinstance(node, ast.Attribute) and node.attr == "__init__"
    if named and isinstance(function, Unknown) and any(isinstance(v, SelfValue) for v in arguments.everything()):
        unknown_init(machine)
        return True
    return False


def super_value(machine: Machine, node: ast.Call) -> Value:
    """`super()` and `super(Class, self)`."""
    after = machine.frame.owner
    if node.args:
        named = machine.value(node.args[0])
        cls = machine.state.cls
        if isinstance(named, Class) and named.info not in cls.mro and not cls.has_unknown_base and (
                machine.frame.owner is cls):
            machine.state.events.append(BrokenInit(machine.site, "other", named.info.name))
        elif isinstance(named, (Class, Dotted)):
            return SuperValue(named.info if isinstance(named, Class) else canonical(named.path))
    return SuperValue(after)


def arguments_of(machine: Machine, node: ast.Call) -> Arguments:
    """The evaluated arguments of a call."""
    result = Arguments(node)
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            inner = machine.value(argument.value)
            container = as_container(inner)
            if container is not None and container.exact and len(result.positional) < MOST_ITEMS and all(
                    entry.guard <= machine.here.guard for entry in container.entries):
                result.positional += [e.value for e in container.entries]
            else:
                result.starred.append(inner)
        else:
            result.positional.append(machine.value(argument))
            result.nodes.append(argument)
    for keyword in node.keywords:
        inner = machine.value(keyword.value)
        if keyword.arg is None:
            result.take_keywords(inner)
        else:
            result.keywords[keyword.arg] = inner
    return result


def names_in(node: ast.AST) -> list[str]:
    """The names that a piece of syntax mentions, in order."""
    found: list[str] = []
    stack: list[ast.AST] = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, ast.Name):
            found.append(part.id)
        else:
            stack.extend(reversed(list(ast.iter_child_nodes(part))))
    return found


EXPRESSIONS: dict[type[ast.expr], Callable[[Machine, Any], Value]] = {
    ast.Name: name_value,
    ast.Constant: constant_value,
    ast.JoinedStr: joined_str_value,
    ast.List: list_value,
    ast.Tuple: tuple_value,
    ast.Set: set_value,
    ast.Dict: dict_value,
    ast.ListComp: list_comp_value,
    ast.SetComp: set_comp_value,
    ast.GeneratorExp: generator_exp_value,
    ast.DictComp: dict_comp_value,
    ast.BinOp: bin_op_value,
    ast.UnaryOp: unary_op_value,
    ast.Compare: compare_value,
    ast.BoolOp: bool_op_value,
    ast.IfExp: if_exp_value,
    ast.NamedExpr: named_expr_value,
    ast.Lambda: lambda_value,
    ast.Await: await_value,
    ast.YieldFrom: await_value,
    ast.Yield: yield_value,
    ast.Attribute: attribute_value,
    ast.Subscript: subscript_value,
    ast.Call: call_value,
}
