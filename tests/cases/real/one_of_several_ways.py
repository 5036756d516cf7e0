"""What happens in one branch or another, and what is registered in pieces: nothing is shared, lost or uninitialised."""
import torch
from torch import nn


class EitherBranch(nn.Module):
    def __init__(self, sizes, norm=False):
        super().__init__()
        layers = []
        for size in sizes:
            conv = nn.Conv2d(3, size, 3)
            if norm:
                layers += [conv, nn.BatchNorm2d(size), nn.ReLU()]
            else:
                layers += [conv, nn.ReLU()]
        self.features = nn.Sequential(*layers)
        last = []
        head = nn.Linear(2, 2)
        if norm:
            last.append(head)
        else:
            last.append(head)
        self.head = nn.Sequential(*last)


class InBoth(nn.Module):
    def __init__(self, norm=False):
        super().__init__()
        layers = []
        conv = nn.Conv2d(3, 3, 3)
        layers.append(conv)
        if norm:
            layers.append(conv)
        self.body = nn.Sequential(*layers)  # expect: TSM107


class GroupsOfRegistered(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Linear(2, 2)
        self.norm = nn.BatchNorm1d(2)
        self.features = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
        self.layers = [nn.Sequential(self.conv, self.norm), self.features[:1]]
        self.partly = [nn.Sequential(self.conv, nn.Linear(2, 2))]  # expect: TSM105


class BeginsInAMethod(nn.Module):
    def __init__(self, *args, **kwargs):
        if len(args) == 1:
            self.__dict__.update(args[0].__dict__)
        else:
            self._begin(*args, **kwargs)

    def _begin(self, first, second):
        super().__init__()
        self.n = first + second


class Begun(BeginsInAMethod):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.depth = nn.Linear(2, 2)


class NeverBegun(BeginsInAMethod):
    def __init__(self, n):
        self.depth = nn.Linear(2, 2)  # expect: TSM302


class ClassForALayer(nn.Module):
    def __init__(self, n, activation: nn.ReLU, layer: nn.Module = EitherBranch):
        self.layer = layer
        super().__init__()
        layers = [nn.Linear(2, 2), activation()]
        for _ in range(n):
            layers.extend([nn.Linear(2, 2), activation()])
        self.body = nn.Sequential(*layers)


class ALayer(nn.Module):
    def __init__(self, layer: nn.Module):
        self.layer = layer  # expect: TSM301
        super().__init__()


class ConditionalWeights(nn.Module):
    def __init__(self, has_params=False, trainable=False):
        super().__init__()
        try:
            assert not (trainable and not has_params)
        except AssertionError:
            has_params = True
        if has_params:
            self.weight = nn.Parameter(torch.empty(2), requires_grad=trainable)


class StateOfOneCall(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.register_buffer("states", torch.zeros(size, 4))


class Weights(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.states = nn.Parameter(torch.zeros(size, 4))


class Gate(nn.Module):
    def forward(self, device):
        device.states = device.states + 1


class Circuit(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = Gate()

    def forward(self, x):
        device = StateOfOneCall(size=x.shape[0])
        self.gate(device)
        return ConditionalWeights()(x) + device.states


class CircuitOfWeights(nn.Module):
    def forward(self, x):
        return Weights(2)(x)  # expect: TSM108
