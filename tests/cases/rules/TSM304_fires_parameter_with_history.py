import torch
from torch import nn


class Scaled(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        gain = torch.ones(dim, requires_grad=True)
        # still a Parameter object, but one with a grad_fn
        weight = nn.Parameter(torch.ones(dim), requires_grad=False)
        self.register_parameter("weight", weight.mul_(gain))  # expect: TSM304


# build: Scaled(2)
