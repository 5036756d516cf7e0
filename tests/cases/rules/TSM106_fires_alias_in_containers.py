from collections import deque

import torch
from torch import nn


class MultiScale(nn.Module):
    def __init__(self, levels=3):
        super().__init__()
        self.register_buffer("low", torch.zeros(2))
        self.register_buffer("high", torch.ones(2))
        self.bounds = [self.low, self.high]  # expect: TSM106
        self.by_name = {"low": self.low, "size": 2}  # expect: TSM106
        self.pair = (self.low, self.high)  # expect: TSM106
        for i in range(3):
            self.register_buffer(f"grid_{i}", torch.full((2,), float(i)))
        self.grids = [getattr(self, f"grid_{i}") for i in range(3)]  # expect: TSM106
        self.tables = []
        self.tables.append(self.low)  # expect: TSM106
        self.lookup = {}
        self.lookup["high"] = self.high  # expect: TSM106
        self.recent = deque([self.high], maxlen=2)  # expect: TSM106
        local = [self.low, self.high]
        self.local = local  # expect: TSM106


# build: MultiScale()
