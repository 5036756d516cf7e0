"""What a `try` reads is there, or may be: the body runs to its end."""
import torch
from torch import nn


class There(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.size = n
        try:
            self.table = torch.ones(self.size)  # expect: TSM101
        except AttributeError:
            self.register_buffer("table", torch.ones(1))

    def forward(self, x):
        return x + self.table


class Perhaps(nn.Module):
    def __init__(self, n, wide=False):
        super().__init__()
        if wide:
            self.width = n
        try:
            self.table = torch.ones(self.width)  # expect: TSM101
        except AttributeError:
            self.table = None

    def forward(self, x):
        return x + self.table


class Computed(nn.Module):
    def __init__(self):
        super().__init__()
        try:
            self.table = torch.ones(self.width)  # expect: TSM101
        except AttributeError:
            self.table = None

    def __getattr__(self, name):
        return 3 if name == "width" else super().__getattr__(name)

    def forward(self, x):
        return x + self.table


# build: There(2); Perhaps(2); Perhaps(2, True); Computed()
