"""What a module gives to others beside what its statements bind: `__all__`, lazy imports, its own `__getattr__`."""
from __future__ import annotations

import ast
from typing import NamedTuple

from flake8_torchstate.code.scopes import Scope
from flake8_torchstate.code.source import listed


class Exports(NamedTuple):
    """Names of one module.

    public: those of a plain `__all__`; imported: name -> path, as an import statement would write it; tabled: the same
    by a table of the module, where a path without a leading dot may start in the package or be an absolute one.
    """

    public: frozenset[str] | None
    imported: dict[str, str]
    tabled: dict[str, str]

    def gives(self, name: str) -> bool:
        """Whether `import *` gives a name that the module has."""
        return name in self.public if self.public is not None else not name.startswith("_")


def exports_of(scope: Scope) -> Exports:
    """Read what a module says of its names."""
    plain = (plain_texts(constant.node.value) for constant in scope.constants.get("__all__", ()))
    public = next((texts for texts in plain if texts is not None), None)
    imported: dict[str, str] = {}
    for constant in scope.constants.get("_import_structure", ()):
        imported |= {name: f".{module}.{name}" for module, names in listed(constant.node.value) for name in names}
    found: dict[str, str] = {}
    getter = scope.functions.get("__getattr__")
    if getter is not None:
        imported = {**getter.body_scope.imports, **imported}
        for constants in scope.constants.values():
            for constant in constants:
                found = {**tabled(constant.node.value), **found}
    return Exports(public, imported, found)


def plain_texts(value: ast.expr | None) -> frozenset[str] | None:
    """The texts of a list or tuple of constants; None for anything else."""
    if isinstance(value, (ast.List, ast.Tuple)) and all(isinstance(e, ast.Constant) for e in value.elts):
        return frozenset(e.value for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str))
    return None


def tabled(table: ast.expr | None) -> dict[str, str]:
    """Name -> path by a dict of `"Name": ".module"`, `"Name": (".module", "name")` or `".module": ["Name", …]`."""
    found = {name: f"{module}.{name}" for module, names in listed(table) for name in names}
    for key, value in zip(table.keys, table.values) if isinstance(table, ast.Dict) else ():
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            parts = value.elts if isinstance(value, ast.Tuple) else [value]
            texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if texts:
                found[key.value] = f"{texts[0]}.{texts[1] if len(texts) > 1 else key.value}"
    return found
