import torch
from torch import nn


class Probe(nn.Module):
    def __init__(self, backbone, dim):
        super().__init__()
        self.backbone = backbone
        # nobody knows what the backbone holds under these names
        self.backbone.weight = torch.zeros(dim)
        self.backbone.head = lambda x: x
        weight = nn.Parameter(torch.ones(dim))
        weight = weight.detach() * 2
        self.table = {"weight": weight.tolist()}

    def replace(self, head):
        self.backbone.head = head
        return self


# build: Probe(type("Backbone", (), {})(), 2).replace(None)
