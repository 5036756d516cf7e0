"""Buffers that no method reads, and numbers that are numbers."""
import torch
from torch import nn


class Registered(nn.Module):
    def __init__(self, length=4):
        super().__init__()
        self.register_buffer("table", torch.arange(length))
        self.register_buffer("unread", torch.arange(length), persistent=False)
        self.length = torch.arange(length).numel()
        self.sizes = torch.tensor([3, 1]).tolist()

    def forward(self, x):
        return x + self.table[:self.length]


# build: Registered()
