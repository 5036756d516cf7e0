"""Arguments that are modules by the annotation of `*members` and `**parts`, kept as they come."""
import torch
from torch import nn


class Members(nn.Module):
    def __init__(self, *members: nn.Module):
        super().__init__()
        self.members = members  # expect: TSM105


class Parts(nn.Module):
    def __init__(self, **parts: nn.Module):
        super().__init__()
        self.parts = parts  # expect: TSM105


class Tensors(nn.Module):
    def __init__(self, *tensors: torch.Tensor):
        super().__init__()
        self.tensors = tensors  # expect: TSM103


# build: assert not list(Members(nn.Linear(1, 1)).parameters()) and not list(Parts(a=nn.Linear(1, 1)).parameters())
# build: assert not Tensors(torch.ones(1)).state_dict()
