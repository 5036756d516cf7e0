"""A property in place of an attribute that is made of what the module holds: of a buffer, or of a Parameter.

What else its expression needs gets a name on the module: a tensor that it makes becomes a buffer, a layer a child.
"""
from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

import libcst as cst

from flake8_torchstate import knowledge
from flake8_torchstate.code.scopes import ClassInfo
from flake8_torchstate.code.source import FunctionNode
from flake8_torchstate.fixers.changes import Changes, argument, if_certain, is_alone
from flake8_torchstate.fixers.elsewhere import claimed_elsewhere
from flake8_torchstate.fixers.registrations import arguments_of, is_checked, type_of
from flake8_torchstate.fixers.uses import hands_itself_on, sees_children
from flake8_torchstate.fixers.writes import changed_by, free, ordinary, own_statement, writes_of, written_from_outside
from flake8_torchstate.knowledge.names import PARAMETER_CLASSES
from flake8_torchstate.model.lost import LostItems, LostTensor
from flake8_torchstate.model.registry import Ground
from flake8_torchstate.model.values import Tensor
from flake8_torchstate.report.context import called_name, is_of_self
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.trees import NoFix

PURE = ("torch.", "functools.partial", "collections.", "builtins.", "math.", "operator.")
NOT_PURE = ("torch.nn.init", "torch.hub", "torch.load", "torch.rand", "torch.manual_seed", "builtins.print",
            "builtins.open", "builtins.input", "builtins.setattr", "builtins.next", "builtins.iter")
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MOST_INLINED = 4
PLAIN = (cst.Attribute, cst.Name, cst.Call, cst.Subscript, cst.BaseNumber, cst.SimpleString, cst.List, cst.Dict)
"""What needs no brackets in any expression."""


@if_certain
def made_anew(report: Report, lost: LostTensor | LostItems) -> Fix:
    """The fix, where nothing else sets the name, and nothing is done with it that is lost when it's made anew."""
    return anew(report, lost)


def anew(report: Report, lost: LostTensor | LostItems) -> Fix:
    """The same.  Raises NoFix."""
    name, context = lost.name, report.context
    if lost.in_class_body or lost.early or not ordinary(report) or getattr(lost, "added", False):
        raise NoFix("it isn't made by one statement alone")
    if getattr(lost, "later", None) is not None or getattr(lost, "first", None) is not None:
        raise NoFix("it isn't the second name alone")
    statement = own_statement(report, lost.site)
    method = context.parents[statement]
    if not isinstance(method, ast.FunctionDef) or method.name != "__init__":
        raise NoFix("it isn't always there")
    if not only_here(report, name):
        raise NoFix("something else sets or deletes it")
    claim = claimed_elsewhere(report, report.written(name))
    if claim:
        raise NoFix(claim)
    forbid_changes(report, name)
    changes = Changes(context.tree([statement, context.class_of(method) or method]))
    value = given(report, statement, name)
    computed = isinstance(lost.value, Tensor) and lost.value.recomputable
    more = [argument("persistent=False")] if computed else []
    maker = Maker(report, changes, method, statement, report.written(name), more)
    made = maker.made(value)
    text = changes.tree.text(made.with_changes(lpar=[], rpar=[]) if isinstance(value, ast.Name) else made)
    if "\n" in text:
        raise NoFix("it is written on several lines")
    behind = put_away(report, changes, statement, name, maker.lines)
    holds = "{}" if isinstance(lost, LostTensor) else ""
    add_property(report, changes, statement, name, text, holds, behind)
    return changes.fix(f"Make '{report.written(name)}' a property", False)


def only_here(report: Report, name: str) -> bool:
    """Whether one statement alone sets the name, in the class, its family and the file, and nothing deletes it."""
    context, cls = report.context, report.cls
    stores = sum(len(context.stores(c, name)) for c in cls.family)
    deleted = any(isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Del) and cls.private(n.attr) == name
                  for n in context.nodes)
    return stores == len(writes_of(report, name)) == 1 and not report.state.patterns and not deleted and (
        free(report, name) and not written_from_outside(report, name))


