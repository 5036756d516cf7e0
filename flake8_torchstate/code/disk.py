"""Which file a module's name stands for, and the texts of files; each question is put to the disk once a run.
"""
from __future__ import annotations

import io
import os
import sys
import tokenize
from collections.abc import Callable, Iterator

from flake8_torchstate.code.files import MOST_BYTES, read_regular

NOT_SOURCES = frozenset({"node_modules", "site-packages", "dist-packages", "__pycache__", "build", "dist"})
PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
MOST_INDEXED = 4_000_000
"""What another file has at most, in bytes, to be read at all."""
MOST_LEVELS = 4
"""So many folders without `__init__.py` are looked above for the package that they belong to."""
MOST_SEARCHED = 20_000
"""Files that are searched for a word, and folders that are looked into for them."""


class Disk:
    """The modules below some folders, and below those that a file's own imports are looked for in."""

    def __init__(self, roots: tuple[str, ...] = ()) -> None:
        self._given = roots
        self._files: dict[tuple[str, str], str | None] = {}
        self._in_root: dict[tuple[str, str], str | None] = {}
        self._packages: dict[str, tuple[str, ...]] = {}
        self._roots: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._real: dict[str, str] = {}
        self._contents: dict[str, bytes] = {}

    def real(self, path: str) -> str:
        """A file's path without links in it."""
        folder, name = os.path.split(path)
        if folder not in self._real:
            self._real[folder] = os.path.realpath(folder)
        found = os.path.join(self._real[folder], name)
        return os.path.realpath(found) if os.path.islink(found) else found

    # --- modules

    def module_file(self, module: str, folder: str) -> str | None:
        """The file of a module by its absolute name, searched from a folder's own tree outwards."""
        key = folder, module
        if key not in self._files:
            found = (self._file_in(root, module) for root in self.roots(folder))
            self._files[key] = next((file for file in found if file is not None), None)
        return self._files[key]

    def file_of(self, path: str, folder: str) -> tuple[str | None, list[str]]:
        """The file of the longest beginning of an absolute dotted name that is a module, and the rest of the name."""
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            file = self.module_file(".".join(parts[:length]), folder)
            if file is not None:
                return file, parts[length:]
        return None, []

    def relative_file(self, path: str, folder: str) -> tuple[str | None, list[str]]:
        """The same for a dotted name that begins with dots, which stand for folders."""
        rest = path.lstrip(".")
        for _ in range(len(path) - len(rest) - 1):
            folder = os.path.dirname(folder)
        parts = rest.split(".") if rest else []
        for length in range(len(parts), -1, -1):
            file = self._file_in(folder, ".".join(parts[:length])) if length else self._package_file(folder)
            if file is not None:
                return file, parts[length:]
        return None, []

    def _file_in(self, root: str, module: str) -> str | None:
        key = root, module
        if key not in self._in_root:
            first = module.partition(".")[0]
            may_be = not self._names_in(root).isdisjoint((first, f"{first}.py", f"{first}.pyi"))
            self._in_root[key] = self._file_at(os.path.join(root, module.replace(".", os.sep))) if may_be else None
        return self._in_root[key]

    def _names_in(self, folder: str) -> frozenset[str]:
        if folder not in self._names:
            try:
                self._names[folder] = frozenset(os.listdir(folder))
            except OSError:
                self._names[folder] = frozenset()
        return self._names[folder]

    def _file_at(self, base: str) -> str | None:
        if not is_package(base) and os.path.isfile(f"{base}.py"):
            return self.real(f"{base}.py")
        return self._package_file(base)

    def _package_file(self, folder: str) -> str | None:
        files = (os.path.join(folder, name) for name in ("__init__.py", "__init__.pyi"))
        return next((self.real(file) for file in files if os.path.isfile(file)), None)

    def roots(self, folder: str) -> tuple[str, ...]:
        """Where absolute imports of a folder's files are looked for.

        Above its package, in the folder, beside the package and in `src`; above the package that is around a folder
        without `__init__.py`; in the folders that were given; among the packages that are installed beside flake8.
        """
        if folder not in self._roots:
            top = folder
            while is_package(top) and os.path.basename(top):
                top = os.path.dirname(top)
            above, around = os.path.dirname(top), folder
            for _ in self.package(folder):
                around = os.path.dirname(around)
            found = (top, folder, above, os.path.join(top, "src"), os.path.join(above, "src"), around)
            self._roots[folder] = tuple(dict.fromkeys((*found, *self._given, *installed())))
        return self._roots[folder]

    # --- packages

    def package(self, folder: str) -> tuple[str, ...]:
        """The dotted package name of a folder, by the `__init__.py` in it and above it.

        A folder without one belongs to the package around it, as Python has it.
        """
        if folder not in self._packages:
            self._packages[folder] = self._package(folder)
        return self._packages[folder]

    def _package(self, folder: str) -> tuple[str, ...]:
        above, name = os.path.split(folder)
        if is_package(folder) and name:
            return (*self.package(above), name)
        between: list[str] = []
        for _ in range(MOST_LEVELS):
            if not name.isidentifier() or name in NOT_SOURCES or holds_project(folder):
                break
            between.insert(0, name)
            folder, name = above, os.path.basename(above)
            above = os.path.dirname(folder)
            if is_package(folder):
                return (*self.package(folder), *between)
        return ()

    def module_name(self, file: str) -> str:
        """The dotted name of a file, by the packages that it stands in."""
        folder, name = os.path.split(os.path.abspath(file))
        stem = name.rpartition(".")[0]
        return ".".join(self.package(folder) if stem == "__init__" else (*self.package(folder), stem))

    def absolute(self, path: str, folder: str) -> str:
        """The absolute form of a dotted name as a folder's files write it: leading dots stand for its packages."""
        rest = path.lstrip(".")
        level = len(path) - len(rest) - 1
        if level < 0:
            return path
        package = self.package(folder)
        kept = package[:max(len(package) - level, 0)]
        return ".".join([*kept, rest]) if rest else ".".join(kept)

    # --- texts

    def mentions(self, path: str, name: str) -> bool:
        """Whether a file's text has a name in it, or passes on what other files have: else it needn't be parsed."""
        if path not in self._contents:
            self._contents[path] = read_bytes(path, MOST_INDEXED) or b""
        return name.encode("utf-8", "surrogatepass") in self._contents[path] or b"import *" in self._contents[path]

    def settle(self) -> None:
        """Let go of the texts."""
        self._contents.clear()


