"""Jupyter's notebooks as Python: the code of their cells as one text, and what becomes of the file when that changes.

Lines that are IPython's and no Python (`%magic`, `!shell`, `name?`) stand in the text as code that calls IPython, as
IPython itself reads them, each with a mark by which it becomes itself again; a cell of another language isn't in it.
"""
from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from json.decoder import WHITESPACE  # type: ignore[attr-defined]  # what JSON has between its values; it has no stub
from typing import Any

from flake8_torchstate.command.reading import Broken, Reading

SUFFIX = ".ipynb"
WANTED = "notebooks need IPython: pip install ipython"
PYTHON_MAGICS = frozenset({"capture", "prun", "python", "python3", "time", "timeit"})
"""The magics of whole cells after which Python follows."""
MOST_MAGICS = 500
Span = tuple[int, int]


@dataclass(frozen=True)
class Cell:
    """A cell of Python: its number among the cells of code, from 1; its first line in the whole text; its own lines;
    where its source stands in the notebook, and in which lines of that.
    """

    number: int
    first: int
    lines: tuple[str, ...]
    span: Span
    rows: tuple[int, ...]

    def row(self, line: int) -> int:
        """The line of the notebook's file that has a line of the cell."""
        return self.rows[min(line, len(self.rows)) - 1]


@dataclass(frozen=True)
class Notebook(Reading):
    """A notebook: `text` is the Python of its cells, each with a mark after it; masked: by its mark, what a line is.

    written: the JSON.
    """

    written: str
    mark: str
    masked: dict[str, str]
    cells: tuple[Cell, ...]

    @property
    def exact(self) -> bool:
        """What isn't changed stays as it is."""
        return True

    def encoded(self, text: str) -> bytes:
        """The notebook with another text in its cells.  Raises ValueError where a magic wouldn't stay as it is."""
        parts, at = list[str](), 0
        as_ascii = self.written.isascii() and "\\u" in self.written
        for cell, source in zip(self.cells, self.sources(text)):
            begin, end = cell.span
            new = begin if source == "".join(cell.lines) else end
            parts += [self.written[at:begin], in_json(self.written[begin:end], source, as_ascii) if new == end else ""]
            at = new
        whole = "".join([*parts, self.written[at:]])
        return whole.encode(self.encoding)

    def sources(self, text: str) -> list[str]:
        """The cells' new sources.  Raises ValueError."""
        lines = lines_of(text)
        if [line for line in lines if self.mark in line] != [line for line in lines_of(self.text) if self.mark in line]:
            raise ValueError("a magic, or a cell as a whole, would change its place")
        found = [list[str]()]
        for line in lines:
            _, mark, number = line.partition(self.mark)
            kept = self.masked[number.strip()] if mark else line
            found[-1].append(kept)
            if not kept:
                found.append([])
        sources = [unended("".join(new), "".join(cell.lines)) for cell, new in zip(self.cells, found)]
        if any(found[-1]) or any(is_magic(cell.lines) is not is_magic(lines_of(new))
                                 for cell, new in zip(self.cells, sources)):
            raise ValueError("something would stand before the magic of a whole cell, or outside of the cells")
        return sources


def notebook(data: bytes) -> Notebook:
    """The notebook that some bytes are.  Raises Broken."""
    try:
        written = data.decode("utf-8-sig")
        whole = json.loads(written)
    except ValueError as error:
        raise Broken(f"not a notebook: {error}") from error
    check(whole)
    mark = "#cell"
    while mark in written:
        mark += "-"
    text, masked, cells, number, row, at = list[str](), dict[str, str](), list[Cell](), 0, 1, 0
    for cell in items(written, dict(members(written, 0))["cells"]):
        inside = dict(members(written, cell[0]))
        if json.loads(written[slice(*inside["cell_type"])]) != "code":
            continue
        number += 1
        begin = inside["source"][0]
        row, at = row + written.count("\n", at, begin), begin
        lines, rows = source_of(written, inside["source"], row)
        code = as_python(lines, mark, masked)
        if code is not None:
            cells.append(Cell(number, len(text) + 1, tuple(lines), inside["source"], rows))
            masked[str(len(masked))] = ""
            text += [*code, f"{mark}{len(masked) - 1}\n"]
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    return Notebook(data, "".join(text), encoding, written, mark, masked, tuple(cells))


