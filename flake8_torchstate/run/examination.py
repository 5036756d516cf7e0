"""What comes after construction: the chain of constructors, the class body, and the methods that construction didn't
run.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from flake8_torchstate.code.classes import MODULE, ClassInfo, classes_of, functions_of
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.code.source import statements, walk
from flake8_torchstate.config import Config
from flake8_torchstate.knowledge.names import FORWARD, MISSPELT
from flake8_torchstate.model import lost as facts
from flake8_torchstate.model import values
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.events import (
    BadCall, BadKey, BadParameter, BadValue, BrokenInit, Clash, ClassBodyValue, Held, InvalidName, LateTensor,
    MadePerCall, Shared, Undeviced)
from flake8_torchstate.model.state import TABLES, ModuleState, lacks_setter
from flake8_torchstate.model.values import Container, Holder, Module, Parameter, SelfValue, Tensor, Unknown, Value
from flake8_torchstate.run import tensors
from flake8_torchstate.run.construction import header
from flake8_torchstate.run.functions import run_call
from flake8_torchstate.run.machine import Flow, Frame, Machine, TooMuch, Traces, is_older
from flake8_torchstate.run.methods import Look, deleters_in
from flake8_torchstate.run.names import class_attribute
from flake8_torchstate.run.quiet import is_plain
from flake8_torchstate.run.registering import REGISTER


def examine_construction(machine: Machine) -> None:
    """Look at the constructor chain and the class body, once construction has run."""
    examine_chain(machine, machine.state.cls)
    examine_body(machine, machine.state.cls)


def examine_body(machine: Machine, info: ClassInfo) -> None:
    """Tensors, Parameters and Modules as class attributes."""
    for name, kept in info.attributes.items():
        if not _may_hold(kept.node.value):
            continue
        site = Site(info.source, kept.node, info)
        value = class_attribute(machine, info, name)
        if isinstance(value, (Tensor, Parameter, Module, Container, Holder)):
            machine.state.events.append(ClassBodyValue(site, name, value, kept.node.value))


def _may_hold(node: ast.expr | None) -> bool:
    return isinstance(node, (ast.Call, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.BinOp, ast.ListComp, ast.DictComp,
                             ast.Subscript, ast.Lambda, ast.UnaryOp))


def examine_chain(machine: Machine, info: ClassInfo) -> None:
    """Mixins after nn.Module that are never initialised, misspelt constructors, dataclasses that skip it."""
    state = machine.state
    mro = info.mro
    position = mro.index(MODULE) if MODULE in mro else len(mro)
    calls_on = any("call_super_init" in c.attributes for c in info.family)
    for cls in mro[position + 1:]:
        if isinstance(cls, ClassInfo) and "__init__" in cls.methods and not calls_on:
            method = cls.methods["__init__"]
            unset = {n for n in method.outline.stored if all(h.absent for h in state.entries(n))}
            unset |= set(REGISTER) & method.outline.called
            if method not in machine.traces.ran and unset and not inherited_fault(info, cls) and not state.opaque:
                state.events.append(BrokenInit(header(info), "mixin", cls.name))
    for name, method in info.methods.items():
        if name in MISSPELT and "__init__" not in info.methods and calls_init(method):
            state.events.append(BrokenInit(header(info, method.node), "misspelt", name))
    generated = info.generates_init and not state.initialised and not state.assume_initialised
    if generated and not any(isinstance(e, Clash) and not e.initialised for e in state.events):
        state.events.append(BrokenInit(header(info), "dataclass", info.name))
    if state.written and is_never_begun(info, state):
        state.events.append(BrokenInit(state.written[0].site, "plain", state.written[0].name))


def is_never_begun(info: ClassInfo, state: ModuleState) -> bool:
    """Whether a class is there to be called and nothing of it, or of a subclass beside it, runs nn.Module.__init__."""
    forward = info.find_method("forward")
    if state.initialised or state.assume_initialised or state.opaque or "__init__" not in info.methods:
        return False
    constructor = info.methods["__init__"]
    if isinstance(constructor.node.body[-1], ast.Raise) or constructor.outline.hands_on:
        return False  # there are no instances, or something else may run it
    if forward is None or not forward.outline.gives or any(map(info.defines, OWN_WAYS)):
        return False
    if any(isinstance(event, Clash) and not event.initialised for event in state.events):
        return False  # that is said of what is registered
    touched = {name for method in functions_of(info) for name in method.outline.mentioned} | state.names.keys()
    beside = (cls for cls in classes_of(info.scope) if cls is not info and info in cls.mro)
    if not touched.isdisjoint(("__init__", "__dict__", *TABLES)):
        return False
    return all("__init__" not in cls.methods for cls in beside)


OWN_WAYS = ("__setattr__", "__getattr__", "__getattribute__", "__call__")
"""Methods with which a class may be called that has no tables."""


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


def examine_methods(machine: Machine, config: Config) -> list[facts.LostItems]:
    """Run the class's own methods that construction didn't, each from the state that construction left.

    Gives the Modules and Parameters that one of them makes and puts where PyTorch doesn't look.
    """
    late: list[facts.LostItems] = []
    state, info = machine.state, machine.state.cls
    state.constructing = False
    left = {n: [h.under(h.guard) for h in entries if state.alive(h)] for n, entries in state.names.items()}
    for name in unsettled(info, machine.traces.ran):
        left[name] = [replace(h, slot=None, value=Unknown()) for h in left.get(name, [])[:1]]
    events = len(state.events)
    registered = {n for n, held in left.items() if any(h.registered for h in held)}
    # a fix has to know what else is assigned to the names that it registers
    look = Look(info, registered | (set(state.names) if config.fixes else set()), bool(config.chosen))
    for name, method in info.methods.items():
        forward = name in FORWARD
        changes = method not in machine.traces.ran and look.changes_names(method)
        if changes or (forward and look.comes_to_make(method)):
            late += run_method(machine, method, left, "forward" if forward else None)
    for name, found in info.properties.items():
        for method in found.functions:
            kind = "property" if method is found.getter and not found.cached else None
            wanted = (
                look.makes(method)
                if kind == "property"
                else method not in machine.traces.ran and look.changes_names(method)
            )
            if wanted:
                late += run_method(machine, method, left, kind)
    state.events[events:] = [e for e in state.events[events:] if not isinstance(e, Clash) or e.initialised]
    state.names = {name: entries for name, entries in left.items()}
    state.constructing = True
    return late


def unsettled(info: ClassInfo, ran: set[FunctionInfo]) -> set[str]:
    """Names of which the methods outside of construction may change the table: deleted ones, and dynamic ones."""
    return {name for cls in info.family for method in deleters_in(cls) - ran for name in method.outline.deleted}


def run_method(machine: Machine, method: FunctionInfo, left: dict[str, list[Held]],
               kind: str | None) -> list[facts.LostItems]:
    """Run one method by itself; what it makes and loses in containers."""
    state = machine.state
    state.names = {name: [h.under(h.guard) for h in entries] for name, entries in left.items()}
    machine.flow, machine.traces, machine.steps = Flow(), Traces(ran=machine.traces.ran), 0
    initialised, mark = list(state.initialised), values.Value().key
    machine.within_forward = kind is not None
    try:
        frame = Frame(method.body_scope, method.owner, method)
        decorators = method.decorators()
        static = "builtins.staticmethod" in decorators or "builtins.classmethod" in decorators
        before = len(state.events)
        result = run_call(machine, frame, None if static else machine.self_value, None)
    except TooMuch:
        return []
    state.initialised = initialised
    used = set(machine.traces.used)
    if kind == "property":
        machine.use(*(o.value for o in values.options(result)))
    state.events[before:] = [e for e in state.events[before:] if kept_outside(e)]
    made_here = machine.traces.made if kind is not None else []
    anew = given_anew(machine, method, left) if made_here else set()
    for value in made_here:
        made = value.made if isinstance(value, (Parameter, Module)) else None
        fresh = value in machine.traces.used and (value not in machine.traces.stored or value in anew)
        if made is not None and fresh and is_new_state(machine, value, value in used):
            computed = isinstance(value, Parameter) and tensors.any_grad(machine.traces.given[value]) is True
            state.events.append(MadePerCall(made, value, method.name, value in anew, computed))
    machine.within_forward = False
    new = {v for v in machine.traces.stored if isinstance(v, Parameter) or isinstance(v, Module) and not v.borrowed}
    new = {v for v in new if not is_older(v, mark) and (v not in machine.traces.given or is_new_state(machine, v))}
    return [lost for lost in facts.lost_items(state) if lost.value in new] if new else []


def given_anew(machine: Machine, method: FunctionInfo, left: dict[str, list[Held]]) -> set[Value]:
    """The Parameters and layers that a method gives self each time it runs, without training them itself."""
    here = set(statements(method.node.body))
    given = [(h.site.node, h.value) for entries in machine.state.names.values() for h in entries
             if (isinstance(h.value, Module) or isinstance(h.value, Parameter) and h.value.grad)
             and h.site is not None and h.site.node in here]
    if not given or not method.outline.called.isdisjoint(("backward", "grad", "step")):
        return set()
    always = set(run_each_time(settings(machine.state.cls, left), method.node.body))
    return {value for node, value in given if node in always}


def run_each_time(fixed: set[str], body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run each time, or each time under a setting of the module that no method changes."""
    for statement in body:
        if any(isinstance(part, ast.Return) for part in statements([statement])):
            return
        yield statement
        if isinstance(statement, ast.If) and is_setting(fixed, statement.test):
            yield from run_each_time(fixed, statement.body)
            yield from run_each_time(fixed, statement.orelse)


