"""Compares classes before and after a fix: builds them, and writes down what they hold and do.

usage: python compared.py FOLDER REQUEST ANSWER [BEFORE]

FOLDER has the packages.  REQUEST (JSON) has "classes" as [module, qualified name], "says": the names of each that the
unsafe fixes say they change, and "alone": whether each draw of random numbers is alone, and Parameters are filled by
their names (for where the fixes take something away that drew some).  ANSWER gets a record of each class, or why it
couldn't be built, and a JSON file beside it the short of them.  With the ANSWER of the packages as they were before the
fixes as BEFORE, each class is built as it was there, and its differences are written down too.
"""
from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import io
import json
import pickle
import random
import signal
import sys
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn

from building import TRIES, Builder, Draws, TooLong, Ways, ring  # it runs as a program, so its own folder is looked at

SECONDS = 20
MOST_DEPTH = 8
OWN = frozenset(vars(nn.Module()))
Says = dict[str, list[str]]
"""The names that the unsafe fixes of each class, by its dotted path, say they change."""


# --- what an instance holds and does


def flat(value: Any) -> list[torch.Tensor]:
    """The tensors in what a call gave."""
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        return [t for v in value.values() for t in flat(v)]
    if isinstance(value, (list, tuple)):
        return [t for v in value for t in flat(v)]
    return [t for v in vars(value).values() for t in flat(v)] if hasattr(value, "__dataclass_fields__") else []


def held(value: Any, path: str = "", above: tuple[Any, ...] = ()) -> Iterator[tuple[str, torch.Tensor]]:
    """The tensors that an object reaches by attributes, keys and places, registered or not, and their dotted paths."""
    if isinstance(value, torch.Tensor):
        yield path[1:], value
        return
    if len(above) > MOST_DEPTH or any(value is one for one in above):
        return
    parts: dict[Any, Any] = {}
    if isinstance(value, nn.Module):
        parts = {n: v for n, v in vars(value).items() if n not in OWN}
        parts |= {n: v for table in tables(value) for n, v in table.items()}
    elif isinstance(value, (list, tuple)):
        parts = dict(enumerate(value))
    elif isinstance(value, dict):
        parts = value
    for name, part in parts.items():
        yield from held(part, f"{path}.{name}", (*above, value))


def reached(module: nn.Module, known: Iterable[str]) -> dict[str, torch.Tensor]:
    """The tensors that a module reaches; known: attributes that it had before the fixes, which may be properties now."""
    found = dict(held(module))
    for name in known:
        if name not in vars(module) and not any(name in table for table in tables(module)):
            found |= held(getattr(module, name, None), f".{name}")
    return found


def tables(module: nn.Module) -> tuple[dict[str, Any], ...]:
    """Where a module registers names."""
    return vars(module)["_parameters"], vars(module)["_buffers"], vars(module)["_modules"]


def everything(module: nn.Module) -> dict[str, str]:
    """The kind of each attribute that a module has, its own tables apart."""
    registered = {n: v for table in tables(module) for n, v in table.items()}
    plain = {n: v for n, v in vars(module).items() if n not in OWN}
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


def call(module: nn.Module, given: Any, known: Iterable[str] = (), device: str = "cpu",
         double: bool = False) -> dict[str, torch.Tensor]:
    """What forward gives, and what the module holds then beside its Parameters."""
    args, kwargs = copy.deepcopy(given)
    with torch.no_grad():
        output = flat(module(*on(device, args, double), **on(device, kwargs, double)))
        found = {f"output {number}": tensor.clone() for number, tensor in enumerate(output)}
        return found | {n: t.clone() for n, t in reached(module, known).items() if not isinstance(t, nn.Parameter)}


def gradients(module: nn.Module, given: Any) -> dict[str, torch.Tensor]:
    """What training changes the Parameters by."""
    args, kwargs = copy.deepcopy(given)
    total = [t.sum() for t in flat(module(*args, **kwargs)) if t.requires_grad and t.is_floating_point()]
    torch.stack(total).sum().backward()
    return {f"gradient of {n}": p.grad for n, p in module.named_parameters() if p.grad is not None}


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


def tried(draws: Draws, work: Callable[[], Any]) -> tuple[str, Any]:
    """"ok" and what a function gives, or the error."""
    try:
        with draws:
            return "ok", work()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:200]}", None


def filled(module: nn.Module) -> None:
    """Change all Parameters by numbers that come from their names, a bit and to the larger."""
    for name, parameter in module.named_parameters():
        if parameter.is_floating_point():
            torch.manual_seed(zlib.crc32(name.encode()))
            parameter.data += torch.rand_like(parameter) * (0.01 + parameter.data.abs() / 10)


