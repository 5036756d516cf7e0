import torch
from torch import nn


class HeadMixin:
    def make_head(self, dim):
        self.head = nn.Linear(dim, dim)


class Policy(HeadMixin, nn.Module):
    def __init__(self, dim, actions):
        super().__init__()
        self.make_head(dim)
        # the mixin made the first one, in its own class
        self.head = nn.Linear(dim, actions)
        self.log_std = nn.Parameter(torch.zeros(actions))

    def resize(self, dim, actions):
        # not part of construction: a new head on purpose
        self.head = nn.Linear(dim, actions)
        self.log_std = nn.Parameter(torch.zeros(actions))
        return self


# build: Policy(3, 2)
# build: Policy(3, 2).resize(3, 5)
