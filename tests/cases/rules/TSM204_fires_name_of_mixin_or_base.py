from torch import nn


class EncodeMixin:
    def embed(self, x):
        return x

    pooling = "mean"


class Sentence(EncodeMixin, nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)  # expect: TSM204
        self.add = nn.Linear(dim, dim)


class Base(nn.Module):
    decoder = None

    @property
    def device_type(self):
        return "cpu"


class Seq2Seq(Base):
    def __init__(self, dim):
        super().__init__()
        self.decoder = nn.GRU(dim, dim)  # expect: TSM204


class Pooled(EncodeMixin, Base):
    def __init__(self, dim):
        super().__init__()
        self.pooling = nn.AdaptiveAvgPool1d(dim)  # expect: TSM204


# build: Sentence(4, 2)
# build: Seq2Seq(2)
# build: Pooled(2)
