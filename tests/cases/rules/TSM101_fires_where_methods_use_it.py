"""What meets inputs, parameters and buffers, or is moved to them: TSM101 speaks of it."""
import torch
import torch.nn.functional as F
from torch import nn


class Blur(nn.Module):
    def __init__(self, width=3):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 1)
        self.kernel = torch.ones(width, 1, 3, 3)  # expect: TSM101
        self.grid = torch.arange(width)  # expect: TSM101
        self.order = torch.arange(width)  # expect: TSM101
        self.first = torch.zeros(1)  # expect: TSM101
        self.scales = [torch.ones(1), torch.ones(1)]  # expect: TSM103

    def _scaled(self, x, by):
        return x * by

    @property
    def half(self):
        return self.first / 2

    def forward(self, x):
        kernel = self.kernel
        x = F.conv2d(self.conv(x), kernel, groups=x.shape[1])
        x = x + self.grid.to(x.device)[:, None, None]
        for scale in self.scales:
            x = self._scaled(x, scale)
        return x[:, self.order] + self.half


class Text(nn.Module):
    def __init__(self, width=8, length=5):
        super().__init__()
        self.attention = nn.MultiheadAttention(width, 2)
        self.mask = torch.full((length, length), float("-inf")).triu(1)  # expect: TSM101

    def forward(self, x):
        return self.attention(x, x, x, attn_mask=self.mask, is_causal=True, need_weights=False)[0]


# build: Blur()
# build: Text()
