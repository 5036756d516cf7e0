import torch
from torch import nn


class Gated(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.gate = nn.Parameter(torch.zeros(dim, device="cuda"))  # expect: TSM903
        self.scale = nn.Parameter(torch.ones(dim).cuda())  # expect: TSM903
        self.shift = nn.Parameter(torch.zeros(dim, device=torch.device("cuda", 0)))  # expect: TSM903
        self.free = nn.Parameter(torch.zeros(dim))


# build: Gated(3)