def is_package(folder: str) -> bool:
    """Whether a folder says by an `__init__.py` that it is a package."""
    return os.path.isfile(os.path.join(folder, "__init__.py"))


def holds_project(folder: str) -> bool:
    """Whether a folder is the top of a project, which belongs to no package above it."""
    return any(os.path.exists(os.path.join(folder, name)) for name in PROJECT_FILES)


def installed() -> tuple[str, ...]:
    """The folders of packages that are installed beside flake8."""
    return tuple(p for p in sys.path if "site-packages" in p or "dist-packages" in p)


def read_bytes(path: str, most: int = MOST_BYTES) -> bytes | None:
    """What a regular file holds; None where it can't be read, is no regular file, or holds more than so many bytes."""
    try:
        return read_regular(path, most)
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return None


def read_text(path: str, most: int = MOST_BYTES) -> str | None:
    """A regular file's text with plain newlines, in the encoding that it declares; None where it can't be read."""
    found = read_bytes(path, most)
    if found is None:
        return None
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(found).readline)
        return io.TextIOWrapper(io.BytesIO(found), encoding).read()
    except (SyntaxError, LookupError, ValueError):  # UnicodeError is a ValueError: utf-16 without its mark, and others
        return None


def stamp_of(path: str) -> tuple[int, int]:
    """A file's time of change and size; zeros where it's gone."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return 0, 0
    return status.st_mtime_ns, status.st_size


def is_searched(folder: str) -> bool:
    """Whether a folder of that name may hold sources of the tree."""
    return folder not in NOT_SOURCES and not folder.startswith(".")


def sources(root: str, *endings: str) -> Iterator[str | None]:
    """The files below a folder whose names have one of some endings, where sources are looked for; None at the end
    where there are more folders than can be looked into.
    """
    for number, (folder, folders, files) in enumerate(os.walk(root), 1):
        if number > MOST_SEARCHED:
            yield None
            return
        folders[:] = sorted(filter(is_searched, folders))
        yield from (os.path.join(folder, name) for name in files if name.endswith(endings))


def any_source(root: str, says: Callable[[bytes], bool]) -> bool:
    """Whether the text of any Python file below a folder says something; True where there are too many."""
    return any(file is None or number > MOST_SEARCHED or says(read_bytes(file, MOST_INDEXED) or b"")
               for number, file in enumerate(sources(root, ".py", ".pyi"), 1))
