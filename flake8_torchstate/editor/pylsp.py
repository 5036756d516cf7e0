"""The python-lsp-server plugin: fixes as code actions, and what `show` and `explain` say as hover text.

Diagnostics come from the server's own flake8 plugin, which runs this one.  Nothing here decides what is found, shown
or silenced.  Lines and columns of findings are in characters, those of the protocol in UTF-16 units.
"""
from __future__ import annotations

import ast
import contextlib
import io
import logging
import os
import threading
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import pluggy
from flake8.exceptions import ExecutionError

from flake8_torchstate.run.world import World
from flake8_torchstate.command.check import Examiner, Task
from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.config import Config
from flake8_torchstate.command.discover import UNREADABLE
from flake8_torchstate.report.escapes import shown
from flake8_torchstate.report.findings import Finding, Fix, Rule
from flake8_torchstate.fixers.fixes import BOM, Round, line_end
from flake8_torchstate.run.machine import TooMuch
from flake8_torchstate.knowledge.names import REGISTRARS
from flake8_torchstate.plugin import TorchStatePlugin
from flake8_torchstate.code.project import Project
from flake8_torchstate.rules import RULES
from flake8_torchstate.screen import modules_of, shared_project
from flake8_torchstate.command.settings import Settings, Usage, read_settings
from flake8_torchstate.command.show import WIDEST, grid
from flake8_torchstate.code.source import Source, character_column
from flake8_torchstate.command.table import Row, table_of

LOG = logging.getLogger(__name__)
HOOK = pluggy.HookimplMarker("pylsp")
UNSAFE = "unsafe: changes the keys of state_dict(), what is trained, or how precise it is"
MOST_ROWS = 12
MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>&~"})
# flake8's options that the server's flake8 plugin passes on, by their names in the server's settings
PASSED = {"ignore": "--ignore", "extendIgnore": "--extend-ignore", "perFileIgnores": "--per-file-ignores"}
FOLDER = threading.Lock()


@HOOK
def pylsp_settings() -> dict[str, Any]:
    """The plugin is on where it is installed; `pylsp.plugins.torchstate.enabled` turns it off."""
    return {"plugins": {"torchstate": {"enabled": True}}}


@HOOK
def pylsp_code_actions(
    config: Any, workspace: Any, document: Any, range: dict[str, Any], context: dict[str, Any]
) -> list[dict[str, Any]]:
    """A quick fix for each finding with a fix on the lines of a range."""
    only = context.get("only")
    if only and not any("quickfix" == kind or kind == "" for kind in only):
        return []
    lines = range["start"]["line"] + 1, range["end"]["line"] + 1
    with opened(config, workspace, document) as buffer:
        if buffer is None:
            return []
        fixable = [f for f in buffer.findings() if f.fix is not None and touches(f, *lines) and buffer.fix_works(f)]
        return [
            action(f, f.fix, buffer.text, document.uri, context.get("diagnostics") or [])
            for f in fixable
            if f.fix is not None
        ]


@HOOK(tryfirst=True)
def pylsp_hover(config: Any, workspace: Any, document: Any, position: dict[str, int]) -> dict[str, Any] | None:
    """What `self.x` is under the pointer, or what a code says; None where there is neither, so that other plugins are
    asked.
    """
    with opened(config, workspace, document) as buffer:
        if buffer is None:
            return None
        parts = buffer.hover(*buffer.text.place(position))
    if not parts:
        return None
    wanted = config.capabilities.get("textDocument", {}).get("hover", {}).get("contentFormat", ["markdown"])
    markdown = "markdown" in wanted
    return {
        "contents": {
            "kind": "markdown" if markdown else "plaintext",
            "value": "\n\n".join(part.written(markdown) for part in parts),
        }
    }


# --- texts and their places


class Text:
    """A buffer's text, with the places in it as the protocol counts them."""

    def __init__(self, text: str) -> None:
        self.code = text.removeprefix(BOM)
        self._before = len(text) - len(self.code)
        self.lines = io.StringIO(self.code, newline="").readlines()

    def line(self, number: int) -> str:
        """A line by its number, from 1 on; "" behind the last."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def position(self, place: tuple[int, int]) -> dict[str, int]:
        """The protocol's position of a line from 1 on and a column in characters."""
        line, column = place
        units = len(self.line(line)[:column].encode("utf-16-le", "surrogatepass")) // 2
        return {"line": line - 1, "character": units + (self._before if line == 1 else 0)}

    def place(self, position: dict[str, int]) -> tuple[int, int]:
        """The line from 1 on and the column in characters of a position."""
        line = position["line"] + 1
        units = max(0, position["character"] - (self._before if line == 1 else 0))
        before = self.line(line).encode("utf-16-le", "surrogatepass")[:2 * units]
        return line, len(before.decode("utf-16-le", "ignore"))

    def word(self, line: int, column: int) -> str:
        """The identifier at a place."""
        text = self.line(line)
        start = end = min(column, len(text))
        while start > 0 and is_of_word(text[start - 1]):
            start -= 1
        while end < len(text) and is_of_word(text[end]):
            end += 1
        return text[start:end]


