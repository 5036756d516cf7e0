"""Arguments that come one by one or by name, and are registered, or are no modules."""
from torch import nn


class Registered(nn.Module):
    def __init__(self, *members: nn.Module, **parts: nn.Module):
        super().__init__()
        self.members = nn.ModuleList(members)
        self.order = list(members)
        self.parts = nn.ModuleDict(parts)
        self.names = list(parts)
        self.count = len(members)


class Added(nn.Module):
    def __init__(self, *members: nn.Module):
        super().__init__()
        for index, member in enumerate(members):
            self.add_module(f"member{index}", member)
        self.members = members


class Run(nn.Sequential):
    def __init__(self, *members: nn.Module, **options):
        super().__init__(*members)
        self.members = members
        self.options = options


class Numbers(nn.Module):
    def __init__(self, *sizes: int, **scales: float):
        super().__init__()
        self.sizes = sizes
        self.scales = scales


class Unpacked(nn.Module):
    def __init__(self, *members: nn.Module):
        super().__init__()
        first, *rest = members
        self.first = first
        self.rest = nn.ModuleList(rest)


# build: Registered(nn.ReLU(), a=nn.ReLU()); Added(nn.ReLU()); Run(nn.ReLU()); Numbers(1, a=2.0); Unpacked(nn.ReLU())
