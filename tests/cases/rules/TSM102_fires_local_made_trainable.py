import numpy as np
import torch
from torch import Tensor, nn
from torch.autograd import Variable


class StyleCode(nn.Module):
    def __init__(self, content: Tensor, steps: int = 3, init=None):
        super().__init__()
        canvas = content.clone()
        canvas.requires_grad = True
        self.canvas = canvas  # expect: TSM102
        self.noise = content.detach().requires_grad_(True)  # expect: TSM102
        self.h0 = Variable(torch.zeros(1, 1, 4), requires_grad=True)  # expect: TSM102
        w = torch.from_numpy(np.ones((2, 2), dtype="float32"))
        w.requires_grad_()
        self.w = w  # expect: TSM102
        self.inner: Tensor = torch.autograd.Variable(torch.rand(steps), requires_grad=True)  # expect: TSM102
        (start := torch.zeros(2)).requires_grad_()
        self.start = start if init is None else init  # expect: TSM102


# build: StyleCode(torch.ones(2))
