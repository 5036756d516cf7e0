"""Whether fixes break anything: classes of installed packages are built before and after `--fix`, and compared.

usage: python -m benchmarks.fixes [--unsafe] [--rule CODE] [--python PYTHON] [--work FOLDER] [--jobs N] PACKAGE...

PYTHON is an interpreter that has torch and the packages (by the names that are imported); nothing of it is changed: each
package is copied twice into FOLDER, and one of the copies is fixed.  The classes whose code changed are built with guessed
arguments, the same before and after (tests/torch/compared.py), and compared: the keys and values of state_dict(), an old
checkpoint with strict=True, an optimizer's old state, copy.deepcopy, pickle, .to(torch.float64), what forward gives, and
on the meta device, whether tensors of two devices meet now.  Ends with 1 where a safe fix makes any difference.
"""
from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.corpora import ROOT, python_files
from flake8_torchstate.code.project import Project
from flake8_torchstate.config import Config
from flake8_torchstate.fixers.fixes import findings, fix_text, mark

COMPARED = ROOT / "tests" / "torch" / "compared.py"


@dataclass
class Outcome:
    """What became of one package, or of all.

    reasons: why findings have no fix; unbuilt: why changed classes couldn't be built; follow: tensors that moving a
    module takes along now; state: classes with new keys or other Parameters, which unsafe fixes are for; differences:
    what else is another, by class.
    """

    findings: int = 0
    safe: int = 0
    unsafe: int = 0
    changed: int = 0
    built: int = 0
    called: int = 0
    follow: int = 0
    state: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    unbuilt: Counter[str] = field(default_factory=Counter)
    differences: dict[str, list[str]] = field(default_factory=dict)

    def add(self, other: Outcome) -> None:
        """Count another one in."""
        for name in ("findings", "safe", "unsafe", "changed", "built", "called", "follow", "state"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons += other.reasons
        self.unbuilt += other.unbuilt
        self.differences |= other.differences

    def row(self, name: str) -> str:
        """The row of the table."""
        cells = (self.findings, self.safe, self.unsafe, self.findings - self.safe - self.unsafe, self.changed,
                 self.built, self.called, self.follow, self.state, len(self.differences))
        return f"| {name} | " + " | ".join(map(str, cells)) + " |"


HEAD = """\
| package | findings | safe | unsafe | none | classes changed | built | called | tensors that follow | with new state | with differences |
|---|---|---|---|---|---|---|---|---|---|---|"""


# --- the fixes


@dataclass(frozen=True)
class FixedFile:
    """One file of a package: what was found, and the classes whose code the fixes changed.

    says: the names that the unsafe fixes of each of them say they change.
    """

    path: Path
    text: str
    found: tuple[tuple[str, bool | None, str], ...]
    classes: tuple[str, ...]
    says: dict[str, list[str]]


def fixed_file(path: Path, unsafe: bool, chosen: frozenset[str]) -> FixedFile | None:
    """Fix the text of a file; None where Python can't read it."""
    config = Config(fixes=True, chosen=chosen)
    try:
        text = path.read_text(encoding="utf-8")
        project = Project(config.roots, config.module_bases)
        found = findings(text, str(path), config, project)
        result = fix_text(text, str(path), config, project, unsafe=unsafe) if any(f.fix for f in found) else None
    except (SyntaxError, ValueError):
        return None
    rows = tuple((f.code, f.fix.safe if f.fix is not None else None, f.no_fix) for f in found)
    if result is None or result.text == text:
        return FixedFile(path, text, rows, (), {}) if found else None
    applied = {mark(f) for f in result.applied}
    says: dict[str, list[str]] = {}
    for finding in found:
        if finding.fix is not None and not finding.fix.safe and mark(finding) in applied:
            says.setdefault(class_at(text, finding.line), []).extend([finding.name, *finding.fix.title.split("'")[1::2]])
    return FixedFile(path, result.text, rows, tuple(changed_classes(text, result.text)), says)


def changed_classes(before: str, after: str) -> Iterator[str]:
    """The qualified names of the classes of a file whose code is another one."""
    old, new = (dict(classes(ast.parse(text))) for text in (before, after))
    for name, node in old.items():
        if name in new and ast.dump(node) != ast.dump(new[name]):
            yield name


def class_at(text: str, line: int) -> str:
    """The qualified name of the innermost class that a line stands in; "" where it stands in none."""
    around = [(node.lineno, name) for name, node in classes(ast.parse(text))
              if node.lineno <= line <= (node.end_lineno or 0)]
    return max(around, default=(0, ""))[1]


def classes(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.ClassDef]]:
    """The classes of a file that can be named from outside."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield prefix + child.name, child
            yield from classes(child, f"{prefix}{child.name}.")
        elif not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from classes(child, prefix)


# --- one package


def folder_of(package: str, python: str) -> Path:
    """The folder of a package that an interpreter can import.  Raises ValueError where there is none."""
    ask = "import importlib.util, sys; print(importlib.util.find_spec(sys.argv[1]).origin)"
    done = subprocess.run([python, "-c", ask, package], capture_output=True, text=True, check=False)
    path = Path(done.stdout.strip())
    if done.returncode or path.name != "__init__.py":
        raise ValueError(f"{package} isn't a package of {python}")
    return path.parent


@dataclass(frozen=True)
class Proof:
    """How packages are looked at."""

    python: str
    work: Path
    unsafe: bool
    chosen: frozenset[str]

    def of(self, package: str, pool: ProcessPoolExecutor) -> Outcome:
        """Fix a copy of a package, and compare."""
        before, after = (self.work / package / side for side in ("before", "after"))
        shutil.rmtree(self.work / package, ignore_errors=True)
        source = folder_of(package, self.python)
        for side in (before, after):
            shutil.copytree(source, side / package, ignore=shutil.ignore_patterns("__pycache__"))
        outcome, wanted, says = Outcome(), list[tuple[str, str]](), dict[str, list[str]]()
        files = python_files(before / package)
        for fixed in pool.map(
                fixed_file, files, [self.unsafe] * len(files), [self.chosen] * len(files), chunksize=4):
            if fixed is None:
                continue
            for code, safe, why in fixed.found:
                outcome.findings += 1
                outcome.safe += safe is True
                outcome.unsafe += safe is False
                outcome.reasons.update([f"{code}: {why}"] if safe is None else ())
            relative = fixed.path.relative_to(before)
            if fixed.classes:
                (after / relative).write_text(fixed.text, encoding="utf-8", newline="")
            module = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
            wanted += [(module, name) for name in fixed.classes]
            says |= {f"{module}.{name}": names for name, names in fixed.says.items()}
        outcome.changed = len(wanted)
        if wanted:
            self.compare(self.work / package, wanted, says, outcome)
        return outcome

    def compare(self, work: Path, wanted: Sequence[tuple[str, str]], says: dict[str, list[str]],
                outcome: Outcome) -> None:
        """Build the classes on both sides, and again where the fixes take something away that drew random numbers."""
        before, after = self.answers(work, {"classes": wanted, "says": says, "alone": False})
        outcome.unbuilt.update(found["why"] for found in before.values() if "why" in found)
        others = [(module, name) for module, name in wanted if after.get(f"{module}.{name}", {}).get("draws others")]
        if others:
            after |= self.answers(work, {"classes": others, "says": says, "alone": True})[1]
        for name, found in after.items():
            outcome.built += 1
            outcome.called += found["called"]
            outcome.follow += len(found.get("follows", ()))
            outcome.state += bool(found.get("said"))
            different = found.get("differences", [f"it isn't built: {found.get('why')}"])
            if different:
                outcome.differences[name] = different

    def answers(self, work: Path, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """What is said of the classes before and after, each side in a process of its own.  Raises ValueError."""
        request = work / "request.json"
        request.write_text(json.dumps(asked), encoding="utf-8")
        for side, known in (("before", []), ("after", [str(work / "before.pt")])):
            done = subprocess.run(
                [self.python, str(COMPARED), str(work / side), str(request), str(work / f"{side}.pt"), *known],
                capture_output=True, text=True, check=False, cwd=work,  # what nobody has set is the same on both sides
                env={**os.environ, "CUDA_VISIBLE_DEVICES": "", "MALLOC_PERTURB_": "90", "HF_HUB_OFFLINE": "1"})
            if done.returncode:
                raise ValueError(f"{side}: {(done.stderr.strip().splitlines() or ['no answer'])[-1][:200]}")
        return [json.loads((work / f"{side}.json").read_text(encoding="utf-8")) for side in ("before", "after")]


def main() -> int:
    """Fix, build, compare, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("packages", nargs="+", metavar="PACKAGE")
    parser.add_argument("--unsafe", action="store_true", help="unsafe fixes too")
    parser.add_argument("--rule", action="append", default=[], help="a rule that is off by default, such as TSM904")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has torch and the packages")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "torchstate-fixes")
    parser.add_argument("--jobs", type=int, default=2, help="how many files are fixed at once")
    options = parser.parse_args()
    proof, whole = Proof(options.python, options.work.resolve(), options.unsafe, frozenset(options.rule)), Outcome()
    print(HEAD, flush=True)
    with ProcessPoolExecutor(options.jobs) as pool:
        for package in options.packages:
            try:
                outcome = proof.of(package, pool)
            except ValueError as error:
                print(f"| {package} | {error} |")
                continue
            print(outcome.row(package), flush=True)
            whole.add(outcome)
    print(whole.row("all"))
    for title, counted in (("no fix", whole.reasons), ("not built", whole.unbuilt)):
        print(f"\n{title}:", *(f"  {count:4} {reason}" for reason, count in counted.most_common()), sep="\n")
    print("\ndifferences:", *(f"  {name}: {'; '.join(d)}" for name, d in whole.differences.items()), sep="\n")
    return int(bool(whole.differences) and not options.unsafe)


if __name__ == "__main__":
    sys.exit(main())
