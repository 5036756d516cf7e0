"""Modules in plain lists whose Parameters are in plain lists too."""
from torch import nn


class Flow(nn.Module):
    def __init__(self, n, z):
        super().__init__()
        self.flows = []
        self.params = []
        for _ in range(n):
            mean = nn.Linear(z, z)
            self.params += list(mean.parameters())
            self.flows.append(mean)  # expect: TSM105


# build: Flow(2, 2)
