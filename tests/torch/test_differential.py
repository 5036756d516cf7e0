"""The plugin against PyTorch: random programs are run, and what a run shows is held against the findings.

    python -m tests.torch.test_differential --seed 1 --count 200 --show 3 [--shrink] [--program SEED]

explores other seeds: it prints the disagreements by (expected, got), each with the program around its line.
With FLAKE8_TORCHSTATE_SCREEN=off every class is analysed, those that the screen would let go as well.
Disagreements of the test itself are written to the file that TORCHSTATE_DISAGREEMENTS names.
"""
from __future__ import annotations

import argparse
import ast
import collections
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytest.importorskip("torch.nn")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flake8_torchstate.report.findings import Finding  # noqa: E402
from tests.torch.generate import program, programs  # noqa: E402
from tests.torch.oracle import BadProgram, Report, judge  # noqa: E402

pytestmark = pytest.mark.torch

SEEDS = (20240611, 7, 1999, 424242)
CLASSES = 2000
LEAST_AGREEMENT = 0.99
LEAST_FOUND = 0.97
Findings = list[tuple[int, int, str, str]]


def findings(source: str) -> Findings:
    """What the plugin says of a text: line, column, code, message."""
    from flake8_torchstate.analysis import check_source
    from flake8_torchstate.config import Config

    config = Config(screened=os.environ.get("FLAKE8_TORCHSTATE_SCREEN") != "off", chosen=frozenset({"TSM905"}))
    return [(found.line, found.column, lost_code(found), found.text) for found in check_source(source, config=config)]


def lost_code(found: Finding) -> str:
    """The code of a finding; what no method uses is as lost as the rest."""
    if found.code != "TSM905":
        return found.code
    return "TSM103" if "keeps tensors" in found.message else "TSM101"


@dataclass(frozen=True)
class Disagreement:
    """One line, or group of lines, where the plugin and PyTorch differ."""

    seed: int
    line: int
    expected: str
    got: str
    source: str = field(repr=False)

    @property
    def key(self) -> tuple[str, str]:
        return self.expected, self.got

    def excerpt(self) -> str:
        """The program from the line's class on, without its imports; the line is marked."""
        rows = self.source.splitlines()
        first = next((i for i, row in enumerate(rows) if row.startswith(("class ", "def ", "@"))), 0)
        return "\n".join(f"{'>' if number == self.line else ' '}{number:4} {row}"
                         for number, row in enumerate(rows, 1) if number > first)

    def __str__(self) -> str:
        return (f"program {self.seed}, line {self.line}: expected {self.expected}, got {self.got}\n"
                f"{self.excerpt()}\n")


@dataclass
class Score:
    """How far the plugin and PyTorch agree over some programs."""

    classes: int = 0
    verdicts: int = 0
    expected: collections.Counter[str] = field(default_factory=collections.Counter)
    found: collections.Counter[str] = field(default_factory=collections.Counter)
    disagreements: list[Disagreement] = field(default_factory=list)

    @property
    def agreement(self) -> float:
        return 1 - len(self.disagreements) / max(1, self.verdicts)

    @property
    def recall(self) -> float:
        return self.found.total() / max(1, self.expected.total())

    def summary(self) -> str:
        rows = [f"{self.classes} classes, {self.verdicts} verdicts, agreement {self.agreement:.4f}, "
                f"found {self.found.total()} of {self.expected.total()}"]
        rows += [f"  {codes}: {self.found[codes]}/{count}" for codes, count in sorted(self.expected.items())]
        return "\n".join(rows)


def compare(seed: int, source: str, report: Report, reported: Findings, score: Score) -> None:
    """Hold one program's findings against its verdicts."""
    at: dict[int, list[str]] = collections.defaultdict(list)
    for line, _, code, _ in reported:
        at[line].append(code)
    twice = {row[0] for row, times in collections.Counter(reported).items() if times > 1}
    score.classes += report.classes

    def differs(line: int, expected: str) -> None:
        got = "|".join(sorted(at[line])) or "silence"
        score.disagreements.append(Disagreement(seed, line, expected, got, source))

    for line in sorted(set(at) - set(report.lines)):
        score.verdicts += 1
        differs(line, "no statement")
    for line, verdict in sorted(report.lines.items()):
        codes = set(at[line])
        agrees = verdict.accepts(codes) and "TSM000" not in codes
        if verdict.open and "TSM000" not in codes or not verdict.counts and agrees:
            continue
        score.verdicts += 1
        name = "|".join(sorted(verdict.expect)) or "silence"
        if verdict.expect:
            score.expected[name] += 1
            score.found[name] += bool(codes & verdict.expect)
        if not agrees:
            differs(line, name)
        elif line in twice:
            differs(line, f"{name} once")
    for group in report.groups:
        score.verdicts += 1
        name = f"{'|'.join(sorted(group.codes))} on one of several lines"
        score.expected[name] += 1
        if any(group.codes & set(at[line]) for line in group.lines):
            score.found[name] += 1
        else:
            places = ", ".join(map(str, sorted(group.lines)))
            score.disagreements.append(Disagreement(
                seed, min(group.lines), f"{name} ({places})", "silence", source))


