import torch
from torch import nn


class Legacy(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        # torch.Tensor and FloatTensor hold floats, whatever they are given
        self.a = nn.Parameter(torch.Tensor([1, 2, 3]))
        self.b = nn.Parameter(torch.FloatTensor([0, 1]))
        self.c = nn.Parameter(torch.Tensor(dim, dim).zero_())
        self.d = nn.Parameter(torch.eye(dim))
        self.e = nn.Parameter(torch.ones(dim, dim) * 2)
        # complex tensors may require grad
        self.f = nn.Parameter(torch.zeros(dim, dtype=torch.cfloat))
        self.g = nn.Parameter(torch.fft.rfft(torch.ones(4)))
        self.h = nn.Parameter(torch.tensor([1, 2]).type(torch.FloatTensor))
        self.i = nn.Parameter()


# build: Legacy(2)
