"""Whether `show` is right: its tables of the classes of installed packages are held against instances that torch built.

usage: python -m benchmarks.show [--python PYTHON] [--work FOLDER] [--sample N] [--names] PACKAGE...

PYTHON is an interpreter that has torch and the packages (by the names that are imported).  Each class is built up to three
times with guessed arguments (tests/torch/built.py), and for each attribute of an instance the rows of the table are compared
with what PyTorch did: what it is, whether it's in state_dict(), moved by .to(), trained.  An attribute is known where the
table says what it is and whether it's saved.  What was built is kept in FOLDER.  Ends with 1 where less than 99.5 % of the
known names are right.
"""
from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.corpora import ROOT, python_files
from benchmarks.fixes import classes, folder_of
from flake8_torchstate.code.project import Project
from flake8_torchstate.command.table import REGISTERED, Row, Table, table_of
from flake8_torchstate.config import Config
from flake8_torchstate.code.source import Source
from flake8_torchstate.run.machine import TooMuch
from flake8_torchstate.run.world import World
from flake8_torchstate.screen import modules_of

BUILDING = ROOT / "tests" / "torch" / "built.py"
LEAST_RIGHT = 0.995
Truth = dict[str, Any]


@dataclass
class Count:
    """What was compared: classes, and names of attributes; `wrong`, `unknown` by class and reason."""

    classes: int = 0
    unbuilt: int = 0
    names: int = 0
    known: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def add(self, other: Count) -> None:
        """Count another one in."""
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self, name: str) -> str:
        """The row of the table."""
        right = f"{self.right / self.known:.2%}" if self.known else ""
        unknown = f"{1 - self.known / self.names:.1%}" if self.names else ""
        cells = (name, self.classes, self.unbuilt, self.names, self.known, self.known - self.right, right, unknown)
        return f"| {' | '.join(map(str, cells))} |"


HEAD = """\
| package | classes | not built | names | known | wrong | right of the known | unknown |
|---|---|---|---|---|---|---|---|"""


# --- one class


def judge(table: Table, instances: list[dict[str, Truth]], count: Count) -> None:
    """Compare a table with each of some instances; each name counts once."""
    verdicts: dict[str, str] = {}
    for held in instances:
        for name, verdict in verdicts_on(table, held):
            if name not in verdicts or verdict.startswith("wrong") or verdicts[name].startswith("unknown"):
                verdicts[name] = verdict if not verdicts.get(name, "").startswith("wrong") else verdicts[name]
    count.classes += 1
    count.names += len(verdicts)
    for name, verdict in verdicts.items():
        word, _, reason = verdict.partition(": ")
        count.known += word != "unknown"
        count.right += word == "right"
        if word != "right":
            getattr(count, word).append(f"{reason}: {table.path}:{table.line} {table.name}.{name}")


def verdicts_on(table: Table, held: dict[str, Truth]) -> Iterator[tuple[str, str]]:
    """For each name that an instance has or should have: right, `unknown: why` or `wrong: why`."""
    open_ended = any("there may be more names" in note or "__setattr__" in note for note in table.notes)
    for name, truth in held.items():
        rows = [row for row in table.rows if matches(row.name, name) and "of the class itself" not in row.what]
        fitting = [row for row in rows if agrees(row, truth)]
        if any(is_known(row) for row in fitting):
            yield name, "right"
        elif fitting:
            yield name, f"unknown: {truth['type']}"
        elif rows:
            said = "; ".join(map(described, rows))
            yield name, f"wrong: {truth['kind']} {truth['type']} {answers(truth)}, the table says {said}"
        elif open_ended or inside_unknown(table, name):
            yield name, "unknown: there may be more names" if "." not in name else "unknown: items of a container"
        elif truth["kind"] in REGISTERED or not origin_is_torch(table):
            yield name, f"wrong: {truth['kind']} {truth['type']} has no row"
    for row in table.rows:
        sure = is_known(row) and not row.conditional and "{" not in row.name and "of the class itself" not in row.what
        if sure and not row.what.startswith("None") and row.name not in held:
            yield row.name, f"wrong: there is no such name, the table says {described(row)}"


def is_known(row: Row) -> bool:
    """Whether a row says what a name is, and whether it's saved."""
    return row.kind != "unknown" and row.saved is not None


def agrees(row: Row, truth: Truth) -> bool:
    """Whether what a row says, as far as it says something, is what there is."""
    if not all(said is None or there is None or said == there
               for said, there in zip((row.saved, row.moved, row.trained), answers(truth))):
        return False
    if row.kind == "unknown" or row.kind == truth["kind"]:
        return True
    if truth["none"]:
        return row.kind == "plain" or "None" in row.what
    return truth["kind"] == "either" and row.kind in ("plain", "container")


def answers(truth: Truth) -> tuple[bool | None, ...]:
    """Saved, moved, trained."""
    return tuple(truth[name] for name in ("saved", "moved", "trained"))


