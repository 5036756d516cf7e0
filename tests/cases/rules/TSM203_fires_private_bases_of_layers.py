"""What torch's layers derive from, as a base: what it registers is known."""
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd
from torch.nn.modules.utils import _pair


class Filter(_ConvNd):
    def __init__(self, taps, channels, bias=False):
        super().__init__(channels, channels, _pair(3), _pair(1), _pair(1), _pair(1), False, _pair(0), 1, bias, "zeros")
        self.stride = _pair(2)
        self.old_bias = self.bias
        self.weight.data.fill_(0.5)
        self.scale = torch.ones(channels, 1, 1)  # expect: TSM101
        self.register_buffer("mask", torch.ones_like(self.weight))
        if taps:
            self.weight = torch.ones(channels, channels, 3, 3)  # expect: TSM203

    def forward(self, x):
        return F.conv2d(x, self.weight * self.mask, self.bias) * self.scale


class Fixed(_ConvTransposeNd):
    def __init__(self, channels):
        super().__init__(channels, channels, _pair(3), _pair(1), _pair(1), _pair(1), True, _pair(0), 1, True, "zeros")
        weight = self.weight.detach()
        del self.weight
        self.register_buffer("weight", weight)
        self.bias = None

    def forward(self, x):
        return F.conv_transpose2d(x, self.weight, self.bias)


class Norm(_BatchNorm):
    def __init__(self, width, taps=False):
        super().__init__(width)
        self.weight = nn.Parameter(torch.zeros(width))
        self.running_var = torch.full((width,), 2.0)
        self.momentum = 0.5
        if taps:
            self.bias = torch.zeros(width)  # expect: TSM203

    def _check_input_dim(self, x):
        pass


class Blocks(nn.Module):
    def __init__(self, channels=2):
        super().__init__()
        self.blocks = [Filter(False, channels), Fixed(channels)]  # expect: TSM105
        self.norm = Norm(channels)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


# build: Filter(False, 2); Fixed(2); Norm(2)
# build: Blocks()
