"""What each kind of statement does: one small function for each."""
from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from typing import Any

from flake8_torchstate.code.source import FunctionNode
from flake8_torchstate.knowledge.names import NO_GRAD
from flake8_torchstate.model import values
from flake8_torchstate.model.guards import Literal, Path, plain
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Function, Method, Module, NoneValue, Option, Parameter, SelfValue, Tensor, Unknown,
    Value)
from flake8_torchstate.run import tensors
from flake8_torchstate.run.annotations import promised_value
from flake8_torchstate.run.arithmetic import binary
from flake8_torchstate.run.conditions import Sides, YES, branch, compare, literal_sides
from flake8_torchstate.run.containers import elements_of, extend_container, index_of
from flake8_torchstate.run.effects import changed_in_place, fail, take_in
from flake8_torchstate.run.instance import delete_self
from flake8_torchstate.run.loops import flat, loosen, run_loop
from flake8_torchstate.run.limits import MOST_BRANCHES
from flake8_torchstate.run.machine import Arguments, Machine
from flake8_torchstate.run.modules import module_method
from flake8_torchstate.run.targets import assign_target


def run_expr(machine: Machine, node: ast.Expr) -> None:
    """An expression for its effects."""
    machine.value(node.value)


def run_assign(machine: Machine, node: ast.Assign) -> None:
    """`a = b = value`."""
    value = machine.value(node.value)
    for target in node.targets:
        assign_target(machine, target, value, node.value)


def run_ann_assign(machine: Machine, node: ast.AnnAssign) -> None:
    """`a: T = value`: the annotation says what an unknown value is."""
    if node.value is None:
        return
    value = machine.value(node.value)
    if isinstance(value, Unknown):
        value = promised_value(machine, node.annotation) or value
    assign_target(machine, node.target, value, node.value)


def run_aug_assign(machine: Machine, node: ast.AugAssign) -> None:
    """`a += value`: in place for tensors and containers, else a new value."""
    before = machine.value(node.target)
    value = machine.value(node.value)
    operator = type(node.op).__name__
    for option in values.options(before):
        if isinstance(option.value, Container) and operator == "Add":
            extend_container(machine, option.value, Arguments(positional=[value]))
        elif isinstance(option.value, Module) and option.value.children is not None and operator == "Add":
            module_method(machine, option.value, "extend", Arguments(positional=[value]))
        elif isinstance(option.value, SelfValue):
            take_in(machine, Arguments(positional=[value]))
    after = machine.each(before, lambda v: augmented(machine, operator, v, value))
    kept = [o.value for o in values.options(after)] == [o.value for o in values.options(before)]
    if not kept or not all(
            isinstance(o.value, (Container, Module, Tensor, SelfValue)) for o in values.options(before)):
        # what a new value was made of stands in no expression of its own
        assign_target(machine, node.target, after)


def augmented(machine: Machine, operator: str, before: Value, value: Value) -> Value:
    """What the target holds after an augmented assignment."""
    if isinstance(before, Parameter):
        changed_in_place(machine, before, "an augmented assignment")
    if isinstance(before, Tensor):
        if tensors.any_grad([value]) and not machine.frame.no_grad:
            before.grad, before.history = True, True
        return before
    if values.is_tensor(before) or (isinstance(before, (Container, Module, SelfValue)) and operator == "Add"):
        return before
    return binary(machine, operator, before, value)


def run_return(machine: Machine, node: ast.Return) -> None:
    """`return value`."""
    value = machine.value(node.value) if node.value is not None else NoneValue()
    machine.use(*([] if not isinstance(value, Container) else list(value.values())))
    machine.frame.returned.append(Option(machine.here.guard, value))
    machine.frame.left.append(machine.here)
    machine.flow.leave("return")


def run_raise(machine: Machine, node: ast.Raise) -> None:
    """`raise`: what it raises is made on a way that ends here."""
    fail(machine, machine.flow.path)
    machine.flow.path = None


def run_break(machine: Machine, node: ast.Break) -> None:
    """`break`."""
    machine.flow.leave("break")


def run_continue(machine: Machine, node: ast.Continue) -> None:
    """`continue`."""
    machine.flow.leave("continue")


def run_assert(machine: Machine, node: ast.Assert) -> None:
    """`assert test`: it holds from here on, and where it doesn't hold nobody gets the module."""
    yes, no = branch(machine, node.test, machine.here)
    if yes is not None:
        fail(machine, no)
        machine.flow.path = yes


