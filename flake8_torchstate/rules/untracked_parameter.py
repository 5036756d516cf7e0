"""TSM102: a tensor that requires grad and is no Parameter."""
from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.report.findings import Fix, Mistake, Refusal, Report, Rule
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.rules.chain import after_init


def check(report: Report) -> Iterator[Mistake]:
    """Tensors with grad that are plain attributes when construction is over."""
    for lost in report.lost_tensors:
        if lost.value.grad is True and not lost.alias:
            yield RULE.at(lost.site, partial(message, lost), lost.name, partial(fix, report, lost))


def fix(report: Report, lost: LostTensor) -> Fix | Refusal:
    """nn.Parameter around the expression."""
    from flake8_torchstate.fixers.parameters import parameter_fix  # flake8 has no use for it

    return parameter_fix(report, lost)


def message(lost: LostTensor, texts: Texts) -> str:
    """What happens to the tensor, and what to write."""
    if lost.later is not None:
        line = lost.later.site.position()[0]
        return (f"'{lost.name}' is a tensor that requires grad but no Parameter, and line {line} registers the same "
                "name, which raises KeyError: delete this assignment")
    if lost.value.spoiled is not None:
        return (f"'{lost.name}' is no Parameter any more: an operation on nn.Parameter(…) gives a plain tensor that no "
                "optimizer sees; put the operation inside: nn.Parameter(<tensor>, …) as the outermost call")
    expression = texts.expression(lost.site, lost.expression)
    if lost.value.history:
        return (f"'{lost.name}' is the result of an operation on what requires grad: no Parameter, no optimizer "
                f"updates it, .to() leaves it behind; compute {expression} in forward, "
                f"or write self.{lost.name} = nn.Parameter(<tensor>)")
    return (f"'{lost.name}' requires grad but is no Parameter: no optimizer sees it, state_dict() doesn't save it; "
            f"write self.{lost.name} = nn.Parameter({expression}){after_init(lost.early)}")


RULE = Rule(
    code="TSM102",
    name="untracked-parameter",
    summary="a tensor that requires grad is no Parameter: no optimizer will ever see it",
    explanation="""\
`model.parameters()` gives what was assigned as `nn.Parameter` and nothing else. A tensor with `requires_grad=True`
gets gradients, but no optimizer updates it, `state_dict()` doesn't save it and `.to()` leaves it behind. The same
happens to a Parameter that goes through an operation: `nn.Parameter(w) * 0.01`, `nn.Parameter(w).to(device)` and
`.cuda()` give plain tensors.

Put `nn.Parameter(…)` around the whole expression, as its outermost call, and leave the device to `model.to(…)`.""",
    bad="""\
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(features)) * 0.01
""",
    good="""\
import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(features) * 0.01)
""",
    silences="What gives back the Parameter itself: `requires_grad_()`, `nn.init.…_()`, `copy.deepcopy()`.",
    fix="""\
Unsafe: `--fix --unsafe-fixes` puts `nn.Parameter(…)` around the whole expression, and takes away one inside of it. The
tensor is then trained, and `state_dict()` has one key more, so that old checkpoints need `strict=False`. There is no
fix for the result of an operation on another Parameter, or where anything else is assigned to the name.""",
    check=check,
)
