"""Record what the Module classes of other libraries have under which names, by reading their wheels.

usage: python tools/record_library_names.py [--wheels FOLDER]

Writes library_names.py in flake8_torchstate/knowledge.  The wheels (those of `LIBRARIES`, in the versions of
record_libraries.py) are unpacked beside each other into a temporary folder, and each constructor is followed by the
linter's own interpreter, once with any arguments and once with its defaults: nothing is installed or imported.  A kind
is written only where it is certain on each path.
"""
from __future__ import annotations

import argparse
import collections
import re
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import record_libraries

sys.path.insert(0, str(record_libraries.HERE))

from flake8_torchstate.code.project import Project  # noqa: E402
from flake8_torchstate.code.scopes import ClassInfo  # noqa: E402
from flake8_torchstate.code.source import Source  # noqa: E402
from flake8_torchstate.config import Config  # noqa: E402
from flake8_torchstate.knowledge import libraries  # noqa: E402
from flake8_torchstate.knowledge.reserved import RESERVED  # noqa: E402
from flake8_torchstate.model.registry import Place  # noqa: E402
from flake8_torchstate.model.state import ModuleState  # noqa: E402
from flake8_torchstate.model.values import NoneValue, Plain  # noqa: E402
from flake8_torchstate.run.construction import construct  # noqa: E402
from flake8_torchstate.run.machine import Arguments, TooMuch  # noqa: E402
from flake8_torchstate.run.world import World  # noqa: E402
from flake8_torchstate.screen import modules_of  # noqa: E402

TARGET = record_libraries.TARGET.with_name("library_names.py")
PACKAGES = """
gpytorch linear_operator botorch torchmetrics timm lightning pytorch_lightning lightning_fabric torch_geometric
torchvision pyro diffusers transformers
""".split()
"""Packages of whose classes people derive their own."""
PARTS = {"diffusers": ("models/modeling_utils.py",), "transformers": ("modeling_utils.py",)}
"""The files that count of packages with thousands of models."""
BEYOND = re.compile(r"/(tests?|test_functions|examples|docs|_internal)/")
LETTERS = {Place.PARAMETERS: "P", Place.BUFFERS: "B", Place.MODULES: "M"}
SURE = frozenset("PBM")
Kinds = dict[str, str]


def unpack(folder: Path, wheels: Path) -> list[str]:
    """Unpack the newest wheels; their versions."""
    done: set[str] = set()
    versions = []
    for library in record_libraries.LIBRARIES:
        if done.isdisjoint(library.packages) and not set(PACKAGES).isdisjoint(library.packages):
            done.update(library.packages)
            for name, content in record_libraries.members(record_libraries.download(library, wheels)):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            versions.append(f"{library.distribution} {library.version}")
    return versions


