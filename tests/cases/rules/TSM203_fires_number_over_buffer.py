import torch
from torch import nn


class RunningCount(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("count", torch.tensor(0), persistent=False)

    def reset(self):
        self.mean.zero_()
        self.count = 0  # expect: TSM203


class Warmup(nn.Module):
    def __init__(self, start):
        super().__init__()
        self.step = nn.Buffer(torch.tensor(0))
        self.step = int(start)  # expect: TSM203


class Colour(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", None)
        self.mean = [0.5, 0.5, 0.5]  # expect: TSM203


# build: RunningCount(2).reset()
# build: Warmup(3)
# build: Colour()
