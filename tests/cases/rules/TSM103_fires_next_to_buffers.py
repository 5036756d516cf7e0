import torch
from torch import nn


class WindowAttention(nn.Module):
    """The list outlives the buffers that were made of it, and stays on the old device."""

    def __init__(self, windows=(2, 3), frozen=True):
        super().__init__()
        self.tables = [torch.zeros(w) for w in windows]  # expect: TSM103
        for i, table in enumerate(self.tables):
            self.register_buffer(f"table_{i}", table)

        if frozen:
            self.steps = [torch.ones(1), torch.ones(2)]  # expect: TSM103
        else:
            self.steps = nn.ParameterList([torch.ones(1), torch.ones(2)])

        net = nn.Linear(2, 2)
        self.net = net
        self.shadow = {n: p.detach().clone() for n, p in net.named_parameters()}  # expect: TSM103
        self.before = [p.data.clone() for p in self.parameters()]  # expect: TSM103


# build: WindowAttention()
# build: WindowAttention(frozen=False)
