"""The verdict of every line of a program, taken from what PyTorch does when the program runs.

Each class is constructed with every combination of its flags, and with its files there or not where it
looks for some (recorder.py watches).  The finished module is then looked at: what is still a plain tensor,
what sits in a container and is registered nowhere, what a class attribute hides.  The verdict of a line is
the union over the runs that reach it: a mistake that one combination leaves behind has to be found, a line
that runs cleanly in all of them has to stay silent.

A run stops at its first error, so what comes after it on that path is open unless another run gets there;
the recorder goes on as if the refused step had succeeded only to learn how the lines before it end up.
"""
from __future__ import annotations

import dataclasses
import dis
import inspect
import itertools
import re
import sys
import types
import typing
import warnings
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import torch
from torch import nn

from tests.torch import recorder
from tests.torch.holdings import CONTAINERS, Held, Tree, contents, has_state, modules_of, storage
from tests.torch.layout import Layout
from tests.torch.recorder import ANY, Plain, Run, Watch

STATE_CODES = {f"TSM10{n}" for n in range(1, 7)}
MODULE_METHODS = {name for name in dir(nn.Module) if callable(getattr(nn.Module, name))}
OWN_STATE = frozenset(vars(nn.Module()))
MOVERS = ("_apply", "to", "cuda", "cpu", "float", "double", "half", "type", "bfloat16")
MOST_RUNS = 32


@dataclass(frozen=True)
class Verdict:
    """What may stand on one line: one of `expect` at least (if any), and nothing outside both sets."""

    expect: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    counts: bool = True

    @property
    def open(self) -> bool:
        return ANY in self.may and not self.expect

    def accepts(self, codes: set[str]) -> bool:
        """Whether a set of reported codes agrees with the verdict."""
        if self.expect and not codes & self.expect:
            return False
        return ANY in self.may or codes <= self.expect | self.may


@dataclass(frozen=True)
class Group:
    """Lines of which one at least must carry one of the codes."""

    lines: frozenset[int]
    codes: frozenset[str]


@dataclass
class Report:
    """The verdicts of one program."""

    lines: dict[int, Verdict] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    classes: int = 0
    runs: int = 0
    completed: int = 0
    clean: int = 0


@dataclass
class Outcome:
    """One run, reduced to what it says of each line."""

    kind: str
    silent: set[int] = field(default_factory=set)
    later: set[int] = field(default_factory=set)
    expected: dict[int, set[str]] = field(default_factory=dict)
    allowed: dict[int, set[str]] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    run: Run | None = None
    finished: bool = False
    clean: bool = False
    ended: int = 0
    error: str = ""


class BadProgram(Exception):
    """The program can't be used: it fails before any class is constructed."""


_serial = itertools.count()


def judge(source: str, samples: dict[str, list[Any]] | None = None) -> Report:
    """Run a program and say what may be reported on each of its lines.

    `samples`: values for constructor parameters that have neither a default nor an annotation to go by.
    """
    layout = Layout(source)
    name = f"torchstate_program_{next(_serial)}"
    filename = f"<{name}>"
    module = types.ModuleType(name)
    module.__file__ = filename
    sys.modules[name] = module
    try:
        with warnings.catch_warnings(), recorder.patched():
            warnings.simplefilter("ignore")
            torch.manual_seed(0)
            bodies = _ClassBodies(filename, layout)
            try:
                bodies.execute(compile(source, filename, "exec"), module.__dict__)
            except Exception as error:
                raise BadProgram(f"{type(error).__name__}: {error}") from error
            return _judge_classes(module, layout, filename, bodies, samples or {})
    finally:
        del sys.modules[name]


