import torch
from torch import nn


class Critic(nn.Module):
    # made once for the class: no instance has them among its modules
    body = nn.Linear(2, 2)  # expect: TSM105
    norm: nn.Module = nn.BatchNorm1d(2)  # expect: TSM105
    layers = [nn.Linear(2, 2), nn.ReLU()]  # expect: TSM105
    heads = {"a": nn.Linear(2, 1)}  # expect: TSM105
    stack = nn.ModuleList([nn.Linear(2, 2)])  # expect: TSM105
    act = nn.ReLU()
    layer_type = nn.Linear
    out: nn.Linear

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(2, 1)

    def forward(self, x):
        return torch.tanh(self.out(self.act(self.body(x))))


def make():
    class Local(nn.Module):
        proj = nn.Conv1d(1, 1, 1)  # expect: TSM105

    return Local()


# build: Critic()
# build: make()
