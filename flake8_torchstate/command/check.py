"""The command's check: each file to its findings, and with `--fix` to its new text, in several processes.

A process that checks reads and computes; the first one alone writes, so that an interrupt leaves no file half done.
flake8 decides what is reported: its file processor knows `# noqa`, its style guide what is selected and ignored.
"""
from __future__ import annotations

import argparse
import contextlib
import functools
import multiprocessing
import multiprocessing.pool
import signal
import warnings
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flake8.processor import FileProcessor
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation

from flake8_torchstate.config import Config
from flake8_torchstate.command.discover import UNREADABLE, Problem, unreadable
from flake8_torchstate.report.findings import Finding
from flake8_torchstate.plugin import TorchStatePlugin
from flake8_torchstate.command.reading import Reading, plain_lines, read
from flake8_torchstate.command.settings import Settings


@dataclass(frozen=True)
class Task:
    """What a process that checks has to know."""

    options: argparse.Namespace
    config: Config

    @property
    def fixes(self) -> bool:
        """Whether new texts are wanted."""
        return bool(self.options.fix or self.options.diff)


@dataclass
class Checked:
    """What came of one file: its findings with the line that flake8 looks for `# noqa` on, or why there are none.

    name: as it is shown; before: what was read, where there is a new `text`; fixed: the findings that are gone in it.
    """

    path: str
    name: str
    found: list[tuple[Finding, str | None]] = field(default_factory=list)
    problem: Problem | None = None
    before: Reading | None = None
    text: str | None = None
    fixed: tuple[Finding, ...] = ()


class Examiner:
    """Checks files one after the other, by one task."""

    def __init__(self, task: Task) -> None:
        self.task = task
        # only asked what would be reported: it has nothing to format with
        self.guide = StyleGuideManager(task.options, formatter=None)
        TorchStatePlugin.config = task.config
        self.processor = functools.lru_cache(maxsize=2)(self._processor)

    def check(self, path: str) -> Checked:
        """Check one file; whatever is wrong with it becomes its problem."""
        name = self.task.options.stdin_display_name if path == "-" else path
        checked = Checked(path, name)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what Python thinks of the checked code isn't asked here
                with TorchStatePlugin.collector.paused():
                    self._check(checked)
        except UNREADABLE as error:
            checked.problem = unreadable(name, error)
        except Exception as error:  # one file's trouble must not stop the others
            if self.task.config.debug:
                raise
            checked.problem = Problem(name, f"not checked: {type(error).__name__}: {error} (--torchstate-debug shows where)")
        TorchStatePlugin.collector.rest()
        return checked

    def _check(self, checked: Checked) -> None:
        before = read(checked.path)
        if checked.path == "-":
            checked.before = before  # what isn't fixed is passed on
        file = self.processor(checked.name, before.text)
        if file.should_ignore_file():
            return
        found = TorchStatePlugin(file.build_ast(), checked.name, file.lines).findings()
        if self.task.fixes and any(f.fix is not None for f in found):
            found, file = self._fix(checked, before)
        checked.found = [(finding, file.noqa_line_for(finding.line)) for finding in found]

    def _processor(self, name: str, text: str) -> Any:
        return FileProcessor(name, self.task.options, lines=plain_lines(text))

    def _fix(self, checked: Checked, before: Reading) -> tuple[list[Finding], Any]:
        """Fix the text; the findings that are left, and the new text as flake8 sees it."""
        from flake8_torchstate.fixers.fixes import fix_text
        from flake8_torchstate.screen import shared_project

        silenced = functools.partial(self.silenced, checked.name)
        result = fix_text(before.text, checked.name, self.task.config, shared_project(self.task.config),
                          unsafe=self.task.options.unsafe_fixes, silenced=silenced)
        if result.text != before.text:
            checked.before, checked.text, checked.fixed = before, result.text, result.applied
        return list(result.left), self.processor(checked.name, result.text)

    def silenced(self, name: str, text: str, finding: Finding) -> bool:
        """Whether a finding in a text is not to be reported, and so not to be fixed: by a comment or by the options."""
        if self.guide.style_guide_for(name).should_report_error(finding.code) is not Decision.Selected:
            return True
        line = self.processor(name, text).noqa_line_for(finding.line)
        violation = Violation(finding.code, name, finding.line, finding.column + 1, finding.message, line)
        return bool(violation.is_inline_ignored(self.task.options.disable_noqa))


_examiner: Examiner | None = None


def _start(task: Task) -> None:
    """Begin a process that checks: the first process alone answers an interrupt."""
    global _examiner
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _examiner = Examiner(task)


def _run(path: str) -> Checked:
    assert _examiner is not None
    return _examiner.check(path)


def check_files(settings: Settings, files: Sequence[str], jobs: int) -> Generator[Checked, None, None]:
    """Check files in as many processes; what comes of each, in the order in which they are done.

    Raises ExecutionError for a `per-file-ignores` that can't be read.
    """
    task = Task(settings.options, settings.config)
    examiner = Examiner(task)
    pool = processes(task, min(jobs, len(files)))
    if pool is None:
        yield from map(examiner.check, files)
        return
    with contextlib.ExitStack() as stack:
        stack.callback(pool.join)
        stack.callback(pool.terminate)
        yield from pool.imap_unordered(_run, files)


def processes(task: Task, jobs: int) -> multiprocessing.pool.Pool | None:
    """As many processes that check; None for one, and where the machine can't give more."""
    if jobs < 2:
        return None
    try:
        return multiprocessing.Pool(jobs, _start, (task,))
    except (OSError, ImportError):
        return None
