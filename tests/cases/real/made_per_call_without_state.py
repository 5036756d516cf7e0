import torch
from torch import nn


class Proxy(nn.Module):
    """Holds what it is given; no Parameter, no buffer."""

    def __init__(self, lhs, rhs):
        super().__init__()
        self.lhs = lhs
        self.rhs = rhs

    def forward(self, w):
        return torch.addmm(w, self.lhs, self.rhs)


class Hypotheses(nn.Module):
    def __init__(self, alived_seq, scores: torch.Tensor):
        super().__init__()
        self.alived_seq = alived_seq
        self.scores = scores  # expect: TSM101


class Layer(nn.Module):
    def forward(self, w):
        hyps = Hypotheses(torch.empty(0), torch.zeros(1))
        return Proxy(w, w)(w) + hyps.scores


assert not Proxy(torch.ones(2), torch.ones(2)).state_dict()
