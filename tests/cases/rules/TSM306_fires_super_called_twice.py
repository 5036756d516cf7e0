import torch
from torch import nn


class Policy(nn.Module):
    def __init__(self, obs_dim: int, act_dim: int):
        super(Policy, self).__init__()
        self.mu = nn.Linear(obs_dim, act_dim)
        self.log_std = nn.Parameter(torch.zeros(act_dim))

        super(Policy, self).__init__()  # expect: TSM306
        self.value = nn.Linear(obs_dim, 1)

    def forward(self, obs):
        return self.value(obs)


# build: Policy(3, 2)
