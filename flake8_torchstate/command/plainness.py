"""Which names of a function stand for plain values, as its text shows: what `show` says where nothing else is known.

A subject is a name or a dotted name, as it is written.  It's plain where all that it's assigned is, or where it is used
as only a number, a text or a tuple of them can be: as a size, an argument of a layer, in a comparison with a constant.
Nothing of this is a proof, and no rule reads it.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator

from flake8_torchstate.code.classes import MODULE, ClassInfo
from flake8_torchstate.code.outline import dotted_text
from flake8_torchstate.code.scopes import FunctionInfo
from flake8_torchstate.knowledge import torch_module
from flake8_torchstate.knowledge.names import MAPPINGS, NUMBERS, SEQUENCES
from flake8_torchstate.model.events import Held
from flake8_torchstate.model.values import Unknown

MOST_CALLS = 3
SIZED = frozenset(f"torch.{name}" for name in ("zeros", "ones", "empty", "rand", "randn", "randperm", "eye", "arange"))
"""Functions that take sizes alone."""
OF_PLAIN = frozenset(
    f"builtins.{name}" for name in (
        "abs", "dict", "divmod", "enumerate", "list", "max", "min", "pow", "reversed", "round", "set", "sorted", "sum",
        "tuple", "zip"))
"""Functions that make plain values of plain values, and those that make nothing else."""
PLAIN = NUMBERS | frozenset(f"builtins.{name}" for name in (
    "all", "any", "callable", "hasattr", "id", "isinstance", "issubclass", "len", "ord", "range", "repr"))
TYPES = {*NUMBERS, "torch.dtype", "torch.device", "torch.Size", "builtins.range", "builtins.slice", "typing.Literal"}
UNIONS = ("Optional", "Union", *SEQUENCES, *MAPPINGS)
Source = ast.expr | None


class Plainness:
    """Remembers what is known of each function."""

    def __init__(self) -> None:
        self._known: dict[FunctionInfo, frozenset[str]] = {}

    def holds(self, name: str, held: Held) -> bool:
        """Whether an attribute of the instance was given a plain value."""
        function = held.site.function if held.site is not None else None
        if function is None or held.expression is None:
            return False
        if isinstance(held.value, Unknown) and isinstance(held.expression, (ast.List, ast.Dict, ast.Set)):
            return False  # it may be filled anywhere
        known = self.subjects(function)
        return f"self.{name}" in known or is_plain(function, held.expression, known)

    def subjects(self, function: FunctionInfo, depth: int = 0) -> frozenset[str]:
        """The plain subjects of a function."""
        if function not in self._known and depth <= MOST_CALLS:
            self._known[function] = frozenset()  # while it's asked about itself
            self._known[function] = self._found(function, depth)
        return self._known.get(function, frozenset())

    def _found(self, function: FunctionInfo, depth: int) -> frozenset[str]:
        sources: dict[str, list[Source]] = {}
        for subject, source in assigned(function):
            sources.setdefault(subject, []).append(source)
        used = {subject for node in ast.walk(function.node) for part in self._used(function, node, depth)
                for subject in parts(part)}
        found = frozenset(subject for subject in used if len(sources.get(subject, ())) <= 1)
        while True:
            more = {subject for subject, given in sources.items() if subject not in found
                    and all(source is not None and is_plain(function, source, found) for source in given)}
            if not more:
                return found
            found |= more

    def _used(self, function: FunctionInfo, node: ast.AST, depth: int) -> Iterator[ast.expr]:
        """The expressions in a node that are used as plain values alone can be."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.FloorDiv, ast.Mod)):
            yield from (node.left, node.right) if not is_text(node.left) else ()
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(is_constant, sides)) and not any(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops):
                yield from (sides if not isinstance(node.ops[0], (ast.In, ast.NotIn)) else sides[:1])
        elif isinstance(node, ast.Call):
            called = function.body_scope.resolve(node.func)
            taken = self._taken(called, depth)
            yield from (each for each, name in zip(node.args, taken) if name)
            yield from (k.value for k in node.keywords if k.arg is not None and k.arg in taken)
            if called == "builtins.range" or isinstance(called, str) and called.startswith("math.") or called in SIZED:
                yield from node.args

    def _taken(self, called: object, depth: int) -> list[str]:
        """The names of the arguments of what is called, "" for those that may be anything."""
        if isinstance(called, ClassInfo):
            called = called.find_method("__init__")
        if isinstance(called, FunctionInfo):
            plain = self.subjects(called, depth + 1)
            names = [each.arg for each in arguments(called)]
            return [name if name in plain else "" for name in (names[1:] if names[:1] == ["self"] else names)]
        facts = torch_module(called) if isinstance(called, str) else None
        if facts is None or facts.container is not None or facts.submodules or facts.path == MODULE:
            return []
        tensors = facts.parameters | facts.buffers
        return ["" if name.strip("*_") in tensors or name.startswith("*") else name for name in facts.arguments]


