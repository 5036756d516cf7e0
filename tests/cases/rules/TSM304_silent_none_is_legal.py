import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, dim, affine=True, track=True):
        super().__init__()
        # None reserves the name in the right table
        if affine:
            self.register_parameter("weight", nn.Parameter(torch.ones(dim)))
        else:
            self.register_parameter("weight", None)
        self.register_parameter(name="bias", param=None)
        self.register_buffer("mean", torch.zeros(dim) if track else None)
        self.register_buffer("cache", None, persistent=False)
        self.add_module("pre", None)
        self.stages = nn.ModuleList([nn.Linear(dim, dim), None])
        self.extras = nn.ModuleDict({"post": None})


# build: Norm(2)
# build: Norm(2, affine=False, track=False)