def is_of_word(character: str) -> bool:
    """Whether a character can stand in an identifier."""
    return character == "_" or character.isalnum()


# --- the buffer of one request


@contextlib.contextmanager
def opened(config: Any, workspace: Any, document: Any) -> Iterator[Buffer | None]:
    """A document with the options of its workspace, as flake8 run there has them; None where it isn't looked at.

    Patterns and folders of the options mean those of the current folder, so that it is the workspace's meanwhile.
    """
    with FOLDER, within_folder(workspace.root_path), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python thinks of the code isn't asked here
        yield buffer_of(config, document)


def buffer_of(config: Any, document: Any) -> Buffer | None:
    """A document with the options of the current folder; None where it isn't looked at, or where they can't be read."""
    try:
        settings = read_settings(arguments(config.plugin_settings("flake8", document_path=document.path)))
        shared_project(settings.config).refresh()
        return None if settings.wanted.excludes(document.path) else Buffer(settings, document.path, document.source)
    except (Usage, ExecutionError, OSError) as error:
        LOG.warning("flake8-torchstate: %s", shown(" ".join(str(error).split())))
    except SystemExit:  # argparse has said on stderr what it is
        LOG.warning("flake8-torchstate: flake8's settings can't be read")
    return None


@contextlib.contextmanager
def within_folder(folder: str | None) -> Iterator[None]:
    """Be in a folder, if there is one."""
    before: str | None = None
    with contextlib.suppress(OSError):  # one of the two is gone, or can't be entered
        before = os.getcwd()
    with contextlib.suppress(OSError):
        os.chdir(folder or "")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.chdir(before or "")


def arguments(flake8: dict[str, Any]) -> list[str]:
    """The command line for what the server's settings say of flake8.  Raises Usage for one that says nothing to it."""
    found = [f"{flag}={','.join(texts(flake8, name))}" for name, flag in PASSED.items() if flake8.get(name)]
    config = flake8.get("config")
    if config:
        if not isinstance(config, str):
            raise Usage("the server's setting flake8.config isn't a text")
        found.append(f"--config={os.path.abspath(os.path.expanduser(os.path.expandvars(config)))}")
    for name, flag in (("select", "--select"), ("extendSelect", "--extend-select")):
        ours = [code for code in texts(flake8, name) if any(rule.code.startswith(code) for rule in RULES)]
        if ours:
            found.append(f"{flag}={','.join(ours)}")
        elif name == "select" and flake8.get(name):
            found.append("--extend-ignore=TSM")  # flake8 runs there with others' codes alone
    return found


def texts(flake8: dict[str, Any], name: str) -> list[str]:
    """A setting that is a list of texts.  Raises Usage where it is something else."""
    found = flake8.get(name) or []
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise Usage(f"the server's setting flake8.{name} isn't a list of texts")
    return found


@dataclass(frozen=True)
class Part:
    """A part of a hover text; a table keeps its columns, and what comes from the code (`quoted`) is no markdown."""

    text: str
    table: bool = False
    quoted: bool = False

    def written(self, markdown: bool) -> str:
        """The part for a client that takes markdown, or plain text alone."""
        if not markdown:
            return self.text
        if self.table:
            fence = "```"
            while fence in self.text:  # else what follows a name with such marks would be markdown
                fence += "`"
            return f"{fence}text\n{self.text}\n{fence}"
        return self.text.translate(MARKS) if self.quoted else self.text


class Buffer:
    """One document at one moment."""

    def __init__(self, settings: Settings, path: str, source: str) -> None:
        self.path = path
        self.text = Text(source)
        self.config: Config = settings.config
        self.project: Project = shared_project(settings.config)
        self._examiner = Examiner(Task(settings.options, settings.config))

    def findings(self) -> list[Finding]:
        """What flake8 would report here; nothing while Python can't parse it."""
        try:
            file = self._examiner.processor(self.path, self.text.code)
            if file.should_ignore_file():
                return []
            found = TorchStatePlugin(file.build_ast(), self.path, file.lines).findings()
        except UNREADABLE:
            return []
        return [f for f in found if not self._examiner.silenced(self.path, self.text.code, f)]

    def fix_works(self, finding: Finding) -> bool:
        """Whether a fix's result parses, lacks the finding, and has no new one."""
        try:
            return bool(Round(self.text.code, self.path, self.config, self.project).after([finding])[1])
        except UNREADABLE:
            return False

    def hover(self, line: int, column: int) -> list[Part]:
        """What there is to say of a place."""
        word = self.text.word(line, column)
        rules = [rule for rule in RULES if rule.code == word]
        if rules:
            return [Part(told(rule)) for rule in rules]
        own: list[Part] = []
        try:
            attribute = attribute_at(ast.parse(self.text.code), self.text, line, column)
        except UNREADABLE:
            return []
        if attribute is not None:
            own = self._rows(*attribute)
        findings = [f for f in self.findings() if is_about(f, line, column, word, attribute is not None, self.text)]
        return own + [part for finding in findings for rule in RULES if rule.code == finding.code
                      for part in (Part(f"{finding.code} {shown(finding.message)}", quoted=True), Part(told(rule)))]

    def _rows(self, class_line: int, name: str) -> list[Part]:
        """The lines of `show` for a name of the class that begins on a line."""
        try:
            scope = self.project.enter(Source.from_text(self.text.code, self.path))
            info = next((info for info in modules_of(scope) if info.node.lineno == class_line), None)
            if info is None:
                return []
            return table_parts(table_of(World(self.config, self.project), info).rows, info, name)
        except TooMuch as error:
            return [Part(f"The class can't be shown: {shown(str(error))}", quoted=True)]
        except UNREADABLE:
            return []
        finally:
            self.project.leave()


