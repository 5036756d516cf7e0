import torch
from torch import nn


class Ema(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.mean = nn.Parameter(torch.zeros(dim), requires_grad=False)
        self.mean.add_(1.0)
        self.mean[0] = 2.0
        self.mean /= 2
        self.scale = nn.Parameter(torch.ones(dim)).requires_grad_(False).mul_(0.1)
        self.var = nn.Parameter(torch.ones(dim))
        self.var.requires_grad_(False)
        self.var.fill_(2.0)
        # written to before it becomes a Parameter
        table = torch.empty(dim, dim)
        table.uniform_(-1, 1)
        table[0] = 0.0
        self.table = nn.Parameter(table.mul_(0.5))
        self.shared = nn.Parameter(torch.ones(dim)).share_memory_()


# build: Ema(2)
