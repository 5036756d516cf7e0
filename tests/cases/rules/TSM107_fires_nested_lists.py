from torch import nn


class Grid(nn.Module):
    def __init__(self, dim, rows=2, cols=3):
        super().__init__()
        self.cells = nn.ModuleList(  # expect: TSM107
            [nn.ModuleList([nn.Linear(dim, dim)] * cols) for _ in range(rows)]
        )
        self.columns = nn.ModuleList([nn.Sequential(nn.Linear(dim, dim), nn.ReLU())] * rows)  # expect: TSM107


class Unet(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.make_levels(dim)

    def make_levels(self, dim):
        self.levels = nn.ModuleList(  # expect: TSM107
            [nn.Conv2d(dim, dim, 3), nn.MaxPool2d(2)] * 3
        )


# build: Grid(2)
# build: Unet(2)
