"""The fix of TSM101: the assignment of a tensor becomes the registration of a buffer, in place."""
from __future__ import annotations

import ast
import functools
from dataclasses import dataclass

from flake8_torchstate.fixers import imports
from flake8_torchstate.fixers.bodies import made_for_each
from flake8_torchstate.fixers.changes import Changes, if_certain
from flake8_torchstate.fixers.elsewhere import claimed_elsewhere
from flake8_torchstate.fixers.meetings import CPU, NUMPY, Meetings, meetings_of
from flake8_torchstate.fixers.names import earlier_away
from flake8_torchstate.fixers.precision import may_be_rounded, name_of, words_behind
from flake8_torchstate.fixers.registrations import Buffer, Part, as_objects, as_registrations
from flake8_torchstate.fixers.writes import (
    BUFFER, attributes, changed_by, free, given_by, keeps_kind, key_of, loose_setters, ordinary, own_statement,
    registered_elsewhere, written_from_outside)
from flake8_torchstate.model import values
from flake8_torchstate.model.events import ClassBodyValue
from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.values import Container, Holder, NoneValue, Tensor, Unknown
from flake8_torchstate.report.context import COMPLEX, is_of_self
from flake8_torchstate.report.findings import Edit, Fix, Report
from flake8_torchstate.report.purpose import is_only_placeholder, is_saved, is_weight, number_of, twin_of
from flake8_torchstate.report.trees import NoFix

LEAVES = "stays a plain tensor"


@if_certain
def buffer_fix(report: Report, lost: LostTensor) -> Fix:
    """The fix of a bare tensor, where it's certain that nothing breaks.

    What meets it in an expression is registered with it, or neither is.
    """
    if not ordinary(report):
        raise NoFix("the class keeps its names in a way of its own")
    if lost.in_class_body:
        if lost.value.grad is not False or misfit(report, lost):
            raise NoFix("it may be meant to be trained")
        return made_for_each(report, lost.site, lost.name, buffer=Buffer(lost.name, is_saved(report, lost)))
    if lost.later is not None:
        return earlier_away(report, lost.later)
    all_plans = plans_of(report)
    here = all_plans.of(lost)
    plans = all_plans.together(here)
    rounded, frozen = any(plan.rounds for plan in plans), any(plan.freezes for plan in plans)
    setters = {method for plan in plans for n in plan.names for method in loose_setters(report, n).values()}
    names = list(dict.fromkeys([lost.name, *(n for plan in plans for n in plan.names)]))
    quoted = ", ".join(f"'{report.written(name)}'" for name in names)
    title = f"Register {quoted} as a buffer" if len(names) == 1 else f"Register {quoted} as buffers"
    if rounded:
        title += ", which .half() and .to(torch.bfloat16) round"
    if frozen:
        title += ", which no optimizer changes"
    if setters:
        title += f", which {min(setters)}() can give nothing but tensors"
    safe = not rounded and not frozen and not setters and not any(plan.saves for plan in plans)
    changes, more = Changes(report.context.tree([plan.statement for plan in plans])), list[Edit]()
    if report.config.buffer_style == "nn.Buffer":
        nn, more = imports.nn_of(report)
        for plan in plans:
            as_objects(changes, plan.statement, plan.parts, f"{nn}.Buffer")
    else:
        declared = set[str]()
        for plan in plans:
            as_registrations(report, changes, plan.statement, plan.parts, declared)
    return changes.fix(title, safe, more)


# --- which statements change together


@dataclass(frozen=True, eq=False)
class Plan:
    """A statement that becomes a registration.

    rounds: `.half()` would round what it registers; freezes: it may be somebody's Parameter, or be made of one.
    """

    statement: ast.stmt
    parts: list[Part]
    rounds: bool
    freezes: bool

    @property
    def names(self) -> list[str]:
        """What it registers."""
        return [part.becomes.name for part in self.parts if part.becomes is not None]

    @property
    def saves(self) -> bool:
        """Whether `state_dict()` gets a key more."""
        return any(part.becomes is not None and part.becomes.persistent for part in self.parts)


