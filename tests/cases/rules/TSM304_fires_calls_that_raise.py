"""Calls of nn.Parameter and of containers of modules that raise, as PyTorch 2.13 shows it."""
import numpy as np
import torch
from torch import nn


class Number(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(3.0)  # expect: TSM304


class Listed(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.scale = nn.Parameter([1.0, 2.0])  # expect: TSM304
        self.register_parameter("shift", nn.Parameter((width, 2)))  # expect: TSM304


class Array(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(np.zeros(3))  # expect: TSM304


class Several(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(1, 1), nn.Linear(1, 1))  # expect: TSM304


class Alone(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(1, 1))  # expect: TSM304


class Keyword(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict(first=nn.Linear(1, 1))  # expect: TSM304


class KeywordInARow(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(first=nn.Linear(1, 1))  # expect: TSM304


class PlainDict(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential({"first": nn.Linear(1, 1)})  # expect: TSM304


class DictInAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList({"first": nn.Linear(1, 1)})  # expect: TSM304


class Starred(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(1, 1), nn.Linear(1, 1)]
        self.layers = nn.ModuleList(*layers)  # expect: TSM304


class Integers(nn.Module):
    def __init__(self):
        super().__init__()
        self.positions = nn.ParameterList([torch.arange(3)])  # expect: TSM305


class IntegersByName(nn.Module):
    def __init__(self):
        super().__init__()
        self.positions = nn.ParameterDict({"first": torch.arange(3)})  # expect: TSM305
