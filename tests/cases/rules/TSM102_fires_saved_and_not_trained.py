"""What get_extra_state mentions is saved, and yet no optimizer sees it; what it doesn't mention isn't."""
import torch
from torch import nn


class Extra(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = torch.zeros(3, requires_grad=True)  # expect: TSM102
        self.offsets = [nn.Parameter(torch.zeros(3))]  # expect: TSM104
        self.mean = torch.zeros(3)  # expect: TSM101

    def get_extra_state(self):
        return {"scale": self.scale, "offsets": self.offsets}

    def set_extra_state(self, state):
        self.scale, self.offsets = state["scale"], state["offsets"]


# build: assert not list(Extra().parameters()); assert list(Extra().state_dict()) == ["_extra_state"]
