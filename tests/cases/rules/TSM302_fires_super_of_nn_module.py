import torch
from torch import nn


class PositionalEncoding(nn.Module):
    def __init__(self, dim, length=16):
        # starts the search after nn.Module, so that object.__init__ is what runs
        super(nn.Module, self).__init__()
        pos = torch.arange(length).unsqueeze(1)
        freq = torch.exp(torch.arange(0, dim, 2) * -0.1)
        angle = pos * freq
        self.register_buffer("table", torch.cat([angle.sin(), angle.cos()], dim=1))  # expect: TSM302

    def forward(self, x):
        return x + self.table[: x.size(1)]


# build: PositionalEncoding(4)
