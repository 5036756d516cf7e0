import torch
from torch import nn


class Round(torch.autograd.Function):
    # no Module: nothing here that .to() could move
    @staticmethod
    def forward(ctx, x):
        ctx.offset = torch.zeros(2)
        return x.round()

    @staticmethod
    def backward(ctx, grad):
        return grad


class Pipeline:
    def forward(self, n):
        return torch.arange(n)


class Quantised(nn.Module):
    def forward(self, x):
        return Round.apply(x)


# build: Quantised()(torch.ones(2, requires_grad=True)).sum().backward()
# build: Pipeline().forward(2)