def run_delete(machine: Machine, node: ast.Delete) -> None:
    """`del a, self.b`."""
    for target in flat(node.targets):
        if isinstance(target, ast.Name):
            machine.unbind(target.id)
        elif isinstance(target, ast.Attribute):
            delete_attribute(machine, machine.value(target.value), machine.attribute_name(target))
        elif isinstance(target, ast.Subscript):
            owner = machine.value(target.value)
            if isinstance(owner, Container):
                owner.exact = False
            elif isinstance(owner, Method) and isinstance(owner.owner, SelfValue):
                name = values.constant(index_of(machine, target))
                if isinstance(name, str):
                    delete_self(machine, name)


def delete_attribute(machine: Machine, owner: Value, name: str) -> None:
    """`del owner.name`."""
    if isinstance(owner, SelfValue):
        delete_self(machine, name)
    elif isinstance(owner, Module):
        owner.members[name] = Unknown()


def run_if(machine: Machine, node: ast.If) -> None:
    """`if`, with its `elif`s; a long chain of them is walked without recursion."""
    before = machine.here
    since = len(machine.flow.gone)
    ends: list[Path] = []
    current: ast.If | None = node
    rest: Path | None = before
    count = 0
    while current is not None and rest is not None:
        machine.frame.statement = current
        yes, no = branch(machine, current.test, rest)
        rest = no if no is None or count < MOST_BRANCHES else rest
        end = machine.run_on(numbered(yes, node, count), current.body)
        ends += [end] if end is not None else []
        following = next_elif(current)
        count += 1
        if following is None and current.orelse:
            rest = machine.run_on(numbered(rest, node, count), current.orelse)
        current = following
    if rest is not None:
        ends.append(rest)
    machine.flow.path = joined_path(machine, before, ends, since)


def numbered(path: Path | None, statement: ast.stmt, count: int) -> Path | None:
    """The path of a branch, which of very many only says by its number that it isn't another one of them."""
    return path if path is None or count < MOST_BRANCHES else path.entering([Literal(("branch", statement), count)])


def joined_path(machine: Machine, before: Path, ends: list[Path], since: int) -> Path | None:
    """The path after branches: the one that is left, else the one before less what has left it."""
    if len(ends) <= 1:
        return ends[0] if ends else None
    return machine.flow.less(before, since)


def run_match(machine: Machine, node: ast.Match) -> None:
    """`match`: literal patterns exclude each other, other patterns are taken as they come."""
    subject = machine.value(node.subject)
    before = machine.here
    since = len(machine.flow.gone)
    ends: list[Path] = []
    rest: Path | None = before
    for count, case in enumerate(node.cases):
        if rest is None:
            break
        yes, no = pattern_sides(machine, case.pattern, subject)
        inside = numbered(rest.entering(yes), node, count) if yes is not None else None
        if inside is not None and case.guard is not None:
            inside, _ = branch(machine, case.guard, inside)
        end = machine.run_on(inside, case.body)
        ends += [end] if end is not None else []
        if case.guard is None:
            rest = None if no is None else rest.entering(no) if count < MOST_BRANCHES else rest
    if rest is not None:
        ends.append(rest)
    machine.flow.path = joined_path(machine, before, ends, since)


def pattern_sides(machine: Machine, pattern: ast.pattern, subject: Value) -> Sides:
    """What a pattern says where it matches, and where it doesn't."""
    if isinstance(pattern, ast.MatchValue):
        return compare("Eq", subject, machine.value(pattern.value))
    if isinstance(pattern, ast.MatchSingleton):
        return compare("Is", subject, machine.value(ast.Constant(pattern.value)))
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None:
        if pattern.name is not None:
            machine.bind(pattern.name, subject)
        return YES
    return literal_sides(("case", pattern))


def run_for(machine: Machine, node: ast.For | ast.AsyncFor) -> None:
    """`for`: once for each known item, else once for all of them."""
    elements, exact = elements_of(machine, machine.value(node.iter))
    run_loop(machine, node.body, [(node.target, element) for element in elements], exact)
    machine.run_body(node.orelse)


def run_while(machine: Machine, node: ast.While) -> None:
    """`while`."""
    mark = values.Value().key
    loosen(machine, node.body)
    yes, _ = branch(machine, node.test, machine.here)
    if yes is not None:
        run_loop(machine, node.body, [(None, Unknown())], False, mark)
    machine.run_body(node.orelse)


