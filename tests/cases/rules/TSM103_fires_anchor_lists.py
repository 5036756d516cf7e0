import torch
from torch import nn


class AnchorGenerator(nn.Module):
    def __init__(self, sizes=((32, 64), (128,)), ratios=(0.5, 1.0), strides=(8, 16)):
        super().__init__()
        self.strides = strides
        self.cell_anchors = [self.make(s, ratios) for s in sizes]  # expect: TSM103
        self.grids = tuple(torch.arange(s).float() for s in strides)  # expect: TSM103
        self.priors = [torch.zeros(4)] * len(sizes)  # expect: TSM103
        self.bounds = (torch.tensor(0.0), torch.tensor(1.0))  # expect: TSM103
        self.pairs = [(torch.ones(1), 3), (torch.ones(2), 5)]  # expect: TSM103
        self.numbers = [len(s) for s in sizes]

    @staticmethod
    def make(sizes, ratios):
        areas = torch.tensor(sizes, dtype=torch.float32) ** 2
        w = torch.sqrt(areas[None] / torch.tensor(ratios)[:, None])
        return torch.stack([-w, w], dim=-1).view(-1, 2)

    def forward(self, maps):
        low, high = self.bounds
        extra = zip(self.grids, self.priors, self.pairs)
        return [a.to(m.device) for a, m in zip(self.cell_anchors, maps)], low, high, list(extra)


# build: AnchorGenerator()
