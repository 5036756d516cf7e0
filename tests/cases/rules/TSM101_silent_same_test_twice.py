import torch
from torch import nn


class CodeBook(nn.Module):
    def __init__(self, size, dim, learn=False, cache=True, tied=None):
        super().__init__()
        if learn:
            self.codes = torch.randn(size, dim)
        self.dim = dim
        if learn:
            # the same unchanged test: wherever there is a placeholder, it is replaced
            self.codes = nn.Parameter(self.codes * dim ** -0.5)

        if tied is None:
            self.out = torch.zeros(dim)
        else:
            self.out = tied
        if tied is None:
            self.out = nn.Parameter(self.out)

        if cache:
            self.register_buffer("usage", torch.zeros(size))
        else:
            self.usage = None
        if not cache:
            self.age = 0
        else:
            self.age = nn.Buffer(torch.zeros(size))


# build: CodeBook(4, 2)
# build: CodeBook(4, 2, learn=True, cache=False, tied=3)
