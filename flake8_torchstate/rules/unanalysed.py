"""TSM000: a class that could not be analysed."""
from __future__ import annotations

from collections.abc import Iterator

from flake8_torchstate.report.findings import Mistake, Report, Rule


def check(report: Report) -> Iterator[Mistake]:
    """Nothing: what makes a class impossible to analyse is met before the rules run."""
    return iter(())


RULE = Rule(
    code="TSM000",
    name="not-analysed",
    summary="the class could not be analysed, and why",
    explanation="""\
The class, or a function that its construction runs, is nested too deeply or takes too many steps to follow. Nothing
else is reported for this class, and the other classes of the file are not affected.

Divide a constructor that is too long or too deep into methods. Where the message names an exception,
flake8-torchstate itself is at fault, and `--torchstate-debug` shows where.""",
    bad="",
    good="",
    silences="A file that Python itself can't parse is flake8's E999, and no TSM code is reported for it.",
    fix="None: the code need not be wrong.",
    check=check,
)
