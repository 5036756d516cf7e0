from torch import nn


class Tabular(nn.Module):
    def __init__(self, dim):
        super().__init__()
        age, kind = nn.Linear(1, dim), nn.Embedding(4, dim)
        self.columns = nn.ModuleDict({"age": age, "type": kind})  # expect: TSM204


class Directions(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.rnn = nn.ModuleDict(dict(forward=nn.GRU(dim, dim), backward=nn.GRU(dim, dim)))  # expect: TSM204


class Attention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.proj = nn.ModuleDict(  # expect: TSM204
            {
                "queries": nn.Linear(dim, dim),
                "keys": nn.Linear(dim, dim),
                "values": nn.Linear(dim, dim),
            }
        )


class Splits(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.heads = nn.ModuleDict([["train", nn.Linear(dim, 1)], ["val", nn.Identity()]])  # expect: TSM204


# build: Tabular(2)
# build: Directions(2)
# build: Attention(2)
# build: Splits(2)
