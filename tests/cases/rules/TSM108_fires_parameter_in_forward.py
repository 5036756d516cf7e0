import torch
import torch.nn as nn
from torch.nn.parameter import Parameter


class Prompted(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim
        self.lin = nn.Linear(dim, dim)

    def forward(self, x):
        prompt = nn.Parameter(torch.zeros(1, self.dim))  # expect: TSM108
        return self.lin(torch.cat([prompt, x]))


class Noise(nn.Module):
    def forward(self, x):
        if self.training:
            gain = Parameter(torch.ones(x.shape[-1]), requires_grad=True)  # expect: TSM108
            x = x * gain
        return x


# build: Prompted(2)(torch.ones(1, 2))
# build: Noise()(torch.ones(1, 2))
