import torch
from torch import nn


class Backbone(nn.Module):
    def __init__(self, channels=3):
        super().__init__()
        for width in (8, 16, 32):
            self.add_module("conv", nn.Conv2d(channels, width, 3))  # expect: TSM202
            channels = width
        self.out = channels


class Lattice(nn.Module):
    def __init__(self):
        super().__init__()
        for name, size in [("rows", 2), ("cols", 3), ("rows", 4)]:
            self.register_buffer(name, torch.zeros(size))  # expect: TSM202


# build: Backbone()
# build: Lattice()
