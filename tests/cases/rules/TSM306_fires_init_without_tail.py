import torch
import torch.nn as nn


class Attention(nn.Module):
    def __init(self, dim=4):  # expect: TSM306
        super(Attention, self).__init__()
        self.query = nn.Parameter(torch.randn(dim))

    def forward(self, x):
        return (x * self.query).sum(-1).softmax(-1)


class Pooling(nn.Module):
    def __init_(self, dim=4):  # expect: TSM306
        super().__init__()
        self.score = nn.Linear(dim, 1)


# build: Attention()
# build: Pooling()
