"""What training changes is lost where it isn't saved: TSM101."""
import torch
from torch import nn


class Observer(nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = torch.tensor(0)  # expect: TSM101
        self.scale = torch.tensor([1.0])  # expect: TSM101
        self.zero_point = torch.tensor([0])  # expect: TSM101
        self.largest = torch.zeros(1)  # expect: TSM101

    def forward(self, x):
        self.seen += 1
        self.scale = x.detach().abs().max() / 127
        self.largest.copy_(x.max())
        if self.seen.item() > 3:
            return torch.round(x / self.scale) * self.scale
        return x


# build: Observer()
