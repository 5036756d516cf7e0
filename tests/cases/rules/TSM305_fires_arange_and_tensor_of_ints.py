import torch
from torch import nn


class Router(nn.Module):
    def __init__(self, experts: int = 4):
        super().__init__()
        self.joined = nn.Parameter(torch.cat([torch.arange(2), torch.arange(3)], 0))  # expect: TSM305
        self.order = nn.Parameter(torch.arange(experts))  # expect: TSM305
        self.capacity = nn.Parameter(torch.tensor([1, 2, 4]))  # expect: TSM305
        self.temperature = nn.Parameter(torch.tensor(1))  # expect: TSM305
        self.floor = nn.Parameter(torch.full((experts,), -5))  # expect: TSM305

    def forward(self, logits):
        return logits[..., self.order] / self.temperature


# build: Router()
