"""One object in several places, of which the same way through the constructor keeps a copy too."""
import copy

from torch import nn


class Averaged(nn.Module):
    def __init__(self, n, ema=True):
        super().__init__()
        layer = nn.Linear(4, 4)
        self.layers = nn.ModuleList([layer for _ in range(n)])  # expect: TSM107
        self.average = copy.deepcopy(self.layers)
        if ema:
            self.first = copy.deepcopy(layer)


# build: Averaged(2)
