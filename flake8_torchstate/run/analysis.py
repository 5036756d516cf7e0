"""From a file to its findings: which classes are Modules, what their construction leaves, what the rules say of it.

Whatever goes wrong with one class becomes a TSM000 on it and leaves the others alone.
"""
from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace

from flake8_torchstate.model import guards, values
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.code.classes import MODULE, MOVERS, ClassInfo
from flake8_torchstate.config import Config
from flake8_torchstate.report.findings import Finding, Report
from flake8_torchstate.model.guards import Path
from flake8_torchstate.run.interpret import REGISTER, Interpreter
from flake8_torchstate.run.machine import MOST_STEPS, Frame, TooMuch
from flake8_torchstate.knowledge.names import FORWARD, MISSPELT, TRANSPARENT
from flake8_torchstate.code.project import Project
from flake8_torchstate.model.registry import Place
from flake8_torchstate.code.scopes import FunctionInfo, Outline
from flake8_torchstate.run.methods import Look
from flake8_torchstate.screen import looked_at
from flake8_torchstate.report.pieces import Site
from flake8_torchstate.code.source import Source
from flake8_torchstate.model.state import BrokenInit, Clash, ClassBodyValue, Held, MadePerCall, ModuleState
from flake8_torchstate.run.calls import Arguments
from flake8_torchstate.model.values import Container, Function, Holder, Module, Parameter, Tensor, Unknown, Value

MOST_SUMMARIES = 30
MOST_SUMMARY_STEPS = 4_000


class World:
    """What one run over a file knows besides the class at hand: options, other classes, their summaries."""

    def __init__(self, config: Config, project: Project) -> None:
        self.config = config
        self.project = project
        self._summaries: dict[ClassInfo, ModuleState | None] = {}

    def summary(self, info: ClassInfo) -> ModuleState | None:
        """What constructing a class of the tree leaves; None while it's being found out, or where it can't be."""
        if info not in self._summaries:
            self._summaries[info] = None
            if len(self._summaries) <= MOST_SUMMARIES:
                try:
                    self._summaries[info] = construct(self, info, MOST_SUMMARY_STEPS).state
                except (RecursionError, TooMuch):
                    pass
        return self._summaries[info]

    def ran(self, info: ClassInfo) -> set[FunctionInfo]:
        """The functions that a class's own construction runs."""
        state = self.summary(info)
        return state.ran if state is not None else set()

    def keeps_state(self, info: ClassInfo) -> bool | None:
        """Whether an instance of a Module class holds parameters or buffers; None where that isn't known."""
        state = self.summary(info)
        if state is None:
            return None
        held = [h for entries in state.names.values() for h in entries if state.alive(h)]
        if any(h.registered and keeps(h.value) is True for h in held):
            return True
        unknown = state.opaque or state.patterns or any(h.slot is None or (h.registered and keeps(h.value) is None) for h in held)
        return None if unknown else False

    def members(self, info: ClassInfo) -> dict[str, Value]:
        """What the constructor of a class that is no Module leaves on its instance."""
        state = self.summary(info)
        if state is None:
            return {}
        found: dict[str, Value] = {}
        for name, entries in state.names.items():
            kept = [values.Option(h.guard, h.value) for h in entries if h.value is not None and state.alive(h)]
            if kept:
                found[name] = values.choose(kept)
        for entry in (e for v in found.values() for c in values.within(v) if isinstance(c, Container) for e in c.entries):
            entry.site = None  # to the one that holds the object, its items were there from the start
        return found

    def member(self, info: ClassInfo, name: str) -> Value | None:
        """What an instance of a Module class certainly holds under a name."""
        state = self.summary(info)
        held = state.names.get(name, []) if state is not None else []
        if len(held) != 1 or not held[0].registered:
            return None
        value = held[0].value
        place = held[0].slot.place if held[0].slot is not None else None
        if isinstance(value, Parameter) and place is Place.PARAMETERS:
            return Parameter(grad=value.grad, fresh=False, dtype=value.dtype)
        if isinstance(value, Tensor) and place is Place.BUFFERS:
            return Tensor(grad=False, dtype=value.dtype)
        if isinstance(value, Module):
            return replace(value, borrowed=False, made=None, members={})
        return None


def keeps(value: Value | None) -> bool | None:
    """Whether something registered holds state itself; None where that isn't known."""
    if isinstance(value, Module):
        return value.known_state
    return None if value is None or isinstance(value, Unknown) else not isinstance(value, values.NoneValue)


