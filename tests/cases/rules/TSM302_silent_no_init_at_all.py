import torch
from torch import nn


class Swish(nn.Module):
    # no __init__ of its own: nn.Module.__init__ runs
    def forward(self, x):
        return x * torch.sigmoid(x)


class Growing(nn.Module):
    widths = (2, 4)

    def build(self):
        self.lin = nn.Linear(*self.widths)
        self.register_buffer("seen", torch.zeros(1))
        return self

    def forward(self, x):
        return self.lin(x)


# build: Swish()(torch.ones(2))
# build: Growing().build()(torch.ones(1, 2))
