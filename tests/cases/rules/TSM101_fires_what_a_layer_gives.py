"""What calling a layer of torch.nn gives is a tensor; one that hangs on Parameters requires grad."""
import torch
from torch import nn


class Masks(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.drop = nn.Dropout(p)
        self.mask = self.drop(torch.ones(4))  # expect: TSM101
        self.data = self.drop(torch.ones(4)).data  # expect: TSM101
        self.soft = nn.Softmax(dim=-1)(torch.ones(4))  # expect: TSM101
        self.size = self.drop(torch.ones(4)).shape[0]


class Started(nn.Module):
    def __init__(self):
        super().__init__()
        self.start = nn.Linear(4, 4)(torch.ones(1, 4))  # expect: TSM102
        self.embedding = nn.Embedding(3, 4)
        with torch.no_grad():
            self.first = self.embedding(torch.arange(3))  # expect: TSM101


class Pooled(nn.Module):
    def __init__(self, layer: nn.Module):
        super().__init__()
        self.layer = layer
        self.unknown = layer(torch.ones(4))
        self.output, self.hidden = nn.LSTM(2, 2)(torch.ones(1, 2, 2))
        self.pooled = nn.MaxPool1d(2, return_indices=True)(torch.ones(1, 1, 4))


# build: assert not Masks(0.5).state_dict() and not Masks(0.5).soft.requires_grad and Started().start.requires_grad
# build: assert not Started().first.requires_grad; Pooled(nn.ReLU())
