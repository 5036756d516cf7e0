import torch
from torch import nn
from torch.nn import Parameter


class Perceiver(nn.Module):
    def __init__(self, dim: int, tokens: int):
        super().__init__()
        self.query = nn.Linear(dim, dim)
        self.key = nn.Linear(dim, dim)
        self.value = nn.Linear(dim, dim)
        self.query = Parameter(torch.zeros(tokens, dim))  # expect: TSM202


class Slots(nn.Module):
    def __init__(self, n, dim):
        super().__init__()
        self.register_buffer("slots", torch.zeros(n, dim))
        self.norm = nn.LayerNorm(dim)
        self.slots = nn.Embedding(n, dim)  # expect: TSM202


# build: Perceiver(4, 2)
# build: Slots(3, 2)