def _judge_classes(module: types.ModuleType, layout: Layout, filename: str, bodies: _ClassBodies,
                   samples: dict[str, list[Any]]) -> Report:
    report = Report()
    classes = [value for value in vars(module).values() if isinstance(value, type)
               and value.__module__ == module.__name__ and issubclass(value, nn.Module)]
    outcomes: list[Outcome] = []
    for cls in classes:
        report.classes += 1
        for arguments in _argument_sets(cls, samples):
            for present in (True, False) if "os" in vars(module) else (True,):
                with mock.patch("os.path.exists", lambda path: present):
                    outcomes.append(_construct(cls, arguments, layout, filename, module.__name__))
    report.runs = len(outcomes)
    report.completed = sum(outcome.finished for outcome in outcomes)
    report.clean = sum(outcome.clean for outcome in outcomes)
    names = {cls.__name__ for cls in classes}
    _merge(report, layout, outcomes, names)
    _initialisation(report, layout, outcomes, names)
    _class_bodies(report, layout, bodies, classes, outcomes)
    generated = {cls.__name__ for cls in classes if dataclasses.is_dataclass(cls)}
    written = {line for line, owner in layout.owner.items() if owner in generated
               or any(layout.text.get(line, "").startswith(f"class {name}") for name in generated)}
    for line in layout.open | written:
        report.lines[line] = Verdict(may=frozenset({ANY}))
    return report


# -- building ------------------------------------------------------------------------------------------------


