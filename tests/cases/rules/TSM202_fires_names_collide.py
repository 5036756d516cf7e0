from torch import nn


class Attention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        for kind, width in (("q", dim), ("k", dim), ("q", 2 * dim)):
            setattr(self, f"{kind}_proj", nn.Linear(dim, width))  # expect: TSM202


class MultiScale(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.scale_1 = nn.Conv1d(dim, dim, 1)
        for i in range(1, 3):
            self.add_module(f"scale_{i}", nn.Conv1d(dim, dim, 2 * i + 1))  # expect: TSM202


class Pair(nn.Module):
    def __init__(self, dim):
        super().__init__()
        up, down = nn.Linear(dim, 1), nn.Linear(1, dim)
        self.up, self.down, self.up = up, down, nn.Linear(dim, dim)  # expect: TSM202


# build: Attention(2)
# build: MultiScale(2)
# build: Pair(2)
