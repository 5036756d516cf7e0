import torch
import torch.nn as nn


class Scaled(nn.Module):
    def __init__(self, width, rate):
        super().__init__()
        self.register_parameter("scale", None)
        self.scale = width ** -0.5  # expect: TSM203
        self.register_parameter("shift", None)
        self.shift = width + rate  # expect: TSM203
        self.bound = nn.Parameter(torch.ones(1))
        self.bound = -rate  # expect: TSM203


# build: Scaled(4, 2)
