from torch import nn


class Fpn(nn.Module):
    def __init__(self, channels: int, levels: int = 2):
        super().__init__()
        self.towers = nn.ModuleList([  # expect: TSM304
            [nn.Conv2d(channels, channels, 3), nn.ReLU()] for _ in range(levels)
        ])
        self.pairs = nn.ModuleList([(nn.Linear(2, 2), nn.Linear(2, 2))])  # expect: TSM304
        self.by_level = nn.ModuleList({"p3": nn.Linear(2, 2)} for _ in range(levels))  # expect: TSM304
        self.steps = nn.ModuleList([nn.Sequential(nn.Linear(2, 2), nn.ReLU()) for _ in range(levels)])


# build: Fpn(2)
