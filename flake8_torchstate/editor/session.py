"""What a language server answers, in the forms of the protocol, and nothing of how the messages come and go."""
from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flake8.exceptions import ExecutionError

from flake8_torchstate.command.pages import BY_CODE, PAGES_ADDRESS, page
from flake8_torchstate.command.settings import Usage
from flake8_torchstate.editor import messages
from flake8_torchstate.editor.buffer import Buffer
from flake8_torchstate.editor.hover import contents, touches
from flake8_torchstate.editor.options import Reader, own_arguments
from flake8_torchstate.report.escapes import shown


class Session:
    """One editor: its folders and settings, how it counts columns, and whether it reads Markdown and asks for edits."""

    def __init__(self) -> None:
        self.folders: list[str] = []
        self.encoding = "utf-16"
        self.markdown = True
        self.resolves = False
        self._settings: dict[str, Any] = {}
        self._reader = Reader()
        self._pages = Pages()
        self._complaints: list[str] = []
        self._said: set[str] = set()

    def configure(self, settings: Any) -> None:
        """Take the editor's settings."""
        self._settings = settings if isinstance(settings, dict) else {}
        self._said.clear()

    def complaints(self) -> list[str]:
        """What is wrong with the options, each line once."""
        found, self._complaints = self._complaints, []
        return found

    def renew(self) -> None:
        """Other files have come or gone."""
        for core in self._reader.cores():
            core.renew()

    def close(self, path: str) -> None:
        """Let go of a document."""
        for core in self._reader.cores():
            core.close(path)

    def end(self) -> None:
        """Leave nothing behind."""
        self._pages.close()

    def buffer(self, path: str, text: str) -> Buffer | None:
        """A document with the options of its folder; None where it isn't looked at, or they can't be read."""
        if self._settings.get("enable") is False:
            return None
        try:
            options = self._reader.options(self._folder(path), own_arguments(self._settings))
            if options.settings.wanted.excludes(path):
                return None
            return Buffer(options, path, text, self.encoding)
        except (Usage, ExecutionError, OSError) as error:
            self._complain(" ".join(str(error).split()))
        except SystemExit:  # argparse has said on stderr what it is
            self._complain("flake8's options can't be read")
        return None

    def _complain(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._complaints.append(f"flake8-torchstate: {shown(text)}")

    def _folder(self, path: str) -> str:
        """The open folder that a file stands in; of several the innermost, and its own where there is none."""
        around = [folder for folder in self.folders if path.startswith(os.path.join(folder, ""))]
        return max(around, key=len, default=os.path.dirname(path) or os.getcwd())

    # --- answers

    def diagnostics(self, path: str, text: str) -> list[dict[str, Any]]:
        """The diagnostics of a document."""
        buffer = self.buffer(path, text)
        if buffer is None:
            return []
        return [messages.diagnostic(f, buffer.text, self._pages.address(f.code)) for f in buffer.findings]

    def actions(
        self, path: str, text: str, uri: str, lines: tuple[int, int], diagnostics: Sequence[Any], only: Sequence[str],
    ) -> list[dict[str, Any]]:
        """The code actions on some lines: fixes, then comments that silence, then all safe fixes at once."""
        buffer = self.buffer(path, text)
        if buffer is None or not buffer.findings:
            return []
        found: list[dict[str, Any]] = []
        if is_wanted(messages.QUICK, only):
            found += messages.quick_fixes(buffer, *lines, uri, diagnostics)
            silencing = (messages.silencing(buffer, f, uri, diagnostics) for f in buffer.findings if touches(f, *lines))
            found += [action for action in silencing if action is not None]
        if is_wanted(messages.FIX_ALL_OURS, only):
            whole: dict[str, Any] = {"title": messages.ALL_SAFE, "kind": messages.FIX_ALL_OURS}
            if self.resolves:
                found.append({**whole, "data": {"uri": uri}})
            elif messages.FIX_ALL in only and len(only) == 1 or messages.FIX_ALL_OURS in only:
                found.append({**whole, "edit": messages.changes(buffer.all_safe(), buffer.text, uri)})
        return found

    def fix_all(self, path: str, text: str, uri: str) -> dict[str, Any]:
        """The edit that makes all safe fixes of a document."""
        buffer = self.buffer(path, text)
        return messages.changes(buffer.all_safe(), buffer.text, uri) if buffer is not None else {"changes": {}}

    def hover(self, path: str, text: str, position: dict[str, int]) -> dict[str, str] | None:
        """What there is to say of a place."""
        buffer = self.buffer(path, text)
        parts = buffer.hover(*buffer.text.place(position)) if buffer is not None else []
        return contents(parts, self.markdown) if parts else None

    def hints(self, path: str, text: str, lines: tuple[int, int]) -> list[dict[str, Any]]:
        """What the classes on some lines lose, where the settings ask for it."""
        buffer = self.buffer(path, text) if self._settings.get("inlayHints") is True else None
        return messages.hints(buffer, *lines) if buffer is not None else []


def is_wanted(kind: str, only: Sequence[str]) -> bool:
    """Whether a client that asks for some kinds of actions wants one of a kind."""
    return any(each in ("", kind) or kind.startswith(f"{each}.") for each in only)


class Pages:
    """The pages of rules: where there is no address for them, files that are written when one is first needed."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def address(self, code: str) -> str:
        """The address of a rule's page."""
        if PAGES_ADDRESS is not None:
            return f"{PAGES_ADDRESS}/{code}.md"
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="flake8-torchstate-"))
        file = self._folder / f"{code}.md"
        if not file.exists() and code in BY_CODE:
            file.write_text(page(BY_CODE[code]), encoding="utf-8")
        return file.as_uri()

    def close(self) -> None:
        """Take the files away."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
