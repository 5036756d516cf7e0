import torch as th
from torch.nn import GRUCell, Linear, Module, ModuleList


class Stacked(Module):
    def __init__(self, dim, depth=3):
        super().__init__()
        self.cells = ModuleList()
        cell = GRUCell(dim, dim)
        for _ in range(depth):
            self.cells.append(cell)  # expect: TSM107

    def forward(self, x):
        state = th.zeros_like(x)
        for cell in self.cells:
            x = cell(x, state)
        return x


class Wide(Module):
    def __init__(self, dim):
        super().__init__()
        self.branches = ModuleList([Linear(dim, 1)])
        self.branches.extend([Linear(dim, dim)] * 2)  # expect: TSM107
        self.branches += [Linear(dim, 2)] * 2  # expect: TSM107


# build: Stacked(2)
# build: Wide(2)
