import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, dims=(2, 2), ensemble=False, norm="batch", old=None, weights=None):
        super().__init__()
        layers = [nn.Linear(a, b) for a, b in zip(dims, dims[1:])]
        if ensemble:
            self.layers = layers  # expect: TSM105
        else:
            self.layers = nn.ModuleList(layers)

        match norm:
            case "batch":
                self.norms = [nn.BatchNorm1d(d) for d in dims]  # expect: TSM105
            case _:
                self.norms = [nn.Identity() for _ in dims]

        self.aux = [nn.Linear(2, 1)] if old is None else old  # expect: TSM105
        self.losses = []
        for w in weights or [None]:
            if w is not None:
                self.losses.append(nn.CrossEntropyLoss(weight=torch.as_tensor(w)))  # expect: TSM105
            else:
                self.losses.append(nn.CrossEntropyLoss())

        self.tail = [nn.Linear(2, 2)]  # expect: TSM105
        if ensemble:
            return
        self.tail = nn.ModuleList(self.tail)


# build: Classifier()
# build: Classifier(ensemble=True, norm="none", old=3, weights=[[1.0, 2.0]])
