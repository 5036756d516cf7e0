import torch
from torch import nn


class Swish(nn.Module):
    beta = torch.ones(1, requires_grad=True)  # expect: TSM102
    gain: torch.Tensor = nn.Parameter(torch.ones(1)) * 0.5  # expect: TSM102

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)


def build(width):
    class Head(nn.Module):
        def __init__(self):
            super().__init__()
            self.out = torch.randn(width, 1, requires_grad=True)  # expect: TSM102

        class Tail(nn.Module):
            slope = torch.zeros(1).requires_grad_()  # expect: TSM102

    return Head(), Head.Tail()


# build: Swish()
# build: build(3)