def usable(seed: int) -> Iterator[tuple[int, str, Report]]:
    """Programs of a seed that PyTorch can construct something of."""
    for own, source in programs(seed):
        try:
            report = judge(source)
        except BadProgram:
            continue
        if report.completed:
            yield own, source, report


def measure(seed: int, count: int) -> Score:
    """Compare programs until they hold that many classes."""
    score = Score()
    for own, source, report in usable(seed):
        compare(own, source, report, findings(source), score)
        if score.classes >= count:
            return score
    raise AssertionError("programs never end")


def write_disagreements(scores: list[Score]) -> None:
    path = os.environ.get("TORCHSTATE_DISAGREEMENTS")
    if path:
        with open(path, "w", encoding="utf-8") as stream:
            for score in scores:
                stream.write(score.summary() + "\n\n")
                stream.write("\n".join(map(str, score.disagreements)) + "\n")


def test_findings_agree_with_pytorch() -> None:
    """On the lines of 2,000 generated classes that a run has a verdict on, the plugin says the same."""
    pytest.importorskip("flake8_torchstate.analysis")
    scores = [measure(seed, CLASSES // len(SEEDS)) for seed in SEEDS]
    write_disagreements(scores)
    verdicts = sum(score.verdicts for score in scores)
    wrong = [row for score in scores for row in score.disagreements]
    found = sum(score.found.total() for score in scores)
    expected = sum(score.expected.total() for score in scores)
    assert sum(score.classes for score in scores) >= CLASSES
    assert 1 - len(wrong) / verdicts >= LEAST_AGREEMENT, "\n".join(map(str, wrong[:5]))
    assert found / expected >= LEAST_FOUND, "\n".join(score.summary() for score in scores)


# -- exploring -----------------------------------------------------------------------------------------------


def shrunk(row: Disagreement) -> Disagreement:
    """The same disagreement in a program with as few statements as it takes."""
    best, changed = row, True
    while changed:
        changed = False
        for start, end in _removable(best.source):
            if start <= best.line <= end:
                continue
            rows = best.source.splitlines()
            smaller = "\n".join(rows[:start - 1] + rows[end:]) + "\n"
            line = best.line if best.line < start else best.line - (end - start + 1)
            found = _again(row, smaller, line)
            if found is not None:
                best, changed = found, True
                break
    return best


def _removable(source: str) -> list[tuple[int, int]]:
    """Line ranges of statements whose block keeps another one, the largest first."""
    spans = []
    for node in ast.walk(ast.parse(source)):
        for name in ("body", "orelse", "handlers"):
            block = getattr(node, name, [])
            if not isinstance(block, list):
                continue
            for child in block:
                alone = len(block) == 1
                if isinstance(child, ast.stmt) and child.end_lineno and not alone:
                    top = min([child.lineno] + [d.lineno for d in getattr(child, "decorator_list", [])])
                    spans.append((top, child.end_lineno))
            if name == "orelse" and block and isinstance(node, (ast.If, ast.For)):
                spans.append(((node.body[-1].end_lineno or 0) + 1, node.end_lineno or 0))
    return sorted(spans, key=lambda span: span[0] - span[1])


def _again(row: Disagreement, source: str, line: int) -> Disagreement | None:
    try:
        report = judge(source)
    except (BadProgram, SyntaxError):
        return None
    if not report.completed:
        return None
    score = Score()
    compare(row.seed, source, report, findings(source), score)
    kind = row.expected.split(" (")[0]
    for found in score.disagreements:
        if found.line == line and found.expected.split(" (")[0] == kind and found.got == row.got:
            return found
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold random programs against PyTorch.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200, help="classes to compare")
    parser.add_argument("--show", type=int, default=2, help="programs to print for each kind of disagreement")
    parser.add_argument("--shrink", action="store_true", help="print small programs that show the same")
    parser.add_argument("--program", type=int, help="print one program with its verdicts and findings")
    parser.add_argument("--only", default="", help="kinds whose 'expected -> got' contains this text")
    options = parser.parse_args()
    if options.program is not None:
        _print_program(options.program)
        return
    score = measure(options.seed, options.count)
    print(score.summary())
    kinds: dict[tuple[str, str], list[Disagreement]] = collections.defaultdict(list)
    for row in score.disagreements:
        kinds[row.expected.split(" (")[0], row.got].append(row)
    for (expected, got), rows in sorted(kinds.items(), key=lambda item: -len(item[1])):
        if options.only not in f"{expected} -> {got}":
            continue
        print(f"\n===== {len(rows)} times: expected {expected} -> got {got}")
        for row in rows[:options.show]:
            print(shrunk(row) if options.shrink else row)


def _print_program(seed: int) -> None:
    source = program(seed)
    report = judge(source)
    at: dict[int, list[str]] = collections.defaultdict(list)
    for line, _, code, message in findings(source):
        at[line].append(f"{code} {message}")
    for number, row in enumerate(source.splitlines(), 1):
        verdict = report.lines.get(number)
        says = "" if verdict is None else "open" if verdict.open else "|".join(sorted(verdict.expect)) or "-"
        print(f"{number:4} {says:16} {row}")
        for text in at[number]:
            print(f"{'':22}^ {text}")
    for group in report.groups:
        print("one of", sorted(group.lines), "must carry", sorted(group.codes))


if __name__ == "__main__":
    main()
