"""TSM106: a second name for a buffer, which goes stale."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model.lost import LostItems, LostTensor
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.rules.containers import place


def check(report: Report) -> Iterator[Mistake]:
    """Buffers that are plain attributes, or in containers, as well."""
    for lost in report.lost_tensors:
        if lost.alias:
            yield RULE.at(lost.site, partial(message, lost), lost.name, partial(fix, report, lost))
    for items in report.lost_items:
        if items.kind == "alias":
            text = (f"'{items.name}' keeps a buffer in {place(items)} too: .to() replaces the buffer and "
                    f"'{items.name}' keeps the old tensor; read {items.twin or 'the buffer'} where it's used, or make "
                    f"'{items.name}' a property")
            yield RULE.at(items.site, text, items.name, partial(fix, report, items))


def message(lost: LostTensor, texts: Texts) -> str:
    """What happens to the second name, and what to do."""
    source = lost.twin or texts.expression(lost.site, lost.expression)
    return (f"'{lost.name}' is a second name for a buffer: .to() replaces the buffer and this name keeps the old "
            f"tensor; read {source} where it's used, or make '{lost.name}' a property")


def fix(report: Report, lost: LostTensor | LostItems) -> Fix | Refusal:
    """A property in place of the second name."""
    from flake8_torchstate.fixers.anew import made_anew  # flake8 has no use for it

    return made_anew(report, lost)


RULE = Rule(
    code="TSM106",
    name="stale-alias",
    summary="a second name for a buffer keeps the old tensor when `.to()` replaces the buffer",
    explanation="""\
`.to()`, `.cuda()` and `.half()` put a new tensor into the table of buffers. Another attribute, or a container, that
holds the same tensor keeps the old one: on the wrong device, and with values that are never updated again.

Read the buffer itself where it is used. Where a second name is wanted, make it a property.""",
    bad="""\
import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.register_buffer("table", torch.arange(size))
        self.cache = self.table
""",
    good="""\
import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.register_buffer("table", torch.arange(size))

    @property
    def cache(self):
        return self.table
""",
    silences="A second name for a Parameter or a submodule: that is weight tying, and PyTorch keeps it together.",
    fix="""\
Unsafe: `--fix --unsafe-fixes` makes the second name, or the list, dict, partial or lambda that keeps the buffer, a
property that is computed at each use, where the constructor always sets it and nothing else does. It then follows
the buffer when that is moved or replaced. There is no fix for what is filled step by step or changed later.""",
    check=check,
)
