import torch
from torch import nn


class Positional(nn.Module):
    def __init__(self, length=4, dim=2):
        super().__init__()
        self.dim = dim
        self.table = torch.zeros(1)
        self.extend(length)
        self.scratch = torch.ones(dim)
        self.scratch_size = self.scratch.numel()
        delattr(self, "scratch")

    def extend(self, length):
        if hasattr(self, "table"):
            del self.table
        self.register_buffer("table", torch.zeros(length, self.dim), persistent=False)
        self._tidy()

    def _tidy(self):
        self.tmp = self.table * 2
        self.peak = self.tmp.max().item()
        del self.tmp


# build: Positional()
