"""A small language client, which drives a server as an editor does: over stdin and stdout of a process, or over pipes."""
from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from tests.helpers import ROOT

PATIENCE = 60


class Client:
    """A language client: requests with their answers, and the diagnostics that the server sends.

    errors: whether a request may be answered with an error, which then is its result.
    """

    def __init__(self, folder: Path, options: Any, capabilities: dict[str, Any] | None = None, errors: bool = False) -> None:
        self.folder = folder
        self.errors = errors
        self.writer, self.reader = self.begin()
        self.answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self.published: queue.Queue[dict[str, Any]] = queue.Queue()
        self.version = 0
        self.last = 0
        threading.Thread(target=self._listen, daemon=True).start()
        self.asked: list[dict[str, Any]] = []
        self.able = self.ask("initialize", processId=os.getpid(), rootUri=folder.as_uri(), initializationOptions=options,
                             capabilities=capabilities or {"textDocument": {"hover": {"contentFormat": ["markdown"]}}})["capabilities"]
        self.tell("initialized", **{})

    def begin(self) -> tuple[IO[bytes], IO[bytes]]:
        """Start the server; where it reads and where it writes."""
        raise NotImplementedError

    def end(self) -> None:
        """Wait until the server has ended; it must have ended well."""
        raise NotImplementedError

    def _listen(self) -> None:
        stream = self.reader
        while header := stream.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = stream.readline()
            message = json.loads(stream.read(length))
            if message.get("method") == "textDocument/publishDiagnostics":
                self.published.put(message["params"])
            elif "method" not in message:
                self.answers.put(message)
            else:
                self.asked.append(message)
                if "id" in message:
                    self._send({"id": message["id"], "result": None})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.writer.flush()

    def tell(self, method: str, **params: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """Send a request and wait for its result."""
        self.last += 1
        self._send({"id": self.last, "method": method, "params": params})
        while (answer := self.answers.get(timeout=PATIENCE))["id"] != self.last:
            pass
        assert self.errors or "error" not in answer, answer
        return answer["error"] if "error" in answer else answer["result"]

    def uri(self, name: str) -> str:
        """The address of a file in the workspace."""
        return (self.folder / name).as_uri()

    def diagnostics(self, name: str) -> list[dict[str, Any]]:
        """The next diagnostics of this plugin for a buffer."""
        while (found := self.published.get(timeout=PATIENCE))["uri"] != self.uri(name):
            pass
        return [d for d in found["diagnostics"] if str(d.get("code", "")).startswith("TSM")]

    def open(self, name: str, text: str) -> list[dict[str, Any]]:
        """Open a buffer, whatever is on the disk; what is said of it."""
        self.tell("textDocument/didOpen", textDocument={"uri": self.uri(name), "languageId": "python", "version": 0, "text": text})
        return self.diagnostics(name)

    def change(self, name: str, text: str) -> list[dict[str, Any]]:
        """Replace a buffer's text; what is said of it."""
        self.version += 1
        self.tell("textDocument/didChange", textDocument={"uri": self.uri(name), "version": self.version}, contentChanges=[{"text": text}])
        return self.diagnostics(name)

    def actions(self, name: str, line: int, diagnostics: list[dict[str, Any]], only: list[str] | None = None) -> list[dict[str, Any]]:
        """The code actions on a line of this plugin."""
        place = {"line": line, "character": 8}
        context = {"diagnostics": diagnostics, **({"only": only} if only is not None else {})}
        found: list[dict[str, Any]] = self.ask("textDocument/codeAction", textDocument={"uri": self.uri(name)},
                                               range={"start": place, "end": place}, context=context)
        return [one for one in found if one.get("kind") == "quickfix"]

    def hover(self, name: str, text: str, wanted: str, nth: int = 0) -> str:
        """The hover text on the n-th place of a piece of the text, by its last character; "" for none."""
        place = -1
        for _ in range(nth + 1):
            place = text.index(wanted, place + 1)
        before = text[:place + len(wanted) - 1]
        line = before.count("\n")
        units = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        found = self.ask("textDocument/hover", textDocument={"uri": self.uri(name)}, position={"line": line, "character": units})
        contents = found["contents"] if found is not None else ""
        return str(contents["value"]) if isinstance(contents, dict) else str(contents)

    def close(self) -> None:
        """End the server."""
        self.ask("shutdown")
        self.tell("exit")
        self.end()


class OfProcess(Client):
    """A client of a server in a process of its own."""

    def __init__(self, command: Sequence[str], folder: Path, options: Any, capabilities: dict[str, Any] | None = None) -> None:
        self.command = command
        super().__init__(folder, options, capabilities)

    def begin(self) -> tuple[IO[bytes], IO[bytes]]:
        """Start the process."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]}
        self.process = subprocess.Popen([sys.executable, *self.command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, env=environment)
        assert self.process.stdin is not None and self.process.stdout is not None
        return self.process.stdin, self.process.stdout

    def end(self) -> None:
        """Wait for its end."""
        assert self.process.wait(PATIENCE) == 0


class OfThread(Client):
    """A client of this package's own server, in a thread of this process: it is there at once."""

    def begin(self) -> tuple[IO[bytes], IO[bytes]]:
        """Start the thread."""
        from flake8_torchstate.editor.server import make

        (theirs, ours), (our_end, their_end) = os.pipe(), os.pipe()
        server = make()
        streams = os.fdopen(theirs, "rb"), os.fdopen(their_end, "wb")

        def serve() -> None:
            try:
                server.start_io(*streams)
            finally:
                server.session.end()

        self.thread = threading.Thread(target=serve)
        self.thread.start()
        return os.fdopen(ours, "wb"), os.fdopen(our_end, "rb")

    def end(self) -> None:
        """Wait for its end."""
        self.writer.close()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """A text with a client's edits, by UTF-16 columns."""
    lines = text.splitlines(keepends=True)

    def offset(position: dict[str, int]) -> int:
        return len("".join(lines[:position["line"]]).encode("utf-16-le")) + 2 * position["character"]

    data = text.encode("utf-16-le")
    for edit in sorted(edits, key=lambda e: offset(e["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        data = data[:start] + edit["newText"].encode("utf-16-le") + data[end:]
    return data.decode("utf-16-le")
