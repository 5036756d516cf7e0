import mlx.core as mx
import mlx.nn as nn
from tinygrad import Tensor
from tinygrad import nn as tiny


class Rope(nn.Module):
    # mlx finds arrays and layers in lists and dicts, and keeps names with an underscore out
    def __init__(self, dims: int, base: float = 10000.0):
        super().__init__()
        self._freqs = mx.power(base, -mx.arange(0, dims, 2) / dims)
        self.scale = mx.ones((dims,))


class Llama(nn.Module):
    def __init__(self, dim, depth):
        super().__init__()
        self.layers = [nn.Linear(dim, dim) for _ in range(depth)]
        self.heads = {"lm": nn.Linear(dim, dim)}
        self.embed = nn.Embedding(10, dim)
        self.shared = [nn.Linear(dim, dim)] * 2
        self.rope = Rope(dim)

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class TinyNet:
    def __init__(self):
        self.l1 = tiny.Linear(4, 4)
        self.layers = [tiny.Linear(4, 4), Tensor.relu, tiny.Linear(4, 2)]
        self.scale = Tensor.ones(4)

    def __call__(self, x: Tensor) -> Tensor:
        return self.l1(x * self.scale).sequential(self.layers)
