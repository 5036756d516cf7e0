import abc

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import Dataset


class Squares(Dataset):
    def __init__(self, n=4):
        self.xs = torch.arange(n)

    def __len__(self):
        return len(self.xs)


class ReplayBuffer:
    def __init__(self, size, module: nn.Module):
        self.states = torch.zeros(size, 2)
        self.module = module


class Schedule(abc.ABC):
    def __init__(self, steps):
        self.betas = torch.linspace(0, 1, steps)


class Lion(Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, dict(lr=lr))
        self.scale = torch.ones(1)


class Double(torch.autograd.Function):
    factor = torch.full((1,), 2.0)


# build: (Squares(), ReplayBuffer(2, torch.nn.Identity()), Schedule(3), Lion([torch.ones(1)]))