@functools.lru_cache(maxsize=1)
def plans_of(report: Report) -> Plans:
    """The plans for a class, worked out once."""
    return Plans(report)


class Plans:
    """What becomes of the bare tensors of a class."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._lost = [o for o in report.lost_tensors if o.value.grad is not True and not o.alias]
        self._known: dict[tuple[str, tuple[int, int]], Plan | NoFix] = {}

    @functools.cached_property
    def _meetings(self) -> Meetings:
        return meetings_of(self._report, frozenset(self._report.written(o.name) for o in self._lost))

    def of(self, lost: LostTensor) -> Plan:
        """The plan for one.  Raises NoFix."""
        key = lost.name, lost.site.position()
        if key not in self._known:
            try:
                self._known[key] = self._plan(lost)
            except NoFix as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, NoFix):
            raise found
        return found

    def _plan(self, lost: LostTensor) -> Plan:
        report = self._report
        statement = own_statement(report, site_to_write(report, lost))
        parts = Parts(report, statement).found_for(lost.name)
        tensors = {other.name: other.value for other in self._lost}
        rounds = any(may_be_rounded(report, statement, part.value, report.written(name), tensors[name])
                     for part in parts if part.becomes is not None for name in [part.becomes.name])
        names = [part.becomes.name for part in parts if part.becomes is not None]
        given = [value for name in names for value in given_by(report, name, statement)]
        freezes = any(isinstance(v, Tensor) and (v.grad is None or v.borrowed or v.history) for v in given)
        return Plan(statement, parts, rounds, freezes)

    def together(self, first: Plan) -> list[Plan]:
        """The plans of all that must change where one does.  Raises NoFix where one of these can't."""
        chosen = {first.statement: first}
        waiting = list(first.names)
        done: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in done:
                continue
            done.add(name)
            for lost in self._lost:
                if lost.name == name:
                    plan = self.of(lost)
                    chosen.setdefault(plan.statement, plan)
                    waiting += plan.names
            waiting += self._partners(name)
        for plan in chosen.values():
            if len(chosen) > 1 and "noqa" in self._report.context.line(plan.statement.lineno):
                raise NoFix(f"line {plan.statement.lineno}, which is to stay as it is, would have to change with it")
        return sorted(chosen.values(), key=lambda plan: plan.statement.lineno)

    def _partners(self, name: str) -> list[str]:
        """The lost tensors that an expression uses together with one.  Raises NoFix where something else stays behind.
        """
        report, meetings = self._report, self._meetings
        written = report.written(name)
        if written in meetings.given:
            raise NoFix(f"line {meetings.given[written]} gives it a tensor that was made on the CPU")
        partners: list[str] = []
        for other, line in meetings.met.get(written, {}).items():
            if other == NUMPY:
                raise NoFix(f"line {line} gives it to a package that reads the CPU's memory alone")
            if other == CPU or CPU in meetings.stored.get(other, ()) and other not in self._registered:
                raise NoFix(f"line {line} uses it together with a tensor that was made on the CPU")
            partner = report.cls.private(other)
            mine = [lost for lost in self._lost if lost.name == partner]
            for lost in mine:
                try:
                    self.of(lost)
                except NoFix as error:
                    raise NoFix(f"line {line} uses it together with '{other}', which {LEAVES}: {error}") from error
            if not mine and other not in self._registered and (
                    CPU in meetings.built.get(other, ()) or stays_behind(report, partner)
                    or ((written, other) in meetings.alone and may_be_tensor(report, partner))):
                raise NoFix(f"line {line} uses it together with '{other}', which {LEAVES}, or may be one")
            partners += [partner] if mine else []
        return partners

    @functools.cached_property
    def _registered(self) -> set[str]:
        held = self._report.state.names.items()
        return {self._report.written(name) for name, all_held in held if any(h.registered for h in all_held)}


def stays_behind(report: Report, name: str) -> bool:
    """Whether a name may hold a tensor, or something with tensors in it, that `.to()` doesn't move."""
    if name in {event.name for event in report.events(ClassBodyValue)}:
        return True
    if name in {lost.name for lost in report.lost_items} | {lost.name for lost in report.lost_tensors}:
        return True
    return any(isinstance(value, (Tensor, Holder)) for value in unregistered(report, name))