def is_setting(fixed: set[str], test: ast.expr) -> bool:
    """Whether a condition asks for nothing but constants and some attributes."""
    parts = walk(test)
    names = {part.attr for part in parts if isinstance(part, ast.Attribute)}
    return names <= fixed and all(
        part.id == "self" if isinstance(part, ast.Name) else not isinstance(part, (ast.Call, ast.Subscript))
        for part in parts)


def settings(info: ClassInfo, left: dict[str, list[Held]]) -> set[str]:
    """The attributes that constructors alone set in this file, to what is no part of the module's state."""
    functions = [each for cls in {*info.family, *classes_of(info.scope)} for each in functions_of(cls)]
    inside = {part for each in functions if each.name == "__init__" for part in walk(each.node)}
    stored = {part.attr for part in walk(info.source.tree)
              if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) and part not in inside}
    stored |= {name for each in functions if each.name != "__init__" for name in each.outline.stored}
    return {name for name, entries in left.items() if name not in stored and all(
        held.site is not None and is_plain(held) for held in entries)}


def is_new_state(machine: Machine, value: Value, used: bool = True) -> bool:
    """Whether a value holds weights that are new at each call: a container does only by children that are.

    A Parameter without gradients is a table, and a class of the tree that has only buffers may well be the state of one
    call.  A wrapper around a module that is there anyway holds weights of its own only by parameters that it makes
    itself; it may be for somebody else where nothing here uses it.
    """
    if not isinstance(value, Module):
        return not isinstance(value, Parameter) or value.grad is not False
    made = set(machine.traces.made)
    if value.children is not None:
        return any(child in made and is_new_state(machine, child) for child in value.children.values())
    given = [part for argument in machine.traces.given.get(value, ()) for part in values.within(argument, 3)]
    if any(part in made and is_new_state(machine, part) for part in given):
        return True
    wraps = any(isinstance(part, (SelfValue, Module, Parameter)) and part not in made for part in given)
    unknown = any(isinstance(part, Unknown) and not part.data for part in given)
    if value.info is not None and (wraps or unknown or value.known_state):
        return (used or not wraps) and machine.world.makes_parameters(value.info)
    if value.torch is not None and (wraps or value.torch.stateless or not value.torch.known):
        return value.torch.known and bool((value.held or frozenset()) & value.torch.parameters)
    own = value.held is None or value.torch is None or not value.held <= frozenset(value.torch.arguments)
    return own and value.known_state is True


def kept_outside(event: object) -> bool:
    """The events that count outside of construction."""
    if isinstance(event, Clash):
        return event.raised.error in ("TypeError", "KeyError") or lacks_setter(event.raised)
    if isinstance(event, BadParameter):
        return event.inplace is None  # who calls the method may have turned gradients off
    return isinstance(event, (LateTensor, Undeviced, InvalidName, BadKey, BadValue, BadCall, MadePerCall, Shared))
