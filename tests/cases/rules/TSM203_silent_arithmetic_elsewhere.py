import torch
import torch.nn as nn


class Scaled(nn.Module):
    def __init__(self, width, rate=0.5, weights=None):
        super().__init__()
        self.register_parameter("rate", None)
        self.rate = rate
        self.register_parameter("weight", None)
        if weights is not None:
            self.weight = weights[0]
        self.register_buffer("table", None)
        self.table = width * 2
        self.scale = None
        self.scale = width ** 2
        self.old = nn.Parameter(torch.ones(1))
        del self.old
        self.old = width * 2


# build: Scaled(torch.ones(1), nn.Parameter(torch.ones(1)))
