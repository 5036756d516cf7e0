"""Builds classes with arguments that are guessed, and writes down what they hold and do: before a fix, or after it.

usage: python building.py FOLDER REQUEST ANSWER [BEFORE]

FOLDER has the packages, REQUEST (JSON) names classes as [module, qualified name].  ANSWER gets a record of each, or why
it couldn't be built, and a JSON file beside it the short of them.  With the ANSWER of the packages as they were before the fixes as BEFORE, each class is built as it
was there, and its differences are written down too.
"""
from __future__ import annotations

import copy
import doctest
import enum
import functools
import importlib
import inspect
import io
import json
import pickle
import random
import signal
import sys
import types
import typing
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn

SECONDS = 20
TRIES = 40
MOST_NESTING = 3
MOST_NUMBERS = 50_000_000
INTEGERS = "dim channel size num n_ in_ out_ hidden feature plane width depth layer head group class embed len order max"
FLOATS = "drop eps rate momentum alpha beta gamma sigma std scale weight ratio prob temperature lambda decay"
MODULES = "module net model backbone encoder decoder fn func layer block kernel mlp head"
Born = list[nn.Module]


class TooLong(BaseException):
    """A class has had its time."""


def ring(number: int, frame: object) -> None:
    """The time is over."""
    raise TooLong


def seeded() -> None:
    """The same random numbers for every construction and call."""
    torch.manual_seed(0)
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)


# --- arguments


class Guess:
    """Guesses arguments of one attempt, the same ones each time."""

    def __init__(self, about: str, attempt: int) -> None:
        self._random = random.Random(f"{about} {attempt}")
        self._attempt = attempt
        self.size = (8, 4, 16, 64, 2, 3, 1)[attempt % 7]

    def arguments(self, called: Callable[..., Any], depth: int = 0, skip: int = 0) -> dict[str, Any]:
        """Values for the arguments that have no default.  Raises what signatures raise."""
        try:
            hints = typing.get_type_hints(called.__init__ if inspect.isclass(called) else called)
        except Exception:
            hints = {}
        given = {}
        for parameter in list(inspect.signature(called).parameters.values())[skip:]:
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if parameter.default is parameter.empty:
                hint = hints.get(parameter.name, parameter.annotation)
                given[parameter.name] = self.value(parameter.name.lower(), hint, depth)
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
        if hint is torch.Tensor or hint is nn.Parameter:
            return self.tensor()
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
        for words, made in ((FLOATS, lambda: 0.5), (INTEGERS, lambda: self._integer(name)), (MODULES, self._module)):
            if any(word in name for word in words.split()) and self._random.random() < 0.8:
                return made()
        return self._random.choice((
            self.size, 0.5, (self.size, self.size), [self.size] * 3, self.tensor(), self._module(), None, True))

    def _integer(self, name: str) -> int:
        if "kernel" in name:
            return 3
        if any(word in name for word in ("head", "group", "depth", "layers", "blocks", "stride", "num_")):
            return self._random.choice((1, 2, 4))
        return self.size if self._random.random() < 0.8 else self._random.choice((1, 2, 3, 4, 8, 16, 32))

    def _module(self) -> nn.Module:
        return self._random.choice((nn.Identity, lambda: nn.Linear(self.size, self.size), nn.ReLU))()

    def tensor(self) -> torch.Tensor:
        """Some tensor."""
        size = self.size
        return torch.rand(self._random.choice(((size,), (size, size), (1,), (2, size, size), (3,))))


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

    def __init__(self) -> None:
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
            seeded()
            try:
                kept.append(go())  # holds what was built
            except Exception as error:
                first = first or error
                continue
            made = [m for m in self._born if isinstance(m, wanted) and "_parameters" in vars(m)]
            if made and sum(p.numel() for p in made[-1].parameters()) < MOST_NUMBERS:
                return made[-1], way, self._calls.get(id(made[-1]))
        raise first or TypeError("nothing builds it")


# --- what an instance holds and does


def tried(work: Callable[[], Any]) -> tuple[str, Any]:
    """"ok" and what a function gives, or the error."""
    seeded()
    try:
        return "ok", work()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:200]}", None


def flat(value: Any) -> list[torch.Tensor]:
    """The tensors in what a call gave."""
    if isinstance(value, torch.Tensor):
        return [value.detach().clone()]
    if isinstance(value, dict):
        return [t for v in value.values() for t in flat(v)]
    if isinstance(value, (list, tuple)):
        return [t for v in value for t in flat(v)]
    return [t for v in vars(value).values() for t in flat(v)] if hasattr(value, "__dataclass_fields__") else []


def tensors(module: nn.Module) -> dict[str, torch.Tensor]:
    """The tensors that are attributes of a module, registered or not."""
    found = {n: v for n, v in vars(module).items() if isinstance(v, torch.Tensor)}
    return found | {n: v for table in (module._parameters, module._buffers) for n, v in table.items() if v is not None}


