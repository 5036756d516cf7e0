import torch
from torch import nn


class Trunk(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(dim))
        self.proj = nn.Linear(dim, dim)


class HalfTrunk(Trunk):
    def __init__(self, dim):
        super().__init__(dim)
        self.gain = torch.full((dim,), 0.5)  # expect: TSM203


class ProjTrunk(Trunk):
    def __init__(self, dim):
        super(ProjTrunk, self).__init__(dim)
        self.proj = torch.eye(dim)  # expect: TSM203


class ZeroLinear(nn.Linear):
    def __init__(self, n_in, n_out):
        super().__init__(n_in, n_out)
        self.bias = torch.zeros(n_out)  # expect: TSM203


class QuietNorm(nn.BatchNorm1d):
    def silence(self):
        self.running_var = 1.0  # expect: TSM203


# build: HalfTrunk(2)
# build: ProjTrunk(2)
# build: ZeroLinear(2, 3)
# build: QuietNorm(2).silence()
