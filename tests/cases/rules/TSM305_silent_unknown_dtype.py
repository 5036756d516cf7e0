import torch
from torch import nn


class Wrapped(nn.Module):
    def __init__(self, values, low=None, high=None, step=None, dtype=None, trainable=True):
        super().__init__()
        # any of these may be floats: unknown is no finding
        self.values = nn.Parameter(torch.tensor(values))
        self.grid = nn.Parameter(torch.arange(low, high, step))
        self.fill = nn.Parameter(torch.full((2,), low))
        self.typed = nn.Parameter(torch.zeros(2, dtype=dtype))
        self.copied = nn.Parameter(torch.as_tensor(values).clone())
        # and here nobody knows whether grad is asked for
        self.index = nn.Parameter(torch.arange(3), requires_grad=trainable)


# build: Wrapped([0.5], 0.0, 1.0, 0.5, trainable=False)
# build: Wrapped([0.5], 0.0, 1.0, 0.5, torch.float64, False)
