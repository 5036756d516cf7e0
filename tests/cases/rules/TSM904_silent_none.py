"""None reserves the name: nn.Buffer(None) would be an empty tensor."""
import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, features, affine):
        super().__init__()
        self.register_buffer("running_mean", None)
        self.register_parameter("bias", None)
        self.register_buffer("table", torch.arange(features) if affine else None)
