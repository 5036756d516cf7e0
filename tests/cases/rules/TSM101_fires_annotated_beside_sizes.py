"""An argument that is annotated as a tensor is one, also where a layer takes it as its weight."""
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, width: int, classes: torch.Tensor):
        super().__init__()
        self.classes = classes  # expect: TSM101
        self.layer = nn.Linear(width, len(classes))
        self.loss = nn.CrossEntropyLoss(classes)

    def forward(self, x):
        return self.layer(x) * self.classes


# build: Classifier(3, torch.ones(2))