def may_be_tensor(report: Report, name: str) -> bool:
    """Whether what a name holds isn't known, or isn't known to hold no tensor."""
    return any(isinstance(value, Unknown) or (isinstance(value, Container) and not value.exact)
               for value in unregistered(report, name))


def unregistered(report: Report, name: str) -> list[values.Value]:
    """What a name may hold when construction is over, where no table has it."""
    held = [h for h in report.state.names.get(name, ()) if not h.absent and not h.registered]
    return [option.value for h in held if h.value is not None for option in values.options(h.value)]


def site_to_write(report: Report, lost: LostTensor) -> Site:
    """The one statement that sets the name first, and can register it."""
    firsts: dict[tuple[int, int], Site] = {}
    for other in report.lost_tensors:
        if other.name == lost.name and other.site.position() == lost.site.position():
            first = other.first
            placeholder = first is None or (
                not first.early and isinstance(first.value, (NoneValue, Tensor)) and first.guard <= other.guard)
            if other.later is not None or other.in_class_body or other.early or other.alias or not placeholder:
                raise NoFix("it holds something else at first or later")
            site = first.site if first is not None and first.site is not None else other.site
            firsts[site.position()] = site
    if len(firsts) != 1:
        raise NoFix("several statements set it")
    return next(iter(firsts.values()))


# --- what a statement sets


