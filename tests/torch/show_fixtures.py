"""Modules of which `show` is compared with what PyTorch says of them; each can be constructed by its defaults."""
from __future__ import annotations

import torch
from torch import Tensor, nn


class Norm(nn.Module):
    """Parameters and buffers of each kind."""

    def __init__(self, features: int = 4, affine: bool = True):
        super().__init__()
        self.eps = 1e-5
        if affine:
            self.weight = nn.Parameter(torch.ones(features))
            self.bias = nn.Parameter(torch.zeros(features))
        else:
            self.register_parameter("weight", None)
            self.register_parameter("bias", None)
        self.register_buffer("running_mean", torch.zeros(features))
        self.register_buffer("steps", torch.tensor(0), persistent=True)
        self.register_buffer("mask", torch.ones(features, features).tril(), False)
        self.register_buffer("cache", torch.ones(features), persistent=False)
        self.register_buffer("later", None)
        self.scale = torch.ones(features)
        self.mean_alias = self.running_mean


class Frozen(nn.Module):
    """What is frozen, in different ways."""

    def __init__(self) -> None:
        super().__init__()
        self.free = nn.Parameter(torch.ones(2))
        self.fixed = nn.Parameter(torch.ones(2), requires_grad=False)
        self.stopped = nn.Parameter(torch.ones(2))
        self.stopped.requires_grad = False
        self.frozen = nn.Linear(2, 2)
        self.frozen.requires_grad_(False)
        self.trained = nn.Linear(2, 2)


class AllFrozen(nn.Module):
    """A loop over parameters() stops all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2))
        self.layer = nn.Linear(2, 2)
        for parameter in self.parameters():
            parameter.requires_grad = False


class MaybeFrozen(nn.Module):
    """A flag decides."""

    def __init__(self, freeze: bool = False):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2))
        self.layer = nn.Linear(2, 2)
        if freeze:
            self.weight.requires_grad = False
            self.layer.requires_grad_(False)


class Containers(nn.Module):
    """Registered containers, and Python's own."""

    def __init__(self, depth: int = 3):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(depth)])
        self.pair = nn.ModuleList([nn.Linear(2, 2), nn.ReLU()])
        self.heads = nn.ModuleDict({"boxes": nn.Linear(2, 4), "labels": nn.Linear(2, 1)})
        self.body = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.ReLU())
        self.scales = nn.ParameterList([nn.Parameter(torch.ones(1)), nn.Parameter(torch.ones(1), requires_grad=False)])
        self.blocks = nn.ModuleList()
        for _ in range(depth):
            self.blocks.append(nn.Sequential(nn.Linear(2, 2), nn.ReLU()))
        self.lost = [nn.Linear(2, 2) for _ in range(depth)]
        self.known = [self.layers[0]]
        self.tensors = {"a": torch.ones(2)}
        self.activations = [nn.ReLU()]
        self.act = nn.ReLU()


class Named(nn.Module):
    """Names with parts that aren't known."""

    def __init__(self, depth: int = 2):
        super().__init__()
        for i in range(depth):
            self.add_module(f"layer{i}", nn.Linear(2, 2))
            self.register_buffer(f"mask{i}", torch.ones(2), persistent=False)
            setattr(self, f"weight{i}", nn.Parameter(torch.ones(2)))


class Base(nn.Module):
    """What a subclass inherits."""

    floor = torch.zeros(1)

    def __init__(self, width: int = 2):
        super().__init__()
        self.stem = nn.Linear(width, width)
        self.register_buffer("table", torch.arange(width))
        self.build(width)

    def build(self, width: int) -> None:
        self.head = nn.Linear(width, 1)


class Sub(Base):
    """Its own names, those of the base, one replaced."""

    def __init__(self) -> None:
        super().__init__(3)
        self.gain = nn.Parameter(torch.ones(1))
        self.stem = nn.Identity()

    def build(self, width: int) -> None:
        self.head = nn.Sequential(nn.Linear(width, 1))


class FromTorch(nn.Linear):
    """A base of torch.nn."""

    def __init__(self, rank: int = 1):
        super().__init__(4, 4, bias=False)
        self.down = nn.Parameter(torch.zeros(rank, 4))


class Norm2(nn.BatchNorm1d):
    """A base of torch.nn with buffers."""

    def __init__(self) -> None:
        super().__init__(3, affine=False)


class Either(nn.Module):
    """A branch decides what a name is."""

    def __init__(self, learned: bool = True, act: bool = False):
        super().__init__()
        if learned:
            self.table = nn.Parameter(torch.zeros(2))
        else:
            self.register_buffer("table", torch.zeros(2))
        self.act = nn.ReLU() if act else None
        if act:
            self.extra = nn.Linear(2, 2)


class Replaced(nn.Module):
    """A buffer that is assigned to, a child that is replaced, a name that is deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("steps", torch.zeros(1), persistent=False)
        self.steps = torch.ones(1)
        self.layer = nn.Linear(2, 2)
        self.layer = nn.Sequential(self.layer, nn.ReLU())
        self.gone = nn.Parameter(torch.ones(1))
        del self.gone
        self.placeholder = None
        self.placeholder = nn.Parameter(torch.ones(1))


class Given(nn.Module):
    """Arguments whose values aren't known."""

    def __init__(self, scale: Tensor = torch.ones(2), layer: nn.Module | None = None):
        super().__init__()
        self.register_buffer("scale", scale)
        self.layer = layer
        self.persistent = bool(scale.numel())
        self.register_buffer("maybe", scale, persistent=self.persistent)


class Buffers(nn.Module):
    """nn.Buffer, and a parameter in a tuple assignment."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Buffer(torch.ones(2))
        self.b = nn.Buffer(torch.ones(2), persistent=False)
        self.c, self.d = nn.Parameter(torch.ones(1)), torch.ones(1)


class Outer(nn.Module):
    """Submodules of this file's own classes."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = Norm()
        self.frozen = AllFrozen()
        self.attention = nn.MultiheadAttention(4, 2)
        self.encoder = nn.TransformerEncoderLayer(4, 2)
        self.loss = nn.CrossEntropyLoss(weight=torch.ones(2))
        self.empty = nn.ModuleList()
