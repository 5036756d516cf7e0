"""A value that isn't known may be None."""
import torch
from torch import nn


class Weighted(nn.Module):
    def __init__(self, weight, make):
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("made", make())
        self.register_parameter("scale", make())
