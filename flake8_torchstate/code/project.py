"""From a dotted name to the class, function or constant of the source tree that it stands for.

Nothing is ever imported: other files are found beside the linted one and read with `ast`, each at most once per
process.  What is kept of them is an index of their statements; function bodies are read again when a constructor
reaches them.  torch itself is never read: what it gives was recorded.
"""
from __future__ import annotations

import ast
import functools
import os
import re
import sys
import zlib
from collections import Counter
from dataclasses import dataclass, field

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import ClassInfo, package_parts
from flake8_torchstate.code.files import read_regular
from flake8_torchstate.knowledge import libraries
from flake8_torchstate.knowledge.library_packages import PACKAGES
from flake8_torchstate.knowledge.names import REGISTRARS
from flake8_torchstate.code.scopes import FunctionInfo, Reference, Scope
from flake8_torchstate.code.source import Shelf, Source, lines_of, read_text

WORDS = tuple(word.encode() for word in ("torch", *sorted(REGISTRARS)))
"""What stands in every file that makes an nn.Module of its own: only a search for files that are worth being parsed, which
may find too many."""
MOST_UNSURE = 8
MOST_SEARCHED = 20_000
NOT_SOURCES = frozenset({"node_modules", "site-packages", "dist-packages", "__pycache__", "build", "dist"})
NEVER_READ = frozenset({"torch", "numpy", "builtins", "typing", "typing_extensions"}) | sys.stdlib_module_names
MOST_BYTES = 4_000_000
MOST_HOPS = 30


@dataclass(eq=False)
class Indexed:
    """One file of the index: its names (None: it can't be read), a checksum of its text, and how it looked on the disk.

    No stamp: it was linted, and nobody has compared it with the disk since.
    """

    scope: Scope | None
    digest: int
    stamp: tuple[int, int] | None


