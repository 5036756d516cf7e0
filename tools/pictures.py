"""Draw docs/check.svg and docs/show.svg: what `flake8-torchstate` and `flake8-torchstate show` print for an example.

usage: python tools/pictures.py

The text is what the two commands print; a line longer than COLUMNS goes on in the next row.
"""
from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
EXAMPLE = "normalisation.py"
COLUMNS = 100
INDENT = 4
PICTURES = {
    "check.svg": f"flake8-torchstate --isolated --output-format text {EXAMPLE}",
    "show.svg": f"flake8-torchstate show {EXAMPLE}",
}

CHARACTER = 8.4  # the advance of the fonts below at this size, in pixels
SIZE, LINE, MARGIN = 14, 20, 16
FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
BACKGROUND, PLAIN, CODE, PLACE, PROMPT = "#16181d", "#d8dee9", "#ff7b72", "#79c0ff", "#7ee787"
LOCATED = re.compile(r"^(\S+:\d+:\d+:) (TSM\d{3}) ")
EXCERPT = re.compile(r"^( *\d* +\|)(.*)$")


def printed(command: str) -> list[str]:
    """The lines that a command prints in examples/.  Raises RuntimeError where it says it went wrong."""
    arguments = command.split()[1:]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", "COLUMNS": str(COLUMNS)}
    done = subprocess.run([sys.executable, "-m", "flake8_torchstate", *arguments], cwd=ROOT / "examples", env=environment, capture_output=True,
                          encoding="utf-8", check=False)
    if done.returncode not in (0, 1) or done.stderr:
        raise RuntimeError(f"{command}: {done.stderr.strip()}")
    return done.stdout.splitlines()


def coloured(line: str) -> list[tuple[str, str]]:
    """A line in pieces of one colour: place and code of a finding stand out, and what underlines its code."""
    match = LOCATED.match(line)
    excerpt = EXCERPT.match(line)
    if match is None and excerpt is not None:
        return [(PLACE, excerpt[1]), (CODE if set(excerpt[2]) <= set(" ^") else PLAIN, excerpt[2])]
    if match is None:
        return [(PLAIN, line)]
    return [(PLACE, f"{match[1]} "), (CODE, f"{match[2]} "), (PLAIN, line[match.end():])]


def wrapped(pieces: list[tuple[str, str]]) -> list[list[tuple[int, str, str]]]:
    """The rows of a line, each with its words: column, colour, text.  Too long ones go on below, indented, at a word."""
    rows: list[list[tuple[int, str, str]]] = [[]]
    column = 0
    for colour, text in pieces:
        for part in re.findall(r" +|[^ ]+", text):
            if rows[-1] and part.strip() and column + len(part) > COLUMNS:
                rows.append([])
                column = INDENT
            if part.strip():
                rows[-1].append((column, colour, part))
            column += len(part)
    return rows


def svg(command: str, lines: list[str]) -> str:
    """The picture of a command and of what it printed."""
    rows = [row for pieces in [[(PROMPT, "$ "), (PLAIN, command)], *map(coloured, lines)] for row in wrapped(pieces)]
    width, height = round(COLUMNS * CHARACTER) + 2 * MARGIN, len(rows) * LINE + 2 * MARGIN
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">\n'
            f"<title>{escape(command)}</title>\n"
            f'<rect width="{width}" height="{height}" rx="8" fill="{BACKGROUND}"/>\n'
            f'<g font-family="{FONT}" font-size="{SIZE}">\n')
    return head + "".join(drawn(row, MARGIN + LINE * (number + 1) - 6) for number, row in enumerate(rows)) + "</g>\n</svg>\n"


def drawn(row: list[tuple[int, str, str]], y: int) -> str:
    """One row; each word has its own place and width, so that columns stand under each other in every font."""
    return "".join(f'<text x="{MARGIN + column * CHARACTER:.1f}" y="{y}" textLength="{len(word) * CHARACTER:.1f}" '
                   f'lengthAdjust="spacingAndGlyphs" fill="{colour}">{escape(word)}</text>\n' for column, colour, word in row)


def pictures() -> dict[str, str]:
    """The text of each picture by its file's name."""
    return {name: svg(command, printed(command)) for name, command in PICTURES.items()}


if __name__ == "__main__":
    for name, text in pictures().items():
        (DOCS / name).write_text(text, encoding="utf-8")
