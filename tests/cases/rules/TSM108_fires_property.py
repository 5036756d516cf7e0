import torch
from torch import nn


class Policy(nn.Module):
    def __init__(self, obs, actions):
        super().__init__()
        self.obs, self.actions = obs, actions
        self.body = nn.Linear(obs, obs)

    @property
    def head(self):
        return nn.Sequential(nn.Linear(self.obs, self.actions), nn.Tanh())  # expect: TSM108

    @property
    def log_std(self):
        value = nn.Parameter(torch.zeros(self.actions))  # expect: TSM108
        return value

    def forward(self, x):
        return self.head(self.body(x)) + self.log_std


# build: Policy(2, 3)(torch.ones(1, 2))
# build: Policy(2, 3).head
