from torch import nn


class Base(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm = nn.LayerNorm(dim)


class SpatialBase(Base):
    def __init__(self, dim):
        Base.__init__(self, dim)
        self.spatial = nn.Conv1d(dim, dim, 3, padding=1)


class ChannelBase(Base):
    def __init__(self, dim):
        Base.__init__(self, dim)
        self.channel = nn.Linear(dim, dim)


class Mixer(SpatialBase, ChannelBase):
    def __init__(self, dim):
        SpatialBase.__init__(self, dim)
        ChannelBase.__init__(self, dim)  # expect: TSM306
        self.out = nn.Linear(dim, dim)


# build: Mixer(4)
