"""Write docs/rules/ anew from the texts of the rules.

usage: python -m tests.update_pages
"""
from __future__ import annotations

from flake8_torchstate.command.pages import document, rule_table
from flake8_torchstate.rules import RULES
from tests.helpers import ROOT

PAGES = ROOT / "docs" / "rules"


def wanted() -> dict[str, str]:
    """The pages by file name."""
    index = f"# All rules\n\n{rule_table('')}\n"
    return {"index.md": index, **{f"{rule.code}.md": document(rule) for rule in RULES}}


if __name__ == "__main__":
    PAGES.mkdir(parents=True, exist_ok=True)
    for old in PAGES.glob("*.md"):
        if old.name not in wanted():
            old.unlink()
    for name, text in wanted().items():
        (PAGES / name).write_text(text, encoding="utf-8")
