"""Calls of functions of the source tree, and of lambdas."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flake8_torchstate.code.classes import CLASSMETHOD, STATIC
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.code.source import FunctionNode, statements
from flake8_torchstate.knowledge.names import NO_GRAD, TRANSPARENT
from flake8_torchstate.model import values
from flake8_torchstate.model.guards import Path
from flake8_torchstate.model.events import Shared
from flake8_torchstate.model.values import (
    Class, Container, Function, Holder, Module, NoneValue, Option, Plain, SelfValue, Tensor, Unknown, Value)
from flake8_torchstate.run.annotations import argument_value, promised_value
from flake8_torchstate.run.effects import unknown_call
from flake8_torchstate.run.limits import MOST_DEPTH, MOST_FREE, MOST_FREE_DEPTH, MOST_SAME
from flake8_torchstate.run.machine import Arguments, Frame, Machine, TooMuch
from flake8_torchstate.run.methods import numbers_in
from flake8_torchstate.run.names import class_attribute
from flake8_torchstate.run.quiet import gives_nothing_known, leaves_ours_alone, told_result


def call_function(machine: Machine, function: Function, arguments: Arguments) -> Value:
    """Run a function of the tree where it can be read, to a bounded depth."""
    info = function.info
    decorators = info.decorators()
    known = all(
        d.startswith(TRANSPARENT) or d in ("setter", "getter") or d.endswith("cached_property") for d in decorators
    )
    bound = None if STATIC in decorators else function.bound
    if bound is None and info.owner is not None and CLASSMETHOD in decorators:
        bound = Class(info.owner)
    first = bound if bound is not None else (arguments.positional[0] if arguments.positional else None)
    touches = any(isinstance(v, SelfValue) for v in [first, *arguments.everything()])
    if not machine.state.constructing and not (machine.within_forward and info.owner is not None):
        return promised_result(machine, info, arguments)
    if isinstance(bound, Holder) and info.node.returns is not None:
        kept = unknown_call(machine, arguments)  # the object may hold what it's given
        promised = promised_result(machine, info, arguments)
        return kept if isinstance(promised, Unknown) else promised
    if not touches and (machine.steps > MOST_FREE or len(machine.frames) > MOST_FREE_DEPTH):
        return promised_result(machine, info, arguments)
    if len(machine.frames) > MOST_DEPTH and touches and machine.state.constructing:
        raise TooMuch(f"its construction takes more than {MOST_DEPTH} calls inside of each other to follow")
    if (
        len(machine.frames) > MOST_DEPTH
        or sum(f.function is info for f in machine.frames) >= MOST_SAME
        or not (known or touches)
    ):
        return unknown_call(machine, arguments)
    told = told_result(machine, info, arguments, touches)
    if told is not None:
        return told
    if isinstance(bound, SelfValue) and leaves_ours_alone(machine, info, arguments):
        return NoneValue()
    makes_its_own = isinstance(bound, Class) and bound.info.counts_as_module  # by `cls(…)`, without naming it
    if not touches and not makes_its_own and gives_nothing_known(info, arguments):
        return promised_result(machine, info, arguments)
    machine.traces.ran.add(info)
    frame = Frame(
        info.body_scope,
        info.owner,
        info,
        function.closure,
        no_grad=(machine.frames[-1].no_grad if machine.frames else False) or any(d in NO_GRAD for d in decorators),
    )
    result = run_call(machine, frame, bound, arguments)
    return result if known else Unknown()


def promised_result(machine: Machine, info: FunctionInfo, arguments: Arguments) -> Value:
    """What a call gives by the function's annotation alone."""
    if info.node.returns is None:
        return unknown_call(machine, arguments)
    machine.use(*arguments.everything())
    with machine.entered(Frame(info.body_scope, info.owner, info, statement=machine.statement)):
        return promise_of(machine, info.node) or Unknown()


def promise_of(machine: Machine, definition: FunctionNode) -> Value | None:
    """What a function's annotation promises; nothing where it speaks of a Module and the code gives something else."""
    found = promised_value(machine, definition.returns) if definition.returns is not None else None
    others = isinstance(found, Module) and any(
        isinstance(each, ast.Return) and isinstance(each.value, (ast.Tuple, ast.List, ast.Dict))
        for each in statements(definition.body))
    return None if others else found


