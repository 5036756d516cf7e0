"""What there is to say of a place in a text: what `self.x` is, by the table of `show`, and what a code means."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.command.show import WIDEST, grid
from flake8_torchstate.command.table import Row
from flake8_torchstate.editor.texts import Text
from flake8_torchstate.report.findings import Finding, Rule
from flake8_torchstate.rules import RULES

MOST_ROWS = 12
MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>&~"})
BY_CODE = {rule.code: rule for rule in RULES}


@dataclass(frozen=True)
class Part:
    """A part of a hover text; a table keeps its columns, and what comes from the code (`quoted`) is no markdown."""

    text: str
    table: bool = False
    quoted: bool = False

    def written(self, markdown: bool) -> str:
        """The part for a client that takes markdown, or plain text alone."""
        if not markdown:
            return self.text
        if self.table:
            fence = "```"
            while fence in self.text:  # else what follows a name with such marks would be markdown
                fence += "`"
            return f"{fence}text\n{self.text}\n{fence}"
        return self.text.translate(MARKS) if self.quoted else self.text


def table_parts(rows: Sequence[Row], info: ClassInfo, name: str) -> list[Part]:
    """The table of one name of a class and of what is in it."""
    real = info.private(name)
    wanted = [row for row in rows if row.name == real or row.name.startswith(real + ".")]
    wanted = wanted[:MOST_ROWS]
    return [Part("\n".join(grid(wanted, WIDEST, colour=False)), table=True)] if wanted else []


def of_code(code: str) -> list[Part]:
    """What a code means; nothing where no rule has it."""
    return [Part(told(BY_CODE[code]))] if code in BY_CODE else []


def contents(parts: Sequence[Part], markdown: bool) -> dict[str, str]:
    """The protocol's form of a text, for a client that takes markdown or plain text alone."""
    text = "\n\n".join(part.written(markdown) for part in parts)
    return {"kind": "markdown" if markdown else "plaintext", "value": text}


def told(rule: Rule) -> str:
    """What a code means."""
    return f"{rule.code} {rule.name}: {rule.summary}\n\n{rule.explanation}"


def is_about(finding: Finding, line: int, column: int, word: str, is_attribute: bool, text: Text) -> bool:
    """Whether a place is a finding's: its name on its lines, or the word at which it stands."""
    if is_attribute and finding.name:
        return touches(finding, line, line) and finding.name in (word, f"{word}.")
    start = finding.column
    return finding.line == line and start <= column <= start + len(text.word(line, start))


def touches(finding: Finding, first: int, last: int) -> bool:
    """Whether a finding's statement stands on any of some lines."""
    end = finding.end[0] if finding.end is not None else finding.line
    return finding.line <= last and first <= end
