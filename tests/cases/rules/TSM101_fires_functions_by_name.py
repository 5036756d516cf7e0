"""A function of torch that an argument names, and an old name of one."""
import torch
from torch import nn


class Spectrum(nn.Module):
    def __init__(self, length=8, window="hann_window", dtype="float32", act="relu"):
        super().__init__()
        self.window = getattr(torch, window)(length)  # expect: TSM101
        self.dtype = getattr(torch, dtype)
        self.act = getattr(torch, act)
        index = torch.LongTensor([[0, 1], [0, 1]])
        self.graph = torch.sparse.FloatTensor(index, torch.ones(2), (length, length))  # expect: TSM101

    def forward(self, x):
        return torch.sparse.mm(self.graph, self.act(x) * self.window[:, None])


# build: Spectrum()
