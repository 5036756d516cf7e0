from torch import nn


class Encoder(nn.Module):
    def __init__(self, vocab_size, dim):
        super().__init__  # names the method, never calls it
        self.embed = nn.Embedding(vocab_size, dim)  # expect: TSM302
        self.rnn = nn.GRU(dim, dim, batch_first=True)

    def forward(self, ids):
        return self.rnn(self.embed(ids))[0]


# build: Encoder(10, 4)
