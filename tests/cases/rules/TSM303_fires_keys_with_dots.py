"""Keys of ModuleDict and ParameterDict that hold a dot whatever their unknown parts are."""
from collections import OrderedDict

import torch
from torch import nn


class Comprehension(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = nn.ModuleDict({f"layer.{i}": nn.Linear(1, 1) for i in range(depth)})  # expect: TSM303


class Literal(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.layers = nn.ModuleDict({f"layer.{name}": nn.Linear(1, 1)})  # expect: TSM303
        self.joined = nn.ModuleDict({"layer." + str(name): nn.Linear(1, 1)})  # expect: TSM303


class Pairs(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = nn.ModuleDict([(f"a.{i}", nn.Linear(1, 1)) for i in range(depth)])  # expect: TSM303


class OnePair(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.layers = nn.Sequential(OrderedDict([(f"a.{name}", nn.Linear(1, 1))]))  # expect: TSM303


class Item(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.layers = nn.ModuleDict()
        for i in range(depth):
            self.layers[f"layer.{i}"] = nn.Linear(1, 1)  # expect: TSM303


class Updated(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.layers = nn.ModuleDict()
        self.layers.update({f"layer.{name}": nn.Linear(1, 1)})  # expect: TSM303


class Weights(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.weights = nn.ParameterDict({f"weight.{name}": nn.Parameter(torch.zeros(1))})  # expect: TSM303


class ByName(nn.Module):
    def __init__(self, name):
        super().__init__()
        setattr(self, f"weight.{name}", nn.Parameter(torch.zeros(1)))  # expect: TSM303
