import torch
from torch import nn


class Standardise(nn.Module):
    def __init__(self, dim, momentum=0.1):
        super().__init__()
        self.y_std = momentum
        for side in ("x", "y"):
            self.register_buffer(f"{side}_mean", torch.zeros(dim))
            self.register_buffer(f"{side}_std", torch.ones(dim))  # expect: TSM201


class Pyramid(nn.Module):
    def __init__(self, dim):
        super().__init__()
        for i in range(1, 4):
            self.add_module(f"stage{i}", nn.Linear(dim, dim))
        self.register_parameter("stage2", nn.Parameter(torch.ones(dim)))  # expect: TSM201


class Observer(nn.Module):
    def __init__(self, dim):
        super().__init__()
        prefix = "act"
        self.act_scale = 1.0
        self.register_buffer(f"{prefix}_scale", torch.ones(dim))  # expect: TSM201


# build: Standardise(2)
# build: Pyramid(2)
# build: Observer(2)
