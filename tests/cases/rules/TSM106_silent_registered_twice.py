import torch
from torch import nn


class Shared(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.register_buffer("table", torch.zeros(dim))
        self.register_buffer("twin", self.table)  # a buffer under both names
        self.register_buffer("later", None)
        self.later = self.table
        self.copied = nn.Buffer(self.table.clone())
        self.copied_too = self.copied  # assigning an nn.Buffer object registers it once more
        self.learned = nn.Parameter(self.table.clone())
        self.weight = nn.Parameter(torch.ones(dim))
        self.alias = self.weight  # Parameters are registered under every name
        self.weights = [self.weight]
        self.bn = nn.BatchNorm1d(dim)
        self.norm = self.bn
        self.norms = [self.bn]
        self.child = nn.Linear(dim, dim)
        self.child.register_buffer("table", self.table)
        for name in ("a", "b"):
            self.register_buffer(name, self.table)


# build: Shared()
