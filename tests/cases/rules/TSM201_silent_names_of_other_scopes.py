import torch
from torch import nn


def scale(x):
    return x * 2


class Encoder(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.net = nn.Linear(dim, dim)

    def codes(self, x):
        return self.net(x)


class Book(nn.Module):
    # `codes` is a method of Encoder, `scale` a function, `offset` a name of Settings
    class Settings:
        offset = 1

    def __init__(self, dim):
        super().__init__()
        codes = torch.zeros(dim)
        self.encoder = Encoder(dim)
        self.register_buffer("codes", codes)
        self.register_buffer("scale", torch.ones(dim))
        self.register_parameter("offset", nn.Parameter(torch.zeros(dim)))
        self.register_buffer("type_ids", torch.arange(dim))
        self.add_module("forward_net", nn.Linear(dim, dim))


# build: Book(2)
