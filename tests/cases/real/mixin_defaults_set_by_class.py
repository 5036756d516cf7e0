from torch import nn


class EncoderMixin:
    def __init__(self):
        self._depth = 5
        self._in_channels = 3

    @property
    def depth(self):
        return self._depth


class Encoder(nn.Sequential, EncoderMixin):
    def __init__(self, depth=5):
        super().__init__(nn.Linear(4, 4))
        self._depth = depth
        self._in_channels = 3


print(Encoder().depth)
