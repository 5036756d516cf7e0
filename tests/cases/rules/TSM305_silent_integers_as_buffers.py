import torch
from torch import nn


class Window(nn.Module):
    def __init__(self, size=3):
        super().__init__()
        # integers and masks belong in buffers
        coords = torch.stack(torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij"))
        self.register_buffer("index", coords.flatten(1).long(), persistent=False)
        self.register_buffer("mask", torch.ones(size, size).triu() > 0)
        self.order = nn.Buffer(torch.randperm(size))
        self.table = nn.Parameter(torch.zeros((2 * size - 1) ** 2))

    def forward(self):
        return self.table[self.index[0] * 3 + self.index[1]][self.order]


# build: Window(3)()