def everything(module: nn.Module) -> dict[str, str]:
    """The kind of each attribute that a module has, its own tables apart."""
    registered = {**module._parameters, **module._buffers, **module._modules}
    plain = {n: v for n, v in vars(module).items() if n not in vars(nn.Module())}
    kinds = {}
    for name, value in {**plain, **registered}.items():
        kinds[name] = "Tensor" if isinstance(value, torch.Tensor) else type(value).__name__
    return kinds


def on(device: str, value: Any, double: bool = False) -> Any:
    """Arguments with their tensors moved."""
    if isinstance(value, torch.Tensor):
        moved = value.to(device)
        return moved.double() if double and moved.is_floating_point() else moved
    if isinstance(value, dict):
        return {k: on(device, v, double) for k, v in value.items()}
    return type(value)(on(device, v, double) for v in value) if type(value) in (list, tuple) else value


def call(module: nn.Module, given: Any, device: str = "cpu", double: bool = False) -> Any:
    """What forward gives."""
    args, kwargs = copy.deepcopy(given)
    seeded()
    with torch.no_grad():
        return flat(module(*on(device, args, double), **on(device, kwargs, double)))


def inputs(module: nn.Module) -> Iterator[Any]:
    """Guessed inputs of forward."""
    sizes = sorted({s for p in [*module.parameters(), *module.buffers()] for s in p.shape if s < 1000}) or [8]
    try:
        wanted = [p for p in inspect.signature(module.forward).parameters.values()
                  if p.default is p.empty and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    except (TypeError, ValueError):
        return
    for attempt in range(TRIES):
        chosen = random.Random(attempt)
        s = chosen.choice(sizes)
        shapes = ((2, s), (2, 3, 32, 32), (2, 5, s), (2, s, 8, 8), (2, 1, 16, 16), (2, s, 16), (s,), (2, s, 4, 4, 4),
                  (2, s, s), (2, 3, 64, 64), (2, 3, 224, 224), (2,))
        shape = shapes[attempt % len(shapes)]
        args = []
        for parameter in wanted:
            integers = "Long" in str(parameter.annotation) or chosen.random() < 0.15
            here = shape if chosen.random() < 0.8 else chosen.choice(shapes)
            torch.manual_seed(attempt)
            args.append(torch.randint(0, 2, here) if integers else torch.rand(here))
        yield tuple(args), {}


def record(module: nn.Module, given: Any) -> dict[str, Any]:
    """What a module holds and does.  given: inputs of forward that are known; None: they are guessed."""
    found: dict[str, Any] = {
        "state": {k: v.detach().clone() for k, v in module.state_dict().items() if isinstance(v, torch.Tensor)},
        "trained": [n for n, p in module.named_parameters() if p.requires_grad],
        "parameters": [n for n, _ in module.named_parameters()],
        "tensors": {n: t.detach().clone() for n, t in tensors(module).items()},
        "kinds": everything(module), "dtypes": {}, "moved": {}, "result": {}, "output": {}}
    results, outputs = found["result"], found["output"]
    results["deepcopy"], copied = tried(lambda: copy.deepcopy(module))
    results["pickle"], again = tried(lambda: pickle.loads(pickle.dumps(module)))
    if copied is None:
        return found
    for made in filter(None, (copied, again)):
        assert made.state_dict().keys() == module.state_dict().keys()
    results["double"], doubled = tried(lambda: copy.deepcopy(module).to(torch.float64))
    results["meta"], away = tried(lambda: copy.deepcopy(module).to("meta"))
    results["train"], _ = tried(lambda: copy.deepcopy(module).train().eval())
    found["dtypes"] = {n: str(t.dtype) for n, t in tensors(doubled).items()} if doubled is not None else {}
    found["moved"] = {n: t.device.type for n, t in tensors(away).items()} if away is not None else {}
    try:
        given = pickle.loads(pickle.dumps(given))
    except Exception:
        given = None
    for arguments in ([given] if given is not None else inputs(module)):
        results["forward"], outputs["forward"] = tried(lambda: call(copy.deepcopy(module), arguments))
        if results["forward"] == "ok" or given is not None:
            found["given"] = arguments
            results["forward in eval"], outputs["forward in eval"] = tried(
                lambda: call(copy.deepcopy(module).eval(), arguments))
            results["forward in float64"], _ = tried(lambda: call(doubled, arguments, double=True))
            results["forward elsewhere"], _ = tried(lambda: call(away, arguments, "meta"))
            break
    return found


def optimized(module: nn.Module) -> dict[str, Any]:
    """The state of an optimizer after a step."""
    optimizer = torch.optim.Adam([p for p in module.parameters() if p.requires_grad])
    for parameter in module.parameters():
        parameter.grad = torch.zeros_like(parameter) if parameter.requires_grad else None
    optimizer.step()
    return optimizer.state_dict()


# --- what is another


def differences(module: nn.Module, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is another after the fixes, or when a class is built again, beside that tensors follow."""
    found: list[str] = []
    for what in ("state", "parameters", "trained"):
        if list(before[what]) != list(after[what]):
            found.append(f"{what}: {sorted(set(after[what]) ^ set(before[what]))}")
    for name in before["state"].keys() & after["state"].keys():
        found += [f"state: value of {name}"] if not same(before["state"][name], after["state"][name]) else []
    for name, tensor in before["tensors"].items():
        kept = after["tensors"].get(name, getattr(module, name, None))
        found += [f"attribute: {name}"] if not isinstance(kept, torch.Tensor) or not same(tensor, kept) else []
    for name, kind in before["kinds"].items():
        missing = object()
        now = after["kinds"].get(name) or type(getattr(module, name, missing)).__name__
        found += [f"attribute: {name} is {now}, was {kind}"] if now != kind and now not in ("Tensor", "Parameter") else []
    loaded, _ = tried(lambda: module.load_state_dict(before["state"], strict=True))
    found += [f"checkpoint: {loaded}"] if loaded != "ok" else []
    if before.get("optimizer"):
        def resume() -> None:
            optimizer = torch.optim.Adam([p for p in module.parameters() if p.requires_grad])
            optimizer.load_state_dict(before["optimizer"])
        resumed, _ = tried(resume)
        found += [f"optimizer: {resumed}"] if resumed != "ok" else []
    for what, result in before["result"].items():
        now = after["result"].get(what, "not tried")
        found += [f"{what}: {now}"] if result == "ok" and now != "ok" else []
    for what, output in before["output"].items():
        now = after["output"].get(what)
        if output is not None and now is not None and not (
                len(output) == len(now) and all(same(a, b) for a, b in zip(output, now))):
            found.append(f"{what}: another result")
    return found


def same(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Whether two tensors have the same numbers."""
    if one.shape != other.shape or one.dtype != other.dtype or one.device != other.device:
        return False
    return one.device.type == "meta" or torch.equal(torch.nan_to_num(one), torch.nan_to_num(other)) or (
        one.is_floating_point() and torch.allclose(one, other, equal_nan=True, rtol=1e-6, atol=1e-7))


def follows(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The tensors that moving the module takes along now."""
    return [n for n, device in before["moved"].items() if device == "cpu" and after["moved"].get(n) == "meta"]


def answer(builder: Builder, module_name: str, qualname: str, before: dict[str, Any] | None) -> dict[str, Any]:
    """The record of one class, or why there is none."""
    try:
        module = importlib.import_module(module_name)
        wanted: Any = functools.reduce(getattr, qualname.split("."), module)
        if not (inspect.isclass(wanted) and issubclass(wanted, nn.Module)):
            return {"why": "no nn.Module"}
    except Exception as error:
        return {"why": f"import: {type(error).__name__}: {str(error)[:100]}"}
    ways = Ways(module, wanted).all()
    if before is not None:
        ways = iter([(way, go) for way, go in ways if way == before["way"]])
    try:
        made, way, given = builder.build(wanted, ways)
    except Exception as error:
        return {"why": f"{type(error).__name__}: {str(error)[:100]}"}
    found = record(made, before.get("given") if before is not None else given)
    found["way"] = way
    if before is not None:
        found["differences"] = differences(made, before, found)
        found["follows"] = follows(before, found)
        found["works now"] = [w for w, r in before["result"].items() if r != "ok" and found["result"].get(w) == "ok"]
        found["differences"] = [d for d in found["differences"] if d not in before["unsteady"]]
    else:
        again, _, _ = builder.build(wanted, iter([(w, go) for w, go in Ways(module, wanted).all() if w == way]))
        found["unsteady"] = differences(again, found, record(again, found.get("given")))
        found["optimizer"] = tried(lambda: optimized(made))[1] if found["trained"] else None
    return found


def main(folder: str, request: str, target: str, before: str = "") -> None:
    """Build all that is asked for."""
    sys.path.insert(0, folder)
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True, warn_only=True)  # fills memory that a class leaves as it was, too
    known = torch.load(before, weights_only=False) if before else {}
    builder = Builder()
    signal.signal(signal.SIGPROF, ring)  # of the processor's time: others may be at work
    answers: dict[str, Any] = {}
    for module_name, qualname in json.loads(Path(request).read_text(encoding="utf-8")):
        key = f"{module_name}.{qualname}"
        if before and "way" not in known[key]:
            continue
        output, sys.stdout = sys.stdout, io.StringIO()
        signal.setitimer(signal.ITIMER_PROF, SECONDS * (2 if before else 1))
        try:
            answers[key] = answer(builder, module_name, qualname, known.get(key))
        except TooLong:
            answers[key] = {"why": f"it takes more than {SECONDS} s"}
        except Exception as error:
            answers[key] = {"why": f"record: {type(error).__name__}: {str(error)[:100]}"}
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            sys.stdout = output
    buffer = io.BytesIO()
    for key, found in answers.items():
        try:
            torch.save(found, io.BytesIO())
        except Exception:
            answers[key] = {"why": "what it holds can't be kept"}
    torch.save(answers, buffer)
    Path(target).write_bytes(buffer.getvalue())
    told = ("why", "way", "differences", "follows", "works now")
    summary = {key: {k: found[k] for k in told if k in found} | {"called": "given" in found}
               for key, found in answers.items()}
    Path(target).with_suffix(".json").write_text(json.dumps(summary), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
