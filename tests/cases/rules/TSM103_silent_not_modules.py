import collections

import numpy as np
import torch
from torch.utils.data import Dataset, Sampler


class Rollouts:
    def __init__(self, steps):
        self.obs = [torch.zeros(3) for _ in range(steps)]
        self.info = {"done": torch.zeros(1)}
        self.info["reward"] = torch.zeros(1)


class Sequences(Dataset):
    def __init__(self, lengths):
        self.items = [torch.arange(n) for n in lengths]


class ByLength(Sampler):
    table = [torch.zeros(1)]

    def __init__(self, data):
        self.order = collections.deque(torch.zeros(1) for _ in data)
        self.arrays = [np.zeros(2)]


class Cache(dict):
    def __init__(self):
        super().__init__()
        self["first"] = torch.zeros(1)
        self.extra = [torch.zeros(1)]


# build: (Rollouts(2), Sequences([1, 2]), ByLength([1]), Cache())
