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


class Called(nn.Module):
    """The default of what is called would raise there: something else is meant."""

    def __init__(self, width, act=F.relu, loss=F.mse_loss, cls: nn.LSTM = nn.LSTM, own: nn.Linear = nn.Linear):
        super().__init__()
        if isinstance(act, partial):
            self.act = act(width)
        else:
            self.act = act
        self.loss = loss(reduction="none") if isinstance(loss, type) else loss
        self.rnn = cls(width, width)
        self.head = own(width, width)
        self.acts = [act(width) for _ in range(3)] if isinstance(act, type) else []


# build: Called(2); Called(2, partial(nn.PReLU, init=0.1)); Called(2, nn.ReLU, nn.MSELoss)
# build: Lazy()
