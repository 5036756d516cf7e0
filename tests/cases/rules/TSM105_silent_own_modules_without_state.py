"""Own modules that hold nothing and do the same under train() and eval(): nothing is lost with them."""
import torch
from torch import nn
from torch.nn.modules.loss import _Loss


class PairwiseNegSDR(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def forward(self, a, b):
        return (a - b).abs().sum()


class Distance(nn.Module):
    def __init__(self):
        super().__init__()
        self.act = nn.ReLU()
        self.inner = PairwiseNegSDR("a")

    def forward(self, a, b):
        return self.inner(self.act(a), b)


class Sdr:
    def __init__(self):
        self.loss = PairwiseNegSDR("sisdr")

    def compute_loss(self, a, b):
        return self.loss(a, b)


class Negative(_Loss):
    def __init__(self, by):
        super().__init__()
        self.by = by

    def forward(self, a, b):
        return -self.by * (a - b).sum()


class Expert(nn.Module):
    def __init__(self):
        super().__init__()
        self.objective = Sdr()
        self.losses = [PairwiseNegSDR("sisdr"), Distance(), Negative(2.0)]
        self.by_name = {"distance": nn.Sequential(Distance(), nn.ReLU())}

    def forward(self, a, b):
        return self.objective.compute_loss(a, b) + torch.stack([loss(a, b) for loss in self.losses]).sum()


class MovingAverage(nn.Module):
    def __init__(self, size, stride):
        super().__init__()
        self.size = size
        self.pool = nn.AvgPool1d(kernel_size=size, stride=stride)

    def forward(self, x):
        return self.pool(x[..., self.size // 2:])


class Decomposition(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.averages = [MovingAverage(size, stride=1) for size in sizes]


class LabelLoss(_Loss):
    def __init__(self, task, sentences):
        super().__init__()
        self.task = task
        self.pad = task.dictionary.pad() if hasattr(task, "dictionary") else -100
        self.sentences = sentences

    def forward(self, a, b):
        return (a - b).masked_fill(b == self.pad, 0.0).sum()


class Tasks(nn.Module):
    def __init__(self, tasks):
        super().__init__()
        self.losses = {name: LabelLoss(task, task.sentences) for name, task in tasks.items()}


class Similarity(nn.Module):
    def __init__(self, win=5):
        super().__init__()
        self.win = win

    def forward(self, x):
        return x * self.win


class Resolutions(nn.Module):
    def __init__(self, scale=3):
        super().__init__()
        self.parts = []
        for i in range(scale):
            self.parts.append(Similarity(win=9 - i * 2))


# build: Resolutions()
# build: Expert()
# build: Decomposition([3, 5])
# build: Tasks({})
