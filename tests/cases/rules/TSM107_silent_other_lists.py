from torch import nn


class Mlp(nn.Module):
    def __init__(self, dims=(4, 4), depth=3):
        super().__init__()
        # what is multiplied is no module
        widths = [8] * depth
        kinds = [nn.Linear] * depth
        self.strides = [1, 2] * depth
        self.blocks = nn.ModuleList([None] * depth)
        self.layers = nn.ModuleList([kind(8, w) for kind, w in zip(kinds, widths)])
        self.acts = ["relu"] * depth
        for i, width in enumerate(widths):
            self.blocks[i] = nn.Linear(width, width)
        self.outs = nn.Sequential(*[nn.Linear(a, b) for a, b in zip(dims, dims[1:])])


class Ranks(nn.Module):
    def __init__(self, n, rank=0):
        super().__init__()
        layers = [nn.Linear(2, 2) for _ in range(n)]
        self.layers = nn.ModuleDict({str(i): layers[i] for i in range(rank, n)})
        more = [nn.Linear(2, 2) for _ in range(n)]
        self.more = nn.ModuleList()
        for i in range(rank, n):
            self.more.append(more[n - i - 1])


class Taken(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.left = [nn.Linear(2, 2) for _ in range(n)]
        self.layers = nn.ModuleList()
        while self.left:
            self.layers.append(self.left.pop(0))
        more = iter([nn.Linear(2, 2) for _ in range(n)])
        self.more = nn.Sequential()
        for _ in range(n):
            self.more.append(next(more))
        rest = [nn.Linear(2, 2) for _ in range(n)]
        self.rest = nn.ModuleList()
        at = 0
        while at < n:
            self.rest.append(rest[at])
            at += 1


# build: Mlp()
# build: Taken(3)
# build: Ranks(3)
