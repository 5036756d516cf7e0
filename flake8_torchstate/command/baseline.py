"""A baseline: the findings that an old code base had when it was written, which are no news.

It holds path (from its own folder on), class, name and code, and how often: no lines, which move.
"""
from __future__ import annotations

import json
import os
import posixpath
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from flake8_torchstate.command.formats import Reported
from flake8_torchstate.command.settings import Usage

FIELDS = ("path", "class", "name", "code")
Key = tuple[str, ...]


@dataclass
class Baseline:
    """A baseline's file, what it holds, and what of that a run hasn't met yet; writing: it's to be written anew."""

    file: str
    writing: bool
    known: Counter[Key] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.unmet = self.known.copy()

    def key(self, one: Reported) -> Key:
        """What a finding is known by."""
        return self.path(one.path), one.owner, one.finding.name, one.finding.code

    def path(self, path: str) -> str:
        """A path as the file has it."""
        folder = os.path.dirname(os.path.abspath(self.file))
        return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, posixpath.sep)

    def takes(self, one: Reported) -> bool:
        """Whether a finding is no news; each entry stands for as many as it counts."""
        key = self.key(one)
        self.unmet[key] -= 1
        return self.writing or self.unmet[key] >= 0

    def gone(self, asked: Callable[[str, str], bool]) -> list[Key]:
        """What the run would have met and didn't; asked: whether it looked for a code in a path of the file."""
        return sorted(key for key, count in self.unmet.items() if count > 0 and asked(key[0], key[3]))

    def write(self, found: Counter[Key], asked: Callable[[str, str], bool]) -> None:
        """Write what was found, and what is known of what the run didn't look at.  Raises OSError."""
        kept = {key: count for key, count in self.known.items() if not asked(key[0], key[3])}
        entries = [{**dict(zip(FIELDS, key)), "count": count} for key, count in sorted({**kept, **found}.items())]
        rows = ",\n".join(f"  {json.dumps(entry)}" for entry in entries)  # a line each, for those who read changes
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(f"[\n{rows}\n]\n" if rows else "[]\n")


def read_baseline(path: str, writing: bool) -> Baseline:
    """The baseline of a file.  Raises Usage where it's missing and isn't to be written, and where it's no baseline."""
    if writing and not os.path.exists(path):
        return Baseline(path, writing)
    try:
        with open(path, encoding="utf-8") as file:
            entries = json.load(file)
        known = {tuple(str(entry[name]) for name in FIELDS): int(entry["count"]) for entry in entries}
        return Baseline(path, writing, Counter(known))
    except FileNotFoundError as error:
        raise Usage(f"--baseline: there is no file {path}: --write-baseline writes it") from error
    except (ValueError, TypeError, KeyError) as error:
        raise Usage(f"--baseline: {path} is no baseline: --write-baseline writes one") from error
