"""TSM106: a second name for a buffer, which goes stale."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model.lost import LostItems, LostTensor
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.words import HOLE, MOST_LINE, Help, Words, said
from flake8_torchstate.rules.containers import place


def check(report: Report) -> Iterator[Mistake]:
    """Buffers that are plain attributes, or in containers, as well."""
    for lost in report.lost_tensors:
        if lost.alias:
            yield RULE.at(lost.site, partial(message, lost), lost.name, partial(fix, report, lost))
    for items in report.lost_items:
        if items.kind == "alias":
            text = said("'{}' keeps a buffer in {} too: the old one stays there when .to() replaces the buffer",
                        items.name, place(items))
            yield RULE.at(items.site, Words(text, read_instead(items.twin)), items.name, partial(fix, report, items))


def message(lost: LostTensor, texts: Texts) -> Words:
    """What happens to the second name, and what to do."""
    source = lost.twin or texts.expression(lost.site, lost.expression)
    return Words(said("'{}' is a second name for a buffer: it keeps the old one when .to() replaces that", lost.name),
                 read_instead(source))


def read_instead(source: str) -> Help:
    """What to do about a second name for what the source gives."""
    told = source if source and HOLE not in source and len(source) < MOST_LINE // 2 else "the buffer"
    return Help(f"read {told} where it's used, or make it a property")


def fix(report: Report, lost: LostTensor | LostItems) -> Fix | Refusal:
    """A property in place of the second name."""
    from flake8_torchstate.fixers.anew import made_anew  # flake8 has no use for it

    return made_anew(report, lost)


RULE = Rule(
    code="TSM106",
    name="stale-alias",
    summary="a second name for a buffer keeps the old tensor when `.to()` replaces the buffer",
    explanation="""\
`.to()`, `.cuda()` and `.half()` put a new tensor in the place of a buffer. Another attribute, or a container, that
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
