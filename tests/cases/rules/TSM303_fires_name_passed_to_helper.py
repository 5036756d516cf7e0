import torch
from torch import nn


class Schedule(nn.Module):
    def __init__(self, steps: int = 4):
        super().__init__()
        betas = torch.linspace(1e-4, 0.02, steps)
        self._keep("alphas.cumprod", (1 - betas).cumprod(0))

    def _keep(self, name, value):
        self.register_buffer(name, value, persistent=False)  # expect: TSM303


# build: Schedule()
