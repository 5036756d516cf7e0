import torch
from torch import nn


class DynamicMlp(nn.Module):
    def __init__(self, depth=2):
        super().__init__()
        self.depth = depth

    def forward(self, x):
        for _ in range(self.depth):
            x = nn.Linear(x.shape[-1], x.shape[-1] * 2)(x).relu()  # expect: TSM108
        return x


class Branches(nn.Module):
    def forward(self, x):
        branches = [nn.Conv1d(x.shape[1], 1, k, padding=k // 2) for k in (1, 3, 5)]  # expect: TSM108
        return torch.cat([branch(x) for branch in branches], 1)


class Mixed(nn.Module):
    def forward(self, x):
        net = nn.Sequential(  # expect: TSM108
            nn.Flatten(),
            nn.Linear(x[0].numel(), 4),
            nn.ReLU(),
        )
        return net(x)


# build: DynamicMlp()(torch.ones(1, 2))
# build: Branches()(torch.ones(1, 2, 8))
# build: Mixed()(torch.ones(1, 2, 8))
