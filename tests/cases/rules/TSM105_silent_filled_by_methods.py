import copy

import torch
from torch import nn


class Adapters(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.width = width
        self.learned = nn.ModuleList()
        self.adapter = nn.Linear(width, width)

    def next_task(self):
        self.learned.append(copy.deepcopy(self.adapter))
        self.adapter = nn.Linear(self.width, self.width)


class Builder(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = []
        self.net = None

    def add(self, width: int):
        self.parts.append(nn.Linear(width, width))

    def finish(self):
        self.net = nn.Sequential(*self.parts)


class Numbered(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = []

    def add(self, width: int):
        self.parts.append(nn.Linear(width, width))
        self.add_module(f"part_{len(self.parts)}", self.parts[-1])


class NumberedLater(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = []

    def add(self, width: int):
        self.parts.append(nn.Linear(width, width))

    def finish(self):
        for number, part in enumerate(self.parts):
            setattr(self, f"part_{number}", part)


class NamedLater(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = {}

    def add(self, name: str, width: int):
        self.parts[name] = nn.Linear(width, width)

    def finish(self):
        self.net = nn.ModuleList(self.parts.values())


class Current(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = []

    def add(self, width: int):
        self.heads.append(nn.Linear(width, width))

    def choose(self, number: int):
        self.head = self.heads[number]


class MadeProper(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = []

    def build(self, width: int):
        self.layers = nn.ModuleList()
        self.grow(width)

    def grow(self, width: int):
        self.layers.append(nn.Linear(width, width))


class HandedOn(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = []

    def add(self, width: int):
        self.parts.append(nn.Linear(width, width))

    def everything(self):
        return self.parts


class Given(nn.Module):
    def __init__(self):
        super().__init__()
        self.watched = []

    def watch(self, first: nn.Module, second: nn.Module):
        self.watched.append(first)
        self.watched.append(second)


class Activations(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = []

    def add(self):
        self.steps.append(nn.ReLU())


class Engine(nn.Module):
    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model
        self.memory = []


class Engines(nn.Module):
    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model
        self.engines = []

    def add(self):
        self.engines.append(Engine(self.model))


class Moved(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = []

    def add(self, width: int):
        self.parts.append(nn.Linear(width, width))

    def _apply(self, fn):
        for part in self.parts:
            part._apply(fn)
        return super()._apply(fn)


# build: net = Builder(); net.add(3); net.finish(); net
# build: net = MadeProper(); net.build(3); net
# build: net = Adapters(3); net.next_task(); net
