import torch
from torch import Tensor, nn


class Positions(nn.Module):
    def __init__(self, prior: Tensor, length: int = 4):
        super().__init__()
        table = torch.arange(length).float()
        self.register_buffer("table", table)
        self.pos = table  # expect: TSM106
        self.register_buffer("prior", prior)
        self.start_prior = prior  # expect: TSM106
        mask = torch.ones(length, length).tril()
        self.register_buffer(name="mask", tensor=mask, persistent=False)
        self.masks = [mask]  # expect: TSM106
        self.flipped = table.flip(0)  # expect: TSM101
        self.length = len(table)

    def forward(self, x):
        return x + self.pos + self.flipped


# build: Positions(torch.ones(2))
