import torch
from torch import nn


class Layer(nn.Module):
    def __init__(self, name, n):
        super().__init__()
        self.indices = {}
        self.update(name, n)

    def update(self, name, n):
        self.indices[name] = torch.randperm(n)
        # one item, put in its own place again: what has to change is here
        self.indices[name] = torch.stack([self.indices[name] // 2, self.indices[name] % 2])  # expect: TSM103


print(Layer("a", 4).indices)
