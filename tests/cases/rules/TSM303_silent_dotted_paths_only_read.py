import torch
from torch import nn


class Probed(nn.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(dim, dim), nn.Sequential(nn.Linear(dim, dim)))
        # a path to something registered, not a name to register
        self.watched = "body.1.0"
        self.weight_shape = tuple(self.get_parameter("body.0.weight").shape)
        self.get_submodule("body.1").add_module("tail", nn.Linear(dim, dim))
        self.register_buffer("seen", torch.zeros(self.get_submodule(self.watched).in_features))

    def forward(self, x):
        return self.get_submodule("body.1")(self.body[0](x))


# build: Probed()(torch.ones(1, 2))
