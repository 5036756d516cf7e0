"""What is adapted by assignment, or reset in place, can't be a Parameter, nor be computed anew in `forward`."""
import torch
from torch import nn


class Policy(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.context = torch.zeros(n, requires_grad=True).to(torch.float64)  # expect: TSM102
        self.mean = nn.Linear(2 * n, n)

    def forward(self, state):
        return self.mean(torch.cat((state, self.context.float().expand(state.shape)), dim=-1))

    def reset_context(self):
        self.context[:] = 0


class Adapted(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.code = torch.zeros(n, requires_grad=True) * 2  # expect: TSM102

    def forward(self, x):
        return x + self.code


def adapt(model, loss, rate):
    (gradient,) = torch.autograd.grad(loss, model.code, create_graph=True)
    model.code = model.code - rate * gradient


# build: Policy(2); Adapted(2)
