"""What methods fill with their results, or read beside the one that fills it, gets no line that would break it."""
import torch
from torch import nn


class Mlp(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.fc = nn.Linear(n, n)
        self.out = torch.zeros(2, n, requires_grad=True)  # expect: TSM102

    def forward(self, x):
        self.out = self.fc(x)
        return self.out

    def bw(self):
        self.out.sum().backward()


class Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.weights = [torch.ones(n) for n in sizes]  # expect: TSM103

    def forward(self, index, devices=()):
        if devices:
            self.weights = [w.to(device) for w, device in zip(self.weights, devices)]
        return self.pick(index)

    def pick(self, index):
        return [w.gather(0, index) for w in self.weights]


class Gan(nn.Module):
    def __init__(self, shapes):
        super().__init__()
        self.layers = []
        for shape in shapes:
            self.layers.append(nn.Parameter(torch.ones(shape)))  # expect: TSM104

    def forward(self, inputs):
        self.layers = [inputs]
        return [layer * 2 for layer in self.layers]


# build: Mlp(2); Net([2, 3]); Gan([2, 3])