@dataclass(eq=False)
class Project:
    """The source tree around the linted files: one for a process."""

    roots: tuple[str, ...] = ()
    module_bases: frozenset[str] = frozenset()
    files: dict[str, Indexed] = field(default_factory=dict)
    parsed: int = 0
    shelf: Shelf = field(default_factory=Shelf)

    def __post_init__(self) -> None:
        self._entered: str | None = None
        self._found: dict[tuple[str, str], Reference] = {}
        self._modules: dict[tuple[str, str], str | None] = {}
        self._in_root: dict[tuple[str, str], str | None] = {}
        self._unsure = 0
        self._trees: dict[str, bool] = {}
        self.reads: Counter[str] = Counter()
        self._visiting: set[tuple[str, str]] = set()
        self.screens: dict[object, object] = {}

    def enter(self, source: Source) -> Scope:
        """Start with a linted file: its names.  Its buffer stands for its path, and its index is kept for other files."""
        self.leave()
        path = os.path.realpath(source.path) if source.path else ""
        digest = checksum("".join(source.text_lines()))
        self._entered = path
        known = self.files.get(path)
        if known is not None and known.scope is not None and known.digest == digest:
            known.scope.source.lend(source)
            return known.scope
        if known is not None:
            self.forget()  # an edited buffer: what other files have made of it is out of date
        source.join(self.shelf)
        scope = Scope(source, self)
        self.files[path] = Indexed(scope, digest, None)
        try:
            scope.scan(source.tree.body)
        except BaseException:
            del self.files[path]  # half a file's names are none
            raise
        return scope

    def leave(self) -> None:
        """Let go of the linted file's text, and of other files' texts that were read for it.

        An editor's buffer that isn't what is on the disk is forgotten, with all that was made of it.
        """
        path, self._entered = self._entered, None
        scope = self.files[path].scope if path in self.files else None
        self.shelf.settle(scope.source if scope is not None else None)
        if path in self.files and not is_current(path, self.files[path]):
            self.forget()

    def refresh(self) -> None:
        """Begin a new run: where a file isn't any more as it was read, the index is made anew."""
        self.leave()
        self._found.clear()
        self._modules.clear()
        self._in_root.clear()
        self._trees.clear()
        if not all(is_current(path, indexed) for path, indexed in self.files.items()):
            self.forget()

    def forget(self) -> None:
        """Let go of everything that was read."""
        self.files.clear()
        self.screens.clear()
        self._found.clear()
        self._modules.clear()
        self._in_root.clear()

    def may_hold_modules(self, path: str, text: str) -> bool:
        """Whether a file can hold an nn.Module: it says so, or a class of another file of its tree could be one.

        The tree is searched for the words once, and only when several files have asked: looking at the bases of a
        few classes is cheaper.
        """
        if says_modules(text.encode("utf-8", "surrogatepass")):
            return True
        self._unsure += 1
        return self._unsure <= MOST_UNSURE or any(
            self._tree_says_so(root) for root in (own_roots(os.path.dirname(os.path.abspath(path)))[0], *self.roots))

    def _tree_says_so(self, root: str) -> bool:
        if root not in self._trees:
            self._trees[root] = mentions_modules(root)
        return self._trees[root]

    # --- names

    def follow(self, path: str, source: Source) -> Reference:
        """What a dotted name (with leading dots where it's relative) stands for, seen from a file.

        A definition of the tree, or an absolute dotted name; what isn't found keeps its name.
        """
        if path.startswith("."):
            path = absolute(path, source.path)
        if path.partition(".")[0] in NEVER_READ:
            return path
        key = (os.path.dirname(source.path), path)
        if key in self._found:
            return self._found[key]
        if key in self._visiting or len(self._visiting) > MOST_HOPS:
            return path
        self._visiting.add(key)
        try:
            found = self._resolve(path, source)
        finally:
            self._visiting.discard(key)
        self._found[key] = found
        return found

    def _resolve(self, path: str, source: Source) -> Reference:
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            file = self._module_file(".".join(parts[:length]), source)
            if file is None:
                continue
            if length == len(parts):
                return path
            scope = self._load(file)
            return self._member(scope, parts[length:], path) if scope is not None else path
        return path

    def _member(self, scope: Scope, names: list[str], path: str) -> Reference:
        found = self._own(scope, names[0])
        for name in names[1:]:
            if isinstance(found, ClassInfo):
                found = found.nested.get(name) or found.methods.get(name)
            elif isinstance(found, str):
                found = self.follow(f"{found}.{name}", scope.source)
            else:
                return path if found is None else None
        return path if found is None else found

    def _own(self, scope: Scope, name: str) -> Reference:
        """A name of a module: bound there, or by a table of lazy imports."""
        found = scope.own(name)
        if found is not None:
            return scope.follow_alias(found)
        table = lazy_table(scope)
        if name in table:
            return self.follow(f".{table[name]}.{name}", scope.source)
        getter = scope.functions.get("__getattr__")
        if getter is not None:
            return self._lazily(scope, getter, name)
        return None

    def _lazily(self, scope: Scope, getter: FunctionInfo, name: str) -> Reference:
        """A name that a module's own `__getattr__` imports: in its body, or by a table of the module."""
        found = getter.body_scope.imports.get(name)
        if found is not None:
            return self.follow(found, scope.source)
        for constants in scope.constants.values():
            for constant in constants:
                path = by_table(constant.node.value, name)
                if path is not None:
                    start = path if path.startswith(".") or self._module_file(path.rpartition(".")[0], scope.source) else f".{path}"
                    return self.follow(start, scope.source)
        return None

    def star(self, module: str, name: str, source: Source) -> Reference:
        """What `name` stands for after `from module import *`, or None where the module has no such name."""
        path = absolute(module, source.path) if module.startswith(".") else module
        if path.partition(".")[0] in NEVER_READ:
            dotted = f"{path}.{name}"
            known = knowledge.function(dotted) is not None or knowledge.torch_module(dotted) is not None
            return dotted if known else None
        file = self._module_file(path, source)
        if file is None:
            dotted = f"{path}.{name}"
            return dotted if libraries.is_module(dotted) else None
        key = (file, name)
        if key in self._visiting or len(self._visiting) > MOST_HOPS:
            return None
        self._visiting.add(key)
        try:
            if file not in self.files and not mentions(file, name):
                return None
            scope = self._load(file)
            return self._own(scope, name) if scope is not None and exports(scope, name) else None
        finally:
            self._visiting.discard(key)

    # --- files

    def _module_file(self, module: str, source: Source) -> str | None:
        """The file of a module by its absolute name, searched from a file's own tree outwards."""
        key = (os.path.dirname(source.path), module)
        if key not in self._modules:
            self._modules[key] = self._search(module, source)
        return self._modules[key]

    def _search(self, module: str, source: Source) -> str | None:
        for root in (*own_roots(os.path.dirname(os.path.abspath(source.path))), *self.roots, *installed_roots()):
            key = root, module
            if key not in self._in_root:
                self._in_root[key] = file_of(os.path.join(root, module.replace(".", os.sep)))
            if self._in_root[key] is not None:
                return self._in_root[key]
        return None

    def _load(self, path: str) -> Scope | None:
        """The names of a file, which is read and parsed at most once."""
        indexed = self.files.get(path)
        if indexed is None:
            indexed = self._index(path)
        return indexed.scope

    def _index(self, path: str) -> Indexed:
        stamp = stamp_of(path)
        text = read_text(path) if stamp[1] <= MOST_BYTES else None
        indexed = self.files[path] = Indexed(None, 0, stamp)
        if text is None:
            return indexed
        indexed.digest = checksum(text)
        self.parsed += 1
        self.reads[path] += 1
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return indexed  # a file that doesn't parse has no names
        source = Source(path, lines_of(text), tree, self.shelf)
        indexed.scope = Scope(source, self)
        indexed.scope.scan(source.tree.body)
        return indexed


def file_of(base: str) -> str | None:
    """The file of the module at a path without suffix."""
    for candidate in (os.path.join(base, "__init__.py"), base + ".py", os.path.join(base, "__init__.pyi")):
        if os.path.isfile(candidate):
            return os.path.realpath(candidate)
    return None


