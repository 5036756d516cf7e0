"""Tensors in transforms of distributions, and in what torch.func.stack_module_state gives."""
import torch
from torch import nn
from torch.distributions import AffineTransform, SigmoidTransform
from torch.func import stack_module_state


class Squashed(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.squash = AffineTransform(torch.zeros(dim), 2.0)  # expect: TSM103
        self.steps = [SigmoidTransform(), AffineTransform(torch.zeros(dim), 2.0)]  # expect: TSM103
        self.plain = AffineTransform(0.0, 2.0)


class Stacked(nn.Module):
    def __init__(self, members: list[nn.Module]):
        super().__init__()
        self.stacked, self.others = stack_module_state(members)  # expect: TSM103


# build: assert not Squashed(2).state_dict() and not Stacked([nn.Linear(1, 1), nn.Linear(1, 1)]).state_dict()
