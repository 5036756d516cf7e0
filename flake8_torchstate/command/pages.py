"""What is written about each rule, made from the rules' own texts: `explain`, docs/rules/, the README's table, JSON."""
from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from flake8_torchstate.config import Config
from flake8_torchstate.report.findings import Edit, Finding, Fix, Rule
from flake8_torchstate.rules import RULES
from flake8_torchstate.command.settings import PROGRAM, Usage, near
from flake8_torchstate.command.terminal import painted, wants_colour

# The address under which docs/rules can be read, once there is one: JSON then gives each finding the page of its rule.
PAGES_ADDRESS: str | None = None
EXAMPLE_FILE = "model.py"
PAGES_FOR_ALL = (
    ("what-is-wrong.md", "What is wrong with my line?"),
    ("what-to-write.md", "What do I write?"),
    ("checkpoints.md", "Will old checkpoints still load?"),
    ("plain-tensors.md", "What if I want a plain tensor?"),
    ("not-looked-at.md", "Why was my class not looked at?"),
    ("ci.md", "In CI, and on an old code base"),
)
"""The pages in docs/ that answer what a reader of any rule may ask next."""
BY_CODE = {rule.code: rule for rule in RULES}
EPILOG = f"'{PROGRAM} explain' alone lists the rules"


# --- one rule's page


def page(rule: Rule) -> str:
    """The page of a rule, in Markdown."""
    parts = [f"# {rule.code}: {rule.name}", what_it_does(rule), f"{heading(rule)}\n\n{rule.explanation}"]
    if rule.bad:
        parts.append(f"## Example\n\n```python\n{rule.bad}```\n\nThe message:\n\n```text\n{said_of(rule)}\n```")
        parts.append(f"## Use instead\n\n```python\n{rule.good}```")
    parts.append(f"## What is not reported\n\n{rule.silences}")
    parts.append(f"## Fix\n\n{fix_text(rule)}")
    parts.append(f"## Turning it off\n\n{turning_off(rule)}")
    return "\n\n".join(parts) + "\n"


def document(rule: Rule) -> str:
    """The file of a rule in docs/rules/: its page, and links to the pages beside that folder, which a terminal can't
    follow.
    """
    return f"{page(rule)}\n## More\n\n" + "".join(f"- [{question}](../{name})\n" for name, question in PAGES_FOR_ALL)


def heading(rule: Rule) -> str:
    """The heading of the explanation."""
    return "## Why it is bad, and what to do" if rule.bad else "## When this happens, and what to do"


def what_it_does(rule: Rule) -> str:
    """The summary as a sentence of its own."""
    return f"Reports: {rule.summary}."


def said_of(rule: Rule) -> str:
    """What the check says of the bad example."""
    from flake8_torchstate.analysis import check_source  # it imports libcst, which a check of clean files does without

    found = check_source(rule.bad, EXAMPLE_FILE, Config(chosen=frozenset({rule.code})))
    return "\n".join(f"{EXAMPLE_FILE}:{f.line}:{f.column + 1}: {f.code} {f.text}" for f in found)


def turning_off(rule: Rule) -> str:
    """How to silence the rule, or to switch it on."""
    line = (
        f"On one line: `# noqa: {rule.code}`, on the first line of the statement. "
        f"Everywhere: `extend-ignore = {rule.code}`."
    )
    if rule.default:
        return line
    return f"It is off until it is chosen: `extend-select = {rule.code}`. Then, on one line: `# noqa: {rule.code}`."


MEANING = """\
*Safe* means: the program runs as before on the CPU, `state_dict()` has the same keys and values, an old checkpoint
still loads with `strict=True`, an old optimizer's state still loads, and what was lost to `.to()` follows now.
*Unsafe* fixes change the keys of `state_dict()` or what is trained, or round numbers that kept their precision."""
"""What is promised of a fix: the same words stand in docs/checkpoints.md and docs/command.md."""
NONE = "None: what should be written is for a person to decide."


def fix_text(rule: Rule) -> str:
    """What `--fix` does about the rule, and whether that is safe."""
    return f"{rule.fix}\n\n{MEANING}" if rule.fix and not rule.fix.startswith("None: ") else rule.fix or NONE


def address(code: str) -> str | None:
    """Where the page of a rule can be read; None while it's nowhere."""
    return None if PAGES_ADDRESS is None else f"{PAGES_ADDRESS}/{code}.md"


# --- all rules


def rule_table(folder: str = "docs/rules/") -> str:
    """The table of rules; folder: where their pages are from the page that it stands in."""
    rows = [f"| [{rule.code}]({folder}{rule.code}.md) | {rule.name} | {rule.summary} |" for rule in RULES]
    return "\n".join(["| code | name | what is true when it fires |", "|---|---|---|", *rows])


def listing() -> str:
    """All rules, a line each, for a terminal."""
    width = max(len(rule.name) for rule in RULES)
    return "\n".join(f"{rule.code}  {rule.name:{width}}  {rule.summary}" for rule in RULES)


# --- explain


def explain(arguments: Sequence[str]) -> int:
    """`explain [CODE ...]`: print pages, or the list of rules.  Raises Usage for a code that no rule has."""
    parser = argparse.ArgumentParser(
        f"{PROGRAM} explain",
        usage="%(prog)s [CODE ...]",
        epilog=EPILOG,
        description="Print the page of a rule: what it reports, why, what to write instead.",
    )
    parser.add_argument("codes", nargs="*", metavar="CODE", help="a code such as TSM101, or a name such as bare-tensor")
    asked = [rule_called(word) for word in parser.parse_args(arguments).codes]
    text = "\n\n".join(page(rule).rstrip("\n") for rule in asked) if asked else listing()
    print(headed(text) if wants_colour(sys.stdout) else text)
    return 0


def rule_called(word: str) -> Rule:
    """The rule with a code or a name.  Raises Usage."""
    for rule in RULES:
        if word.upper() == rule.code or word.lower() == rule.name:
            return rule
    raise Usage(f"no rule is called {word!r}{near(word)}")


def headed(text: str) -> str:
    """A text with bold headings."""
    return "\n".join(painted(line, "bold") if line.startswith("#") else line for line in text.split("\n"))


# --- JSON


def as_json(path: str, finding: Finding) -> dict[str, Any]:
    """A finding for programs: lines and columns count from 1, columns in characters, ends are exclusive."""
    end = finding.end
    return {
        "path": path,
        "line": finding.line,
        "column": finding.column + 1,
        "end_line": end[0] if end is not None else None,
        "end_column": end[1] + 1 if end is not None else None,
        "code": finding.code,
        "name": BY_CODE[finding.code].name,
        "message": finding.message,
        "help": finding.help or None,
        "write": finding.write or None,
        "url": address(finding.code),
        "fix": fix_as_json(finding.fix) if finding.fix is not None else None,
        "no_fix": finding.no_fix or None,
    }


def fix_as_json(fix: Fix) -> dict[str, Any]:
    """A fix for programs."""
    return {
        "title": fix.title,
        "applicability": "safe" if fix.safe else "unsafe",
        "edits": [edit_as_json(e) for e in fix.edits],
    }


def edit_as_json(edit: Edit) -> dict[str, Any]:
    """One edit for programs: what stands from its start to its end gives way to its text."""
    return {"line": edit.start[0], "column": edit.start[1] + 1, "end_line": edit.end[0], "end_column": edit.end[1] + 1,
            "text": edit.text}
