"""`super(Other, self)` in a class that doesn't derive from Other: TypeError."""
from torch import nn


class ConcatLinear(nn.Module):
    def __init__(self, dim):
        super(ConcatLinear, self).__init__()
        self._layer = nn.Linear(dim, dim)


class ConcatLinearV2(nn.Module):
    def __init__(self, dim):
        super(ConcatLinear, self).__init__()  # expect: TSM302
        self._layer = nn.Linear(dim, dim)


# build: ConcatLinear(2)
