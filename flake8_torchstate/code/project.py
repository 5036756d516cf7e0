"""From a dotted name to the class, function or constant of the source tree that it stands for.

Nothing is ever imported: other files are found beside the linted one and read with `ast`, each at most once per
process.  What is kept of them is an index of their statements; function bodies are read again when a constructor
reaches them.  torch itself is never read: what it gives was recorded.
"""
from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from flake8_torchstate.code.disk import MOST_INDEXED, Disk, any_source, read_text, stamp_of
from flake8_torchstate.code.exports import Exports, exports_of
from flake8_torchstate.code.knowing import Knowledge
from flake8_torchstate.code.outline import builtin
from flake8_torchstate.code.scopes import ClassInfo, ConstantInfo, FunctionInfo, Reference, Scope
from flake8_torchstate.code.source import NO_TREE, Shelf, Source, lines_of, parsed
from flake8_torchstate.code.stubs import Stubbed, stubbed
from flake8_torchstate.knowledge import modules

MOST_UNSURE = 8


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
    knowledge: Knowledge = modules
    files: dict[str, Indexed] = field(default_factory=dict)
    parsed: int = 0
    hops: int = 0
    shelf: Shelf = field(default_factory=Shelf)

    def __post_init__(self) -> None:
        self.disk = Disk(self.roots)
        self.reads: Counter[str] = Counter()
        self.generation = 0
        self._entered: str | None = None
        self._looked_into = False
        self._found: dict[tuple[str, str], Reference] = {}
        self._starred: dict[Scope, dict[str, Reference]] = {}
        self._exported: dict[Scope, Exports] = {}
        self._unsure = 0
        self._trees: dict[str, bool] = {}
        self._outside: dict[tuple[str, str], bool] = {}

    # --- one file after another

    def enter(self, source: Source) -> Scope:
        """Start with a linted file: its names.  Its buffer stands for its path; its index is kept for other files."""
        self.leave()
        path = self.disk.real(source.path) if source.path else ""
        digest = hash(source.whole_text())
        self._entered = path
        known = self.files.get(path)
        if known is not None and known.scope is not None and known.digest == digest:
            known.scope.source.lend(source)
            return known.scope
        if known is not None and known.stamp is None:
            self._drop(path)  # an edited buffer that nobody has looked into
        elif known is not None:
            self.forget()  # what other files have made of it is out of date
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

        An editor's buffer that isn't what is on the disk is forgotten, with all that other files have made of it.
        """
        path, self._entered = self._entered, None
        looked_into, self._looked_into = self._looked_into, False
        indexed = self.files.get(path) if path is not None else None
        self.shelf.settle()
        self.disk.settle()
        if path is not None and indexed is not None and looked_into and not is_current(path, indexed):
            self.forget()

    @property
    def looked_into(self) -> bool:
        """Whether other files have looked into the linted one since it was entered."""
        return self._looked_into

    def is_current(self) -> bool:
        """Whether each file that was read from the disk is still as it was."""
        return all(indexed.stamp is None or is_current(path, indexed) for path, indexed in self.files.items())

    def refresh(self) -> None:
        """Begin a new run: where a file isn't any more as it was read, the index is made anew."""
        self.leave()
        self.disk = Disk(self.roots)
        self._found.clear()
        self._starred.clear()
        self._trees.clear()
        self._outside.clear()
        for path, indexed in list(self.files.items()):
            if not is_current(path, indexed):
                if indexed.stamp is not None:
                    return self.forget()
                self._drop(path)

    def forget(self) -> None:
        """Let go of everything that was read."""
        self.generation += 1
        self.files.clear()
        self._found.clear()
        self._starred.clear()
        self._exported.clear()

    def may_hold_modules(self, path: str, text: str) -> bool:
        """Whether a file can hold an nn.Module: it says so, or a class of another file of its tree could be one.

        The tree is searched for the words once, and only when several files have asked: looking at the bases of a
        few classes is cheaper.  What is imported from elsewhere isn't searched for: it is looked at in each case.
        """
        if self._says_modules(text.encode("utf-8", "surrogatepass")):
            return True
        self._unsure += 1
        folder = os.path.dirname(os.path.abspath(path))
        top = self.disk.roots(folder)[0]
        return (self._unsure <= MOST_UNSURE or any(self._tree_says_so(root) for root in (top, *self.roots))
                or any(self._stands_outside(name, folder, top) for name in imported(text)))

    def _says_modules(self, text: bytes) -> bool:
        bases = (base.rpartition(".")[2].encode() for base in self.module_bases)
        return self.knowledge.says_modules(text) or any(base in text for base in bases)

    def _tree_says_so(self, root: str) -> bool:
        if root not in self._trees:
            self._trees[root] = any_source(root, self._says_modules)
        return self._trees[root]

    def _stands_outside(self, module: str, folder: str, top: str) -> bool:
        """Whether a module is found, and elsewhere than below a folder."""
        key = folder, module
        if key not in self._outside:
            file = None if self.knowledge.is_never_read(module) else self.disk.module_file(module, folder)
            self._outside[key] = file is not None and not file.startswith(os.path.join(self.disk.real(top), ""))
        return self._outside[key]

    def names_in(self, path: str) -> Scope | None:
        """The names of a file of the tree; None where it can't be read."""
        return self._load(self.disk.real(path))

    def module_name(self, path: str) -> str:
        """The dotted name of a file."""
        return self.disk.module_name(path)

    # --- names

    def follow(self, path: str, source: Source) -> Reference:
        """What a dotted name (with leading dots where it's relative) stands for, seen from a file.

        A definition of the tree, or an absolute dotted name; what isn't found keeps its name.
        """
        key = source.folder, path
        if key not in self._found:
            self._found[key] = self._walk(*self._locate(path, source.folder))
        return self._found[key]

    def starred(self, scope: Scope, name: str) -> Reference:
        """What a name stands for that only a file's `import *` can give; None where they don't."""
        known = self._starred.setdefault(scope, {})
        if name not in known:
            found = self._behind_stars(scope, name)
            at = f"{self.module_name(found.source.path)}.{name}" if isinstance(found, Scope) else ""
            known[name] = self._walk(at, found, [name]) if isinstance(found, Scope) else found
        return known[name]

    def _walk(self, path: str, scope: Scope | None, names: list[str]) -> Reference:
        """What some names mean in a file: from an import to what is imported, hop by hop, until a definition.

        Each name is bound to one other, so there are no branches; and who comes back to a name and isn't any nearer to
        the end goes in a circle.
        """
        been: dict[tuple[Scope, str], int] = {}
        while scope is not None and len(names) < been.get((scope, names[0]), len(names) + 1):
            self.hops += 1
            been[scope, names[0]] = len(names)
            found = self._binding(scope, names[0])
            alias = found.alias() if isinstance(found, ConstantInfo) else None
            if isinstance(found, Scope):
                scope = found
            elif isinstance(found, str):
                path, scope, names = self._locate(".".join([found, *names[1:]]), scope.source.folder)
            elif alias is not None:
                first, names = alias.partition(".")[0], [*alias.split("."), *names[1:]]
                if self._binding(scope, first) is None:
                    return ".".join(["builtins", *names]) if builtin(first) else path
            else:
                return member(found, names[1:], path)
        return path

    def _binding(self, scope: Scope, name: str) -> Reference | Scope:
        """What a module binds a name to; the scope of the file whose `import *` gives it; the path of a lazy import."""
        found: Reference | Scope = scope.bound(name)
        if found is None and scope.stars and name not in scope.constants:
            found = self._behind_stars(scope, name)
        return self._lazily(scope, name) if found is None else found

    def _lazily(self, scope: Scope, name: str) -> str | None:
        """The path of a name that a module imports when it's asked for."""
        exports = self._exports(scope)
        path = exports.imported.get(name)
        if path is None and name in exports.tabled:
            path = exports.tabled[name]
            if not path.startswith(".") and not self.disk.module_file(path.rpartition(".")[0], scope.source.folder):
                path = f".{path}"
        return path

    def _exports(self, scope: Scope) -> Exports:
        if scope not in self._exported:
            self._exported[scope] = exports_of(scope)
        return self._exported[scope]

    def _behind_stars(self, scope: Scope, name: str) -> Scope | str | None:
        """Where `import *` takes a name from: each file that the stars lead to is visited once."""
        waiting = [(star, scope.source.folder) for star in reversed(scope.stars)]
        visited: set[str] = set()
        while waiting:
            star, folder = waiting.pop()
            file = self._star_file(star, folder)
            if file is None:
                path = f"{self.disk.absolute(star, folder)}.{name}"
                if self.knowledge.provides(path):
                    return path
            elif file not in visited and (file in self.files or self.disk.mentions(file, name)):
                visited.add(file)
                self.hops += 1
                there = self._load(file)
                if there is not None and self._exports(there).gives(name):
                    if there.bound(name) is not None or self._lazily(there, name) is not None:
                        return there
                    waiting += [(star, there.source.folder) for star in reversed(there.stars)]
        return None

    # --- files

    def _star_file(self, star: str, folder: str) -> str | None:
        if star.startswith("."):
            file, names = self.disk.relative_file(star, folder)
            return None if names else file
        return None if self.knowledge.is_never_read(star) else self.disk.module_file(star, folder)

    def _locate(self, path: str, folder: str) -> tuple[str, Scope | None, list[str]]:
        """The absolute form of a dotted name, the names of the file that has its beginning, and the rest of it.

        No file: it is a module itself, or isn't found.
        """
        absolute = self.disk.absolute(path, folder)
        if path.startswith("."):
            file, names = self.disk.relative_file(path, folder)
        elif self.knowledge.is_never_read(path):
            return absolute, None, []
        else:
            file, names = self.disk.file_of(path, folder)
        return absolute, self._load(file) if file is not None and names else None, names

    def _load(self, path: str) -> Scope | None:
        """The names of a file, which is read and parsed at most once."""
        indexed = self.files.get(path)
        if path == self._entered:
            self._looked_into = True
        elif indexed is not None and indexed.stamp is None and not is_current(path, indexed):
            self._drop(path)  # an edited buffer that nobody has looked into
            indexed = None
        indexed = indexed or self._index(path)
        too_large = path != self._entered and indexed.stamp is not None and indexed.stamp[1] > MOST_INDEXED
        return None if too_large else indexed.scope  # also where it has been linted: that may come later, or elsewhere

    def _drop(self, path: str) -> None:
        scope = self.files.pop(path).scope
        self.generation += 1
        if scope is not None:
            self._starred.pop(scope, None)
            self._exported.pop(scope, None)

    def _index(self, path: str) -> Indexed:
        indexed = self.files[path] = Indexed(None, 0, stamp_of(path))
        text = read_text(path, MOST_INDEXED)
        if text is None:
            return indexed
        indexed.digest = hash(text)
        self.parsed += 1
        self.reads[path] += 1
        source = Source(path, lines_of(text), NO_TREE, self.shelf)
        whole = Stubbed(text, {})
        without = stubbed(text, source.text_lines()) or whole
        tree = parsed(without.text)
        if tree is None and without is not whole:  # cut at the wrong place, or no Python
            without, tree = whole, parsed(text)
        if tree is not None:
            source.ends = without.ends
            indexed.scope = Scope(source, self)
            indexed.scope.scan(tree.body)
            source.ends = {}
        return indexed


def member(found: ClassInfo | FunctionInfo | ConstantInfo | None, names: list[str], path: str) -> Reference:
    """What names after a definition's stand for: a class's own classes and methods; the path where it has none such."""
    for name in names:
        if found is None:
            return path
        if not isinstance(found, ClassInfo):
            return None
        found = found.nested.get(name) or found.methods.get(name)
    return path if found is None else found


def imported(text: str) -> Iterator[str]:
    """The first names of the modules that a text's lines may import by absolute names; it may find too many."""
    for line in text.splitlines():
        if "import" not in line:
            continue
        word, _, rest = line.strip().partition(" ")
        if word in ("from", "import"):
            for part in rest.partition(" import ")[0].split(","):
                name = part.strip().partition(" ")[0].partition(".")[0]
                if name:
                    yield name


def is_current(path: str, indexed: Indexed) -> bool:
    """Whether a file is as it was read: by time and size, or by its text where those differ or weren't seen."""
    stamp = stamp_of(path)
    if stamp != indexed.stamp:
        text = read_text(path)
        if hash(text or "") != indexed.digest:
            return False
        indexed.stamp = stamp
    return True
