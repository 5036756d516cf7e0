"""What git ignores in a folder, by the rules of gitignore(5), without git and without anything of the folder being run.

Read are each folder's `.gitignore`, the repository's `.git/info/exclude`, and the user's own excludes file in its
default place; not the index (a tracked file that a pattern matches is left out too) nor any configuration.  Matching
takes time in the product of the lengths: a pattern is text of the linted tree, and a regular expression that goes back
over what its stars took would need years for a line like `*a*a*a*a*a*a*a*b`.
"""
from __future__ import annotations

import functools
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass

from flake8_torchstate.code.files import read_regular

MOST_BYTES = 1_000_000
MOST_CHARACTERS = 4096
"""In one pattern: about what a path has at most."""
BOM = b"\xef\xbb\xbf"
AT_ONCE = 500
ANY_NAME = re.compile(r".*\Z", re.DOTALL)
Segment = re.Pattern[str] | None
"""One name of a path; None stands for any number of folders (`**`)."""
CLASSES = {"alnum": "0-9A-Za-z", "alpha": "A-Za-z", "blank": r" \t", "cntrl": r"\x00-\x1f\x7f", "digit": "0-9",
           "graph": r"\x21-\x7e", "lower": "a-z", "print": r"\x20-\x7e", "punct": r"!-/:-@\[-`{-~", "space": r"\t-\r ",
           "upper": "A-Z", "xdigit": "0-9A-Fa-f"}
"""The named classes of characters in brackets, as the insides of a regular expression's."""


class Invalid(ValueError):
    """A pattern that git doesn't apply to anything."""


# --- patterns: bytes of the file, a character of latin-1 each


@dataclass(frozen=True)
class Pattern:
    """One line of an ignore file.  anchored: it holds from the file's own folder on; else for a name anywhere below."""

    segments: tuple[Segment, ...]
    anchored: bool
    negated: bool
    folders_only: bool

    def matches(self, names: Sequence[str], is_folder: bool) -> bool:
        """Whether it's about this very entry, named from the ignore file's folder on, not about one that it is in."""
        if self.folders_only and not is_folder:
            return False
        if not self.anchored:
            own = self.segments[0]
            return own is not None and own.match(names[-1]) is not None
        return follows(self.segments, names)


def follows(segments: Sequence[Segment], names: Sequence[str]) -> bool:
    """Whether the names of a path are as the segments say.  Only what the last `**` took is ever taken back."""
    at = done = after = taken = 0
    while done < len(names):
        segment = segments[at] if at < len(segments) else ANY_NAME
        if segment is None:
            at, after, taken = at + 1, at + 1, done
        elif at < len(segments) and segment.match(names[done]):
            at, done = at + 1, done + 1
        elif after:
            at, taken = after, taken + 1
            done = taken
        else:
            return False
    return at == len(segments)


def patterns_of(data: bytes) -> list[Pattern]:
    """The patterns of an ignore file; the last one that matches decides, and so it comes first."""
    found: list[Pattern] = []
    for line in data.removeprefix(BOM).decode("latin-1").split("\n"):
        line = without_spaces(line.removesuffix("\r"))
        if line and not line.startswith("#"):
            try:
                found.append(pattern_of(line))
            except Invalid:
                continue
    return found[::-1]


def without_spaces(line: str) -> str:
    """A line without the spaces at its end that no backslash keeps."""
    kept = line.rstrip(" ")
    backslashes = len(kept) - len(kept.rstrip("\\"))
    return kept + " " if backslashes % 2 and len(kept) < len(line) else kept


def pattern_of(line: str) -> Pattern:
    """The pattern of one line.  Raises Invalid."""
    negated = line.startswith("!")
    text = line[negated:]
    folders_only = text.endswith("/")
    text = text.removesuffix("/")
    if not text or len(text) > MOST_CHARACTERS:
        raise Invalid(line)
    if "/" not in text:
        return Pattern((segment_of(text),), False, negated, folders_only)
    segments: list[Segment] = [None if len(part) > 1 and not part.strip("*") else segment_of(part)
                               for part in parts_of(text.removeprefix("/"))]
    if segments[-1] is None:
        segments.append(ANY_NAME)  # what is in the folder, and not the folder itself
    return Pattern(tuple(segments), True, negated, folders_only)


def parts_of(text: str) -> list[str]:
    """The names of a pattern: what stands between slashes that aren't in a bracket."""
    parts = [""]
    at = 0
    while at < len(text):
        end = bracket(text, at + 1)[1] if text[at] == "[" else at + 1 + (text[at] == "\\")
        if text[at:end] in ("/", "\\/"):
            parts.append("")
        else:
            parts[-1] += text[at:end]
        at = end
    return parts


def segment_of(glob: str) -> re.Pattern[str]:
    """The regular expression of a name's pattern: what a star took is never taken back.  Raises Invalid."""
    fixed = [""]  # what stands between stars
    at = 0
    while at < len(glob):
        if glob[at] == "*":
            fixed.append("")
            at += 1
        elif glob[at] == "?":
            fixed[-1] += "."
            at += 1
        elif glob[at] == "[":
            text, at = bracket(glob, at + 1)
            fixed[-1] += text
        else:
            character, at = one_character(glob, at)
            fixed[-1] += re.escape(character)
    first, *more = fixed
    middle = "".join(f"(?=(?P<g{n}>.*?{text}))(?P=g{n})" for n, text in enumerate(more[:-1]) if text)
    return re.compile(first + (f"{middle}.*{more[-1]}" if more else "") + r"\Z", re.DOTALL)