class Parts:
    """The targets of one statement."""

    def __init__(self, report: Report, statement: ast.stmt) -> None:
        self._report = report
        self._statement = statement
        self._refused: dict[str, NoFix] = {}
        self._found = self._parts(statement)

    def found_for(self, name: str) -> list[Part]:
        """The targets, one of which is a name that becomes a buffer.  Raises NoFix where it doesn't."""
        if all(part.becomes is None or part.becomes.name != name for part in self._found):
            raise self._refused.get(name, NoFix("it can't be registered there"))
        return self._found

    def _parts(self, node: ast.stmt) -> list[Part]:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            if any(isinstance(n, (ast.Name, ast.Attribute)) and name_of(n) in ("Final", "ClassVar")
                   for n in ast.walk(node.annotation)):
                raise NoFix("its annotation says that it is assigned once, there")
            return [Part(node.target, node.value, self._becomes(node.target, node.value))]
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Tuple, ast.List)):
            return [Part(target, value, self._may_become(target, value)) for target, value in self._pairs(node)]
        if isinstance(node, ast.Assign):
            return [Part(t, node.value, None if isinstance(t, ast.Name) else self._becomes(t, node.value))
                    for t in node.targets]
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or (
                call.func.id != "setattr" or len(call.args) != 3):
            raise NoFix("it isn't an assignment")
        owner, name, value = call.args
        here = self._report.context.start(node)
        if not isinstance(owner, ast.Name) or isinstance(value, ast.Starred) or any(
                held.site is not None and held.site.position() == here for _, held in self._report.state.patterns):
            raise NoFix("not all names that it sets are known")
        names = sorted({w.name for w in self._report.state.written
                        if w.site.position() == here and w.site.file is self._report.cls.source})
        return [Part(name, value, self._buffer(n, value)) for n in names]

    def _pairs(self, node: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
        """`self.a, self.b = one, two`, where each value may be assigned before the next one is looked at.

        Of what one expression gives them all, each has the whole.
        """
        left, right = node.targets[0], node.value
        if len(node.targets) > 1 or not isinstance(left, (ast.Tuple, ast.List)):
            raise NoFix("it sets several names in several ways")
        if not isinstance(right, (ast.Tuple, ast.List)):
            return [(target, right) for target in left.elts]
        if len(left.elts) != len(right.elts) or node.lineno != node.end_lineno:
            raise NoFix("its values can't be taken apart")
        set_before: set[tuple[bool, str]] = set()
        for target, value in zip(left.elts, right.elts):
            nodes = list(ast.walk(value))
            calls_own = any(is_of_self(n) and n.attr in self._report.cls.methods for n in nodes)
            if not isinstance(target, (ast.Attribute, ast.Name)) or isinstance(value, ast.Starred) or (
                    set_before and (calls_own or set_before & {key_of(n) for n in nodes})):
                raise NoFix("a value reads what an earlier target sets")
            set_before.add(key_of(target))
        return list(zip(left.elts, right.elts))

    def _may_become(self, target: ast.expr, value: ast.expr) -> Buffer | None:
        try:
            return self._becomes(target, value)
        except NoFix as error:
            if isinstance(target, ast.Attribute):
                self._refused[self._report.cls.private(target.attr)] = error
            return None

    def _becomes(self, target: ast.expr, value: ast.expr) -> Buffer:
        if not isinstance(target, ast.Attribute) or not isinstance(target.value, ast.Name):
            raise NoFix("it isn't an attribute of the module")
        return self._buffer(self._report.cls.private(target.attr), value)

    def _buffer(self, name: str, value: ast.expr) -> Buffer:
        """A name as a buffer of the statement."""
        report = self._report
        lost = [o for o in report.lost_tensors if o.name == name and o.value.grad is not True and not o.alias]
        if not lost:
            raise NoFix("what stands there isn't lost")
        for reason in (misfit(report, other) for other in lost):
            if reason:
                raise NoFix(reason)
        if not self._is_tensor(name, value):
            raise NoFix("it may be something else than a tensor of real numbers without gradients")
        if not free(report, name):
            raise NoFix("a base that isn't fully known, a subclass or the class itself may have the name too")
        if registered_elsewhere(report, name):
            raise NoFix("other code registers the name, so that a plain tensor may be meant here")
        if not keeps_kind(report, name, self._statement, BUFFER):
            raise NoFix("something else than a tensor may be assigned to it")
        if written_from_outside(report, name):
            raise NoFix("other code of the file sets it")
        if changed_in_place(report, sharing(report, name)):
            raise NoFix("it is changed in place, and another name has the same tensor")
        claim = claimed_elsewhere(report, report.written(name))
        if claim:
            raise NoFix(claim)
        choice = report.config.persistent
        return Buffer(name, choice == "always" or (choice == "statistics" and is_saved(report, lost[0])))

    def _is_tensor(self, name: str, value: ast.expr) -> bool:
        """Whether the statement certainly gives the name nothing but real tensors without gradients, or None.

        An argument's may be a Parameter: that is looked at with the plan.
        """
        if self._may_be_complex(value):
            return False
        found = given_by(self._report, name, self._statement)
        if self._report.config.buffer_style == "nn.Buffer" and any(not isinstance(v, Tensor) for v in found):
            return False  # nn.Buffer(None) is an empty tensor
        return bool(found) and all(isinstance(v, NoneValue) or (
            isinstance(v, Tensor) and v.grad is not True) for v in found)

    def _may_be_complex(self, value: ast.expr) -> bool:
        """Whether the value, or anything that it's made of, has to do with complex numbers."""
        return bool(COMPLEX & words_behind(self._report, self._statement, value))


def misfit(report: Report, lost: LostTensor) -> str:
    """Why a buffer isn't what fits; "" where it does."""
    twin, number = twin_of(report, lost), number_of(report, lost)
    if is_weight(report, lost):
        return "it looks like what is to be trained"
    if twin:
        return f"it's another copy of the buffer {twin}"
    if is_only_placeholder(report, lost):
        return "forward replaces it before anything reads it"
    return "only a plain value of it is used" if number else ""


def sharing(report: Report, name: str) -> set[str]:
    """The names that hold the same tensor, as the code writes them."""
    written = report.state.written
    held = {o.value for w in written if w.name == name for o in values.options(w.value) if isinstance(o.value, Tensor)}
    return {report.written(w.name) for w in written if any(o.value in held for o in values.options(w.value))}


def changed_in_place(report: Report, names: set[str]) -> bool:
    """Whether one of several names for a tensor is changed in place, which the others see only until it's moved."""
    return len(names) > 1 and any(names & attributes(n) and not report.context.is_of_another_class(n)
                                  for node in report.context.nodes for n in changed_by(node))
