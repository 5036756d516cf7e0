from torch import nn

from .tables import Embedder


class World(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedder = Embedder(tables=nn.ModuleList([nn.Embedding(2, 2), nn.Embedding(3, 2)]))