def construct(world: World, info: ClassInfo, most: int = MOST_STEPS) -> Interpreter:
    """Run a class's construction: its `__init__` by the MRO, and the methods that the options count as part of it.

    Raises TooMuch after `most` steps.
    """
    run = Interpreter(world, info)
    run.most = most
    state = run.state
    state.own_setattr = info.defines("__setattr__")
    custom_new = info.defines("__new__") or info.has_metaclass or decorated_init(info)
    # of a class that only behaves like a Module it isn't known when its tables are made
    state.assume_initialised = custom_new or not info.is_module
    state.opaque = info.has_unknown_base
    state.moved, state.moves_all = moved_names(info)
    state.rebuilt = rebuilt_names(info, state.moved)
    called = [info.find_method(name) for name in state.moved | state.rebuilt]
    state.moved |= {name for method in called if method is not None for name in method.outline.updated}
    state.moves_all = state.moves_all or any(method is not None and sets_any_name(method.outline) for method in called)
    for path in (cls for cls in info.mro if isinstance(cls, str)):
        state.own_setattr = state.own_setattr or libraries.has_own_setattr(path)
        state.assume_initialised = state.assume_initialised or libraries.initialises_early(path)
        state.moves_all = state.moves_all or libraries.moves(path)
        state.moved |= libraries.moved_names(path)
    run.header = header(info)
    enter(run, info)
    for name in (*info.after_init, *world.config.init_methods):
        method = info.find_method(name)
        if method is not None and run.path is not None:
            run.call_function(Function(method, run.self_value), Arguments(open=True))
    state.exits = [run.path] if run.path is not None else []
    state.ran = run.ran
    return run


def decorated_init(info: ClassInfo) -> bool:
    """Whether a decorator that isn't known wraps the constructor."""
    method = info.find_method("__init__")
    return method is not None and not all(name.startswith(TRANSPARENT) for name in method.decorators())


def enter(run: Interpreter, info: ClassInfo) -> None:
    """Call the constructor with arguments of which only annotations and defaults are known."""
    for cls in info.mro:
        if isinstance(cls, ClassInfo) and "__init__" in cls.methods:
            method = cls.methods["__init__"]
            run.ran.add(method)
            run.run_call(Frame(method.body_scope, cls, method), run.self_value, None)
            return
        if isinstance(cls, ClassInfo) and cls.generates_init:
            run.dataclass_init(cls, Arguments(open=True))
            return
        if not isinstance(cls, ClassInfo):
            run.run_init(None, Arguments(open=True))
            return


def moved_names(info: ClassInfo) -> tuple[set[str], bool]:
    """The names that a class's own `_apply`, `to`, `cuda`, … mentions, and whether it may set any name."""
    found: set[str] = set()
    everything = False
    for name in MOVERS:
        for outline in (cls.methods[name].outline for cls in info.family if name in cls.methods):
            found |= outline.self_names
            everything = everything or sets_any_name(outline)
    return found, everything


def sets_any_name(outline: Outline) -> bool:
    """Whether a function may set attributes whose names don't stand in it."""
    return "__dict__" in outline.self_names or bool({"setattr", "vars"} & outline.called)


def rebuilt_names(info: ClassInfo, moved: set[str]) -> set[str]:
    """The names that the methods which `_apply`, `to`, … call set anew, through calls of calls too."""
    found: set[str] = set()
    called = list(moved)
    seen: set[str] = set()
    while called:
        name = called.pop()
        method = info.find_method(name)
        if method is None or name in seen:
            continue
        seen.add(name)
        called += method.outline.self_names
        found |= method.outline.self_names
    return found


# --- what comes after construction


def examine(run: Interpreter, world: World, config: Config) -> Report:
    """Look at the constructor chain, the class body, and the methods that construction didn't run."""
    info = run.state.cls
    examine_chain(run, info)
    examine_body(run, info)
    report = Report(run.state, config, world.ran)
    # what construction leaves is read before other methods run: they put things into the same containers
    report.lost_tensors, report.lost_items
    examine_methods(run, info, config)
    return report


def examine_body(run: Interpreter, info: ClassInfo) -> None:
    """Tensors, Parameters and Modules as class attributes."""
    for name, kept in info.attributes.items():
        if not _may_hold(kept.node.value):
            continue
        site = Site(info.source, kept.node, info)
        value = run.class_attribute(info, name)
        if isinstance(value, (Tensor, Parameter, Module, Container, Holder)):
            run.state.events.append(ClassBodyValue(site, name, value, kept.node.value))


