"""The output formats, each held against its schema or read as its reader reads it."""
from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from flake8_torchstate.analysis import check_source
from flake8_torchstate.command import formats
from flake8_torchstate.command.cli import main
from flake8_torchstate.command.discover import Problem
from flake8_torchstate.command.formats import WRITERS, Reported, excerpt, relative
from flake8_torchstate.command.settings import FORMATS
from flake8_torchstate.editor import messages
from flake8_torchstate.report.findings import Edit, Finding, Fix
from flake8_torchstate.report.severity import RAISES, severity
from flake8_torchstate.rules import RULES
from tests.helpers import DATA, EXAMPLES, ROOT

SCHEMAS = DATA / "formats"
HOSTILE = "odd,na:me 100%é\n.py"
LINES = ['é = "äö"; self.x = torch.ones(3)\n', "y = 2\n"]
FIX = Fix("Register 'x' as a buffer", (Edit((1, 10), (1, 32), "self.register_buffer()"),), safe=True)
ODD = Reported(f"./{HOSTILE}", Finding(1, 10, "TSM101", "100%: a,b\r\nnext", "x", (1, 32), FIX), LINES, "Net")
ERROR = Reported("a.py", Finding(2, 0, "TSM203", "raises", "y", None), LINES, "Net")
ADVICE = Reported("a.py", Finding(1, 0, "TSM901", "late", "z", (2, 5)), LINES)
PROBLEMS = [Problem("gone, or not.py", "can't be read: No such file\nor directory", 3)]
EVERYTHING = [ODD, ERROR, ADVICE, ADVICE]


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What each format says of findings and paths of all kinds."""
    return {name: writer(EVERYTHING, PROBLEMS) for name, writer in WRITERS.items()}


def valid(text: str, schema: str) -> Any:
    """A JSON text that its schema allows, read."""
    jsonschema = pytest.importorskip("jsonschema")
    read = json.loads(text)
    jsonschema.Draft4Validator(json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))).validate(read)
    return read


def test_every_format_is_offered() -> None:
    assert {"text", "concise", *WRITERS} == set(FORMATS)


def test_severities() -> None:
    """What the summaries say raises is an error, what is lost a warning, advice is information; each format has words
    for all three."""
    assert RAISES == {rule.code for rule in RULES if rule.code[:4] in ("TSM2", "TSM3") and any(
        word in rule.summary for word in ("Error", "refuses"))}
    assert [severity(code) for code in ("TSM101", "TSM202", "TSM306", "TSM000", "TSM904")] == ["warning"] * 3 + ["info"] * 2
    for table in (formats.COMMANDS, formats.LEVELS, formats.SEVERITIES, messages.SEVERITIES):
        assert table.keys() == {"error", "warning", "info"}


def test_sarif(printed: dict[str, str]) -> None:
    (run,) = valid(printed["sarif"], "sarif-schema-2.1.0.json")["runs"]
    rules, results = run["tool"]["driver"]["rules"], run["results"]
    assert [rules[result["ruleIndex"]]["id"] for result in results] == [result["ruleId"] for result in results]
    assert [result["level"] for result in results] == ["warning", "error", "note", "note"]
    assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "odd%2Cna%3Ame%20100%25%C3%A9%0A.py"
    assert place["region"] == {"startLine": 1, "startColumn": 11, "endLine": 1, "endColumn": 33}
    (change,) = results[0]["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [{"deletedRegion": place["region"], "insertedContent": {"text": "self.register_buffer()"}}]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith("can't be read")


def test_rdjson(printed: dict[str, str]) -> None:
    """Its columns count bytes of UTF-8."""
    found = valid(printed["rdjson"], "DiagnosticResult.json")["diagnostics"]
    assert [one["severity"] for one in found] == ["WARNING", "ERROR", "INFO", "INFO", "ERROR"]
    assert found[0]["location"] == {"path": HOSTILE, "range": {"start": {"line": 1, "column": 14}, "end": {"line": 1, "column": 36}}}
    assert LINES[0].encode()[13:35] == b"self.x = torch.ones(3)"
    assert found[0]["suggestions"] == [{"range": found[0]["location"]["range"], "text": "self.register_buffer()"}]


@pytest.mark.parametrize("nothing", [False, True])
def test_junit(printed: dict[str, str], nothing: bool) -> None:
    text = formats.junit([], []) if nothing else printed["junit"]
    pytest.importorskip("xmlschema").XMLSchema(str(SCHEMAS / "JUnit.xsd")).validate(text)
    suites = ElementTree.fromstring(text.encode())
    counts = [[int(suite.attrib[name]) for name in ("tests", "failures", "errors")] for suite in suites]
    assert counts == ([[1, 0, 0]] if nothing else [[1, 1, 0], [3, 3, 0], [1, 0, 1]])
    assert [len(suite.findall("testcase")) for suite in suites] == [tests for tests, _, _ in counts]


def test_gitlab(printed: dict[str, str]) -> None:
    """The fields that GitLab documents; fingerprints differ, and stay when lines move."""
    found = json.loads(printed["gitlab"])
    for one in found:
        assert {"description", "check_name", "fingerprint", "severity", "location"} <= one.keys()
        assert one["severity"] in {"info", "minor", "major", "critical", "blocker"} and one["location"]["lines"]["begin"] >= 1
        assert not one["location"]["path"].startswith("./")
    assert len({one["fingerprint"] for one in found}) == len(found) == 4
    moved = [Reported("a.py", Finding(7, 0, "TSM203", "other words", "y"), LINES, "Net")]
    assert json.loads(formats.gitlab(moved, []))[0]["fingerprint"] == found[1]["fingerprint"]


def workflow_commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as GitHub's runner reads them: name, properties, message."""
    found = []
    for line in text.split("\n"):
        match = re.fullmatch(r"::([a-z]+) ([^\r]*?)::([^\r]*)", line)
        assert match is not None, line
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        found.append((match[1], {key: unescaped(value, "0D 0A 3A 2C 25") for key, value in properties.items()},
                      unescaped(match[3], "0D 0A 25")))
    return found


