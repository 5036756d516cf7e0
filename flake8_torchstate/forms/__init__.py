"""The forms in which nothing can go wrong while a module is constructed.  Any other form is a Doubt."""
from __future__ import annotations

import ast

from flake8_torchstate.forms.calls import call
from flake8_torchstate.forms.expressions import (
    attribute, binary, comprehension, constant, display, either, item_of, name, parts)
from flake8_torchstate.forms.look import Doubt, Forms, Look, Memory
from flake8_torchstate.forms.statements import annotated, assign, branch, delete, expression, leave, loop, pass_

__all__ = ["FORMS", "Doubt", "Look", "Memory"]

FORMS = Forms(
    {
        ast.Expr: expression, ast.Assign: assign, ast.AnnAssign: annotated, ast.If: branch, ast.For: loop,
        ast.Delete: delete,
        **dict.fromkeys((ast.Return, ast.Raise, ast.Assert), leave),
        **dict.fromkeys((ast.Pass, ast.Break, ast.Continue, ast.Import, ast.ImportFrom, ast.FunctionDef), pass_),
    },
    {
        ast.Constant: constant, ast.Name: name, ast.Attribute: attribute, ast.Subscript: item_of, ast.BinOp: binary,
        ast.IfExp: either, ast.BoolOp: either, ast.Call: call,
        **dict.fromkeys((ast.List, ast.Tuple, ast.Set, ast.Dict), display),
        **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp), comprehension),
    },
    parts,
)
