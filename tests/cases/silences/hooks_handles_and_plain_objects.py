import logging
import threading
from collections import OrderedDict, deque
from enum import Enum

import torch
from torch import nn


class Mode(Enum):
    TRAIN = 1
    EVAL = 2


class Probe(nn.Module):
    """Keeps many things that are neither tensors nor Modules with state."""

    def __init__(self, model: nn.Module, layers=("0",)):
        super().__init__()
        self.model = model
        self.layer_names = list(layers)
        self.handles = [model.get_submodule(name).register_forward_hook(self._count) for name in layers]
        self.calls = OrderedDict((name, 0) for name in layers)
        self.recent = deque(maxlen=4)
        self.lock = threading.Lock()
        self.log = logging.getLogger(__name__)
        self.mode = Mode.TRAIN
        self.dtype = torch.float32
        self.device_type = torch.device("cpu").type
        self.shapes = {name: tuple(p.shape) for name, p in model.named_parameters()}
        self.num_parameters = sum(p.numel() for p in model.parameters())
        self.norm = float(torch.stack([p.norm() for p in model.parameters()]).max())
        self.peak = torch.ones(3).max().item()
        self.acts = [nn.ReLU(), nn.Identity()]
        self.losses = {"mse": nn.MSELoss(), "l1": nn.L1Loss()}

    def _count(self, module, args, output):
        self.recent.append(tuple(output.shape))

    def forward(self, x):
        for act in self.acts:
            x = act(x)
        return self.model(x)

    def close(self):
        while self.handles:
            self.handles.pop().remove()


# build: net = Probe(nn.Sequential(nn.Linear(2, 2))); net(torch.ones(1, 2)); net.close(); net
