import torch.nn as nn


class Base(nn.Module):
    def __init__(self, cfg=None):
        super().__init__()
        self.cfg = cfg or {}


class Middle(Base):
    """Inherits the constructor of Base."""


class Leaf(Middle):
    def __init__(self, dim):
        super().__init__({"dim": dim})
        self.lin = nn.Linear(dim, dim)


class Explicit(Middle):
    def __init__(self, dim):
        Base.__init__(self)  # past Middle, which has no __init__ anyway
        self.lin = nn.Linear(dim, dim)


# build: Leaf(2)
# build: Explicit(2)
