import torch
import torch.nn as nn


class Anonymous(nn.Module):
    def __init__(self, inner: nn.Module):
        super(Anonymous, self).__init__()
        self.add_module("", inner)  # expect: TSM303


class Prefixed(nn.Module):
    def __init__(self, dim=3, prefix=""):
        super(Prefixed, self).__init__()
        self.prefix = prefix
        self.register_parameter(name="", param=nn.Parameter(torch.zeros(dim)))  # expect: TSM303
        self.register_buffer("", torch.zeros(dim))  # expect: TSM303


# build: Anonymous(nn.Linear(2, 2))
# build: Prefixed()
