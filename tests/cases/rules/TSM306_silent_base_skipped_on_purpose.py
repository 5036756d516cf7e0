import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        q, k, v = self.qkv(x).chunk(3, -1)
        return self.out((q @ k.transpose(-1, -2)).softmax(-1) @ v)


class SharedAttention(Attention):
    def __init__(self, qkv: nn.Module, dim: int):
        # wants Attention's forward, not its layers
        nn.Module.__init__(self)
        self.qkv = qkv
        self.out = nn.Linear(dim, dim)


class Skipping(Attention):
    def __init__(self, dim):
        super(Attention, self).__init__()
        self.qkv, self.out = nn.Linear(dim, 3 * dim, bias=False), nn.Identity()


# build: Attention(2)
# build: SharedAttention(nn.Linear(2, 6), 2)(torch.ones(1, 3, 2))
# build: Skipping(2)(torch.ones(1, 3, 2))