def bracket(glob: str, at: int) -> tuple[str, int]:
    """The characters that a bracket allows, as a regular expression, and where what follows it stands.

    Raises Invalid where it doesn't end, or names a class that doesn't exist.
    """
    negated = glob[at:at + 1] in ("!", "^")
    first = at = at + negated
    inside = ""
    while glob[at:at + 1] != "]" or at == first:
        end = glob.find("]", at + 2)
        if glob.startswith("[:", at) and end > at + 2 and glob[end - 1] == ":":
            if glob[at + 2:end - 1] not in CLASSES:
                raise Invalid(glob)
            inside, at = inside + CLASSES[glob[at + 2:end - 1]], end + 1
            continue
        low, at = one_character(glob, at)
        inside += re.escape(low)
        if glob[at:at + 1] == "-" and glob[at + 1:at + 2] not in ("]", ""):
            high, at = one_character(glob, at + 1)
            inside += f"{re.escape(low)}-{re.escape(high)}" if low <= high else ""
    return f"[{'^' if negated else ''}{inside}]", at + 1


def one_character(glob: str, at: int) -> tuple[str, int]:
    """A character, maybe behind a backslash, and where the next one stands.  Raises Invalid at the end."""
    at += glob[at:at + 1] == "\\"
    if at >= len(glob):
        raise Invalid(glob)
    return glob[at], at + 1


# --- folders


@dataclass(frozen=True)
class Level:
    """The patterns of one ignore file, and how many folders below the repository's root it stands."""

    depth: int
    patterns: list[Pattern]

    @functools.cached_property
    def last_names(self) -> list[re.Pattern[str]]:
        """What an entry's own name matches where any pattern does: many at once, since most entries match none."""
        lasts = {last.pattern: last for last in (pattern.segments[-1] for pattern in self.patterns) if last is not None}
        plain = [text for text, last in lasts.items() if not last.groups]
        together = [re.compile("|".join(plain[at:at + AT_ONCE]), re.DOTALL) for at in range(0, len(plain), AT_ONCE)]
        return together + [last for last in lasts.values() if last.groups]

    def decision(self, names: Sequence[str], is_folder: bool) -> bool | None:
        """Whether an entry, named from the root on, is ignored by these patterns; None where they don't say."""
        if any(last.match(names[-1]) for last in self.last_names):
            here = names[self.depth:]
            for pattern in self.patterns:
                if pattern.matches(here, is_folder):
                    return not pattern.negated
        return None


@dataclass(frozen=True)
class Folder:
    """A folder: its names from the repository's root on, and the patterns that hold in it, the nearest first.

    names is None outside of a repository, where nothing is ignored.
    """

    path: str
    names: tuple[str, ...] | None
    levels: tuple[Level, ...] = ()

    def ignores(self, name: str, is_folder: bool) -> bool:
        """Whether an entry of the folder is ignored."""
        if self.names is None:
            return False
        names = (*self.names, as_bytes(name))
        decisions = (level.decision(names, is_folder) for level in self.levels)
        return next((decided for decided in decisions if decided is not None), False)

    def below(self, name: str) -> Folder:
        """A folder in this one."""
        path = os.path.join(self.path, name)
        names = None if self.names is None else (*self.names, as_bytes(name))
        return opened(path, names, self.levels)


def as_bytes(name: str) -> str:
    """A file name with a character for each of its bytes."""
    return os.fsencode(name).decode("latin-1")


def folder_at(path: str) -> Folder:
    """A folder anywhere, in the repository that it stands in."""
    path = os.path.realpath(path)
    inner: list[str] = []
    while not is_root(path):
        above, name = os.path.split(path)
        if above == path:
            return Folder(os.path.join(path, *reversed(inner)), None)
        inner.append(name)
        path = above
    folder = opened(path, (), ())
    for name in reversed(inner):
        folder = folder.below(name)
    return folder


def opened(path: str, names: tuple[str, ...] | None, levels: tuple[Level, ...]) -> Folder:
    """A folder with its own ignore file; a repository in another one begins anew."""
    if is_root(path):
        outer = [patterns_in(os.path.join(path, ".git", "info", "exclude")), patterns_of(users_own())]
        names, levels = (), tuple(Level(0, patterns) for patterns in outer if patterns)
    if names is None:
        return Folder(path, None)
    own = patterns_in(os.path.join(path, ".gitignore"))
    return Folder(path, names, (Level(len(names), own), *levels) if own else levels)


def is_root(path: str) -> bool:
    """Whether a folder is the root of a repository, or of a submodule or another work tree, where `.git` is a file."""
    git = os.path.join(path, ".git")
    try:
        mode = os.lstat(git).st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) or os.path.isfile(os.path.join(git, "HEAD"))


def patterns_in(path: str) -> list[Pattern]:
    """The patterns of an ignore file of a repository, without following links, which could lead out of it."""
    try:
        return patterns_of(read_regular(path, MOST_BYTES)) if os.path.realpath(path) == path else []
    except OSError:
        return []


def users_own() -> bytes:
    """The text of the user's own excludes file."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    try:
        return read_regular(os.path.join(home, "git", "ignore"), MOST_BYTES)
    except OSError:
        return b""
