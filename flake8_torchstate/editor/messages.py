"""What an editor is given, in the forms of its protocol: diagnostics, code actions, hints."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flake8_torchstate.editor.buffer import Buffer
from flake8_torchstate.editor.texts import Text
from flake8_torchstate.fixers.fixes import line_end
from flake8_torchstate.report.escapes import shown
from flake8_torchstate.report.findings import Edit, Finding, Fix
from flake8_torchstate.report.severity import severity

SOURCE = "flake8-torchstate"
UNSAFE = "unsafe: changes the keys of state_dict(), what is trained, or how precise it is"
SEVERITIES = {"error": 1, "warning": 2, "info": 3}
DEPRECATED = 2
QUICK, FIX_ALL = "quickfix", "source.fixAll"
FIX_ALL_OURS = f"{FIX_ALL}.torchstate"
ALL_SAFE = "Fix all that flake8-torchstate can fix safely"
MOST_NAMES = 5


def diagnostic(finding: Finding, text: Text, page: str) -> dict[str, Any]:
    """The diagnostic of a finding; page: the address of its rule's page."""
    start = finding.line, finding.column
    end = finding.end or text.end_of_line(finding.line)
    made: dict[str, Any] = {
        "range": text.range(start, max(start, end)), "severity": SEVERITIES[severity(finding.code)],
        "code": finding.code, "codeDescription": {"href": page}, "source": SOURCE, "message": shown(finding.text)}
    return {**made, "tags": [DEPRECATED]} if finding.code == "TSM904" else made


def quick_fixes(buffer: Buffer, first: int, last: int, uri: str, diagnostics: Sequence[Any]) -> list[dict[str, Any]]:
    """The code actions of the fixes on some lines."""
    return [action(f, f.fix, buffer.text, uri, diagnostics) for f in buffer.fixes(first, last) if f.fix is not None]


def action(finding: Finding, fix: Fix, text: Text, uri: str, diagnostics: Sequence[Any]) -> dict[str, Any]:
    """The code action of a fix."""
    title = shown(fix.title)
    if not fix.safe:
        title += f" ({UNSAFE})"
    return code_action(title, fix.edits, text, uri, finding, diagnostics, preferred=fix.safe)


def silencing(buffer: Buffer, finding: Finding, uri: str, diagnostics: Sequence[Any]) -> dict[str, Any] | None:
    """The code action that silences a finding; None where a comment can't."""
    edit = buffer.silencing(finding)
    if edit is None:
        return None
    title = f"Silence it here: # noqa: {finding.code}"
    return code_action(title, [edit], buffer.text, uri, finding, diagnostics, preferred=False)


def code_action(
    title: str, edits: Sequence[Edit], text: Text, uri: str, finding: Finding, diagnostics: Sequence[Any], *,
    preferred: bool,
) -> dict[str, Any]:
    """A quick fix of a finding."""
    own = [d for d in diagnostics if is_of(d, finding)]
    made: dict[str, Any] = {"title": title, "kind": QUICK, "isPreferred": preferred, "edit": changes(edits, text, uri)}
    return {**made, "diagnostics": own} if own else made


def changes(edits: Sequence[Edit], text: Text, uri: str) -> dict[str, Any]:
    """The edits of one document, each once, with the line ends that it has there."""
    return {"changes": {uri: [
        {"range": text.range(edit.start, edit.end),
         "newText": edit.text.replace("\r\n", "\n").replace("\n", line_end(text.lines, edit.start[0]))}
        for edit in dict.fromkeys(edits)]}}


def is_of(diagnostic: dict[str, Any], finding: Finding) -> bool:
    """Whether a client's diagnostic is a finding's; servers differ in how they count columns."""
    return (diagnostic.get("code") == finding.code and diagnostic["range"]["start"]["line"] == finding.line - 1
            and shown(finding.text) in diagnostic.get("message", ""))


def hints(buffer: Buffer, first: int, last: int) -> list[dict[str, Any]]:
    """What the classes on some lines lose, behind the line on which each begins."""
    return [{"position": buffer.text.position(buffer.text.end_of_line(line)), "label": f"loses {listed(names)}",
             "paddingLeft": True}
            for line, names in sorted(buffer.lost().items()) if first <= line <= last]


def listed(names: Sequence[str]) -> str:
    """Some names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return shown(", ".join(names[:MOST_NAMES])) + more
