import torch
from torch import nn


class Cascade(nn.Module):
    def __init__(self, widths=(2, 4, 8)):
        super().__init__()
        for i, width in enumerate(widths):
            self.add_module(i, nn.Linear(width, width))  # expect: TSM303
        self.register_buffer(0, torch.tensor(widths, dtype=torch.float32))  # expect: TSM303

    def forward(self, xs):
        return [layer(x) for layer, x in zip(self.children(), xs)]


class Experts(nn.Module):
    def __init__(self):
        super().__init__()
        for index in range(2):
            self.register_module(name=index, module=nn.Linear(2, 2))  # expect: TSM303


# build: Cascade()
# build: Experts()
