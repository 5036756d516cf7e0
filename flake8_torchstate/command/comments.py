"""What `# noqa` comments silence, as flake8 reads them: writing them, and the one that silences a whole file."""
from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence
from typing import Any

from flake8 import defaults
from flake8.utils import parse_comma_separated_list

from flake8_torchstate.report.findings import Finding

SEPARATORS = ", \t\n"


def by_accident(lines: Sequence[str], tree: ast.Module) -> int | None:
    """The line of a `# flake8: noqa` that looks as if less was meant than the whole file: after the first statement,
    or with codes.
    """
    for number, line in enumerate(lines, 1):
        match = defaults.NOQA_FILE.match(line)
        if match is not None:
            statements = tree.body[ast.get_docstring(tree, clean=False) is not None:]
            before = bool(statements) and statements[0].lineno < number
            return number if before or line[match.end():].strip() else None
    return None


def with_noqa(text: str, file: Any, findings: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """A text in which comments silence findings, and the findings that no comment can silence.

    file: flake8's processor of the text.  Left is what stands where flake8 takes a string's `# noqa` for the comment.
    """
    lines = io.StringIO(text, newline="").readlines()
    comments = {token.start[0]: token.start[1] for token in file.file_tokens if token.type == tokenize.COMMENT}
    codes: dict[int, set[str]] = {}
    left: list[Finding] = []
    for finding in findings:
        searched = file.noqa_line_for(finding.line)
        last = finding.line
        while searched is not None and file.noqa_line_for(last + 1) is searched:
            last += 1  # a string over several lines, or a backslash: all of them share the comment on the last one
        match = None if searched is None else defaults.NOQA_INLINE_REGEXP.search(searched)
        before = 0 if searched is None else len(searched) - len(file.lines[last - 1])
        if searched is None or (match is not None and match.start() < before + comments.get(last, len(searched))):
            left.append(finding)
        else:
            codes.setdefault(last, set()).add(finding.code)
    for number, wanted in codes.items():
        lines[number - 1] = silenced(lines[number - 1], comments.get(number), wanted)
    return "".join(lines), left


def silenced(line: str, comment: int | None, codes: set[str]) -> str:
    """A line with a comment that names the codes, and those that it named already."""
    body = line.rstrip("\r\n")
    match = None if comment is None else defaults.NOQA_INLINE_REGEXP.search(body, comment)
    if match is None or match["codes"] is None:
        return f"{body.rstrip()}  # noqa: {','.join(sorted(codes))}{line[len(body):]}"
    end = match.start("codes") + len(match["codes"].rstrip(SEPARATORS))
    more = sorted(codes - set(parse_comma_separated_list(match["codes"])))
    return "".join((body[:end], *(f",{code}" for code in more), body[end:], line[len(body):]))
