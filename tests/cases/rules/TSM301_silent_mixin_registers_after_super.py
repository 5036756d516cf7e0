import torch
from torch import nn


class StepMixin:
    def __init__(self, *args, **kwargs):
        self.max_steps = kwargs.pop("max_steps", 10)
        super().__init__(*args, **kwargs)
        self.register_buffer("steps", torch.zeros((), dtype=torch.long))


class NormMixin:
    def __init__(self, dim, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.norm = nn.LayerNorm(dim)


class Block(StepMixin, NormMixin, nn.Module):
    # StepMixin -> NormMixin -> nn.Module: each registers on its way back
    def __init__(self, dim):
        super().__init__(dim, max_steps=5)
        self.lin = nn.Linear(dim, dim)


# build: Block(3)