def unescaped(text: str, codes: str) -> str:
    """A value without the escapes that the runner knows, the percent sign's last."""
    for code in codes.split():
        text = text.replace(f"%{code}", chr(int(code, 16)))
    return text


def test_github(printed: dict[str, str]) -> None:
    found = workflow_commands(printed["github"])
    assert [name for name, _, _ in found] == ["warning", "error", "notice", "notice", "error"]
    assert found[0][1] == {"file": HOSTILE, "line": "1", "endLine": "1", "col": "11", "endColumn": "33", "title": "TSM101 bare-tensor"}
    assert found[0][2] == "100%: a,b\r\nnext"
    assert "col" not in found[2][1], "columns are for one line"
    assert found[4][1]["file"] == "gone, or not.py" and found[4][1]["line"] == "3"


def test_json(printed: dict[str, str]) -> None:
    found = json.loads(printed["json"])
    assert [(one["severity"], one["class"]) for one in found] == [("warning", "Net"), ("error", "Net"), ("info", ""), ("info", "")]


def test_excerpt() -> None:
    """The code is underlined from the start of a finding to its end, at most five lines of it."""
    assert excerpt(ODD, colour=False) == (
        '  |\n1 | é = "äö"; self.x = torch.ones(3)\n  |           ^^^^^^^^^^^^^^^^^^^^^^\n  = --fix: Register \'x\' as a buffer\n')
    assert excerpt(ADVICE, colour=False).splitlines()[3:] == ["2 | y = 2", "  | ^^^^^"]
    long = Reported("a.py", Finding(8, 1, "TSM105", "", "x", (14, 2)), ["\tx\n"] * 20)
    rows = excerpt(long, colour=False).splitlines()
    assert rows[1:3] == [" 8 |  x", "   |  ^"] and rows[-1] == "   | ..." and len(rows) == 12
    assert "\033[31m          ^^^^^^^^^^^^^^^^^^^^^^\033[m" in excerpt(ODD, colour=True)


def test_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [relative(path) for path in ("./a/../b.py", str(tmp_path / "c" / "d.py"), "e.py")] == ["b.py", "c/d.py", "e.py"]
    assert relative("../x.py") == str(tmp_path.parent / "x.py")


@pytest.fixture(scope="module")
def codes() -> list[str]:
    """The codes of all findings of two of the examples."""
    found = [check_source(path.read_text(encoding="utf-8"), str(path)) for path in EXAMPLES.glob("n*.py")]
    return sorted(finding.code for findings in found for finding in findings)


@pytest.mark.parametrize("name", FORMATS)
def test_all_formats_say_the_same(name: str, codes: list[str], capsys: pytest.CaptureFixture[str],
                                  monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each names every finding of them, once, and writes a file anew."""
    monkeypatch.chdir(ROOT)
    target = tmp_path / "out" / "findings"
    if name in WRITERS:
        target.parent.mkdir()
        target.write_text("what stood there before", encoding="utf-8")
    arguments = ["--isolated", "--jobs", "1", *(str(path.relative_to(ROOT)) for path in EXAMPLES.glob("n*.py"))]
    assert main([*arguments, "--output-format", name, "--output-file", str(target)]) == 1
    assert capsys.readouterr().out == ""
    pattern = {"text": r"^\S+:\d+:\d+: (TSM\d+)", "concise": r"^\S+:\d+:\d+: (TSM\d+)", "json": r'"code": "(TSM\d+)', "github": r"title=(TSM\d+)",
               "gitlab": r'"check_name": "(TSM\d+)', "sarif": r'"ruleId": "(TSM\d+)', "junit": r'testcase name="(TSM\d+)',
               "rdjson": r'"value": "(TSM\d+)'}[name]
    assert sorted(re.findall(pattern, target.read_text(encoding="utf-8"), re.MULTILINE)) == codes
