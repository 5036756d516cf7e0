import torch
from torch import nn


class Dense(nn.Module):
    def __init__(self, n, bias="learned"):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n, n))
        # one construction takes one branch, so the name is free in each of them
        if bias == "learned":
            self.bias = nn.Parameter(torch.zeros(n))
        elif bias == "fixed":
            self.register_buffer("bias", torch.zeros(n))
        elif bias == "network":
            self.add_module("bias", nn.Linear(n, n))
        else:
            self.register_parameter("bias", None)

    def forward(self, x):
        return x @ self.weight


# build: Dense(2)
# build: Dense(2, "fixed")
# build: Dense(2, "network")
# build: Dense(2, "off")
