from torch import nn


class AutoInit(type):
    def __call__(cls, *args, **kwargs):
        instance = cls.__new__(cls)
        nn.Module.__init__(instance)
        instance.__init__(*args, **kwargs)
        return instance


class Net(nn.Module, metaclass=AutoInit):
    # the metaclass decides what construction means: unknown is no finding
    def __init__(self, dim):
        self.lin = nn.Linear(dim, dim)

    def forward(self, x):
        return self.lin(x)


# build: Net(2)(torch.ones(1, 2))