def arguments(function: FunctionInfo) -> list[ast.arg]:
    """The arguments of a function that have names, in order."""
    given = function.node.args
    return [*given.posonlyargs, *given.args, *given.kwonlyargs]


def assigned(function: FunctionInfo) -> Iterator[tuple[str, Source]]:
    """What each subject is assigned, None where that is no expression; arguments by defaults and annotations."""
    given = function.node.args
    positional = [*given.posonlyargs, *given.args]
    defaults = dict(zip(reversed(positional), reversed(given.defaults)))
    defaults |= {each: default for each, default in zip(given.kwonlyargs, given.kw_defaults) if default is not None}
    for each in arguments(function):
        default = defaults.get(each)
        promised = each.annotation is not None and promises(function, each.annotation)
        none = default is None or isinstance(default, ast.Constant) and default.value is None
        yield each.arg, ast.Constant(0) if promised else None if none else default
    for node in ast.walk(function.node):
        if isinstance(node, ast.Assign):
            yield from (pair for target in node.targets for pair in paired(target, node.value))
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and node.value is not None:
            yield from paired(node.target, node.value)
        elif isinstance(node, (ast.For, ast.comprehension)):
            yield from paired(node.target, node.iter)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            yield from paired(node.optional_vars, None)


def paired(target: ast.expr, value: Source) -> Iterator[tuple[str, Source]]:
    """The subjects of a target with what each is given."""
    if isinstance(target, (ast.Tuple, ast.List)):
        same = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
        values = value.elts if isinstance(value, (ast.Tuple, ast.List)) and same else [value] * len(target.elts)
        for each, given in zip(target.elts, values):
            yield from paired(each, given)
    elif isinstance(target, (ast.Name, ast.Attribute)):
        yield dotted_text(target), value


def parts(node: ast.expr) -> Iterator[str]:
    """The subjects that are plain where an expression is."""
    if isinstance(node, (ast.Name, ast.Attribute)):
        yield dotted_text(node)
    elif isinstance(node, ast.BinOp):
        yield from parts(node.left)
        yield from parts(node.right)
    elif isinstance(node, (ast.UnaryOp, ast.Subscript)):
        yield from parts(node.operand if isinstance(node, ast.UnaryOp) else node.value)


def is_plain(function: FunctionInfo, node: ast.expr, known: frozenset[str]) -> bool:
    """Whether an expression of a function is plain, by its plain subjects."""
    def plain(*nodes: ast.expr | None) -> bool:
        return all(each is None or is_plain(function, each, known) for each in nodes)

    match node:
        case ast.Constant() | ast.JoinedStr():
            return True
        case ast.Name() | ast.Attribute():
            return dotted_text(node) in known
        case ast.UnaryOp():
            return isinstance(node.op, ast.Not) or plain(node.operand)
        case ast.BinOp():
            return plain(node.left, node.right) or isinstance(node.op, ast.Mod) and is_text(node.left)
        case ast.BoolOp():
            return plain(*node.values)
        case ast.Compare():
            kinds = (ast.Is, ast.IsNot, ast.In, ast.NotIn)
            return all(isinstance(op, kinds) for op in node.ops) or plain(node.left) or plain(*node.comparators)
        case ast.IfExp():
            return plain(node.body, node.orelse)
        case ast.Tuple() | ast.List() | ast.Set():
            return plain(*node.elts)
        case ast.Dict():
            return plain(*node.values)
        case ast.Subscript() | ast.Starred():
            return plain(node.value)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            return plain(node.elt)
        case ast.DictComp():
            return plain(node.value)
        case ast.Call():
            called = function.body_scope.resolve(node.func)
            if called in PLAIN or isinstance(called, str) and called.startswith("math."):
                return True
            given = called in OF_PLAIN or isinstance(node.func, ast.Attribute) and plain(node.func.value)
            return given and plain(*node.args, *(keyword.value for keyword in node.keywords))
        case _:
            return False


def promises(function: FunctionInfo, node: ast.expr) -> bool:
    """Whether an annotation promises a plain value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            node = ast.parse(node.value.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            return False
    if isinstance(node, ast.Constant):
        return node.value is None or node.value is Ellipsis
    if isinstance(node, ast.BinOp):
        return promises(function, node.left) and promises(function, node.right)
    name = function.scope.resolve(node)
    if isinstance(node, ast.Subscript) and name not in TYPES:
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return isinstance(name, str) and name.rpartition(".")[2] in UNIONS and all(promises(function, i) for i in inner)
    return name in TYPES


def is_text(node: ast.expr) -> bool:
    """Whether an expression is written as a text."""
    return isinstance(node, ast.JoinedStr) or isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_constant(node: ast.expr) -> bool:
    """Whether an expression is a number or text, or a tuple or list of them."""
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return bool(node.elts) and all(map(is_constant, node.elts))
    return isinstance(node, ast.Constant) and type(node.value) in (str, int, float)
