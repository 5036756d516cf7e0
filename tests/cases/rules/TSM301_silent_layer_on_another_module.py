import torch
from torch import nn


class Scorer(nn.Module):
    def __init__(self, head: nn.Module, dim: int = 2):
        # the head has been constructed already: it can take Parameters and children
        head.temperature = nn.Parameter(torch.ones(1))
        head.register_buffer("seen", torch.zeros(1))
        self.dim = dim
        super().__init__()
        self.head = head
        self.body = nn.Linear(dim, dim)

    def forward(self, x):
        return self.head(self.body(x)) / self.head.temperature


# build: Scorer(nn.Linear(2, 2))(torch.ones(1, 2))
