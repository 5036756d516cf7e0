"""How many findings of case files have a fix, and why the others have none.

usage: python -m benchmarks.cases [--places] [FOLDER...]

FOLDER is tests/cases where none is given.  Each file is looked at by itself, with the neighbours that it imports, so that
what other cases do with a name isn't taken for its project's doing.  --places prints the findings without a fix too.
"""
from __future__ import annotations

import argparse
import ast
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpora import ROOT
from flake8_torchstate.code.project import Project
from flake8_torchstate.config import Config
from flake8_torchstate.fixers.fixes import findings
from flake8_torchstate.report.findings import Finding

CASES = ROOT / "tests" / "cases"


def neighbours(path: Path) -> Iterator[Path]:
    """The files and packages beside a file that it, or one of them, may import."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError:
        return
    for node in ast.walk(tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [
            alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            for beside in (path.parent / name.partition(".")[0], path.parent / f"{name.partition('.')[0]}.py"):
                if name and beside.exists():
                    yield beside


def alone(path: Path, folder: Path) -> Path:
    """A copy of a case in a folder of its own, with all that it needs."""
    folder.mkdir(parents=True)
    waiting = [path]
    while waiting:
        here = waiting.pop()
        target = folder / here.name
        if here.is_dir():
            shutil.copytree(here, target, dirs_exist_ok=True)
        elif not target.exists():
            target.write_bytes(here.read_bytes())
            waiting += neighbours(here)
    return folder / path.name


def cases(folder: Path, work: Path) -> Iterator[tuple[str, Path]]:
    """The cases of a folder, each by its name and as the copy that may be changed."""
    for number, path in enumerate(sorted(folder.rglob("*.py"))):
        inner = path.parent  # a case of several files stands in a folder of its own
        if inner != folder and inner.name.startswith("case"):
            copy = work / f"{number}" / inner.name
            shutil.copytree(inner, copy)
            yield str(path.relative_to(folder)), copy / path.name
        else:
            yield str(path.relative_to(folder)), alone(path, work / f"{number}")


def findings_of(path: Path) -> list[Finding]:
    """The findings of a case with their fixes."""
    config = Config(fixes=True)
    try:
        return findings(path.read_text(encoding="utf-8"), str(path), config, Project(config.roots, config.module_bases))
    except SyntaxError:
        return []


def main() -> None:
    """Count, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", default=[CASES])
    parser.add_argument("--places", action="store_true", help="the findings without a fix")
    options = parser.parse_args()
    why = Counter[str]()
    for folder in options.folders:
        found, by_kind, codes = list[Finding](), Counter[str](), Counter[tuple[str, bool]]()
        with tempfile.TemporaryDirectory() as work:
            for name, path in cases(folder, Path(work)):
                for finding in findings_of(path):
                    found.append(finding)
                    by_kind["none" if finding.fix is None else "safe" if finding.fix.safe else "unsafe"] += 1
                    codes[finding.code, finding.fix is not None] += 1
                    if finding.fix is None:
                        why[f"{finding.code}: {finding.no_fix}"] += 1
                        if options.places:
                            print(f"{name}:{finding.line}: {finding.code} {finding.no_fix}")
        fixed = by_kind["safe"] + by_kind["unsafe"]
        print(f"{folder}: {len(found)} findings, {fixed} with a fix ({fixed / max(len(found), 1):.1%}): "
              f"{by_kind['safe']} safe, {by_kind['unsafe']} unsafe")
        print(*(f"  {code}: {codes[code, True]} of {codes[code, True] + codes[code, False]}"
                for code in sorted({code for code, _ in codes})), sep="\n")
    print("\nno fix:", *(f"  {count:4} {reason}" for reason, count in why.most_common()), sep="\n")


if __name__ == "__main__":
    main()