class Reader:
    """Follows the classes of some packages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        config = Config(roots=(str(folder),))
        self.project = Project(config.roots, config.module_bases)
        self.world = World(config, self.project)
        self.paths: dict[ClassInfo, str] = {}
        self.kinds: dict[str, Kinds] = {}
        self.bases: dict[str, list[str]] = {}

    def read(self, package: str) -> None:
        """Read each file of a package."""
        parts = PARTS.get(package)
        for path in sorted((self.folder / package).rglob("*.py")):
            if parts is not None and path.relative_to(self.folder / package).as_posix() not in parts:
                continue
            if BEYOND.search(f"/{path.relative_to(self.folder).as_posix()}"):
                continue
            try:
                scope = self.project.enter(Source.from_text(path.read_text("utf-8"), str(path)))
            except (SyntaxError, UnicodeDecodeError):
                continue
            module = ".".join(path.relative_to(self.folder).with_suffix("").parts).removesuffix(".__init__")
            for info in modules_of(scope):
                if scope.classes.get(info.name) is info:
                    self.paths[info] = f"{module}.{info.name}"
                    self.take(info, self.paths[info])

    def take(self, info: ClassInfo, path: str) -> None:
        """What one class has."""
        self.bases[path] = [f"{self.project.module_name(base.source.path)}.{base.name}" for base in info.family[1:]]
        self.bases[path] += [base for base in info.mro if isinstance(base, str) and libraries.is_module(base)]
        kinds = dict(of_bodies(info))
        loose, by_default = self.constructed(info, None), self.constructed(info, Arguments())
        for name, kind in {**dict.fromkeys(by_default, "?"), **loose}.items():
            usual = by_default.get(name, "?")
            kinds[name] = f"{usual}?" if kind == "?" and usual in SURE else kind
        self.kinds[path] = {name: kind for name, kind in kinds.items()
                            if name.isidentifier() and name[:2] != "__" and name not in RESERVED}

    def constructed(self, info: ClassInfo, given: Arguments | None) -> Kinds:
        """What the constructor leaves under each name."""
        self.world.begin()
        try:
            state = construct(self.world, info, 200_000, given).state
        except (TooMuch, RecursionError):
            return {}
        return {name: kind_of(state, name) for name, entries in state.names.items()
                if any(h.value is not None or h.slot is None or h.slot.held for h in entries)}


def of_bodies(info: ClassInfo) -> Iterator[tuple[str, str]]:
    """What the class bodies of a family define, the nearest last."""
    for cls in reversed(info.family):
        for name in (*cls.methods, *cls.attributes, *cls.nested):
            yield name, "c"
        for name, found in cls.properties.items():
            yield name, "c" if found.cached else "s" if found.setter is not None else "p"


def kind_of(state: ModuleState, name: str) -> str:
    """P, B, M for what is certainly registered, `a` for a plain attribute that holds no tensor, else `?`."""
    kinds = set()
    for held in state.entries(name):
        if not state.alive(held):
            continue
        slot = held.slot
        if slot is None or not slot.held or isinstance(held.value, NoneValue) and slot.registered:
            kinds.add("?")
        elif slot.registered:
            kinds.add(LETTERS[slot.place] if slot.place is not None else "?")
        else:
            kinds.add("a" if isinstance(held.value, (Plain, NoneValue)) else "?")
    return kinds.pop() if len(kinds) == 1 and not state.own_setattr else "?"


def shortened(paths: list[str]) -> dict[str, str]:
    """Each path's key: package and name where no other class of the package has that name."""
    times = collections.Counter((path.partition(".")[0], path.rpartition(".")[2]) for path in paths)
    short = {}
    for path in paths:
        package, name = path.partition(".")[0], path.rpartition(".")[2]
        short[path] = f"{package}.{name}" if times[package, name] == 1 else path
    return short


def records(reader: Reader) -> Iterator[str]:
    """One line a class: its bases, and what it has that they don't say."""
    keys = shortened(sorted(reader.kinds))
    for path in sorted(reader.kinds, key=lambda path: keys[path]):
        bases = [base for base in reader.bases[path] if base in keys]
        said: Kinds = {}
        for base in reversed(bases):
            said.update(n for n in reader.kinds[base].items() if n[1] != "c" or n[0][0] != "_")
        own = {name: kind for name, kind in reader.kinds[path].items() if kind != "c" or name[0] != "_"}
        new = {name: kind for name, kind in own.items() if said.get(name) != kind}
        new |= {name: "?" for name in said.keys() - own.keys()}
        grouped: dict[str, list[str]] = collections.defaultdict(list)
        for name, kind in new.items():
            grouped[kind].append(name)
        parts = [f"{kind} {' '.join(sorted(names))}" for kind, names in sorted(grouped.items())]
        # what the last of them derive from, they say themselves
        text = "|".join([f"{keys[path]} {' '.join(keys[base] for base in bases)}".strip(), *parts])
        yield textwrap.fill(text, 110, subsequent_indent=" ", break_long_words=False, break_on_hyphens=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, help="folder of the archives (kept)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "root")
        wheels = options.wheels or Path(temporary, "wheels")
        wheels.mkdir(parents=True, exist_ok=True)
        versions = unpack(folder, wheels)
        reader = Reader(folder)
        for package in PACKAGES:
            reader.read(package)
            print(package, len(reader.kinds), file=sys.stderr)
        lines = list(records(reader))
    TARGET.write_text("\n".join([
        '"""Names of other libraries\' Module classes.  Generated by tools/record_library_names.py: do not edit.',
        "",
        "One class a record (lines that begin with a space go on): `class bases|kind names|kind names`; what the bases",
        "say stands there alone.  Kinds: P a parameter, B a buffer, M a submodule, followed by `?` where that is so with",
        "the constructor's defaults; p a property, s one with a setter, c a method or class attribute, a a plain",
        "attribute, ? anything.  A class is `package.name`, or its path where several have the name.",
        '"""',
        record_libraries.block("VERSIONS", versions),
        record_libraries.block("NAMES", lines).rstrip("\n"),
        "",
    ]), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
