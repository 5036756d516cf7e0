from torch import nn


class Embedder(nn.Module):
    def __init__(self, dim, shared=False):
        if not shared:
            super().__init__()
            self.embed = nn.Linear(dim, dim)
            self.norm = nn.LayerNorm(dim)
        else:
            self.embed = nn.Linear(dim, dim, bias=False)  # expect: TSM302

    def forward(self, x):
        return self.embed(x)


# build: Embedder(3, shared=True)
# build: Embedder(3)
