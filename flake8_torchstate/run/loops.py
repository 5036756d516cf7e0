"""Loops: a body that runs once for each known item, or once for all."""
from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator, Sequence

from flake8_torchstate.code.source import statements
from flake8_torchstate.model import values
from flake8_torchstate.model.values import NoneValue, Plain, Unknown, Value
from flake8_torchstate.run.machine import Machine, is_of_round
from flake8_torchstate.run.targets import assign_target


def run_loop(
    machine: Machine, body: Sequence[ast.stmt], rounds: Sequence[tuple[ast.expr | None, Value]], exact: bool,
    mark: Hashable = None
) -> None:
    """Run a loop's body; it's taken to be entered.  mark: the key of a value that is older than all of its rounds."""
    since, serial = len(machine.flow.gone), machine.state.serial
    before = machine.here
    outer = machine.flow.unrolling
    machine.flow.loops += 1
    mark = values.Value().key if mark is None else mark
    elements = {v for _, e in rounds for v in values.within(e)}
    machine.flow.marks.append((mark, elements))
    machine.flow.unrolling = outer and exact
    machine.state.loose = not machine.flow.unrolling
    if not exact:
        loosen(machine, body)
    for target, element in rounds:
        if machine.flow.path is None:
            break
        if target is not None:
            assign_target(machine, target, element)
        end = machine.run_on(machine.flow.path, body)
        machine.flow.path = (
            machine.flow.less(before, since, ("return", "raise", "break")) if exact else (end or machine.flow.path)
        )
    machine.flow.loops -= 1
    machine.flow.marks.pop()
    machine.flow.unrolling = outer
    machine.state.loose = machine.flow.loops > 0 and not outer
    machine.flow.path = machine.flow.less(before, since, ("return", "raise"))
    machine.flow.gone[since:] = [g for g in machine.flow.gone[since:] if g[1] in ("return", "raise")]
    if not exact and machine.state.serial > serial:
        keys = {element.key for element in elements}
        machine.state.rounds.update(
            literal for entries in machine.state.names.values() for held in entries if held.serial > serial
            for literal in held.guard if is_of_round(literal, mark, keys))


def loosen(machine: Machine, body: Sequence[ast.stmt]) -> None:
    """Forget the constants of names that a loop's body assigns: they differ from round to round."""
    for name in assigned_names(body):
        value = machine.local(name)
        if isinstance(value, (Plain, NoneValue)):
            machine.bind(name, Unknown())


def assigned_names(body: Sequence[ast.stmt]) -> list[str]:
    """The local names that a block assigns."""
    found: list[str] = []
    for node in statements(list(body)):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found += [target.id for target in flat(targets) if isinstance(target, ast.Name)]
    return found


def flat(targets: Sequence[ast.expr | None]) -> Iterator[ast.expr]:
    """Targets, with those in tuples and lists one by one."""
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            yield from flat(target.elts)
        elif isinstance(target, ast.Starred):
            yield target.value
        elif target is not None:
            yield target
