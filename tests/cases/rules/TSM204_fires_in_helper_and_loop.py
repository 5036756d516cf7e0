from torch import nn


class TwoTower(nn.Module):
    def __init__(self, dim):
        super().__init__()
        for side in ("user", "item"):
            setattr(self, f"{side}_tower", nn.Linear(dim, dim))  # expect: TSM204
        self._build(dim)

    def _build(self, dim):
        self.score = nn.Bilinear(dim, dim, 1)  # expect: TSM204

    def item_tower(self, x):
        return x

    def score(self, user, item):
        return (user * item).sum(-1)


class Towers(nn.Module):
    def __init__(self, dim, deep=True):
        super().__init__()
        if deep:
            self.tower = nn.Sequential(nn.Linear(dim, dim), nn.ReLU())  # expect: TSM204

    def tower(self, x):
        return x


# build: TwoTower(2)
# build: Towers(2)
# build: Towers(2, deep=False)
