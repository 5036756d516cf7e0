from torch import nn


class Pointer(nn.Module):
    def __init__(self, hidden_size):
        self.hidden_size = hidden_size
        self._build()
        super().__init__()

    def _build(self):
        dim = self.hidden_size
        self.query = nn.Linear(dim, dim, bias=False)  # expect: TSM301
        self.key = nn.Linear(dim, dim, bias=False)

    def forward(self, decoder, encoder):
        return self.query(decoder) @ self.key(encoder).transpose(-1, -2)


# build: Pointer(8)
