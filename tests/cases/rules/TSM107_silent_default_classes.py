import functools

from torch import nn


class Block(nn.Module):
    def __init__(
        self,
        dim,
        norm_layer=nn.LayerNorm,
        act_layer=functools.partial(nn.LeakyReLU, 0.2),
        proj=None,
        make=lambda n: nn.Linear(n, n),
        pool=nn.AdaptiveAvgPool1d(1),
    ):
        super().__init__()
        # classes and factories: the layers are made for each Block
        self.norm = norm_layer(dim)
        self.act = act_layer()
        self.proj = proj if proj is not None else nn.Linear(dim, dim)
        self.extra = make(dim)
        self.pool = pool


# build: Block(2)
# build: Block(2, nn.BatchNorm1d, proj=nn.Identity())