def run_try(machine: Machine, node: ast.Try) -> None:
    """`try`: its body and each handler exclude one another."""
    before = machine.here
    if all(isinstance(each, ast.Assert) and branch(machine, each.test, before)[1] is None for each in node.body):
        machine.run_body([*node.orelse, *node.finalbody])  # nothing that it asserts can be wrong
        return
    since = len(machine.flow.gone)
    subject = ("raises", node)
    ok = Literal(subject, -1)
    kinds = [Literal(subject, index) for index, _ in enumerate(node.handlers)]
    if len(kinds) == 1:
        kinds = [ok.negated()]
    machine.flow.trying += bool(node.handlers)
    end = machine.run_on(before.entering([ok]) if node.handlers else before, node.body)
    machine.flow.trying -= bool(node.handlers)
    if node.handlers:
        # a path on which the body raises is a handler's path
        machine.state.dead += [
            plain(path.guard) for path, how in machine.flow.gone[since:] if how == "raise" and ok in path.guard
        ]
        machine.flow.gone[since:] = [g for g in machine.flow.gone[since:] if g[1] != "raise"]
    end = machine.run_on(end, node.orelse)
    ends = [end] if end is not None else []
    for index, handler in enumerate(node.handlers):
        inside = before.entering([kinds[index]])
        if handler.name is not None:
            machine.bind(handler.name, Unknown())
        end = machine.run_on(inside, handler.body)
        ends += [end] if end is not None else []
    machine.flow.path = joined_path(machine, before, ends, since) if node.handlers else end
    path = machine.flow.path
    if path is not None and len(kinds) > 1:
        # what no handler catches leaves
        machine.flow.path = Path(path.guard, (*path.excluded, frozenset(k.negated() for k in [ok, *kinds])))
    if machine.flow.path is None:
        machine.run_on(before, node.finalbody)
    else:
        machine.run_body(node.finalbody)


def run_with(machine: Machine, node: ast.With | ast.AsyncWith) -> None:
    """`with`: gradients are off inside `torch.no_grad()`."""
    outer = machine.frame.no_grad
    for part in node.items:
        call = part.context_expr
        function = machine.value(call.func) if isinstance(call, ast.Call) else None
        if isinstance(function, Dotted) and turns_off(machine, function.path, call):
            machine.frame.no_grad = True
        value = machine.value(call)
        if part.optional_vars is not None:
            assign_target(machine, part.optional_vars, value if isinstance(value, Unknown) else Unknown())
    machine.run_body(node.body)
    machine.frame.no_grad = outer


def turns_off(machine: Machine, path: str, call: ast.expr) -> bool:
    """Whether a context manager turns gradients off."""
    if path == "torch.set_grad_enabled" and isinstance(call, ast.Call) and call.args:
        return values.constant(machine.value(call.args[0])) is False
    return path in NO_GRAD


def run_function_def(machine: Machine, node: FunctionNode) -> None:
    """A function in a function."""
    info = machine.frame.scope.functions.get(node.name)
    if info is not None:
        machine.bind(node.name, Function(info, closure=machine.frame))


def run_class_def(machine: Machine, node: ast.ClassDef) -> None:
    """A class in a function."""
    info = machine.frame.scope.classes.get(node.name)
    machine.bind(node.name, Class(info) if info is not None else Unknown())


def next_elif(node: ast.If) -> ast.If | None:
    """The `elif` that follows: not an `if` that stands in an `else`, which is further to the right."""
    following = node.orelse[0] if len(node.orelse) == 1 else None
    return following if isinstance(following, ast.If) and following.col_offset == node.col_offset else None


STATEMENTS: dict[type[ast.stmt], Callable[[Machine, Any], None]] = {
    ast.Expr: run_expr,
    ast.Assign: run_assign,
    ast.AnnAssign: run_ann_assign,
    ast.AugAssign: run_aug_assign,
    ast.Return: run_return,
    ast.Raise: run_raise,
    ast.Break: run_break,
    ast.Continue: run_continue,
    ast.Assert: run_assert,
    ast.Delete: run_delete,
    ast.If: run_if,
    ast.Match: run_match,
    ast.For: run_for,
    ast.AsyncFor: run_for,
    ast.While: run_while,
    ast.Try: run_try,
    ast.With: run_with,
    ast.AsyncWith: run_with,
    ast.FunctionDef: run_function_def,
    ast.AsyncFunctionDef: run_function_def,
    ast.ClassDef: run_class_def,
}
if sys.version_info >= (3, 11):
    STATEMENTS[ast.TryStar] = run_try
