"""Functions of other files that needn't be followed: they change nothing, and their annotation says what they give.

What they do is told from the words of their bodies, and of those that they call on the instance.
"""
from __future__ import annotations

from flake8_torchstate.code.classes import functions_of
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.knowledge.names import LISTINGS, READERS, REGISTRARS
from flake8_torchstate.model.events import Held
from flake8_torchstate.model.questions import Question
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Function, NoneValue, Plain, SelfValue, Unknown, Value)
from flake8_torchstate.run.annotations import promised_value
from flake8_torchstate.run.beyond import beyond
from flake8_torchstate.run.limits import MOST_QUIET
from flake8_torchstate.run.machine import Arguments, Frame, Machine

CHANGING = REGISTRARS | frozenset("setattr delattr __setattr__ __delattr__ vars exec eval super".split())
HARMLESS = (Plain, NoneValue, Unknown, Dotted, Class, Function, SelfValue)


def told_result(machine: Machine, info: FunctionInfo, arguments: Arguments, touches: bool) -> Value | None:
    """What a call gives that needn't be followed; None where it must be.

    It's a function of another file, which is given nothing that it could fill or change but the instance, and changes
    nothing of that; it returns nothing, or what its annotation says is a plain value.
    """
    if info.source is machine.state.cls.source or machine.within_forward:
        return None
    outline = info.outline
    if outline.yields or not all(isinstance(value, HARMLESS) for value in arguments.everything()):
        return None
    result: Value | None = NoneValue() if not outline.gives else None
    if result is None and info.node.returns is not None:
        with machine.entered(Frame(info.body_scope, info.owner, info, statement=machine.frame.statement)):
            result = promised_value(machine, info.node.returns)
    if not isinstance(result, (Plain, NoneValue)):
        return None
    names = mentioned_of_self(machine, info) if touches else set()
    if names is None:
        return None
    for name in names:
        machine.state.mark_read(name)
    return result


def mentioned_of_self(machine: Machine, info: FunctionInfo) -> set[str] | None:
    """The names of the instance that a method and those that it calls mention; None where one of them may change it."""
    names: set[str] = set()
    seen = {info}
    todo = [info]
    while todo:
        outline = todo.pop().outline
        if outline.stored or outline.deleted or outline.hands_on or not CHANGING.isdisjoint(outline.called):
            return None
        names |= outline.self_names
        for called in outline.callees:
            owner, _, name = called.partition(".")
            if owner != "self" or name in LISTINGS:
                continue
            machine.state.ask(Question("method", name))
            method = machine.state.cls.find_method(name)
            if method is None or len(seen) > MOST_QUIET:
                return None
            if method not in seen:
                seen.add(method)
                todo.append(method)
    return names


def leaves_ours_alone(machine: Machine, info: FunctionInfo, arguments: Arguments) -> bool:
    """Whether a method of a base in another file needn't be followed, as the class's own constructor calls it.

    It gives nothing, and with all that it calls changes nothing of what the class's own file has put on the instance:
    what it may set itself isn't known from then on.
    """
    state, home = machine.state, machine.state.cls.source
    if len(machine.frames) > 1 or machine.frame.owner is not state.cls:
        return False  # what a base does may be kept for another class
    if info.owner is None or info.source is home or not state.constructing:
        return False
    if info.outline.gives or info.outline.yields or not all(isinstance(v, HARMLESS) for v in arguments.everything()):
        return False
    family = state.cls.family
    view = beyond(info, True, tuple(cls for cls in family if cls.source is not home))
    if view is None or view.constructs:
        return False
    ours = [cls for cls in family if cls.source is home]
    called = [method for cls in ours for method in functions_of(cls) if method.name in view.calls]
    stored = view.sets | {name for f, _ in view.hands_on for name in f.outline.stored | f.outline.deleted}
    names = {name for cls in ours for defined in (cls.methods, cls.properties) for name in defined}
    names |= {name for cls in ours for name in cls.attributes if name in view.sets}
    if not names.isdisjoint(stored) or not all(is_quiet(method, state) for method in called) or not all(
            is_plain(held) for name in stored & state.names.keys() for held in state.names[name]):
        return False
    read = state.names.keys() if not READERS.isdisjoint(view.calls) else state.names.keys() & view.calls
    containers = [held for name in read for held in state.names[name] if isinstance(held.value, Container)]
    if any(held.site is None or held.site.file is home for held in containers):
        return False  # it may be filled there
    for name in read:
        state.mark_read(name)
    for name in stored & state.names.keys():
        state.forget(name)
    state.vague |= stored
    machine.traces.ran.update(function for function, _ in view.hands_on)
    return True


def is_quiet(method: FunctionInfo, state: ModuleState) -> bool:
    """Whether a method changes nothing of the instance, by its words: it may hand on to the one that it overrides."""
    outline = method.outline
    changed = outline.self_names & (outline.stored | outline.deleted)
    changed |= {name for name in outline.self_names & state.names.keys() if any(h.registered for h in state.names[name])}
    allowed = {"super"} if f".{method.name}" in outline.callees else set()
    return not (changed or outline.hands_on or not (CHANGING - allowed).isdisjoint(outline.called))


def is_plain(held: Held) -> bool:
    """Whether what is held is no part of the module's state."""
    return not held.registered and (held.value is None or isinstance(held.value, (Plain, NoneValue, Unknown)))
