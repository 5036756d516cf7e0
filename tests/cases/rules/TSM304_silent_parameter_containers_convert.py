import torch
from torch import nn


class Prompts(nn.Module):
    def __init__(self, tasks=("a", "b"), dim=2):
        super().__init__()
        # ParameterList and ParameterDict make Parameters of tensors themselves
        self.keys_ = nn.ParameterList([torch.randn(dim) for _ in tasks])
        self.values_ = nn.ParameterList(torch.zeros(dim) for _ in tasks)
        self.values_.append(torch.ones(dim))
        self.by_task = nn.ParameterDict({task: torch.zeros(dim) for task in tasks})
        self.by_task["extra"] = nn.Parameter(torch.ones(dim))


# build: Prompts()
