"""The argument as it's given, or a list of layers made for it: a list over a Module would raise TypeError."""
from torch import nn


class Given(nn.Module):
    def __init__(self, sizes=None):
        super().__init__()
        self.embeddings = sizes
        if sizes is not None:
            self.embeddings = [nn.Embedding(size, 2) for size in sizes]  # expect: TSM105


class Always(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.embeddings = sizes
        self.embeddings = {str(size): nn.Embedding(size, 2) for size in sizes}  # expect: TSM105


class Plain(nn.Module):
    def __init__(self, sizes=None):
        super().__init__()
        self.sizes = sizes
        if sizes is not None:
            self.sizes = [int(size) for size in sizes]
        self.embeddings = sizes
        if sizes is not None:
            self.embeddings = nn.ModuleList([nn.Embedding(size, 2) for size in sizes])


# build: assert not list(Given([2, 3]).parameters()) and not list(Always([2, 3]).parameters()); Plain([2, 3])
