from dataclasses import InitVar, dataclass, field
from typing import ClassVar

from torch import nn


@dataclass(eq=False)
class Wrapper(nn.Module):
    # an InitVar goes to __post_init__ and is not stored; a ClassVar is no field
    inner: InitVar[nn.Module]
    scale: float = 1.0
    tags: dict = field(default_factory=dict)
    kind: ClassVar[str] = "wrapper"

    def __post_init__(self, inner):
        nn.Module.__init__(self)
        self.wrapped = inner

    def forward(self, x):
        return self.wrapped(x) * self.scale


# build: Wrapper(nn.Linear(2, 2), scale=0.5)(torch.ones(1, 2))
