from torch import nn


class Trunk(nn.Module):
    def __init__(self, width=4, depth=1):
        super().__init__()
        self.width = width
        self.body = nn.Sequential(*[nn.Linear(width, width) for _ in range(depth)])


class Variant(Trunk):
    def __init__(self, size="small", width=None):
        # whichever branch runs, nn.Module.__init__ has run after it
        if size == "small":
            super().__init__()
        elif width is None:
            super(Variant, self).__init__(8, depth=2)
        else:
            Trunk.__init__(self, width)
        self.head = nn.Linear(self.width, 1)

    def forward(self, x):
        return self.head(self.body(x))


# build: Variant()(torch.ones(1, 4))
# build: Variant("large")
# build: Variant("large", 16)
