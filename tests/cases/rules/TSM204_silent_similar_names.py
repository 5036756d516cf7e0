from torch import nn


def encode(x):
    return x


class Helper:
    def decode(self, x):
        return x

    mixer = None


class Autoencoder(nn.Module):
    types = ("conv", "linear")

    def __init__(self, dim):
        super().__init__()

        def attend(x):
            return x

        # names of a function, of another class, of a local function, or only alike
        self.encode = nn.Linear(dim, dim)
        self.decode = nn.Linear(dim, dim)
        self.mixer = nn.Linear(dim, dim)
        self.attend = nn.Linear(dim, dim)
        self.forward_net = nn.GRU(dim, dim)
        self.type_embedding = nn.Embedding(4, dim)
        self.parameters_net = nn.Linear(dim, dim)
        self.encoder_, self.Encode = nn.Linear(dim, 1), nn.Linear(1, dim)

    def encode_all(self, x):
        return self.encode(x)


# build: Autoencoder(2)
