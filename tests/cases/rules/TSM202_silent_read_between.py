import torch
from torch import nn


class Distill(nn.Module):
    def __init__(self, dim, vocab):
        super().__init__()
        # the first object served a purpose before it was replaced
        self.proj = nn.Linear(dim, dim)
        start = self.proj.weight.detach().norm()
        self.proj = nn.Linear(dim, vocab)
        self.embed = nn.Embedding(vocab, dim)
        self.out = nn.Linear(dim, vocab)
        self.out.weight = self.embed.weight
        self.embed = nn.Embedding(vocab, dim)
        self.scale = nn.Parameter(torch.ones(1))
        start = start * getattr(self, "scale").item()
        self.scale = nn.Parameter(start.reshape(1))
        self.register_buffer("steps", torch.arange(vocab))
        limit = float(self.steps.max())
        self.register_buffer("steps", torch.linspace(0, limit, vocab))


# build: Distill(2, 3)
