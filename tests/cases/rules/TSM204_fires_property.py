import functools

import torch
from torch import nn


class Backbone(nn.Module):
    def __init__(self, dim, classes):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(dim, dim), nn.Linear(dim, classes)])
        self.classifier = nn.Linear(dim, classes)  # expect: TSM204

    @property
    def classifier(self):
        return self.layers[-1]


class Graph(nn.Module):
    def __init__(self, nodes, dim):
        super().__init__()
        self.nodes = nodes
        self.adjacency = nn.Bilinear(dim, dim, 1)  # expect: TSM204

    @functools.cached_property
    def adjacency(self):
        return torch.eye(self.nodes)


# build: Backbone(2, 3)
# build: Graph(3, 2)
