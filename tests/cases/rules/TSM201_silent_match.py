import torch
from torch import nn


class Pool(nn.Module):
    def __init__(self, kind: str, dim: int = 4):
        super().__init__()
        # the cases of one match exclude each other
        match kind:
            case "mean":
                self.query = None
            case "token":
                self.register_parameter("query", nn.Parameter(torch.zeros(1, dim)))
            case "mlp" | "deep":
                self.add_module("query", nn.Linear(dim, 1))
            case _:
                self.register_buffer("query", torch.ones(1, dim))


# build: Pool("mean")
# build: Pool("token")
# build: Pool("deep")
# build: Pool("ones")
