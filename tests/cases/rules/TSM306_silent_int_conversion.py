import torch
from torch import nn


class Counter(nn.Module):
    def __init__(self, start: int = 0):
        super().__init__()
        self.register_buffer("count", torch.tensor(start))

    def __int__(self):
        # a real conversion
        return int(self.count)

    def forward(self, x):
        self.count += 1
        return x


class Level(nn.Module):
    level = 3

    def __int__(self) -> int:
        # no __init__ in this class, but neither does this one construct anything
        return self.level

    def _init_weights(self, module):
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.weight)


# build: net = Counter(2); net(torch.ones(1)); int(net)
# build: int(Level())
