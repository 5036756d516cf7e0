"""Parameters that a caller gives, who may have them registered."""
from typing import Iterable, Optional

from torch import nn


class Regularizer(nn.Module):
    def __init__(self, parameters: Optional[Iterable[nn.Parameter]] = None):
        super().__init__()
        self.tracked = list(parameters) if parameters else []  # expect: TSM104


# build: Regularizer(nn.Embedding(3, 2).parameters())
