import numpy as np


class Module:
    """A namesake: this file knows no torch."""

    def __init__(self):
        self._params = {}

    def register_buffer(self, name, value):
        setattr(self, name, value)

    def parameters(self):
        return list(self._params.values())


class Linear(Module):
    def __init__(self, n_in, n_out):
        self.rng = np.random.default_rng(0)
        self.weight = self.rng.normal(size=(n_in, n_out))
        self.grads = [np.zeros_like(self.weight)]
        super().__init__()
        self.register_buffer("a.b", [1, 2, 3])
        self.register_buffer("", np.zeros(3))
        self._params["weight"] = self.weight

    def forward(self, x):
        self.cache = np.asarray(x)
        return x @ self.weight


class Mlp(Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = [Linear(a, b) for a, b in zip(sizes, sizes[1:])]
        self.shared = [Linear(2, 2)] * 3
        self.parameters = {"count": len(self.layers)}

    def forward(self, x):
        for layer in self.layers:
            x = np.maximum(layer.forward(x), 0)
        return x


# build: Mlp([3, 4, 2]).forward(np.ones((2, 3)))