def described(row: Row) -> str:
    """A row in one line."""
    told = "/".join({True: "yes", False: "no", None: "?"}[said] for said in (row.saved, row.moved, row.trained))
    return f"{row.kind} ({row.what}) {told}{' *' if row.conditional else ''}"


def matches(pattern: str, name: str) -> bool:
    """Whether a row's name, with parts in braces that aren't known, may stand for a name."""
    parts, names = pattern.split("."), name.split(".")
    return len(parts) == len(names) and all(fits(p, n) if "{" in p else p == n for p, n in zip(parts, names))


def fits(pattern: str, name: str) -> bool:
    """Whether a text begins and ends as a pattern does."""
    return name.startswith(pattern[:pattern.index("{")]) and name.endswith(pattern[pattern.rindex("}") + 1:])


def inside_unknown(table: Table, name: str) -> bool:
    """Whether a name stands in a container of which the rows don't say all."""
    outer = name.rpartition(".")[0]
    rows = [row for row in table.rows if matches(row.name, outer)]
    return bool(outer) and (any(" of " not in row.what for row in rows) or inside_unknown(table, outer))


def origin_is_torch(table: Table) -> bool:
    """Whether a base of torch.nn may set plain names of its own, which a table doesn't list."""
    return any(row.origin.startswith("nn.") for row in table.rows) or "nn.Module" not in table.bases


# --- one package


@dataclass(frozen=True)
class Comparison:
    """How packages are looked at; sample: every so many-th class."""

    python: str
    work: Path
    sample: int

    def of(self, package: str) -> Count:
        """Build the classes of a package, or read what was built, and compare."""
        folder = folder_of(package, self.python)
        wanted = [(path, module, name, node.lineno)
                  for path in python_files(folder)
                  for module in [".".join(path.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__")]
                  for name, node in classes(parsed(path))][::self.sample]
        built = self.built(package, folder, [(module, name) for _, module, name, _ in wanted])
        by_file: dict[Path, dict[int, Any]] = {}
        count = Count()
        for path, module, name, line in wanted:
            found = built.get(f"{module}.{name}", "not asked for")
            if isinstance(found, list):
                by_file.setdefault(path, {})[line] = found
            else:
                count.unbuilt += found != "no nn.Module"
        with ProcessPoolExecutor(2) as pool:
            for part in pool.map(compared, by_file, by_file.values(), chunksize=4):
                count.add(part)
        return count

    def built(self, package: str, folder: Path, wanted: list[tuple[str, str]]) -> dict[str, Any]:
        """What PYTHON built."""
        self.work.mkdir(parents=True, exist_ok=True)
        target = self.work / f"{package}-{self.sample}.json"
        if not target.exists():
            request = self.work / f"{package}.request.json"
            request.write_text(json.dumps(wanted), encoding="utf-8")
            done = subprocess.run([self.python, str(BUILDING), str(folder.parent), str(request), str(target)],
                                  capture_output=True, text=True, check=False, cwd=self.work)
            if done.returncode:
                raise ValueError((done.stderr.strip().splitlines() or ["no answer"])[-1][:200])
        found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
        return found


def parsed(path: Path) -> ast.Module:
    """The tree of a file, an empty one where Python can't read it."""
    try:
        return ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def compared(path: Path, built: dict[int, list[dict[str, Truth]]]) -> Count:
    """Compare the classes of a file with what was built of them, by their lines."""
    count, config = Count(), Config()
    project = Project()
    for info in modules_of(project.enter(Source.from_text(path.read_text(encoding="utf-8"), str(path)))):
        if info.node.lineno in built:
            try:
                table = table_of(World(config, project), info)
            except (TooMuch, RecursionError):
                count.unbuilt += 1
                continue
            judge(table, built[info.node.lineno], count)
    return count


def main() -> int:
    """Build, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("packages", nargs="+", metavar="PACKAGE")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has torch and the packages")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "torchstate-show")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every N-th class alone")
    parser.add_argument("--names", action="store_true", help="also print each name that isn't known")
    options = parser.parse_args()
    comparison, whole = Comparison(options.python, options.work.resolve(), options.sample), Count()
    print(HEAD)
    for package in options.packages:
        try:
            count = comparison.of(package)
        except ValueError as error:
            print(f"| {package} | {error} |")
            continue
        print(count.row(package), flush=True)
        whole.add(count)
    print(whole.row("all"))
    print("\nwrong:", *sorted(whole.wrong), sep="\n  ")
    reasons = Counter(text.partition(": ")[0] for text in whole.unknown)
    print("\nunknown, by type:", *(f"{count:5} {reason}" for reason, count in reasons.most_common(40)), sep="\n  ")
    if options.names:
        print("\nunknown:", *sorted(whole.unknown), sep="\n  ")
    return int(whole.right < LEAST_RIGHT * whole.known)


if __name__ == "__main__":
    sys.exit(main())
