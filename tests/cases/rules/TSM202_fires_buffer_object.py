import torch
from torch import nn


class Memory(nn.Module):
    def __init__(self, slots, dim):
        super().__init__()
        self.bank = nn.Buffer(torch.zeros(slots, dim))
        self.ages = nn.Buffer(torch.zeros(slots), persistent=False)
        self.bank = nn.Buffer(torch.randn(slots, dim))  # expect: TSM202


class Template(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.register_buffer("mean", torch.zeros(dim))
        self.cov = nn.Buffer(torch.eye(dim))
        self.mean = nn.Parameter(torch.zeros(dim))  # expect: TSM202


# build: Memory(3, 2)
# build: Template(2)
