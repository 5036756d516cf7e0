"""TSM301: something is registered before super().__init__()."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.rules.chain import FIRST, first_early, is_late


def check(report: Report) -> Iterator[Mistake]:
    """The first registration before nn.Module.__init__ where it runs later."""
    event = first_early(report)
    if event is not None and is_late(report, event):
        text = said("'{}' is registered before super().__init__() has run: AttributeError", event.name)
        yield RULE.at(event.site, Words(text, Help(FIRST)), fix=partial(fix, report))


def fix(report: Report) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.constructors import moved_up  # flake8 has no use for it

    return moved_up(report)


RULE = Rule(
    code="TSM301",
    name="before-super-init",
    summary="registers before `super().__init__()` ran: AttributeError",
    explanation="""\
`nn.Module.__init__` makes the tables for parameters, buffers and submodules. A registration before it raises
AttributeError. Plain values may be set before.

Make `super().__init__()` the first line of `__init__`.""",
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(2, 2)
        super().__init__()
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
""",
    silences="Plain values before `super().__init__()`; a base that can't be looked into.",
    fix="""\
Safe: `--fix` moves `super().__init__()` to the top, where its arguments need nothing that comes before it.""",
    check=check,
)
