"""What the two rules about a missing `super().__init__()` share: the first registration before it."""
from __future__ import annotations

import ast

from flake8_torchstate.report.findings import Report
from flake8_torchstate.report.usage import given_to_init
from flake8_torchstate.model.guards import consistent
from flake8_torchstate.model.events import Clash
from flake8_torchstate.model.lost import LostItems, LostTensor
from flake8_torchstate.model.site import Site


FIRST = "make super().__init__() the first line of __init__"


def first_early(report: Report) -> Clash | None:
    """The first operation that fails since nn.Module.__init__ hasn't run: the one that a traceback names."""
    for event in report.events(Clash):
        if not event.initialised and event.raised.error == "AttributeError" and (
                "before Module.__init__" in event.raised.message or "has no attribute '_" in event.raised.message):
            return event
    return None


def is_late(report: Report, event: Clash) -> bool:
    """Whether nn.Module.__init__ runs later on the same path; in a dataclass the generated constructor is at fault."""
    late = any(consistent(guard, event.guard) for guard in report.state.initialised)
    return late and not report.cls.generates_init


def is_read_by_init(report: Report, lost: LostTensor | LostItems) -> bool:
    """Whether the constructor of a base, or a method that it calls, reads the name of what is lost, or is given it."""
    if given_to_init(report, lost.site, lost.name):
        return True
    if not lost.early:
        return False
    state, cls = report.state, report.cls
    above = [m for m in state.ran if m.owner is not None and m.owner is not cls]
    called = {name for m in above for name in m.outline.called}
    readers = [*above, *(m for m in state.ran if m.owner is cls and m.name in called and m.name != "__init__")]
    return any(lost.name in m.outline.self_names for m in readers if m is not lost.site.function)


def after_init(site: Site, early: bool) -> str:
    """Where a registration must go that takes the place of an assignment before super().__init__(): which base it is
    needn't be known.
    """
    inits = [node.lineno for node in ast.walk(site.function.node) if isinstance(node, ast.Attribute)
             and node.attr == "__init__"] if site.function is not None else []
    later = bool(inits) and min(inits) > site.position()[0]
    return "after super().__init__()" if early or later else ""
