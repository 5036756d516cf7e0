"""Registrations on something else, and of modules."""
import torch
from torch import nn


class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(2, 2)
        self.inner.register_buffer("mask", torch.ones(2))
        self.add_module("other", nn.Linear(2, 2))
