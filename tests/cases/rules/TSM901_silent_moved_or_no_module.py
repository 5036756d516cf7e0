import torch
from torch import nn


class Cached(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 2)
        self.table = None

    def prepare(self, length: int):
        # _apply below takes this one along
        self.table = torch.ones(length, device=self.lin.weight.device)

    def _apply(self, fn, recurse=True):
        super()._apply(fn, recurse)
        if self.table is not None:
            self.table = fn(self.table)
        return self


class Meter:
    def update(self, value: torch.Tensor):
        self.total = value.sum()  # not a Module


# build: net = Cached(); net.prepare(3); net.double(); net
# build: Meter().update(torch.ones(2))
