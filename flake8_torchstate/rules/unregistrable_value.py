"""TSM304: a value that a registration refuses."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model import values
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.spelling import spelt
from flake8_torchstate.report.statements import (
    calls_of, of_one_kind, rewritten, second, sole_argument, with_call)
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.rules.containers import MODULES, for_each, inside, is_mapping
from flake8_torchstate.model.registry import Operation
from flake8_torchstate.rules.wrong_kind import kind
from flake8_torchstate.model.events import BadCall, BadValue, Clash

TENSORS = (Operation.REGISTER_BUFFER, Operation.REGISTER_PARAMETER)
ARGUMENTS = {Operation.REGISTER_BUFFER: "tensor", Operation.REGISTER_PARAMETER: "param",
             Operation.ADD_MODULE: "module", Operation.REGISTER_MODULE: "module"}
WANTED = {Operation.REGISTER_BUFFER: "a tensor or None", Operation.REGISTER_PARAMETER: "an nn.Parameter or None",
          Operation.ADD_MODULE: "an nn.Module or None", Operation.REGISTER_MODULE: "an nn.Module or None"}

TAKEN = {"several of them": "a list of modules", "a Module": "modules"}
"""How that is said which a container of modules takes."""


def check(report: Report) -> Iterator[Mistake]:
    """Registrations that raise TypeError."""
    for event in report.events(Clash):
        if event.raised.error == "TypeError" and event.operation in WANTED and not may_fit(report, event):
            yield RULE.at(event.site, partial(message, report, event), fix=partial(fix, report, event))
    for bad in report.events(BadValue):
        yield RULE.at(bad.site, partial(in_container, report, bad), fix=partial(put_rightly, report, bad))
    for call in report.events(BadCall):
        yield RULE.at(call.site, partial(refused, call), fix=partial(put_rightly, report, call))


def may_fit(report: Report, event: Clash) -> bool:
    """Whether a plain value that isn't known is one of several, others of which may be taken: a function that gives a
    number for a number, and a tensor for a tensor, gives what its arguments say.
    """
    given = [option.value for write in report.state.written if write.site is event.site
             for option in values.options(write.value)]
    return isinstance(event.value, values.Plain) and not event.value.known and any(
        isinstance(value, values.Unknown) or values.is_tensor(value) for value in given)


def fix(report: Report, event: Clash) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.statements import registrable  # flake8 has no use for it

    return registrable(report, event)


def put_rightly(report: Report, event: BadValue | BadCall) -> Fix | Refusal:
    """The fix of a call that raises."""
    from flake8_torchstate.fixers import statements  # flake8 has no use for it

    return statements.put_rightly(report, event)


def message(report: Report, event: Clash, texts: Texts) -> Words:
    """What was given to a registration, and what it takes."""
    form = f"{event.operation.value} takes {WANTED[event.operation]}: {kind(event.value)} for '{{}}' raises TypeError"
    return Words(said(form, event.name), Help(f"give it {WANTED[event.operation]}", line(report, event, texts)))


def in_container(report: Report, bad: BadValue, texts: Texts) -> Words:
    """What was given to a container of modules, or to nn.Parameter."""
    form = f"{bad.what} takes {TAKEN.get(bad.expected, bad.expected)}: {kind(bad.value)} in '{{}}' raises {bad.error}"
    return Words(said(form, texts.subject(bad.site)), nested(report, bad, texts))


def refused(call: BadCall, texts: Texts) -> Words:
    """How a container of modules takes what it's given."""
    shape = "dict" if call.what.endswith("Dict") else "list"
    if call.keyword:
        do = "leave the keyword out" if call.what == "nn.Sequential" else f"put all in one {shape}"
        return Words(said(f"{call.what} has no keyword '{{}}': TypeError", call.keyword), Help(do))
    found = next(iter(calls_of(call.site, call.what.removeprefix("nn."))), None)
    line = ""
    if found is not None and not found.keywords and shape == "list":
        given = ", ".join(texts.read(call.site, argument) for argument in found.args)
        line = with_call(texts, call.site, found, f"{texts.read(call.site, found.func)}([{given}])")
    return Words(said(f"{call.what} takes one argument, and '{{}}' gives it several: TypeError",
                      texts.subject(call.site)), Help(f"put all in one {shape}", line))


# --- what to write instead


def line(report: Report, event: Clash, texts: Texts) -> str:
    """What to write in place of a registration that is refused; "" where that can't be seen."""
    value = event.value
    call = next(iter(calls_of(event.site, event.operation.value)), None)
    node = second(call, ARGUMENTS[event.operation]) if call is not None else None
    if call is None or node is None or value is None:
        return ""
    text, name = texts.expression(event.site, node), report.written(event.name)
    if isinstance(value, values.Module):
        return f"self.{name} = {text}" if event.operation in TENSORS else ""
    if isinstance(value, values.Container) and event.operation is Operation.REGISTER_BUFFER and inside(value) and all(
            isinstance(v, values.Tensor) for v in inside(value)):
        return for_each(value, name, text, "")
    if event.operation is Operation.REGISTER_BUFFER:
        made = tensor_of(value, text)
    elif event.operation is Operation.REGISTER_PARAMETER:
        made = parameter_of(report, value, text)
    else:
        made = module_of(report, value, text)
        if isinstance(value, values.Tensor):
            written = texts.read(event.site, call.args[0]) if call.args else f'"{event.name}"'
            return f"self.register_buffer({written}, {text})"
    if made is not None:
        return rewritten(texts, event.site, call, node, made)
    is_text = isinstance(value, values.Plain) and (isinstance(values.constant(value), str) or value.of == "str")
    return f"self.{name} = {text}" if is_text and call.args else ""


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


def nested(report: Report, bad: BadValue, texts: Texts) -> Help:
    """What to do about a value in a container of modules: a list in `nn.Sequential` is spread out, one in a
    `ModuleList` or `ModuleDict` becomes one too.
    """
    value, what = bad.value, bad.what.removeprefix("nn.")
    call = next(iter(calls_of(bad.site, what)), None)
    given = sole_argument(call) if call is not None else None
    text = texts.expression(bad.site, given)

    def instead(made: str) -> str:
        return rewritten(texts, bad.site, call, given, made) if call is not None and given is not None else ""

    if bad.expected == "a tensor":
        made = tensor_of(value, text)
        return Help("give it a tensor", instead(made) if made is not None else "")
    if bad.expected == "several of them":
        return Help("put it in a list", instead(f"[{text}]"))
    if isinstance(value, values.Container) and bad.expected == "modules":
        return Help("make the dict an OrderedDict" if what == "Sequential" else "use an nn.ModuleDict for a dict")
    if isinstance(value, values.Container) and MODULES.takes_all(value) and MODULES.takes_keys(value):
        if what == "Sequential" and not is_mapping(value):
            return Help("put a * before the list, so that each module is given by itself", instead(f"*{text}"))
        inner = spelt(report, MODULES.kind(value))
        if given is not None and what == "ModuleList" and of_one_kind(given):
            items = f"({text})" if isinstance(given, ast.GeneratorExp) and not text.startswith("(") else text
            return Help(f"make each an {inner}", instead(f"[{inner}(each) for each in {items}]"))
        return Help(f"make it an {inner}")
    if isinstance(value, values.Container):
        return Help("give the modules in it alone, and keep what is no module beside them")
    if isinstance(value, (values.Class, values.Dotted)):
        return Help("call it if it's a class, wrap it in an nn.Module if it's a function")
    return Help("wrap it in an nn.Module")


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
