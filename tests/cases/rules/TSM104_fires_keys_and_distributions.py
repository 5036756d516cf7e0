import torch
from torch import nn
from torch.distributions import Normal


class Mixture(nn.Module):
    def __init__(self, parts=2):
        super().__init__()
        self.grouped = {"enc": {"a": nn.Parameter(torch.ones(2))}}  # expect: TSM104
        self.rows = [[nn.Parameter(torch.ones(2))] for _ in range(parts)]  # expect: TSM104
        self.by_number = {i: nn.Parameter(torch.ones(2)) for i in range(parts)}  # expect: TSM104
        self.by_path = {"a.b": nn.Parameter(torch.ones(2))}  # expect: TSM104
        self.with_number = [nn.Parameter(torch.ones(2)), 3]  # expect: TSM104
        self.with_tensor = [nn.Parameter(torch.ones(2)), torch.arange(3)]  # expect: TSM104
        self.prior = Normal(nn.Parameter(torch.zeros(2)), torch.ones(2))  # expect: TSM104

    def forward(self, x):
        return x + self.grouped["enc"]["a"] + self.rows[0][0] + self.prior.sample()


# build: Mixture()
