from torch import nn


class Repeat(nn.Module):
    def __init__(self, make, dim, depth=2, extra=None):
        super().__init__()
        # `make` is called each time; what `extra` holds, nobody knows here
        self.layers = nn.ModuleList([make(dim) for _ in range(depth)])
        self.net = nn.Sequential(*[make(dim)], *[make(dim)])
        self.extras = extra * depth if extra is not None else None

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.net(x)


# build: Repeat(lambda n: nn.Linear(n, n), 2)
# build: Repeat(lambda n: nn.Linear(n, n), 2, extra=3)
