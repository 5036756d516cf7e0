"""What is known of the texts that are open in an editor: findings, the fix of one of them, what a class holds.

It is kept for a path, a text and the options.  A request on a text that hasn't changed costs no analysis; after a
change those classes are analysed whose findings may be others (`sections.py`), and what was found in the others moves
with their lines.
"""
from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from flake8_torchstate.analysis import Analysis
from flake8_torchstate.code.classes import ClassInfo, classes_of
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.scopes import Scope
from flake8_torchstate.code.source import Source, lines_of
from flake8_torchstate.command.discover import UNREADABLE
from flake8_torchstate.command.table import Row, table_of
from flake8_torchstate.config import Config
from flake8_torchstate.editor.sections import Key, Sections
from flake8_torchstate.model import guards
from flake8_torchstate.report.findings import Finding
from flake8_torchstate.rules import file_not_analysed
from flake8_torchstate.run.beyond import forget
from flake8_torchstate.run.world import World, world_of
from flake8_torchstate.screen import is_looked_at

MOST_DOCUMENTS = 64
TOO_DEEP = "its code is nested too deeply"
NAMES_LINE = "line"
"""A message that has this may speak of a line by its number."""


@dataclass(frozen=True)
class Told:
    """The findings of a section's classes, those of each class by themselves.

    places: the sections of its key in which the findings stand; starts: where all sections of its key began; spoken:
    whether the findings may speak of lines.
    """

    classes: list[list[Finding]]
    places: list[list[int]]
    starts: tuple[int, ...]
    spoken: bool


@dataclass
class Version:
    """One text of one document.

    owners: of which class each finding is, by the class's line; fixes: the findings of which fixes were asked for.
    """

    path: str
    text: str
    lines: list[str]
    sections: Sections | None = None
    findings: list[Finding] = field(default_factory=list)
    owners: dict[tuple[int, int, str, str], int] = field(default_factory=dict)
    fixes: dict[tuple[int, int, str, str], Finding] = field(default_factory=dict)
    rows: dict[int, list[Row]] = field(default_factory=dict)


@dataclass
class Document:
    """A file that is open: its version, and what was found in this one and in the one before.

    existed: whether it was on the disk; parsed: the last text that Python can parse; asked: the words that were looked
    for in the whole text; entangled: other files look into this one, so that nothing holds for another text.
    """

    existed: bool
    version: Version | None = None
    parsed: Sections | None = None
    told: dict[Key, Told] = field(default_factory=dict)
    before: dict[Key, Told] = field(default_factory=dict)
    asked: dict[str, bool] = field(default_factory=dict)
    entangled: bool = False


