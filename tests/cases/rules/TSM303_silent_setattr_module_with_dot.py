from torch import nn


class Named(nn.Module):
    def __init__(self, depth=2):
        super().__init__()
        # only add_module looks at a child's name: an assignment takes a dot
        for i in range(depth):
            setattr(self, f"block.{i}", nn.Linear(2, 2))
        # a plain attribute may be called anything
        setattr(self, "train.epochs", 3)
        self.depth = depth

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, f"block.{i}")(x)
        return x


# build: Named()(torch.ones(1, 2))
