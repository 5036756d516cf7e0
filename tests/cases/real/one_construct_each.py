"""One mistake alone in its class, in a form that a quick look may take for harmless."""
import collections
from collections import OrderedDict
from typing import List as L, Optional as Opt

import torch
from torch import nn


def make(n=2, kind=torch.zeros):
    return kind(n)


def options(**more):
    return more


class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential([nn.Linear(2, 2), nn.ReLU()])  # expect: TSM304


class InTuple(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential((nn.Linear(2, 2), nn.ReLU()))  # expect: TSM304


class NumberAsKey(nn.Module):
    def __init__(self):
        super().__init__()
        self.x = nn.ModuleDict()
        self.x[0] = nn.Linear(2, 2)  # expect: TSM204


class Base(nn.Module):
    def __init__(self):
        super().__init__()


class Again(Base):
    def __init__(self):
        super().__init__()
        self.own = nn.Linear(1, 1)
        Base.__init__(self)  # expect: TSM306


class Nested(nn.Module):
    def __init__(self, keys):
        super().__init__()
        self.q = {}
        for s in keys:
            self.q[s] = {}
            for r in keys:
                self.q[s][r] = torch.zeros(1)  # expect: TSM103


class Gathered(nn.Module):
    def __init__(self, users):
        super().__init__()
        self.sets = self.build(users)  # expect: TSM103

    def build(self, users):
        found = collections.defaultdict(list)
        for user in users:
            a = torch.LongTensor([1])
            found[user].append((a, a))
        return found


class Taken(nn.Module):
    t = None

    def build(self):
        self.t = nn.Parameter(torch.zeros(1))  # expect: TSM201|TSM204


class TakenByProperty(nn.Module):
    @property
    def t(self):
        return 1

    def build(self):
        self.t = nn.Parameter(torch.zeros(1))  # expect: TSM201|TSM204


class Renamed(nn.Module):
    def __init__(self, mask: Opt[torch.Tensor], parts: L[nn.Module]):
        super().__init__()
        self.mask = mask  # expect: TSM101
        self.parts = parts  # expect: TSM105


class Numbered(nn.Module):
    def __init__(self):
        super().__init__()
        for i in range(2):
            setattr(self, f"p_{i}", nn.Parameter(torch.zeros(1)))
        self.p_0 = 0.9  # expect: TSM203


class Mapped(nn.Module):
    def __init__(self):
        super().__init__()
        self.t = list(map(make, range(3)))  # expect: TSM103


class NoOptions(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("b", options())  # expect: TSM304


class Late(nn.Module):
    def build(self):
        self.t = nn.Sequential(OrderedDict(a=[]))  # expect: TSM304


class EmptyChild(nn.Module):
    def __init__(self):
        super().__init__()
        self.t = nn.Sequential(nn.ReLU(), [])  # expect: TSM304


class MaybeEmpty(nn.Module):
    def __init__(self, flag):
        super().__init__()
        layers = [nn.Linear(2, 2)] if flag else []
        first, *rest = layers
        self.net = nn.Sequential(first, *rest)
        self.mask = torch.ones(2)  # expect: TSM101
