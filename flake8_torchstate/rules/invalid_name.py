"""TSM303: a name that PyTorch refuses."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.statements import bracketed, name_argument, rewritten
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.events import InvalidName
from flake8_torchstate.model.registry import Operation


def check(report: Report) -> Iterator[Mistake]:
    """Registrations under the empty string, with a dot, or with what is no string; what a loop makes is told once."""
    told: set[ast.AST] = set()
    for event in report.events(InvalidName):
        inside = ast.walk(event.site.node) if event.site.node is not None else ()
        tables = (part for part in inside if isinstance(part, ast.DictComp))
        node = name_argument(event.site, call_of(event)) or next(tables, None)
        if node is not None and not isinstance(node, ast.Constant):
            if node in told:
                continue
            told.add(node)
        yield RULE.at(event.site, partial(message, report, event), event.name, partial(fix, report, event))


def fix(report: Report, event: InvalidName) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers import names, renames  # flake8 has no use for them

    found = names.without_dot(report, event)
    return renames.another_key(report, event) if isinstance(found, Refusal) and "." in event.name else found


def call_of(event: InvalidName) -> str:
    """What refuses the name."""
    return "nn.Module" if event.operation is Operation.ASSIGN else event.operation.value


def message(report: Report, event: InvalidName, texts: Texts) -> Words:
    """What is wrong with the name, and a better one."""
    call = call_of(event)
    node = name_argument(event.site, call)
    if event.raised.error == "TypeError":
        return Words(said(f"'{{}}' is not a string, as a name must be: {call} raises TypeError", event.name),
                     Help("give it a string", with_name(texts, event, node, as_string(report, event, texts, node))))
    if "." in event.name:
        return Words(said(f"the name '{{}}' has a dot: {call} raises KeyError", event.name),
                     Help("put _ in place of the dot", with_name(texts, event, node, without_dot(texts, event, node))))
    return Words(f"the name '' is empty: {call} raises KeyError", Help("give it a name"))


def with_name(texts: Texts, event: InvalidName, node: ast.expr | None, better: str) -> str:
    """The statement with a better name; "" where the name isn't written there."""
    for call in ast.walk(event.site.node) if event.site.node is not None and node is not None and better else ():
        if isinstance(call, ast.Call) and node is not None and node in (*call.args, *(k.value for k in call.keywords)):
            return rewritten(texts, event.site, call, node, better)
    return ""


def without_dot(texts: Texts, event: InvalidName, node: ast.expr | None) -> str:
    """A name with an underscore for each dot, as code."""
    if node is not None and not isinstance(node, ast.Constant):
        return f'{bracketed(texts, event.site, node)}.replace(".", "_")'
    return "" if "{" in event.name else f'"{event.name.replace(".", "_")}"'


def as_string(report: Report, event: InvalidName, texts: Texts, node: ast.expr | None) -> str:
    """A string for a name that is none: where other tables get numbers too, one that tells what it is."""
    others = {e.operation for e in report.events(InvalidName) if e.raised.error == "TypeError"}
    if len(others) > 1 and event.name.isdecimal():
        return f'"{event.operation.value.rpartition("_")[2]}_{event.name}"'
    if event.name == "None" or node is None:
        return ""
    is_number = isinstance(node, ast.Constant)
    return f'"{event.name.replace(".", "_")}"' if is_number else f"str({texts.read(event.site, node)})"


RULE = Rule(
    code="TSM303",
    name="invalid-name",
    summary='a name that PyTorch refuses: `""`, with a dot, not a string',
    explanation="""\
Names of parameters, buffers and submodules are joined with dots in `state_dict()`. `register_buffer`,
`register_parameter` and `add_module` raise KeyError for a name with a dot and for the empty string, and TypeError for
anything that isn't a string.

Write an underscore in place of the dot: `name.replace(".", "_")`, `f"layer_{i}"`.""",
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("block.norm", nn.BatchNorm1d(2))
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("block_norm", nn.BatchNorm1d(2))
""",
    silences="A name whose parts aren't known.",
    fix="""\
Safe: `--fix` writes an underscore for a dot, only where the name is used nowhere else.

Unsafe: `--fix --unsafe-fixes` writes `.replace(".", "_")` behind other names, `str(…)` around what isn't a string, and
underscores for the dots of keys, where they are written and where they are used.""",
    check=check,
)
