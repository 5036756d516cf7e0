import weakref

import torch
from torch import nn


class Report(nn.Module):
    def __init__(self, net: nn.Module, dim=2):
        super().__init__()
        self.net = net
        self.w = nn.Parameter(torch.ones(dim))
        self.sizes = [p.numel() for p in net.parameters()]
        self.shapes = {name: p.shape for name, p in self.named_parameters()}
        self.trainable = [name for name, p in net.named_parameters() if p.requires_grad]
        self.norms = tuple(p.norm().item() for p in self.parameters())
        self.grads = [p.grad for p in self.parameters()]  # all None so far
        self.kinds = [nn.Parameter, torch.Tensor]
        self.makers = {"ones": lambda: nn.Parameter(torch.ones(dim))}
        self.ref = [weakref.ref(self.w)]
        self.init_fns = [nn.init.zeros_, nn.init.ones_]
        self.hooks = [self.w.register_hook(lambda grad: grad * 2)]
        self.start = {"w": self.w.detach().numpy().copy()}


# build: Report(torch.nn.Linear(1, 1))
