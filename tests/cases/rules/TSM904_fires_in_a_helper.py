"""A method that the constructor calls."""
import torch
from torch import nn


class Grid(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.make(size)

    def make(self, size):
        axis = torch.linspace(0, 1, size)
        self.register_buffer("grid", torch.stack([axis, axis]))  # expect: TSM904
