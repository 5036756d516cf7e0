from dataclasses import dataclass as data

import torch
from torch import nn


@data(eq=False)
class Quantiles(nn.Module):  # expect: TSM302
    levels: tuple = (0.1, 0.5, 0.9)
    weight: float = 1.0

    def forward(self, pred, target):
        gaps = (target.unsqueeze(-1) - pred).unbind(-1)
        return sum(torch.maximum(q * gap, (q - 1) * gap).mean() for q, gap in zip(self.levels, gaps))


# build: Quantiles()
# build: Quantiles((0.5,), weight=2.0)
