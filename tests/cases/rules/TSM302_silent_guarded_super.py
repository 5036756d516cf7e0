from torch import nn


class Lateral(nn.Module):
    def __init__(self, dim):
        # in a diamond another branch may have been here already
        if not hasattr(self, "_modules"):
            super().__init__()
        self.lateral = nn.Linear(dim, dim)


class Vertical(nn.Module):
    def __init__(self, dim):
        if "_parameters" not in self.__dict__:
            nn.Module.__init__(self)
        self.vertical = nn.Linear(dim, dim)


class Cross(Vertical, Lateral):
    def __init__(self, dim):
        Vertical.__init__(self, dim)
        Lateral.__init__(self, dim)


# build: Lateral(2)
# build: Vertical(2)
# build: Cross(2)
