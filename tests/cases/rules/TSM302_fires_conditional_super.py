import torch
from torch import nn


class Head(nn.Module):
    def __init__(self, dim, standalone=False):
        self.dim = dim
        if standalone:
            super().__init__()
        # without the flag nothing has made the tables
        self.out = nn.Linear(dim, 1)  # expect: TSM302
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return self.out(x) + self.bias


# build: Head(2)
# build: Head(2, standalone=True)
