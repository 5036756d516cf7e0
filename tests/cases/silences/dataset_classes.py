import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, IterableDataset, Sampler


class Windows(Dataset):
    def __init__(self, series, length=4, transform=None):
        self.series = torch.as_tensor(series, dtype=torch.float32)
        self.mean, self.std = self.series.mean(), self.series.std()
        self.windows = [self.series[i:i + length] for i in range(len(self.series) - length)]
        # datasets are no Modules: a transform with weights is nobody's child
        self.transforms = [transform or nn.Linear(length, length)]
        self.labels = {}
        for i, window in enumerate(self.windows):
            self.labels[i] = window.sum() > 0

    def __len__(self):
        return len(self.windows)

    def __getitem__(self, index):
        x = (self.windows[index] - self.mean) / self.std
        for transform in self.transforms:
            x = transform(x)
        return x.detach(), self.labels[index]


class Noise(IterableDataset):
    def __init__(self, count):
        super().__init__()
        self.count = count
        self.base = torch.zeros(2)

    def __iter__(self):
        return (self.base + torch.randn(2) for _ in range(self.count))


class Shuffled(Sampler):
    def __init__(self, data):
        self.order = torch.randperm(len(data))

    def __iter__(self):
        return iter(self.order.tolist())


def loaders(seed=0):
    random.seed(seed)
    data = Windows([random.random() for _ in range(12)])
    return [DataLoader(data, batch_size=2, sampler=Shuffled(data)), DataLoader(Noise(3))]


# build: [next(iter(loader)) for loader in loaders()]
