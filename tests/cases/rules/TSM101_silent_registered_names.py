import torch
from torch import nn


class Tracker(nn.Module):
    def __init__(self, dim=3):
        super().__init__()
        self.register_buffer("mean", None)
        self.mean = torch.zeros(dim)  # goes to the buffer of that name
        self.register_buffer("var", torch.ones(dim), persistent=False)
        self.var = self.var * 2
        self.count = nn.Buffer(torch.tensor(0))
        self.weight = nn.Parameter(torch.ones(dim), requires_grad=False)
        self.weight.data = torch.zeros(dim)
        self.bn = nn.BatchNorm1d(dim)
        self.bn.running_mean = torch.ones(dim)
        for side in ("left", "right"):
            self.register_buffer(f"pad_{side}", torch.zeros(1))
            setattr(self, f"pad_{side}", torch.ones(1))


class Shifted(Tracker):
    def __init__(self):
        super().__init__()
        self.mean = torch.full((3,), 0.5)  # the base class has registered it
        self.pad_left, self.pad_right = torch.zeros(2).split(1)


# build: Tracker()
# build: Shifted()
