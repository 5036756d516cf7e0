"""TSM202: a registration that throws an earlier one away."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.events import Replacement
from flake8_torchstate.model.guards import Guard
from flake8_torchstate.model.values import Module, Parameter, Value


def check(report: Report) -> Iterator[Mistake]:
    """Second registrations on the same path, with nothing that read the first one."""
    kept: dict[Value, list[Guard]] | None = None
    for event in report.events(Replacement):
        earlier = event.earlier
        if kept is None:
            kept = report.state.registered_guards()
        if earlier.value in kept:
            continue  # another name has it, or another path keeps it under this one
        what = "Parameter" if isinstance(earlier.value, Parameter) else (
            "module" if isinstance(earlier.value, Module) else "buffer")
        line = earlier.site.position()[0] if earlier.site is not None else 0
        where = f"of line {line}" if line != event.site.position()[0] else "of the round before"
        words = Words(said(f"'{{}}' replaces the {what} {where}, which nothing has read and which is lost", event.name),
                      Help("delete one of the two, or use another name"))
        yield RULE.at(event.site, words, event.name, partial(fix, report, event))


def fix(report: Report, event: Replacement) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.names import without_first  # flake8 has no use for it

    return without_first(report, event)


RULE = Rule(
    code="TSM202",
    name="name-replaced",
    summary="a second registration silently replaces the first, which nothing read in between",
    explanation="""\
Assigning a Parameter over a Parameter, or a module over a module, raises nothing: the first one is gone, together with
its weights. Where nothing has read it in between, one of the two lines is a slip: a copied line whose name was
not changed.

Give the second one a name of its own, or delete the line that isn't meant.""",
    bad="""\
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, width)
        self.fc1 = nn.Linear(width, 1)
""",
    good="""\
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, width)
        self.fc2 = nn.Linear(width, 1)
""",
    silences="""\
A replacement under a condition; a subclass that replaces what its base made; `self.conv = wrap(self.conv)`; a new value
for a registered buffer.""",
    fix="""\
Unsafe: `--fix --unsafe-fixes` deletes one of the two where the second always follows: what is made later draws other
random numbers. Parameters keep their order, which an optimizer's old state goes by.""",
    check=check,
)