def record(module: nn.Module, given: Any, draws: Draws, known: Iterable[str] = ()) -> dict[str, Any]:
    """What a module holds and does.

    given: inputs of forward that are known; None: they are guessed; known: attributes that it had before the fixes.
    """
    found: dict[str, Any] = {
        "state": {k: v.detach().clone() for k, v in module.state_dict().items() if isinstance(v, torch.Tensor)},
        "trained": [n for n, p in module.named_parameters() if p.requires_grad],
        "parameters": [n for n, _ in module.named_parameters()],
        "tensors": {n: t.detach().clone() for n, t in reached(module, known).items()},
        "kinds": everything(module), "dtypes": {}, "moved": {}, "result": {}, "output": {}}
    if draws.alone:
        filled(module)
    results, outputs, attempt = found["result"], found["output"], functools.partial(tried, draws)
    results["deepcopy"], copied = attempt(lambda: copy.deepcopy(module))
    results["pickle"], again = attempt(lambda: pickle.loads(pickle.dumps(module)))
    if copied is None:
        return found
    for made in filter(None, (copied, again)):
        assert made.state_dict().keys() == module.state_dict().keys()
    results["double"], doubled = attempt(lambda: copy.deepcopy(module).to(torch.float64))
    results["meta"], away = attempt(lambda: copy.deepcopy(module).to("meta"))
    results["train"], _ = attempt(lambda: copy.deepcopy(module).train().eval())
    found["dtypes"] = {n: str(t.dtype) for n, t in reached(doubled, known).items()} if doubled is not None else {}
    found["moved"] = {n: t.device.type for n, t in reached(away, known).items()} if away is not None else {}
    try:
        given = pickle.loads(pickle.dumps(given))
    except Exception:
        given = None
    for arguments in ([given] if given is not None else inputs(module)):
        results["forward"], outputs["forward"] = attempt(lambda: call(copy.deepcopy(module), arguments, known))
        if results["forward"] == "ok" or given is not None:
            found["given"] = arguments
            results["forward in eval"], outputs["forward in eval"] = attempt(
                lambda: call(copy.deepcopy(module).eval(), arguments, known))
            results["backward"], outputs["backward"] = attempt(lambda: gradients(copy.deepcopy(module), arguments))
            results["forward in float64"], _ = attempt(lambda: call(doubled, arguments, known, double=True))
            results["forward elsewhere"], _ = attempt(lambda: call(away, arguments, known, "meta"))
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


class Differences:
    """What is another after the fixes, or when a class is built again, beside that tensors follow.

    wrong: what it is; said: the keys of what unsafe fixes say they change.
    """

    def __init__(self, module: nn.Module, before: dict[str, Any], after: dict[str, Any], says: Says) -> None:
        self.wrong: list[str] = []
        self.said: set[str] = set()
        self._module = module
        self._says = says
        for what in ("state", "parameters", "trained"):
            self._keys(what, list(before[what]), list(after[what]))
        self._values("value of", before["tensors"], after["tensors"])
        for name, kind in before["kinds"].items():
            now = after["kinds"].get(name) or type(getattr(module, name, Ellipsis)).__name__
            if now not in (kind, "Tensor", "Parameter") and not self._is_said(name):
                self.wrong.append(f"attribute: {name} is {now}, was {kind}")
        self._loading(before)
        for what, result in before["result"].items():
            now = after["result"].get(what, "not tried")
            if what == "forward elsewhere" and now.startswith("NotImplementedError"):
                continue  # what now is on the meta device has no values, which some operations need
            self.wrong += [f"{what}: {now}"] if result == "ok" and now != "ok" else []
        for what, output in before["output"].items():
            if output is not None and after["output"].get(what) is not None:
                self._values(f"{what}: another", output, after["output"][what])

    def _is_said(self, key: str) -> bool:
        """Whether a fix says that it changes what a dotted name begins with, in the module or one of its children."""
        owner: Any = self._module
        for part in key.split("."):
            if any(part in self._says.get(f"{c.__module__}.{c.__qualname__}", ()) for c in type(owner).__mro__):
                return True
            owner = owner._modules.get(part) if isinstance(owner, nn.Module) else None
        return False

    def _keys(self, what: str, old: list[str], new: list[str]) -> None:
        """What has gone, come, or changed places."""
        other = {key for key in {*old} ^ {*new} if self._is_said(key)}
        self.said |= other
        if [key for key in old if key not in other] != [key for key in new if key not in other]:
            self.wrong.append(f"{what}: {sorted({*old} ^ {*new} - other) or 'another order'}")

    def _values(self, what: str, old: dict[str, torch.Tensor], new: dict[str, torch.Tensor]) -> None:
        for name, tensor in old.items():
            if name not in new and self._is_said(name):
                continue  # it is called otherwise, below the module that is looked at
            if name not in new or not same(tensor, new[name]):
                self.wrong.append(f"{what} {name}")

    def _loading(self, before: dict[str, Any]) -> None:
        """An old checkpoint has all but what fixes say they change, and so has an optimizer's state."""
        loaded, _ = tried(Draws(), lambda: self._module.load_state_dict(before["state"], strict=not self.said))
        if loaded != "ok":
            self.wrong.append(f"checkpoint: {loaded}")
        trained = [n for n, p in self._module.named_parameters() if p.requires_grad]
        if before.get("optimizer") and trained == before["trained"]:
            resumed, _ = tried(Draws(), lambda: torch.optim.Adam(
                [p for p in self._module.parameters() if p.requires_grad]).load_state_dict(before["optimizer"]))
            self.wrong += [f"optimizer: {resumed}"] if resumed != "ok" else []


