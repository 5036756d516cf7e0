"""Builds classes with arguments that are guessed: what tests/torch/compared.py and built.py look at."""
from __future__ import annotations

import ast
import contextlib
import copy
import doctest
import enum
import functools
import importlib
import importlib.abc
import importlib.machinery
import inspect
import random
import re
import sys
import types
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

TRIES = 40
MOST_NESTING = 3
MOST_NUMBERS = 50_000_000
INTEGERS = "dim channel size num n_ in_ out_ hidden feature plane width depth layer head group class embed len order max"
FLOATS = "drop eps rate momentum alpha beta gamma sigma std scale weight ratio prob temperature lambda decay"
MODULES = "module net model backbone encoder decoder fn func layer block kernel mlp head"
SETTINGS = ("config", "configs", "cfg", "conf", "args", "opt", "hparams", "params", "hps", "settings", "options",
            "dataset")
DOCUMENTED = {"int": int, "integer": int, "float": float, "bool": bool, "boolean": bool, "str": str, "string": str,
              "list": list, "tuple": tuple, "dict": dict, "tensor": torch.Tensor, "module": nn.Module}
"""The words that say an argument's type where a docstring says it."""
MOST_CALLS, MOST_FILES = 12, 400
Born = list[nn.Module]


class TooLong(BaseException):
    """A class has had its time."""


def ring(number: int, frame: object) -> None:
    """The time is over."""
    raise TooLong


class Draws(TorchDispatchMode):
    """Within it, the same random numbers are drawn each time, and counted.

    alone: each draw gives the same numbers wherever it stands, so that one more or less changes none of the others.
    """

    def __init__(self, alone: bool = False) -> None:
        super().__init__()
        self.alone = alone
        self.count = 0

    def __enter__(self) -> Draws:
        """Begin anew."""
        self.count = 0
        torch.manual_seed(0)
        random.seed(0)
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(0)
        super().__enter__()
        return self

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """One operation."""
        if torch.Tag.nondeterministic_seeded in func.tags:
            self.count += 1
            if self.alone:
                torch.manual_seed(0)
        return func(*args, **(kwargs or {}))


# --- arguments


