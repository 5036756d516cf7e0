"""TSM903: a device that construction fixes."""
from __future__ import annotations

from collections.abc import Iterator

from flake8_torchstate.report.findings import Mistake, Report, Rule
from flake8_torchstate.report.words import Help, Words, said
from flake8_torchstate.model.events import Undeviced


def check(report: Report) -> Iterator[Mistake]:
    """`.cuda()` and `device="cuda"` in construction."""
    for event in report.events(Undeviced):
        if event.fixed is not None:
            text = said("the constructor fixes the device '{}': the module can't be built without it", event.fixed)
            yield RULE.at(event.site, Words(text, Help("leave the device to .to(), or take it as an argument")))


RULE = Rule(
    code="TSM903",
    name="device-fixed",
    summary="a device is fixed in `__init__`: `.cuda()`, `device=\"cuda\"` (off by default)",
    explanation="""\
A constructor that puts something on the GPU can't run on a machine without one, and the user's `.to(device)` moves it
again.

Leave `.cuda()` and `device=` out of the constructor, or take the device as an argument.""",
    bad="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2).cuda()
""",
    good="""\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
""",
    silences='`device="cpu"` and `device="meta"`; a device that is an argument.',
    check=check,
    default=False,
)
