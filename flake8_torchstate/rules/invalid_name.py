"""TSM303: a name that PyTorch refuses."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.model.events import InvalidName


def check(report: Report) -> Iterator[Mistake]:
    """Registrations under the empty string, with a dot, or with what is no string."""
    for event in report.events(InvalidName):
        yield RULE.at(event.site, message(event), event.name, partial(fix, report, event))


def fix(report: Report, event: InvalidName) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.names import without_dot  # flake8 has no use for it

    return without_dot(report, event)


def message(event: InvalidName) -> str:
    """What is wrong with the name, and a better one."""
    call = event.operation.value
    if event.raised.error == "TypeError":
        return f"{call} takes a string as a name: '{event.name}' is none and raises TypeError; write str({event.name})"
    if "." in event.name:
        better = event.name.replace(".", "_")
        quoted = f'f"{better}"' if "{" in better else f'"{better}"'
        return f"the name '{event.name}' has a dot, which {call} refuses with KeyError; write {quoted}"
    return f"the name '{event.name}' is empty, which {call} refuses with KeyError; give it a name"


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
Safe: `--fix` writes an underscore for a dot, only where the name is used nowhere else.""",
    check=check,
)
