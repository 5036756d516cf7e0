import numpy as np
import torch
from torch import nn


class Recommender(nn.Module):
    def __init__(self, rows, columns, shape):
        super().__init__()
        places = torch.LongTensor(np.array([rows, columns]))
        counts = torch.from_numpy(np.ones(len(rows))).float()
        self.graph = torch.sparse.FloatTensor(places, counts, torch.Size(shape))  # expect: TSM101
        self.norm = torch.sparse_coo_tensor(places, counts, shape)  # expect: TSM101
        self.weights = nn.Parameter(torch.ones(len(rows)))
        weighted = torch.sparse.FloatTensor(places, self.weights, torch.Size(shape))
        self.weighted = weighted  # expect: TSM102
        self.register_buffer("kept", torch.sparse.DoubleTensor(places, counts.double(), torch.Size(shape)))

    def forward(self, x):
        return torch.sparse.mm(self.graph, x) + torch.sparse.mm(self.norm, x) + torch.sparse.mm(self.weighted, x)


# build: net = Recommender([0, 1], [1, 0], (2, 2)); net(torch.ones(2, 3)); net
