"""Names for which a base of another library has a setter, a state of its own, or what hangs on its arguments."""
import gpytorch
import lightning as L
import torch
import torchmetrics
from gpytorch.kernels import Kernel, PeriodicKernel, RBFKernel, ScaleKernel
from timm.models.vision_transformer import VisionTransformer
from torch import nn


class Fixed(RBFKernel):
    def __init__(self):
        super().__init__()
        self.lengthscale = torch.tensor(1.0)


class Periodic(PeriodicKernel):
    def __init__(self):
        super().__init__()
        self.lengthscale = torch.tensor(1.0)
        self.period_length = torch.tensor(1.0)


class Own(Kernel):
    has_lengthscale = True

    def __init__(self):
        super().__init__()
        self.lengthscale = torch.tensor(1.0)


class Scaled(ScaleKernel):
    def __init__(self, base):
        super().__init__(base)
        self.outputscale = torch.tensor(1.0)


class Offset(gpytorch.means.ConstantMean):
    def __init__(self):
        super().__init__()
        self.constant = torch.tensor(0.0)


class Noisy(gpytorch.likelihoods.GaussianLikelihood):
    def __init__(self):
        super().__init__()
        self.noise = torch.tensor(0.1)


class Mean(torchmetrics.MeanMetric):
    def __init__(self):
        super().__init__()
        self.mean_value = torch.tensor(0.0)


class Short(VisionTransformer):
    def __init__(self, **options):
        super().__init__(**options)
        self.pos_embed = torch.zeros(1, 197, 768)


class Learned(VisionTransformer):
    def __init__(self):
        super().__init__()
        self.pos_embed = nn.Parameter(torch.zeros(1, 197, 768))
        self.head = nn.Linear(768, 10)


class Lit(L.LightningModule):
    def __init__(self):
        super().__init__()
        self.example_input_array = torch.zeros(1, 3)


class Moved(L.LightningModule):
    def __init__(self, device):
        super().__init__()
        self.device = device

    @property
    def device(self):
        return self._where

    @device.setter
    def device(self, device):
        self._where = device
