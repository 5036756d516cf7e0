"""What a setting of the module chooses is made anew at each call all the same."""
import torch
from torch import nn


class Prompt(nn.Module):
    def __init__(self, n=2, init="zero"):
        super().__init__()
        self.n = n
        self.init = init
        self.made = None
        self.built = False

    def forward(self, x):
        if self.init == "zero":
            self.prompt = nn.Parameter(torch.zeros(2, self.n))  # expect: TSM108
        elif self.init == "uniform":
            self.prompt = nn.Parameter(torch.rand(2, self.n))  # expect: TSM108
        if self.made is None:
            self.made = nn.Parameter(torch.zeros(2, self.n))
        if not self.built:
            self.proj = nn.Linear(self.n, self.n)
            self.built = True
        if "late" not in self._parameters:
            self.late = nn.Parameter(torch.zeros(2, self.n))
        if x.shape[0] > 3:
            self.scale = nn.Parameter(torch.zeros(2, self.n))
        table = nn.Parameter(torch.arange(self.n) / 2, requires_grad=False)
        return self.proj(x + self.made + self.late) + self.prompt.sum(0) * table


# build: Prompt()
