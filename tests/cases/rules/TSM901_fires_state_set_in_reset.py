import torch
from torch import nn


class Cell(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.dim = dim
        self.rnn = nn.GRUCell(dim, dim)
        self.state = None

    def reset_state(self, batch: int):
        self.state = torch.zeros(batch, self.dim)  # expect: TSM901
        self.steps = 0

    def set_state(self, state: torch.Tensor):
        self.state = state.detach()  # expect: TSM901

    def forward(self, x):
        return self.rnn(x, self.state)


# build: net = Cell(2); net.reset_state(3); net(torch.ones(3, 2)); net.set_state(torch.ones(3, 2)); net
