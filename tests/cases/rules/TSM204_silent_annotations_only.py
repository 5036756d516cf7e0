from typing import Final, List, Optional

import torch
from torch import nn


class Detector(nn.Module):
    # no value, so nothing stands in the class
    conv: nn.Conv2d
    neck: Optional[nn.Module]
    heads: "List[nn.Module]"
    width: Final[int]
    scale: torch.Tensor

    def __init__(self, width: int):
        super().__init__()
        self.width = width
        self.conv = nn.Conv2d(3, width, 3)
        self.neck = nn.Identity()
        self.heads = nn.ModuleList([nn.Linear(width, 1)])
        self.register_buffer("scale", torch.ones(width))

    def forward(self, x):
        return self.neck(self.conv(x))


# build: Detector(2)
