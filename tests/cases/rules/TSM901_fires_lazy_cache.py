import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.register_buffer("freq", torch.ones(dim // 2))
        self.cos_cached = None
        self.sin_cached = None

    def tables(self, length: int):
        if self.cos_cached is None or self.cos_cached.size(0) < length:
            steps = torch.arange(length, device=self.freq.device).float()
            angles = torch.outer(steps, self.freq)
            self.cos_cached = angles.cos()  # expect: TSM901
            self.sin_cached = torch.sin(angles)  # expect: TSM901
        return self.cos_cached[:length], self.sin_cached[:length]

    def forward(self, x: torch.Tensor):
        cos, sin = self.tables(x.size(0))
        a, b = x.chunk(2, -1)
        return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


# build: net = Rotary(4); net(torch.ones(3, 4)); net
