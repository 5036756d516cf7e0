import torch
from torch import nn


class Dilated(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.conv = nn.Conv2d(dim, dim, 3)
        self.bn = nn.BatchNorm2d(dim)
        self.drop = nn.Dropout(0.1)
        self.emb = nn.Embedding(4, dim)
        # options of a layer are plain attributes
        self.conv.stride = (2, 2)
        self.conv.dilation = 2, 2
        self.bn.momentum = 0.01
        self.bn.eps = float(torch.finfo(torch.float32).eps)
        self.emb.padding_idx = 0
        self.conv.weight = nn.Parameter(torch.zeros(dim, dim, 3, 3))
        setattr(self.emb, "weight", nn.Parameter(torch.zeros(4, dim)))

    def anneal(self, p):
        self.drop.p = p
        return self


# build: Dilated(2).anneal(0.2)
