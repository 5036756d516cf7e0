"""TSM306: a chain of constructors that doesn't do what it looks like."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.usage import missed
from flake8_torchstate.model.events import BrokenInit


def check(report: Report) -> Iterator[Mistake]:
    """nn.Module.__init__ run twice, mixins that are never initialised, misspelt constructors."""
    for event in report.events(BrokenInit):
        read = missed(report, event.name) if event.kind == "mixin" else ("", "")
        if event.kind in TEXTS and read is not None:
            yield RULE.at(event.site, TEXTS[event.kind].format(name=event.name, missed=read[0], reader=read[1]),
                          fix=partial(fix, report, event))


def fix(report: Report, event: BrokenInit) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.constructors import called_rightly  # flake8 has no use for it

    return called_rightly(report, event)


TEXTS = {
    "twice": "nn.Module.__init__ runs a second time here and wipes what is registered ('{name}' first of all); "
             "call super().__init__() once, in each class of the chain",
    "mixin": "'{name}.__init__' never runs, so that '{missed}', which {reader} reads, is never set: nn.Module.__init__ "
             "doesn't call on, and the mixin comes after it; list {name} before nn.Module, or call "
             "{name}.__init__(self)",
    "uncalled": "'super.__init__' is a method of the class super itself: TypeError; write super().__init__(…)",
    "misspelt": "'{name}' is never called: the constructor is spelt __init__",
}


RULE = Rule(
    code="TSM306",
    name="broken-init-chain",
    summary="`nn.Module.__init__` runs twice, a mixin is never initialised, `_init_` is misspelt",
    explanation="""\
A second run of `nn.Module.__init__` makes new, empty tables: what was registered before is gone.
`nn.Module.__init__` doesn't call `super().__init__()`, so that a mixin listed after it is never initialised: what
methods read of it raises AttributeError. A constructor whose name is misspelt is never called.

Call `super().__init__()` once in each class of the chain, list mixins before `nn.Module`, and spell it `__init__`.""",
    bad="""\
from torch import nn


class Left(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.left = nn.Linear(1, 1)


class Right(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.right = nn.Linear(2, 2)


class Both(Left, Right):
    def __init__(self):
        Left.__init__(self)
        Right.__init__(self)
""",
    good="""\
from torch import nn


class Left(nn.Module):
    def __init__(self):
        super().__init__()
        self.left = nn.Linear(1, 1)


class Right(nn.Module):
    def __init__(self):
        super().__init__()
        self.right = nn.Linear(2, 2)


class Both(Left, Right):
    def __init__(self):
        super().__init__()
""",
    silences="""\
A second run before anything is registered; `call_super_init = True`; a mixin of which nothing is read, or only what
other methods set too.""",
    fix="""\
Unsafe: `--fix --unsafe-fixes` writes `super().__init__(…)` for `super.__init__(…)`.""",
    check=check,
)
