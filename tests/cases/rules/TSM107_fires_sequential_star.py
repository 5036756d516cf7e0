from torch import nn


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self.act = nn.ReLU()

    def forward(self, x):
        return x + self.act(self.lin(x))


class Resnet(nn.Module):
    def __init__(self, dim, depth=4):
        super().__init__()
        self.stem = nn.Linear(3, dim)
        self.body = nn.Sequential(*[Block(dim)] * depth)  # expect: TSM107
        self.tail = nn.Sequential(  # expect: TSM107
            nn.Linear(dim, dim),
            *([nn.PReLU()] * 2),
        )


# build: Resnet(2)
