import torch
from torch import nn


class Heads(nn.Module):
    def __init__(self, names, dim=2):
        super().__init__()
        self.width = dim
        # nobody knows these names before the class is used
        for name in names:
            self.register_buffer(name, torch.zeros(dim))
        for i in range(3):
            self.register_buffer(f"mean_{i}", torch.zeros(dim))
            self.register_parameter(f"scale_{i}", nn.Parameter(torch.ones(dim)))
        for a, b in (("q", "k"), ("k", "q")):
            self.add_module(f"{a}_to_{b}", nn.Linear(dim, dim))


# build: Heads(["left", "right"])
