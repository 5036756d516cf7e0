from functools import partial
from typing import Callable, Type

from torch import nn


class Builder(nn.Module):
    """Keeps how to make layers, not layers."""

    kinds = {"lin": nn.Linear, "conv": nn.Conv1d}

    def __init__(self, norm: Type[nn.Module] = nn.LayerNorm, act: Callable[..., nn.Module] = nn.ReLU):
        super().__init__()
        self.norm_layer = norm
        self.acts = {"relu": nn.ReLU, "gelu": nn.GELU}
        self.stack = [nn.Linear, nn.BatchNorm1d]
        self.makers = [lambda n: nn.Linear(n, n), partial(nn.Linear, 2)]
        self.make = partial(nn.Conv1d, kernel_size=3)
        self.options = {"act": act, "bias": True}
        self.spec = [("linear", {"in_features": 2}), ("relu", {})]
        self.chosen = [norm, act]
        layers = {"a": nn.Linear(2, 2), "b": nn.Linear(2, 3)}
        self.widths = {name: layer.out_features for name, layer in layers.items()}
        self.body = nn.ModuleList(layers.values())


# build: Builder()
