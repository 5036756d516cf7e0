import torch
from torch import nn


class Memory(nn.Module):
    def __init__(self, width=3, steps=10):
        super().__init__()
        self.running_mean = torch.zeros(width)  # expect: TSM101
        self.bank = torch.zeros(steps, width)  # expect: TSM101
        self.slow = torch.zeros(width)  # expect: TSM101
        self.total_steps = torch.arange(steps)  # expect: TSM101
        self.num_heads = torch.ones(width)  # expect: TSM101
        self.kernel = torch.eye(width)  # expect: TSM101
        self.last = torch.zeros(width)  # expect: TSM101
        self.grid_cpu = torch.arange(width)  # expect: TSM101
        self.register_buffer("grid", self.grid_cpu)
        shared = torch.arange(width)
        self.plain = shared  # expect: TSM101
        self.register_buffer("table", shared)
        self.stride = torch.tensor(4)  # a number
        self.limit = torch.tensor(3.0)
        self.sizes = torch.tensor([3, 1])

    def forward(self, x):
        self.last = x * 2
        self.kernel = self.kernel.repeat(1, 1)
        self.bank[0] = x.detach()[0]
        self.slow = torch.lerp(self.slow, x.detach()[0], 0.1)
        if x.sum() > self.limit.item():
            return self.last
        self.last = self.last + self.num_heads + self.total_steps[:3] + self.running_mean
        return self.last[:int(self.stride)].view(*self.sizes.tolist())


# build: Memory()
