"""The command's check: each file to its findings, and with `--fix` to its new text, in several processes.

A process that checks reads and computes; the first one alone writes, so that an interrupt leaves no file half done.
flake8 decides what is reported: its file processor knows `# noqa`, its style guide what is selected and ignored.
"""
from __future__ import annotations

import argparse
import ast
import contextlib
import functools
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from flake8.processor import FileProcessor
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation

from flake8_torchstate.config import Config
from flake8_torchstate.command.comments import by_accident, with_noqa
from flake8_torchstate.command.discover import UNREADABLE, Problem, unreadable
from flake8_torchstate.command.notebook import SUFFIX, Cell, notebook
from flake8_torchstate.report.findings import Finding
from flake8_torchstate.plugin import TorchStatePlugin
from flake8_torchstate.command.reading import Reading, plain_lines, read, read_bytes
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


@dataclass(frozen=True)
class Seen:
    """A finding, the line that flake8 looks for `# noqa` on, and the qualified name of the class that it stands in."""

    finding: Finding
    noqa_line: str | None
    owner: str


@dataclass
class Checked:
    """What came of one file: its findings, or why there are none.

    name: as it is shown; lines: its text, where something was found; before: what was read, where there is a new
    `text`; fixed: the findings that are gone in it; note: what a user should know who sees no findings; cells: those of
    a notebook.
    """

    path: str
    name: str
    found: list[Seen] = field(default_factory=list)
    lines: Sequence[str] = ()
    problem: Problem | None = None
    note: str | None = None
    before: Reading | None = None
    text: str | None = None
    fixed: tuple[Finding, ...] = ()
    cells: Sequence[Cell] = ()

    def cell_at(self, line: int | None) -> Cell | None:
        """The cell of a notebook that has a line of its whole text."""
        return next((cell for cell in reversed(self.cells) if line is not None and cell.first <= line), None)


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
                self._check(checked)
        except UNREADABLE as error:
            checked.problem = unreadable(name, error)
            cell = checked.cell_at(checked.problem.line)
            if cell is not None:
                place = f"cell {cell.number}, line {(checked.problem.line or 1) - cell.first + 1}"
                checked.problem = Problem(name, f"{place}: {checked.problem.message}")
        except Exception as error:  # one file's trouble must not stop the others
            if self.task.config.debug:
                raise
            checked.problem = Problem(
                name, f"not checked: {type(error).__name__}: {error} (--torchstate-debug shows where)"
            )
        return checked

    def _check(self, checked: Checked) -> None:
        before = read_cells(checked) if checked.name.endswith(SUFFIX) else read(checked.path)
        if checked.path == "-":
            checked.before = before  # what isn't fixed is passed on
        file = self.processor(checked.name, before.text)
        if file.should_ignore_file():
            with contextlib.suppress(*UNREADABLE):  # nobody asked whether it is valid
                checked.note = self._hidden(checked.name, before.text, file)
            return
        found = TorchStatePlugin(file.build_ast(), checked.name, file.lines).findings()
        before_it, adds = (found, file), self.task.options.add_noqa
        if found and adds or self.task.fixes and any(f.fix is not None for f in found):
            if before.exact:
                found, file = (self._silence if adds else self._fix)(checked, before, found)
            else:
                checked.problem = Problem(checked.name, "not fixed: not all of its bytes would stay as they are, since "
                                                        f"{before.encoding} can write its text in another way")
        if checked.cells and checked.text is not None:
            try:
                checked.cells = notebook(before.encoded(checked.text)).cells
            except ValueError as error:
                checked.problem, checked.text, checked.fixed = Problem(checked.name, f"not fixed: {error}"), None, ()
                found, file = before_it
        if found:
            tree, checked.lines = file.build_ast(), file.lines
            checked.found = [Seen(f, file.noqa_line_for(f.line), owner_of(tree, f.line)) for f in found]

    def _processor(self, name: str, text: str) -> Any:
        return FileProcessor(name, self.task.options, lines=plain_lines(text))

    def _hidden(self, name: str, text: str, file: Any) -> str | None:
        """What to say of a comment that silences the whole file, perhaps by accident: how many findings it hides."""
        tree = file.build_ast()
        number = by_accident(file.lines, tree)
        if number is None:
            return None
        found = TorchStatePlugin(tree, name, file.lines).findings()
        count = sum(not self.silenced(name, text, finding) for finding in found)
        hidden = f"{count} finding{'' if count == 1 else 's'}"
        return f"{name}:{number}: note: '# flake8: noqa' silences the whole file, wherever it stands and whatever " \
               f"follows it: it hides {hidden}; on one line it is '# noqa: CODE'" if count else None

    def _silence(self, checked: Checked, before: Reading, found: Sequence[Finding]) -> tuple[list[Finding], Any]:
        """Add comments that silence the findings; those that are left, and the new text as flake8 sees it."""
        file = self.processor(checked.name, before.text)
        open_ = [finding for finding in found if not self.silenced(checked.name, before.text, finding)]
        text, left = with_noqa(before.text, file, open_)
        if text != before.text:
            checked.before, checked.text = before, text
            checked.fixed = tuple(finding for finding in open_ if finding not in left)
        return left, self.processor(checked.name, text)

    def _fix(self, checked: Checked, before: Reading, found: Sequence[Finding]) -> tuple[list[Finding], Any]:
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
        violation = Violation(finding.code, name, finding.line, finding.column + 1, finding.text, line)
        return bool(violation.is_inline_ignored(self.task.options.disable_noqa))


