import torch
from torch import nn


class Stages(nn.Module):
    def __init__(self, depth, dim=2, tag="enc"):
        super().__init__()
        for i in range(depth):
            # the number is unknown, the dot is not
            self.add_module(f"layer.{i}", nn.Linear(dim, dim))  # expect: TSM303
            self.register_buffer(f"{tag}.{i}.mean", torch.zeros(dim))  # expect: TSM303

    def forward(self, x):
        for layer in self.children():
            x = layer(x)
        return x


# build: Stages(2)
