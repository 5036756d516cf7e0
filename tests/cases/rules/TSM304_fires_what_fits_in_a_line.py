import torch
from torch import nn


class Stack(nn.Module):
    def __init__(self, depth: int = 2, width: int = 2):
        super().__init__()
        self.body = nn.Sequential([nn.Linear(width, width) for _ in range(depth)])  # expect: TSM304
        layers = [nn.Linear(width, width)]
        self.tail = nn.Sequential(layers)  # expect: TSM304
        self.rows = nn.ModuleList([[nn.Linear(width, width)], [nn.Linear(width, width)]])  # expect: TSM304
        self.parts = nn.ModuleList({"a": nn.Linear(width, width)} for _ in range(depth))  # expect: TSM304
        self.register_buffer("size", width, persistent=False)  # expect: TSM304
        self.register_buffer("kind", "plain")  # expect: TSM304
        self.register_buffer("scales", [torch.ones(2), torch.ones(3)])  # expect: TSM304
        self.register_buffer("order", range(depth))  # expect: TSM304
        self.register_parameter("gain", torch.ones(width))  # expect: TSM304
        self.register_parameter(name="bins", param=torch.arange(width))  # expect: TSM304
        self.add_module("heads", [nn.Linear(width, width)])  # expect: TSM304
        self.add_module("shift", torch.ones(width))  # expect: TSM304


# build: Stack()
