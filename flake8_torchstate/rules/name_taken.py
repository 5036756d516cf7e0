"""TSM201: a registration that raises KeyError since the name exists."""
from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.registry import Ground, Operation, Place
from flake8_torchstate.model.events import Clash
from flake8_torchstate.model.questions import library_base
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.state import REGISTERING
from flake8_torchstate.model.values import NoneValue

PLACES = {Place.PARAMETERS: "a parameter", Place.BUFFERS: "a buffer", Place.MODULES: "a submodule",
          Place.ATTRIBUTE: "a plain attribute"}
GROUNDS = {Ground.METHOD: "a method", Ground.PROPERTY: "a property", Ground.SETTABLE_PROPERTY: "a property",
           Ground.CLASS_ATTRIBUTE: "an attribute"}


def check(report: Report) -> Iterator[Mistake]:
    """Registrations of a name that exists."""
    for event in report.events(Clash):
        if event.raised.error == "KeyError" and "already exists" in event.raised.message:
            yield RULE.at(event.site, message(report, event), event.name, partial(fix, report, event))


def fix(report: Report, event: Clash) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers import names, renames  # flake8 has no use for them

    if event.earlier.bare and event.earlier.site is not None:
        return names.without_earlier(report, event)
    return renames.another_name(report, event, event.name)


def message(report: Report, event: Clash) -> Words:
    """Who has the name, and what to do."""
    call = "this assignment" if event.operation is Operation.ASSIGN else event.operation.value
    slot, site = event.earlier.slot, event.earlier.site
    # what isn't known was put under the name by an assignment all the same
    place = slot.place if slot is not None else Place.ATTRIBUTE if site is not None else None
    owner = site.owner if site is not None else None
    elsewhere = site is not None and owner is None and site.file is not report.cls.source
    if place is not None and site is not None and (owner is None or owner is report.cls):
        where = f" of {os.path.basename(site.file.path)}" if elsewhere else ""
        what, whose = PLACES[place], f" since line {site.position()[0]}{where}"
    elif place is not None:
        what, whose = PLACES[place], f" of its base{f' {owner.name}' if owner is not None else ''}"
    else:
        ground, owner = report.state.ground(event.name)
        library = library_base(report.cls, event.name) or "nn.Module"
        what, whose = (GROUNDS.get(ground, "an attribute"), f" of class {owner.name}") if owner is not None else (
            f"{library}'s own", "")
    assigned = site if place is Place.ATTRIBUTE and not elsewhere else None
    remedy = freed(report, event, assigned) if assigned is not None else Help("use another name")
    return Words(said(f"{call} of '{{}}' raises KeyError: the name is {{}}", event.name, what + whose), remedy)


def freed(report: Report, event: Clash, site: Site) -> Help:
    """What to do about a plain assignment that has taken the name: on another way it may be what is read."""
    if not report.leaves(site, event.name):
        return Help("delete that assignment")
    if isinstance(event.earlier.value, NoneValue) and site.owner is report.cls and event.operation in REGISTERING:
        line = f'self.{event.operation.value}("{event.name}", None)'
        return Help("register None there", line, f"in line {site.position()[0]}")
    return Help("use another name there")


RULE = Rule(
    code="TSM201",
    name="name-taken",
    summary="a registration raises KeyError, since the name exists already",
    explanation="""\
`register_buffer`, `register_parameter`, `add_module` and the assignment of a Parameter or an `nn.Buffer` refuse a name
that the module has already outside of their own table: a plain attribute that was set before (even None), a class
attribute, a method, a property, or one of nn.Module's own names such as `type` or `forward`.

Delete the earlier assignment. To say that there is nothing yet, register None: `self.register_buffer("x", None)`,
`self.register_parameter("x", None)`. Where the class or nn.Module has the name, choose another.""",
    bad="""\
import torch
from torch import nn


class Affine(nn.Module):
    def __init__(self):
        super().__init__()
        self.bias = None
        self.register_parameter("bias", nn.Parameter(torch.zeros(3)))
""",
    good="""\
import torch
from torch import nn


class Affine(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_parameter("bias", nn.Parameter(torch.zeros(3)))
""",
    silences="Branches that exclude each other; `hasattr` and `del` guards; an annotation without a value.",
    fix="""\
Safe: `--fix` deletes an earlier assignment of the name, where a registration always follows it and nothing reads the
name in between; else it gives the value to a local name, or registers None where None was assigned.

Unsafe: `--fix --unsafe-fixes` puts an underscore behind a name that the class, its base or nn.Module has.""",
    check=check,
)
