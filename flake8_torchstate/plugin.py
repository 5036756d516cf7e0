"""The flake8 adapter: options -> Config, lines -> Source, Finding -> tuple.  Only this module knows flake8."""
from __future__ import annotations

import argparse
import ast
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from flake8.exceptions import ExecutionError

from flake8_torchstate import collector
from flake8_torchstate.config import OPTIONS, Config, UnknownValue, config_from
from flake8_torchstate.report.escapes import shown
from flake8_torchstate.version import VERSION

if TYPE_CHECKING:
    from flake8_torchstate.report.findings import Finding

OFF_BY_DEFAULT = ["TSM901", "TSM902", "TSM903", "TSM904", "TSM905"]


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
        if "flake8_torchstate.screen" in sys.modules:  # an editor's process, which has run before
            from flake8_torchstate.screen import shared_project

            shared_project(cls.config).refresh()

    def run(self) -> Iterator[tuple[int, int, str, type[TorchStatePlugin]]]:
        """The findings as flake8 wants them: line, 0-based column, code and text."""
        for finding in self.findings():
            yield finding.line, finding.column, f"{finding.code} {shown(finding.text)}", type(self)

    def findings(self) -> list[Finding]:
        """The findings of the file.  libcst is imported only where a class of the file is analysed."""
        from flake8_torchstate.screen import looked_at, may_define_classes, shared_project

        if not may_define_classes(self.lines):
            return []
        from flake8_torchstate.code.source import Source

        collector.calm()
        project = shared_project(self.config)
        if self.config.debug:
            tell_work_at_end(self.config)
        source = Source(self.filename, self.lines, self.tree)
        if self.config.screened and not project.may_hold_modules(self.filename, source.whole_text()):
            return []
        try:
            suspects = looked_at(project.enter(source), self.config)
            if not suspects:
                return []
        except Exception:  # the analysis meets it again, and says what it was
            suspects = None
        from flake8_torchstate.analysis import check, check_classes

        if suspects is None:
            return check(Source(self.filename, self.lines, self.tree), self.config, project)
        return check_classes(suspects, self.config, project)


def tell_work_at_end(config: Config) -> None:
    """Let this process, which may be one of several of flake8's, say at its end what it has read."""
    if os.getpid() not in _telling:
        import multiprocessing.util

        _telling.add(os.getpid())
        multiprocessing.util.Finalize(None, tell_work, (config,), exitpriority=1)


_telling: set[int] = set()


def tell_work(config: Config) -> None:
    """Say on stderr what a process has read beside the linted files."""
    from flake8_torchstate.screen import shared_project

    project = shared_project(config)
    most = max(project.reads.values(), default=0)
    if not project.files:
        return
    # In one piece, line end and all: print writes that by itself where stderr is unbuffered, and the other
    # processes write too.
    sys.stderr.write(
        f"flake8-torchstate: process {os.getpid()} parsed {project.parsed} other files for the index, "
        f"none more than {most} time{'' if most == 1 else 's'}\n"
    )
