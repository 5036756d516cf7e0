import torch.nn as N


class LayerMixin:
    def _add(self, layer):
        self.layers.append(layer)  # expect: TSM105


class Base(LayerMixin, N.Module):
    def __init__(self, dim=2):
        super().__init__()
        self.dim = dim
        self.layers = []
        self.build()

    def build(self):
        self._add(N.Linear(self.dim, self.dim))

    def make(self, n):
        return [N.Linear(self.dim, self.dim) for _ in range(n)]


class Deep(Base):
    def build(self):
        super().build()
        self.extra = self.make(2)  # expect: TSM105
        for side in ("left", "right"):
            setattr(self, f"{side}_layers", [N.GRU(2, 2)])  # expect: TSM105
        self.more = Base.make(self, 3)  # expect: TSM105
        while len(self.more) < 5:
            self.more.append(N.LSTMCell(2, 2))  # expect: TSM105


# build: Base()
# build: Deep()
