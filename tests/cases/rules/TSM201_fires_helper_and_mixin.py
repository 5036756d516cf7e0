import torch
import torch.nn as nn


class CountMixin:
    def start_counting(self):
        self.seen = 0


class RunningMean(CountMixin, nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.start_counting()
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("seen", torch.zeros((), dtype=torch.long))  # expect: TSM201


class Grid(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size
        self._constant("offsets", torch.arange(size))
        self._constant("size", torch.tensor(size))

    def _constant(self, name, value):
        self.register_buffer(name, value, persistent=False)  # expect: TSM201


# build: RunningMean(3)
# build: Grid(4)
