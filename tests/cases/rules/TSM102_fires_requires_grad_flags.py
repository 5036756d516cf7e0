import torch
from torch import nn
from torch.nn import init


class LinearByHand(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = torch.randn(n_in, n_out, requires_grad=True)  # expect: TSM102
        self.b = torch.zeros(n_out).requires_grad_()  # expect: TSM102
        self.scale = torch.tensor(1.0, requires_grad=True)  # expect: TSM102
        self.v = init.xavier_uniform_(torch.empty(n_in, n_out, requires_grad=True))  # expect: TSM102
        self.temperature = torch.ones(1)  # expect: TSM102
        self.temperature.requires_grad = True
        self.shift = torch.zeros(n_out)  # expect: TSM102
        self.shift.requires_grad_(True)
        self.frozen = torch.ones(n_out, requires_grad=False)  # expect: TSM101

    def forward(self, x):
        return (self.scale * x @ self.w + self.b) * self.frozen


# build: LinearByHand(3, 2)
