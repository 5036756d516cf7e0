"""How a file writes the names of torch.nn: what a message says must run where it stands."""
from __future__ import annotations

import ast

from flake8_torchstate.report.findings import Report


def written(report: Report, name: str) -> str | None:
    """A class of torch.nn as the class's own code can write it; None where the file binds none of it, nn, torch."""
    scope = report.cls.scope
    hidden = only_for_checkers(report)
    for bound, dotted in scope.imports.items():
        if dotted == f"torch.nn.{name}" and bound not in hidden and scope.lookup(bound) == dotted:
            return bound
    for path, before in (("torch.nn", ""), ("torch", "nn.")):
        for bound in (path.rpartition(".")[2], *scope.imports):
            if bound not in hidden and scope.lookup(bound) == path:
                return f"{bound}.{before}{name}"
    return None


def spelt(report: Report, name: str) -> str:
    """A class of torch.nn as the file writes it, and as everybody knows it where the file has yet to import it."""
    return written(report, name) or f"nn.{name}"


def only_for_checkers(report: Report) -> set[str]:
    """The names that the file imports under `if TYPE_CHECKING`, which don't exist when it runs."""
    found: set[str] = set()
    for node in report.cls.source.tree.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            for inner in ast.walk(node):
                if isinstance(inner, (ast.Import, ast.ImportFrom)):
                    found |= {alias.asname or alias.name.partition(".")[0] for alias in inner.names}
    return found
