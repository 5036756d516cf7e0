"""Builds classes with arguments that are guessed, and writes down what PyTorch does with each of their attributes.

usage: python built.py FOLDER REQUEST ANSWER      (with an interpreter that has torch)

FOLDER has the packages, REQUEST (JSON) names classes as [module, qualified name].  ANSWER (JSON) gets up to three
instances of each, as `Attribute`s by name, or why it couldn't be built.
"""
from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import inspect
import io
import json
import signal
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from building import Builder, TooLong, Ways, ring  # it runs as a program, so its own folder is where it looks

SECONDS = 10
INSTANCES = 3
MOST_DEPTH = 5
OWN = frozenset(vars(nn.Module()))
HOLDING = (nn.ModuleList, nn.ModuleDict, nn.Sequential, nn.ParameterList, nn.ParameterDict)
PASSIVE = (str, bytes, int, float, complex, type, torch.dtype, torch.device, torch.Generator, type(None), type(sys))


@dataclass(frozen=True)
class Attribute:
    """What an attribute of a built module is.

    kind: parameter, buffer, submodule (in one of the three tables), tensor, container (an object that reaches tensors or
    modules that are in no table), either (one that reaches nothing but modules without state, or is empty), plain;
    none: it's None; type: the name of its type; saved, moved, trained: what PyTorch does (None: it can't be tried).
    """

    kind: str
    none: bool
    type: str
    saved: bool
    moved: bool | None
    trained: bool


def attributes(module: nn.Module) -> dict[str, Attribute]:
    """What a module holds, by name; what its containers of modules hold by dotted names."""
    saved = set(module.state_dict())
    try:
        away: Any = copy.deepcopy(module).to("meta")
    except Exception:
        away = None
    found = dict(registered(module, saved))
    inside = {id(m) for m in module.modules()} | {id(t) for t in (*module.parameters(), *module.buffers())}
    for name, value in vars(module).items():
        if name not in OWN and name not in found:
            moved = moves(name, value, away) if isinstance(value, torch.Tensor) else False
            found[name] = Attribute(kind_of(value, inside), value is None, type(value).__name__, name in saved, moved, False)
    return found


def registered(module: nn.Module, saved: set[str], prefix: str = "") -> Iterator[tuple[str, Attribute]]:
    """What is in the tables of a module and of its containers."""
    for kind, table in (("parameter", module._parameters), ("buffer", module._buffers)):
        for name, value in table.items():
            trained = kind == "parameter" and value is not None and value.requires_grad
            path = f"{prefix}{name}"
            yield path, Attribute(kind, value is None, type(value).__name__, path in saved, value is not None, trained)
    for name, child in module._modules.items():
        path = f"{prefix}{name}"
        tensors = [] if child is None else [*child.parameters(), *child.buffers()]
        yield path, Attribute("submodule", child is None, type(child).__name__, any(
            key.startswith(f"{path}.") for key in saved), bool(tensors), any(t.requires_grad for t in tensors))
        if isinstance(child, HOLDING):
            yield from registered(child, saved, f"{path}.")


def moves(name: str, value: torch.Tensor, away: Any) -> bool | None:
    """Whether a tensor that is a plain attribute follows its module."""
    there = getattr(away, name, None)
    if away is None or not isinstance(there, torch.Tensor) or value.device.type == "meta":
        return None
    return bool(there.device.type == "meta")


def kind_of(value: object, inside: set[int]) -> str:
    """What a plain attribute is; `inside`: what the module's tables reach, by identity."""
    if isinstance(value, torch.Tensor):
        return "tensor"
    reached = list(reach(value, MOST_DEPTH, set()))
    outside = [one for one in reached if id(one) not in inside]
    if any(isinstance(one, torch.Tensor) or list(one.state_dict()) or any(True for _ in one.parameters()) for one in outside):
        return "container"
    return "either" if outside or (isinstance(value, (list, tuple, dict, set)) and not value) else "plain"


def reach(value: object, depth: int, seen: set[int]) -> Iterator[Any]:
    """The tensors and modules that an object reaches."""
    if isinstance(value, (torch.Tensor, nn.Module)):
        yield value
        return
    if isinstance(value, PASSIVE) or id(value) in seen or not depth:
        return
    seen.add(id(value))
    parts: Iterable[object] = ()
    if isinstance(value, dict):
        parts = list(value.values())
    elif isinstance(value, (list, tuple, set, frozenset)):
        parts = list(value)
    elif isinstance(value, functools.partial):
        parts = [value.func, *value.args, *value.keywords.values()]
    elif inspect.ismethod(value):
        parts = [value.__self__]
    elif inspect.isfunction(value):
        parts = [cell.cell_contents for cell in value.__closure__ or () if cell != type(cell)()]
    elif hasattr(value, "__dict__"):
        parts = list(vars(value).values())
    for part in parts:
        yield from reach(part, depth - 1, seen)


def answer(builder: Builder, module_name: str, qualname: str) -> list[dict[str, Any]] | str:
    """The instances of one class, or why there is none."""
    try:
        module = importlib.import_module(module_name)
        wanted: Any = functools.reduce(getattr, qualname.split("."), module)
    except Exception as error:
        return f"import: {type(error).__name__}: {str(error)[:100]}"
    if not (inspect.isclass(wanted) and issubclass(wanted, nn.Module)):
        return "no nn.Module"
    ways, found, why = Ways(module, wanted).all(), list[dict[str, Any]](), ""
    try:
        with noting(wanted, found):
            while len(found) < INSTANCES:
                builder.build(wanted, ways)
    except TooLong:
        why = f"it takes more than {SECONDS} s"
    except Exception as error:
        why = f"{type(error).__name__}: {str(error)[:100]}"
    return found or why


@contextlib.contextmanager
def noting(wanted: type[nn.Module], found: list[dict[str, Any]]) -> Iterator[None]:
    """Write down what each instance of a class holds when its construction has just ended."""
    original, own, inside = wanted.__init__, "__init__" in vars(wanted), set[int]()

    @functools.wraps(original)
    def init(module: nn.Module, *args: Any, **kwargs: Any) -> None:
        outermost = id(module) not in inside
        inside.add(id(module))
        try:
            original(module, *args, **kwargs)
        finally:
            if outermost:
                inside.discard(id(module))
        if outermost and type(module) is wanted and len(found) < INSTANCES:
            found.append({name: asdict(attribute) for name, attribute in attributes(module).items()})

    wanted.__init__ = init
    try:
        yield
    finally:
        if own:
            wanted.__init__ = original
        else:
            del wanted.__init__


def main(folder: str, request: str, target: str) -> None:
    """Build all that is asked for."""
    sys.path.insert(0, folder)
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    builder = Builder()
    signal.signal(signal.SIGALRM, ring)
    answers: dict[str, Any] = {}
    for module_name, qualname in json.loads(Path(request).read_text(encoding="utf-8")):
        output, sys.stdout = sys.stdout, io.StringIO()
        signal.alarm(SECONDS)
        try:
            answers[f"{module_name}.{qualname}"] = answer(builder, module_name, qualname)
        except TooLong:
            answers[f"{module_name}.{qualname}"] = f"it takes more than {SECONDS} s"
        finally:
            signal.alarm(0)
            sys.stdout = output
    Path(target).write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
