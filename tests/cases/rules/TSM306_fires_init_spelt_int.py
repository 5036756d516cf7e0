import torch
from torch import nn


class Generator(nn.Module):
    def __int__(self, latent_dim: int, out_dim: int):  # expect: TSM306
        super().__init__()
        self.net = nn.Linear(latent_dim, out_dim)
        self.register_buffer("scale", torch.ones(1))

    def forward(self, z):
        return self.net(z) * self.scale


# build: Generator(4, 2)
# build: Generator()