def check(whole: Any) -> None:
    """Refuse what is no notebook of Python in today's format.  Raises Broken."""
    if not isinstance(whole, dict) or not isinstance(whole.get("cells", whole.get("worksheets")), list):
        raise Broken("not a notebook: it has no cells")
    if "cells" not in whole:
        raise Broken("a notebook of an old format: 'jupyter nbconvert --to notebook --inplace' makes it new")
    for cell in whole["cells"]:
        source = cell.get("source") if isinstance(cell, dict) and "cell_type" in cell else None
        if not isinstance(source, (str, list)) or not all(isinstance(part, str) for part in source):
            raise Broken("not a notebook: one of its cells has no type, or no source")
    metadata = whole.get("metadata")
    about = metadata if isinstance(metadata, dict) else {}
    for language in ((about.get("language_info") or {}).get("name"), (about.get("kernelspec") or {}).get("language")):
        if language not in (None, "python", "ipython"):
            raise Broken(f"a notebook in {language}, which isn't Python")


# --- JSON with its places


def members(text: str, at: int) -> Iterator[tuple[str, Span]]:
    """The members of the object that begins at a place, with where their values stand."""
    at = WHITESPACE.match(text, at).end() + 1
    decoder = json.JSONDecoder()
    while text[at := WHITESPACE.match(text, at).end()] != "}":
        name, at = decoder.raw_decode(text, WHITESPACE.match(text, at + (text[at] == ",")).end())
        begin = WHITESPACE.match(text, WHITESPACE.match(text, at).end() + 1).end()
        _, at = decoder.raw_decode(text, begin)
        yield name, (begin, at)


def items(text: str, span: Span) -> Iterator[Span]:
    """Where the items of a list stand."""
    at = span[0] + 1
    while text[at := WHITESPACE.match(text, at).end()] != "]":
        begin = WHITESPACE.match(text, at + (text[at] == ",")).end()
        _, at = json.JSONDecoder().raw_decode(text, begin)
        yield begin, at


def source_of(text: str, span: Span, row: int) -> tuple[list[str], tuple[int, ...]]:
    """The lines of a cell, and the lines of the notebook that have them; `row` is the first one."""
    parts = [span] if text[span[0]] == '"' else list(items(text, span))
    lines, rows = [""], list[int]()
    for begin, end in parts:
        for line in lines_of(json.loads(text[begin:end])):
            if lines[-1] and not lines[-1].endswith("\n"):
                lines[-1] += line
            else:
                lines.append(line)
                rows.append(row + text.count("\n", span[0], begin))
    return lines[1:], tuple(rows)


def in_json(old: str, source: str, as_ascii: bool) -> str:
    """A new source in the form of the old one; strings that stay are as they were written."""
    def dumped(value: str) -> str:
        return json.dumps(value, ensure_ascii=as_ascii)

    spans = list(items(old, (0, len(old)))) if old.startswith("[") else []
    if not spans:
        return dumped(source)
    known = {json.loads(old[begin:end]): old[begin:end] for begin, end in spans}
    between = old[spans[0][1]:spans[1][0]] if len(spans) > 1 else f",{old[1:spans[0][0]]}"
    written = [known.get(line) or dumped(line) for line in lines_of(source)]
    return old[:spans[0][0]] + between.join(written) + old[spans[-1][1]:]


def lines_of(text: str) -> list[str]:
    """The lines of a source with their ends."""
    return io.StringIO(text, newline="\n").readlines()


def unended(new: str, old: str) -> str:
    """A source without the line end that the last line got in the text."""
    return new[:-1] if new.endswith("\n") and not old.endswith("\n") else new


# --- what is IPython's


def is_magic(lines: Sequence[str]) -> bool:
    """Whether a cell begins with a magic for all of it."""
    return next((line for line in lines if line.strip()), "").startswith("%%")


def as_python(lines: Sequence[str], mark: str, masked: dict[str, str]) -> list[str] | None:
    """The lines of a cell as lines of Python; None for a cell of another language.  Raises Broken without IPython."""
    try:
        from IPython.core.inputtransformer2 import TransformerManager
    except ImportError as error:
        raise Broken(WANTED) from error
    found = [line if line.endswith("\n") else f"{line}\n" for line in lines]
    original = list(found)

    def mask(code: str, number: int) -> str:
        masked[str(len(masked))] = original[number]
        return f"{code.rstrip()}  {mark}{len(masked) - 1}\n"

    if is_magic(lines):
        first = next(number for number, line in enumerate(found) if line.strip())
        if PYTHON_MAGICS.isdisjoint(found[first][2:].split()[:1]):
            return None
        found[first] = mask("", first)
    manager = TransformerManager()
    for _ in range(MOST_MAGICS):
        changed, new = manager.do_one_token_transform(found)
        if not changed:
            break
        begin = next(n for n, (old, now) in enumerate(zip([*found, ""], [*new, ""])) if old != now)
        gone = len(found) - len(new)
        code = [new[begin], *[""] * gone]
        found[begin:begin + gone + 1] = [mask(line, begin + n) for n, line in enumerate(code)]
    return found
