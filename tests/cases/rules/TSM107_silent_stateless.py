from torch import nn


class Swish(nn.Module):
    def forward(self, x):
        return x * x.sigmoid()


class Net(nn.Module):
    def __init__(self, dim, depth=3, act=nn.ReLU(), drop=nn.Dropout(0.1), skip: nn.Module = nn.Identity()):
        super().__init__()
        # nothing in these to share: no Parameters, no buffers
        self.acts = nn.ModuleList([nn.ReLU()] * depth)
        self.drops = nn.ModuleList([drop for _ in range(depth)])
        pool = nn.MaxPool2d(2)
        self.pools = nn.ModuleDict({k: pool for k in ("a", "b")})
        self.skips = nn.ModuleList([skip, skip])
        swish = Swish()
        self.net = nn.Sequential(nn.Linear(dim, dim), act, nn.Linear(dim, dim), act, swish, swish)
        self.loss = nn.CrossEntropyLoss()

    def forward(self, x):
        return self.net(x)


# build: Net(2)
