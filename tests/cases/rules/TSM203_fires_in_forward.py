import torch
import torch.nn.functional as F
from torch import nn


class CosineHead(nn.Module):
    def __init__(self, dim, classes):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(classes, dim))

    def forward(self, x):
        self.weight = F.normalize(self.weight, dim=1)  # expect: TSM203
        return F.linear(x, self.weight)


class DropConnect(nn.Module):
    def __init__(self, dim, p=0.5):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self.p = p

    def forward(self, x):
        raw = self.lin.weight
        self.lin.weight = F.dropout(raw, self.p, self.training)  # expect: TSM203
        return self.lin(x)


class Renormed(nn.Module):
    def __init__(self, size, dim):
        super().__init__()
        self.emb = nn.Embedding(size, dim)

    def forward(self, ids):
        rows = self.emb.weight
        setattr(self.emb, "weight", rows / rows.norm(dim=1, keepdim=True))  # expect: TSM203
        return self.emb(ids)


# build: CosineHead(2, 3)(torch.ones(1, 2))
# build: DropConnect(2)(torch.ones(1, 2))
# build: Renormed(4, 2)(torch.tensor([1]))
