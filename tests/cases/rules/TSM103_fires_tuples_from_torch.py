import torch
import torch.linalg as LA
from torch import nn


class Spectral(nn.Module):
    """Functions that give several tensors, kept whole."""

    def __init__(self, n=4):
        super().__init__()
        a = torch.rand(n, n)
        self.svd = torch.linalg.svd(a)  # expect: TSM103
        self.eigen = LA.eigh(a @ a.T)  # expect: TSM103
        self.halves = a.split(n // 2, dim=1)  # expect: TSM103
        self.chunks = torch.chunk(a, 2)  # expect: TSM103
        self.grid = torch.meshgrid(torch.arange(n), torch.arange(n), indexing="ij")  # expect: TSM103
        self.sorted = a.sort(dim=-1)  # expect: TSM103
        self.best = torch.topk(a.flatten(), 2)  # expect: TSM103
        self.rows = torch.unbind(a)  # expect: TSM103
        first, *self.others = a.unbind(0)  # expect: TSM103
        self.limits = torch.max(a, dim=0)  # expect: TSM103
        self.size = first.size()


class Rows(nn.Module):
    def __init__(self, n, chunks=2):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(n, n))
        self.rows = torch.chunk(self.weight, chunks, dim=0)  # expect: TSM103

    def forward(self, x):
        return torch.cat([x @ part.t() for part in self.rows], dim=-1)


# build: Spectral()
# build: Rows(2)
