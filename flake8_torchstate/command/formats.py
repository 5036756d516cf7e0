"""The output formats: a function each, from what is reported and what could not be checked to the text of the output.

In all of them but `json`, paths are relative to the current folder, without `./` before them, with slashes, and what is
found in a notebook stands where its JSON has it.
"""
from __future__ import annotations

import hashlib
import json
import os
import posixpath
import socket
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from flake8_torchstate.command.discover import Problem
from flake8_torchstate.command.notebook import Cell
from flake8_torchstate.command.pages import BY_CODE, address, as_json, fix_text
from flake8_torchstate.command.settings import PROGRAM
from flake8_torchstate.command.terminal import painted
from flake8_torchstate.report.escapes import shown
from flake8_torchstate.report.findings import Edit, Finding
from flake8_torchstate.report.severity import severity
from flake8_torchstate.version import VERSION

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
"""The severities as GitHub's workflow commands have them."""
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
"""The severities as SARIF has them."""
SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}
"""The severities as GitLab has them."""
IN_MESSAGES = "%\r\n"
IN_PROPERTIES = "%\r\n:,"
"""What GitHub wants escaped in the two parts of a workflow command."""
MOST_ROWS = 5
"""Of one statement that are printed."""
Place = tuple[int, int]


@dataclass(frozen=True)
class Reported:
    """A finding that is reported: the path as it was given, the lines of the file, and the class that it stands in.

    cell: that of a notebook, of which the finding and the lines are.
    """

    path: str
    finding: Finding
    lines: Sequence[str]
    owner: str = ""
    cell: Cell | None = None

    @property
    def title(self) -> str:
        """What is written before the line: the path, and the cell of a notebook."""
        return self.path if self.cell is None else f"{self.path}:cell {self.cell.number}"

    @property
    def in_file(self) -> Reported:
        """The same where the JSON of a notebook has it, for who knows files alone; without a fix, which is Python's."""
        if self.cell is None:
            return self
        finding, last = self.finding, self.end[0]
        message = f"cell {self.cell.number}, line {finding.line}: {finding.message}"
        place = replace(finding, line=self.cell.row(finding.line), column=0, end=(self.cell.row(last), 0), fix=None)
        return Reported(self.path, replace(place, message=message), (), self.owner)

    @property
    def start(self) -> Place:
        """Where it starts: line and column, both from 1."""
        return self.finding.line, self.finding.column + 1

    @property
    def end(self) -> Place:
        """Where it ends, exclusively; the end of its line where a block begins."""
        if self.finding.end is not None:
            return self.finding.end[0], self.finding.end[1] + 1
        return self.finding.line, max(self.finding.column, len(self.code(self.finding.line))) + 1

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What stays the same when lines move: path, class, name and code."""
        return relative(self.path), self.owner, self.finding.name, self.finding.code

    def code(self, number: int) -> str:
        """A line of the file without its end."""
        return self.lines[number - 1].rstrip("\r\n") if number <= len(self.lines) else ""


Writer = Callable[[Sequence[Reported], Sequence[Problem]], str]


def relative(path: str) -> str:
    """A path from the current folder on, or as it is where it leads out of that."""
    normal = os.path.relpath(path) if os.path.isabs(path) else os.path.normpath(path)
    return os.path.abspath(path) if normal.startswith(os.pardir) else normal.replace(os.sep, posixpath.sep)


def uri(path: str) -> str:
    """A path as the reference of a URI."""
    return quote(os.fsencode(relative(path)))


# --- for people


def excerpt(one: Reported, colour: bool) -> str:
    """The lines of code that a finding is about, underlined, and what its fix does."""
    (first, column), (last, end) = one.start, one.end
    width = len(str(last))
    bar = painted(" " * width + " |", "cyan") if colour else " " * width + " |"
    rows = [bar]
    for number in range(first, min(last, first + MOST_ROWS - 1) + 1):
        code = one.code(number).expandtabs(1)
        begin = column - 1 if number == first else len(code) - len(code.lstrip())
        length = max(1, (end - 1 if number == last else len(code)) - begin)
        line = f"{number:{width}} |"
        rows.append(f"{painted(line, 'cyan') if colour else line} {shown(code)}".rstrip())
        mark = " " * len(shown(code[:begin])) + "^" * len(shown(code[begin:begin + length]) or "^")
        rows.append(f"{bar} {painted(mark, 'red') if colour else mark}")
    if last >= first + MOST_ROWS:
        rows.append(f"{bar} ...")
    fix = one.finding.fix
    if fix is not None:
        rows.append(f"{' ' * width} = {'--fix' if fix.safe else '--fix --unsafe-fixes'}: {shown(fix.title)}")
    return "\n".join(rows) + "\n"


def statistics(reported: Sequence[Reported]) -> str:
    """A line for each rule: how many findings, and how many of them have a fix."""
    rows = []
    width = max((len(BY_CODE[one.finding.code].name) for one in reported), default=0)
    for code, count in sorted(Counter(one.finding.code for one in reported).items()):
        fixes = [one.finding.fix for one in reported if one.finding.code == code and one.finding.fix is not None]
        safe = sum(fix.safe for fix in fixes)
        counts = {"--fix": safe, "--unsafe-fixes": len(fixes) - safe}
        parts = [f"{number} by {how}" for how, number in counts.items() if number]
        rows.append(f"{count:<5} {code} {BY_CODE[code].name:{width}}  fixable: {', '.join(parts) or 'none'}")
    return "\n".join(rows)


# --- for programs


def written_json(reported: Sequence[Reported], problems: Sequence[Problem]) -> str:
    """A list of objects, of which docs/ci.md says what is in them."""
    rows = [{**as_json(one.path, one.finding), "severity": severity(one.finding.code), "class": one.owner,
             **({} if one.cell is None else {"cell": one.cell.number})} for one in reported]
    return json.dumps(rows, indent=2)


def github(reported: Sequence[Reported], problems: Sequence[Problem]) -> str:
    """GitHub's workflow commands, which become annotations of a pull request."""
    rows = []
    for one in reported:
        (line, column), (last, end) = one.start, one.end
        place = {"file": relative(one.path), "line": line, "endLine": last, "col": column, "endColumn": end}
        if last > line:  # GitHub takes columns within a line alone
            del place["col"], place["endColumn"]
        title = f"{one.finding.code} {BY_CODE[one.finding.code].name}"
        rows.append(workflow_command(COMMANDS[severity(one.finding.code)], {**place, "title": title},
                                     one.finding.text))
    rows += [workflow_command("error", {"file": relative(p.path), "line": p.line or 1, "title": PROGRAM}, p.message)
             for p in problems]
    return "\n".join(rows)


