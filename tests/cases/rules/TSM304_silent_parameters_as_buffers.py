import copy

import torch
from torch import nn


class Frozen(nn.Module):
    def __init__(self, layer: nn.Linear):
        super().__init__()
        # register_buffer asks for a tensor, and a Parameter is one
        self.register_buffer("weight", nn.Parameter(torch.ones(2, 2), requires_grad=False))
        self.register_buffer("shadow", copy.deepcopy(layer.weight))
        self.register_buffer("bias", layer.bias.detach().clone())
        self.register_buffer("doubled", layer.weight.detach() * 2)
        self.register_buffer("wrapped", nn.Buffer(torch.zeros(1)))


# build: Frozen(nn.Linear(2, 2))
