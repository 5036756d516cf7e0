from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import torch

try:
    import triton_kernels_that_do_not_exist as kernels
except ImportError:
    kernels = None

try:
    from torch.nn import RMSNorm
except ImportError:
    RMSNorm = None

if importlib.util.find_spec("torch"):
    from torch import nn
else:
    nn = None

if TYPE_CHECKING:
    from torch import Tensor

if hasattr(torch.nn, "Buffer"):
    from torch.nn import Buffer
else:
    Buffer = None

Norm = RMSNorm or torch.nn.LayerNorm
HAS_KERNELS = kernels is not None


class Block(torch.nn.Module):
    def __init__(self, dim: int, fused: bool = HAS_KERNELS):
        super().__init__()
        self.norm = Norm(dim)
        # either path registers the name
        if Buffer is None:
            self.register_buffer("shift", torch.zeros(dim))
        else:
            self.shift = Buffer(torch.zeros(dim))
        self.act = kernels.silu if fused else nn.functional.silu
        if nn is not None:
            self.out = nn.Linear(dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.act(self.norm(x) + self.shift))


# build: net = Block(2); net(torch.ones(1, 2)); net
