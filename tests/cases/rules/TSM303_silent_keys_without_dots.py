"""Keys that may hold a dot or not, and names under which nn.Module takes one."""
from torch import nn


class Cleaned(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.replaced = nn.ModuleDict({f"layer.{name}".replace(".", "_"): nn.Linear(1, 1)})
        self.split = nn.ModuleDict({f"layer.{name}".split(".")[0]: nn.Linear(1, 1)})
        self.unknown = nn.ModuleDict({f"layer_{name}": nn.Linear(1, 1)})
        setattr(self, f"layer.{name}", nn.Linear(1, 1))  # nn.Module doesn't look at the name of a module


# build: Cleaned("a")