class Guess:
    """Guesses arguments of one attempt, the same ones each time."""

    def __init__(self, about: str, attempt: int) -> None:
        self._random = random.Random(f"{about} {attempt}")
        self._attempt = attempt
        self._home = __name__
        self.size = (8, 4, 16, 64, 2, 3, 1)[attempt % 7]

    def arguments(self, called: Callable[..., Any], depth: int = 0) -> dict[str, Any]:
        """Values for the arguments that have no default.  Raises what signatures raise."""
        given = {}
        for parameter in parameters_of(called):
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if parameter.default is parameter.empty:
                self._home = called.__module__
                given[parameter.name] = self.value(parameter.name.lower(), hint_of(called, parameter), depth)
        return given

    def value(self, name: str, hint: Any, depth: int) -> Any:
        """A value by its annotation, or else by its name."""
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin in (typing.Union, types.UnionType):
            return self.value(name, self._random.choice([i for i in inner if i is not type(None)]), depth)
        if origin is typing.Literal:
            return self._random.choice(inner)
        if origin is typing.Annotated:
            return self.value(name, inner[0], depth)
        if origin is tuple and inner and Ellipsis not in inner:
            return tuple(self.value(name, i, depth) for i in inner)
        if origin in (list, tuple, set) or getattr(origin, "__name__", "") in ("Sequence", "Iterable", "Collection"):
            count = self._random.choice((1, 2, 3, 4))
            items = [self.value(name, inner[0] if inner else int, depth) for _ in range(count)]
            return tuple(items) if origin is tuple else items
        if origin is dict or hint is dict:
            return {}
        if getattr(origin, "__name__", "") == "Callable":
            return self._random.choice((torch.relu, nn.Identity, nn.ReLU, torch.nn.functional.relu))
        if origin is type or hint is type:
            return self._random.choice((nn.LayerNorm, nn.ReLU, nn.Identity, nn.BatchNorm2d, nn.Linear))
        return self._of_class(name, hint, depth) if inspect.isclass(hint) and (
            hint is not inspect.Parameter.empty) else self._by_name(name, str(hint))

    def _of_class(self, name: str, hint: type, depth: int) -> Any:
        if hint is bool:
            return self._random.choice((False, True))
        if hint is int:
            return self._integer(name)
        if hint is float:
            return self._random.choice((0.5, 1.0, 0.1))
        if hint is str:
            return self._random.choice(("mean", "relu", "none", "linear", "a", "cpu"))
        if hint in (list, tuple):
            return hint([self.size] * self._random.choice((1, 2, 3)))
        if hint is torch.Tensor or hint is nn.Parameter or hint is torch.FloatTensor:
            return self.tensor() if "index" not in name else self._indices()
        if hint is torch.LongTensor:
            return self._indices()
        if hint is torch.Size:
            return torch.Size([self._random.choice((1, 2))][:self._attempt % 2])
        if issubclass(hint, enum.Enum):
            return self._random.choice(list(hint))
        if hint is nn.Module:
            return self._module()
        if depth < MOST_NESTING:
            choices = [c for c in (hint, *hint.__subclasses__()) if not inspect.isabstract(c)]
            chosen = self._random.choice(choices)
            return chosen(**self.arguments(chosen, depth + 1))
        raise TypeError(f"no {hint.__name__} at hand")

    def _by_name(self, name: str, hint: str) -> Any:
        if name.endswith(SETTINGS):
            return self._settings()
        if name.endswith(("shape", "dims", "dims_in", "sizes", "shapes")) and self._random.random() < 0.8:
            shape = (self.size, 8, 8)[:self._random.choice((1, 2, 3))]
            return self._random.choice((shape, list(shape), [shape]))
        if "index" in name and self._random.random() < 0.8:
            return self._indices()
        for words, made in ((FLOATS, lambda: 0.5), (INTEGERS, lambda: self._integer(name)), (MODULES, self._module)):
            if any(word in name for word in words.split()) and self._random.random() < 0.8:
                return made()
        return self._random.choice((
            self.size, 0.5, (self.size, self.size), [self.size] * 3, self.tensor(), self._module(), None, True))

    def _settings(self) -> Any:
        """An object of a class for settings that stands beside the class, or one that has any setting."""
        own = [c for n, c in vars(sys.modules[self._home]).items() if inspect.isclass(c) and n.lower().endswith(SETTINGS)]
        if own and self._attempt % 2 == 0:
            chosen = own[self._attempt // 2 % len(own)]
            return chosen(**self.arguments(chosen, MOST_NESTING))
        return Settings(self)

    def _integer(self, name: str) -> int:
        if "kernel" in name:
            return 3
        if any(word in name for word in ("head", "group", "depth", "layers", "blocks", "stride", "num_")):
            return self._random.choice((1, 2, 4))
        return self.size if self._random.random() < 0.8 else self._random.choice((1, 2, 3, 4, 8, 16, 32))

    def _module(self) -> nn.Module:
        return self._random.choice((nn.Identity, lambda: nn.Linear(self.size, self.size), nn.ReLU))()

    def _indices(self) -> torch.Tensor:
        """What may be the edges of a graph."""
        return torch.randint(0, self.size, (2, 2 * self.size))

    def tensor(self) -> torch.Tensor:
        """Some tensor."""
        size = self.size
        return torch.rand(self._random.choice(((size,), (size, size), (1,), (2, size, size), (3,))))


class Settings(dict[str, Any]):
    """Settings of any name, whose values are guessed."""

    def __init__(self, guess: Guess) -> None:
        super().__init__()
        self.__dict__["_guess"] = guess

    def __missing__(self, name: str) -> Any:
        value = self.__dict__["_guess"].value(name.lower(), None, MOST_NESTING)
        self[name] = Number(value) if type(value) is int else value
        return self[name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    __setattr__ = dict.__setitem__

    def __reduce__(self) -> Any:
        return restored, (self.__dict__["_guess"], dict(self))


class Number(int):
    """A number that may be called for."""

    def __call__(self, *args: Any, **kwargs: Any) -> int:
        """The same."""
        return int(self)


def restored(guess: Guess, known: dict[str, Any]) -> Settings:
    """Settings that were copied."""
    made = Settings(guess)
    made.update(known)
    return made


def parameters_of(called: Callable[..., Any]) -> list[inspect.Parameter]:
    """What a call is given; a metaclass may take anything for its class."""
    found = list(inspect.signature(called).parameters.values())
    if inspect.isclass(called) and found and all(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in found):
        return list(inspect.signature(called.__init__).parameters.values())[1:]
    return found


def hint_of(called: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    """The type of a parameter: as it's annotated, or else as the docstring says."""
    hint = parameter.annotation
    if isinstance(hint, str):
        try:
            hint = eval(hint, {**vars(typing), **vars(sys.modules[called.__module__])})
        except Exception:
            hint = parameter.empty
    if hint is not parameter.empty:
        return hint
    text = f"{called.__doc__ or ''}\n{called.__init__.__doc__ or ''}" if inspect.isclass(called) else called.__doc__ or ""
    told = re.search(rf"^[\s*:-]*(?:param )?`*{parameter.name}`*\s*[:(]\s*([^)\n]+)", text, re.MULTILINE)
    words = re.findall(r"[a-z]+", told[1].lower()) if told else []
    return next((DOCUMENTED[word] for word in words if word in DOCUMENTED), parameter.empty)


# --- modules


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Puts modules of empty classes in the place of packages that aren't installed, and such classes into older ones."""

    def __init__(self) -> None:
        self.missing: set[str] = set()
        sys.meta_path.append(self)

    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        """Where a module of such a package comes from."""
        found = name.partition(".")[0] in self.missing
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if found else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Such a module."""
        return StandIn(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """It has nothing to run."""

    def imported(self, name: str) -> types.ModuleType:
        """A module, after as much as it needs has a stand-in.  Raises what importing raises."""
        own = name.partition(".")[0]
        for _ in range(30):
            try:
                return importlib.import_module(name)
            except ImportError as error:
                missing, lacks = (error.name or "").partition(".")[0], re.match(r"cannot import name '(\w+)'", str(error))
                if missing in ("", own, *self.missing) or not (lacks or isinstance(error, ModuleNotFoundError)):
                    raise
                if lacks and error.name in sys.modules:
                    setattr(sys.modules[error.name], lacks[1], empty_class(lacks[1]))
                else:
                    self.missing.add(missing)
                for half in [n for n in sys.modules if n.partition(".")[0] == own]:
                    del sys.modules[half]
        return importlib.import_module(name)


class StandIn(types.ModuleType):
    """A module that has any class."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        setattr(self, name, empty_class(name))
        return vars(self)[name]


class Anything(type):
    """The class of classes that have any class as an attribute."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return empty_class(name)

    def __iter__(cls) -> Iterator[Any]:
        return iter(())


def empty_class(name: str) -> type:
    """A class whose instances are made of anything, have anything, and give back what they are called with."""
    def member(self: object, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return empty_class(name)()

    return Anything(name, (), {
        "__init__": lambda self, *args, **kwargs: None, "__getattr__": member,
        "__call__": lambda self, *args, **kwargs: args[0] if args else None})


# --- ways to have a class built


class Ways:
    """What may build an instance of a class."""

    def __init__(self, module: types.ModuleType, wanted: type) -> None:
        self._module = module
        self._wanted = wanted

    def all(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """The name of each way, and the function that goes it."""
        for owner in (self._wanted, self._wanted.__init__, self._wanted.forward):
            if ">>>" in (owner.__doc__ or ""):
                yield f"example of {owner.__qualname__}", functools.partial(self._example, owner.__doc__ or "")
        calls = self._calls()
        for number, call in enumerate(calls[:MOST_CALLS]):
            for attempt in range(2):
                yield f"call {number} {attempt}", functools.partial(self._called_as, call, attempt)
        yield from self._tries("class", self._wanted, TRIES)
        related = [c for c in vars(self._module).values() if inspect.isclass(c) and c is not self._wanted
                   and issubclass(c, self._wanted)] + self._wanted.__subclasses__()
        for cls in dict.fromkeys(related):
            yield from self._tries("subclass", cls, 10)
        for called in self._mentioning():
            yield from self._tries("maker", called, 4)

    def _tries(self, kind: str, called: Callable[..., Any], tries: int) -> Iterator[tuple[str, Callable[[], object]]]:
        for attempt in range(tries):
            def go(attempt: int = attempt) -> object:
                return called(**Guess(called.__qualname__, attempt).arguments(called))
            yield f"{kind} {called.__module__}.{called.__qualname__} {attempt}", go

    def _calls(self) -> list[ast.Call]:
        """The calls of the class in its package, those that give the most values first."""
        name, found, top = self._wanted.__name__, list[tuple[int, ast.Call]](), self._module.__name__.partition(".")[0]
        folder = next((f for f in Path(self._module.__file__ or "").parents if f.name == top), Path(top))
        for path in sorted(folder.rglob("*.py"))[:MOST_FILES]:
            text = path.read_text(encoding="utf-8", errors="replace")
            if f"{name}(" not in text:
                continue
            with contextlib.suppress(SyntaxError, ValueError):
                for node in ast.walk(ast.parse(text)):
                    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
                        values = [*node.args, *(k.value for k in node.keywords)]
                        found.append((-sum(isinstance(v, ast.Constant) for v in values), node))
        return [node for number, node in sorted(found, key=lambda pair: pair[0]) if number]

    def _called_as(self, call: ast.Call, attempt: int) -> object:
        """An instance with the values that a call of the class gives, where they are written there."""
        called: Any = self._wanted
        given = Guess(called.__qualname__, attempt).arguments(called)
        names = [parameter.name for parameter in parameters_of(called)]
        for name, value in [*zip(names, call.args), *((k.arg, k.value) for k in call.keywords)]:
            with contextlib.suppress(ValueError):
                given |= {name: ast.literal_eval(value)} if name is not None else {}
        return called(**given)

    def _example(self, text: str) -> object:
        space = dict(vars(self._module)) | {"torch": torch, "nn": nn}
        package = importlib.import_module(self._module.__name__.partition(".")[0])
        space = {**vars(package), **space, package.__name__: package}
        for example in doctest.DocTestParser().get_examples(text):
            try:
                exec(compile(example.source, "<example>", "exec"), space)
            except Exception:
                continue
        return space

    def _mentioning(self) -> list[Callable[..., Any]]:
        """The functions and classes of the module that mention the class, or one that does; the simplest first."""
        own = {n: v for n, v in vars(self._module).items()
               if (inspect.isfunction(v) or inspect.isclass(v)) and v.__module__ == self._module.__name__}
        texts = {}
        for name, value in own.items():
            try:
                texts[name] = inspect.getsource(value)
            except (OSError, TypeError):
                continue
        found = {self._wanted.__name__}
        for _ in range(3):
            found |= {name for name, text in texts.items() if any(f"{n}(" in text or f"{n}," in text for n in found)}
        small = ("test", "tiny", "nano", "small", "base")
        rank = {word: number for number, word in enumerate(small)}

        def order(name: str) -> tuple[int, int, str]:
            needed = sum(p.default is p.empty and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
                         for p in inspect.signature(own[name]).parameters.values())
            return needed, min((r for word, r in rank.items() if word in name.lower()), default=9), name
        return [own[name] for name in sorted(found & set(own) - {self._wanted.__name__}, key=order)][:12]


class Builder:
    """Builds instances, and keeps those of the wanted class with what they were called with."""

    def __init__(self, draws: Draws | None = None) -> None:
        self.draws = draws or Draws()
        self.stand_ins = StandIns()
        self._born: Born = []
        self._calls: dict[int, tuple[tuple[Any, ...], dict[str, Any]]] = {}
        original = nn.Module.__init__

        @functools.wraps(original)
        def noting(module: nn.Module, *args: Any, **kwargs: Any) -> None:
            self._born.append(module)
            original(module, *args, **kwargs)

        nn.Module.__init__ = noting
        nn.modules.module.register_module_forward_pre_hook(self._called)

    def _called(self, module: nn.Module, given: Any) -> None:
        if id(module) not in self._calls and any(module is b for b in self._born):
            self._calls[id(module)] = copy.deepcopy(given), {}

    def build(self, wanted: type, ways: Iterator[tuple[str, Callable[[], object]]]) -> tuple[nn.Module, str, Any]:
        """An instance, the way that built it, and what it was called with.  Raises the first reason of a failure."""
        first: Exception | None = None
        kept: list[object] = []
        for way, go in ways:
            kept.clear()
            self._born.clear()
            self._calls.clear()
            try:
                with self.draws:
                    kept.append(go())  # holds what was built
            except Exception as error:
                first = first or error
                continue
            made = [m for m in self._born if isinstance(m, wanted) and "_parameters" in vars(m)]
            if made and sum(p.numel() for p in made[-1].parameters()) < MOST_NUMBERS:
                return made[-1], way, self._calls.get(id(made[-1]))
        raise first or TypeError("nothing builds it")
