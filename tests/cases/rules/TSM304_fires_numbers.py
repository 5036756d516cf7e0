"""Functions that give numbers whatever they get, and functions of numbers that are known to get some."""
import math

import numpy as np
from torch import nn


class Root(nn.Module):
    def __init__(self, beta):
        super().__init__()
        self.register_buffer("root", math.sqrt(beta))  # expect: TSM304


class Product(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("product", math.prod([2, 3]))  # expect: TSM304


class Size(nn.Module):
    def __init__(self, size: int):
        super().__init__()
        self.register_buffer("size", abs(size))  # expect: TSM304


class Array(nn.Module):
    def __init__(self, data):
        super().__init__()
        self.register_buffer("data", np.array(data))  # expect: TSM304
