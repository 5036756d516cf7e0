import torch
from torch import nn


class AnchorHead(nn.Module):
    """One set of anchors a level, each a buffer of its own that is not saved."""

    def __init__(self, channels, classes=3, strides=(8, 16), ratios=(0.5, 1.0, 2.0)):
        super().__init__()
        self.strides = strides
        self.num_anchors = len(ratios)
        for stride in strides:
            self.register_buffer(f"anchors_{stride}", self.make_anchors(stride, ratios), persistent=False)
        self.cls_towers = nn.ModuleList()
        self.box_towers = nn.ModuleList()
        for _ in strides:
            self.cls_towers.append(nn.Conv2d(channels, self.num_anchors * classes, 1))
            self.box_towers.append(nn.Conv2d(channels, self.num_anchors * 4, 1))
        self.scales = nn.ParameterList([nn.Parameter(torch.ones(1)) for _ in strides])
        for tower in [*self.cls_towers, *self.box_towers]:
            nn.init.normal_(tower.weight, std=0.01)
            nn.init.constant_(tower.bias, 0.0)

    @staticmethod
    def make_anchors(stride, ratios):
        ratio = torch.tensor(ratios)
        width, height = stride / ratio.sqrt(), stride * ratio.sqrt()
        return torch.stack([-width, -height, width, height], dim=1) / 2

    @property
    def anchors(self):
        return [getattr(self, f"anchors_{stride}") for stride in self.strides]

    def forward(self, maps):
        boxes = [tower(m) * scale for tower, scale, m in zip(self.box_towers, self.scales, maps)]
        scores = [tower(m) for tower, m in zip(self.cls_towers, maps)]
        return scores, boxes, self.anchors


# build: net = AnchorHead(2); net([torch.ones(1, 2, 4, 4), torch.ones(1, 2, 2, 2)]); net