def read_cells(checked: Checked) -> Reading:
    """Read a notebook.  Raises what `read_bytes` raises, and Broken."""
    found = notebook(read_bytes(checked.path))
    checked.cells = found.cells
    return found


def owner_of(tree: ast.Module, line: int) -> str:
    """The qualified name of the innermost class that a line stands in, or of its function where it's in no class."""
    named = [node for node in ast.walk(tree) if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))]
    around = sorted((node for node in named if node.lineno <= line <= (node.end_lineno or 0)), key=attrgetter("lineno"))
    last = max((at for at, node in enumerate(around, 1) if isinstance(node, ast.ClassDef)), default=None)
    return ".".join(node.name for node in around[:last])


# --- several processes


class Lost(Exception):
    """A process that checked has ended before its work was done; the text says so in one line."""


_examiner: Examiner | None = None


def _start(task: Task) -> None:
    """Begin a process that checks: the first process alone answers an interrupt, and none outlives that one."""
    global _examiner
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _examiner = Examiner(task)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(path: str) -> Checked:
    assert _examiner is not None
    return _examiner.check(path)


def check_files(settings: Settings, files: Sequence[str], jobs: int) -> Generator[Checked, None, None]:
    """Check files in as many processes; what comes of each, in the order in which they are done.

    Raises ExecutionError for a `per-file-ignores` that can't be read, and Lost, at the end, where some isn't done.
    """
    task = Task(settings.options, settings.config)
    examiner = Examiner(task)
    pool = Pool(task, min(jobs, len(files)))
    if pool.begin(files):
        yield from pool.results()
    else:
        yield from map(examiner.check, files)


class Pool:
    """Several processes that check, from their beginning to their end."""

    def __init__(self, task: Task, jobs: int) -> None:
        self._task = task
        self._jobs = jobs
        self._others = set(multiprocessing.active_children())
        self._executor: ProcessPoolExecutor | None = None
        self._files = 0
        self._work: list[Future[Checked]] = []

    def begin(self, files: Sequence[str]) -> bool:
        """Give out the work; False where one process is to do it: by wish, or where the machine can't give more."""
        self._files = len(files)
        if self._jobs < 2 or not starts_safely():
            return False
        try:
            self._executor = ProcessPoolExecutor(self._jobs, initializer=_start, initargs=(self._task,))
            for file in files:
                self._work.append(self._executor.submit(_run, file))
        except BrokenProcessPool:  # one has ended already: the results say which work is lost
            pass
        except (OSError, ImportError, NotImplementedError):
            self._end()
            return False
        return True

    def results(self) -> Iterator[Checked]:
        """What comes of each file.  Raises Lost."""
        done = 0
        try:
            for work in as_completed(self._work):
                if not isinstance(work.exception(), BrokenProcessPool):
                    yield work.result()
                    done += 1
        finally:
            self._end()
        if done < self._files:
            raise Lost("a process that checks was killed or ended by itself: "
                       f"{self._files - done} of {self._files} files are not checked")

    def _end(self) -> None:
        """Let no process live on, whatever it is at."""
        if not all(work.done() for work in self._work):
            for process in set(multiprocessing.active_children()) - self._others:
                process.kill()
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)


def starts_safely() -> bool:
    """Whether processes can be started without a look at what is in the current folder.

    A process that isn't forked is a new Python, which would import the `multiprocessing` of that folder.
    """
    if multiprocessing.get_start_method() == "fork":
        return True
    os.environ["PYTHONSAFEPATH"] = "1"  # Python 3.11 and newer
    return sys.version_info >= (3, 11)
