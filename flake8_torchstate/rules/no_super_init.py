"""TSM302: something is registered and super().__init__() never runs."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.code.classes import base_takes_nothing
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.rules.chain import FIRST, first_early, is_late
from flake8_torchstate.model.events import BrokenInit


def check(report: Report) -> Iterator[Mistake]:
    """The first registration where nn.Module.__init__ never runs."""
    event = first_early(report)
    if event is not None and not is_late(report, event):
        if report.cls.generates_init:
            text = "@dataclass writes an __init__ that sets '{}' without super().__init__(): AttributeError"
            yield RULE.at(event.site, Words(said(text, event.name), Help(BY_HAND)))
        else:
            text = said("'{}' is registered and super().__init__() never runs: AttributeError", event.name)
            yield RULE.at(event.site, partial(called_first, report, text), fix=partial(fix, report))
    for broken in report.events(BrokenInit):
        if broken.kind == "plain":
            text = said("'{}' is set and super().__init__() never runs: a call or .to() raises AttributeError",
                        broken.name)
            yield RULE.at(broken.site, partial(called_first, report, text), fix=partial(fix, report))
        elif broken.kind == "other":
            text = said("super({0}, self) raises TypeError: {1} isn't derived from {0}", broken.name, report.cls.name)
            yield RULE.at(broken.site, Words(text, Help(f"put super() in place of super({broken.name}, self)")))
        elif broken.kind == "dataclass":
            text = "@dataclass gives '{}' an __init__ that skips nn.Module's: nothing can be registered"
            yield RULE.at(broken.site, Words(said(text, broken.name), Help(BY_HAND)))


BY_HAND = "define __init__ yourself, with super().__init__() as its first line"


def called_first(report: Report, text: str, _: Texts) -> Words:
    """What is said of a call that lacks, with the call to write where the bases need no arguments."""
    simple = base_takes_nothing(report.cls)
    return Words(text, Help("", "super().__init__()", "as the first line of __init__") if simple else Help(FIRST))


def fix(report: Report) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.constructors import added  # flake8 has no use for it

    return added(report)


RULE = Rule(
    code="TSM302",
    name="no-super-init",
    summary="registers, or is called, and `super().__init__()` never runs: AttributeError",
    explanation="""\
Without `nn.Module.__init__` a module has no tables, and the first registration raises AttributeError. Where nothing is
registered, calling the module raises it, and so does `.to()` on it or its parent. The `__init__` that `@dataclass`
writes doesn't call it either.

Make `super().__init__()` the first line of `__init__`; instead of `@dataclass`, write the `__init__` by hand.""",
    bad="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(2, 2)
""",
    good="""\
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
""",
    silences="""\
A base that can't be looked into; a class with its own `__new__`; of those that only set plain values, one without a
`forward` that gives something, with its own `__getattr__` or `__call__`, or with a subclass that has an `__init__`.""",
    fix="""\
Safe: `--fix` adds `super().__init__()`, where the base's constructor takes no arguments that it must be given.""",
    check=check,
)
