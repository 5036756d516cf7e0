"""How bad a finding is: the one table that every output format reads."""
from __future__ import annotations

from typing import Literal

Severity = Literal["error", "warning", "info"]
RAISES = frozenset({"TSM201", "TSM203", "TSM301", "TSM302", "TSM303", "TSM304", "TSM305"})
"""The codes of what ends in an exception when the module is made or used; of the others most lose something."""


def severity(code: str) -> Severity:
    """An error for what raises, a warning for what is lost, info for advice and for what wasn't looked at."""
    if code in RAISES:
        return "error"
    return "info" if code.startswith(("TSM9", "TSM0")) else "warning"
