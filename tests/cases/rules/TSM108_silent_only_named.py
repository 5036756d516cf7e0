import torch
import torch.nn.functional as F
from torch import nn


class Introspective(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.layer: nn.Module = nn.Linear(dim, dim)
        self.mix = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        # classes are named here, no object is made of them
        layer: nn.Linear = self.layer
        if isinstance(layer, (nn.Linear, nn.Bilinear)):
            x = F.linear(x, layer.weight, torch.zeros(layer.out_features))
        kinds = {nn.Linear: "dense", nn.Conv1d: "conv"}
        assert isinstance(self.mix, nn.Parameter), kinds
        padded = nn.utils.rnn.pad_sequence([x, x])
        return nn.functional.layer_norm(padded, padded.shape[-1:]) * self.mix


# build: Introspective(2)(torch.ones(1, 2))
