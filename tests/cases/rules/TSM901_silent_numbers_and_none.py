import torch
from torch import nn


class Tracked(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self.last_loss = self.shape = self.hidden = None

    def forward(self, x: torch.Tensor, target: torch.Tensor):
        out = self.lin(x)
        loss = (out - target).square().mean()
        # numbers, shapes, flags and None are no tensors
        self.last_loss = loss.item()
        self.shape = out.shape
        self.rows, self.where = len(x), x.device
        self.history = out.detach().flatten().tolist()
        self.hidden = None
        return loss


# build: net = Tracked(2); net(torch.ones(1, 2), torch.zeros(1, 2)); net
