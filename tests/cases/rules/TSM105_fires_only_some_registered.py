from torch import nn


class Siamese(nn.Module):
    def __init__(self, dim=2, depth=3):
        super().__init__()
        self.first = nn.Linear(dim, dim)
        self.branches = [self.first, nn.Linear(dim, dim)]  # expect: TSM105
        self.lins = [nn.Linear(dim, dim) for _ in range(depth)]
        self.norms = [nn.LayerNorm(dim) for _ in range(depth)]  # expect: TSM105
        for i, lin in enumerate(self.lins):
            self.add_module(f"lin_{i}", lin)
        self.pool = {"max": nn.MaxPool1d(2), "conv": nn.Conv1d(1, 1, 2)}  # expect: TSM105
        self.heads = [nn.Linear(dim, 1), nn.Linear(dim, 2)]  # expect: TSM105
        self.head = nn.Sequential(self.heads[0])
        self.blocks = []
        for _ in range(depth):
            block = nn.Linear(dim, dim)
            self.blocks.append(block)
        self.seq = nn.Sequential(*self.blocks)


class Regrouped(nn.Module):
    def __init__(self, features: nn.Sequential, kept: nn.Sequential):
        super().__init__()
        self.kept = kept
        self.groups = [nn.Sequential(*features), nn.Sequential(features[0])]  # expect: TSM105
        self.heads = [nn.Sequential(kept[0], nn.Linear(2, 2))]  # expect: TSM105


# build: Siamese()
# build: Regrouped(nn.Sequential(nn.Linear(2, 2)), nn.Sequential(nn.Linear(2, 2)))
