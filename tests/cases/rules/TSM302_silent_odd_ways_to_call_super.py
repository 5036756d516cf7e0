from torch import nn


class ByClassCell(nn.Module):
    def __init__(self, dim):
        super(__class__, self).__init__()  # noqa: F821
        self.lin = nn.Linear(dim, dim)


class ByType(nn.Module):
    def __init__(self, dim):
        super(type(self), self).__init__()
        self.lin = nn.Linear(dim, dim)


class ByAlias(nn.Module):
    def __init__(self, dim):
        parent = super()
        parent.__init__()
        self.lin = nn.Linear(dim, dim)


class ByBound(nn.Module):
    def __init__(self, dim):
        init = super().__init__
        init()
        self.lin = nn.Linear(dim, dim)


# build: ByClassCell(2)
# build: ByType(2)
# build: ByAlias(2)
# build: ByBound(2)
