from collections import OrderedDict, defaultdict, deque

from torch import nn


class UNet(nn.Module):
    def __init__(self, widths=(1, 2, 4)):
        super().__init__()
        self.downs, self.ups = [], []
        self.skips = {}
        self.by_level = defaultdict(list)
        self.order = OrderedDict()
        self.queue = deque()
        self.slots = [None] * len(widths)
        for a, b in zip(widths, widths[1:]):
            self.downs.append(nn.Conv2d(a, b, 3, padding=1))  # expect: TSM105
            self.downs.append(nn.ReLU())
            self.ups.insert(0, nn.ConvTranspose2d(b, a, 2))  # expect: TSM105
            self.skips[a] = nn.Conv2d(b, a, 1)  # expect: TSM105
            self.by_level[b].append(nn.BatchNorm2d(b))  # expect: TSM105
            self.order[f"stage{b}"] = nn.Sequential(nn.Conv2d(a, b, 1))  # expect: TSM105
        self.slots[0] = nn.GroupNorm(1, 4)  # expect: TSM105
        self.downs.extend([nn.Conv2d(4, 4, 1), nn.SiLU()])  # expect: TSM105
        self.ups += [nn.Conv2d(1, 1, 1)]  # expect: TSM105
        self.skips.update({"mid": nn.Conv2d(1, 1, 1)})  # expect: TSM105
        self.queue.appendleft(nn.Linear(1, 1))  # expect: TSM105


# build: UNet()
