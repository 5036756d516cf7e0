"""The command's `show`: the state tables of the classes in a file, as text for people or as JSON."""
from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import zip_longest
from typing import Any

from flake8_torchstate.run.world import World
from flake8_torchstate.config import Config
from flake8_torchstate.command.discover import UNREADABLE, Problem, find_files, unreadable
from flake8_torchstate.report.escapes import shown
from flake8_torchstate.run.machine import TooMuch
from flake8_torchstate.code.project import Project
from flake8_torchstate.command.notebook import SUFFIX
from flake8_torchstate.command.reading import Broken, read
from flake8_torchstate.screen import modules_of
from flake8_torchstate.command.settings import Settings, Usage, near_word
from flake8_torchstate.code.source import Source
from flake8_torchstate.command.table import LOSING, REGISTERED, Row, Table, table_of
from flake8_torchstate.command.terminal import painted, wants_colour

WIDEST = 120
NARROWEST = 60
GAP = "  "
HEADS = ("name", "what it is", "line", "state_dict", ".to()", "trained", "from", "used by")
NAME, WHAT, LINE, FROM, USED = 0, 1, 2, 6, 7
LEGEND = "? not known   - nothing to lose   * not on every way through the constructor"


def show_targets(settings: Settings) -> list[Problem]:
    """Print the tables of each `PATH[:CLASS]`; what could not be looked at.  Raises Usage."""
    if not settings.options.filenames:
        raise Usage("show: which file? PATH or PATH:CLASS")
    problems: list[Problem] = []
    tables: list[Table] = []
    for target in settings.options.filenames:
        path, name = parted(target)
        found = find_files([path], settings.wanted)
        problems += found.problems
        of_target = [table for file in found.files for table in tables_of_file(file, name, settings.config, problems)]
        tables += of_target
        if not of_target and not problems:
            problems.append(Problem(path, none_found(name, found.files, settings.config)))
    if settings.options.output_format == "json":
        print(json.dumps([as_json(table) for table in tables], indent=2))
    else:
        colour = wants_colour(sys.stdout, settings.options.color)
        print(
            *[rendered(table, width_of_terminal(), colour) for table in tables], sep="\n\n", end="\n" if tables else ""
        )
        if tables:
            print("\n" + (painted(LEGEND, "dim") if colour else LEGEND))
    return problems


def parted(target: str) -> tuple[str, str | None]:
    """The path and the class of `PATH[:CLASS]`."""
    path, colon, name = target.rpartition(":")
    if not colon or os.path.exists(target) or not name.replace(".", "_").isidentifier():
        return target, None
    return path, name


def width_of_terminal() -> int:
    """How wide a table may be."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((100, 24)).columns))


def tables_of_file(path: str, name: str | None, config: Config, problems: list[Problem]) -> Iterator[Table]:
    """The tables of a file's Module classes, or of the one of that name; what goes wrong is noted."""
    project = Project(config.roots, config.module_bases)
    try:
        if path.endswith(SUFFIX):
            raise Broken("show doesn't read notebooks")
        source = Source.from_text(read(path).text, path)
        classes = modules_of(project.enter(source))
    except UNREADABLE as error:
        problems.append(unreadable(path, error))
        return
    for info in [info for info in classes if name in (None, info.name)]:
        try:
            table = table_of(World(config, project), info)
        except Exception as error:  # one class's trouble must not stop the others
            if config.debug:
                raise
            text = f"class '{info.name}' can't be shown: {why(error)}"
            problems.append(Problem(path, text, info.node.lineno, info.node.col_offset + 1))
        else:
            yield table


def why(error: Exception) -> str:
    """Why a class can't be shown."""
    if isinstance(error, RecursionError):
        return "its code is nested too deeply"
    if isinstance(error, TooMuch):
        return str(error)
    return f"{type(error).__name__}: {error} (--torchstate-debug shows where)"


def none_found(name: str | None, files: Sequence[str], config: Config) -> str:
    """Why there is nothing to show."""
    others = (
        [table.name for file in files for table in tables_of_file(file, None, config, [])] if name is not None else []
    )
    if name is None or not others:
        return "no class in here is an nn.Module"
    return f"no Module class is called {name!r}{near_word(name, others) or '; there are ' + ', '.join(others[:20])}"


def as_json(table: Table) -> dict[str, Any]:
    """A table for programs; null where something isn't known."""
    names = {"saved": "in_state_dict", "moved": "moved_by_to", "origin": "from", "used": "used_by"}
    rows = [{names.get(key, key): value for key, value in asdict(row).items()} for row in table.rows]
    return {
        "class": table.name,
        "bases": table.bases,
        "path": table.path,
        "line": table.line,
        "rows": rows,
        "notes": table.notes,
    }


# --- text


