import torch
from torch import nn


class Ensemble(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.student = nn.Linear(dim, dim)
        # parameters() and state_dict() read every name
        self.count = sum(p.numel() for p in self.parameters())
        self.student = nn.Linear(dim, 1)


class Restored(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.mean = nn.Parameter(torch.zeros(dim))
        first = self.state_dict()
        self.mean = nn.Parameter(first["mean"] + 1)


# build: Ensemble(2)
# build: Restored(2)
