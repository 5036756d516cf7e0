import torch
from torch import nn


class Prompt(nn.Module):
    def __init__(self, width, init="uniform", pool=False):
        super().__init__()
        self.width = width
        self.init = init
        self.pool = pool
        if self.pool:
            self.keys = nn.Parameter(torch.ones(2, width))

    def forward(self, x):
        if self.pool:
            prompt = self.keys
        else:
            if self.init == "zero":
                self.prompt = nn.Parameter(torch.zeros(2, self.width))  # expect: TSM108
            elif self.init == "uniform":
                self.prompt = nn.Parameter(torch.randn(2, self.width))  # expect: TSM108
                nn.init.uniform_(self.prompt)
            prompt = self.prompt
        return torch.cat([prompt.unsqueeze(0).expand(x.shape[0], -1, -1), x], dim=1)


class Gated(nn.Module):
    def __init__(self, width: int, gate: str = "linear"):
        super().__init__()
        self.width = width
        self.gate = gate

    def forward(self, x):
        if self.gate in ("linear", "sigmoid"):
            self.out = nn.Linear(self.width, self.width)  # expect: TSM108
            x = self.out(x)
        return x


# build: net = Prompt(3); net(torch.ones(1, 1, 3)); net
# build: net = Gated(3); net(torch.ones(1, 3)); net