def workflow_command(name: str, properties: dict[str, object], message: str) -> str:
    """One command, with what would end it or a property of it as GitHub's own toolkit escapes it."""
    def escaped(text: object, characters: str) -> str:
        return "".join(f"%{ord(c):02X}" if c in characters else shown(c) for c in str(text))

    written = ",".join(f"{key}={escaped(value, IN_PROPERTIES)}" for key, value in properties.items())
    return f"::{name} {written}::{escaped(message, IN_MESSAGES)}"


def gitlab(reported: Sequence[Reported], problems: Sequence[Problem]) -> str:
    """GitLab's code quality report; a fingerprint stays when lines move."""
    seen: Counter[tuple[str, str, str, str]] = Counter()
    issues = []
    for one in reported:
        seen[one.key] += 1
        text = json.dumps([*one.key, seen[one.key]])
        issues.append({
            "type": "issue", "check_name": one.finding.code, "description": f"{one.finding.code} {one.finding.text}",
            "categories": ["Bug Risk"], "severity": SEVERITIES[severity(one.finding.code)],
            "fingerprint": hashlib.sha256(text.encode()).hexdigest(),
            "location": {"path": relative(one.path), "lines": {"begin": one.start[0], "end": one.end[0]}}})
    return json.dumps(issues, indent=2)


def named(place: Place, line: str, column: str) -> dict[str, int]:
    """A place as an object."""
    return {line: place[0], column: place[1]}


def sarif(reported: Sequence[Reported], problems: Sequence[Problem]) -> str:
    """SARIF 2.1.0 with rules, regions and fixes; columns count characters."""
    codes = sorted({one.finding.code for one in reported})
    notes = [{"level": "error", "message": {"text": shown(p.message)}, "locations": [located(p.path, (p.line or 1, 1))]}
             for p in problems]
    driver = {"name": PROGRAM, "version": VERSION, "rules": [sarif_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver}, "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not problems, "toolExecutionNotifications": notes}],
        "results": [sarif_result(one, codes.index(one.finding.code)) for one in reported]}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def sarif_rule(code: str) -> dict[str, Any]:
    """A rule as SARIF describes it."""
    rule = BY_CODE[code]
    page = address(code)
    help_text = f"{rule.explanation}\n\nFix: {fix_text(rule)}"
    return {
        "id": code, "name": rule.name, "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.explanation}, "help": {"text": help_text, "markdown": help_text},
        "defaultConfiguration": {"level": LEVELS[severity(code)]}, **({} if page is None else {"helpUri": page})}


