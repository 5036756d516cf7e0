"""TSM304: a value that a registration refuses."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model import values
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.spelling import spelt
from flake8_torchstate.report.statements import calls_of, of_one_kind, rewritten, second, sole_argument
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.rules.containers import MODULES, for_each, inside, is_mapping
from flake8_torchstate.model.registry import Operation
from flake8_torchstate.rules.wrong_kind import kind
from flake8_torchstate.model.events import BadCall, BadValue, Clash

TENSORS = (Operation.REGISTER_BUFFER, Operation.REGISTER_PARAMETER)
ARGUMENTS = {Operation.REGISTER_BUFFER: "tensor", Operation.REGISTER_PARAMETER: "param",
             Operation.ADD_MODULE: "module", Operation.REGISTER_MODULE: "module"}
WANTED = {Operation.REGISTER_BUFFER: "a tensor or None", Operation.REGISTER_PARAMETER: "an nn.Parameter or None",
          Operation.ADD_MODULE: "an nn.Module or None", Operation.REGISTER_MODULE: "an nn.Module or None"}


def check(report: Report) -> Iterator[Mistake]:
    """Registrations that raise TypeError."""
    for event in report.events(Clash):
        if event.raised.error == "TypeError" and event.operation in WANTED:
            yield RULE.at(event.site, partial(message, report, event), fix=partial(fix, report, event))
    for bad in report.events(BadValue):
        yield RULE.at(bad.site, partial(in_container, report, bad), fix=partial(put_rightly, report, bad))
    for call in report.events(BadCall):
        yield RULE.at(call.site, partial(refused, call), fix=partial(put_rightly, report, call))


def fix(report: Report, event: Clash) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.statements import registrable  # flake8 has no use for it

    return registrable(report, event)


def put_rightly(report: Report, event: BadValue | BadCall) -> Fix | Refusal:
    """The fix of a call that raises."""
    from flake8_torchstate.fixers import statements  # flake8 has no use for it

    return statements.put_rightly(report, event)


def message(report: Report, event: Clash, texts: Texts) -> str:
    """What was given to a registration, and what it takes."""
    text = (f"{event.operation.value} of '{event.name}' raises TypeError: it was given {kind(event.value)} "
            f"and takes {WANTED[event.operation]}")
    remedy = advice(report, event, texts)
    return f"{text}; {remedy}" if remedy else text


def in_container(report: Report, bad: BadValue, texts: Texts) -> str:
    """What was given to a container of modules, or to nn.Parameter."""
    text = (f"{texts.statement(bad.site)} gives {kind(bad.value)} to {bad.what}, which takes {bad.expected}: "
            f"{bad.error}")
    remedy = nested(report, bad, texts)
    return f"{text}; {remedy}" if remedy else text


def refused(call: BadCall, texts: Texts) -> str:
    """How a container of modules takes what it's given."""
    text = texts.statement(call.site)
    shape = "{…}" if call.what.endswith("Dict") else "[…]"
    if call.keyword:
        right = f"{call.what}(…)" if call.what == "nn.Sequential" else f"{call.what}({shape})"
        return f"{text} gives {call.what} the keyword '{call.keyword}', which it lacks: TypeError; write {right}"
    return f"{text} gives {call.what} several arguments and it takes one: TypeError; write {call.what}({shape})"


# --- what to write instead


def advice(report: Report, event: Clash, texts: Texts) -> str:
    """What to write in place of a registration that is refused."""
    value = event.value
    call = next(iter(calls_of(event.site, event.operation.value)), None)
    node = second(call, ARGUMENTS[event.operation]) if call is not None else None
    if call is None or node is None or value is None:
        return ""
    text = texts.expression(event.site, node)
    if isinstance(value, values.Module):
        return f"write self.{report.written(event.name)} = {text}" if event.operation in TENSORS else ""
    if isinstance(value, values.Container) and event.operation is Operation.REGISTER_BUFFER and inside(value) and all(
            isinstance(v, values.Tensor) for v in inside(value)):
        return f"write {for_each(value, report.written(event.name), text, '')}"
    if event.operation is Operation.REGISTER_BUFFER:
        made = tensor_of(value, text)
    elif event.operation is Operation.REGISTER_PARAMETER:
        made = parameter_of(report, value, text)
    else:
        made = module_of(report, value, text)
        if isinstance(value, values.Tensor):
            name = texts.read(event.site, call.args[0]) if call.args else f'"{event.name}"'
            return f"write self.register_buffer({name}, {text})"
    if made is not None:
        return f"write {rewritten(texts, event.site, call, node, made)}"
    is_text = isinstance(value, values.Plain) and (isinstance(values.constant(value), str) or value.of == "str")
    if is_text and call.args:
        return f"write self.{report.written(event.name)} = {text} for what is no tensor"
    return ""


