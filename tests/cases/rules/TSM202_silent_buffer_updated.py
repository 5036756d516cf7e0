import torch
from torch import nn


class RunningStats(nn.Module):
    def __init__(self, dim, samples=None):
        super().__init__()
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("count", torch.tensor(0))
        self.ema = nn.Buffer(torch.zeros(dim))
        self.reset()
        # a tensor assigned to a buffer updates it: the registration stays
        self.ema = torch.full((dim,), 0.5)
        if samples is not None:
            self.update(samples)

    def reset(self):
        self.mean = torch.zeros_like(self.mean)
        self.count = torch.tensor(0)

    def update(self, samples):
        self.mean = samples.mean(0)
        self.count = self.count + len(samples)


# build: RunningStats(2)
# build: RunningStats(2, torch.ones(3, 2))
