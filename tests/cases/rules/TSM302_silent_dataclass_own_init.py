import dataclasses

from torch import nn


@dataclasses.dataclass(eq=False)
class Written(nn.Module):
    body: nn.Module
    dim: int

    # dataclass leaves an __init__ that the class defines alone
    def __init__(self, dim):
        super().__init__()
        self.dim = dim
        self.body = nn.Linear(dim, dim)


@dataclasses.dataclass(init=False, eq=False)
class Unwritten(nn.Module):
    body: nn.Module

    def build(self):
        self.body = nn.Linear(2, 2)


# build: Written(3)
# build: Unwritten().build()
