import mlx.core as mx
import mlx.nn as nn
import paddle
import torch
from flax import linen
from mindspore import nn as ms_nn


class Scale(nn.Module):  # MLX counts its arrays as parameters by itself
    def __init__(self, dim):
        super().__init__()
        self.weight = mx.ones((dim,))
        self.reference = torch.ones(dim)


class Norm(paddle.nn.Layer):
    def __init__(self, dim):
        super().__init__()
        self.mean = paddle.zeros([dim])
        self.reference = torch.zeros(dim)


class Cell(ms_nn.Cell):
    def __init__(self):
        super().__init__()
        self.reference = torch.zeros(2)


class Probe(linen.Module):
    reference = torch.zeros(2)

    def setup(self):
        self.table = torch.ones(3)


# not run: other frameworks
