import torch
from torch import nn


class Grown(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self.weight = nn.Parameter(torch.ones(dim))
        # the name is free again before it is used again
        del self.weight
        self.register_buffer("weight", torch.ones(dim))
        self.scratch = "free"
        delattr(self, "scratch")
        self.register_parameter("scratch", nn.Parameter(torch.zeros(1)))
        self.ensure()
        self.ensure()

    def ensure(self):
        if not hasattr(self, "steps"):
            self.register_buffer("steps", torch.zeros(1))
        if "seen" not in self._buffers:
            self.register_buffer("seen", torch.zeros(1))
        if getattr(self, "gate", None) is None:
            self.gate = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return self.lin(x) * self.weight * self.gate


class Stripped(Grown):
    def __init__(self, dim):
        super().__init__(dim)
        if hasattr(self, "lin"):
            del self.lin
        self.lin = nn.Identity()
        self._buffers.pop("seen", None)
        self.seen = nn.Parameter(torch.zeros(1))


# build: net = Grown(2); net(torch.ones(1, 2)); net
# build: net = Stripped(2); net(torch.ones(1, 2)); net
