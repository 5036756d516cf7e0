"""What a `try` reads before anything has set it raises AttributeError: what the handler does is what always runs."""
import torch
from torch import nn


class Neuron(nn.Module):
    names = {"subtract": 0, "zero": 1}

    def __init__(self, reset="zero"):
        super().__init__()
        try:
            if torch.is_tensor(self.reset_val):
                self.reset = list(self.names)[self.reset_val]
        except AttributeError:
            self.register_buffer("reset_val", torch.as_tensor(self.names[reset]))

    @property
    def reset(self):
        return self.reset_val

    @reset.setter
    def reset(self, name):
        self.reset_val = torch.as_tensor(self.names[name])


class Cached(nn.Module):
    def __init__(self, n):
        super().__init__()
        try:
            self.table = self.table.clone()
        except AttributeError:
            self.register_buffer("table", torch.ones(n))


# build: Neuron(); Cached(2)
