import torch
from torch import nn


class Norm(nn.Module):
    """Reads the buffer at each use instead of keeping a second name for it."""

    def __init__(self, dim=3):
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(dim))
        self.register_buffer("count", torch.tensor(0))
        self.names = ["running_mean", "count"]
        self.reader = lambda: self.running_mean
        self.get = self._get
        mean = self.running_mean
        self.start = mean.mean().item()
        self.size = mean.numel() + int(self.count)
        self.where, self.kind = mean.device, mean.dtype
        self.shape = self.running_mean.shape
        self.start_array = self.running_mean.numpy().copy()

    @property
    def mean(self):
        return self.running_mean

    def _get(self, i):
        return getattr(self, self.names[i])


# build: Norm()
