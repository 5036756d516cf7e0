"""Functions of other files that needn't be followed: they change nothing, and their annotation says what they give.

What they do is told from the words of their bodies, and of those that they call on the instance.
"""
from __future__ import annotations

from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.knowledge.names import LISTINGS, REGISTRARS
from flake8_torchstate.model.questions import Question
from flake8_torchstate.model.values import Class, Dotted, Function, NoneValue, Plain, SelfValue, Unknown, Value
from flake8_torchstate.run.annotations import promised_value
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
