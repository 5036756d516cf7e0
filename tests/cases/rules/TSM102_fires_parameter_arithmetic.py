import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Embedder(nn.Module):
    def __init__(self, vocab, dim):
        super(Embedder, self).__init__()
        self.table = nn.Parameter(torch.randn(vocab, dim)) / math.sqrt(dim)  # expect: TSM102
        self.bias = -nn.Parameter(torch.ones(dim))  # expect: TSM102
        self.codes = nn.Parameter(torch.rand(vocab, dim)).t()  # expect: TSM102
        self.unit = F.normalize(nn.Parameter(torch.rand(vocab, dim)), dim=-1)  # expect: TSM102
        self.pos = nn.Parameter(torch.zeros(1, dim, 4)).view(1, -1)  # expect: TSM102
        self.first = nn.parameter.Parameter(torch.rand(vocab, dim))[0]  # expect: TSM102
        self.gate = 1 + 0.1 * nn.Parameter(torch.zeros(dim))  # expect: TSM102
        self.copy = nn.Parameter(torch.zeros(dim)).clone()  # expect: TSM102


# build: Embedder(4, 2)
