import copy

import torch
from torch import nn


class Distilled(nn.Module):
    def __init__(self, teacher, student, make):
        super().__init__()
        self.teacher = teacher.requires_grad_(False)
        self.student = student.eval().requires_grad_(True)
        self.copied = copy.deepcopy(teacher).requires_grad_(False)
        self.made = make().requires_grad_(True)
        self.start = nn.Parameter(student.weight.detach().requires_grad_(True))

    def forward(self, x):
        return self.student(x) - self.teacher(x)


# build: Distilled(nn.Linear(2, 2), nn.Linear(2, 2), lambda: nn.Linear(2, 2))
