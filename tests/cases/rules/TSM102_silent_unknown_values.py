import torch
from torch import nn


class FromState(nn.Module):
    def __init__(self, state, layer, n=2, **init):
        super().__init__()
        # neither an argument without annotation nor what it gives is known to be a tensor
        self.w = state["w"]
        self.b = layer.weight * 2
        self.c = init.get("c", None)
        self.scaled = state["w"] / n
        self.d = layer.bias.requires_grad_()
        self.proj = layer
        self.grad = torch.ones(n).grad
        self.lin = nn.Linear(n, n)
        self.weight_grad = self.lin.weight.grad


# build: FromState({"w": 1}, types.SimpleNamespace(weight=1, bias=types.SimpleNamespace(requires_grad_=int)))
