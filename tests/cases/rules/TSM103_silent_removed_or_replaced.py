import torch
from torch import nn


class Pyramid(nn.Module):
    def __init__(self, levels=2):
        super().__init__()
        self.grids = [torch.zeros(n + 1) for n in range(levels)]
        for i, grid in enumerate(self.grids):
            self.register_buffer(f"grid_{i}", grid)
        del self.grids  # only the buffers stay

        self.scales = []
        for i in range(levels):
            self.scales.append(torch.ones(i + 1))
        self.scales = nn.ParameterList(self.scales)  # takes the name over

        self.masks = {"a": torch.ones(2)}
        self.register_buffer("mask", torch.stack(list(self.masks.values())))
        self.masks = None

        self.rows = [torch.ones(2), torch.zeros(2)]
        self.rows = len(self.rows)

    def grid(self, i):
        return getattr(self, f"grid_{i}")


# build: Pyramid()
