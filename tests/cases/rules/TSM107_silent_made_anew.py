import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self, dim=8, depth=3):
        super().__init__()
        # each item is constructed by itself
        self.layers = nn.ModuleList([nn.Linear(dim, dim) for _ in range(depth)])
        self.norms = nn.ModuleList(nn.LayerNorm(dim) for _ in range(depth))
        self.heads = nn.ModuleDict({name: nn.Linear(dim, 1) for name in ("a", "b")})
        self.body = nn.Sequential(*[nn.Linear(dim, dim) for _ in range(depth)])
        self.cells = nn.ModuleList()
        for _ in range(depth):
            cell = nn.GRUCell(dim, dim)
            self.cells.append(cell)
        self.pair = nn.Sequential(nn.Linear(dim, dim), nn.Linear(dim, dim))


# build: Encoder()
