from torch import nn


class Albert(nn.Module):
    def __init__(self, vocab, dim, steps=3):
        super().__init__()
        # sharing that is written out is meant: weight tying, one layer called many times
        self.embed = nn.Embedding(vocab, dim)
        self.target_embed = self.embed
        self.out = nn.Linear(dim, vocab, bias=False)
        self.out.weight = self.embed.weight
        self.layer = nn.Linear(dim, dim)
        self.steps = steps

    def forward(self, ids):
        x = self.embed(ids)
        for _ in range(self.steps):
            x = self.layer(x)
        return self.out(x)


# build: Albert(4, 2)
