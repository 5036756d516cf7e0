"""TSM302: something is registered and super().__init__() never runs."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.rules.chain import first_early, is_late
from flake8_torchstate.model.events import BrokenInit


def check(report: Report) -> Iterator[Mistake]:
    """The first registration where nn.Module.__init__ never runs."""
    event = first_early(report)
    if event is not None and not is_late(report, event):
        if report.cls.generates_init:
            text = (f"the __init__ that @dataclass writes assigns '{event.name}' without super().__init__(): "
                    "AttributeError; write __init__ by hand and call super().__init__() first")
            yield RULE.at(event.site, text)
        else:
            text = (f"'{event.name}' is registered and super().__init__() never runs: AttributeError; "
                    "make super().__init__() the first line of __init__")
            yield RULE.at(event.site, text, fix=partial(fix, report))
    for broken in report.events(BrokenInit):
        if broken.kind == "plain":
            text = (f"'{broken.name}' is set and super().__init__() never runs: calling the module, and .to() of it or "
                    "its parent, raises AttributeError; make super().__init__() the first line of __init__")
            yield RULE.at(broken.site, text, fix=partial(fix, report))
        elif broken.kind == "other":
            text = (f"super({broken.name}, self) raises TypeError: {report.cls.name} doesn't derive from "
                    f"{broken.name}; write super() there")
            yield RULE.at(broken.site, text)
        elif broken.kind == "dataclass":
            text = (f"the __init__ that @dataclass writes for '{broken.name}' never calls nn.Module.__init__: nothing "
                    "can be registered; write __init__ by hand, super().__init__() first")
            yield RULE.at(broken.site, text)


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
registered, calling the module does, and `.to()` of it or of its parent. The `__init__` that `@dataclass` writes doesn't
call it either.

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
