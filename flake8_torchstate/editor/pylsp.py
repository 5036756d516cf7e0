"""The python-lsp-server plugin: fixes as code actions, and what `show` and `explain` say as hover text.

Diagnostics come from the server's own flake8 plugin, which runs this one.  Nothing here decides what is found, shown
or silenced.
"""
from __future__ import annotations

import logging
import os
from typing import Any

import pluggy
from flake8.exceptions import ExecutionError

from flake8_torchstate.command.settings import Usage
from flake8_torchstate.editor.buffer import Buffer
from flake8_torchstate.editor.hover import contents
from flake8_torchstate.editor.messages import QUICK, quick_fixes
from flake8_torchstate.editor.options import Reader, arguments
from flake8_torchstate.report.escapes import shown

LOG = logging.getLogger(__name__)
HOOK = pluggy.HookimplMarker("pylsp")
READER = Reader()


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
    if only and not any(kind in (QUICK, "") for kind in only):
        return []
    buffer = opened(config, workspace, document)
    if buffer is None:
        return []
    lines = range["start"]["line"] + 1, range["end"]["line"] + 1
    return quick_fixes(buffer, *lines, document.uri, context.get("diagnostics") or [])


@HOOK(tryfirst=True)
def pylsp_hover(config: Any, workspace: Any, document: Any, position: dict[str, int]) -> dict[str, Any] | None:
    """What `self.x` is under the pointer, or what a code says; None where there is neither, so that other plugins are
    asked.
    """
    buffer = opened(config, workspace, document)
    parts = buffer.hover(*buffer.text.place(position)) if buffer is not None else []
    if not parts:
        return None
    wanted = config.capabilities.get("textDocument", {}).get("hover", {}).get("contentFormat", ["markdown"])
    return {"contents": contents(parts, "markdown" in wanted)}


@HOOK
def pylsp_document_did_save(config: Any, workspace: Any, document: Any) -> None:
    """A new file may be what another one imports."""
    for core in READER.cores():
        if document.path not in core.documents:
            core.renew()


def opened(config: Any, workspace: Any, document: Any) -> Buffer | None:
    """A document with the options of its workspace, as flake8 run there has them; None where it isn't looked at."""
    try:
        given = arguments(config.plugin_settings("flake8", document_path=document.path))
        options = READER.options(workspace.root_path or os.getcwd(), given)
        if options.settings.wanted.excludes(document.path):
            return None
        return Buffer(options, document.path, document.source)
    except (Usage, ExecutionError, OSError) as error:
        LOG.warning("flake8-torchstate: %s", shown(" ".join(str(error).split())))
    except SystemExit:  # argparse has said on stderr what it is
        LOG.warning("flake8-torchstate: flake8's settings can't be read")
    return None
