import collections

from torch import nn


class FeedForward(nn.Module):
    def __init__(self, dim, mult=4, dropout=0.0):
        inner = dim * mult
        self.net = nn.Sequential(  # expect: TSM301
            collections.OrderedDict(
                up=nn.Linear(dim, inner),
                act=nn.GELU(),
                drop=nn.Dropout(dropout),
                down=nn.Linear(inner, dim),
            )
        )
        super().__init__()

    def forward(self, x):
        return x + self.net(x)


# build: FeedForward(4)
