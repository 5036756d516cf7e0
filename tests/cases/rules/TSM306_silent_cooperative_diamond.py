from torch import nn


class Base(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm = nn.LayerNorm(dim)


class Spatial(Base):
    def __init__(self, dim):
        super().__init__(dim)
        self.spatial = nn.Conv1d(dim, dim, 1)


class Channel(Base):
    def __init__(self, dim):
        super().__init__(dim)
        self.channel = nn.Linear(dim, dim)


class Mixer(Spatial, Channel):
    # Spatial -> Channel -> Base -> nn.Module, each once
    def __init__(self, dim):
        super().__init__(dim)
        self.out = nn.Linear(dim, dim)


class Plain(Spatial, Channel):
    """No __init__ of its own."""


# build: Mixer(2)
# build: Plain(2)
