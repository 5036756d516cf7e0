"""An argument for which some caller gives a tensor that is no Parameter, or something that isn't known."""
import torch
from torch import Tensor, nn


class Attention(nn.Module):
    def __init__(self, position_enc: Tensor):
        super().__init__()
        self.positional_encoding = position_enc  # expect: TSM101

    def forward(self, x):
        return x + self.positional_encoding


class Encoder(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.position_enc = nn.Parameter(torch.zeros(n), requires_grad=False)
        self.register_buffer("table", torch.zeros(n))
        self.first = Attention(self.position_enc)
        self.last = Attention(self.table)


class Scale(nn.Module):
    def __init__(self, scale: torch.Tensor):
        super().__init__()
        self.scale = scale  # expect: TSM101

    def forward(self, x):
        return x * self.scale


def scaled(given, wide):
    scale = nn.Parameter(torch.ones(1))
    if wide:
        scale = given
    return Scale(scale)


# build: Encoder(3); scaled(torch.ones(1), True)