def run_call(machine: Machine, frame: Frame, bound: Value | None, arguments: Arguments | None) -> Value:
    """Bind the arguments, run the body, give what it returns."""
    assert frame.function is not None
    definition = frame.function.node
    before = machine.here
    since = len(machine.flow.gone)
    loops, machine.flow.loops = machine.flow.loops, 0
    unrolling, machine.flow.unrolling = machine.flow.unrolling, True
    with machine.entered(frame):
        bind_parameters(machine, frame, definition, bound, arguments)
        machine.run_body(definition.body)
        ended, machine.flow.path = machine.flow.path, before
    machine.flow.loops, machine.flow.unrolling = loops, unrolling
    frame.left += [ended] if ended is not None else []
    if frame.left:
        machine.flow.path = machine.flow.less(before, since, ("raise",)) or before
    if len(frame.left) == 1 and any(how == "raise" for _, how in machine.flow.gone[since:]):
        machine.flow.path = frame.left[0]  # the one way that doesn't raise
    machine.flow.gone[since:] = [g for g in machine.flow.gone[since:] if g[1] == "raise"] if frame.left else []
    return returned(machine, frame, definition, ended)


def returned(machine: Machine, frame: Frame, definition: FunctionNode, ended: Path | None) -> Value:
    """The value of a call: what its returns gave, else what its annotation promises."""
    found = list(frame.returned)
    if ended is not None:
        found.append(Option(ended.guard, NoneValue()))
    is_generator = isinstance(definition, ast.AsyncFunctionDef) or (
        not frame.returned and frame.function is not None and frame.function.outline.yields
    )
    if is_generator or not found:
        return Unknown()
    returned = [inner.value for o in found for inner in values.options(o.value)]
    unknown = any(isinstance(value, Unknown) for value in returned)
    tensor = any(values.is_tensor(value) for value in returned)
    if (unknown or tensor) and definition.returns is not None:
        with machine.entered(frame):
            promised = promise_of(machine, definition)
        if tensor and isinstance(promised, Plain) and promised.of:
            return promised  # a number, says the author, on whichever way it comes
        found = [
            Option(
                o.guard | inner.guard,
                promised if promised is not None and isinstance(inner.value, Unknown) else inner.value,
            )
            for o in found
            for inner in values.options(o.value)
        ]
    return machine.relative(found)


def bind_parameters(
    machine: Machine, frame: Frame, definition: FunctionNode, bound: Value | None, arguments: Arguments | None
) -> None:
    """Give each parameter its argument; without a call, what its annotation and default say."""
    parameters = definition.args
    positional = list(arguments.positional) if arguments is not None else []
    if bound is not None:
        positional.insert(0, bound)
    left = dict(arguments.keywords) if arguments is not None else {}
    loose = arguments is None or bool(arguments.starred) or arguments.open
    named = len(parameters.posonlyargs) + len(parameters.args)
    for index, (parameter, default) in enumerate(with_defaults(parameters)):
        given = positional[index] if index < min(len(positional), named) else left.pop(parameter.arg, None)
        value = parameter_value(machine, frame, parameter, default, given, loose)
        frame.names[parameter.arg] = [Option(machine.here.guard, value)]
    bind_rest(machine, frame, parameters, positional[named:], left, loose)


def bind_rest(
    machine: Machine, frame: Frame, parameters: ast.arguments, rest: list[Value], left: dict[str, Value], loose: bool
) -> None:
    """`*args` and `**kwargs`."""
    star = parameters.vararg
    # where there are no others, it's what the instance is made of
    alone = len(parameters.posonlyargs) + len(parameters.args) + len(parameters.kwonlyargs) <= 1
    if star is not None:
        items = [values.Entry(v) for v in rest]
        inner = promised_value(machine, star.annotation) if star.annotation is not None and loose else None
        if loose:  # there may be none, so that what they would be says nothing of the tuple itself
            items.append(values.Entry(Unknown() if inner is None else Unknown(members={"element": inner})))
        made: Value = Container(kind="tuple", entries=items, exact=not loose, borrowed=loose)
        if loose and alone and not rest and isinstance(inner, (Module, Tensor)):
            made = Container(kind="tuple", entries=[values.Entry(inner)], exact=False, borrowed=True)
        elif loose and not rest and inner is not None:
            made = Unknown(members={"element": inner})
        frame.names[star.arg] = [Option(machine.here.guard, made)]
    if parameters.kwarg is not None:
        entries = [values.Entry(v, None, Plain(k)) for k, v in left.items()]
        kwargs: Value = Container(kind="dict", entries=entries)
        if loose:
            kwargs = Unknown()
            note = parameters.kwarg.annotation
            inner = promised_value(machine, note) if note is not None and alone and not left else None
            if isinstance(inner, (Module, Tensor)):
                kwargs = Container(kind="dict", entries=[values.Entry(inner)], exact=False, borrowed=True)
        frame.names[parameters.kwarg.arg] = [Option(machine.here.guard, kwargs)]


