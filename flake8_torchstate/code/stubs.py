"""A file's text with empty bodies in its functions: of another file few of them are ever asked for, and parsing what is
left takes a fifth of the time.
"""
from __future__ import annotations

import functools
import re
from typing import NamedTuple

CODE = re.compile(r"""(?:[^"'#]+|\#[^\n]*|"(?!"")(?:[^"\\\n]|\\[\s\S])*"|'(?!'')(?:[^'\\\n]|\\[\s\S])*')*""")
"""All up to a string in three quotes, or to a quote that nothing closes."""
STRINGS = {
    '"""': re.compile(r'"""(?:[^"\\]+|\\[\s\S]|"(?!""))*"""'),
    "'''": re.compile(r"'''(?:[^'\\]+|\\[\s\S]|'(?!''))*'''"),
}
FUNCTION = re.compile(r"^([ \t]*)(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)


class Stubbed(NamedTuple):
    """A text whose outermost functions are `def name(): pass` with empty lines below; the last line of each, by its
    first.
    """

    text: str
    ends: dict[int, int]


def stubbed(text: str, lines: list[str]) -> Stubbed | None:
    """A text without its functions' bodies; None where they can't be told without parsing it.

    A line that begins with `def` begins a function unless it's in a string, since nothing above goes on with that word;
    the function ends where a line is indented no further.  Where that line stands in brackets a bracket is left over,
    and what is returned doesn't parse.
    """
    inside = inside_of_strings(text)
    if inside is None or "\f" in text:  # which begins the line anew for Python
        return None
    rest: list[str] = []
    ends: dict[int, int] = {}
    at = counted = done = 0
    line = 1
    while (found := FUNCTION.search(text, at)) is not None:
        line += text.count("\n", counted, found.start())
        at = counted = found.end()
        if line in inside:
            continue
        after = next_line(text, lines, at, line, len(found[1]), inside)
        if after is None:
            return None
        at, beyond = after
        ends[line] = end = last_of(lines, line, beyond - 1, inside)
        rest += [*lines[done:line - 1], f"{found[1]}def {found[2]}(): pass\n", "\n" * (end - line)]
        counted, line, done = at, beyond, end
    return Stubbed("".join([*rest, *lines[done:]]), ends)


def next_line(
        text: str, lines: list[str], at: int, line: int, margin: int, inside: set[int]) -> tuple[int, int] | None:
    """Where the next statement begins that is indented no further than a margin, and the number of its line; None where
    that isn't sure.
    """
    for found in further_out(margin).finditer(text, at):
        line += text.count("\n", at, found.start())
        at = found.start()
        goes_on = lines[line - 2].endswith("\\\n")
        if goes_on and "#" in lines[line - 2]:
            return None
        if line not in inside and not goes_on:
            return at, line
    return len(text), len(lines) + 1


@functools.lru_cache(maxsize=64)
def further_out(margin: int) -> re.Pattern[str]:
    """A line that begins a statement and is indented no further than that: none that closes a bracket."""
    return re.compile(rf"^[ \t]{{0,{margin}}}[^\s#)\]}}]", re.MULTILINE)


def last_of(lines: list[str], first: int, last: int, inside: set[int]) -> int:
    """The last line of a statement: without the empty ones and the comments below it."""
    while last > first and last not in inside and lines[last - 1].lstrip()[:1] in ("", "#"):
        last -= 1
    return last


def inside_of_strings(text: str) -> set[int] | None:
    """The lines that begin in a string in three quotes; None where a quote is left open."""
    inside: set[int] = set()
    counted = at = 0
    line = 1
    while True:
        code = CODE.match(text, at)
        start = code.end() if code is not None else at
        if start == len(text):
            return inside
        kind = STRINGS.get(text[start:start + 3])
        string = kind.match(text, start) if kind is not None else None
        if string is None:
            return None
        at = string.end()
        more = text.count("\n", start, at)
        if more:
            line += text.count("\n", counted, start)
            inside.update(range(line + 1, line + more + 1))
            line, counted = line + more, at
