import torch
from torch import nn


class Teacher(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.register_buffer("teacher", nn.Linear(dim, dim), persistent=False)  # expect: TSM304
        self.register_parameter("head", nn.Linear(dim, 1))  # expect: TSM304
        self.register_buffer("rng", torch.Generator())  # expect: TSM304
        self.register_buffer("shape", torch.zeros(dim, 2).shape)  # expect: TSM304


# build: Teacher(2)
