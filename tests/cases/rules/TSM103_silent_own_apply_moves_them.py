import torch
from torch import nn


class Memory(nn.Module):
    """Carries its tensors along by hand, so nothing is left behind."""

    def __init__(self, n=2):
        super().__init__()
        self.slots = [torch.zeros(3) for _ in range(n)]
        self.index = {"first": torch.zeros(1)}

    def _apply(self, fn, recurse=True):
        super()._apply(fn, recurse)
        self.slots = [fn(slot) for slot in self.slots]
        for key in self.index:
            self.index[key] = fn(self.index[key])
        return self


class Banks(nn.Module):
    def __init__(self):
        super().__init__()
        self.filters = []
        self.filters.append(torch.rand(3))

    def to(self, *args, **kwargs):
        self.filters = [f.to(*args, **kwargs) for f in self.filters]
        return super().to(*args, **kwargs)


# build: Memory()
# build: Banks()
