import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim, depth=3):
        super().__init__()
        # each name once; what is replaced belongs to a child or to a local
        self.proj = nn.Linear(dim, dim)
        self.proj.weight = nn.Parameter(torch.eye(dim))
        self.proj.bias = None
        self.layers = nn.ModuleList()
        for i in range(depth):
            layer = nn.Linear(dim, dim)
            layer = nn.Sequential(layer, nn.ReLU())
            self.layers.append(layer)
            self.add_module(f"skip_{i}", nn.Linear(dim, dim))
        self.heads = nn.ModuleDict()
        self.heads["a"] = nn.Linear(dim, 1)
        self.heads["b"] = nn.Linear(dim, 2)


# build: Net(2)