def forbid_changes(report: Report, name: str) -> None:
    """Raise NoFix where something is changed in what the attribute holds, or the constructor needs it itself."""
    parents = report.context.parents
    for use, method in report.context.of_self.get(name, ()):
        around = parents[use]
        if isinstance(use.ctx, ast.Load) and method.name == "__init__":
            raise NoFix("the constructor reads it")
        if isinstance(around, (ast.Attribute, ast.Subscript)) and not isinstance(around.ctx, ast.Load) or (
                any(use is part for part in changed_by(around))):
            raise NoFix(f"line {use.lineno} changes what it holds")
        if isinstance(around, ast.Attribute) and isinstance(parents[around], ast.Call) and (
                around.attr in MUTATING or around.attr.endswith("_") and not around.attr.startswith("_")):
            raise NoFix(f"line {use.lineno} may change what it holds")


MUTATING = frozenset("append extend insert update setdefault pop popitem popleft appendleft clear remove add sort "
                     "reverse discard register_hook retain_grad backward".split())


def given(report: Report, statement: ast.stmt, name: str) -> ast.expr:
    """The expression that a statement gives a name.  Raises NoFix where it isn't written there."""
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        return statement.value
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and called_name(call) == "setattr" and len(call.args) == 3:
        return call.args[2]
    if isinstance(statement, ast.Assign):
        whole = statement.value
        for target in statement.targets:
            if is_target(report, target, name):
                return whole
            if isinstance(target, (ast.Tuple, ast.List)) and isinstance(whole, (ast.Tuple, ast.List)):
                for part, value in zip(target.elts, whole.elts):
                    if is_target(report, part, name):
                        return value
    raise NoFix("what it's given isn't written there")


def is_target(report: Report, node: ast.expr, name: str) -> bool:
    """Whether a node is `self.name`."""
    return is_of_self(node) and report.cls.private(node.attr) == name


# --- the expression


