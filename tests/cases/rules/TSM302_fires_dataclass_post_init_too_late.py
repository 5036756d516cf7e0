from dataclasses import dataclass, field

from torch import nn


@dataclass(eq=False, repr=False)
class Critic(nn.Module):
    """The generated __init__ stores the fields first and calls __post_init__ last."""

    dim: int = 4
    activation: nn.Module = field(default_factory=nn.Tanh)  # expect: TSM302

    def __post_init__(self):
        super().__init__()
        self.value = nn.Linear(self.dim, 1)

    def forward(self, x):
        return self.value(self.activation(x))


# build: Critic()
# build: Critic(2, nn.ReLU())
