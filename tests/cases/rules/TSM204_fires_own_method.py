from torch import nn


class Autoencoder(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.encode = nn.Linear(n_in, n_hidden)  # expect: TSM204
        self.decode = nn.Linear(n_hidden, n_in)  # expect: TSM204

    def encode(self, x):
        return x

    async def decode(self, z):
        return z

    def forward(self, x):
        return self.decode(self.encode(x))


class Transformer(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.attention = nn.ModuleList([nn.Linear(dim, dim) for _ in range(2)])  # expect: TSM204
        self.project = nn.Linear(dim, dim)  # expect: TSM204

    @staticmethod
    def project(x):
        return x

    @classmethod
    def attention(cls, dim):
        return cls(dim)


# build: Autoencoder(4, 2)
# build: Transformer(2)
