import torch
from torch import nn


class RunningNorm(nn.Module):
    def __init__(self, num_features: int, momentum: float = 0.1):
        super().__init__()
        self.momentum = momentum
        self.register_buffer(name="running.mean", tensor=torch.zeros(num_features))  # expect: TSM303
        self.register_buffer(tensor=torch.ones(num_features), name="running.var")  # expect: TSM303
        self.register_buffer("num_batches", torch.tensor(0))

    def forward(self, x):
        return x / self.num_batches.clamp(min=1)


# build: RunningNorm(4)
