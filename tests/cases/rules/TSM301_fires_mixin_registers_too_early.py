from torch import nn


class PreNormMixin:
    """Gives a block a norm; meant to stand before nn.Module in the bases."""

    def __init__(self, dim, **kwargs):
        self.norm = nn.LayerNorm(dim)  # expect: TSM301
        super().__init__(**kwargs)


class Block(PreNormMixin, nn.Module):
    def __init__(self, dim):
        super().__init__(dim)
        self.lin = nn.Linear(dim, dim)

    def forward(self, x):
        return self.lin(self.norm(x))


# build: Block(4)
