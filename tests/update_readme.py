"""Write the parts of the README and of docs/command.md anew that follow from the code: an output, rules, options.

usage: python -m tests.update_readme
"""
from __future__ import annotations

from pathlib import Path

from flake8_torchstate.analysis import check_source
from flake8_torchstate.command.pages import rule_table
from tests.helpers import DEFAULT, ROOT, between, option_table

README = ROOT / "README.md"
COMMAND = ROOT / "docs" / "command.md"


def code_in(text: str, name: str) -> str:
    """The code block between two markers."""
    return between(text, name).strip("\n").partition("\n")[2].removesuffix("```")


def output(text: str) -> str:
    """What flake8 prints for the example, as a code block."""
    found = check_source(code_in(text, "before"), "model.py", DEFAULT)
    rows = [f"model.py:{f.line}:{f.column + 1}: {f.code} {f.text}" for f in found]
    return "\n".join(["```text", *rows, "```"])


def updated(text: str, parts: dict[str, str]) -> str:
    """A text with some parts as they should be."""
    for name, part in parts.items():
        text = text.replace(f"<!-- {name} -->\n{between(text, name)}<!-- /{name} -->",
                            f"<!-- {name} -->\n{part}\n<!-- /{name} -->")
    return text


def wanted() -> dict[Path, str]:
    """The two pages as they should be."""
    readme, command = (path.read_text(encoding="utf-8") for path in (README, COMMAND))
    return {README: updated(readme, {"output": output(readme), "rules": rule_table()}),
            COMMAND: updated(command, {"options": option_table()})}


if __name__ == "__main__":
    for page, new in wanted().items():
        page.write_text(new, encoding="utf-8")
