"""What a condition says on its true and on its false side, as literals; and the values of truths.

A side is None where it can't be reached.  An expression that stays the same gives the same literal wherever it's
tested, so that two `if`s on one unchanged test agree.
"""
from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import Any, Optional

from flake8_torchstate.model import values
from flake8_torchstate.model.guards import ALWAYS, Guard, Literal, ONE_OF, Path, both, consistent, excluding
from flake8_torchstate.model.values import Choice, Container, Module, NoneValue, Plain, Unknown, Value
from flake8_torchstate.run.instance import has_self
from flake8_torchstate.run.limits import MOST_OPERANDS
from flake8_torchstate.run.machine import Machine

Sides = tuple[Optional[Guard], Optional[Guard]]
YES: Sides = (ALWAYS, None)
NO: Sides = (None, ALWAYS)
OPPOSITE = {"NotEq": "Eq", "IsNot": "Is", "NotIn": "In", "GtE": "Lt", "LtE": "Gt"}


def branch(machine: Machine, test: ast.expr, path: Path) -> tuple[Path | None, Path | None]:
    """The paths on which a test holds and doesn't hold."""
    with machine.along(path):
        yes, no = sides(machine, test)
    return (path.entering(yes) if yes is not None else None), (path.entering(no) if no is not None else None)


def sides(machine: Machine, node: ast.expr) -> Sides:
    """The literals of an expression's true and false side."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yes, no = sides(machine, node.operand)
        return no, yes
    if isinstance(node, ast.BoolOp):
        return boolean_sides(machine, node)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        if isinstance(node.ops[0], (ast.In, ast.NotIn)):
            return membership(machine, node)
        return compare(type(node.ops[0]).__name__, machine.value(node.left), machine.value(node.comparators[0]))
    if isinstance(node, ast.Compare):
        operands = [machine.value(node.left), *map(machine.value, node.comparators)]
        operators = tuple(type(operator).__name__ for operator in node.ops)
        return literal_sides(("chain", operators, tuple(v.key for v in operands)))
    return truth(machine.value(node))


def membership(machine: Machine, node: ast.Compare) -> Sides:
    """`in` and `not in`; of a name in `self.__dict__`, whether self has it."""
    left, right = machine.value(node.left), machine.value(node.comparators[0])
    name = values.constant(left)
    if isinstance(right, values.Method) and isinstance(right.owner, values.SelfValue) and isinstance(name, str):
        yes, no = truth(has_self(machine, name))
        return (yes, no) if isinstance(node.ops[0], ast.In) else (no, yes)
    return compare(type(node.ops[0]).__name__, left, right)


def boolean_sides(machine: Machine, node: ast.BoolOp) -> Sides:
    """`and` and `or`: each operand is looked at only where those before it let it."""
    found = sides(machine, node.values[0])
    for part in node.values[1:MOST_OPERANDS]:
        found = joined_sides(machine, isinstance(node.op, ast.And), found, part)
    return found if len(node.values) <= MOST_OPERANDS else open_sides(machine, node, found)


def open_sides(machine: Machine, node: ast.BoolOp, first: Sides) -> Sides:
    """The sides of very many operands, by those of the first ones: what the others say isn't told apart."""
    conjunction = isinstance(node.op, ast.And)
    goes = first[0] if conjunction else first[1]
    inside = machine.here.entering(goes) if goes is not None else None
    if goes is None or inside is None:
        return first
    with machine.along(inside):
        for part in node.values[MOST_OPERANDS:]:
            machine.value(part)
    went, stopped = literal_sides(("operands", node))
    return (goes | (went or ALWAYS), stopped) if conjunction else (stopped, goes | (went or ALWAYS))


def joined_sides(machine: Machine, conjunction: bool, first: Sides, part: ast.expr) -> Sides:
    """The sides of `first and part`, or of `first or part`."""
    yes, no = first
    goes, stops = (yes, no) if conjunction else (no, yes)
    if goes is None:
        return yes, no
    inside = machine.here.entering(goes)
    if inside is None:
        return (None, stops) if conjunction else (stops, None)
    with machine.along(inside):
        right_yes, right_no = sides(machine, part)
    right_goes, right_stops = (right_yes, right_no) if conjunction else (right_no, right_yes)
    together = None if right_goes is None else goes | right_goes
    mixed = either(goes, stops, right_stops)
    if right_goes is not None and mixed is not None and stops is not None and right_stops is not None:
        whole = both(goes, right_goes)
        together, mixed = goes | right_goes | {whole}, mixed | {whole.negated()}
    return (together, mixed) if conjunction else (mixed, together)


def either(goes: Guard, stops: Guard | None, right_stops: Guard | None) -> Guard | None:
    """What certainly holds where the first operand stopped, or went on and the second one stopped."""
    if stops is None:
        return None if right_stops is None else goes | right_stops
    return stops if right_stops is None else stops & (goes | right_stops)


def literal_sides(subject: Hashable, constant: Hashable = None, positive: bool = True) -> Sides:
    """Both sides of something that isn't known."""
    literal = Literal(subject, positive=positive) if constant is None else Literal(subject, constant, positive)
    return frozenset([literal]), frozenset([literal.negated()])


