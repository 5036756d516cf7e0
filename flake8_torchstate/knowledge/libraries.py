"""Which classes of other libraries are nn.Modules, and what their bases do of their own.

The linter's environment usually lacks these libraries: tools/record_libraries.py reads their wheels, and
`library_facts.py` holds the result as text, which is read at the first question about a recorded package.

A name that stands for a Module wherever its package binds it counts at any module path of the package, so
that re-exports and files that moved between versions are known too.  A name that is a Module in one module
and something else in another public one counts only at the paths where it is one.
"""
from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

from flake8_torchstate import knowledge
from flake8_torchstate.knowledge.library_packages import PACKAGES

_NO_FAMILY = "-"

# A class of an unknown package that is named after its base: both Lightning packages, and only they, have a
# class of this name.  No such rule holds for other bases: PreTrainedModel, Module and Model exist for other
# frameworks too.
_SUFFIX = "LightningModule"


def _records(text: str) -> Iterator[tuple[str, list[str]]]:
    """(head, names) of each `head = names` record."""
    for line in text.replace("\n ", " ").splitlines():
        head, _, names = line.partition(" = ")
        yield head.removesuffix(" ="), names.split()


@functools.cache
def _names(package: str) -> dict[str, str]:
    """Name of a Module class, whatever its path in the package -> the recorded base that it derives from."""
    from flake8_torchstate.knowledge import library_facts

    found: dict[str, str] = {}
    for family, names in _records(library_facts.NAMES[package]):
        found.update(dict.fromkeys(names, family))
    return found


@functools.cache
def _by_path(package: str) -> dict[str, str]:
    """The same by full path, where the name stands for something else or has another base elsewhere."""
    from flake8_torchstate.knowledge import library_facts

    found = {}
    for head, modules in _records(library_facts.BY_PATH.get(package, "")):
        name, family = head.split()
        for module in modules:
            found[f"{package}{module.rstrip('.')}.{name}"] = family
    return found


@functools.cache
def _exceptions() -> frozenset[str]:
    """Paths in private modules where a name of `_names` stands for something else."""
    from flake8_torchstate.knowledge import library_facts

    return frozenset(library_facts.EXCEPTIONS.split())


@functools.cache
def _capitals() -> dict[str, frozenset[str]]:
    from flake8_torchstate.knowledge import library_facts

    return {package: frozenset(parts) for package, parts in _records(library_facts.CAPITALS)}


@functools.cache
def _families() -> dict[str, tuple[dict[str, str], frozenset[str]]]:
    """Recorded base -> (methods that keep a name, names that it defines)."""
    from flake8_torchstate.knowledge import library_facts

    found = {}
    for head, names in _records(library_facts.FAMILIES):
        family, *methods = head.split("|")
        found[family] = dict(method.split("=") for method in methods), frozenset(names)
    return found


@functools.cache
def _moved() -> dict[str, frozenset[str]]:
    from flake8_torchstate.knowledge import library_facts

    records = _records(library_facts.MOVED)
    return {cls: frozenset(head.split()) for head, classes in records for cls in classes}


@functools.cache
def _listed(table: str) -> frozenset[str]:
    """The classes of OWN_SETATTR, MOVES or EARLY."""
    from flake8_torchstate.knowledge import library_facts

    texts = {"setattr": library_facts.OWN_SETATTR, "moves": library_facts.MOVES, "early": library_facts.EARLY}
    return frozenset(texts[table].split())


def _is_module_path(package: str, path: str) -> bool:
    """Whether a path could be a module's: in lower case, but for the parts that are known not to be."""
    if path == path.lower():
        return True
    capitals = _capitals().get(package, frozenset())
    return all(part == part.lower() or part in capitals for part in path.split("."))


@functools.cache
def _key(path: str) -> str | None:
    """How the tables name a Module class: by package and name where that is enough, else by its path."""
    package = path.partition(".")[0]
    if package not in PACKAGES:
        return None
    prefix, _, name = path.rpartition(".")
    if name in _names(package):
        known = _is_module_path(package, prefix) and path not in _exceptions()
        return f"{package}.{name}" if known else None
    return path if path in _by_path(package) else None


def is_module(path: str) -> bool:
    """Whether a dotted name is a class that derives from nn.Module; what isn't recorded is none."""
    if path.startswith("torch.") and knowledge.torch_module(path) is not None:
        return True
    if path.partition(".")[0] not in PACKAGES:
        return path.endswith(_SUFFIX) and "." in path
    return _key(path) is not None


def has_own_setattr(path: str) -> bool:
    """Whether a plain tensor that is assigned to an attribute goes through the class's own mechanism."""
    return _key(path) in _listed("setattr") if path.partition(".")[0] in PACKAGES else False


def moves(path: str) -> bool:
    """Whether an `_apply` or `to` of the class's own moves every plain tensor in its `__dict__`."""
    return _key(path) in _listed("moves") if path.partition(".")[0] in PACKAGES else False


def moved_names(path: str) -> frozenset[str]:
    """Attributes that the class's own `_apply`, `to` or `cuda` moves, or drops to be made anew."""
    return _moved().get(_key(path) or "", frozenset()) if path.partition(".")[0] in PACKAGES else frozenset()


def initialises_early(path: str) -> bool:
    """Whether nn.Module.__init__ runs before the class's `__init__` (fastai): no super call is needed."""
    return _key(path) in _listed("early") if path.partition(".")[0] in PACKAGES else False


def base_of(path: str) -> str | None:
    """The nearest of the recorded bases that a Module class derives from (or is)."""
    key = _key(path)
    if key is None:
        return None
    package, _, name = key.partition(".")
    family = _by_path(package).get(path) or _names(package)[name]
    return None if family == _NO_FAMILY else family


def is_base(path: str) -> bool:
    """Whether a class is the very base that is recorded for it."""
    base = base_of(path)
    return base is not None and _key(path) == _key(base)


def names_of(path: str) -> frozenset[str] | None:
    """Methods, properties and class attributes from the recorded base of the class, beside nn.Module's."""
    base = base_of(path)
    return None if base is None else _families()[base][1]


def gone_methods(path: str) -> tuple[str, ...]:
    """The methods that the recorded version no longer calls: a class with one of them is written for an older one.

    Source: `lightning.pytorch.trainer.configuration_validator` of 2.x, which raises NotImplementedError for the first
    three, and the hooks that 1.0 removed.
    """
    return GONE_HOOKS if base_of(path) in LIGHTNING else ()


LIGHTNING = ("lightning.LightningModule", "pytorch_lightning.LightningModule")
GONE_HOOKS = (
    "training_epoch_end", "validation_epoch_end", "test_epoch_end", "training_end", "validation_end", "test_end")


def registrars(path: str) -> Mapping[str, str]:
    """Methods that keep something under the name they are given first -> the attribute's name, with `{}`."""
    base = base_of(path)
    return {} if base is None else _families()[base][0]
