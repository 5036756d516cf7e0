"""Which files the command looks at: the named ones, and what is in the named folders and is neither excluded nor ignored.

flake8's own functions do the matching.  Its walk isn't used, since it passes unreadable folders by without a word and
doesn't know `.gitignore`.  What git ignores git itself is asked for: it alone knows nested ignore files, negations, the
user's own excludes file and that a tracked file isn't ignored.  Without git, or outside of a repository, nothing is.
"""
from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from flake8 import utils

LOG = logging.getLogger(__name__)
GIT = ("git", "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", "--", ".")
OF_A_HOOK = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})


@dataclass(frozen=True)
class Problem:
    """Why something could not be checked; `line` and `column` (1-based) where it has a place."""

    path: str
    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = "" if self.line is None else f":{self.line}:{self.column or 1}"
        return f"{self.path}{place}: error: {self.message}"


UNREADABLE = (OSError, SyntaxError, ValueError, RecursionError, MemoryError)


def unreadable(path: str, error: Exception) -> Problem:
    """The problem with a file that can't be read, or can't be parsed by Python."""
    if isinstance(error, OSError):
        return Problem(path, f"can't be read: {error.strerror or error}")
    if isinstance(error, SyntaxError):
        return Problem(path, f"not valid Python: {error.msg}", error.lineno or 1, error.offset or 1)
    if isinstance(error, ValueError):  # a NUL byte, in some versions of Python
        return Problem(path, f"not valid Python: {error}")
    return Problem(path, "its code is nested too deeply for Python's own parser")


@dataclass
class Found:
    """The files to check, each once, in order, and what could not be looked at."""

    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """What is left out and what is let in: patterns as flake8 has them, the name of stdin, whether git is asked."""

    exclude: Sequence[str] = ()
    names: Sequence[str] = ("*.py",)
    stdin_name: str = "stdin"
    gitignore: bool = True

    def excludes(self, path: str) -> bool:
        """Whether a pattern excludes a path."""
        if path == "-":
            if self.stdin_name == "stdin":
                return False
            path = self.stdin_name
        return bool(utils.matches_filename(path, patterns=self.exclude, log_message='"%(path)s" has %(whether)sbeen excluded',
                                           logger=LOG))


def find_files(paths: Sequence[str], wanted: Wanted) -> Found:
    """The files behind the given paths (none: the current folder).

    A named file is taken whatever its name is and whether or not git ignores it, unless it's excluded.
    """
    found = Found()
    seen: set[str] = set()
    for path in paths or ["."]:
        if wanted.excludes(path):
            continue
        for file in within(path, wanted, found.problems) if os.path.isdir(path) else [path]:
            key = os.path.abspath(file)
            if key not in seen:
                seen.add(key)
                found.files.append(file)
    return found


def within(folder: str, wanted: Wanted, problems: list[Problem]) -> Iterator[str]:
    """The files in a folder, in order; folders that can't be read are noted."""
    ignored = ignored_by_git(folder) if wanted.gitignore else frozenset()

    def is_out(path: str) -> bool:
        return wanted.excludes(path) or (bool(ignored) and os.path.abspath(path) in ignored)

    for root, folders, files in os.walk(folder, onerror=noting(problems)):
        folders[:] = sorted(name for name in folders if not is_out(os.path.join(root, name)))
        for name in sorted(files):
            path = os.path.join(root, name)
            if utils.fnmatch(path, wanted.names) and not is_out(path):
                yield path


def noting(problems: list[Problem]) -> Callable[[OSError], None]:
    """What os.walk is to do with a folder that it can't list."""
    def note(error: OSError) -> None:
        problems.append(Problem(str(error.filename), f"this folder can't be read: {error.strerror or error}"))
    return note


def ignored_by_git(folder: str) -> frozenset[str]:
    """The absolute paths in a folder that git ignores, whole folders by their own name alone."""
    environment = {name: value for name, value in os.environ.items() if name not in OF_A_HOOK}
    try:
        done = subprocess.run(GIT, cwd=folder, env=environment, capture_output=True, check=False)
    except OSError:
        return frozenset()
    top = os.path.abspath(folder)
    names = done.stdout.split(b"\0") if done.returncode == 0 else []
    return frozenset(os.path.join(top, os.fsdecode(name).rstrip("/")) for name in names if name.strip(b"./"))
