import torch
from torch import nn


def with_head(base):
    class WithHead(base):
        # the base is an argument: whether it is a Module, and what its __init__ does, is unknown
        def __init__(self, *args, classes=2):
            super().__init__(*args)
            self.head = nn.Linear(4, classes)

    return WithHead


def tracked(base):
    class Tracked(base, nn.Module):
        def __init__(self, *args):
            super().__init__(*args)
            self.register_buffer("steps", torch.zeros(1))

    return Tracked


# build: with_head(nn.Sequential)(nn.Linear(2, 4), classes=3)
# build: tracked(nn.Sequential)(nn.Linear(2, 4))
