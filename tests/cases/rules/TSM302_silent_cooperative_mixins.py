from torch import nn


class LoggedMixin:
    def __init__(self, *args, log_every=10, **kwargs):
        super().__init__(*args, **kwargs)
        self.log_every = log_every


class NamedMixin:
    label = "net"  # no __init__: the next class's one runs


class Net(NamedMixin, LoggedMixin, nn.Module):
    def __init__(self, dim, **kwargs):
        super().__init__(**kwargs)
        self.lin = nn.Linear(dim, dim)


class LoggedSequential(LoggedMixin, nn.Sequential):
    def __init__(self, *layers):
        super().__init__(*layers, log_every=5)
        self.add_module("out", nn.Linear(2, 1))


# build: Net(2, log_every=3)
# build: LoggedSequential(nn.Linear(2, 2), nn.ReLU())
