"""What `register_parameter` was given is a Parameter: what is computed of it requires grad."""
import torch
from torch import nn


class Problem(nn.Module):
    def __init__(self, field: nn.Module, params):
        super().__init__()
        self.field = field
        params = tuple(params)
        for k, p in enumerate(params):
            self.field.register_parameter(f"p_{k}", p)
        self.flat = torch.cat([p.flatten() for p in params])  # expect: TSM102


class Own(nn.Module):
    def __init__(self, weight, fixed):
        super().__init__()
        self.register_parameter("weight", weight)
        self.unit = weight.unsqueeze(0)  # expect: TSM102
        self.register_buffer("fixed", fixed)
        self.other = fixed.unsqueeze(0)  # expect: TSM101

    def forward(self, x):
        return x + self.unit + self.other


# build: Problem(nn.ReLU(), [nn.Parameter(torch.ones(2))]); Own(nn.Parameter(torch.ones(2)), torch.ones(2))
