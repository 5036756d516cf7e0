import logging
import pathlib

from torch import nn


class Tokenised(nn.Module):
    def __init__(self, vocab_path, dim=8, *, padding=0):
        # PyTorch refuses Parameters, buffers and Modules before its own __init__, nothing else
        self.log = logging.getLogger(__name__)
        self.vocab_path = pathlib.Path(vocab_path)
        self.special = {"pad": padding, "unk": 1}
        self.sizes = [dim, dim * 2]
        self.name = f"emb-{dim}"
        super().__init__()
        self.embed = nn.Embedding(32, dim, padding_idx=padding)
        self.grow = nn.Linear(*self.sizes)

    def forward(self, ids):
        return self.grow(self.embed(ids))


# build: Tokenised("vocab.txt")(torch.zeros(3, dtype=torch.long))
