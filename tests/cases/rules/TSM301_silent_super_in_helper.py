import torch
from torch import nn


class Configured(nn.Module):
    def __init__(self, **config):
        self._configure(config)
        self.lin = nn.Linear(self.width, self.width)
        self.register_buffer("calls", torch.zeros((), dtype=torch.long))

    def _configure(self, config):
        self.width = config.pop("width", 4)
        if config:
            raise TypeError(f"unknown options: {sorted(config)}")
        super().__init__()

    def forward(self, x):
        self.calls += 1
        return self.lin(x)


# build: Configured()
# build: Configured(width=2)(torch.ones(1, 2))
