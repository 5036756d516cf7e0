import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, dim: int, device: str = "cuda", impl: str = "cuda"):
        super().__init__()
        # a default is the caller's to change: nothing is fixed here
        self.lin = nn.Linear(dim, dim).to(device)
        self.register_buffer("mean", torch.zeros(dim, device=device))
        # a string that names no device of a tensor
        self.impl = impl if impl != "cuda" else "fused-cuda"


# build: Net(2, device="cpu")
# build: Net(2, "meta", impl="triton")
