from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Schedule:
    def __init__(self, steps):
        self.steps = steps
        self.betas = torch.linspace(1e-4, 0.02, steps)


@dataclass
class Stats:
    mean: Tensor
    std: Tensor


class Pair(NamedTuple):
    low: Tensor
    high: Tensor


class Config:
    def __init__(self, width):
        self.width = width


class Denoiser(nn.Module):
    def __init__(self, steps=4):
        super().__init__()
        self.schedule = Schedule(steps)  # expect: TSM103
        self.stats = Stats(torch.zeros(3), torch.ones(3))  # expect: TSM103
        self.range = Pair(low=torch.zeros(1), high=torch.ones(1))  # expect: TSM103
        self.config = Config(steps)


# build: Denoiser()