def _may_hold(node: ast.expr | None) -> bool:
    return isinstance(node, (ast.Call, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.BinOp, ast.ListComp, ast.DictComp,
                             ast.Subscript, ast.Lambda, ast.UnaryOp))


def header(info: ClassInfo, node: ast.stmt | None = None) -> Site:
    """The `class` line, or a `def` line, as a site."""
    node = node or info.node
    return Site(info.source, None, info, info.source.position(node.lineno, node.col_offset))


def examine_chain(run: Interpreter, info: ClassInfo) -> None:
    """Mixins after nn.Module that are never initialised, misspelt constructors, dataclasses that skip it."""
    state = run.state
    mro = info.mro
    position = mro.index(MODULE) if MODULE in mro else len(mro)
    calls_on = any("call_super_init" in c.attributes for c in info.family)
    for cls in mro[position + 1:]:
        if isinstance(cls, ClassInfo) and "__init__" in cls.methods and not calls_on:
            method = cls.methods["__init__"]
            unset = {n for n in method.outline.stored if all(h.absent for h in state.entries(n))}
            unset |= set(REGISTER) & method.outline.called
            if method not in run.ran and unset and not inherited_fault(info, cls) and not state.opaque:
                state.events.append(BrokenInit(header(info), "mixin", cls.name))
    for name, method in info.methods.items():
        if name in MISSPELT and "__init__" not in info.methods and calls_init(method):
            state.events.append(BrokenInit(header(info, method.node), "misspelt", name))
    generated = info.generates_init and not state.initialised and not state.assume_initialised
    if generated and not any(isinstance(e, Clash) and not e.initialised for e in state.events):
        state.events.append(BrokenInit(header(info), "dataclass", info.name))


def inherited_fault(info: ClassInfo, mixin: ClassInfo) -> bool:
    """Whether a base of the class is at fault already: it has the mixin after nn.Module too."""
    for base in info.family[1:]:
        order = base.mro
        if base.is_module and mixin in order and MODULE in order and order.index(MODULE) < order.index(mixin):
            return True
    return False


def calls_init(method: FunctionInfo) -> bool:
    """Whether a function calls some `__init__`, or one by its own misspelt name."""
    return bool({"__init__", method.name} & method.outline.mentioned)


def examine_methods(run: Interpreter, info: ClassInfo, config: Config) -> None:
    """Run the class's own methods that construction didn't, each from the state that construction left."""
    state = run.state
    state.constructing = False
    left = {name: [replace(h) for h in entries if state.alive(h)] for name, entries in state.names.items()}
    for name in unsettled(info, run.ran):
        left[name] = [replace(h, slot=None, value=Unknown()) for h in left.get(name, [])[:1]]
    events = len(state.events)
    registered = {n for n, held in left.items() if any(h.registered for h in held)}
    # a fix has to know what else is assigned to the names that it registers
    look = Look(info, registered | (set(state.names) if config.fixes else set()), bool(config.chosen))
    for name, method in info.methods.items():
        forward = name in FORWARD
        if (method not in run.ran and look.changes_names(method)) or (forward and look.any_makes):
            run_method(run, method, left, "forward" if forward else None)
    for name, found in info.properties.items():
        for method in found.functions:
            kind = "property" if method is found.getter and not found.cached else None
            wanted = look.makes(method) if kind == "property" else method not in run.ran and look.changes_names(method)
            if wanted:
                run_method(run, method, left, kind)
    state.events[events:] = [e for e in state.events[events:] if not isinstance(e, Clash) or e.initialised]
    state.names = {name: entries for name, entries in left.items()}
    state.constructing = True


def unsettled(info: ClassInfo, ran: set[FunctionInfo]) -> set[str]:
    """Names of which the methods outside of construction may change the table: deleted ones, and dynamic ones."""
    later = [m for cls in info.family for m in cls.methods.values() if m not in ran]
    return {name for method in later for name in method.outline.deleted}


