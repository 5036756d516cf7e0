import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, dim=4, length=3):
        super().__init__()
        freq = torch.outer(torch.arange(length).float(), torch.ones(dim // 2))
        self.register_buffer("cos", freq.cos())
        self.register_buffer("sin", freq.sin())
        self.c, self.s = self.cos, self.sin  # expect: TSM106
        self.first = self.table = self.cos  # expect: TSM106
        [self.d, self.n] = self.sin, length  # expect: TSM106
        alias = self.sin
        self.hidden = alias  # expect: TSM106
        if (cos := self.cos) is not None:
            self.walrus = cos  # expect: TSM106
        setattr(self, "named", self.cos)  # expect: TSM106
        self.got = getattr(self, "sin")  # expect: TSM106


# build: Rotary()
