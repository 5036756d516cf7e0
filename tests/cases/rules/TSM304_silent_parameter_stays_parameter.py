import copy

import torch
from torch import nn


class Kept(nn.Module):
    def __init__(self, layer: nn.Linear):
        super().__init__()
        # each of these gives a leaf Parameter back
        self.register_parameter("a", nn.Parameter(torch.ones(2) * 0.1))
        self.register_parameter("b", nn.Parameter(torch.ones(2)).requires_grad_(False))
        self.register_parameter("c", nn.init.normal_(nn.Parameter(torch.empty(2))))
        self.register_parameter("d", copy.deepcopy(layer.weight))
        self.register_parameter("e", layer.bias)
        self.register_parameter("f", nn.parameter.UninitializedParameter())
        self.register_parameter("g", nn.Parameter(layer.weight * 2))
        self.register_parameter("h", nn.Parameter(torch.ones(2), requires_grad=False).fill_(3.0))


# build: Kept(nn.Linear(2, 2))
