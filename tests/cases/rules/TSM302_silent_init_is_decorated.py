import functools

import torch
from torch import nn


def module_init(method):
    """Run nn.Module.__init__ in front of the decorated constructor."""

    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        nn.Module.__init__(self)
        method(self, *args, **kwargs)

    return wrapper


class Net(nn.Module):
    @module_init
    def __init__(self, dim):
        self.lin = nn.Linear(dim, dim)  # the decorator may do anything: unknown is no finding
        self.scale = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return self.lin(x) * self.scale


# build: Net(2)(torch.ones(1, 2))
