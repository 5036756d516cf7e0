import torch
import torch.nn as nn


class Registry:
    def __init__(self):
        self.items = []
        self.values = torch.ones(3)

    def add(self, layer) -> str:
        self.items.append(layer)
        return "name"

    def push(self, layer):
        self.items.append(layer)
        return torch.ones(1)

    def mean(self):
        return self.values.mean().item()

    def size(self):
        return torch.ones(4).shape[0]

    def layer(self):
        return nn.Linear(1, 1)

    def __call__(self, width):
        return torch.ones(width)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        registry = Registry()
        self.first = nn.Linear(1, 1)
        self.key = registry.add(self.first)
        self.mean = registry.mean()
        self.size = registry.size()
        self.layer = registry.layer()
        self.one = registry.push(self.first).item()
        self.register_buffer("pushed", registry.push(self.layer))


# build: Net()
