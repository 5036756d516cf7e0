from __future__ import annotations

from typing import Optional

import torch
from torch import Tensor, nn


class BatchStats(nn.Module):
    # an annotation without a value makes no class attribute
    mean: Tensor
    scale: Optional[nn.Parameter]
    head: nn.Linear
    __constants__ = ["dim"]

    def __init__(self, dim: int):
        super().__init__()
        self.dim = dim
        self.register_buffer("mean", torch.zeros(dim))
        self.register_parameter("scale", nn.Parameter(torch.ones(dim)))
        self.add_module("head", nn.Linear(dim, 1))
        self.shift: nn.Parameter
        self.register_parameter("shift", nn.Parameter(torch.zeros(dim)))

    def forward(self, x: Tensor) -> Tensor:
        return self.head((x - self.mean) * self.scale + self.shift)


# build: BatchStats(2)
