import torch
from torch import nn


class LayerScale(nn.Module):
    def __init__(self, dim, learn=True, kind="ones", frozen=False):
        super().__init__()
        if learn:
            self.gamma = nn.Parameter(torch.ones(dim))
        else:
            self.gamma = torch.ones(dim)  # expect: TSM101

        match kind:
            case "ones":
                self.shift = torch.ones(dim)  # expect: TSM101
            case "none":
                self.shift = None
            case _:
                self.register_buffer("shift", torch.zeros(dim))

        try:
            import a_module_that_nobody_has as fast
            self.table = fast.table(dim)
        except ImportError:
            self.table = torch.eye(dim)  # expect: TSM101

        self.temperature = torch.ones(1)  # expect: TSM101
        if frozen:
            return  # the placeholder above is all that a frozen one ever gets
        self.temperature = nn.Parameter(torch.ones(1))


# build: LayerScale(2)
# build: LayerScale(2, learn=False, kind="none", frozen=True)
# build: LayerScale(2, kind="zeros")
