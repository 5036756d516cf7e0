"""One document at one moment: what flake8 would report of it, the fixes, and what there is to say of a place."""
from __future__ import annotations

import ast
import difflib
import functools
import warnings
from collections.abc import Iterator
from dataclasses import replace

from flake8.style_guide import Decision

from flake8_torchstate.command.comments import silenced
from flake8_torchstate.command.discover import UNREADABLE
from flake8_torchstate.editor.hover import Part, is_about, of_code, table_parts, touches
from flake8_torchstate.editor.options import Options
from flake8_torchstate.editor.texts import Text, attribute_at
from flake8_torchstate.report.escapes import shown
from flake8_torchstate.report.findings import Edit, Finding
from flake8_torchstate.run.machine import TooMuch


class Buffer:
    """A document's text with its options.  Lines and columns in what it gives are those of findings."""

    def __init__(self, options: Options, path: str, source: str, encoding: str = "utf-16") -> None:
        self.path = path
        self.text = Text(source, encoding)
        self._options = options
        self._core = options.core
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python thinks of the code isn't asked here
            self._version = self._core.look(path, self.text.code)

    @functools.cached_property
    def findings(self) -> list[Finding]:
        """What flake8 would report here; nothing while Python can't parse it."""
        found = self._version.findings
        if found and self._speaks_of_noqa(self.text.code):
            if self._options.examiner.processor(self.path, self.text.code).should_ignore_file():
                return []
        return [finding for finding in found if not self._is_silenced(finding)]

    def _speaks_of_noqa(self, text: str) -> bool:
        return "noqa" in text.lower()

    def _is_silenced(self, finding: Finding) -> bool:
        """Whether the options or a comment silence a finding; flake8 looks at its statement's lines alone."""
        examiner, sections = self._options.examiner, self._version.sections
        number = sections.at(finding.line) if sections is not None else None
        if sections is not None and number is not None:
            section = sections.found[number]
            text = "".join(self._version.lines[section.first - 1:section.last])
            if self._speaks_of_noqa(text):
                return examiner.silenced(self.path, text, replace(finding, line=finding.line - section.first + 1))
        guide = examiner.guide.style_guide_for(self.path)
        return guide.should_report_error(finding.code) is not Decision.Selected

    # --- fixes

    def fixes(self, first: int, last: int) -> Iterator[Finding]:
        """The findings on some lines that have a fix, with it."""
        for finding in self.findings:
            if touches(finding, first, last):
                fixed = self._core.fixed(self._version, finding)
                if fixed.fix is not None:
                    yield fixed

    def all_safe(self) -> list[Edit]:
        """The edits that come to all safe fixes."""
        if not self.findings:
            return []
        from flake8_torchstate.fixers.fixes import fix_text

        examiner, settings = self._options.examiner, self._options.settings
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                fixed = fix_text(self.text.code, self.path, settings.config, self._core.project,
                                 silenced=functools.partial(examiner.silenced, self.path))
            except UNREADABLE:
                return []
        return list(differences(self.text.lines, Text(fixed.text).lines))

    def silencing(self, finding: Finding) -> Edit | None:
        """The edit that adds a comment for flake8 to a finding's line; None where none can stand there."""
        number = finding.end[0] if finding.end is not None else finding.line
        line = self.text.line(number)
        new = silenced(line, 0, {finding.code})
        from flake8_torchstate.fixers.changes import trimmed  # with libcst, which a finding has loaded

        gap = trimmed(0, line, new)
        edit = Edit((number, gap[0]), (number, gap[1]), gap[2]) if gap is not None else None
        return edit if edit is not None and self._is_comment(edit) else None

    def _is_comment(self, edit: Edit) -> bool:
        """Whether an edit on one line changes nothing of what Python reads there."""
        sections, number = self._version.sections, edit.start[0]
        at = sections.at(number) if sections is not None else None
        if sections is None or at is None:
            return False
        section = sections.found[at]
        lines = self._version.lines[section.first - 1:section.last]
        line = lines[number - section.first].rstrip("\n")
        lines[number - section.first] = f"{line[:edit.start[1]]}{edit.text}{line[edit.end[1]:]}\n"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.dump(ast.parse("".join(lines))) == ast.dump(ast.Module([section.node], []))
        except UNREADABLE:
            return False

    # --- what there is to say

    def hover(self, line: int, column: int) -> list[Part]:
        """What there is to say of a place."""
        word = self.text.word(line, column)
        parts = of_code(word)
        if parts:
            return parts
        sections = self._version.sections
        number = sections.at(line) if sections is not None else None
        attribute = None
        if sections is not None and number is not None:
            attribute = attribute_at(sections.found[number].node, self.text, line, column)
            parts = self._held(*attribute) if attribute is not None else []
        about = [f.code for f in self.findings if is_about(f, line, column, word, attribute is not None, self.text)]
        return parts + [part for code in dict.fromkeys(about) for part in of_code(code)]

    def _held(self, class_line: int, name: str) -> list[Part]:
        """The lines of `show` for a name of the class that begins on a line."""
        try:
            held = self._core.held(self._version, class_line)
        except TooMuch as error:
            return [Part(f"The class can't be shown: {shown(str(error))}", quoted=True)]
        except UNREADABLE:
            return []
        return table_parts(held[1], held[0], name) if held is not None else []

    def lost(self) -> dict[int, list[str]]:
        """The names that each class loses, by the line on which it begins."""
        found: dict[int, list[str]] = {}
        for finding in self.findings:
            line = self._version.owners.get(finding.key)
            if line is not None and finding.name and finding.code.startswith("TSM1"):
                found.setdefault(line, []).append(finding.name)
        return {line: list(dict.fromkeys(names)) for line, names in found.items()}


def differences(old: list[str], new: list[str]) -> Iterator[Edit]:
    """The edits that make the lines of one text those of another."""
    for kind, start, end, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Edit((start + 1, 0), (end + 1, 0), "".join(new[first:last]))
