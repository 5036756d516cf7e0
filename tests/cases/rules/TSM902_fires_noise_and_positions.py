import torch
from torch import nn


class Vae(nn.Module):
    def __init__(self, dim, length=8):
        super().__init__()
        self.embed = nn.Embedding(length, dim)
        self.mu, self.log_var = nn.Linear(dim, dim), nn.Linear(dim, dim)

    def forward(self, x: torch.Tensor):
        positions = torch.arange(x.size(1))  # expect: TSM902
        x = x + self.embed(positions)
        mu, std = self.mu(x), self.log_var(x).mul(0.5).exp()
        eps = torch.randn(std.shape)  # expect: TSM902
        if not self.training:
            eps = torch.randn(*std.shape, dtype=std.dtype) * 0.1  # expect: TSM902
        return mu + eps * std


# build: net = Vae(2); net(torch.ones(1, 3, 2)); net.eval()(torch.ones(1, 3, 2))
