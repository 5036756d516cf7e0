import copy

import torch
from torch import nn


class TiedLm(nn.Module):
    """Input and output embedding are one Parameter; the encoder repeats one block, or copies of it."""

    def __init__(self, vocab=16, dim=4, depth=2, share_blocks=False, tie=True):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.head = nn.Linear(dim, vocab, bias=False)
        if tie:
            self.head.weight = self.embed.weight
        block = nn.TransformerEncoderLayer(dim, 2, dim, dropout=0.0, batch_first=True)
        if share_blocks:
            self.block = block
            self.depth = depth
        else:
            self.blocks = nn.ModuleList([copy.deepcopy(block) for _ in range(depth)])
        self.share_blocks = share_blocks
        self.logit_bias = nn.Parameter(torch.zeros(vocab))
        self.output_bias = self.logit_bias  # the same Parameter under a second name
        self.apply(self._init_weights)

    def _init_weights(self, module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)

    def tie_weights(self):
        self.head.weight = self.embed.weight

    def forward(self, ids):
        x = self.embed(ids)
        for block in [self.block] * self.depth if self.share_blocks else self.blocks:
            x = block(x)
        return self.head(x) + self.output_bias


# build: net = TiedLm(); net(torch.zeros(1, 3, dtype=torch.long)); net.tie_weights(); net
# build: net = TiedLm(share_blocks=True, tie=False); net(torch.zeros(1, 3, dtype=torch.long)); net
