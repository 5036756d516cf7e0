from torch import nn


class Base(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.layer = nn.Linear(dim, dim)

    def encode(self, x):
        return self.layer(x)

    def train(self, mode=True):
        return super().train(mode)

    def parameters(self, recurse=True):
        return super().parameters(recurse)


class Derived(Base):
    def __init__(self, dim):
        super().__init__(dim)
        # methods redefine methods; no state has their names
        self.encode_layer = nn.Linear(dim, dim)

    def encode(self, x):
        return self.encode_layer(super().encode(x))

    def half(self):
        return super().half()


# build: Derived(2)
