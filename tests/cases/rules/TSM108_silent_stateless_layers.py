import torch
from torch import nn


class Pooled(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.conv = nn.Conv2d(dim, dim, 3)

    def forward(self, x):
        # no Parameters and no buffers: nothing is lost when they go
        x = nn.ReLU()(torch.tanh(self.conv(x)))
        x = nn.ReflectionPad2d(1)(x)
        x = nn.MaxPool2d(2)(x)
        x = nn.Upsample(scale_factor=2)(x)
        x = nn.InstanceNorm2d(x.shape[1])(x)
        return nn.Sequential(nn.Flatten(), nn.Softmax(dim=-1))(x)

    @property
    def loss(self):
        return nn.MSELoss(reduction="sum")


# build: Pooled(2)(torch.ones(1, 2, 6, 6))
# build: Pooled(2).loss
