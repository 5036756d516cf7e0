"""The language server `flake8-torchstate server`: what an editor asks, in the protocol's terms, on pygls.

One thread analyses, and the loop goes on reading: what is waiting can be taken back.  Whatever goes wrong with a
request is logged in one line, and its answer is empty.
"""
from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import logging
import os
import sys
import threading
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from lsprotocol import converters, types
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from flake8_torchstate.editor.messages import FIX_ALL, QUICK
from flake8_torchstate.editor.session import Session
from flake8_torchstate.version import VERSION

T = TypeVar("T")
LOG = logging.getLogger(__name__)
PAUSE = 0.1
"""So many seconds without a change are waited for before diagnostics are sent to a client that doesn't ask for them."""
STACK = 64 * 2 ** 20
"""What the thread that analyses has for nested code: as much as the first thread of a process, or more."""
NOTHING: list[dict[str, Any]] = []
WATCHED = ("**/*.py", "**/*.pyi", "**/setup.cfg", "**/tox.ini", "**/.flake8")


class Document(TextDocument):
    """A document whose lines end where the protocol says, and not where `str.splitlines` has them end too."""

    @property
    def lines(self) -> Sequence[str]:
        """Its lines with their ends."""
        return io.StringIO(self.source, newline="").readlines()


class Server(LanguageServer):
    """The server, with what it knows of the client."""

    def __init__(self) -> None:
        super().__init__("flake8-torchstate", VERSION)
        self.session = Session()
        self.converter = converters.get_converter()
        self.sending: dict[str, asyncio.Task[None]] = {}
        before = threading.stack_size(STACK)
        self.analysing = ThreadPoolExecutor(1)
        self.analysing.submit(warm)
        threading.stack_size(before)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What goes wrong in the protocol is logged; the client is told nothing that it could do nothing about."""
        LOG.error("%s: %s", type(error).__name__, error)

    async def apart(self, what: Callable[[], T], otherwise: T) -> T:
        """What something gives, found out by the thread that analyses; something else where it fails."""
        def safely() -> T:
            try:
                return what()
            except Exception as error:  # a request's trouble must not end the server, nor reach the client
                LOG.warning("%s: %s", type(error).__name__, " ".join(str(error).split()))
                return otherwise

        found = await asyncio.get_running_loop().run_in_executor(self.analysing, safely)
        for text in self.session.complaints():
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, text))
        return found

    def document(self, uri: str) -> tuple[str, str, str]:
        """The address, path and text of a document at this moment; "" for one that isn't open, or isn't Python."""
        document = self.workspace.text_documents.get(uri)
        if document is None:
            return uri, "", ""
        return uri, document.path, document.source if document.language_id in (None, "python") else ""

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics itself."""
        asked = self.client_capabilities.text_document
        return asked is not None and asked.diagnostic is not None

    async def items(self, uri: str) -> list[types.Diagnostic]:
        """The diagnostics of a document."""
        _, path, text = self.document(uri)
        found = await self.apart(lambda: self.session.diagnostics(path, text), NOTHING)
        return [self.converter.structure(item, types.Diagnostic) for item in found]

    # --- diagnostics that aren't asked for

    def changed(self, uri: str, pause: float = PAUSE) -> None:
        """Send a document's diagnostics soon, where the client doesn't ask for them."""
        waiting = self.sending.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        if not self.pulls:
            self.sending[uri] = asyncio.get_running_loop().create_task(self.send(uri, pause))

    async def send(self, uri: str, pause: float) -> None:
        """Wait, and send a document's diagnostics unless it has changed meanwhile."""
        await asyncio.sleep(pause)
        document = self.workspace.text_documents.get(uri)
        items = await self.items(uri)
        if document is not None:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items, document.version))

    def all_changed(self) -> None:
        """Everything may be otherwise now."""
        asked = self.client_capabilities.workspace
        if self.pulls and asked is not None and asked.diagnostics is not None and asked.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)
        for uri in self.workspace.text_documents:
            self.changed(uri, 0)


def warm() -> None:
    """Import what the first finding needs, and let the collector pass it by."""
    import flake8_torchstate.fixers.fixes  # noqa: F401
    import flake8_torchstate.report.visitor  # noqa: F401

    gc.collect()
    gc.freeze()


