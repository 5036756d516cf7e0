"""Precision and recall beside recorded truth: what constructing the classes of timm and kornia left behind.

usage: python -m benchmarks.accuracy [--cache FOLDER] [--markdown]

The truth was recorded by building the classes with torch: for each line that set an attribute of a module,
what kind of value stayed there, and for each class whether it is an nn.Module.  Lines that never ran say
nothing and are not counted, nor are those that only ever held None, nor those of other packages.
"""
from __future__ import annotations

import argparse
import json
import lzma
import os
import re
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.corpora import KORNIA, TIMM, Corpus, Unavailable, fetch, python_files

TRUTH = Path(__file__).resolve().parent / "truth"
CORPORA = (TIMM, KORNIA)
Place = tuple[str, int]


@dataclass(frozen=True)
class Question:
    """Codes, and the kinds of values that they are about."""

    title: str
    codes: tuple[str, ...]
    kinds: frozenset[str]


QUESTIONS = (
    Question(
        "tensors (TSM101, TSM102, TSM106)", ("TSM101", "TSM102", "TSM106"),
        frozenset({"tensor", "grad_tensor"})),
    Question(
        "containers (TSM103 to TSM105)", ("TSM103", "TSM104", "TSM105"),
        frozenset({"tensors", "parameters", "modules"})),
)


@dataclass
class Score:
    """How one question was answered: places of each kind, with what there is to say of them."""

    corpus: str
    title: str
    hits: int = 0
    unjudged: int = 0
    missed: dict[Place, str] = field(default_factory=dict)
    wrong: dict[Place, str] = field(default_factory=dict)

    @property
    def precision(self) -> str:
        """The part of what was said that is so."""
        return share(self.hits, self.hits + len(self.wrong))

    @property
    def recall(self) -> str:
        """The part of what is so that was said."""
        return share(self.hits, self.hits + len(self.missed))


def share(part: int, whole: int) -> str:
    """A ratio with its numbers."""
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "none to find"


def truth_of(corpus: Corpus) -> dict[str, Any]:
    """What was recorded of a corpus."""
    with lzma.open(TRUTH / f"{corpus.name}.json.xz", "rt", encoding="utf-8") as stream:
        found: dict[str, Any] = json.load(stream)
    assert found["version"] == corpus.version, f"the truth is of {found['version']}"
    return found


# --- findings


def findings_of(site: Path, corpus: Corpus) -> dict[Place, list[tuple[str, str]]]:
    """What flake8 with the plugin says of a corpus: code and message by file and line."""
    command = [sys.executable, "-m", "flake8", "--isolated", "--select=TSM,TSM905", corpus.folder]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1) or done.stderr:
        raise SystemExit(f"flake8 failed on {corpus}\n{done.stderr}")
    found: dict[Place, list[tuple[str, str]]] = {}
    for match in re.finditer(r"^(.+?):(\d+):\d+: (\w+) (.*)$", done.stdout, re.MULTILINE):
        # what no method uses is as lost as the rest
        idle = "TSM103" if "keeps tensors" in match[4] else "TSM101"
        code = idle if match[3] == "TSM905" else match[3]
        found.setdefault((match[1].removeprefix("./"), int(match[2])), []).append((code, match[4]))
    return found


def score_findings(
    corpus: Corpus, truth: dict[str, Any], findings: dict[Place, list[tuple[str, str]]], question: Question,
) -> Score:
    """Hold the findings of some codes against the lines that left such values at construction."""
    ran: dict[Place, set[str]] = {}
    positive: dict[Place, set[str]] = {}
    for file, line, name, kind, in_init, _ in truth["events"]:
        if not file.startswith(corpus.folder + "/"):
            continue  # a class of torch itself that the corpus constructs
        ran.setdefault((file, line), set()).add(kind)
        if kind in question.kinds and in_init:
            positive.setdefault((file, line), set()).add(name)
    flagged = {
        place: f"{code} {text}"
        for place, said in findings.items() for code, text in said if code in question.codes}
    score = Score(corpus.name, question.title)
    for place, text in flagged.items():
        if place in positive:
            score.hits += 1
        elif place not in ran or ran[place] == {"none"}:  # an optional tensor that nobody passed says nothing
            score.unjudged += 1
        else:
            score.wrong[place] = f"{', '.join(sorted(ran[place]))}: {text}"
    for place, names in positive.items():
        if place not in flagged:
            score.missed[place] = ", ".join(sorted(names))
    return score


