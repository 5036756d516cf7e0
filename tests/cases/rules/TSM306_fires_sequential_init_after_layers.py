from torch import nn


class Residual(nn.Sequential):
    def __init__(self, dim):
        nn.Module.__init__(self)
        self.norm = nn.LayerNorm(dim)
        # nn.Sequential starts with nn.Module.__init__, and the norm is gone
        nn.Sequential.__init__(self, nn.Linear(dim, dim), nn.ReLU())  # expect: TSM306


class Affine(nn.Linear):
    def __init__(self, n_in, n_out, drop=0.1):
        nn.Module.__init__(self)
        self.dropout = nn.Dropout(drop)
        super().__init__(n_in, n_out)  # expect: TSM306


# build: Residual(2)
# build: Affine(2, 3)
