"""Write the parts of the README anew that follow from the code: the output of the example, rules, options, a state table.

usage: python -m tests.update_readme
"""
from __future__ import annotations

from flake8_torchstate.analysis import check_source
from flake8_torchstate.command.pages import rule_table
from flake8_torchstate.command.show import LEGEND, rendered
from tests.helpers import DEFAULT, ROOT, between, option_table, tables_of_text

README = ROOT / "README.md"


def code_in(text: str, name: str) -> str:
    """The code block between two markers."""
    return between(text, name).strip("\n").partition("\n")[2].removesuffix("```")


def output(text: str) -> str:
    """What flake8 prints for the example, as a code block."""
    found = check_source(code_in(text, "before"), "model.py", DEFAULT)
    rows = [f"model.py:{f.line}:{f.column + 1}: {f.code} {f.text}" for f in found]
    return "\n".join(["```text", *rows, "```"])


def shown(text: str) -> str:
    """What `show` prints for the example, as a code block."""
    table = next(tables_of_text(code_in(text, "before"), "model.py"))
    return "\n".join(["```text", rendered(table, 80, colour=False), "", LEGEND, "```"])


def updated(text: str) -> str:
    """The text with these parts as they should be."""
    for name, part in (("output", output(text)), ("rules", rule_table()), ("options", option_table()),
                       ("shown", shown(text))):
        text = text.replace(f"<!-- {name} -->\n{between(text, name)}<!-- /{name} -->",
                            f"<!-- {name} -->\n{part}\n<!-- /{name} -->")
    return text


if __name__ == "__main__":
    README.write_text(updated(README.read_text(encoding="utf-8")), encoding="utf-8")
