from torch import nn


class HistoryMixin:
    def __init__(self):
        self.history = []
        self.best = None

    def remember(self, x):
        self.history.append(x)

    def begin(self):
        self.history = []


class Forecaster(nn.Module, HistoryMixin):
    # begin sets what remember reads, and nothing reads best
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, 1)


# build: Forecaster(2)
