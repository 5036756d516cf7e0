import torch
from torch import nn


class Lookup(nn.Module):
    def __init__(self, size: int):
        super().__init__()
        self.register_buffer(None, torch.zeros(size))  # expect: TSM303
        self.register_buffer(b"codes", torch.zeros(size))  # expect: TSM303
        self.register_parameter(("scale", 0), nn.Parameter(torch.ones(size)))  # expect: TSM303
        self.add_module(1.5, nn.Linear(size, size))  # expect: TSM303
        self.size = size

    def extra_repr(self):
        return f"size={self.size}"


# build: Lookup(2)
