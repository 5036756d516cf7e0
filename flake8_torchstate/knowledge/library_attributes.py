"""What the Module classes of other libraries have under which names.

`library_names.py` holds it as text (tools/record_library_names.py), which is read at the first question about a class
of a recorded package.
"""
from __future__ import annotations

import functools
from collections.abc import Mapping

from flake8_torchstate.knowledge import libraries
from flake8_torchstate.knowledge.library_packages import PACKAGES

PARAMETER, BUFFER, MODULE, PLAIN = "P", "B", "M", "a"
USUALLY = {"P?": PARAMETER, "B?": BUFFER, "M?": MODULE}
"""What is so with the constructor's defaults."""
PROPERTY, SETTABLE, IN_CLASS, UNKNOWN = "p", "s", "c", "?"
DESCRIPTORS = frozenset({PROPERTY, SETTABLE})

Kinds = Mapping[str, str]


@functools.cache
def _records() -> dict[str, str]:
    """Class -> its record, still as text: its bases, then a field for each kind."""
    from flake8_torchstate.knowledge import library_names

    found: dict[str, str] = {}
    for line in library_names.NAMES.replace("\n ", " ").splitlines():
        head, bar, rest = line.partition("|")
        name, _, bases = head.partition(" ")
        found[name] = bases + bar + rest
    return found


@functools.cache
def _namesakes() -> dict[str, list[str]]:
    """Package and name -> the classes that are recorded by their paths."""
    found: dict[str, list[str]] = {}
    for key in _records():
        package, _, rest = key.partition(".")
        if "." in rest:
            found.setdefault(f"{package}.{rest.rpartition('.')[2]}", []).append(key)
    return found


@functools.cache
def _kinds(key: str) -> dict[str, str]:
    """What one recorded class has: what its bases say, nearest last, and what it says itself."""
    bases = _records()[key].partition("|")[0]
    found: dict[str, str] = {}
    for base in reversed(bases.split()):
        found.update(_own(base))
    found.update(_own(key))
    return found


@functools.cache
def _own(key: str) -> dict[str, str]:
    fields = (field.split() for field in _records()[key].split("|")[1:])
    return {name: kind for kind, *names in fields for name in names}


@functools.lru_cache(maxsize=256)
def attribute_kinds(path: str) -> Kinds:
    """The names that a Module class of another library has beside nn.Module's, each with its kind; none where nothing
    is recorded.
    """
    package, _, rest = path.partition(".")
    if package not in PACKAGES or package == "torch" or not libraries.is_module(path):
        return {}
    short = f"{package}.{rest.rpartition('.')[2]}"
    for key in (path, short):
        if key in _records():
            return _kinds(key)
    if short in _namesakes():
        return _agreed([_kinds(key) for key in _namesakes()[short]])
    family = libraries.base_of(path)
    if family is None or family == path:
        return {}
    return {name: kind for name, kind in attribute_kinds(family).items() if kind in DESCRIPTORS}


def _agreed(found: list[dict[str, str]]) -> Kinds:
    """What several classes of one name all say."""
    names = {name for kinds in found for name in kinds}
    said = {name: {kinds.get(name, UNKNOWN) for kinds in found} for name in names}
    return {name: kinds.pop() if len(kinds) == 1 else UNKNOWN for name, kinds in said.items()}
