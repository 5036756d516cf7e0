from torch import nn


class Trunk(nn.Module):
    def __init__(self, dim: int = 2):
        super().__init__()
        self.lin = nn.Linear(dim, dim)
        self.cuda()  # expect: TSM903


class Head(nn.Module):
    def __init__(self, dim: int = 2):
        super().__init__()
        self.out = nn.Linear(dim, 1)
        self._place()

    def _place(self):
        self.out.to("cuda")  # expect: TSM903
        self.out.cuda(0)  # expect: TSM903


# build: Trunk()
# build: Head()
