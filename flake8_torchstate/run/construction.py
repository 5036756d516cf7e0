"""The run over a class's construction: its constructor with arguments of which only annotations and defaults are known.
"""
from __future__ import annotations

import ast

from flake8_torchstate.code.classes import MOVERS, ClassInfo
from flake8_torchstate.code.outline import Outline
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.knowledge.names import SAVERS, TRANSPARENT
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import Function
from flake8_torchstate.run.constructors import dataclass_init, run_init
from flake8_torchstate.run.functions import call_function, run_call
from flake8_torchstate.run.language import LANGUAGE
from flake8_torchstate.run.limits import MOST_STEPS
from flake8_torchstate.run.machine import Arguments, Frame, Machine, Summaries


def construct(world: Summaries, info: ClassInfo, most: int = MOST_STEPS, given: Arguments | None = None) -> Machine:
    """Run a class's construction: its `__init__` by the MRO, and the methods that the options count as part of it.

    `given` are its arguments where they are known.  Raises TooMuch after `most` steps.
    """
    machine = Machine(LANGUAGE, world, ModuleState(info))
    machine.most = most
    state = machine.state
    state.own_setattr = info.defines("__setattr__")
    custom_new = info.defines("__new__") or info.has_metaclass or decorated_init(info)
    # of a class that only behaves like a Module it isn't known when its tables are made
    state.assume_initialised = custom_new or not info.is_module
    state.opaque = info.has_unknown_base
    state.moved, state.moves_all = moved_names(info)
    state.rebuilt = rebuilt_names(info, state.moved)
    state.saved = saved_names(info)
    called = [info.find_method(name) for name in state.moved | state.rebuilt]
    state.moved |= {name for method in called if method is not None for name in method.outline.updated}
    state.moves_all = state.moves_all or any(method is not None and sets_any_name(method.outline) for method in called)
    for path in (cls for cls in info.mro if isinstance(cls, str)):
        state.own_setattr = state.own_setattr or libraries.has_own_setattr(path)
        state.assume_initialised = state.assume_initialised or libraries.initialises_early(path)
        state.moves_all = state.moves_all or libraries.moves(path)
        state.moved |= libraries.moved_names(path)
    machine.header = header(info)
    enter(machine, info, given)
    for name in (*info.after_init, *world.config.init_methods):
        method = info.find_method(name)
        if method is not None and machine.flow.path is not None:
            call_function(machine, Function(method, machine.self_value), Arguments(open=True))
    state.exits = [machine.flow.path] if machine.flow.path is not None else []
    state.ran = machine.traces.ran
    return machine


def decorated_init(info: ClassInfo) -> bool:
    """Whether a decorator that isn't known wraps the constructor."""
    method = info.find_method("__init__")
    return method is not None and not all(name.startswith(TRANSPARENT) for name in method.decorators())


def enter(machine: Machine, info: ClassInfo, given: Arguments | None) -> None:
    """Call the constructor, where nothing is given with arguments of which only annotations and defaults are known."""
    for cls in info.mro:
        if isinstance(cls, ClassInfo) and "__init__" in cls.methods:
            method = cls.methods["__init__"]
            machine.traces.ran.add(method)
            frame = Frame(method.body_scope, cls, method)
            world = machine.world
            world.remember(machine, method, given, lambda: run_call(machine, frame, machine.self_value, given))
            return
        if isinstance(cls, ClassInfo) and cls.generates_init:
            dataclass_init(machine, cls, given or Arguments(open=True))
            return
        if not isinstance(cls, ClassInfo):
            run_init(machine, None, given or Arguments(open=True))
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


def saved_names(info: ClassInfo) -> set[str]:
    """The names that a class's own `state_dict`, `get_extra_state`, … mention: they save them in their own way."""
    methods = (cls.methods[name] for name in SAVERS for cls in info.family if name in cls.methods)
    return {mentioned for method in methods for mentioned in method.outline.self_names}


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


def header(info: ClassInfo, node: ast.stmt | None = None) -> Site:
    """The `class` line, or a `def` line, as a site."""
    node = node or info.node
    return Site(info.source, None, info, info.source.position(node.lineno, node.col_offset))
