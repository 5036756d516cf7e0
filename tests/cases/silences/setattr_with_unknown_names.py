import torch
from torch import nn


class FromConfig(nn.Module):
    def __init__(self, fields, tables, copies=()):
        super().__init__()
        for key, value in fields.items():
            setattr(self, key, value)
        for name, table in tables:
            self.register_buffer(name, torch.as_tensor(table))
        # names from outside: which ones come twice or have a dot is unknown
        for name in copies:
            setattr(self, name + "_frozen", nn.Parameter(getattr(self, name).clone(), requires_grad=False))
            self.register_parameter(f"{name}_gain", nn.Parameter(torch.ones(1)))

    def load(self, state):
        for name, value in state.items():
            if isinstance(value, torch.Tensor):
                getattr(self, name).copy_(value)
            else:
                setattr(self, name, value)


class Cloned(nn.Module):
    def __init__(self, source: nn.Module):
        super().__init__()
        for name, child in source.named_children():
            self.add_module(name, child)
        for name, param in source.named_parameters(recurse=False):
            setattr(self, name, nn.Parameter(param.detach().clone()))
        self.__dict__.update({k: v for k, v in vars(source).items() if isinstance(v, (int, float, str))})


# build: net = FromConfig({"rate": 0.1}, [("a", [1.0])], ["a"]); net.load({"a": torch.ones(1), "k": 1}); net
# build: Cloned(nn.Sequential(nn.Linear(2, 2), nn.ReLU()))
# build: Cloned(nn.Bilinear(2, 2, 1))
