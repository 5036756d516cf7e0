"""What a finished module holds: what is registered in its tree, and what sits in its plain containers."""
from __future__ import annotations

import collections
import functools
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

CONTAINERS = (list, tuple, set, frozenset, dict, collections.deque)
PASSIVE = (  # layers whose only state is a mode flag that plain attributes lose
    nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.FeatureAlphaDropout,
)
EMPTY = (nn.ModuleList, nn.ModuleDict, nn.ParameterList, nn.ParameterDict)
UNCLEAR = (nn.RReLU, nn.modules.batchnorm._BatchNorm, nn.modules.batchnorm._LazyNormBase)


@dataclass
class Tree:
    """The ids of everything that a module's tables reach."""

    parameters: set[int] = field(default_factory=set)
    buffers: set[int] = field(default_factory=set)
    modules: set[int] = field(default_factory=set)
    buffer_storage: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, root: nn.Module) -> Tree:
        tree = cls()
        for module in modules_of(root):
            tree.modules.add(id(module))
            tree.parameters |= {id(p) for p in module.__dict__.get("_parameters", {}).values()}
            for value in module.__dict__.get("_buffers", {}).values():
                tree.buffers.add(id(value))
                tree.buffer_storage.add(storage(value))
        tree.buffer_storage.discard(0)
        return tree


def modules_of(root: nn.Module) -> list[nn.Module]:
    """The module and every child, found without calling anything that the program may have overwritten."""
    found: dict[int, nn.Module] = {}
    waiting = [root]
    while waiting:
        module = waiting.pop()
        if id(module) not in found:
            found[id(module)] = module
            children = module.__dict__.get("_modules", {}).values()
            waiting += [child for child in children if isinstance(child, nn.Module)]
    return list(found.values())


def storage(value: Any) -> int:
    """The address of a tensor's memory, 0 where it has none."""
    try:
        return int(value.untyped_storage().data_ptr())
    except Exception:
        return 0


def has_state(module: nn.Module) -> bool | None:
    """Whether losing the module loses anything; None where that is a matter of taste."""
    tree = modules_of(module)
    if any(value is not None for part in tree for table in ("_parameters", "_buffers")
           for value in part.__dict__.get(table, {}).values()):
        return True
    if any(isinstance(part, PASSIVE) for part in tree):
        return True
    if any(isinstance(part, UNCLEAR) or not type(part).__module__.startswith("torch.nn") for part in tree):
        return None
    if any(isinstance(part, EMPTY) for part in tree):
        return None
    return False


@dataclass(frozen=True)
class Held:
    """A tensor or module inside a container, and what kind of holder it was reached through."""

    thing: Any
    through: str


def is_holder(value: Any, program: str) -> bool:
    """Whether a plain attribute of this value could hide state."""
    return (isinstance(value, (*CONTAINERS, functools.partial, torch.distributions.Distribution))
            or isinstance(value, types.FunctionType) and value.__module__ == program
            or type(value).__module__ == program and not isinstance(value, (nn.Module, type)))


def contents(value: Any, program: str, through: str = "container",
             seen: set[int] | None = None) -> Iterator[Held]:
    """Every tensor and module that a holder reaches; modules are not looked into."""
    seen = set() if seen is None else seen
    if isinstance(value, (torch.Tensor, nn.Module)):
        yield Held(value, through)
        return
    if id(value) in seen or not is_holder(value, program):
        return
    seen.add(id(value))
    inner: list[Any]
    if isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, CONTAINERS):
        inner = list(value)
    elif isinstance(value, functools.partial):
        inner, through = [*value.args, *value.keywords.values()], "partial"
    elif isinstance(value, types.FunctionType):
        through = "lambda" if value.__name__ == "<lambda>" else "function"
        inner = [cell for cell in map(_cell, value.__closure__ or ()) if not isinstance(cell, type)]
        if value.__defaults__:
            through, inner = "function", [*inner, *value.__defaults__]
    elif isinstance(value, torch.distributions.Distribution):
        inner, through = list(vars(value).values()), "distribution"
    else:
        inner, through = list(vars(value).values()) if hasattr(value, "__dict__") else [], "object"
    for item in inner:
        yield from contents(item, program, through, seen)


def _cell(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None
