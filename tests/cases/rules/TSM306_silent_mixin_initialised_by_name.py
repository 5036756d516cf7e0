import torch
from torch import nn


class HistoryMixin:
    def __init__(self, size):
        self.history = []
        self.size = size


class ScaleMixin:
    def __init__(self):
        self.gain = nn.Parameter(torch.ones(1))


class Model(nn.Module, HistoryMixin, ScaleMixin):
    # nn.Module calls nobody, so each is called here; none of them runs nn.Module.__init__ again
    def __init__(self, dim):
        nn.Module.__init__(self)
        HistoryMixin.__init__(self, size=3)
        ScaleMixin.__init__(self)
        self.lin = nn.Linear(dim, dim)


class Late(nn.Module, HistoryMixin):
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self._start()

    def _start(self):
        HistoryMixin.__init__(self, 5)


# build: Model(2)
# build: Late(2)