def sarif_result(one: Reported, index: int) -> dict[str, Any]:
    """A finding as SARIF has it."""
    finding, fix = one.finding, one.finding.fix
    location = located(one.path, one.start, one.end)
    if one.owner:
        location["logicalLocations"] = [{"fullyQualifiedName": one.owner}]
    result = {
        "ruleId": finding.code, "ruleIndex": index, "level": LEVELS[severity(finding.code)],
        "message": {"text": finding.text}, "locations": [location],
        "partialFingerprints": {"classNameCode/v1": hashlib.sha256(json.dumps(one.key).encode()).hexdigest()}}
    if fix is not None:
        replacements = [{"deletedRegion": region(*places(edit)), "insertedContent": {"text": edit.text}}
                        for edit in fix.edits]
        changes = [{"artifactLocation": {"uri": uri(one.path)}, "replacements": replacements}]
        result["fixes"] = [{"description": {"text": fix.title}, "artifactChanges": changes}]
    return result


def located(path: str, start: Place, end: Place | None = None) -> dict[str, Any]:
    """A place as SARIF has it."""
    return {"physicalLocation": {"artifactLocation": {"uri": uri(path)}, "region": region(start, end)}}


def region(start: Place, end: Place | None = None) -> dict[str, int]:
    """A part of a file as SARIF has it."""
    return {**named(start, "startLine", "startColumn"), **(named(end, "endLine", "endColumn") if end else {})}


def places(edit: Edit) -> tuple[Place, Place]:
    """Where an edit starts and ends, columns from 1."""
    return (edit.start[0], edit.start[1] + 1), (edit.end[0], edit.end[1] + 1)


def junit(reported: Sequence[Reported], problems: Sequence[Problem]) -> str:
    """JUnit's XML: a suite for each file, a failure for each finding, an error for what could not be checked."""
    root = ElementTree.Element("testsuites")
    now = datetime.now().isoformat(timespec="seconds")
    paths = sorted({one.path for one in reported} | {problem.path for problem in problems})
    for number, path in enumerate(paths or [PROGRAM]):  # a report without a test is a mistake to some readers
        here = [one for one in reported if one.path == path]
        wrong = [problem for problem in problems if problem.path == path]
        name = shown(relative(path))
        suite = ElementTree.SubElement(root, "testsuite", {
            "name": name, "package": PROGRAM, "id": str(number), "timestamp": now, "hostname": socket.gethostname(),
            "time": "0", "tests": str(len(here) + len(wrong) or 1), "failures": str(len(here)),
            "errors": str(len(wrong))})
        ElementTree.SubElement(suite, "properties")
        for one in here:
            line, column = one.start
            case(suite, f"{one.finding.code} line {line}", name, "failure", one.finding.text, one.finding.code,
                 f"{name}:{line}:{column}: {severity(one.finding.code)}: {one.finding.text}")
        for problem in wrong:
            case(suite, PROGRAM, name, "error", problem.message, "error", str(problem))
        if not paths:
            ElementTree.SubElement(suite, "testcase", {"name": "no findings", "classname": name, "time": "0"})
        ElementTree.SubElement(suite, "system-out")
        ElementTree.SubElement(suite, "system-err")
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def case(suite: ElementTree.Element, name: str, place: str, kind: str, message: str, type_: str, text: str) -> None:
    """Add a test case that failed."""
    inside = ElementTree.SubElement(suite, "testcase", {"name": name, "classname": place, "time": "0"})
    ElementTree.SubElement(inside, kind, {"message": shown(message), "type": type_}).text = shown(text)


def rdjson(reported: Sequence[Reported], problems: Sequence[Problem]) -> str:
    """reviewdog's own format; its columns count bytes of UTF-8."""
    found = [diagnostic(one) for one in reported]
    found += [{"message": p.message, "severity": "ERROR", "location": {
        "path": relative(p.path), "range": {"start": {"line": p.line or 1}}}} for p in problems]
    return json.dumps({"source": {"name": PROGRAM}, "diagnostics": found}, indent=2)


def diagnostic(one: Reported) -> dict[str, Any]:
    """A finding as reviewdog has it."""
    def spread(start: Place, end: Place) -> dict[str, Any]:
        return {key: {"line": line, "column": len(one.code(line)[:column - 1].encode("utf-8", "replace")) + 1}
                for key, (line, column) in (("start", start), ("end", end))}

    page = address(one.finding.code)
    edits = one.finding.fix.edits if one.finding.fix is not None else ()
    return {
        "message": one.finding.text, "severity": severity(one.finding.code).upper(),
        "code": {"value": one.finding.code, **({} if page is None else {"url": page})},
        "location": {"path": relative(one.path), "range": spread(one.start, one.end)},
        "suggestions": [{"range": spread(*places(edit)), "text": edit.text} for edit in edits]}


WRITERS: dict[str, Writer] = {
    "json": written_json, "github": github, "gitlab": gitlab, "sarif": sarif, "junit": junit, "rdjson": rdjson}