@dataclass
class Maker:
    """Makes the property's expression of the one that the constructor has.

    more: the last arguments of a buffer; lines: the statements that must stand in the place of the assignment.
    """

    report: Report
    changes: Changes
    method: FunctionNode
    statement: ast.stmt
    name: str
    more: list[cst.Arg]
    lines: list[cst.BaseSmallStatement] = field(default_factory=list)

    def made(self, value: ast.expr, depth: int = 0) -> cst.BaseExpression:
        """An expression that reads nothing but the module and what is known everywhere.  Raises NoFix."""
        found: Any = self.changes.tree.find(value)
        inside = list(ast.walk(value))
        bound = {n.id for n in inside if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        bound |= {n.arg for n in inside if isinstance(n, ast.arg)}
        replaced = dict[ast.expr, cst.BaseExpression]()
        for node in inside:
            if any(outer in replaced for outer in self.report.context.above(node)):
                continue
            if isinstance(node, ast.expr) and (kind := self.kind_made(node)) and node is not value:
                repeated = [type(outer) for outer in self.report.context.above(node) if outer in inside]
                if set(repeated) & set(COMPREHENSIONS):
                    raise NoFix("it makes several of them")
                if ast.Lambda not in repeated:
                    replaced[node] = self.registered(node, kind)
            elif isinstance(node, ast.Name) and node.id not in bound | {"self"} and self.is_local(node.id):
                replaced[node] = self.local(node, depth)
            else:
                self.forbid(node)
        made = found.visit(Replacing({self.changes.tree.find(node): better for node, better in replaced.items()}))
        if isinstance(made, (cst.Tuple, cst.GeneratorExp)) and not made.lpar and depth:
            raise NoFix("it would need brackets")
        result: cst.BaseExpression = made
        return result

    def forbid(self, node: ast.AST) -> None:
        """Raise NoFix for what may be another thing each time, or does something else too."""
        if isinstance(node, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Starred)):
            raise NoFix("it does something else too")
        if is_of_self(node):
            self.forbid_again(node.attr)
        if isinstance(node, ast.Call):
            path = self.report.cls.scope.resolve(node.func)
            if isinstance(path, str):
                if not path.startswith(PURE) or path.startswith(NOT_PURE):
                    raise NoFix("it's made by other code")
            elif not isinstance(node.func, ast.Attribute) or node.func.attr.endswith("_") or is_of_self(node.func) or (
                    knowledge.method(node.func.attr) is None and node.func.attr not in ("items", "values", "keys")):
                raise NoFix("it's made by other code")

    def forbid_again(self, attribute: str) -> None:
        """Raise NoFix where an attribute is assigned again: what was there before may be meant."""
        report, name = self.report, self.report.cls.private(attribute)
        stores = [store for cls in report.cls.family for store in report.context.stores(cls, name)]
        if len(stores) > 1 or claimed_elsewhere(report, attribute):
            raise NoFix(f"'{attribute}' is assigned again, and what was there before may be meant")
        if name in report.lost_names or any(lost.name == name for lost in report.lost_items):
            raise NoFix(f"'{attribute}' is lost too")

    # --- local names

    def is_local(self, name: str) -> bool:
        """Whether a name is one of the constructor's."""
        return name in {a.arg for a in arguments_of(self.method)} or bool(self.bindings(name))

    def bindings(self, name: str) -> list[ast.Name]:
        """Where the constructor binds a name."""
        return [n for n in ast.walk(self.method) if isinstance(n, ast.Name) and n.id == name
                and not isinstance(n.ctx, ast.Load)]

    def local(self, node: ast.Name, depth: int) -> cst.BaseExpression:
        """What a local name stands for: an attribute that has its value, or an expression.  Raises NoFix."""
        bindings = self.bindings(node.id)
        changed = any(isinstance(part, ast.Name) and part.id == node.id
                      for inner in ast.walk(self.method) for part in changed_by(inner))
        is_argument = node.id in {a.arg for a in arguments_of(self.method)}
        if len(bindings) + is_argument != 1 or changed:
            raise NoFix(f"'{node.id}' is a local name that changes")
        kept = self.kept(node.id)
        if kept:
            return cst.Attribute(cst.Name("self"), cst.Name(kept))
        binding = self.report.context.parents[bindings[0]] if bindings else None
        if not isinstance(binding, ast.Assign) or len(binding.targets) != 1 or binding.targets[0] not in bindings or (
                self.report.context.parents[binding] is not self.method or depth >= MOST_INLINED):
            raise NoFix(f"'{node.id}' is a local name")
        kind = self.kind_made(binding.value)
        if kind:
            return self.registered(node, kind)
        made = self.made(binding.value, depth + 1)
        if isinstance(made, PLAIN) or made.lpar:
            return made
        return made.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])

    def kept(self, local: str) -> str:
        """The attribute that the constructor gives what a local name holds, for good; "" where there is none."""
        for statement in self.method.body:
            value = statement.value if isinstance(statement, (ast.Assign, ast.Expr)) else None
            registers = isinstance(value, ast.Call) and called_name(value).startswith(("register_", "add_module"))
            given = [*value.args, *(k.value for k in value.keywords)] if (
                registers and isinstance(value, ast.Call)) else []
            name = ""
            if isinstance(statement, ast.Assign) and isinstance(value, ast.Name) and value.id == local:
                name = next((t.attr for t in statement.targets if is_of_self(t)), "")
            elif any(isinstance(part, ast.Name) and part.id == local for part in given):
                name = next((str(part.value) for part in given if isinstance(part, ast.Constant)), "")
            if name and statement is not self.statement:
                self.forbid_again(name)
                return name
        return ""

    def origin(self, node: ast.expr) -> ast.expr:
        """The expression that a local name is given; of anything else, itself."""
        bindings = self.bindings(node.id) if isinstance(node, ast.Name) else []
        binding = self.report.context.parents[bindings[0]] if bindings else None
        return binding.value if isinstance(binding, ast.Assign) else node

    # --- what gets a name

    def kind_made(self, node: ast.expr) -> str:
        """"buffer", "parameter" or "child" for an expression that makes a tensor, a Parameter or a layer of nothing."""
        if isinstance(node, ast.Call):
            path = self.report.cls.scope.resolve(node.func)
            if path in PARAMETER_CLASSES:
                return "parameter"
            if isinstance(path, ClassInfo):
                return "child" if path.is_module else ""
            fact = knowledge.function(path) if isinstance(path, str) and path.startswith("torch.") else None
            if fact is not None and fact.factory:
                return "buffer"
            if isinstance(path, str) and knowledge.torch_module(path) is not None:
                return "child"
            if isinstance(node.func, ast.Attribute) and not isinstance(path, str) and (
                    knowledge.method(node.func.attr) is not None):
                return "buffer" if self.kind_made(node.func.value) == "buffer" else ""
        return ""

    def registered(self, node: ast.expr, kind: str) -> cst.BaseExpression:
        """Give what an expression makes a name on the module; what reads it."""
        report = self.report
        if kind == "buffer" and (report.config.buffer_style == "nn.Buffer" or any(
                isinstance(n, ast.keyword) and n.arg == "requires_grad" or isinstance(n, ast.Attribute)
                and n.attr == "requires_grad_" for n in ast.walk(self.origin(node)))):
            raise NoFix("a tensor in it needs a name of its own")
        if kind == "child" and (sees_children(report) or hands_itself_on(report.context, self.statement)):
            raise NoFix("what goes through its children would meet it too, or it may hold the module")
        around = report.context.parents[node]
        word = around.arg if isinstance(around, ast.keyword) else node.id if isinstance(node, ast.Name) else ""
        better = f"{self.name}_{word or len(self.lines)}"
        if report.state.names.get(better) or report.state.ground(better)[0] is not Ground.NOTHING or (
                isinstance(node, ast.Name) and len([n for n in ast.walk(self.statement) if isinstance(n, ast.Name)
                                                    and n.id == node.id]) > 1):
            raise NoFix(f"'{better}' is taken")
        value: Any = self.changes.tree.find(node)
        made = cst.Attribute(cst.Name("self"), cst.Name(better))
        if kind == "buffer":
            call = cst.Call(cst.Attribute(cst.Name("self"), cst.Name("register_buffer")),
                            [cst.Arg(cst.SimpleString(f'"{better}"')), cst.Arg(value.deep_clone()), *self.more])
            self.lines.append(cst.Expr(call))
        else:
            self.lines.append(cst.Assign([cst.AssignTarget(made)], value.deep_clone()))
        return made.deep_clone()


