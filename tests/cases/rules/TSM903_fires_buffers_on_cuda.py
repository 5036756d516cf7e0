import torch
import torch.nn as nn


class Normalize(nn.Module):
    def __init__(self, mean=(0.5,), std=(0.5,)):
        super(Normalize, self).__init__()
        self.register_buffer("mean", torch.tensor(mean).cuda())  # expect: TSM903
        self.register_buffer("std", torch.tensor(std, device="cuda"), persistent=False)  # expect: TSM903
        self.register_buffer(  # expect: TSM903
            "window",
            torch.hann_window(4).to(device="cuda"),
        )
        self.register_buffer("steps", torch.arange(4.0, device="cuda:1"))  # expect: TSM903


# build: Normalize()
