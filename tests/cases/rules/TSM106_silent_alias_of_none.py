from typing import Optional

import torch
from torch import nn


class Cache(nn.Module):
    def __init__(self, length: Optional[int] = None):
        super().__init__()
        self.register_buffer("keys", None, persistent=False)
        self.register_buffer("values", None)
        self.last_keys = self.keys  # None is no tensor
        self.pair = [self.keys, self.values]
        self.bn = nn.BatchNorm1d(2, track_running_stats=False)
        self.running = self.bn.running_mean  # None as well, without running statistics
        if length is not None:
            self.keys = torch.zeros(length)
        else:
            self.empty = self.values

    def forward(self, x):
        self.keys = x
        return self.keys


# build: Cache()
# build: Cache(3)
