"""`python -m flake8_torchstate`: the command without its script."""
from __future__ import annotations

import sys

from flake8_torchstate.command.cli import main

if __name__ == "__main__":
    sys.exit(main())
