import torch
from torch import nn


class Temperature(nn.Module):
    def __init__(self, learnable: bool = False, value: float = 1.0):
        if learnable:
            self.value = nn.Parameter(torch.tensor(value))  # expect: TSM301
        else:
            self.value = value
        super().__init__()

    def forward(self, logits):
        return logits / self.value


# build: Temperature(learnable=True)
# build: Temperature()
