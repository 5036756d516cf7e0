"""What a tensor of the module meets in an expression: once it moves with the module, what stays behind fails beside it.

Each method is gone through statement by statement, with what each local name is made of: attributes of the module, or
something that was made on the CPU.  What comes in as an argument is taken to be where the module is.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import functions_of
from flake8_torchstate.code.outline import dotted_text
from flake8_torchstate.code.scopes import FunctionInfo, Scope
from flake8_torchstate.code.source import FunctionNode
from flake8_torchstate.code.syntax import as_read, blocks_of, names_cpu
from flake8_torchstate.report.account import CONSTRUCTING
from flake8_torchstate.report.context import ON_CPU, Function
from flake8_torchstate.report.findings import Report

Origins = frozenset[str]
Locals = dict[str, Origins]
NOTHING: Origins = frozenset()
CPU, NUMBER, NUMPY = "<made on the CPU>", "<a number made on the CPU>", "<numpy>"
ARGUMENT = "<an argument>"
PLAIN_ATTRIBUTES = frozenset("shape device dtype ndim is_cuda requires_grad is_leaf grad_fn layout names".split())
PLAIN_METHODS = frozenset(
    "size dim ndimension numel nelement stride item tolist is_floating_point element_size get_device backward".split())
PLAIN_BUILTINS = frozenset(
    "float int bool len str range isinstance print hasattr type id repr callable getattr format".split())
OPERATING = frozenset("min max sum pow divmod".split())
NO_NUMPY = frozenset("numpy __array__".split())
MOST_ROUNDS = 3


@dataclass
class Meetings:
    """What the tensors of some names meet, and the line where.

    given: the lines where a method gives a name what was made on the CPU; stored, built: what methods and constructors
    give the names; returned: what the methods and properties of the class give; passed: what its own code gives its
    methods as arguments, by name or position; alone: which ones meet before an argument has gone into one of them,
    which would have failed there already.
    """

    wanted: frozenset[str]
    met: dict[str, dict[str, int]] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    stored: dict[str, Origins] = field(default_factory=dict)
    built: dict[str, Origins] = field(default_factory=dict)
    returned: dict[str, Origins] = field(default_factory=dict)
    passed: dict[str, dict[str | int, Origins]] = field(default_factory=dict)
    alone: set[tuple[str, str]] = field(default_factory=set)

    def note(self, line: int, *operands: Origins) -> Origins:
        """Note that one operation takes all of some operands; what it gives is made of them."""
        together = NOTHING.union(*operands)
        before = NOTHING.union(*(operand for operand in operands if ARGUMENT not in operand))
        for name in sorted(together & self.wanted):  # in one order, for the words of what has no fix
            for other in sorted(together - {name, NUMBER, ARGUMENT}):
                self.met.setdefault(name, {}).setdefault(other, line)
                if name in before and other in before:
                    self.alone.add((name, other))
        return together - {NUMBER} or together


def meetings_of(report: Report, wanted: frozenset[str]) -> Meetings:
    """What the tensors of some names, as the code writes them, meet in the class, its family and the file."""
    found = Meetings(wanted)
    methods = [m for cls in [*report.cls.family, *report.context.subclasses] for m in functions_of(cls)]
    properties = {n for cls in report.cls.family for n in cls.properties}
    built = Meetings(frozenset(), stored=found.built)  # all is on the CPU together
    constructing = only_in_construction(report, methods)
    for method in methods:
        if method.name in constructing:
            Walk(built, method.body_scope, properties).function(method.node)
    for _ in range(2):  # what a method gives is known after the first time
        for method in methods:
            if method.name not in constructing:
                Walk(found, method.body_scope, properties).function(method.node)
    for node, scope in functions_elsewhere(report, wanted):
        Walk(found, scope, set()).function(node)
    return found


def only_in_construction(report: Report, methods: list[FunctionInfo]) -> set[str]:
    """The names of the constructors, and of private methods that nothing else calls."""
    found = set(CONSTRUCTING)
    private = {m.name for m in methods if m in report.state.ran and m.name.startswith("_") and m.name[-2:] != "__"}
    attributes = report.context.attributes
    private = {name for name in private if all(is_self(n.value) for n in attributes.get(name, ()))}
    users = {name: {m.name for m in methods if {name, report.cls.private(name)} & m.outline.mentioned}
             for name in private}
    for _ in private:  # one calls another
        found |= {name for name, by in users.items() if by and by <= found}
    return found


def functions_elsewhere(report: Report, wanted: frozenset[str]) -> Iterator[tuple[FunctionNode, Scope]]:
    """The functions of the file outside of the class that mention one of some names, on whatever it may be."""
    context = report.context
    related = {c.node.lineno for c in [*report.cls.family, *context.subclasses] if c.source is report.cls.source}
    mentions: dict[ast.AST, list[ast.Attribute]] = {}
    for mention in (found for name in wanted for found in context.attributes.get(name, ())):
        for outer in context.above(mention):
            mentions.setdefault(outer, []).append(mention)
    for node in context.nodes if mentions else ():
        if isinstance(node, Function) and node in mentions:
            around = context.class_of(node)
            if around is not None and around.lineno in related:
                continue
            own = around is not None  # `self.name` of another class is another thing
            if not all(own and is_self(n.value) for n in mentions[node]):
                yield node, report.cls.scope


def is_self(node: ast.AST) -> bool:
    """Whether a node is `self`."""
    return isinstance(node, ast.Name) and node.id == "self"


class Walk:
    """Goes through one function."""

    def __init__(self, found: Meetings, scope: Scope, properties: set[str]) -> None:
        self._found = found
        self._scope = scope
        self._properties = properties
        self._returned: set[str] = set()

    def function(self, node: FunctionNode) -> None:
        """All of a function; what it returns is kept under its name."""
        arguments = arguments_of(node)
        passed = self._found.passed.get(node.name, {})
        for position, arg in enumerate([*node.args.posonlyargs, *node.args.args][1:]):
            arguments[arg.arg] |= passed.get(position, NOTHING) | passed.get(arg.arg, NOTHING)
        self._block(node.body, arguments)
        known = self._found.returned.get(node.name, NOTHING)
        self._found.returned[node.name] = known | self._returned

    # --- statements

    def _block(self, body: list[ast.stmt], names: Locals) -> None:
        for statement in body:
            self._statement(statement, names)

    def _statement(self, node: ast.stmt, names: Locals) -> None:
        if isinstance(node, ast.Assign):
            given = self._of(node.value, names)
            for target in node.targets:
                self._bind(target, given, names)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            self._bind(node.target, self._of(node.value, names), names)
        elif isinstance(node, ast.AugAssign):
            self._bind(node.target, self._found.note(
                node.lineno, self._of(as_read(node.target), names), self._of(node.value, names)), names)
        elif isinstance(node, ast.Return):
            self._returned |= self._of(node.value, names)
        elif isinstance(node, Function):
            self._block(node.body, {**names, **arguments_of(node)})
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self._bind(node.target, self._of(node.iter, names), names)
            self._ways([[*node.body, *node.body], node.orelse], names)
        else:
            self._other(node, names)

    def _other(self, node: ast.stmt, names: Locals) -> None:
        for item in getattr(node, "items", ()):
            given = self._of(item.context_expr, names)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, given, names)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._of(child, names)
        if not isinstance(node, ast.ClassDef):
            self._ways(blocks_of(node), names)

    def _ways(self, blocks: list[list[ast.stmt]], names: Locals) -> None:
        """Blocks of which each may run, or not: a name may hold what any of them gives it."""
        sides = [dict(names) for _ in blocks]
        for block, side in zip(blocks, sides):
            self._block(block, side)
        for side in sides:
            for name, given in side.items():
                names[name] = names.get(name, NOTHING) | given

    def _bind(self, target: ast.expr, given: Origins, names: Locals) -> None:
        if isinstance(target, ast.Name):
            names[target.id] = given
        elif isinstance(target, ast.Starred):
            self._bind(target.value, given, names)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self._bind(part, given, names)
        elif isinstance(target, ast.Attribute):
            self._found.stored[target.attr] = self._found.stored.get(target.attr, NOTHING) | given
            if CPU in given or NUMBER in given:
                self._found.given.setdefault(target.attr, target.lineno)
        elif isinstance(target, ast.Subscript):
            self._index(target, names)

    # --- expressions

    def _of(self, node: ast.expr | None, names: Locals) -> Origins:
        """What an expression is made of."""
        kind = type(node)
        if isinstance(node, ast.Name):
            return names.get(node.id, NOTHING)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, names)
        if isinstance(node, ast.Call):
            return self._call(node, names)
        if isinstance(node, ast.Subscript):
            return self._index(node, names)
        if isinstance(node, ast.NamedExpr):
            given = self._of(node.value, names)
            self._bind(node.target, given, names)
            return given
        if isinstance(node, COMPREHENSIONS):
            return self._comprehension(node, names)
        parts = [self._of(child, names) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)] if (
            node is not None) else []
        if isinstance(node, (ast.BinOp, ast.Compare)):
            whole = isinstance(node, ast.Compare) and all(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops)
            return NOTHING if whole else self._found.note(node.lineno, *parts)
        return NOTHING if kind in (ast.JoinedStr, ast.FormattedValue) else NOTHING.union(*parts)

    def _attribute(self, node: ast.Attribute, names: Locals) -> Origins:
        if is_self(node.value):
            if node.attr in self._properties:
                return self._found.returned.get(node.attr, NOTHING)
            return frozenset({node.attr})
        if node.attr in PLAIN_ATTRIBUTES:
            self._of(node.value, names)
            return NOTHING
        if node.attr in self._found.wanted and not isinstance(self._scope.resolve(node), str):
            return frozenset({node.attr})
        return self._of(node.value, names)

    def _index(self, node: ast.Subscript, names: Locals) -> Origins:
        """A tensor can be indexed by one of the CPU, and not the other way round."""
        value, index = self._of(node.value, names), self._of(node.slice, names)
        if not index <= {CPU, NUMBER}:
            self._found.note(node.lineno, value, index)
        return value

    def _comprehension(self, node: Comprehension, names: Locals) -> Origins:
        inner = dict(names)
        for loop in node.generators:
            self._bind(loop.target, self._of(loop.iter, inner), inner)
            for test in loop.ifs:
                self._of(test, inner)
        if isinstance(node, ast.DictComp):
            return self._of(node.key, inner) | self._of(node.value, inner)
        return self._of(node.elt, inner)

    # --- calls

    def _call(self, node: ast.Call, names: Locals) -> Origins:
        given = [self._of(argument, names) for argument in (*node.args, *(k.value for k in node.keywords))]
        moved = any(k.arg == "device" and not names_cpu(k.value) for k in node.keywords)
        called = self._scope.resolve(node.func) if dotted_text(node.func).partition(".")[0] not in names else None
        if isinstance(called, str):
            found = self._path(node, called, given)
            return NOTHING if moved else found
        if isinstance(node.func, ast.Attribute):
            found = self._method(node, node.func, given, names)
            return NOTHING if moved else found
        if moved or isinstance(node.func, ast.Name) and node.func.id in PLAIN_BUILTINS:
            return NOTHING
        return self._found.note(node.lineno, self._of(node.func, names), *given)

    def _path(self, node: ast.Call, path: str, given: list[Origins]) -> Origins:
        """The call of something of another package."""
        root, _, rest = path.partition(".")
        if root in ON_CPU:
            self._found.note(node.lineno, *given, frozenset({NUMPY}))
            return frozenset({CPU}) if any(not is_number(a) for a in node.args) else NOTHING
        if root == "builtins":
            if rest in OPERATING:
                return self._found.note(node.lineno, *given)
            return NOTHING if rest in PLAIN_BUILTINS else NOTHING.union(*given)
        if path == "torch.Generator":
            return frozenset({CPU})
        fact = knowledge.function(path)
        together = NOTHING.union(*given)
        passing = path.endswith((".as_tensor", ".asarray")) and bool(together)
        made = path == "torch.tensor" or together <= {ARGUMENT, NUMBER}
        if fact is not None and fact.factory and not passing and made:
            number = path.endswith("ensor") and len(node.args) == 1 and is_number(node.args[0])
            return frozenset({NUMBER if number else CPU})
        return self._found.note(node.lineno, *given)

    def _method(self, node: ast.Call, function: ast.Attribute, given: list[Origins], names: Locals) -> Origins:
        """The call of a method of something."""
        name = function.attr
        if is_self(function.value):
            passed = self._found.passed.setdefault(name, {})
            for place, origins in zip([*range(len(node.args)), *(k.arg for k in node.keywords)], given):
                if place is not None:
                    passed[place] = passed.get(place, NOTHING) | origins
            return self._found.note(node.lineno, *given) | self._found.returned.get(name, NOTHING)
        owner = self._of(function.value, names)
        if name in NO_NUMPY:
            self._found.note(node.lineno, owner, frozenset({NUMPY}))
            return frozenset({CPU})
        if name == "cpu":
            return frozenset({CPU}) if owner else NOTHING
        if name in PLAIN_METHODS or name in ("cuda", "type_as") or (name == "to" and not self._only_dtype(node)):
            return NOTHING
        return owner if name in ("copy_", "to") else self._found.note(node.lineno, owner, *given)

    def _only_dtype(self, node: ast.Call) -> bool:
        """Whether `.to(…)` says nothing of a device."""
        paths = [self._scope.resolve(argument) for argument in node.args]
        return all(isinstance(p, str) and knowledge.dtype_class(p) is not None for p in paths) and all(
            k.arg in ("dtype", "copy", "non_blocking", "memory_format") for k in node.keywords)


def arguments_of(node: FunctionNode) -> Locals:
    """The names of a function's arguments, but for the instance."""
    names = (n.arg for n in ast.walk(node.args) if isinstance(n, ast.arg))
    return {name: frozenset({ARGUMENT}) for name in names if name != "self"}


Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


def is_number(node: ast.expr) -> bool:
    """Whether an expression is a number as it's written: a tensor without dimensions goes with those of any device."""
    if isinstance(node, ast.UnaryOp):
        return is_number(node.operand)
    if isinstance(node, ast.BinOp):
        return is_number(node.left) and is_number(node.right)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in ("float", "int", "bool", "len")
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Attribute) and node.attr in ("pi", "inf", "nan"))
