import torch
from torch import nn


class Calibrated(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.probe = nn.Linear(dim, dim)
        self.width = self._measure(dim)
        # _measure() has used the first one
        self.probe = nn.Linear(self.width, 1)

    def _measure(self, dim):
        with torch.no_grad():
            return self.probe(torch.ones(1, dim)).shape[-1]


class Trunk(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.body = nn.Linear(dim, dim)
        self.size = self.trunk_size
        self.body = nn.Linear(dim, self.size)

    @property
    def trunk_size(self):
        return sum(p.numel() for p in self.body.parameters())


# build: Calibrated(2)
# build: Trunk(2)