# --- classes


def score_classes(site: Path, corpus: Corpus, truth: dict[str, Any]) -> Score:
    """Hold the classes that the package takes for Modules against those that are."""
    said = dict(classes_said(site, corpus))
    score = Score(corpus.name, "classes that are nn.Modules")
    for file, line, name, is_module in truth["classes"]:
        answer = said.get((file, line, name))
        if is_module and answer:
            score.hits += 1
        elif is_module:
            score.missed[file, line] = name if answer is not None else f"{name} (not seen at all)"
        elif answer:
            score.wrong[file, line] = name
    return score


def classes_said(site: Path, corpus: Corpus) -> Iterator[tuple[tuple[str, int, str], bool]]:
    """Each class with the answer of the package, at its `class` line and at the lines of its decorators."""
    from flake8_torchstate.code.classes import classes_of
    from flake8_torchstate.code.project import Project
    from flake8_torchstate.code.source import Source

    project = Project()
    for path in python_files(site / corpus.folder):
        with tokenize.open(path) as stream:
            text = stream.read()
        file = path.relative_to(site).as_posix()
        for info in classes_of(project.enter(Source.from_text(text, str(path)))):
            for line in (info.node.lineno, *(node.lineno for node in info.node.decorator_list)):
                yield (file, line, info.name), info.counts_as_module
        project.leave()


# --- printing


def source_line(site: Path, place: Place) -> str:
    """The source line at a place."""
    lines = (site / place[0]).read_text(encoding="utf-8").split("\n")
    return lines[place[1] - 1].strip()[:110] if place[1] <= len(lines) else ""


def listed(site: Path, title: str, places: dict[Place, str]) -> Iterator[str]:
    """Places with what there is to say of them and their source lines."""
    for place in sorted(places):
        yield f"  {title} {place[0]}:{place[1]} [{places[place]}]"
        yield f"      {source_line(site, place)}"


def report(site: Path, scores: Iterable[Score]) -> Iterator[str]:
    """The scores of one corpus in words."""
    for score in scores:
        others = f", {score.unjudged} on lines that were never run" if score.unjudged else ""
        yield f"{score.corpus}, {score.title}: precision {score.precision}, recall {score.recall}{others}"
        yield from listed(site, "missed", score.missed)
        yield from listed(site, "false alarm", score.wrong)


def markdown(scores: Iterable[Score]) -> Iterator[str]:
    """The scores as a table."""
    names = {corpus.name: str(corpus) for corpus in CORPORA}
    yield "| corpus | question | precision | recall | on lines that never ran |"
    yield "|---|---|---|---|---|"
    for score in scores:
        cells = (names[score.corpus], score.title, score.precision, score.recall, str(score.unjudged or ""))
        yield f"| {' | '.join(cells)} |"


def measure(corpus: Corpus, cache: Path) -> tuple[Path, list[Score]]:
    """Everything about one corpus."""
    site = fetch(corpus, cache)
    truth = truth_of(corpus)
    findings = findings_of(site, corpus)
    scores = [score_findings(corpus, truth, findings, question) for question in QUESTIONS]
    return site, [*scores, score_classes(site, corpus, truth)]


def main() -> int:
    """Print it all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy")
    parser.add_argument("--cache", type=Path, help="keep the downloaded wheels in this folder")
    parser.add_argument("--markdown", action="store_true", help="print the table of the README alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        try:
            measured = [measure(corpus, Path(options.cache or temporary)) for corpus in CORPORA]
        except Unavailable as error:
            parser.exit(2, f"{error}{os.linesep}")
        if options.markdown:
            print("\n".join(markdown(score for _, scores in measured for score in scores)))
        else:
            for site, scores in measured:
                print("\n".join(report(site, scores)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
