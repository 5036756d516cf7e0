from torch import nn


class Configured(nn.Module):
    def __init__(self, config):
        # only notes the config; whoever derives from it runs nn.Module.__init__ first
        self.config = config
        self.width = config.get("width", 2)


class Net(Configured):
    def __init__(self, config):
        nn.Module.__init__(self)
        Configured.__init__(self, config)
        self.lin = nn.Linear(self.width, self.width)

    def forward(self, x):
        return self.lin(x)


# build: Net({"width": 3})
# build: Net({})(torch.ones(1, 2))
