from collections import defaultdict, deque

import torch
from torch import nn


class RunningFilters(nn.Module):
    def __init__(self, widths=(3, 5)):
        super().__init__()
        self.kernels, self.taps = [], {}
        self.queue = deque(maxlen=3)
        self.slots = [None] * len(widths)
        self.groups = defaultdict(list)
        self.seen = set()
        for i, width in enumerate(widths):
            kernel = torch.hann_window(width)
            self.kernels.append(kernel / kernel.sum())  # expect: TSM103
            self.taps[width] = kernel  # expect: TSM103
            self.slots[i] = torch.zeros(width)  # expect: TSM103
            self.groups["all"].append(torch.ones(width))  # expect: TSM103
        self.kernels.extend([torch.ones(1), torch.ones(2)])  # expect: TSM103
        self.kernels += [torch.zeros(1)]  # expect: TSM103
        self.kernels.insert(0, torch.zeros(7))  # expect: TSM103
        self.taps.update({"box": torch.ones(3)})  # expect: TSM103
        self.taps.setdefault("tri", torch.rand(3))  # expect: TSM103
        self.queue.appendleft(torch.zeros(2))  # expect: TSM103
        self.seen.add(torch.ones(1))  # expect: TSM103
        self.kernels.append(len(widths))


# build: RunningFilters()
