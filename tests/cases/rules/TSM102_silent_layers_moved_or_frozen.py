import torch
from torch import nn


class Distilled(nn.Module):
    """`.to()`, `.cuda()`, `.requires_grad_()` of a Module give back that Module, not a tensor."""

    def __init__(self, teacher: nn.Module, device="cpu"):
        super().__init__()
        self.teacher = teacher.requires_grad_(False).eval()
        self.body = nn.Sequential(nn.Linear(2, 2), nn.ReLU()).to(device)
        self.head = nn.Linear(2, 2).double()
        self.norm = nn.BatchNorm1d(2).half().to(torch.float32)
        self.neck = nn.utils.parametrizations.spectral_norm(nn.Linear(2, 2))
        self.tail = nn.Linear(2, 2, device=device).train(False)
        self.first = self.body[0]
        self.layer = nn.utils.skip_init(nn.Linear, 2, 2)
        nn.utils.parametrize.register_parametrization(self.head, "weight", nn.Identity())
        for p in self.tail.parameters():
            p.requires_grad = False


# build: Distilled(torch.nn.Linear(2, 2))
