import torch
from torch import nn


class Adaptive(nn.Module):
    def forward(self, x):
        # stored under a name that is asked for first
        if not hasattr(self, "proj"):
            self.proj = nn.Linear(x.shape[-1], 4)
        if "norm" not in self._modules:
            self.add_module("norm", nn.LayerNorm(4))
        try:
            bias = self.bias
        except AttributeError:
            bias = self.bias = nn.Parameter(torch.zeros(4))
        return self.norm(self.proj(x)) + bias


class PerSize(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict()

    def forward(self, x):
        key = str(x.shape[-1])
        if key not in self.layers:
            self.layers[key] = nn.Linear(x.shape[-1], 2)
        return self.layers[key](x)


# build: Adaptive()(torch.ones(1, 3))
# build: PerSize()(torch.ones(1, 3))
