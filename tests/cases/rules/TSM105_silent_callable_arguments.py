from typing import Callable, Type

import torch
import torch.nn as nn


class Wrapped(nn.Module):
    def __init__(self, wrap: Callable[[nn.Module], nn.Module], names: Callable[[int], str],
                 act: Type[nn.Module] = nn.ReLU, norm: Callable[..., nn.Module] = nn.LayerNorm):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])
        self.wrapped = [wrap(layer) for layer in self.layers]
        self.acts = [act() for _ in range(2)]
        self.names = [names(index) for index in range(2)]
        norms = [norm(2), norm(2)]
        self.both = nn.Sequential(*norms)
        self.norm = norm
        self.act = nn.ReLU()
        self.act = wrap


class Given(nn.Module):
    def __init__(self, fill: Callable[[torch.Tensor], torch.Tensor]):
        super().__init__()
        self.fill = fill
        self.weight = nn.Parameter(fill(torch.ones(3)))
        self.register_buffer("table", fill(torch.ones(3)))


# build: Wrapped(lambda layer: layer, str)
# build: Given(torch.zeros_like)
