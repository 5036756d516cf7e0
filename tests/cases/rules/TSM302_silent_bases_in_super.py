"""`super(Base, self)` that leaves out a base, and a mixin's that another class is behind."""
from torch import nn


class Base(nn.Module):
    def __init__(self, dim):
        super(Base, self).__init__()
        self.layer = nn.Linear(dim, dim)


class Short(Base):
    def __init__(self):
        super(Base, self).__init__()
        self.layer = nn.Identity()


class Mixin:
    def __init__(self, **kwargs):
        super(Mixin, self).__init__(**kwargs)
        self.mixed = 1


class Mixed(Mixin, Base):
    def __init__(self):
        super(Mixed, self).__init__(dim=2)


# build: Short(); Mixed()
