"""A tensor over a Parameter: of another shape, and over a name that may be a buffer."""
import torch
from torch import nn


class Prompt(nn.Module):
    def __init__(self, length):
        super().__init__()
        self.prompt = nn.Parameter(torch.zeros(3, 1, length))
        self.prompt = self.prompt.repeat(1, 2, 1)  # expect: TSM203


class Alpha(nn.Module):
    def __init__(self, alpha, learn=False):
        super().__init__()
        alpha = torch.as_tensor(alpha)
        if learn:
            self.alpha = nn.Parameter(alpha)
        else:
            self.register_buffer("alpha", alpha)
        self.alpha = self.alpha.clamp(0, 1)  # expect: TSM203


# build: Alpha(0.5)
