"""The flake8 adapter: options -> Config, lines -> Source, Finding -> tuple.  Only this module knows flake8."""
from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator
from typing import Any, ClassVar

from flake8.exceptions import ExecutionError

from flake8_torchstate.config import OPTIONS, Config, UnknownValue, config_from
from flake8_torchstate.version import VERSION

OFF_BY_DEFAULT = ["TSM901", "TSM902", "TSM903"]


class TorchStatePlugin:
    """Reports what a torch nn.Module loses."""

    name = "flake8-torchstate"
    version = VERSION
    config: ClassVar[Config] = Config()

    def __init__(self, tree: ast.Module, filename: str, lines: list[str]) -> None:
        self.tree = tree
        self.filename = filename
        self.lines = lines

    @classmethod
    def add_options(cls, manager: Any) -> None:
        """Declare the options to flake8, and the codes that are off by default."""
        manager.extend_default_ignore(OFF_BY_DEFAULT)
        for option in OPTIONS:
            manager.add_option(option.flag, **option.for_flake8())

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Read the options once for all files."""
        try:
            cls.config = config_from(options)
        except UnknownValue as error:  # flake8 says this one line and ends
            raise ExecutionError(str(error)) from error

    def run(self) -> Iterator[tuple[int, int, str, type[TorchStatePlugin]]]:
        """The findings as flake8 wants them: line, 0-based column, code and text."""
        from flake8_torchstate.screen import may_hold_modules

        if not may_hold_modules(self.lines):
            return
        from flake8_torchstate.analysis import Analysis, shared_project
        from flake8_torchstate.source import Source

        source = Source(self.filename, self.lines, self.tree)
        for finding in Analysis(source, self.config, shared_project(self.config)).findings():
            yield finding.line, finding.column, f"{finding.code} {finding.message}", type(self)
