import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, dim=4, length=8):
        super().__init__()
        self.cos = None
        angle = torch.outer(torch.arange(length), 2.0 ** -torch.arange(dim))
        # the placeholder is gone before the name is registered
        if hasattr(self, "cos"):
            del self.cos
        self.register_buffer("cos", angle.cos(), persistent=False)
        if not hasattr(self, "sin"):
            self.register_buffer("sin", angle.sin(), persistent=False)


class PrunedLinear(nn.Linear):
    def __init__(self, n_in, n_out, keep):
        super().__init__(n_in, n_out)
        weight = self.weight
        del self._parameters["weight"]  # as torch.nn.utils.prune does
        self.register_parameter("weight_orig", weight)
        self.register_buffer("weight", weight.detach() * keep)


class Swapped(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.table = n
        delattr(self, "table")
        self.register_buffer("table", torch.zeros(n))


# build: Rotary()
# build: PrunedLinear(2, 3, 0.5)
# build: Swapped(2)
