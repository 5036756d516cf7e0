import torch
from torch import nn


class Copied(nn.Module):
    def __init__(self, layer: nn.Module, tables: dict, key=None):
        super().__init__()
        # a deeper layer would give dotted names, but which one comes is unknown
        for name, param in layer.named_parameters():
            self.register_parameter(name, nn.Parameter(param.detach().clone()))
        for name in tables:
            self.register_buffer(f"table_{name}", torch.as_tensor(tables[name]))
        if key is not None:
            self.add_module(key, nn.Linear(2, 2))


# build: Copied(nn.Linear(2, 2), {"sin": [0.0, 1.0]}, key="extra")
# build: Copied(nn.LayerNorm(2), {})
