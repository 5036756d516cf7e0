"""What a layer takes as its size is a number, whatever the annotation says, and what is annotated alike is one too."""
import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, heads: torch.Tensor, width: torch.Tensor):
        super().__init__()
        assert width % heads == 0
        self.heads = heads
        self.width = width
        self.head_width = width // heads
        self.query = nn.Linear(width, width)

    def forward(self, x):
        return self.query(x).view(-1, self.heads, self.head_width)


# build: Attention(2, 4)
