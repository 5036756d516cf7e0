"""`python -m flake8_torchstate`: the command without its script.

Python has put the current folder before its own: that is the code to be looked at, and nothing of it may be imported.
"""
from __future__ import annotations

import sys


def leave_current_folder() -> None:
    """Take what `-m` has put first out of the path of imports; with -P or -I it isn't there."""
    if not (sys.flags.safe_path if sys.version_info >= (3, 11) else sys.flags.isolated):
        del sys.path[0]


if __name__ == "__main__":
    leave_current_folder()
    from flake8_torchstate.command.cli import main

    sys.exit(main())
