"""Modules that the instance itself holds as a ModuleList, ModuleDict or Sequential, and keeps in a plain list too."""
import copy

from torch import nn


class Given(nn.ModuleList):
    def __init__(self, transforms: list[nn.Module]):
        super().__init__(transforms)
        self.transforms = transforms


class Appended(nn.ModuleList):
    def __init__(self, transforms: list[nn.Module]):
        super().__init__()
        for transform in transforms:
            self.append(transform)
        self.transforms = transforms


class Extended(nn.ModuleList):
    def __init__(self, transforms: list[nn.Module]):
        super().__init__()
        self += transforms
        self.transforms = transforms


class Named(nn.ModuleDict):
    def __init__(self, transforms: list[nn.Module]):
        super().__init__({str(index): transform for index, transform in enumerate(transforms)})
        self.transforms = transforms


class PutIn(nn.ModuleDict):
    def __init__(self, transforms: list[nn.Module]):
        super().__init__()
        self.transforms = transforms
        for index, transform in enumerate(transforms):
            self.put(f"t{index}", transform)

    def put(self, name, transform):
        self[name] = transform


class Updated(nn.ModuleDict):
    def __init__(self, transforms: dict[str, nn.Module], names, others: list[nn.Module]):
        super().__init__()
        self.transforms = transforms
        self.others = others
        self.update(transforms)
        self.update(zip(names, others))


class Run(nn.Sequential):
    def __init__(self, transforms: list[nn.Module]):
        super().__init__(*transforms)
        self.transforms = transforms


class Wrapped(nn.ModuleList):
    def __init__(self, depth):
        layers = [nn.Linear(1, 1) for _ in range(depth)]
        super().__init__(nn.Sequential(layer, nn.ReLU()) for layer in layers)
        self.layers = layers


def last_layers(model: nn.Module, n: int) -> tuple[nn.Module]:
    return model[-n:]


class Branch(nn.Module):
    def __init__(self, base: nn.Module, n: int):
        super().__init__()
        layers = last_layers(base, n)
        for p in layers.parameters():
            p.requires_grad_(False)
        self.layers = copy.deepcopy(layers)


class Kept(nn.Module):
    def __init__(self, layers: tuple[nn.Module, ...], others: list[nn.Module]):
        super().__init__()
        self.layers = layers
        self.others = others
        layers.requires_grad_(False)

    def freeze(self):
        for p in self.others.parameters():
            p.requires_grad_(False)


# build: Kept(nn.Sequential(nn.Linear(1, 1)), nn.ModuleList([nn.Linear(1, 1)]))
# build: Given([nn.Linear(1, 1)]); Appended([nn.Linear(1, 1)]); Extended([nn.Linear(1, 1)]); Named([nn.Linear(1, 1)])
# build: PutIn([nn.Linear(1, 1)]); Updated({"a": nn.Linear(1, 1)}, "b", [nn.Linear(1, 1)]); Wrapped(2)
# build: Branch(nn.Sequential(nn.Linear(1, 1)), 1)