def same(one: torch.Tensor, other: torch.Tensor) -> bool:
    """Whether two tensors have the same numbers."""
    if one.shape != other.shape or one.dtype != other.dtype or one.device != other.device:
        return False
    if one.layout is not torch.strided:
        return one.layout is other.layout and same(one.to_dense(), other.to_dense())
    return one.device.type == "meta" or torch.equal(torch.nan_to_num(one), torch.nan_to_num(other)) or (
        one.is_floating_point() and torch.allclose(one, other, equal_nan=True, rtol=1e-6, atol=1e-7))


def follows(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The tensors that moving the module takes along now."""
    return [n for n, device in before["moved"].items() if device == "cpu" and after["moved"].get(n) == "meta"]


def answer(builder: Builder, module_name: str, qualname: str, before: dict[str, Any] | None, says: Says) -> dict[str, Any]:
    """The record of one class, or why there is none."""
    try:
        module = builder.stand_ins.imported(module_name)
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
    drawn = builder.draws.count
    found = record(made, before.get("given") if before is not None else given, builder.draws, (before or {}).get("kinds", ()))
    found |= {"way": way, "drawn": drawn}
    if before is not None:
        compared = Differences(made, before, found, says)
        found["differences"] = [d for d in compared.wrong if d not in before["unsteady"]]
        found["said"] = sorted(compared.said)
        found["follows"] = follows(before, found)
        found["works now"] = [w for w, r in before["result"].items() if r != "ok" and found["result"].get(w) == "ok"]
        found["draws others"] = drawn != before["drawn"]
    else:
        again, _, _ = builder.build(wanted, iter([(w, go) for w, go in Ways(module, wanted).all() if w == way]))
        found["unsteady"] = Differences(again, found, record(again, found.get("given"), builder.draws), {}).wrong
        found["optimizer"] = tried(builder.draws, lambda: optimized(made))[1] if found["trained"] else None
    return found


def main(folder: str, request: str, target: str, before: str = "") -> None:
    """Build all that is asked for."""
    sys.path.insert(0, folder)
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True, warn_only=True)  # fills memory that a class leaves as it was, too
    known = torch.load(before, weights_only=False) if before else {}
    asked = json.loads(Path(request).read_text(encoding="utf-8"))
    builder = Builder(Draws(asked["alone"]))
    signal.signal(signal.SIGPROF, ring)  # of the processor's time: others may be at work
    signal.signal(signal.SIGALRM, ring)  # for what waits
    answers: dict[str, Any] = {}
    for module_name, qualname in asked["classes"]:
        key = f"{module_name}.{qualname}"
        if before and "way" not in known[key]:
            continue
        output, sys.stdout = sys.stdout, io.StringIO()
        with contextlib.suppress(BaseException):  # imports have their own time: what is half imported stays so
            builder.stand_ins.imported(module_name)
        signal.setitimer(signal.ITIMER_PROF, SECONDS * (2 if before else 1))
        signal.alarm(SECONDS * 10)
        try:
            answers[key] = answer(builder, module_name, qualname, known.get(key), asked["says"])
            torch.save(answers[key], io.BytesIO())
        except TooLong:
            answers[key] = {"why": f"it takes more than {SECONDS} s"}
        except Exception as error:
            answers[key] = {"why": f"record: {type(error).__name__}: {str(error)[:100]}"}
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.alarm(0)
            sys.stdout = output
    torch.save(answers, target)
    told = ("why", "way", "differences", "follows", "works now", "said", "draws others")
    summary = {key: {k: found[k] for k in told if k in found} | {"called": "given" in found}
               for key, found in answers.items()}
    Path(target).with_suffix(".json").write_text(json.dumps(summary), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
