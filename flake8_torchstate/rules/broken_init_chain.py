"""TSM306: a chain of constructors that doesn't do what it looks like."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.model.site import Site
from flake8_torchstate.report.statements import calls_of, with_call
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.usage import missed
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.events import BrokenInit


def check(report: Report) -> Iterator[Mistake]:
    """nn.Module.__init__ run twice, mixins that are never initialised, misspelt constructors."""
    for event in report.events(BrokenInit):
        read = missed(report, event.name) if event.kind == "mixin" else ("", "")
        if event.kind in TEXTS and read is not None:
            yield RULE.at(event.site, partial(words, event, *read), fix=partial(fix, report, event))


def words(event: BrokenInit, missed: str, reader: str, texts: Texts) -> Words:
    """What goes wrong, and what to do."""
    text, help = TEXTS[event.kind]
    line = rightly_called(texts, event.site) if event.kind == "uncalled" else ""
    return Words(said(text, event.name, missed, reader), Help(help.format(event.name), line))


def fix(report: Report, event: BrokenInit) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.constructors import called_rightly  # flake8 has no use for it

    return called_rightly(report, event)


TEXTS = {
    "twice": ("nn.Module.__init__ runs again here and wipes what is registered, '{}' first of all",
              "call super().__init__() once, in each class of the chain"),
    "mixin": ("'{}.__init__' never runs, so '{}', which {} reads, is never set",
              "list {0} before nn.Module, or call {0}.__init__(self)"),
    "uncalled": ("'super.__init__' is a method of the class super itself: TypeError", "call super() first"),
    "misspelt": ("'{}' is never called: the constructor is spelt __init__", "rename it, or delete it"),
}
"""What is said of each kind, with the class, what is missed, and its reader; and what to do."""


def rightly_called(texts: Texts, site: Site) -> str:
    """The statement with `super().__init__(…)` for `super.__init__(…)`, which gives the instance itself."""
    call = next(iter(calls_of(site, "__init__")), None)
    if call is None:
        return ""
    given = [texts.read(site, a) for a in call.args] + [
        f"{k.arg}={texts.read(site, k.value)}" if k.arg else f"**{texts.read(site, k.value)}" for k in call.keywords]
    return with_call(texts, site, call, f"super().__init__({', '.join(given[given[:1] == ['self']:])})")


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
A second run before anything is registered; `call_super_init = True`; a mixin from which nothing is read, or only what
other methods set too.""",
    fix="""\
Unsafe: `--fix --unsafe-fixes` writes `super().__init__(…)` for `super.__init__(…)`.""",
    check=check,
)
