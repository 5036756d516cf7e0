"""Expressions for nn.Parameter(…) whose dtype decides whether it can be made, with what PyTorch 2.13 does."""
from __future__ import annotations

BEFORE = """\
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, places=1):
        super().__init__()
        floats, ints, bools = torch.ones(3), torch.arange(3), torch.ones(3) > 0
        index = torch.tensor([0, 1, 2])
"""

REFUSED = [
    "torch.roll(ints, places)", "ints.roll(places)", "ints.repeat(places)", "ints.masked_fill(bools, 0.5)",
    "ints.index_fill(0, index, places)", "ints.flip(0)", "torch.flip(input=ints, dims=(0,))",
    "torch.full_like(ints, 0.5)",
    "ints.new_full((2,), 0.5)", "ints.new_zeros(places)", "ints.index_select(0, index)", "ints.take(index)",
    "ints.sum(0, keepdim=True)", "bools.sum(0, keepdim=True)", "torch.cumsum(bools, 0)",
    "F.pad(ints, (1, 1), value=0.5)",
    "torch.add(ints, ints, alpha=2)", "torch.full((2,), 1)", "torch.full((2,), 1, requires_grad=False)",
    "torch.full((2,), 1.5, dtype=int)", "torch.full((2,), 1.5, dtype=bool)", "torch.ones(3, dtype=torch.uint16)",
    "floats.long()", "floats.char()", "floats.bool()", "floats.type(torch.LongTensor)", "floats.to(torch.uint8)",
]
"""Of integers or bools: RuntimeError."""
TAKEN = [
    "torch.add(ints, 0.5)", "ints.mul(0.5)", "ints.clamp(0.5)", "torch.where(bools, ints, 0.5)", "ints.float()",
    "torch.maximum(ints, floats)", "floats.index_select(0, index)", "floats.gather(0, index)",
    "floats.masked_fill(bools, 1)",
    "ints.cfloat()", "ints.cdouble()", "bools.chalf()", "torch.complex(floats, floats)", "ints.type(torch.FloatTensor)",
    "torch.full((2,), 1, dtype=float)", "torch.ones(3, dtype=torch.float8_e5m2)", "ints.to(torch.complex32)",
    "torch.ones(3, dtype=torch.cdouble)", "torch.full((2,), 1, dtype=complex)",
    "torch.index_select(input=floats, dim=0, index=index)",
]
"""Of floating point or complex numbers."""


def program(expression: str) -> str:
    """A class that makes a Parameter of an expression."""
    return f"{BEFORE}        self.it = nn.Parameter({expression})\n"