def _argument_sets(cls: type, samples: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Every combination of arguments that the constructor is worth running with."""
    function: Any = cls.__init__  # type: ignore[misc]
    if not isinstance(function, types.FunctionType) or function.__module__ == "torch.nn.modules.module":
        return [{}]
    signature = inspect.signature(function)
    try:
        hints = typing.get_type_hints(function)
    except Exception:
        hints = {}
    used = {i.argval for i in dis.get_instructions(function) if i.opname.startswith("LOAD_")} | set(
        function.__code__.co_cellvars)
    domains: dict[str, list[Any]] = {}
    for parameter in list(signature.parameters.values())[1:]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        domain = samples.get(parameter.name) or _domain(parameter, hints.get(parameter.name))
        if not domain:
            return []
        if parameter.name not in used and parameter.default is not parameter.empty:
            domain = domain[:1]
        domains[parameter.name] = domain
    combinations = itertools.islice(itertools.product(*domains.values()), MOST_RUNS)
    return [dict(zip(domains, values)) for values in combinations]


def _domain(parameter: inspect.Parameter, hint: Any) -> list[Any]:
    default = parameter.default
    values: list[Any] = [] if default is parameter.empty else [default]
    if isinstance(default, bool):
        return [False, True]
    if isinstance(default, int) and parameter.name in ("depth", "levels"):
        return [default, 0]
    if isinstance(default, (tuple, list)) and default:
        return [default, type(default)()]
    kinds = [kind for kind in (*typing.get_args(hint), hint) if kind is not None]
    if nn.Parameter in kinds:
        values.append(_Sample(lambda: nn.Parameter(torch.ones(2))))
    elif torch.Tensor in kinds:
        values.append(_Sample(lambda: torch.ones(2)))
    elif nn.Module in kinds and typing.get_origin(hint) in (list, tuple):
        values.append(_Sample(lambda: [nn.Linear(2, 2), nn.Linear(2, 2)]))
    elif nn.Module in kinds:
        values.append(_Sample(lambda: nn.Linear(2, 2)))
    return values


@dataclass(frozen=True)
class _Sample:
    """An argument that each run gets a new copy of."""

    make: typing.Callable[[], Any]


def _construct(cls: type[nn.Module], arguments: dict[str, Any], layout: Layout, filename: str,
               program: str) -> Outcome:
    """Run one construction and judge what it leaves."""
    root: nn.Module = object.__new__(cls)
    given = {name: value.make() if isinstance(value, _Sample) else value for name, value in arguments.items()}
    run = Run(layout, filename, program, root)
    constructor: Any = cls.__init__
    error = recorder.record(run, lambda: constructor(root, **given))
    outcome = Outcome(cls.__name__, run=run, finished=error is None, clean=error is None and not run.broken)
    outcome.expected, outcome.allowed = run.expected, run.allowed
    outcome.groups = [Group(lines, codes) for lines, codes in run.groups]
    outcome.later = run.later
    if error is None:
        borrowed = {id(value) for value in given.values()}
        borrowed |= {id(item) for value in given.values() if isinstance(value, list) for item in value}
        _Finished(run, outcome, borrowed).judge()
        outcome.silent = set(run.executed)
        if outcome.clean:
            _use(run, outcome)
    else:
        _ended_by(error, run, outcome)
    return outcome


def _initialisation(report: Report, layout: Layout, outcomes: list[Outcome], classes: set[str]) -> None:
    """Registrations that find no tables: the first one of a class is reported, whichever path leads there."""
    for owner in classes:
        runs = [outcome.run for outcome in outcomes if outcome.kind == owner and outcome.run is not None]
        lines = frozenset(run.before_init for run in runs
                          if run.before_init and layout.owner.get(run.before_init) not in classes - {owner})
        if not lines:
            continue
        codes = {"TSM301", "TSM302"}
        if not any(run.initialised for run in runs):
            if all(outcome.finished for outcome in outcomes if outcome.kind == owner):
                codes = {"TSM302"}
        elif all(run.initialised or not run.before_init for run in runs):
            codes = {"TSM301"}
        report.groups.append(Group(lines, frozenset(codes)))
        for line in lines:
            before = report.lines[line]
            if len(lines) == 1:
                report.lines[line] = Verdict(before.expect | codes, before.may)
            else:
                report.lines[line] = Verdict(before.expect, before.may | codes, before.counts)
        if len(lines) == 1:
            report.groups.pop()


def _ended_by(error: Exception, run: Run, outcome: Outcome) -> None:
    """An error that the recorder couldn't step over: a few of them speak for a rule."""
    line = 0
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == run.filename:
            line = run.layout.statement(traceback.tb_lineno)
            outcome.allowed.setdefault(line, set()).add(ANY)
            if not outcome.ended and run.layout.owner.get(line) == outcome.kind:
                outcome.ended = line
        traceback = traceback.tb_next
    if not run.after:
        for line in run.executed:
            outcome.allowed.setdefault(line, set()).add(ANY)
    outcome.error = f"{type(error).__name__}: {error}"
    if "Index given to ParameterDict cannot be used as a key" in str(error) and not run.broken:
        outcome.expected.setdefault(line, set()).update({"TSM204", "TSM303"})
        outcome.allowed.pop(line, None)


def _use(run: Run, outcome: Outcome) -> None:
    """Call the finished module: assignments that its tables refuse show in forward and update."""
    run.after = True
    for method, arguments in (("forward", (torch.ones(2),)), ("update", ())):
        function = inspect.getattr_static(type(run.root), method, None)
        if not isinstance(function, types.FunctionType) or function.__module__ != run.program:
            continue
        error = recorder.record(run, lambda: function(run.root, *arguments))
        outcome.silent |= run.used_after
        if error is not None:
            _ended_by(error, run, outcome)
            break
    outcome.silent |= run.used_after


# -- the finished module -------------------------------------------------------------------------------------


class _Finished:
    """Reads the state of a module whose construction is over."""

    def __init__(self, run: Run, outcome: Outcome, borrowed: set[int]) -> None:
        self.run, self.outcome, self.borrowed = run, outcome, borrowed
        self.root = run.root
        self.tree = Tree.of(run.root)

    def judge(self) -> None:
        exempt = self._moved_by_the_class()
        for name, plain in self.run.plain.items():
            if name in exempt or self.root.__dict__.get(name) is not plain.value or name in OWN_STATE:
                continue
            if name in self.run.tainted:
                self._allow(plain.lines, STATE_CODES | {"TSM204"})
            elif isinstance(plain.value, torch.Tensor):
                self._tensor(name, plain)
            elif name in self.run.watches:
                self._container(name, self.run.watches[name])
            self._over_a_method(name, plain)
        for name in self.run.doubtful:
            self._allow(self.run.named.get(name, ()), {ANY})
        self._hidden()
        self._shared()

    def _say(self, lines: typing.Iterable[int], codes: set[str]) -> None:
        """One of the codes must stand on one of the lines."""
        places = frozenset(lines)
        if not places <= self.run.executed:
            self._allow(places, codes)
        elif len(places) == 1:
            self.outcome.expected.setdefault(next(iter(places)), set()).update(codes)
        else:
            self.outcome.groups.append(Group(places, frozenset(codes)))
            self._allow(places, codes)

    def _allow(self, lines: typing.Iterable[int], codes: set[str]) -> None:
        for line in lines:
            self.outcome.allowed.setdefault(line, set()).update(codes)

    def _moved_by_the_class(self) -> set[str]:
        """Names that are none of ours: the class moves them itself, or sees to all its assignments."""
        own = [cls for cls in type(self.root).__mro__ if cls.__module__ == self.run.program]
        if any("__setattr__" in vars(cls) for cls in own):
            return set(self.run.plain)
        if not any(mover in vars(cls) for cls in own for mover in MOVERS):
            return set()
        before = {name: (plain.value, _snapshot(plain.value, self.run))
                  for name, plain in self.run.plain.items()}
        try:
            self.root.to("meta")
        except Exception:
            for plain in self.run.plain.values():
                self._allow(plain.lines, STATE_CODES)
            return set(self.run.plain)
        changed = set()
        for name, (value, inside) in before.items():
            now = self.root.__dict__.get(name)
            if now is not value or _snapshot(now, self.run) != inside:
                changed.add(name)
        return changed

    def _tensor(self, name: str, plain: Plain) -> None:
        value, lines = plain.value, sorted(set(plain.lines))
        spoil = self.run.spoils.get(value)
        code = "TSM102" if value.requires_grad else "TSM101"
        if plain.buffers:
            still = id(value) in self.tree.buffers and self._reads_buffer(lines, plain.buffers)
            self._say(lines, {"TSM106"} if still else {"TSM106", "TSM101"})
        elif id(value) in self.tree.buffers or storage(value) in self.tree.buffer_storage:
            self._say(lines, {code, "TSM106"})
        elif spoil is None:
            self._say(lines, {code})
        else:
            self._spoiled(lines, spoil, {"TSM102"} if value.requires_grad else {"TSM101", "TSM102"})

    def _spoiled(self, lines: list[int], spoil: recorder.Spoil, codes: set[str]) -> None:
        parameter = spoil.parameter()
        kept = parameter is not None and id(parameter) in self.tree.parameters
        if kept or lines == [spoil.line]:
            self._say(lines, codes)
        elif spoil.own and spoil.exact and not spoil.weak:
            self._say([spoil.line], {"TSM102"})
        else:
            self._say([*lines, spoil.line], codes)

    def _reads_buffer(self, lines: list[int], buffers: list[str]) -> bool:
        """Whether the statement is plainly `self.a = self.<buffer>`."""
        text = self.run.layout.text.get(lines[0], "")
        return len(lines) == 1 and any(re.search(rf"=\s*self\.{name}\s*(#.*)?$", text) for name in buffers)

    def _container(self, name: str, watch: Watch) -> None:
        strict: dict[int, list[set[str]]] = {}
        loose: dict[int, set[str]] = {}
        elsewhere: dict[int, set[int]] = {}
        for held in contents(watch.value, self.run.program):
            item = watch.items.get(id(held.thing))
            line = item.line if item is not None and isinstance(watch.value, CONTAINERS) else watch.line
            expected, allowed = self._held(held, item.buffers if item is not None else [], watch, line)
            if expected:
                strict.setdefault(line, []).append(expected)
            if not expected and not allowed:
                continue
            loose.setdefault(line, set()).update(allowed)
            carried = watch.carried.get(id(held.thing))
            if carried is not None and carried != line:
                self._allow([carried], STATE_CODES)
            if line != watch.line and not self.run.layout.speaks_of(line, name):
                elsewhere.setdefault(line, set()).add(watch.line)
            spoil = self.run.spoils.get(held.thing) if isinstance(held.thing, torch.Tensor) else None
            if spoil is not None and spoil.line != line:
                elsewhere.setdefault(line, set()).add(spoil.line)
        for line, sets in strict.items():
            self._say({line} | elsewhere.get(line, set()), _strongest(sets) | loose[line])
        for line, codes in loose.items():
            if codes:
                self._allow({line} | elsewhere.get(line, set()), codes)

    def _held(self, held: Held, buffers: list[str], watch: Watch, line: int) -> tuple[set[str], set[str]]:
        """The codes that an item must (first) or may (second) bring to its line."""
        thing = held.thing
        if held.through == "function":
            return set(), {"TSM103", "TSM104", "TSM105", "TSM106"}
        if isinstance(thing, nn.Module):
            return self._held_module(held, watch)
        if isinstance(thing, nn.Parameter):
            if id(thing) in self.tree.parameters:
                return set(), set()
            if thing in self.run.doubtful_parameters or id(thing) in self.borrowed:
                return set(), {"TSM102", "TSM103", "TSM104"}
            return {"TSM104"} if held.through != "object" else {"TSM104", "TSM105"}, set()
        if id(thing) not in self.tree.buffers and buffers:
            return {"TSM103", "TSM106"}, set()
        if id(thing) in self.tree.buffers:
            if not buffers:
                return {"TSM103"}, set()
            text = self.run.layout.text.get(line, "")
            named = any(re.search(rf"self\.{buffer}\b(?!\.)", text) for buffer in buffers)
            return ({"TSM106"} if named else {"TSM106", "TSM103"}), set()
        if held.through == "distribution" and not re.search(
                r"torch\.(zeros|ones|tensor|rand|eye|full)", self.run.layout.text.get(line, "")):
            return set(), {"TSM103"}
        codes = {"TSM103"}
        if thing in self.run.spoils:
            codes.add("TSM102")
        if storage(thing) in self.tree.buffer_storage:
            codes.add("TSM106")
        return codes, set()

    def _held_module(self, held: Held, watch: Watch) -> tuple[set[str], set[str]]:
        thing = held.thing
        if id(thing) in self.tree.modules:
            return set(), set()
        if id(thing) in self.borrowed:
            if isinstance(watch.value, (list, tuple)) and len(watch.value) == 1:
                return set(), set()
            if id(watch.value) in self.borrowed:
                return {"TSM105"}, set()
            return set(), {"TSM105"}
        state = has_state(thing)
        if state is None:
            return set(), {"TSM105"}
        if not state:
            return set(), set()
        return {"TSM105"} if held.through == "container" else {"TSM104", "TSM105"}, set()

    def _over_a_method(self, name: str, plain: Plain) -> None:
        """Data over nn.Module's own methods; over the class's own it is a matter of taste."""
        if callable(plain.value) and not isinstance(plain.value, torch.Tensor):
            return
        if name in MODULE_METHODS and plain.value is not None:
            self._say(plain.lines, {"TSM204"})
        elif callable(inspect.getattr_static(type(self.root), name, None)) or name in MODULE_METHODS:
            self._allow(plain.lines, {"TSM204"})

    def _hidden(self) -> None:
        """What is registered under a name that the class answers first."""
        missing = object()
        for table in recorder.TABLES:
            for name, value in self.root.__dict__.get(table, {}).items():
                record = self.run.registered.get(name)
                hidden = inspect.getattr_static(type(self.root), name, missing) is not missing
                if record is None or not hidden:
                    continue
                if name in self.run.tainted or value is None:
                    self._allow([record.line], {"TSM204"})
                elif table == "_modules":
                    self._say([record.line], {"TSM204"})
                else:
                    self._say([record.line], {"TSM201", "TSM204"})

    def _shared(self) -> None:
        """One module several times in a container is left open: whether it is a mistake, no run can say."""
        for name, record in self.run.registered.items():
            child = self.root.__dict__.get("_modules", {}).get(name)
            for module in modules_of(child) if isinstance(child, nn.Module) else []:
                children = [id(part) for part in module.__dict__.get("_modules", {}).values() if part]
                if len(set(children)) < len(children):
                    self._allow([record.line], {"TSM107"})
        for watch in self.run.watches.values():
            if isinstance(watch.value, (list, tuple)):
                ids = [id(part) for part in watch.value if isinstance(part, nn.Module)]
                if len(set(ids)) < len(ids):
                    self._allow([watch.line], {"TSM107"})
                    self.outcome.expected.get(watch.line, set()).add("TSM107")


def _strongest(sets: list[set[str]]) -> set[str]:
    """Of the items of one statement, Parameters win over modules and modules over tensors."""
    if {"TSM104"} in sets:
        return {"TSM104"}
    layers = [codes for codes in sets if "TSM105" in codes]
    return set().union(*(layers or sets))


def _snapshot(value: Any, run: Run) -> list[Any]:
    return [(id(held.thing), getattr(held.thing, "dtype", None)) for held in contents(value, run.program)]


# -- merging -------------------------------------------------------------------------------------------------


def _merge(report: Report, layout: Layout, outcomes: list[Outcome], classes: set[str]) -> None:
    """A class's own runs decide its lines; lines that only other classes reach go by those."""
    replaced = _replaced(layout, outcomes, classes)
    inherited: dict[int, set[str]] = {}
    for line in sorted(layout.first.values()):
        if line in report.lines:
            continue
        owner = layout.owner.get(line)
        own = [outcome for outcome in outcomes if owner not in classes or outcome.kind == owner]
        others = [outcome for outcome in outcomes if owner in classes and outcome.kind != owner]
        verdict = _line(line, own, layout)
        foreign = _line(line, others, layout)
        if verdict is None:
            verdict = foreign
        elif not verdict.expect and foreign is not None:
            _at_the_call(inherited, line, others, verdict)
            verdict = Verdict(may=verdict.may | foreign.expect | foreign.may, counts=verdict.counts)
        if line in layout.first.values() and line not in layout.simple:
            verdict = verdict or Verdict(counts=False)
            verdict = Verdict(verdict.expect, verdict.may, counts=bool(verdict.expect))
        if verdict is None:
            verdict = Verdict(may=frozenset({ANY}))
        report.lines[line] = _with_replaced(verdict, replaced.get(line))
    for line, codes in inherited.items():
        verdict = report.lines[line]
        report.lines[line] = Verdict(verdict.expect, verdict.may | codes, verdict.counts)
    for outcome in outcomes:
        for group in outcome.groups:
            mine = {layout.owner.get(line) for line in group.lines}
            if (outcome.kind in mine or not mine & classes) and group not in report.groups:
                report.groups.append(group)
    report.groups = [group for group in report.groups if not group.lines & layout.open]


def _at_the_call(inherited: dict[int, set[str]], line: int, others: list[Outcome], own: Verdict) -> None:
    """What only a subclass makes a mistake of a base's line may stand where the subclass calls it."""
    for outcome in others:
        codes = (outcome.expected.get(line, set()) | outcome.allowed.get(line, set())) - own.may
        for caller in outcome.run.callers.get(line, ()) if outcome.run is not None and codes else ():
            inherited.setdefault(caller, set()).update(codes)


def _line(line: int, outcomes: list[Outcome], layout: Layout) -> Verdict | None:
    expected: set[str] = set()
    allowed: set[str] = set()
    reached = later = False
    for outcome in outcomes:
        expected |= outcome.expected.get(line, set())
        allowed |= outcome.allowed.get(line, set())
        reached = reached or line in outcome.silent
        if 0 < outcome.ended < line:
            allowed.add(ANY)
        later = later or line in outcome.later
    if later:
        allowed.add("TSM202")
    after = [outcome.run.after_errors.get(line, set()) for outcome in outcomes
             if outcome.run is not None and outcome.clean and line in outcome.run.used_after]
    if after and any(after):
        certain = all("TSM203" in codes for codes in after) and all(outcome.clean for outcome in outcomes)
        (expected if certain else allowed).update(set().union(*after))
    if expected:
        return Verdict(frozenset(expected), frozenset(allowed))
    if reached:
        return Verdict(may=frozenset(allowed))
    if later or allowed:
        return Verdict(may=frozenset({ANY}))
    return None


def _replaced(layout: Layout, outcomes: list[Outcome], classes: set[str]) -> dict[int, str]:
    """TSM202 for each line that replaces a registration: "must" or "may"; on no other line may it stand."""
    found: dict[int, str] = {}
    for owner in classes:
        runs = [outcome for outcome in outcomes if outcome.kind == owner and outcome.run is not None]
        pairs = {(entry.first, entry.second) for outcome in runs for entry in _entries(outcome)}
        for first, second in pairs:
            if layout.owner.get(second) == owner == layout.owner.get(first):
                answer = _replacement(layout, first, second, runs)
                if answer is not None and found.get(second) != "must":
                    found[second] = answer
    return found


def _entries(outcome: Outcome) -> list[recorder.Replaced]:
    return outcome.run.replaced if outcome.run is not None else []


def _replacement(layout: Layout, first: int, second: int, runs: list[Outcome]) -> str | None:
    """Certain where every run that makes the first registration replaces it here, with nothing in between."""
    here = [[entry for entry in _entries(outcome) if (entry.first, entry.second) == (first, second)]
            for outcome in runs]
    if all(entry.read for entries in here for entry in entries):
        return None
    made = [first in _ran(outcome) for outcome in runs]
    gone = [any(entry.first == first for entry in _entries(outcome)) for outcome in runs]
    unclear = any(entry.read or entry.alive or entry.update for entries in here for entry in entries)
    if unclear or first == second or not all(outcome.clean for outcome in runs):
        return "may"
    if made != [bool(entries) for entries in here]:
        return "may" if made == gone else None
    again = [second in _ran(outcome) for outcome in runs]
    together = all(made) or layout.block.get(first) == layout.block.get(second)
    return "must" if made == again and together else "may"


def _ran(outcome: Outcome) -> set[int]:
    assert outcome.run is not None
    return outcome.run.executed | outcome.run.later


def _with_replaced(verdict: Verdict, answer: str | None) -> Verdict:
    if answer == "must" and not verdict.expect and not verdict.open:
        return Verdict(frozenset({"TSM202"}), verdict.may)
    if answer in ("must", "may"):
        return Verdict(verdict.expect, verdict.may | {"TSM202"}, verdict.counts)
    return verdict


# -- class bodies --------------------------------------------------------------------------------------------


class _ClassBodies:
    """Which statement of which class body made each class attribute."""

    def __init__(self, filename: str, layout: Layout) -> None:
        self.filename, self.layout = filename, layout
        self.made: dict[str, dict[str, tuple[int, Any]]] = {}
        self.lines: set[int] = set()

    def execute(self, code: types.CodeType, namespace: dict[str, Any]) -> None:
        before = sys.gettrace()
        sys.settrace(self._trace)
        try:
            exec(code, namespace)
        finally:
            sys.settrace(before)

    def _trace(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        if frame.f_code.co_filename != self.filename or frame.f_code.co_flags & inspect.CO_OPTIMIZED:
            return None
        if frame.f_code.co_name == "<module>":
            return None
        line = 0

        def inside(frame: types.FrameType, event: str, arg: Any) -> Any:
            nonlocal line
            known = self.made.setdefault(frame.f_code.co_name, {})
            for name, value in list(frame.f_locals.items()):
                if name not in known or known[name][1] is not value:
                    known[name] = (line, value)
            line = self.layout.statement(frame.f_lineno)
            self.lines.add(line)
            return inside
        return inside


def _class_bodies(report: Report, layout: Layout, bodies: _ClassBodies, classes: list[type],
                  outcomes: list[Outcome]) -> None:
    for line in bodies.lines & layout.simple:
        report.lines[line] = Verdict()
    names = {cls.__name__: cls for cls in classes}
    touched = {name for outcome in outcomes if outcome.run is not None for name in outcome.run.named}
    for owner, made in bodies.made.items():
        for name, (line, value) in made.items():
            codes, certain = _class_attribute(value)
            if codes and line and line in report.lines:
                sure = certain and owner in names and name not in touched
                report.lines[line] = Verdict(frozenset(codes)) if sure else Verdict(
                    may=frozenset({*codes, ANY}))


def _class_attribute(value: Any) -> tuple[set[str], bool]:
    if isinstance(value, nn.Parameter):
        return {"TSM104"}, True
    if isinstance(value, torch.Tensor):
        return ({"TSM101", "TSM102"} if value.requires_grad else {"TSM101"}), True
    if isinstance(value, nn.Module):
        state = has_state(value)
        return ({"TSM105"}, bool(state)) if state is not False else (set(), False)
    if any(True for _ in contents(value, "")):
        return {"TSM103", "TSM104", "TSM105"}, False
    return set(), False
