import torch.nn as nn
from torch.nn import Conv1d


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.mlp = nn.Linear(dim, dim)

    def forward(self, x):
        return x + self.mlp(self.norm(x))


class Encoder(nn.Module):
    def __init__(self, depth=2, dim=4, drop=0.1):
        super().__init__()
        self.blocks = [Block(dim) for _ in range(depth)]  # expect: TSM105
        self.convs = tuple(Conv1d(1, 1, k) for k in (3, 5))  # expect: TSM105
        self.drops = [nn.Dropout(drop) for _ in range(depth)]  # expect: TSM105
        self.norms = (nn.BatchNorm1d(dim), nn.BatchNorm1d(dim))  # expect: TSM105
        self.heads = {"cls": nn.Linear(dim, 2), "box": nn.Linear(dim, 4)}  # expect: TSM105
        self.stages = [nn.Sequential(nn.Linear(dim, dim), nn.ReLU()) for _ in range(depth)]  # expect: TSM105
        self.final = nn.ModuleList([Block(dim)])

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x


# build: Encoder()
