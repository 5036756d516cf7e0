"""The items of an annotated tuple, each by its own annotation."""
from typing import Tuple

import torch
from torch import Tensor, nn


class Affine(nn.Module):
    def __init__(self, size: Tuple[int, Tensor], moments: Tuple[Tensor, Tensor], named: Tuple[str, Tensor, int]):
        super().__init__()
        self.width, self.shift = size  # expect: TSM101
        self.mean, self.std = moments  # expect: TSM101
        self.label = named[0]
        self.scale = named[1]  # expect: TSM101

    def forward(self, x):
        return (x - self.mean) / self.std * self.scale + self.shift


# build: Affine((1, torch.ones(1)), (torch.ones(1), torch.ones(1)), ("a", torch.ones(1), 1))
