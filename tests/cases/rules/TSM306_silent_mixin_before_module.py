import torch
from torch import nn


class StepCounter:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.steps = 0


class Trainer(StepCounter, nn.Module):
    # the mixin comes first and hands on to nn.Module
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.steps += 1
        return self.lin(x)


class Counted(StepCounter, nn.Sequential):
    pass


# build: Trainer(2)(torch.ones(1, 2))
# build: Counted(nn.Linear(2, 2))
