import torch
from torch import nn


class Detect(nn.Module):
    """Strides, grids and anchors are plain on purpose: _apply takes them along."""

    def __init__(self, channels=(2, 4), classes=2):
        super().__init__()
        self.stride = torch.tensor([8.0, 16.0])
        self.grid = [torch.empty(0) for _ in channels]
        self.heads = nn.ModuleList(nn.Conv2d(c, classes + 4, 1) for c in channels)

    def _apply(self, fn, recurse=True):
        super()._apply(fn, recurse)
        self.stride = fn(self.stride)
        self.grid = list(map(fn, self.grid))
        return self

    def forward(self, maps):
        return [head(m) * s for head, m, s in zip(self.heads, maps, self.stride)]


class Moved(nn.Module):
    def __init__(self, size=3):
        super().__init__()
        self.lin = nn.Linear(size, size)
        self.mask = torch.ones(size)

    def to(self, *args, **kwargs):
        self.mask = self.mask.to(*args, **kwargs)
        return super().to(*args, **kwargs)

    def cuda(self, device=None):
        self.mask = self.mask.cuda(device)
        return super().cuda(device)

    def forward(self, x):
        return self.lin(x * self.mask)


# build: net = Detect().double(); net([torch.ones(1, 2, 2, 2).double(), torch.ones(1, 4, 1, 1).double()]); net
# build: net = Moved().to(torch.float64); net(torch.ones(1, 3).double()); net
