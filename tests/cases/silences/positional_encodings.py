import math

import torch
from torch import nn


class Sinusoid(nn.Module):
    def __init__(self, dim: int, max_len: int = 16, batch_first: bool = True):
        super().__init__()
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, dim, 2) * (-math.log(10000.0) / dim))
        pe = torch.zeros(max_len, dim)
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        pe = pe.unsqueeze(0 if batch_first else 1)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return x + self.pe[:, : x.size(1)]


class Learned(nn.Module):
    def __init__(self, dim, max_len=16):
        super().__init__()
        self.table = nn.Embedding(max_len, dim)
        self.register_buffer("ids", torch.arange(max_len).expand(1, -1), persistent=False)

    def forward(self, x):
        return x + self.table(self.ids[:, : x.size(1)])


class Relative(nn.Module):
    def __init__(self, heads, max_len=16, *, alibi=False):
        super().__init__()
        if alibi:
            slopes = torch.tensor([2 ** (-8 * (h + 1) / heads) for h in range(heads)])
            self.register_buffer("slopes", slopes.view(heads, 1, 1))
        else:
            self.bias = nn.Parameter(torch.zeros(heads, 2 * max_len - 1))
        steps = torch.arange(max_len)
        self.register_buffer("distance", steps[None] - steps[:, None] + max_len - 1, persistent=False)
        self.alibi = alibi

    def forward(self, scores):
        n = scores.size(-1)
        distance = self.distance[:n, :n]
        return scores + (self.slopes * distance if self.alibi else self.bias[:, distance])


# build: net = Sinusoid(4); net(torch.ones(1, 3, 4)); net
# build: net = Learned(4); net(torch.ones(1, 3, 4)); net
# build: net = Relative(2); net(torch.ones(2, 3, 3)); net
# build: net = Relative(2, alibi=True); net(torch.ones(2, 3, 3)); net