class Replacing(cst.CSTTransformer):
    """Puts other expressions in the place of some."""

    def __init__(self, better: dict[cst.CSTNode, cst.BaseExpression]) -> None:
        super().__init__()
        self._better = better

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        """The other one."""
        return self._better.get(original_node, updated_node)


# --- the changes


def put_away(report: Report, changes: Changes, statement: ast.stmt, name: str,
             lines: list[cst.BaseSmallStatement]) -> cst.TrailingWhitespace:
    """Take the target away, and the statement where it has no other; lines take its place.

    Gives the end of the statement's line, for the line that says it now.
    """
    node: Any = changes.tree.find(statement)
    line: Any = changes.tree.above(node)
    end = cst.TrailingWhitespace()
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    first = targets[0] if targets else None
    if len(targets) > 1 or isinstance(first, (ast.Tuple, ast.List)):
        if lines:
            raise NoFix("it isn't one assignment")
        changes.replace(node, lambda s: without_target(s, [
            i for i, t in enumerate(first.elts if isinstance(first, (ast.Tuple, ast.List)) else targets)
            if not is_target(report, t, name)]))
    elif lines:
        changes.split(node, lambda _: lines)
    else:
        end = line.trailing_whitespace if is_alone(node, line) else end
        changes.remove(node, moved=True)
    return end


def without_target(node: cst.Assign, kept: list[int]) -> cst.Assign:
    """An assignment with some of its targets alone."""
    left, right = node.targets[0].target, node.value
    if not isinstance(left, (cst.Tuple, cst.List)) or not isinstance(right, (cst.Tuple, cst.List)):
        return node.with_changes(targets=[node.targets[i] for i in kept])
    if len(kept) == 1:
        target = cst.ensure_type(left.elements[kept[0]].value, cst.Attribute)
        return cst.Assign([cst.AssignTarget(target)], right.elements[kept[0]].value)
    sides = [side.with_changes(elements=[*(side.elements[i] for i in kept[:-1]), side.elements[kept[-1]].with_changes(
        comma=cst.MaybeSentinel.DEFAULT)]) for side in (left, right)]
    return node.with_changes(targets=[node.targets[0].with_changes(target=sides[0])], value=sides[1])


def add_property(report: Report, changes: Changes, statement: ast.stmt, name: str, value: str, holds: str,
                 end: cst.TrailingWhitespace = cst.TrailingWhitespace()) -> None:
    """Put a property that gives an expression below the method of a statement, apart from it.

    holds: the form of its type around that of a tensor, such as `list[{}]`, which is written where type checkers look
    ("" where it isn't known); end: how its last line ends.
    """
    method = report.context.function_of(statement)
    if method is None or report.context.class_of(method) is not report.context.parents[method]:
        raise NoFix("it stands in no method of a class")
    before: Any = changes.tree.find(method)
    written = report.written(name)
    tensor = type_of(report, name) if holds and is_checked(report, written) else ""
    gives = f" -> {holds.format(tensor)}" if tensor else ""
    made: Any = cst.parse_statement(f"@property\ndef {written}(self){gives}:\n    return {value}\n")
    last = made.body.body[0].with_changes(trailing_whitespace=end)
    body = made.body.with_changes(body=[last], indent=getattr(before.body, "indent", None))
    changes.append(before, made.with_changes(leading_lines=[cst.EmptyLine(indent=False)], body=body))
