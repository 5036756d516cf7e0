import torch
from torch import nn


class Wrapper(nn.Module):
    def __init__(self, dim):
        super().__init__()
        # nn.Module stores the Linear itself; the getter then fails and PyTorch finds the child
        self.inner = nn.Linear(dim, dim)
        self.rate = 0.5

    @property
    def inner(self):
        return self._inner

    @inner.setter
    def inner(self, module):
        self._inner = module

    @property
    def rate(self):
        return self._rate

    @rate.setter
    def rate(self, value):
        self._rate = min(max(value, 0.0), 1.0)

    def forward(self, x):
        return torch.relu(self.inner(x)) * self.rate


# build: Wrapper(2)(torch.ones(2))
