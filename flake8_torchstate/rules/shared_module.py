"""TSM107: one module object in several places."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.statements import one_for_each
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.events import Shared
from flake8_torchstate.model.guards import consistent
from flake8_torchstate.model.values import Container, Module


def check(report: Report) -> Iterator[Mistake]:
    """Modules with state that a repetition or a default argument shares."""
    for event in report.events(Shared):
        # where another way through the constructor makes copies, one object is meant on this one
        chosen = any(module is event.module and not consistent(guard, event.guard)
                     for module, guard in report.state.copied)
        if not chosen and not has_own_ones(report, event) and not SHARING & set(event.module.called.lower().split("_")):
            yield RULE.at(event.site, partial(message, event), fix=partial(fix, report, event))


def has_own_ones(report: Report, event: Shared) -> bool:
    """Whether another way through the constructor puts modules of the kind in the same place, each of its own."""
    for entries in report.state.names.values():
        boxes = [(h.guard, h.value.children if isinstance(h.value, Module) else h.value) for h in entries]
        inside = [(guard | entry.guard, entry.value) for guard, box in boxes if isinstance(box, Container)
                  for entry in box.entries]
        if any(value is event.module for _, value in inside) and any(
                isinstance(value, Module) and value.label == event.module.label
                and not consistent(guard, event.guard) for guard, value in inside):
            return True
    return False


def fix(report: Report, event: Shared) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers import statements  # flake8 has no use for it

    return statements.one_for_each(report, event)


def message(event: Shared, texts: Texts) -> Words:
    """What shares it, and what to write."""
    if event.default is not None:
        return Words(said("the default of '{}' is one {} for all instances, which share its weights",
                          event.default, event.module.label), Help("make None the default, and the module in __init__"))
    return Words(said("'{}' has one {} object in several places, with one set of weights",
                      texts.subject(event.site), event.module.label),
                 Help("make one for each of them", one_for_each(texts, event.site)))


SHARING = frozenset("shared share sharing tied common same single".split())
"""Words in a local name that say that one object in several places is meant."""


RULE = Rule(
    code="TSM107",
    name="shared-module",
    summary="one module object in several places by mistake: `[nn.Linear(4, 4)] * 3`",
    explanation="""\
`[layer] * 3` is three times the same object: three entries, one set of weights. The same goes for a comprehension
over one module made before, and for a module as a default argument, which is made once and shared by all instances.

Make a new one each time: `[nn.Linear(4, 4) for _ in range(3)]`; for a default argument, `layer=None` and
`nn.Linear(4, 4) if layer is None else layer`.""",
    bad="""\
from torch import nn


class Fuse(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mixers = nn.ModuleList([nn.Linear(width, width)] * 4)
""",
    good="""\
from torch import nn


class Fuse(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.mixers = nn.ModuleList([nn.Linear(width, width) for _ in range(4)])
""",
    silences="""\
Modules without parameters and buffers, such as `nn.ReLU()`; a module that was registered before; one whose local name
says that it's shared: `[shared_head] * 3`.""",
    fix="""\
Unsafe: `--fix --unsafe-fixes` writes `[nn.Linear(4, 4) for _ in range(n)]` for `[nn.Linear(4, 4)] * n`. Each module
then has weights of its own. A default becomes `None`, and the module is made at the start of the body. There is no
fix for a module that is made elsewhere.""",
    check=check,
)
