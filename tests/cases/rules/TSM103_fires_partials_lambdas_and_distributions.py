from functools import partial

import torch
import torch.distributions as D
import torch.nn.functional as F
from torch import nn
from torch.distributions import Normal


class Vae(nn.Module):
    def __init__(self, dim=2, pos_weight=None):
        super().__init__()
        self.dim = dim
        weight = torch.tensor([1.0, 2.0])
        scale = 2.0
        self.prior = Normal(torch.zeros(dim), torch.ones(dim))  # expect: TSM103
        self.mixture = D.Categorical(logits=torch.zeros(3))  # expect: TSM103
        self.loss = partial(F.nll_loss, weight=weight)  # expect: TSM103
        self.shift = partial(torch.add, torch.ones(dim))  # expect: TSM103
        self.rescale = lambda x: x * weight * scale  # expect: TSM103
        self.stretch = lambda x: x * scale
        self.own = lambda x: x * self.dim
        self.fns = {"nll": partial(F.nll_loss, weight=weight)}  # expect: TSM103


# build: Vae()
