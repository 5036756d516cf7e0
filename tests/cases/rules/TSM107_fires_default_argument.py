import torch.nn.functional as F
from torch import nn


class Mlp(nn.Module):
    def __init__(
        self,
        dim,
        act=nn.GELU(),
        norm=nn.LayerNorm(4),  # expect: TSM107
        *,
        proj: nn.Module = nn.Linear(4, 4),  # expect: TSM107
    ):
        super().__init__()
        self.fc = nn.Linear(dim, dim)
        self.act, self.norm = act, norm
        self.proj = proj

    def forward(self, x):
        return self.proj(self.norm(self.act(self.fc(x))))


class Gate(nn.Module):
    def __init__(self, dim, act=nn.PReLU(), squash=F.sigmoid):  # expect: TSM107
        super().__init__()
        self.act = act
        self.squash = squash


# build: Mlp(4)
# build: Gate(2)
