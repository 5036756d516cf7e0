import mlx.nn as nn
import paddle
from flax import linen
from tinygrad import nn as tiny


class Mlp(nn.Module):  # MLX finds modules in lists and dicts by itself
    def __init__(self, depth=2):
        super().__init__()
        self.layers = [nn.Linear(2, 2) for _ in range(depth)]
        self.heads = {"a": nn.Linear(2, 1)}


class Flax(linen.Module):
    def setup(self):
        self.layers = [linen.Dense(2) for _ in range(2)]


class Net(paddle.nn.Layer):
    def __init__(self):
        super().__init__()
        self.convs = [paddle.nn.Conv2D(1, 1, 1)]


class Tiny:
    def __init__(self):
        self.layers = [tiny.Linear(2, 2), tiny.Linear(2, 1)]


# not run: other frameworks
