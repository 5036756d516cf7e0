from torch import nn
from torch.nn import functional as F


class GridNet(nn.Module):
    def __init__(self, rows=2, cols=2, dim=2):
        super().__init__()
        self.cells = [[nn.Linear(dim, dim) for _ in range(cols)] for _ in range(rows)]  # expect: TSM105
        self.steps = [(nn.Linear(dim, dim), F.relu), (nn.Linear(dim, 1), None)]  # expect: TSM105
        self.tree = {"enc": {"q": nn.Linear(dim, dim)}, "depth": 3}  # expect: TSM105
        self.mixed = [nn.ReLU(), nn.Identity(), nn.PReLU()]  # expect: TSM105
        self.layers = []
        for _ in range(rows):
            row = []
            for _ in range(cols):
                row.append(nn.Conv1d(1, 1, 1))
            self.layers.append(row)  # expect: TSM105
        self.named = [("first", nn.Linear(dim, dim)), ("act", nn.ReLU())]  # expect: TSM105
        self.losses = [nn.MSELoss(), nn.CrossEntropyLoss(), nn.PReLU()]  # expect: TSM105
        self.lookup = {1: [nn.Embedding(2, 2)], 2: []}  # expect: TSM105


# build: GridNet()
