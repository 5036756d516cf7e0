import torch
from torch import nn


class Prompt(nn.Module):
    def __init__(self, dim=2, registered=True, kind="free", tie=None):
        super().__init__()
        if registered:
            self.prompt = nn.Parameter(torch.zeros(dim))
        elif tie is None:
            self.prompt = torch.zeros(dim, requires_grad=True)  # expect: TSM102
        else:
            self.prompt = tie

        match kind:
            case "free":
                self.scale = nn.Parameter(torch.ones(dim)) * 0.1  # expect: TSM102
            case _:
                self.scale = nn.Parameter(torch.ones(dim) * 0.1)

        for _ in range(1):
            self.theta = torch.rand(dim, requires_grad=True)  # expect: TSM102
        try:
            self.phi = torch.rand(dim).requires_grad_()  # expect: TSM102
            self.n = int("not a number")
        except ValueError:
            self.n = 0


class MeanOfPrompts(nn.Module):
    def __init__(self, n, dim, init="zero", pool=True, prefix=False, same=False):
        super().__init__()
        if pool:
            if prefix:
                if same:
                    if init == "zero":
                        self.prompt = nn.Parameter(torch.zeros(n, 1, dim))
                    elif init == "uniform":
                        self.prompt = nn.Parameter(torch.randn(n, 1, dim))
                else:
                    if init == "zero":
                        self.prompt = nn.Parameter(torch.zeros(n, 2, dim))
                    elif init == "uniform":
                        self.prompt = nn.Parameter(torch.randn(n, 2, dim))
            elif init == "zero":
                self.prompt = nn.Parameter(torch.zeros(n, dim))
            elif init == "uniform":
                self.prompt = nn.Parameter(torch.randn(n, dim))
        self.key = torch.mean(self.prompt, dim=1)  # expect: TSM102

    def forward(self, x):
        return x @ self.key.t()


# build: Prompt()
# build: Prompt(registered=False, kind="fixed")
# build: Prompt(registered=False, tie=3)
# build: MeanOfPrompts(3, 2)
