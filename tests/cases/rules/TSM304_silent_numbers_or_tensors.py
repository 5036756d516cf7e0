"""Functions of numbers give a tensor where they are given one, and what goes in isn't known."""
import math
import operator
import random

import numpy as np
import torch
from torch import nn


class Scales(nn.Module):
    def __init__(self, alphas, beta):
        super().__init__()
        self.register_buffer("a", math.prod(alphas))
        self.register_buffer("b", sum(alphas))
        self.register_buffer("c", max(alphas))
        self.register_buffer("d", abs(beta))
        self.register_buffer("e", pow(beta, 2))
        self.register_buffer("f", operator.mul(beta, 2))
        self.register_buffer("g", np.sqrt(beta))
        self.register_buffer("h", random.choice(alphas))
        self.register_buffer("i", math.prod([torch.ones(1)]))
        self.register_buffer("j", abs(torch.ones(1)))
        self.register_buffer("k", pow(2, torch.ones(1)))
        self.add_module("act", random.choice([nn.ReLU(), nn.Linear(1, 1)]))


# build: Scales([torch.ones(1), torch.ones(1)], torch.ones(1))
