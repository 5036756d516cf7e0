import torch
from torch import nn


class EmaCodebook(nn.Module):
    def __init__(self, codes, dim, decay=0.99):
        super().__init__()
        self.decay = decay
        self.codebook = nn.Parameter(torch.randn(codes, dim), requires_grad=False)
        self.register_buffer("usage", torch.zeros(codes))

    @torch.no_grad()
    def update(self, batch):
        self.usage = self.usage * self.decay
        self.codebook = self.codebook * self.decay + batch * (1 - self.decay)  # expect: TSM203


class Momentum(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.online = nn.Linear(dim, dim)
        self.target = nn.Linear(dim, dim)

    @torch.no_grad()
    def step(self, tau=0.05):
        self.target.weight = (1 - tau) * self.target.weight + tau * self.online.weight  # expect: TSM203


class Slope(nn.Module):
    def __init__(self):
        super().__init__()
        self._slope = nn.Parameter(torch.ones(1))

    def set_slope(self, value):
        self._slope = torch.tensor([value])  # expect: TSM203


# build: EmaCodebook(3, 2).update(torch.ones(3, 2))
# build: Momentum(2).step()
# build: Slope().set_slope(0.5)
