"""What is pinned, shared with other processes or set again on the CPU isn't meant to move."""
import torch
from torch import nn


class Cache(nn.Module):
    def __init__(self, weight: torch.Tensor, rows: int):
        super().__init__()
        self.cached = nn.Parameter(torch.zeros(rows, weight.shape[1]))
        self.weight = weight.pin_memory() if torch.cuda.is_available() else weight.contiguous().share_memory_()
        self.seen = torch.zeros(rows).share_memory_()
        self.copies = torch.empty(rows, pin_memory=torch.cuda.is_available())

    def forward(self, rows):
        return self.weight[rows].to(self.cached.device) + self.copies.to(self.cached.device).mean() * self.seen.mean()


class Randomizer:
    def __init__(self, seed):
        original = torch.random.get_rng_state()
        torch.manual_seed(seed)
        self.state = torch.random.get_rng_state()
        torch.random.set_rng_state(original)


class Dropout(nn.Dropout):
    def __init__(self, p):
        super().__init__(p)
        self.randomizer = Randomizer(1)
        self.first = torch.get_rng_state()

    def forward(self, x):
        torch.random.set_rng_state(self.randomizer.state)
        return super().forward(x)


class Quantised(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.register_buffer("weight", torch.zeros(n, n, dtype=torch.int32))
        self.group = None
        self.nothing = torch.empty((1, 1), device="meta")

    def forward(self, x):
        return x, self.group if self.group is not None else self.nothing


# build: Quantised(2)
# build: Cache(torch.ones(3, 2), 2); Dropout(0.5)
