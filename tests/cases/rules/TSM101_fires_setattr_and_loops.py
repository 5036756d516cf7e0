import torch
from torch import nn


class PriorBoxes(nn.Module):
    def __init__(self, sizes=(2, 4), strides=None):
        super().__init__()
        strides = strides or [8, 16]
        for axis in ("x", "y"):
            setattr(self, f"grid_{axis}", torch.arange(4).float())  # expect: TSM101
        for i in range(3):
            setattr(self, "level_" + str(i), torch.full((4,), float(i)))  # expect: TSM101
        setattr(self, "variances", torch.tensor([0.1, 0.2]))  # expect: TSM101

        boxes = torch.empty(0, 4)
        n = 0
        while n < len(sizes):
            boxes = torch.cat([boxes, torch.full((1, 4), sizes[n])])
            n += 1
        self.boxes = boxes  # expect: TSM101
        with torch.no_grad():
            self.scales = torch.stack([torch.tensor(s) for s in strides])  # expect: TSM101


# build: PriorBoxes()
