import torch
from torch import nn


class Problem(nn.Module):
    _optimizers = None

    def __init__(self):
        super().__init__()
        if self._optimizers is not None:
            self.register_buffer("optimizers", torch.tensor(self._optimizers))


class Hartmann(Problem):
    """hasattr() of a property that raises AttributeError is False: register_buffer works (super().optimizers -> nn.Module.__getattr__)."""

    def __init__(self, dim=3):
        self.dim = dim
        self._optimizers = {3: [0.1]}.get(dim)
        super().__init__()

    @property
    def optimizers(self) -> torch.Tensor:
        if self.dim == 4:
            raise NotImplementedError()
        return super().optimizers


print(Hartmann().optimizers)
