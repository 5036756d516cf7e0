import torch
from torch import nn


class Rotary(nn.Module):
    # kept out of state_dict on purpose, and moved by hand wherever PyTorch moves a module
    def __init__(self, dim=4):
        super().__init__()
        self.inv_freq = 1.0 / 10000 ** (torch.arange(0, dim, 2).float() / dim)

    def _apply(self, fn, recurse=True):
        super()._apply(fn, recurse)
        self.inv_freq = fn(self.inv_freq)
        return self


class Anchors(nn.Module):
    def __init__(self):
        super().__init__()
        self.cells = torch.rand(3, 4)

    def to(self, *args, **kwargs):
        moved = super().to(*args, **kwargs)
        moved.cells = self.cells.to(*args, **kwargs)
        return moved


class Prior(nn.Module):
    def __init__(self):
        super().__init__()
        self.loc = torch.zeros(2)

    def cuda(self, device=None):
        self.loc = self.loc.cuda(device)
        return super().cuda(device)


# build: Rotary()
# build: Anchors()
# build: Prior()
