"""Classes that decide themselves what an assignment or a registration does."""
import torch
from torch import nn


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mask", torch.ones(2))

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)


class Registering(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mask", torch.ones(2))

    def register_buffer(self, name, tensor, persistent=True):
        super().register_buffer(name, tensor + 1, persistent)