def run_method(run: Interpreter, method: FunctionInfo, left: dict[str, list[Held]], kind: str | None) -> None:
    """Run one method by itself."""
    state = run.state
    state.names = {name: [replace(h) for h in entries] for name, entries in left.items()}
    run.path, run.gone, run.steps = Path(), [], 0
    initialised = list(state.initialised)
    run.within_forward, run.made, run.used, run.stored = kind is not None, [], set(), set()
    try:
        frame = Frame(method.body_scope, method.owner, method)
        decorators = method.decorators()
        static = "builtins.staticmethod" in decorators or "builtins.classmethod" in decorators
        before = len(state.events)
        result = run.run_call(frame, None if static else run.self_value, None)
    except TooMuch:
        return
    state.initialised = initialised
    if kind == "property":
        run.use(*(o.value for o in values.options(result)))
    state.events[before:] = [e for e in state.events[before:] if kept_outside(e)]
    for value in run.made:
        made = value.made if isinstance(value, (Parameter, Module)) else None
        fresh = made is not None and value in run.used and value not in run.stored
        if made is not None and fresh and is_new_state(run, value):
            state.events.append(MadePerCall(made, value, method.name))
    run.within_forward = False


def is_new_state(run: Interpreter, value: Value) -> bool:
    """Whether a value holds weights that are new at each call: a container does only by children that are."""
    if not isinstance(value, Module) or value.children is None:
        return not isinstance(value, Module) or value.known_state is True
    made = set(run.made)
    return any(child in made and is_new_state(run, child) for child in value.children.values())


def kept_outside(event: object) -> bool:
    """The events that count outside of construction."""
    from flake8_torchstate.model import state

    if isinstance(event, state.Clash):
        return event.raised.error in ("TypeError", "KeyError")
    if isinstance(event, state.BadParameter):
        return event.inplace is None  # who calls the method may have turned gradients off
    return isinstance(event, (state.LateTensor, state.Undeviced, state.InvalidName, state.BadKey,
                              state.BadValue, state.MadePerCall, state.Shared))


# --- files


@dataclass(frozen=True)
class Analysis:
    """One file under analysis: its Module classes, and what else is known."""

    modules: list[ClassInfo]
    config: Config
    project: Project

    def findings(self) -> list[Finding]:
        """The findings of a file, each once, in order."""
        world = World(self.config, self.project)
        seen: dict[tuple[int, int, str, str], Finding] = {}
        for info in self.modules:
            for finding in self.class_findings(world, info):
                seen.setdefault(finding.key, finding)
        return sorted(seen.values())

    def _reason(self, error: Exception) -> str:
        return f"{type(error).__name__}: {error} (run flake8 with --torchstate-debug to see where)"

    def class_findings(self, world: World, info: ClassInfo) -> list[Finding]:
        """The findings of one class; a TSM000 where it can't be analysed."""
        from flake8_torchstate.rules import RULES, not_analysed

        try:
            run = construct(world, info)
            report = examine(run, world, self.config)
            rules = [rule for rule in RULES if self.config.runs(rule.code, rule.default)]
            return [finding for rule in rules for finding in rule.check(report)]
        except TooMuch as error:
            reason = str(error)
        except RecursionError:
            reason = "its code is nested too deeply"
        except Exception as error:  # one class's trouble must not take the findings of every file away
            if self.config.debug:
                raise
            reason = self._reason(error)
        finally:
            guards.forget()
        return [not_analysed(header(info), info.name, reason)]


def check(source: Source, config: Config, project: Project) -> list[Finding]:
    """The findings of a file; one TSM000 where the file as a whole can't be analysed."""
    return guarded(lambda: looked_at(project.enter(source), config), config, project)


def check_classes(modules: list[ClassInfo], config: Config, project: Project) -> list[Finding]:
    """The findings of some classes of the file that the project has entered."""
    return guarded(lambda: modules, config, project)


def guarded(modules: Callable[[], list[ClassInfo]], config: Config, project: Project) -> list[Finding]:
    """The findings of classes; one TSM000 where something goes wrong outside of any one class."""
    from flake8_torchstate.rules import file_not_analysed

    try:
        return Analysis(modules(), config, project).findings()
    except RecursionError:
        return [file_not_analysed("its code is nested too deeply")]
    except Exception as error:  # one file's trouble must not take the findings of every file away
        if config.debug:
            raise
        return [file_not_analysed(f"{type(error).__name__}: {error} (run flake8 with --torchstate-debug to see where)")]
    finally:
        project.leave()


def check_source(text: str, path: str = "stdin", config: Config | None = None) -> list[Finding]:
    """The findings of a text.  Raises SyntaxError or ValueError where Python can't parse it."""
    source = Source.from_text(text, path)
    config = config or Config()
    return check(source, config, Project(config.roots, config.module_bases))
