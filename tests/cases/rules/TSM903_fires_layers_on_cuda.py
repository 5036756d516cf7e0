import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim: int = 2):
        super().__init__()
        self.lin = nn.Linear(dim, dim).cuda()  # expect: TSM903
        self.conv = nn.Conv1d(dim, dim, 1, device="cuda")  # expect: TSM903
        self.out = nn.Sequential(nn.Linear(dim, 1), nn.ReLU()).to("cuda:0")  # expect: TSM903
        self.norm = nn.LayerNorm(dim).to(torch.device("cuda"))  # expect: TSM903

    def forward(self, x):
        return self.out(self.norm(self.lin(x)))


# build: Net()
