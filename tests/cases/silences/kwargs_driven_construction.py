import functools

import torch
from torch import nn

LAYERS = {"linear": nn.Linear, "norm": lambda n_in, n_out: nn.LayerNorm(n_out)}


class Flexible(nn.Module):
    DEFAULTS = {"width": 4, "depth": 2, "act": "relu", "stats": False}

    def __init__(self, *layers, **kwargs):
        super().__init__()
        options = {**self.DEFAULTS, **kwargs}
        # only numbers and strings by its defaults, and unknown beyond them
        self.__dict__.update(options)
        self.options = options
        width = options["width"]
        make = functools.partial(nn.Linear, width, width)
        self.body = nn.ModuleList([*layers, *(make(bias=bool(i)) for i in range(options["depth"]))])
        self.act = getattr(nn, {"relu": "ReLU", "tanh": "Tanh"}[options["act"]])()
        self.extra = nn.ModuleDict({name: LAYERS[name](width, width) for name in kwargs.pop("extra", ())})
        self.norm = kwargs.pop("norm_layer", nn.LayerNorm)(width)
        if options["stats"]:
            self.register_buffer("steps", torch.zeros(1))

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        return cls(*config.pop("layers", ()), **config)

    def forward(self, x):
        for layer in [*self.body, *self.extra.values()]:
            x = self.act(layer(x))
        return self.norm(x)


# build: net = Flexible(); net(torch.ones(1, 4)); net
# build: Flexible.from_config({"layers": [nn.Linear(2, 2)], "width": 2, "act": "tanh", "extra": ["norm"]})
# build: Flexible(stats=True, depth=1)
