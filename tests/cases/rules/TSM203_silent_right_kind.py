import torch
from torch import nn


class Swap(nn.Module):
    def __init__(self, dim, classes):
        super().__init__()
        self.fc = nn.Linear(dim, classes)
        self.token = nn.Parameter(torch.zeros(1, dim))
        self.emb = nn.Embedding(classes, dim)

    def headless(self):
        # a Module over a Module, a Parameter over a Parameter
        self.fc = nn.Identity()
        self.token = nn.Parameter(self.token.detach() * 2)
        return self

    def tie(self):
        self.fc.weight = self.emb.weight
        return self

    def grow(self, rows):
        old = self.emb.weight
        self.emb.weight = nn.Parameter(torch.cat([old, torch.zeros(rows, old.shape[1])]))
        return self


# build: Swap(2, 3).headless()
# build: Swap(2, 3).tie().grow(1)
