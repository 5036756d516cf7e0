import mindspore as ms
import paddle
from mindspore import Parameter
from mindspore import nn as msnn
from paddle import nn


class Norm(nn.Layer):
    # paddle.nn.Layer: its buffers and parameters follow paddle's own rules
    def __init__(self, dim):
        super().__init__()
        self.weight = self.create_parameter([dim])
        self.register_buffer("mean", paddle.zeros([dim]))
        self.scale = paddle.ones([dim])
        self.blocks = [nn.Linear(dim, dim), nn.ReLU()]
        self.add_sublayer("proj.0", nn.Linear(dim, dim))

    def forward(self, x):
        return nn.Linear(4, 4)(x - self.mean) * self.weight


class Wrapped(nn.Sequential):
    def __init__(self, dim):
        self.lin = None
        super().__init__(nn.Linear(dim, dim))
        self.cache = [paddle.zeros([1])]


class Cell(msnn.Cell):
    def __init__(self, dim):
        super().__init__()
        self.weight = Parameter(ms.ops.ones(dim), name="weight")
        self.mean = ms.ops.zeros(dim)
        self.cells_ = [msnn.Dense(dim, dim), msnn.Dense(dim, dim)]

    def construct(self, x):
        return (x - self.mean) * self.weight