def parameter_value(
    machine: Machine, frame: Frame, parameter: ast.arg, default_node: ast.expr | None, given: Value | None, loose: bool
) -> Value:
    """The value of one parameter: its argument, or what its annotation and default promise."""
    promised = promised_value(machine, parameter.annotation) if parameter.annotation is not None else None
    if isinstance(promised, Tensor) and is_size(frame, parameter):
        promised = None
    if given is not None:
        if isinstance(given, Unknown) and promised is not None and not given.carries:
            return given.members.setdefault(("annotated", parameter.arg), promised)
        return given
    default = default_value(machine, frame, parameter, default_node)
    if not loose and default is not None:
        return default
    return argument_value(parameter.arg, frame.function, promised, default)


def is_size(frame: Frame, parameter: ast.arg) -> bool:
    """Whether a function gives a torch.nn layer as a number what is annotated as a parameter is: by mistake, then."""
    note, function = parameter.annotation, frame.function
    sizes = numbers_in(function) if function is not None and note is not None else frozenset()
    if function is None or note is None or not sizes:
        return False
    return any(each.arg in sizes and each.annotation is not None and ast.dump(each.annotation) == ast.dump(note)
               for each, _ in with_defaults(function.node.args))


def default_value(machine: Machine, frame: Frame, parameter: ast.arg, node: ast.expr | None) -> Value | None:
    """A parameter's default, evaluated where the function is defined."""
    if node is None:
        return None
    if isinstance(node, ast.Constant):  # the same wherever it stands
        return machine.value(node)
    info = frame.function
    scope = (info.owner.body_scope if info.owner is not None else info.scope) if info is not None else frame.scope
    inner = Frame(scope, frame.owner, None, frame.outer, statement=scope.source.hold(line_of(parameter, node)))
    with machine.entered(inner):
        owner = info.owner if info is not None else None
        if owner is not None and isinstance(node, ast.Name) and node.id in owner.attributes:
            value = class_attribute(machine, owner, node.id)
        else:
            value = machine.value(node)
        shared = [m for m in values.within(value, 2) if isinstance(m, Module) and m.known_state]
        if shared and machine.state.constructing and info is not None and info.name == "__init__":
            machine.state.events.append(Shared(inner.site(info), shared[0], parameter.arg))
    return value


def annotated_method(machine: Machine, owner: Module, name: str, arguments: Arguments) -> Value:
    """What a method of another module gives, by its annotation."""
    method = owner.info.find_method(name) if owner.info is not None else None
    if method is None or method.node.returns is None:
        return unknown_call(machine, arguments)
    return promised_result(machine, method, arguments)


def with_defaults(parameters: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    """The parameters of a function that have names, each with its default."""
    named = [*parameters.posonlyargs, *parameters.args]
    yield from zip(named, [*[None] * (len(named) - len(parameters.defaults)), *parameters.defaults])
    yield from zip(parameters.kwonlyargs, parameters.kw_defaults)


def line_of(parameter: ast.arg, default: ast.expr) -> ast.stmt:
    """A parameter with its default, as a statement that stands where the parameter stands."""
    target = ast.copy_location(ast.Name(parameter.arg, ast.Store()), parameter)
    made = ast.copy_location(ast.Assign([target], default), parameter)
    made.end_lineno, made.end_col_offset = default.end_lineno, default.end_col_offset
    return made


@dataclass(eq=False)
class LambdaCall:
    """Calls a lambda where it was made."""

    machine: Machine
    node: ast.Lambda
    frame: Frame

    def __call__(self, arguments: Arguments) -> Value:
        """The value of the lambda's body for these arguments."""
        machine, outer = self.machine, self.frame
        if sum(f.outer is outer for f in machine.frames) > 2:
            return Unknown()
        frame = Frame(outer.scope, outer.owner, outer.function, outer, statement=machine.frame.statement)
        own = [*self.node.args.posonlyargs, *self.node.args.args]
        defaults = [None] * (len(own) - len(self.node.args.defaults)) + self.node.args.defaults
        with machine.entered(frame):
            for index, (parameter, default) in enumerate(zip(own, defaults)):
                given = arguments.get(index, parameter.arg)
                if given is None and default is not None:
                    given = machine.value(default)
                machine.bind(parameter.arg, given if given is not None else Unknown())
            return machine.value(self.node.body)
