from torch import nn


class Left(nn.Module):
    def __init__(self):
        super().__init__()
        self.side = "left"


class Right(nn.Module):
    def __init__(self, dim):
        nn.Module.__init__(self)
        self.right = nn.Linear(dim, dim)


class Both(nn.Module):
    def __init__(self, dim):
        nn.Module.__init__(self)
        # a second time, but there is nothing to lose yet
        super().__init__()
        self.lin = nn.Linear(dim, dim)


class Ordered(Right, Left):
    def __init__(self, dim):
        Left.__init__(self)
        Right.__init__(self, dim)  # Left registered nothing


# build: Both(2)
# build: Ordered(2)
