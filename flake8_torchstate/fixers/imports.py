"""How a file writes torch.nn, and the import that it gets where it can't."""
from __future__ import annotations

import ast
import difflib

from flake8_torchstate.report.findings import Edit, Report
from flake8_torchstate.fixers.spelling import written
from flake8_torchstate.fixers.places import Text
from flake8_torchstate.code.source import lines_of


def nn_text(report: Report) -> str:
    """`nn` or `torch.nn`, as the file binds it; `nn` where an import has to be added."""
    return written_nn(report) or "nn"


def written_nn(report: Report) -> str | None:
    """`nn`, under the name that the file gives it, or `torch.nn`; None where the file binds neither."""
    found = written(report, "Parameter")
    return None if found is None or "." not in found else found.removesuffix(".Parameter")


def edits_for_nn(report: Report, text: Text) -> list[Edit] | None:
    """The edits that make `nn` known to the file: none where it is; None where the name is taken."""
    if written_nn(report) is not None:
        return []
    if is_taken(text.source.tree):
        return None
    return added_import(text)


def is_taken(tree: ast.Module) -> bool:
    """Whether the file uses the name `nn` for anything."""
    return any((isinstance(n, ast.Name) and n.id == "nn") or (isinstance(n, ast.arg) and n.arg == "nn")
               or (isinstance(n, ast.alias) and (n.asname or n.name) == "nn") for n in ast.walk(tree))


def added_import(text: Text) -> list[Edit] | None:
    """The edits that libcst's own way of adding `from torch import nn` comes to."""
    import libcst as cst
    from libcst.codemod import CodemodContext
    from libcst.codemod.visitors import AddImportsVisitor, ImportItem

    before = "".join(text.lines)
    try:
        module = cst.parse_module(before)
        after = AddImportsVisitor(CodemodContext(), [ImportItem("torch", "nn")]).transform_module(module).code
    except (cst.ParserSyntaxError, RecursionError):
        return None
    new = lines_of(after)
    edits: list[Edit] = []
    for kind, start, end, first, last in difflib.SequenceMatcher(None, text.lines, new, autojunk=False).get_opcodes():
        if kind != "equal":
            edits.append(Edit((start + 1, 0), (end + 1, 0), "".join(new[first:last])))
    return edits
