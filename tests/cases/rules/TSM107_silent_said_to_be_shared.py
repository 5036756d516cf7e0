from torch import nn


class Detector(nn.Module):
    def __init__(self, width, layers, share_head=True):
        super().__init__()
        if share_head:
            shared_head = nn.Linear(width, 4)
            self.heads = nn.ModuleList([shared_head] * layers)
        else:
            self.heads = nn.ModuleList([nn.Linear(width, 4) for _ in range(layers)])
        tied = nn.Linear(width, width)
        self.mixers = nn.ModuleList([tied for _ in range(layers)])


# build: Detector(4, 2)