def rendered(table: Table, width: int, colour: bool) -> str:
    """A table as text of at most that width: what has state or may lose it in rows, other names by name alone."""
    title = shown(f"{table.name}({table.bases})")
    place = shown(f"{table.path}:{table.line}")
    lines = [f"{painted(title, 'bold') if colour else title}{GAP}{painted(place, 'dim') if colour else place}", ""]
    rows, rest = divided(table.rows, table.path)
    if rows:
        lines += grid(rows, width, colour)
    elif not any(rest.values()):
        lines.append("nothing of its own")
    for heading, names in rest.items():
        if names:
            listing = shown(f"{heading}: {', '.join(names)}")
            text = textwrap.wrap(listing, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
            lines += [painted(line, "dim") if colour else line for line in text]
    for note in table.notes:
        lines += textwrap.wrap(shown(note), width, initial_indent="! ", subsequent_indent="  ")
    return "\n".join(lines)


def divided(rows: Sequence[Row], path: str) -> tuple[list[Row], dict[str, list[str]]]:
    """The rows that are worth a line each, every one once, and the names of plain values, of unknown ones, and of the
    bases' files.
    """
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(row.name, []).append(row)
    plain = [
        name
        for name, own in by_name.items()
        if all(row.kind == "plain" and "registered" not in row.what for row in own)
    ]
    unknown = [name for name, own in by_name.items() if name not in plain and all(
        row.kind == "plain" or (row.kind == "unknown" and row.what.endswith("?")) for row in own) and "." not in name]
    kept: dict[Row, Row] = {}
    for row in rows:
        if row.name not in plain and row.name not in unknown:
            kept.setdefault(replace(row, line=None), row)
    sources = {row.origin: row.path for row in kept.values() if row.origin and row.path is not None}
    where = [
        f"{origin} in {nearer(file)}"
        for origin, file in sources.items()
        if os.path.realpath(file) != os.path.realpath(path)
    ]
    return list(kept.values()), {"plain values": plain, "not known": unknown, "from": where}


def nearer(path: str) -> str:
    """A path from the current folder, where that is shorter."""
    return min(path, os.path.relpath(path), key=len)


def grid(rows: Sequence[Row], width: int, colour: bool) -> list[str]:
    """The rows in columns; a text that is too wide goes on in the next line."""
    cells = [cells_of(row) for row in rows]
    columns = [i for i in range(len(HEADS)) if i not in (FROM, USED) or any(row[i] for row in cells)]
    widths = fitted([max(len(HEADS[i]), *(len(row[i]) for row in cells)) for i in range(len(HEADS))], columns, width)
    head = GAP.join(placed(HEADS[i], i, widths[i]) for i in columns).rstrip()
    lines = [painted(head, "dim") if colour else head]
    for row, texts in zip(rows, cells):
        wrapped = [folded(texts[i], widths[i]) for i in columns]
        for parts in zip_longest(*wrapped, fillvalue=""):
            pieces = [placed(part, i, widths[i]) for i, part in zip(columns, parts)]
            if colour:
                pieces = [painted(piece, *styles(row, i)) for i, piece in zip(columns, pieces)]
            lines.append(GAP.join(pieces).rstrip())
    return lines


def cells_of(row: Row) -> list[str]:
    """The texts of one row."""
    answers = [answer(row, value) for value in (row.saved, row.moved, row.trained)]
    name = f"{row.name} *" if row.conditional else row.name
    return [shown(name), shown(row.what), str(row.line or ""), *answers, shown(row.origin), shown(row.used)]


def answer(row: Row, value: bool | None) -> str:
    """yes, no, ? for what isn't known, - for what has no state."""
    if value is None:
        return "?"
    nothing = row.kind == "plain" or row.what.startswith("None") or (row.kind == "submodule" and row.saved is False)
    return "yes" if value else "-" if nothing else "no"


def fitted(widths: list[int], columns: list[int], width: int) -> list[int]:
    """The widths of the columns, the widest of the wordy ones made smaller until all fit."""
    widths = list(widths)
    wordy = [i for i in (NAME, WHAT, FROM, USED) if i in columns]
    while sum(widths[i] for i in columns) + len(GAP) * (len(columns) - 1) > width:
        widest = max(wordy, key=lambda i: widths[i])
        if widths[widest] <= len(HEADS[widest]) + 2:
            break
        widths[widest] -= 1
    return widths


def folded(text: str, width: int) -> list[str]:
    """A text in lines of a width, broken at spaces, and in names after underscores and dots."""
    lines: list[str] = []
    while len(text) > width:
        cut = text.rfind(" ", 0, width + 1)
        if cut < 1:
            cut = max(text.rfind("_", 1, width), text.rfind(".", 1, width)) + 1 or width
        lines.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*lines, text]


def placed(text: str, column: int, width: int) -> str:
    """A text at its place in a column."""
    return text.rjust(width) if column == LINE else text.ljust(width)


def styles(row: Row, column: int) -> tuple[str, ...]:
    """The colours of a cell: red for what is lost, yellow for what isn't known."""
    if row.kind == "plain" or column in (LINE, FROM, USED):
        return ("dim",)
    if column == NAME:
        return ("bold",) if row.kind in REGISTERED else ()
    if column == WHAT:
        return ("red",) if row.kind in LOSING else ("yellow",) if row.kind == "unknown" else ()
    value = (row.saved, row.moved, row.trained)[column - LINE - 1]
    if value is None:
        return ("yellow",)
    return ("green",) if value else ("red",) if row.kind in LOSING else ()