class Core:
    """The open documents that have the same options."""

    def __init__(self, config: Config) -> None:
        self.config = replace(config, fixes=False, debug=False)
        self.project = Project(config.roots, config.module_bases)
        self.documents: dict[str, Document] = {}
        self.analysed = 0

    # --- versions

    def look(self, path: str, text: str) -> Version:
        """What there is of a text (without a mark of byte order); it is analysed where that hasn't been done."""
        existed = os.path.exists(path)
        document = self.documents.pop(path, None)
        if not self.project.is_current() or document is not None and document.existed != existed:
            self.renew()
            document = None
        document = document or Document(existed)
        self.documents[path] = document
        while len(self.documents) > MOST_DOCUMENTS:
            del self.documents[next(iter(self.documents))]
        if document.version is None or document.version.text != text:
            with undisturbed():
                self._examine(document, path, text)
        assert document.version is not None
        return document.version

    def renew(self) -> None:
        """Begin anew, since other files have changed or may have come."""
        self.project = Project(self.config.roots, self.config.module_bases)
        self.documents.clear()

    def close(self, path: str) -> None:
        """Let go of a document."""
        self.documents.pop(path, None)

    def _examine(self, document: Document, path: str, text: str) -> None:
        document.version, told = self._version(document, path, text)
        if document.version.sections is not None:
            document.parsed = document.version.sections
            document.before, document.told = document.told, told

    def _version(self, document: Document, path: str, text: str) -> tuple[Version, dict[Key, Told]]:
        """The findings of a text, and those of its sections."""
        version = Version(path, text, lines_of(text))
        told: dict[Key, Told] = {}
        if "class " not in text:
            return version, told
        try:
            version.sections = Sections(version.lines, document.parsed)
        except UNREADABLE:
            return version, told
        try:
            self._find(document, version, version.sections, told)
        except RecursionError:
            version.findings = [file_not_analysed(TOO_DEEP)]
        return version, told

    def _find(self, document: Document, version: Version, sections: Sections, told: dict[Key, Told]) -> None:
        scope = self.project.enter(Source(version.path, version.lines, sections.tree))
        try:
            if any((word in version.text) is not was for word, was in document.asked.items()):
                document.told, document.before = {}, {}
                document.asked.clear()
            by_section: dict[int, list[ClassInfo]] = {}
            order = list(classes_of(scope))
            for info in order:
                by_section.setdefault(section_of(sections, info), []).append(info)
            of_class: dict[ClassInfo, list[Finding]] = {}
            for number, classes in by_section.items():
                found = self._section(document, sections, number, classes, told)
                of_class.update(zip(classes, found))
            document.asked.update(scope.source.asked)
        finally:
            document.entangled = document.entangled or self.project.looked_into
            self._leave(scope)
        once: dict[tuple[int, int, str, str], Finding] = {}
        for info in order:
            for finding in of_class[info]:
                if once.setdefault(finding.key, finding) is finding:
                    version.owners[finding.key] = info.node.lineno
        version.findings = sorted(once.values())

    def _section(
        self, document: Document, sections: Sections, number: int, classes: Sequence[ClassInfo], told: dict[Key, Told],
    ) -> list[list[Finding]]:
        """The findings of the classes in a section, each class's by themselves."""
        closure = sections.closure(number)
        key = sections.key(number, closure)
        starts = tuple(sections.found[i].first for i in closure)
        known = None if document.entangled else document.told.get(key) or document.before.get(key)
        if known is not None and len(known.classes) == len(classes) and (not known.spoken or known.starts == starts):
            told[key] = known
            return moved(known, starts)
        found = [self._of_class(info) for info in classes]
        places = [[closure.index(i) if (i := sections.at(f.line)) in closure else -1 for f in each] for each in found]
        if all(place >= 0 for each in places for place in each) and not self.project.looked_into:
            spoken = any(NAMES_LINE in finding.text for each in found for finding in each)
            told[key] = Told(found, places, starts, spoken)
        return found

    def _of_class(self, info: ClassInfo) -> list[Finding]:
        try:
            if not is_looked_at(info, self.config):
                return []
            self.analysed += 1
            return self._analysis(self.config).class_findings(self.world, info)
        except RecursionError:
            return [file_not_analysed(TOO_DEEP)]
        except Exception as error:  # it must not take the other classes' findings away
            return [file_not_analysed(f"{type(error).__name__}: {error}")]

    def _analysis(self, config: Config) -> Analysis:
        return Analysis([], config, self.project)

    @property
    def world(self) -> World:
        """What is known besides the class at hand."""
        return world_of(self.config, self.project)

    # --- what is asked of a version

    def fixed(self, version: Version, finding: Finding) -> Finding:
        """A finding with its fix, or with why it has none; one whose result has something new is none."""
        if finding.key not in version.fixes:
            with undisturbed():
                version.fixes[finding.key] = self._fixed(version, finding)
        return version.fixes[finding.key]

    def _fixed(self, version: Version, finding: Finding) -> Finding:
        from flake8_torchstate.fixers.fixes import edited, is_better

        with self._class_at(version, version.owners.get(finding.key)) as info:
            if info is None:
                return finding
            found = self._analysis(replace(self.config, fixes=True)).class_findings(self.world, info, finding.key)
        with_fix = next((f for f in found if f.key == finding.key), finding)
        if with_fix.fix is None:
            return with_fix
        document = self.documents.get(version.path) or Document(True)
        after, _ = self._version(document, version.path, edited(version.text, with_fix.fix.edits))
        if after.sections is not None and is_better(version.findings, after.findings, [finding]):
            return with_fix
        return replace(with_fix, fix=None, no_fix="what it would make of the text has another finding")

    def held(self, version: Version, class_line: int) -> tuple[ClassInfo, list[Row]] | None:
        """The class that begins on a line, and what it holds; None where it's no Module.  Raises TooMuch."""
        with self._class_at(version, class_line) as info:
            if info is None or not info.counts_as_module:
                return None
            if class_line not in version.rows:
                self.world.begin()
                try:
                    version.rows[class_line] = table_of(self.world, info).rows
                finally:
                    guards.forget()
            return info, version.rows[class_line]

    @contextlib.contextmanager
    def _class_at(self, version: Version, line: int | None) -> Iterator[ClassInfo | None]:
        """The class that begins on a line, while its text is the one that the project looks at."""
        if version.sections is None:
            yield None
            return
        scope = self.project.enter(Source(version.path, version.lines, version.sections.tree))
        try:
            yield next((info for info in classes_of(scope) if info.node.lineno == line), None)
        finally:
            self._leave(scope)

    def _leave(self, scope: Scope) -> None:
        """Let go of what a text's nodes are needed for, and of what holds on to them."""
        forget(scope.source)
        self.project.leave()


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Keep the garbage collector off: an analysis makes much and leaves little."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def section_of(sections: Sections, info: ClassInfo) -> int:
    """The number of the section in which a class stands."""
    found = sections.at(info.node.lineno)
    assert found is not None
    return found


def moved(told: Told, starts: Sequence[int]) -> list[list[Finding]]:
    """Findings where their sections are now."""
    return [[finding.shifted(starts[place] - told.starts[place]) for finding, place in zip(found, places)]
            for found, places in zip(told.classes, told.places)]
