import torch
from torch import nn


class Schedule(nn.Module):
    def __init__(self, steps=4, cosine=False, cached=None):
        super().__init__()
        self.register_buffer("linear", torch.linspace(0, 1, steps))
        self.register_buffer("cosine", torch.cos(torch.linspace(0, 1, steps)))
        self.active = self.cosine if cosine else self.linear  # expect: TSM106
        self.cached = cached or self.linear  # expect: TSM106
        if cosine:
            self.betas = self.cosine  # expect: TSM106
        else:
            self.betas = None

        try:
            self.table = self.linear  # expect: TSM106
            self.index = [1, 2].index(steps)
        except ValueError:
            self.index = -1

        self.alpha = self.linear  # expect: TSM106
        if cosine:
            return
        self.alpha = nn.Parameter(torch.ones(steps))


# build: Schedule()
# build: Schedule(cosine=True, cached=3)