def tensor_of(value: values.Value, text: str) -> str | None:
    """The tensor that a value stands for; None where it's no numbers."""
    known = values.constant(value)
    if isinstance(value, values.Plain):
        if value.of == "array":
            return f"torch.as_tensor({text})"
        is_number = type(known) in (bool, int, float, complex) or value.of in ("bool", "int", "float")
        return f"torch.tensor({text})" if is_number else None
    if isinstance(value, values.Container) and value.kind in ("list", "tuple", "range"):
        plain = all(isinstance(v, values.Plain) and tensor_of(v, "") is not None for v in inside(value))
        return f"torch.tensor({text})" if plain else None
    return None


def parameter_of(report: Report, value: values.Value, text: str) -> str | None:
    """The Parameter that a value stands for."""
    if not isinstance(value, values.Tensor):
        return None
    more = ", requires_grad=False" if value.dtype in ("int", "bool") else ""
    return f"{spelt(report, 'Parameter')}({text}{more})"


def module_of(report: Report, value: values.Value, text: str) -> str | None:
    """The Module that a value stands for: of a class an instance, where it's one of those that need no arguments."""
    if isinstance(value, values.Container) and MODULES.takes_all(value) and MODULES.takes_keys(value):
        return f"{spelt(report, MODULES.kind(value))}({text})"
    return None


def nested(report: Report, bad: BadValue, texts: Texts) -> str:
    """What to do about a value in a container of modules: a list in `nn.Sequential` is spread out, one in a
    `ModuleList` or `ModuleDict` becomes one too.
    """
    value, what = bad.value, bad.what.removeprefix("nn.")
    if bad.expected == "a tensor":
        return "" if isinstance(value, values.Module) else "write torch.tensor(…) around it"
    if bad.expected == "several of them":
        return "write […] around it"
    if isinstance(value, values.Container) and bad.expected == "modules":
        return "write OrderedDict(…) around it" if what == "Sequential" else "write nn.ModuleDict(…)"
    if isinstance(value, values.Container) and MODULES.takes_all(value) and MODULES.takes_keys(value):
        call = next(iter(calls_of(bad.site, what)), None)
        given = sole_argument(call) if call is not None else None
        if what == "Sequential" and not is_mapping(value):
            star = f"*{texts.expression(bad.site, given)}" if given is not None else ""
            if call is not None and given is not None:
                return f"write {rewritten(texts, bad.site, call, given, star)}"
            return "put a * before it, which gives each of its modules by itself"
        inner = spelt(report, MODULES.kind(value))
        if call is not None and given is not None and what == "ModuleList" and of_one_kind(given):
            items = texts.expression(bad.site, given)
            items = f"({items})" if isinstance(given, ast.GeneratorExp) and not items.startswith("(") else items
            text = f"[{inner}(each) for each in {items}]"
            return f"write {rewritten(texts, bad.site, call, given, text)}"
        return f"put {inner}(…) around it"
    if isinstance(value, values.Container):
        return "give the modules in it alone, and keep what is no module beside them"
    if isinstance(value, (values.Class, values.Dotted)):
        return "call it if it's a class, wrap it in an nn.Module if it's a function"
    return "wrap it in an nn.Module"


RULE = Rule(
    code="TSM304",
    name="unregistrable-value",
    summary="a value that the registration refuses with TypeError",
    explanation="""\
`register_parameter` takes an `nn.Parameter` that is a leaf, `register_buffer` a tensor, `add_module`,
`nn.Sequential` and `nn.ModuleList` take modules. Anything else but None raises TypeError; in `nn.Parameter(…)` it is
AttributeError. `nn.ModuleList` and `nn.ModuleDict` take one argument, with all modules in it.

Put `nn.Parameter(…)` around the whole tensor, `torch.tensor(…)` around a number or a list.""",
    bad="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_parameter("scale", torch.ones(3))
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_parameter("scale", nn.Parameter(torch.ones(3)))
""",
    silences="None, which reserves the name; a value that isn't known.",
    fix="""\
Unsafe: `--fix --unsafe-fixes` puts `nn.Parameter(…)` around the tensor that `register_parameter` is given,
`torch.tensor(…)` around numbers, assigns a module, and gives containers of modules what they take: `nn.ModuleList` for
a list in a list, `*` for one in `nn.Sequential`, a list or dict for several arguments.""",
    check=check,
)
