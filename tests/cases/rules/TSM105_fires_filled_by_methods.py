import copy

import torch
from torch import nn


class Adapters(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.width = width
        self.learned = []
        self.adapter = nn.Linear(width, width)

    def next_task(self):
        self.learned.append(copy.deepcopy(self.adapter.requires_grad_(False)))  # expect: TSM105
        self.adapter = nn.Linear(self.width, self.width)

    def forward(self, x: torch.Tensor):
        for adapter in self.learned:
            x = adapter(x)
        return self.adapter(x)


class Heads(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.body = nn.Linear(width, width)
        self.heads = {}

    def add_task(self, name: str, classes: int):
        if name not in self.heads:
            self.heads[name] = nn.Linear(self.body.out_features, classes)  # expect: TSM105

    def forward(self, x: torch.Tensor, name: str):
        return self.heads[name](self.body(x))


class BuiltLater(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = None

    def build(self, width: int, depth: int):
        self.layers = [nn.Linear(width, width) for _ in range(depth)]  # expect: TSM105

    def forward(self, x: torch.Tensor):
        for layer in self.layers:
            x = layer(x)
        return x


class Prompts(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.width = width
        self.prompts = []

    def grow(self):
        self.prompts.append(nn.Parameter(torch.zeros(self.width)))  # expect: TSM104

    def forward(self, x: torch.Tensor):
        return x + sum(self.prompts)


# build: net = Adapters(4); net.next_task(); net(torch.ones(2, 4)); net
# build: net = Heads(4); net.add_task("a", 2); net(torch.ones(2, 4), "a"); net
# build: net = BuiltLater(); net.build(4, 2); net(torch.ones(2, 4)); net
# build: net = Prompts(4); net.grow(); net(torch.ones(2, 4)); net
