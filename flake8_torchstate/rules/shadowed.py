"""TSM204: registered and yet out of reach, or data over one of nn.Module's methods."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.registry import Ground
from flake8_torchstate.model.events import BadKey, Shadowing
from flake8_torchstate.model.questions import library_base

GROUNDS = {Ground.METHOD: "method", Ground.PROPERTY: "property", Ground.SETTABLE_PROPERTY: "property",
           Ground.CLASS_ATTRIBUTE: "class attribute"}


def check(report: Report) -> Iterator[Mistake]:
    """Names that the class hides, names of nn.Module's methods, keys that a ModuleDict refuses."""
    for event in report.events(Shadowing):
        text = message(event, library_base(report.cls, event.name))
        yield RULE.at(event.site, text, event.name, partial(fix, report, event))
    for key in report.events(BadKey):
        yield RULE.at(key.site, partial(refused, key), fix=partial(fix, report, key))


def fix(report: Report, event: Shadowing | BadKey) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers import renames  # flake8 has no use for it

    if isinstance(event, BadKey):
        return renames.another_key(report, event)
    return renames.another_name(report, event, event.name, hidden=True)


def message(event: Shadowing, base: str) -> Words:
    """What hides what; `base` is a class of another library that has the name."""
    owner = event.owner.name if event.owner is not None else base
    if not owner:
        what = GROUNDS.get(event.ground, "name")
        return Words(said(f"'{{}}' is a {what} of nn.Module, which this assignment hides or is hidden by", event.name),
                     Help("use another name"))
    what = GROUNDS.get(event.ground, "attribute")
    form = f"'{{0}}' is registered but never reached: self.{{0}} gives the {what} of {{1}}"
    return Words(said(form, event.name, owner), Help("rename one of the two"))


def refused(key: BadKey, texts: Texts) -> Words:
    """Why a key can't be one."""
    if key.reserved:
        return Words(said(f"'{{}}' is a name of {key.container} itself: this key raises KeyError or hides it", key.key),
                     Help("use another key"))
    return Words(said(f"'{{}}' is not a string, as a key of {key.container} must be: TypeError", key.key),
                 Help("put str() around the key"))


RULE = Rule(
    code="TSM204",
    name="shadowed",
    summary="registered and yet unreachable: a class attribute, method or property has the name",
    explanation="""\
Python looks at the class before nn.Module looks into its tables. A submodule whose name is also a class attribute, a
method or a property is registered, saved and trained, but `self.name` gives the other thing. Data assigned
over one of nn.Module's methods (`self.parameters = {…}`) breaks whoever calls the method. `nn.ModuleDict` and
`nn.ParameterDict` refuse keys that are their own attributes, and keys that aren't strings.

Rename one of the two; for a key, put something before it: `"type"` becomes `"head_type"`.""",
    bad="""\
from torch import nn


class Coder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.Linear(2, 2)

    def encode(self, x):
        return x
""",
    good="""\
from torch import nn


class Coder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(2, 2)

    def encode(self, x):
        return self.encoder(x)
""",
    silences="A method replaced by a callable on purpose: `self.forward = self.forward_fast`.",
    fix="""\
Unsafe: `--fix --unsafe-fixes` puts an underscore behind the name, and writes keys as strings.""",
    check=check,
)