def is_current(path: str, indexed: Indexed) -> bool:
    """Whether a file is as it was read: by time and size, or by its text where those differ or weren't seen."""
    stamp = stamp_of(path)
    if stamp != indexed.stamp:
        if checksum(read_text(path) or "") != indexed.digest:
            return False
        indexed.stamp = stamp
    return True


def checksum(text: str) -> int:
    """A checksum of a text."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def stamp_of(path: str) -> tuple[int, int]:
    """A file's time of change and size; zeros where it's gone."""
    try:
        status = os.stat(path)
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def mentions_modules(root: str) -> bool:
    """Whether any Python file below a folder says a word that stands where nn.Modules are made; True where there are too many."""
    searched = 0
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in NOT_SOURCES and not f.startswith(".")]
        for name in files:
            if not name.endswith((".py", ".pyi")):
                continue
            searched += 1
            if searched > MOST_SEARCHED:
                return True
            try:
                text = read_regular(os.path.join(folder, name))
            except OSError:
                continue
            if says_modules(text):
                return True
    return False


def says_modules(text: bytes) -> bool:
    """Whether a file's text has a word that stands where nn.Modules are made."""
    return any(word in text for word in WORDS) or library_imports().search(text) is not None


@functools.cache
def library_imports() -> re.Pattern[bytes]:
    """What imports one of the libraries that have Modules: found by its words, which may find too much."""
    names = b"|".join(sorted(name.encode() for name in PACKAGES))
    return re.compile(rb"^[ \t]*(?:from|import[\w \t.,]*?)[ \t,](?:" + names + rb")\b", re.MULTILINE)


@functools.lru_cache(maxsize=20_000)
def mentions(path: str, name: str) -> bool:
    """Whether a file's text has a name in it, or passes on what other files have: else it needn't be parsed."""
    try:
        text = read_regular(path)
    except OSError:
        return False
    return name.encode() in text or b"import *" in text


def absolute(path: str, file: str) -> str:
    """The absolute form of a relative dotted name, by the packages that a file stands in."""
    rest = path.lstrip(".")
    folder = os.path.dirname(os.path.abspath(file))
    package = package_parts(folder)
    level = len(path) - len(rest) - 1
    kept = package[:len(package) - level] if level else package
    return ".".join([*kept, rest]) if rest else ".".join(kept)


@functools.lru_cache(maxsize=4096)
def own_roots(folder: str) -> tuple[str, ...]:
    """Where absolute imports of a file are looked for: above its top package, in its own folder, beside and in `src`."""
    top = folder
    for _ in package_parts(folder):
        top = os.path.dirname(top)
    above = os.path.dirname(top)
    found = [top, folder, above, os.path.join(top, "src"), os.path.join(above, "src")]
    return tuple(dict.fromkeys(f for f in found if f))


@functools.lru_cache(maxsize=1)
def installed_roots() -> tuple[str, ...]:
    """The folders of packages that are installed beside flake8."""
    return tuple(p for p in sys.path if p and "site-packages" in p or "dist-packages" in p)


def exports(scope: Scope, name: str) -> bool:
    """Whether `import *` gives a name: by `__all__` where it's a plain list, else unless it's private."""
    for constant in scope.constants.get("__all__", ()):
        value = constant.node.value
        if isinstance(value, (ast.List, ast.Tuple)) and all(isinstance(e, ast.Constant) for e in value.elts):
            return any(isinstance(e, ast.Constant) and e.value == name for e in value.elts)
    return not name.startswith("_")


def by_table(node: ast.expr | None, name: str) -> str | None:
    """The path of a name in a dict of `"Name": ".module"`, `"Name": (".module", "name")` or `".module": ["Name", …]`."""
    if not isinstance(node, ast.Dict):
        return None
    for key, value in zip(node.keys, node.values):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            continue
        parts = [v.value for v in value.elts if isinstance(v, ast.Constant)] if isinstance(value, (ast.Tuple, ast.List, ast.Set)) else (
            [value.value] if isinstance(value, ast.Constant) else [])
        if key.value == name and parts and isinstance(parts[0], str):
            return f"{parts[0]}.{parts[1] if len(parts) > 1 and isinstance(parts[1], str) else name}"
        if name in parts and isinstance(value, (ast.Tuple, ast.List, ast.Set)):
            return f"{key.value}.{name}"
    return None


def lazy_table(scope: Scope) -> dict[str, str]:
    """Name -> submodule of a package's table of lazy imports (`_import_structure`)."""
    found: dict[str, str] = dict(scope.attached)
    for constant in scope.constants.get("_import_structure", ()):
        if isinstance(constant.node.value, ast.Dict):
            for key, value in zip(constant.node.value.keys, constant.node.value.values):
                if isinstance(key, ast.Constant) and isinstance(value, (ast.List, ast.Tuple)):
                    found |= {e.value: str(key.value) for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)}
    return found
