from functools import partial

import torch
import torch.nn.functional as F
from torch import nn


class Blur(nn.Module):
    def __init__(self, taps=3):
        super().__init__()
        self.register_buffer("kernel", torch.ones(1, 1, taps) / taps)
        self.register_buffer("weight", torch.tensor([1.0, 2.0]))
        kernel = self.kernel
        self.conv = partial(F.conv1d, weight=self.kernel)  # expect: TSM106
        self.loss = partial(F.cross_entropy, weight=self.weight)  # expect: TSM106
        self.blur = lambda x: F.conv1d(x, kernel)  # expect: TSM106
        self.fresh = lambda x: F.conv1d(x, self.kernel)  # finds the buffer at each call
        self.ops = [partial(F.conv1d, weight=kernel), F.relu]  # expect: TSM106

    def forward(self, x):
        return self.conv(x)


# build: Blur()
