"""What a dict gives under a key, and what it gives where the key isn't there."""
import torch
from torch import nn


class Options(nn.Module):
    def __init__(self, width=2):
        super().__init__()
        given = {"proj": nn.Linear(width, width), "table": torch.zeros(width), "mask": torch.ones(width), "depth": 3}
        self.proj = given.pop("proj")
        self.table = given.pop("table")  # expect: TSM101
        self.mask = given.get("mask")  # expect: TSM101
        self.depth = given.pop("depth")
        self.bias = given.pop("bias", None)
        self.scale = given.get("scale", 1)

    def forward(self, x):
        return self.proj(x) * self.mask * self.scale + self.table


# build: Options()
