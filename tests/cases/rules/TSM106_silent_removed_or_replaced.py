import torch
from torch import nn


class Codebook(nn.Module):
    def __init__(self, size=4, learn=True):
        super().__init__()
        self.register_buffer("codes", torch.randn(size, 2))
        self.start = self.codes
        self.start = nn.Parameter(self.start.clone())
        self.tmp = self.codes
        self.spread = self.tmp.std().item()
        del self.tmp
        self.view = self.codes
        self.view = None
        self.tables = [self.codes]
        self.tables = nn.ParameterList([t.clone() for t in self.tables])
        if learn:
            self.used = self.codes
        if learn:
            self.used = nn.Parameter(self.used.mean(0))
        self.kept = self.codes
        self.kept = self.kept.shape


# build: Codebook()
# build: Codebook(learn=False)
