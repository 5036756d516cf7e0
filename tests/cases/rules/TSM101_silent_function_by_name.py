import torch
from torch import nn


class Reduced(nn.Module):
    def __init__(self, dtype="float32", reduce="mean", window="hann", name="tensor"):
        super().__init__()
        self.dtype = getattr(torch, dtype)
        self.reduce = getattr(torch, reduce)
        window = window + "_window"
        self.register_buffer("window", getattr(torch, window)(4))
        self.kind = getattr(torch.nn, name, None)

    def forward(self, x):
        return self.reduce(x.to(self.dtype) * self.window)


class Named(nn.Module):
    def __init__(self, dtype, make="hann_window"):
        super().__init__()
        self.dtype = getattr(torch, dtype)
        self.make = getattr(torch, make)

    def forward(self, x):
        return x.to(self.dtype) * self.make(4)


# build: net = Reduced(); net(torch.ones(4)); net
# build: net = Named("float32"); net(torch.ones(4)); net
