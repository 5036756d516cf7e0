import torch
import torch as th
from torch import nn, ones


class Causal(nn.Module):
    def forward(self, scores):
        n = scores.size(-1)
        mask = torch.triu(ones(n, n), diagonal=1).bool()  # expect: TSM902
        scores = scores.masked_fill(mask, float("-inf"))
        scores = scores + th.full((n,), 0.1)  # expect: TSM902
        return scores.softmax(-1)


class ToGrey(nn.Module):
    def forward(self, image):
        weight = torch.tensor([0.299, 0.587, 0.114])  # expect: TSM902
        return (image * weight.view(-1, 1, 1)).sum(0)


# build: Causal()(torch.ones(3, 3))
# build: ToGrey()(torch.ones(3, 2, 2))
