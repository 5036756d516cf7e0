import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self, dim, learn=True):
        super().__init__()
        self.learn = learn
        if learn:
            self.scale = nn.Parameter(torch.ones(dim))
        else:
            self.register_buffer("scale", torch.ones(dim))

    def forward(self, x):
        # only a buffer is assigned to
        if not self.learn:
            self.scale = self.scale * 0.9
        return x * self.scale


class Checked(nn.Module):
    def __init__(self, dim, scale=None):
        super().__init__()
        self.scale = scale if scale is not None else nn.Parameter(torch.ones(dim))

    def halve(self):
        if not isinstance(self.scale, nn.Parameter):
            self.scale = self.scale / 2
        return self


# build: Scale(2)(torch.ones(2))
# build: Scale(2, learn=False)(torch.ones(2))
# build: Checked(2).halve()
# build: Checked(2, torch.ones(2)).halve()
