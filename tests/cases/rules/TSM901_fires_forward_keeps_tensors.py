import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.query = nn.Linear(dim, dim)
        self.weights = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        scores = torch.matmul(self.query(x), x.transpose(-1, -2))
        self.weights = F.softmax(scores, dim=-1)  # expect: TSM901
        self.last_input = x  # expect: TSM901
        return self.weights @ x


# build: net = Attention(2); net(torch.ones(1, 3, 2)); net
