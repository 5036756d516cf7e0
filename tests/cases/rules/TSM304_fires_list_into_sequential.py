import torch
from torch import nn


def block(n_in, n_out):
    return [nn.Linear(n_in, n_out), nn.ReLU()]


class Net(nn.Module):
    def __init__(self, dim=4):
        super().__init__()
        # the star is missing
        self.body = nn.Sequential([nn.Linear(dim, dim), nn.Tanh()])  # expect: TSM304
        self.head = nn.Sequential(block(dim, 2), nn.Linear(2, 1))  # expect: TSM304
        layers = [nn.Linear(dim, dim)]
        layers.append(torch.tanh)
        self.tail = nn.Sequential(*layers)  # expect: TSM304


# build: Net()