def make() -> Server:
    """The server with all that it answers."""
    server = Server()

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        workspace, asked = server.workspace, params.capabilities

        def document(uri: str, source: str | None = None, version: int | None = None, language_id: str | None = None,
                     ) -> Document:
            return Document(uri, source, version, language_id, position_codec=workspace.position_codec)

        setattr(workspace, "_create_text_document", document)
        session = server.session
        session.encoding = str(getattr(workspace.position_encoding, "value", workspace.position_encoding))
        hover = asked.text_document.hover if asked.text_document is not None else None
        session.markdown = (hover is None or hover.content_format is None
                            or types.MarkupKind.Markdown in hover.content_format)
        session.resolves = bool(
            asked.text_document is not None and asked.text_document.code_action is not None
            and asked.text_document.code_action.resolve_support is not None
            and "edit" in asked.text_document.code_action.resolve_support.properties)
        session.configure(params.initialization_options)

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        asked = server.client_capabilities.workspace
        watches = asked.did_change_watched_files if asked is not None else None
        if watches is not None and watches.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(g) for g in WATCHED])
            server.client_register_capability(types.RegistrationParams([types.Registration(
                "watched", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)]))

    add_documents(server)
    add_questions(server)
    return server


def folders(server: Server) -> list[str]:
    """The folders that are open."""
    workspace = server.workspace
    found = [path for folder in workspace.folders.values() if (path := TextDocument(folder.uri).path)]
    return found or [path for path in (workspace.root_path,) if path]


def add_documents(server: Server) -> None:
    """Let the server follow the documents, the options and the files beside them."""
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.session.folders = folders(server)
        server.changed(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.all_changed()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        waiting = server.sending.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        path = TextDocument(uri).path
        await server.apart(lambda: server.session.close(path), None)
        if not server.pulls:
            server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        given = params.settings.get("torchstate") if isinstance(params.settings, dict) else None
        if isinstance(given, dict):
            server.session.configure(given)
            server.all_changed()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def moved(params: types.DidChangeWorkspaceFoldersParams) -> None:
        server.session.folders = folders(server)
        server.all_changed()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def watched(params: types.DidChangeWatchedFilesParams) -> None:
        if any(change.type != types.FileChangeType.Changed for change in params.changes):
            await server.apart(server.session.renew, None)
        server.all_changed()


def add_questions(server: Server) -> None:
    """Let the server answer what a client asks of a document."""
    session = server.session

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=False, identifier="torchstate"))
    async def diagnostics(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        session.folders = session.folders or folders(server)
        items = await server.items(params.text_document.uri)
        identity = f"{zlib.crc32(repr(items).encode()):08x}"
        if identity == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(identity)
        return types.RelatedFullDocumentDiagnosticReport(items, result_id=identity)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(
        [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll], resolve_provider=True))
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri, path, text = server.document(params.text_document.uri)
        lines = params.range.start.line + 1, params.range.end.line + 1
        given = server.converter.unstructure(params.context.diagnostics)
        only = [str(getattr(kind, "value", kind)) for kind in params.context.only or [QUICK, FIX_ALL]]
        found = await server.apart(lambda: session.actions(path, text, uri, lines, given, only), NOTHING)
        return [server.converter.structure(each, types.CodeAction) for each in found]

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolved(action: types.CodeAction) -> types.CodeAction:
        if isinstance(action.data, dict) and isinstance(action.data.get("uri"), str):
            uri, path, text = server.document(action.data["uri"])
            nothing: dict[str, Any] = {"changes": {}}
            edit = await server.apart(lambda: session.fix_all(path, text, uri), nothing)
            action.edit = server.converter.structure(edit, types.WorkspaceEdit)
        return action

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        _, path, text = server.document(params.text_document.uri)
        place = {"line": params.position.line, "character": params.position.character}
        found = await server.apart(lambda: session.hover(path, text, place), None)
        return types.Hover(server.converter.structure(found, types.MarkupContent)) if found is not None else None

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(params: types.InlayHintParams) -> list[types.InlayHint]:
        _, path, text = server.document(params.text_document.uri)
        lines = params.range.start.line + 1, params.range.end.line + 1
        found = await server.apart(lambda: session.hints(path, text, lines), NOTHING)
        return [server.converter.structure(hint, types.InlayHint) for hint in found]


def start() -> None:
    """Serve on stdin and stdout until the client ends it."""
    logging.basicConfig(level=logging.ERROR if "FLAKE8_TORCHSTATE_LOG" not in os.environ else logging.INFO)
    server = make()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out, contextlib.redirect_stdout(sys.stderr):
        try:
            server.start_io(stdout=out)
        finally:
            server.session.end()
