from torch import nn


class Mlp(nn.Module):
    def __init__(self, dims=(4, 4), depth=3):
        super().__init__()
        # what is multiplied is no module
        widths = [8] * depth
        kinds = [nn.Linear] * depth
        self.strides = [1, 2] * depth
        self.blocks = nn.ModuleList([None] * depth)
        self.layers = nn.ModuleList([kind(8, w) for kind, w in zip(kinds, widths)])
        self.acts = ["relu"] * depth
        for i, width in enumerate(widths):
            self.blocks[i] = nn.Linear(width, width)
        self.outs = nn.Sequential(*[nn.Linear(a, b) for a, b in zip(dims, dims[1:])])


# build: Mlp()