def table_parts(rows: Sequence[Row], info: ClassInfo, name: str) -> list[Part]:
    """The table of one name of a class and of what is in it."""
    real = info.private(name)
    wanted = [row for row in rows if row.name == real or row.name.startswith(real + ".")]
    wanted = wanted[:MOST_ROWS]
    return [Part("\n".join(grid(wanted, WIDEST, colour=False)), table=True)] if wanted else []


def told(rule: Rule) -> str:
    """What a code means."""
    return f"{rule.code} {rule.name}: {rule.summary}\n\n{rule.explanation}"


def is_about(finding: Finding, line: int, column: int, word: str, is_attribute: bool, text: Text) -> bool:
    """Whether a place is a finding's: its name on its lines, or the word at which it stands."""
    if is_attribute and finding.name:
        return touches(finding, line, line) and finding.name in (word, f"{word}.")
    start = finding.column
    return finding.line == line and start <= column <= start + len(text.word(line, start))


def touches(finding: Finding, first: int, last: int) -> bool:
    """Whether a finding's statement stands on any of some lines."""
    end = finding.end[0] if finding.end is not None else finding.line
    return finding.line <= last and first <= end


# --- code actions


def action(finding: Finding, fix: Fix, text: Text, uri: str, diagnostics: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The code action of a fix."""
    edits = [
        {
            "range": {"start": text.position(edit.start), "end": text.position(edit.end)},
            "newText": edit.text.replace("\n", line_end(text.lines, edit.start[0])),
        }
        for edit in dict.fromkeys(fix.edits)
    ]
    title = shown(fix.title)
    made: dict[str, Any] = {"title": title if fix.safe else f"{title} ({UNSAFE})", "kind": "quickfix",
                            "isPreferred": fix.safe, "edit": {"changes": {uri: edits}}}
    own = [d for d in diagnostics if is_of(d, finding)]
    return {**made, "diagnostics": own} if own else made


def is_of(diagnostic: dict[str, Any], finding: Finding) -> bool:
    """Whether a client's diagnostic is a finding's; servers differ in how they count columns."""
    return (diagnostic.get("code") == finding.code and diagnostic["range"]["start"]["line"] == finding.line - 1
            and shown(finding.message) in diagnostic.get("message", ""))


# --- the attribute under the pointer


def attribute_at(tree: ast.Module, text: Text, line: int, column: int) -> tuple[int, str] | None:
    """The line of the class and the name, where a place is in the name of `self.name` or in a registration's string."""
    inner: ast.ClassDef | None = None
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ClassDef)
            and node.lineno <= line <= (node.end_lineno or 0)
            and (inner is None or inner.lineno < node.lineno)
        ):
            inner = node
    if inner is None:
        return None
    for method in inner.body:
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and method.lineno <= line <= (
            method.end_lineno or 0
        ):
            arguments = [*method.args.posonlyargs, *method.args.args]
            own = arguments[0].arg if arguments else ""
            return next(((inner.lineno, name) for name, node, width in names_in(method, own)
                         if node.end_lineno == line and ends_around(node, width, text.line(line), column)), None)
    return None


def is_own(node: ast.AST, own: str) -> TypeGuard[ast.Attribute]:
    """Whether an expression is an attribute of the name `own`."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == own


def names_in(method: ast.AST, own: str) -> Iterator[tuple[str, ast.expr, int]]:
    """The names of attributes of `own`: each with the expression that it ends, and how many characters it has there."""
    for node in ast.walk(method):
        if is_own(node, own):
            yield node.attr, node, len(node.attr)
        elif isinstance(node, ast.Call) and is_own(node.func, own) and node.func.attr in REGISTRARS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, first, len(first.value) + 1


def ends_around(node: ast.expr, width: int, line: str, column: int) -> bool:
    """Whether a column is in the last characters of an expression."""
    end = character_column(line, node.end_col_offset or 0)
    return end - width <= column <= end
