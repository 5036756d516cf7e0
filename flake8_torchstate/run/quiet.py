"""Functions of other files that needn't be followed: they change nothing, and their annotation says what they give.

What they do is told from the words of their bodies, and of those that they call on the instance.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.knowledge.names import LISTINGS, READERS, REGISTRARS
from flake8_torchstate.model.events import Held
from flake8_torchstate.model.questions import Question
from flake8_torchstate.model.state import ModuleState
from flake8_torchstate.model.values import (
    Choice, Class, Container, Dotted, Function, NoneValue, Plain, SelfValue, Unknown, Value, fixed)
from flake8_torchstate.run.annotations import promised_value
from flake8_torchstate.run.beyond import ITEMS, beyond, led_to
from flake8_torchstate.run.limits import MOST_GIVEN, MOST_QUIET
from flake8_torchstate.run.machine import Arguments, Frame, Machine
from flake8_torchstate.run.sterile import is_sterile

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
        with machine.entered(Frame(info.body_scope, info.owner, info, statement=machine.statement)):
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


class Reached(NamedTuple):
    """What a method of a base in another file may come to, with all that it calls there.

    calls: what it may read or call of the instance; sets: what it may set or delete; ours: the methods of the class's
    own file that it may call; ran: the functions of other files.
    """

    calls: frozenset[str]
    sets: frozenset[str]
    ours: tuple[FunctionInfo, ...]
    ran: tuple[FunctionInfo, ...]


@dataclass(frozen=True)
class Reach(Question):
    """How far a base's method comes; answered alike by classes of which nothing else is told apart."""

    method: FunctionInfo | None = None

    def answer(self, cls: ClassInfo) -> Reached | None:
        """What it may come to; None where it may touch what the class's own file defines or speaks of."""
        return reached_by(self.method, cls) if self.method is not None else None


def reached_by(info: FunctionInfo, cls: ClassInfo) -> Reached | None:
    """What a method of a base comes to; None where it must be followed."""
    home = cls.source
    view = beyond(info, True, tuple(each for each in cls.family if each.source is not home))
    if info.source is home or view is None or view.constructs or view.by_name:
        return None
    ours = [each for each in cls.family if each.source is home]
    stored = view.sets | {name for f, _ in view.hands_on for name in f.outline.stored | f.outline.deleted}
    defined = {name for each in ours for names in (each.methods, each.properties) for name in names}
    forms = (form for name in view.sets - {ITEMS} for form in (f"self.{name}", f'"{name}"', f"'{name}'"))
    spoken = home.mentions(*forms)
    if spoken or not defined.isdisjoint(stored) or any(name in view.sets for each in ours for name in each.attributes):
        return None
    called = tuple(led_to(view, cls))
    return Reached(view.calls, frozenset(stored), called, tuple(function for function, _ in view.hands_on))


def leaves_ours_alone(machine: Machine, info: FunctionInfo, arguments: Arguments) -> bool:
    """Whether a method of a base in another file needn't be followed: it gives nothing, and with all that it calls
    changes nothing that the class's own file puts on the instance.  What it may set isn't known from then on.
    """
    state = machine.state
    if info.owner is None or not state.constructing or info.outline.gives or info.outline.yields:
        return False
    if not all(isinstance(value, HARMLESS) for value in arguments.everything()):
        return False
    question = Reach("reach", info.name, method=info)
    state.ask(question)
    found = question.answer(state.cls)
    if found is None or not all(is_quiet(method, state) for method in found.ours) or not all(
            is_plain(held) for name in found.sets & state.names.keys() for held in state.names[name]):
        return False
    read = state.names.keys() if not READERS.isdisjoint(found.calls) else state.names.keys() & found.calls
    containers = [held for name in read for held in state.names[name] if isinstance(held.value, Container)]
    if any(held.site is None or held.site.file is not info.source for held in containers):
        return False  # it may be filled there
    for name in read:
        state.mark_read(name)
    for name in found.sets & state.names.keys():
        state.forget(name)
    state.vague |= found.sets
    machine.traces.ran.update(found.ran)
    return True


def is_quiet(method: FunctionInfo, state: ModuleState) -> bool:
    """Whether a method changes nothing of the instance, by its words: it may hand on to the one that it overrides."""
    outline = method.outline
    changed = outline.self_names & (outline.stored | outline.deleted)
    mentioned = outline.self_names & state.names.keys()
    changed |= {name for name in mentioned if any(held.registered for held in state.names[name])}
    allowed = {"super"} if f".{method.name}" in outline.callees else set()
    return not (changed or outline.hands_on or not (CHANGING - allowed).isdisjoint(outline.called))


def is_plain(held: Held) -> bool:
    """Whether what is held is no part of the module's state."""
    return not held.registered and (held.value is None or isinstance(held.value, (Plain, NoneValue, Unknown)))


def gives_nothing_known(info: FunctionInfo, arguments: Arguments) -> bool:
    """Whether a call of a function that isn't given the instance needn't be followed for what it gives: that of one
    that makes no state isn't known for arguments that aren't, beyond what its annotation says.
    """
    everything = arguments.everything()
    if not all(map(says_little, everything)) or all(map(fixed, everything)):
        return False
    return is_sterile(info)


def says_little(value: Value) -> bool:
    """Whether a value is a number, a text or unknown, or a container of such."""
    if isinstance(value, Choice):
        return all(says_little(option.value) for option in value.options)
    if isinstance(value, Container):
        return len(value.entries) < MOST_GIVEN and all(says_little(entry.value) for entry in value.entries)
    return isinstance(value, (Plain, NoneValue, Unknown))
