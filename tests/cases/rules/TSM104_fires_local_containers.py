import torch
from torch import nn


class RelationalGraph(nn.Module):
    def __init__(self, relations, dim=2):
        super().__init__()
        weights = {}
        for src, dst in relations:
            weights[src, dst] = nn.Parameter(torch.empty(dim, dim))
            nn.init.xavier_uniform_(weights[src, dst])
        self.weights = weights  # expect: TSM104

        attention: list[nn.Parameter] = []
        for _ in relations:
            p = nn.Parameter(torch.zeros(dim))
            attention.append(p)
        self.attention = attention  # expect: TSM104

        self.nested = {"k": {"w": nn.Parameter(torch.ones(dim))}, "heads": 2}  # expect: TSM104
        biases = [nn.Parameter(torch.zeros(dim)) for _ in relations]
        self.biases, self.relations = tuple(biases), list(relations)  # expect: TSM104
        self.all = [*attention, *biases]  # expect: TSM104
        self.merged = {**weights, "scale": 1.0}  # expect: TSM104


# build: RelationalGraph([("user", "item"), ("item", "user")])
