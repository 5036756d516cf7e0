"""TSM905: a bare tensor, or a container of tensors, that no method computes with where the module is."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.purpose import is_idle, is_only_placeholder, items_life, number_of, tensor_life
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.usage import IDLE, Fate, Life, read_again
from flake8_torchstate.report.words import Help, Words, clauses, said
from flake8_torchstate.rules.bare_tensor import fix as buffer_fix
from flake8_torchstate.rules.containers import place
from flake8_torchstate.rules.lines import Registration


def check(report: Report) -> Iterator[Mistake]:
    """Tensors that are lost, where no method needs them on the device."""
    for lost in report.lost_tensors:
        if lost.value.grad is not True and not lost.alias and is_idle(report, lost):
            yield RULE.at(lost.site, partial(message, report, lost), lost.name, partial(fix, report, lost))
    for items in report.lost_items:
        life = items_life(report, items)
        if items.kind == "tensors" and life.fate in IDLE:
            form, *names = what_methods_do(report, items.name, life)
            text = said(f"'{{}}' keeps tensors in {{}}, {form}", items.name, place(items), *names)
            yield RULE.at(items.site, Words(text, Help("")), items.name)


def fix(report: Report, lost: LostTensor) -> Fix | Refusal:
    """The registration as a buffer, where nothing else fits better."""
    if tensor_life(report, lost).fate is Fate.UNREAD or number_of(report, lost) or is_only_placeholder(report, lost):
        return buffer_fix(report, lost)  # which says what fits better
    return Refusal("methods don't compute with it where the module is")


def message(report: Report, lost: LostTensor, texts: Texts) -> Words:
    """What methods do with the tensor, and what would do instead."""
    life = tensor_life(report, lost)
    form, *names = what_methods_do(report, lost.name, life)
    text = said(f"'{{}}' is a bare tensor, {form}", report.written(lost.name), *names)
    registration = Registration(report, lost, texts)
    instead = registration.instead()
    if instead is not None:
        return Words(text, instead)
    if life.fate is not Fate.UNREAD:
        return Words(text, Help(""))
    local = "use a local name, or" if read_again(report, lost.name) else ""
    return Words(text, registration.help(clauses(local, "if other code reads it,")))


def what_methods_do(report: Report, name: str, life: Life) -> tuple[str, ...]:
    """What methods do with a name, in words: with places for names, and these."""
    if life.fate is Fate.UNREAD or life.use is None:
        return (f"which {'only the constructor reads' if read_again(report, name) else 'no method reads'}",)
    what = "read only for numbers or on the CPU" if life.fate is Fate.NUMBERS else "replaced before it is read"
    return f"{what} ({{}}, line {life.use.line})", life.use.method


RULE = Rule(
    code="TSM905",
    name="idle-tensor",
    summary="a bare tensor that no method computes with on the device (off by default)",
    explanation="""\
A tensor that is a plain attribute is left behind by `.to()` and not saved. Where methods only read numbers from it, use
it on the CPU, replace it before they read it, or don't read it at all, nothing fails because of that: the class works,
and TSM101 and TSM103 don't report it. What training changes, they always report.

A plain number, a list or `None` does the same and can't be mistaken for a part of the model's state. If code outside of
the class reads the tensor, make it a buffer: `self.register_buffer(…, persistent=False)`.""",
    bad="""\
import torch
from torch import nn


class Pool(nn.Module):
    def __init__(self):
        super().__init__()
        self.size = torch.tensor(4)

    def forward(self, x):
        return nn.functional.avg_pool2d(x, int(self.size))
""",
    good="""\
from torch import nn


class Pool(nn.Module):
    def __init__(self):
        super().__init__()
        self.size = 4

    def forward(self, x):
        return nn.functional.avg_pool2d(x, self.size)
""",
    silences="""\
A class without a `forward` of its own, one with a base that isn't fully known, and one that hands itself on or reaches
its attributes by names that aren't known: there TSM101 and TSM103 report it. So they do where other code of the file
reads the name.""",
    fix="""\
Safe: where no method reads the tensor, `--fix` registers it as a buffer with `persistent=False`, as that of
[TSM101](TSM101.md) does, with the same conditions. Where a number or `None` would do, there is none.""",
    check=check,
    default=False,
)
