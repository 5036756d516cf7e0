import math

import torch
import torch.nn.functional as F
from torch import nn


def rotate_half(x):
    a, b = x.chunk(2, dim=-1)
    return torch.cat((-b, a), dim=-1)


class Rotary(nn.Module):
    def __init__(self, dim: int, base: float = 10000.0, length: int = 16):
        super().__init__()
        inv_freq = 1.0 / base ** (torch.arange(0, dim, 2).float() / dim)
        self.register_buffer("inv_freq", inv_freq, persistent=False)
        self._set_cache(length)

    def _set_cache(self, length):
        self.length = length
        angles = torch.outer(torch.arange(length, device=self.inv_freq.device).float(), self.inv_freq)
        table = torch.cat((angles, angles), dim=-1)
        # called again when a longer sequence comes: the names are buffers already then
        self.register_buffer("cos", table.cos(), persistent=False)
        self.register_buffer("sin", table.sin(), persistent=False)

    def forward(self, x):
        if x.size(-2) > self.length:
            self._set_cache(x.size(-2))
        n = x.size(-2)
        return x * self.cos[:n].to(x.dtype) + rotate_half(x) * self.sin[:n].to(x.dtype)


class Attention(nn.Module):
    def __init__(self, dim: int = 8, heads: int = 2):
        super().__init__()
        self.heads, self.scale = heads, 1 / math.sqrt(dim // heads)
        self.qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.out = nn.Linear(dim, dim)
        self.rotary = Rotary(dim // heads)

    def forward(self, x):
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k = self.rotary(q), self.rotary(k)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=self.scale)
        return self.out(y.transpose(1, 2).reshape(b, n, -1))


# build: net = Attention(); net(torch.ones(1, 3, 8)); net(torch.ones(1, 20, 8)); net
