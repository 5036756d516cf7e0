from torch import nn


class Scale(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.bn = nn.BatchNorm1d(dim)


class Tower(nn.Module):
    def __init__(self, dim, head: nn.Module = Scale(4), classes=2):  # expect: TSM107
        super().__init__()
        self.head = head
        self.out = nn.Linear(dim, classes)

    def forward(self, x):
        return self.out(self.head.bn(x))


class DeepTower(Tower):
    def __init__(self, dim):
        super().__init__(dim)
        self.stem = nn.Linear(dim, dim)


# build: Tower(4)
# build: DeepTower(4)
