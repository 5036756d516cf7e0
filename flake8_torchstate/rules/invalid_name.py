"""TSM303: a name that PyTorch refuses."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.statements import bracketed, name_argument
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.model.events import InvalidName
from flake8_torchstate.model.registry import Operation


def check(report: Report) -> Iterator[Mistake]:
    """Registrations under the empty string, with a dot, or with what is no string."""
    for event in report.events(InvalidName):
        yield RULE.at(event.site, partial(message, report, event), event.name, partial(fix, report, event))


def fix(report: Report, event: InvalidName) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers import names, renames  # flake8 has no use for them

    found = names.without_dot(report, event)
    return renames.another_key(report, event) if isinstance(found, Refusal) and "." in event.name else found


def message(report: Report, event: InvalidName, texts: Texts) -> str:
    """What is wrong with the name, and a better one."""
    call = "nn.Module" if event.operation is Operation.ASSIGN else event.operation.value
    if event.raised.error == "TypeError":
        return (f"{call} takes a string as a name: '{event.name}' is none and raises TypeError; "
                f"write {as_string(report, event)}")
    if "." in event.name:
        better = "".join(text if code else text.replace(".", "_") for text, code in parts_of(event.name))
        quoted = f'"{better}"'
        if "{" in event.name:
            node = name_argument(event.site, call)
            text = bracketed(texts, event.site, node) if node is not None else f'f"{event.name}"'
            quoted = f'{text}.replace(".", "_")'
            if node is None and better == event.name:
                quoted = '.replace(".", "_") after it'
            elif node is None:
                quoted = "_ in place of the dot" if "{…}" in better else f'f"{better}"'
        return f"the name '{event.name}' has a dot, which {call} refuses with KeyError; write {quoted}"
    return f"the name '{event.name}' is empty, which {call} refuses with KeyError; give it a name"


def as_string(report: Report, event: InvalidName) -> str:
    """A string for a name that is none: where other tables get numbers too, one that tells what it is."""
    others = {e.operation for e in report.events(InvalidName) if e.raised.error == "TypeError"}
    if len(others) > 1 and event.name.isdecimal():
        return f'"{event.operation.value.rpartition("_")[2]}_{event.name}"'
    is_float = "." in event.name and event.name.replace(".", "").isdecimal()
    return f'"{event.name.replace(".", "_")}"' if is_float else f"str({event.name})"


def parts_of(name: str) -> Iterator[tuple[str, bool]]:
    """The parts of a name as it is shown: text, and code in braces."""
    depth = start = 0
    for index, letter in enumerate(name):
        if letter == "{" and not depth or letter == "}" and depth == 1:
            end = index + depth
            yield name[start:end], bool(depth)
            start = end
        depth += (letter == "{") - (letter == "}")
    yield name[start:], False


RULE = Rule(
    code="TSM303",
    name="invalid-name",
    summary='a name that PyTorch refuses: `""`, with a dot, not a string',
    explanation="""\
Names of parameters, buffers and submodules are joined with dots in `state_dict()`. `register_buffer`,
`register_parameter` and `add_module` raise KeyError for a name with a dot and for the empty string, and TypeError for
what is no string.

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
    silences="A name of which the parts aren't known.",
    fix="""\
Safe: `--fix` writes an underscore for a dot, only where the name is used nowhere else.

Unsafe: `--fix --unsafe-fixes` writes `.replace(".", "_")` behind other names, `str(…)` around what is no string, and
underscores for the dots of keys, where they are written and where they are used.""",
    check=check,
)
