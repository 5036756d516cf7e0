import torch
from torch import nn


class Growing(nn.Module):
    def __init__(self, dim, depth=2):
        super().__init__()
        self.layers = nn.ModuleList([self.make_layer(dim) for _ in range(depth)])
        self.head = self.make_head(dim)

    @staticmethod
    def make_layer(dim):
        return nn.Linear(dim, dim)

    def make_head(self, dim):
        head = nn.Linear(dim, 1)
        return head

    @classmethod
    def small(cls):
        return cls(nn.Linear(2, 2).out_features)

    def grow(self, dim):
        # forward calls none of these: they run when somebody asks for it
        self.layers.append(nn.Linear(dim, dim))
        self.token = nn.Parameter(torch.zeros(dim))
        return self

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.head(x)


# build: Growing.small().grow(2)(torch.ones(1, 2))
