"""Layers of something registered, put together anew: each of them is where the whole is."""
from torch import nn


class Taps(nn.Module):
    def __init__(self, features: nn.Sequential):
        super().__init__()
        self.features = features
        layers, group = [], []
        for layer in self.features:
            group.append(layer)
            if isinstance(layer, nn.MaxPool2d):
                layers.append(nn.Sequential(*group))
                group = []
        self.layers = layers


class Untyped(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.features = features
        self.pairs = [nn.Sequential(features[i], features[i + 1]) for i in range(2)]


class Parts(nn.Module):
    def __init__(self, blocks: nn.ModuleList):
        super().__init__()
        self.blocks = blocks
        self.first = [nn.Sequential(blocks[0], blocks[1]), blocks[2]]
        self.slices = [blocks[i:i + 2] for i in range(2)]
        self.wrapped = {"all": nn.Sequential(*blocks), "tail": nn.Sequential(*list(blocks.children())[1:])}


class Interleaved(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.layers = [nn.Linear(n, n) for _ in range(n)]
        elus = [nn.ELU() for _ in range(n)]
        self.residual = nn.Sequential(*sum(zip(self.layers, elus), ())[:-1])


# build: Interleaved(2)
# build: Taps(nn.Sequential(nn.Conv2d(1, 1, 1), nn.MaxPool2d(2))); Untyped(nn.Sequential(nn.ReLU(), nn.ReLU(), nn.ReLU()))
# build: Parts(nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1), nn.Linear(1, 1)]))
