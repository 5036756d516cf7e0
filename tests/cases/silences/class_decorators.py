import functools

import torch
from torch import nn

MODELS = {}


def register(name):
    def decorate(cls):
        MODELS[name] = cls
        return cls

    return decorate


def with_buffer(name, size):
    """Adds a buffer to what the class's own __init__ makes."""

    def decorate(cls):
        init = cls.__init__

        @functools.wraps(init)
        def __init__(self, *args, **kwargs):
            init(self, *args, **kwargs)
            self.register_buffer(name, torch.zeros(size))

        cls.__init__ = __init__
        return cls

    return decorate


@register("net")
@with_buffer("steps", 1)
class Net(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.lin = nn.Linear(dim, dim)

    def forward(self, x):
        # the decorator made it
        self.steps += 1
        return self.lin(x)


@functools.total_ordering
class Sized(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.lin = nn.Linear(dim, dim)

    def __lt__(self, other):
        return self.lin.in_features < other.lin.in_features


# build: net = MODELS["net"](); net(torch.ones(1, 2)); net
# build: sorted([Sized(3), Sized(2)])
