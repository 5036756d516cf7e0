from functools import partial

import torch
import torch.nn.functional as F
from torch import nn


class Lazy(nn.Module):
    """Keeps ways of making tensors, and never a tensor."""

    def __init__(self, n=4, act=F.relu, init=None):
        super().__init__()
        self.act = act
        self.make = torch.zeros
        self.window_fn = partial(torch.hann_window, n, periodic=False)
        self.mask_fn = lambda size: torch.ones(size, size).tril()
        self.init = init or torch.nn.init.xavier_uniform_
        self.rng = torch.Generator().manual_seed(0)
        self.noise = (torch.rand(n) for _ in range(2))  # a generator has made nothing yet
        self.norm = torch.linalg.norm
        self.dist = torch.distributions.Normal

        def sample():
            return torch.rand(n)

        self.sample = sample


# build: Lazy()
