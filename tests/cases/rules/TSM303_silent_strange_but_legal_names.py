import os

import torch
from torch import nn


class Imported(nn.Module):
    """Keeps the names that the weights have in another framework."""

    def __init__(self):
        super().__init__()
        # slashes, colons, spaces, dashes and keywords: state_dict takes them all
        self.register_buffer("conv/kernel:0", torch.zeros(2))
        self.register_buffer("moving mean", torch.zeros(2))
        self.add_module("layer-norm", nn.LayerNorm(2))
        self.register_parameter("lambda", nn.Parameter(torch.ones(1)))
        self.register_buffer(os.path.join("dense", "bias"), torch.zeros(2))
        self.register_buffer(os.path.splitext("codebook.bin")[0], torch.zeros(2))
        self.register_buffer("日本", torch.zeros(1))


# build: Imported()
