import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self, width, act="tanh"):
        super().__init__()
        # assigning a Parameter or a Module takes the plain attribute away first; only register_* raises
        self.log_alpha = None
        self.act = act
        self.target = torch.zeros(width)
        self.body = []
        self.log_alpha = nn.Parameter(torch.zeros(1))
        self.act = nn.Tanh()
        self.target = nn.Parameter(self.target, requires_grad=False)
        self.body = nn.Sequential(nn.Linear(width, width), self.act)
        self.register_parameter("bias", None)
        self.bias = nn.Parameter(torch.zeros(width))
        self.register_buffer("mean", None)
        self.register_buffer("mean", torch.zeros(width))


# build: Critic(3)
