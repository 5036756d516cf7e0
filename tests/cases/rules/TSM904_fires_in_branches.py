"""Each branch registers it."""
import torch
from torch import nn


class Window(nn.Module):
    def __init__(self, size, hann):
        super().__init__()
        if hann:
            self.register_buffer("window", torch.hann_window(size))  # expect: TSM904
        else:
            self.register_buffer("window", torch.ones(size))  # expect: TSM904
