import torch
from torch import nn


class Distilled(nn.Module):
    def __init__(self, teacher: nn.Module, dim: int):
        # both go round nn.Module.__setattr__, which keeps the teacher out of parameters() on purpose
        object.__setattr__(self, "teacher", teacher)
        self.__dict__["critic"] = teacher
        super().__init__()
        self.student = nn.Linear(dim, dim)

    def forward(self, x):
        with torch.no_grad():
            target = self.teacher(x)
        return self.student(x), target


# build: Distilled(nn.Linear(2, 2), 2)(torch.ones(1, 2))
