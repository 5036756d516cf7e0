"""How a file writes the names of torch.nn, and the import that it gets where it can't."""
from __future__ import annotations

import ast
import difflib

import libcst as cst

from flake8_torchstate.code.source import lines_of
from flake8_torchstate.report.findings import Edit, Report
from flake8_torchstate.report.spelling import written
from flake8_torchstate.report.trees import NoFix


def nn_of(report: Report) -> tuple[str, list[Edit]]:
    """`nn` or `torch.nn`, as the file binds it, and the edits that import it where the file binds neither."""
    found = written(report, "Parameter")
    if found is not None and "." in found:
        return found.removesuffix(".Parameter"), []
    source = report.cls.source
    if is_taken(source.tree):
        raise NoFix("the file's nn is something else")
    return "nn", added_import(source.text_lines())


def torch_of(report: Report) -> str:
    """The name by which a file has torch.  Raises NoFix where it has none."""
    scope = report.cls.scope
    for name, path in scope.imports.items():
        if path == "torch" and scope.lookup(name) == path:
            return name
    raise NoFix("the file doesn't import torch")


def is_taken(tree: ast.Module) -> bool:
    """Whether the file uses the name `nn` for anything."""
    return any((isinstance(n, ast.Name) and n.id == "nn") or (isinstance(n, ast.arg) and n.arg == "nn")
               or (isinstance(n, ast.alias) and (n.asname or n.name) == "nn") for n in ast.walk(tree))


def added_import(lines: list[str]) -> list[Edit]:
    """The edits that libcst's own way of adding `from torch import nn` comes to."""
    from libcst.codemod import CodemodContext  # seldom needed, and slow to import
    from libcst.codemod.visitors import AddImportsVisitor, ImportItem

    try:
        module = cst.parse_module("".join(lines))
        after = AddImportsVisitor(CodemodContext(), [ImportItem("torch", "nn")]).transform_module(module).code
    except (cst.ParserSyntaxError, RecursionError) as error:
        raise NoFix("libcst can't read the file") from error
    new = lines_of(after)
    return [Edit((start + 1, 0), (end + 1, 0), "".join(new[first:last]))
            for kind, start, end, first, last in difflib.SequenceMatcher(None, lines, new, autojunk=False).get_opcodes()
            if kind != "equal"]
