"""What an editor's requests cost: CPU time of the process that answers, medians over 50 requests.

usage: python -m benchmarks.editor [--files FILE ...] [--edits N]

On generated model files of 1,000 and 3,000 lines with 5 and 15 findings, and on the files that are named (timm's largest
models, say): the first diagnostics, those after one character was typed in one class, a code action and a hover at a text
that hasn't changed, a quick fix that is asked for the first time.  Then the memory of the process after 50 and after
1,000 edits.  What is measured is all of an answer but the protocol's own envelopes: from a text to the JSON values.
Prints tables in Markdown.  CPU time is counted, so that other work on the machine matters little; it still makes caches
colder and the processor slower.
"""
from __future__ import annotations

import argparse
import gc
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import generated
from flake8_torchstate.editor.session import Session

REQUESTS = 50
SIZES = ((7, 5), (20, 15))
EDITS = 1000
MARKS = {"first": None, "typed": (60, 120), "action": (10, 10), "hover": (10, 10), "fix": (100, 100)}
"""The most milliseconds that each may take at 1,000 and at 3,000 lines."""
HEADS = {"first": "first diagnostics", "typed": "after a character", "action": "code action, unchanged",
         "hover": "hover, unchanged", "fix": "quick fix"}


def taken(what: Callable[[], Any]) -> float:
    """The milliseconds of CPU time that something takes."""
    start = time.process_time()
    what()
    return (time.process_time() - start) * 1000


class Editor:
    """A document in an editor, and what it asks of the server."""

    def __init__(self, path: Path, text: str) -> None:
        self.session = Session()
        self.session.folders = [str(path.parent)]
        self.path, self.text = str(path), text
        self.uri = path.as_uri()

    def diagnostics(self) -> list[dict[str, Any]]:
        """The diagnostics of the text as it is."""
        return self.session.diagnostics(self.path, self.text)

    def actions(self, line: int) -> list[dict[str, Any]]:
        """The code actions on a line, from 0 on."""
        return self.session.actions(self.path, self.text, self.uri, (line + 1, line + 1), [], ["quickfix"])

    def hover(self, line: int, character: int) -> object:
        """What is said of a place."""
        return self.session.hover(self.path, self.text, {"line": line, "character": character})

    def type(self, line: int, number: int) -> None:
        """Put one more character at the end of a line, where it's the next one of a number."""
        lines = self.text.splitlines(keepends=True)
        lines[line] = lines[line].rstrip("\n") + ("  # " if "  # " not in lines[line] else "") + str(number % 10) + "\n"
        self.text = "".join(lines)


def places(text: str) -> list[tuple[int, int]]:
    """The places at which methods say `self.`: the line and the column behind it, from 0 on."""
    return [(number, line.index("self.") + 6) for number, line in enumerate(text.splitlines()) if line.lstrip().startswith("self.")]


def measured(path: Path, text: str) -> dict[str, float]:
    """What each kind of request takes on one file."""
    found: dict[str, list[float]] = {"first": [taken(Editor(path, text).diagnostics) for _ in range(5)]}
    editor = Editor(path, text)
    diagnostics, where = editor.diagnostics(), places(text)
    spread = [where[n * len(where) // REQUESTS] for n in range(REQUESTS)]
    found["typed"] = []
    for number, (line, _) in enumerate(spread):
        editor.type(line, number)
        found["typed"].append(taken(editor.diagnostics))
    lines = [d["range"]["start"]["line"] for d in diagnostics]
    found["fix"] = [taken(lambda: editor.actions(line)) for line in lines]  # each for the first time at this text
    for line, character in spread:
        editor.hover(line, character)  # a class's table is made once for a text
    found["action"] = [taken(lambda: editor.actions(line)) for line, _ in spread]
    found["hover"] = [taken(lambda: editor.hover(line, character)) for line, character in spread]
    return {name: statistics.median(times) if times else 0.0 for name, times in found.items()}


def memory() -> float:
    """The megabytes that the process has in memory now."""
    gc.collect()
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2 ** 20


def grown(path: Path, text: str, edits: int) -> tuple[float, float]:
    """The memory after 50 and after all edits, in megabytes, with diagnostics after each and a fix and a hover at times."""
    editor = Editor(path, text)
    where = places(text)
    early = 0.0
    for number in range(edits):
        line, character = where[number % len(where)]
        editor.type(line, number)
        diagnostics = editor.diagnostics()
        if number % 10 == 0:
            editor.hover(line, character)
            editor.actions(diagnostics[number // 10 % len(diagnostics)]["range"]["start"]["line"] if diagnostics else line)
        if number == 49:
            early = memory()
    return early, memory()


def row(name: str, text: str, found: dict[str, float], size: int | None) -> str:
    """One row of the table; size: which of the marks hold."""
    cells = []
    for kind in HEADS:
        marks = MARKS[kind]
        cells.append(f"{found[kind]:.1f}" + (f" (≤ {marks[size]})" if size is not None and marks is not None else ""))
    return " | ".join([f"| {name}", str(text.count(chr(10))), *cells]) + " |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and end with 1 where a mark isn't kept."""
    parser = argparse.ArgumentParser(description="what an editor's requests cost")
    parser.add_argument("--files", nargs="*", type=Path, default=[], help="files to measure too")
    parser.add_argument("--edits", type=int, default=EDITS, help="so many edits for the memory; 0 for none")
    options = parser.parse_args(arguments)
    missed = False
    print(f"Python {platform.python_version()}; CPU time in milliseconds, medians over {REQUESTS} requests\n")
    print(" | ".join(["| file", "lines", *HEADS.values()]) + " |\n" + "|---" * (len(HEADS) + 2) + "|")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "setup.cfg").write_text("[flake8]\n", encoding="utf-8")
        path = Path(folder) / "model.py"
        path.write_text("", encoding="utf-8")
        measured(path, generated.model(1, 1))  # what is imported with the first finding
        for size, (copies, mistakes) in enumerate(SIZES):
            text = generated.model(copies, mistakes)
            path.write_text(text, encoding="utf-8")
            found = measured(path, text)
            missed |= any(marks is not None and found[kind] > marks[size] for kind, marks in MARKS.items())
            print(row(f"generated, {mistakes} findings", text, found, size), flush=True)
        for file in options.files:
            text = file.read_text(encoding="utf-8")
            print(row(file.name, text, measured(file, text), None), flush=True)
        if options.edits:
            text = generated.model(*SIZES[0])
            path.write_text(text, encoding="utf-8")
            early, late = grown(path, text, options.edits)
            missed |= late > early * 1.2
            print(f"\nmemory: {early:.0f} MB after 50 edits, {late:.0f} MB after {options.edits} ({late / early - 1:+.0%})")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
