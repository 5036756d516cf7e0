"""What the bases of other libraries register, and their properties that can only be read."""
import gpytorch
import lightning as L
import torch
import torchmetrics
from gpytorch.kernels import RBFKernel, ScaleKernel
from timm.models.vision_transformer import VisionTransformer
from torch import nn


class Fixed(RBFKernel):
    def __init__(self):
        super().__init__()
        self.raw_lengthscale = torch.zeros(1)  # expect: TSM203


class Scaled(ScaleKernel):
    def __init__(self, base):
        super().__init__(base)
        self.raw_outputscale = torch.zeros(1)  # expect: TSM203
        self.is_stationary = True  # expect: TSM203


class Offset(gpytorch.means.ConstantMean):
    def __init__(self):
        super().__init__()
        self.raw_constant = torch.tensor(0.0)  # expect: TSM203


class Short(VisionTransformer):
    def __init__(self):
        super().__init__()
        self.pos_embed = torch.zeros(1, 197, 768)  # expect: TSM203
        self.blocks = [nn.Linear(2, 2)]  # expect: TSM203


class Mean(torchmetrics.MeanMetric):
    def __init__(self, device):
        super().__init__()
        self.device = device  # expect: TSM203


class Lit(L.LightningModule):
    def __init__(self, hparams, device):
        super().__init__()
        self.hparams = hparams  # expect: TSM203
        self.device = device  # expect: TSM203
        self.fc = nn.Linear(1, 1)


class Plain(L.LightningModule):
    def __init__(self, hparams):
        super().__init__()
        self.hparams = hparams  # expect: TSM203


class Own(nn.Module):
    def __init__(self, scale):
        super().__init__()
        self.scale = 2.0  # expect: TSM203
        self.offset = 1.0

    @property
    def scale(self):
        return self._scale

    @property
    def offset(self):
        return self._offset

    @offset.setter
    def offset(self, value):
        self._offset = value
