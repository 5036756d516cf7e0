import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, dim, gain=None):
        super().__init__()
        self.weight = torch.empty(dim, dim)
        nn.init.eye_(self.weight)
        self.weight = nn.Parameter(self.weight)  # a Parameter takes the name over

        self.table = torch.arange(dim).float()
        table = self.table / dim
        del self.table  # makes room for the buffer
        self.register_buffer("table", table)

        self.gain = torch.ones(dim)
        if gain is not None and gain < 0:
            raise ValueError("no module comes out of this path")
        setattr(self, "gain", nn.Parameter(self.gain))

        self.proj = torch.ones(dim)
        self.proj = nn.Linear(dim, self.proj.numel())
        self.steps = torch.zeros(1)
        self.steps = int(self.steps.item())

    def forward(self, x):
        return self.proj(x @ self.weight) * self.gain


# build: Scale(3)
# build: Scale(3, gain=1.0)
