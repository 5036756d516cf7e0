import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self, dim=8, depth=3):
        super().__init__()
        self.layers = nn.ModuleList([nn.TransformerEncoderLayer(dim, 2, 16)] * depth)  # expect: TSM107
        self.norms = nn.ModuleList(depth * [nn.LayerNorm(dim)])  # expect: TSM107
        self.out = nn.Linear(dim, dim)

    def forward(self, x):
        for layer, norm in zip(self.layers, self.norms):
            x = norm(layer(x))
        return self.out(x)


# build: Encoder()
