from torch import nn


class Attention(nn.Module):
    def __init__(self, dim: int, heads: int = 2):
        self.heads, self.scale = heads, (dim // heads) ** -0.5
        self.to_q, self.to_k = nn.Linear(dim, dim), nn.Linear(dim, dim)  # expect: TSM301
        self.to_v = nn.Linear(dim, dim)
        super(Attention, self).__init__()

    def forward(self, x):
        weights = (self.to_q(x) @ self.to_k(x).transpose(-1, -2)) * self.scale
        return weights.softmax(-1) @ self.to_v(x)


# build: Attention(4)
