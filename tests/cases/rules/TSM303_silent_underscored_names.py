import torch
from torch import nn


class RunningNorm(nn.Module):
    def __init__(self, dim, prefix="running"):
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(dim))
        self.register_buffer(name=f"{prefix}_var", tensor=torch.ones(dim))
        self.register_parameter("_weight", nn.Parameter(torch.ones(dim)))
        self.add_module("0", nn.Identity())
        self.add_module("post_" + "norm", nn.LayerNorm(dim))


# build: RunningNorm(2)