def truth(value: Value) -> Sides:
    """What the truth of a value says."""
    if isinstance(value, (Plain, Unknown)) and value.tests is not None:
        return value.tests
    if isinstance(value, NoneValue):
        return NO
    if isinstance(value, Plain) and value.known:
        return YES if value.constant else NO
    if isinstance(value, Container) and value.exact and (value.surely_filled or not value.entries):
        return YES if value.entries else NO
    if isinstance(value, Choice):
        return of_choice(value, truth, "truth")
    if isinstance(value, Module):
        sized = value.torch is not None and value.torch.container is not None
        return literal_sides(value.key) if sized or value.torch is None else YES
    if isinstance(value, (values.Function, values.Class, values.Holder, values.SelfValue)):
        return YES
    return literal_sides(value.key)


def of_choice(value: Choice, test: Any, what: str) -> Sides:
    """A test of one of several values: what holds for all those that can pass it, and for those that can't."""
    results = [(o, possible(o.guard, test(o.value))) for o in value.options]
    passing_guards = tuple(o.guard for o, r in results if r[0] is not None)
    failing_guards = tuple(o.guard for o, r in results if r[1] is not None)
    whole = Literal((ONE_OF, passing_guards, failing_guards, what, tuple(o.value.key for o in value.options)))
    found: list[Guard | None] = []
    for side in ([(o, r[0]) for o, r in results], [(o, r[1]) for o, r in results]):
        passing = [o.guard | guard for o, guard in side if guard is not None]
        found.append(frozenset.intersection(*passing) if passing else None)
    yes, no = found
    if yes is None or no is None:
        return (yes, no) if yes is not None or no is not None else (ALWAYS, ALWAYS)
    if len(yes) == 1 and no == {next(iter(yes)).negated()}:
        return yes, no
    # on either side, the options that are certain to be on the other one are ruled out
    passed = excluding([o.guard | r[0] for o, r in results if r[0] is not None])
    failed = excluding([o.guard | r[1] for o, r in results if r[1] is not None])
    return yes | failed | {whole}, no | passed | {whole.negated()}


def possible(guard: Guard, found: Sides) -> Sides:
    """The sides of one option's test, without one that its own guard rules out."""
    yes, no = found
    return (yes if yes is not None and consistent(guard, yes) else None,
            no if no is not None and consistent(guard, no) else None)


def compare(operator: str, left: Value, right: Value) -> Sides:
    """What one comparison says."""
    if operator in OPPOSITE:
        yes, no = compare(OPPOSITE[operator], left, right)
        return no, yes
    if operator in ("Eq", "Is"):
        if values.fixed(left) and not values.fixed(right):
            left, right = right, left
        return of_choice(left, lambda v: equal(v, right), f"== {right.key}") if isinstance(left, Choice) else equal(left, right)
    known = (values.constant(left), values.constant(right))
    if values.MISSING not in known:
        return ordered(operator, *known)
    if operator == "In" and isinstance(right, Container) and right.exact and values.fixed(left):
        if all(values.fixed(item) for item in members(right)):
            return YES if any(left.key == item.key for item in members(right)) else NO
    if operator == "In" and isinstance(right, Container):
        return literal_sides(("In", left.key, tuple(item.key for item in members(right))))
    return literal_sides((operator, left.key, right.key))


def members(container: Container) -> list[Value]:
    """What `in` looks at: the keys of a dict, the items of anything else."""
    return [e.key or Unknown() if container.kind.endswith(("dict", "Dict")) else e.value for e in container.entries]


def ordered(operator: str, left: Any, right: Any) -> Sides:
    """`<`, `>` and `in` between known constants."""
    comparisons: dict[str, Callable[[], Any]] = {
        "Lt": lambda: left < right, "Gt": lambda: left > right, "In": lambda: left in right}
    try:
        result = comparisons[operator]()
    except (TypeError, KeyError):
        return ALWAYS, ALWAYS
    return YES if result else NO


def equal(left: Value, right: Value) -> Sides:
    """What `left == right` says."""
    if isinstance(right, Choice):
        return literal_sides(("==", left.key, tuple(o.value.key for o in right.options)))
    if values.fixed(left) and values.fixed(right):
        return YES if left.key == right.key else NO
    if isinstance(right, NoneValue) and not (isinstance(left, Unknown) and not left.some):
        return NO
    if isinstance(left, Plain) and left.tests is not None and values.constant(right) in (True, False):
        return left.tests if values.constant(right) else (left.tests[1], left.tests[0])
    if values.fixed(right):
        literal = Literal(left.key, right.key)
        return frozenset([literal]), frozenset([literal.negated()])
    return literal_sides(("==", left.key, right.key))


def unknown_truth(yes: Guard | None, no: Guard | None) -> Value:
    """The value of a comparison of unknown operands: a truth or something else, with the same sides."""
    if yes is None or no is None:
        return truth_value(yes, no)
    result = Unknown(data=True, tests=(yes, no))
    result.key = values.key_of("truth", yes)
    return result


def truth_value(yes: Guard | None, no: Guard | None) -> Plain:
    """The value of a condition: True, False, or a truth that remembers what it stands for."""
    if yes is None or no is None:
        return Plain(yes is not None)
    result = Plain(tests=(yes, no))
    result.key = values.key_of("truth", yes)
    return result
