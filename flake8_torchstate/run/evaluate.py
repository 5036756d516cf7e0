"""An expression -> value.

One small method for each kind of expression; what calls give is `calls.py`'s business, what conditions say that of
`conditions.py`.  Whatever isn't understood is Unknown.
"""
from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flake8_torchstate.model import values
from flake8_torchstate.run import calls, conditions, tensors
from flake8_torchstate.code.classes import ClassInfo, canonical
from flake8_torchstate.run.machine import Frame, Machine
from flake8_torchstate.model.registry import Operation
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo, Reference
from flake8_torchstate.model.values import (
    Choice, Class, Container, Dotted, Entry, Function, Holder, Method, Module, NoneValue, Option, Parameter, Pattern,
    Plain, SelfValue, SuperValue, Unknown, Value)

MOST_UNROLLED = 16
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "Add": lambda a, b: a + b, "Sub": lambda a, b: a - b, "Mult": lambda a, b: a * b,
    "FloorDiv": lambda a, b: a // b, "Div": lambda a, b: a / b, "Mod": lambda a, b: a % b,
}
MOST_TEXT = 200
MOST_NUMBER = 10 ** 200


class Evaluator(Machine):
    """Gives the value of expressions where the machine stands."""

    tensor_functions: frozenset[str] = frozenset()
    loops: int = 0
    unrolling: bool = True
    within_forward: bool = False

    def value(self, node: ast.expr | None) -> Value:
        """The value of an expression; Unknown where there is none or it isn't understood."""
        if node is None:
            return Unknown()
        self.count()
        method = getattr(self, f"value_{type(node).__name__}", None)
        return method(node) if method is not None else Unknown()

    # --- names and literals

    def value_Name(self, node: ast.Name) -> Value:
        """A name: a local, a name of the file, a built-in."""
        return self.name_value(node.id)

    def name_value(self, name: str) -> Value:
        """What a name holds: locals first, then the file's names."""
        found = self.local(name)
        if found is None and name == "__class__" and self.frame.owner is not None:
            return Class(self.frame.owner)
        return found if found is not None else self.global_value(name)

    def global_value(self, name: str) -> Value:
        """What a name of the file holds; the same value at each read."""
        key = (self.frame.scope, name)
        if key not in self.globals:
            self.globals[key] = Unknown()
            self.globals[key] = self.referred(self.reference(name))
        return self.globals[key]

    def referred(self, found: Reference) -> Value:
        """The value of what a name was resolved to."""
        if isinstance(found, ClassInfo):
            return Class(found)
        if isinstance(found, FunctionInfo):
            return Function(found)
        if isinstance(found, ConstantInfo):
            return self.constant_value(found)
        return Dotted(found) if found is not None else Unknown()

    def constant_value(self, constant: ConstantInfo) -> Value:
        """The value of a name that the module level assigns once."""
        key = (constant, constant.name)
        if key not in self.globals:
            self.globals[key] = Unknown()
            statement = constant.node
            with self.entered(Frame(constant.scope, statement=statement)):
                self.globals[key] = self.value(assigned_expression(statement))
        return self.globals[key]

    def value_Constant(self, node: ast.Constant) -> Value:
        """A literal; one that is too long to be worked with is only known by its type."""
        constant = node.value
        if constant is None:
            return NoneValue()
        if isinstance(constant, complex) or constant is Ellipsis:
            return Plain()
        if isinstance(constant, int) and abs(constant) >= MOST_NUMBER:
            return Plain(of="int")
        if isinstance(constant, (str, bytes)) and len(constant) > 10 * MOST_TEXT:
            return Plain(of=type(constant).__name__)
        return Plain(constant)

    def value_JoinedStr(self, node: ast.JoinedStr) -> Value:
        """An f-string: a constant where its parts are known, else a pattern."""
        parts: list[Value] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                inner = self.value(part.value)
                plain = part.format_spec is None and part.conversion == -1
                if not (plain and isinstance(inner, Plain) and inner.known):
                    inner = Pattern(text="{" + written(part.value) + "}")
                parts.append(inner)
            else:
                parts.append(self.value(part))
        return joined(parts)

    # --- displays and comprehensions

    def value_List(self, node: ast.List) -> Value:
        """`[…]`."""
        return self.display("list", node.elts)

    def value_Tuple(self, node: ast.Tuple) -> Value:
        """`(…)`."""
        return self.display("tuple", node.elts)

    def value_Set(self, node: ast.Set) -> Value:
        """`{…}`."""
        return self.display("set", node.elts)

    def display(self, kind: str, elements: Sequence[ast.expr]) -> Container:
        """A list, tuple or set display, starred items included."""
        result = Container(kind=kind, born=self.here.guard)
        for element in elements:
            if isinstance(element, ast.Starred):
                self.spread(result, self.value(element.value))
            else:
                result.entries.append(Entry(self.value(element), guard=self.here.guard))
        return result

    def spread(self, result: Container, inner: Value) -> None:
        """`*items`."""
        source = calls.as_container(inner)
        if source is None:
            result.exact = False
            result.entries.append(Entry(Unknown((inner,))))
        else:
            result.entries += [Entry(e.value, None, e.key, e.shared) for e in source.entries]
            result.exact = result.exact and source.exact

    def value_Dict(self, node: ast.Dict) -> Value:
        """`{key: value}`, with `**` too."""
        result = Container(kind="dict", born=self.here.guard)
        for key, value in zip(node.keys, node.values):
            if key is not None:
                known = self.value(key)
                result.entries.append(Entry(self.value(value), None, known, guard=self.here.guard))
            else:
                self.spread(result, self.value(value))
        return result

    def value_ListComp(self, node: ast.ListComp) -> Value:
        """`[x for …]`."""
        return self.comprehension("list", node.elt, None, node.generators)

    def value_SetComp(self, node: ast.SetComp) -> Value:
        """`{x for …}`."""
        return self.comprehension("set", node.elt, None, node.generators)

    def value_GeneratorExp(self, node: ast.GeneratorExp) -> Value:
        """`(x for …)`."""
        return self.comprehension("generator", node.elt, None, node.generators)

    def value_DictComp(self, node: ast.DictComp) -> Value:
        """`{k: v for …}`."""
        return self.comprehension("dict", node.value, node.key, node.generators)

    def comprehension(self, kind: str, item: ast.expr, key: ast.expr | None, clauses: list[ast.comprehension]) -> Value:
        """Any comprehension: its item once for each known element, or once for all."""
        result = Container(kind=kind, exact=False)
        frame = Frame(self.frame.scope, self.frame.owner, self.frame.function, self.frame,
                      statement=self.frame.statement, no_grad=self.frame.no_grad)
        mark = values.Value().key
        source = self.value(clauses[0].iter)
        with self.entered(frame):
            self._comprehend(result, item, key, clauses, source, mark)
        return result

    def _comprehend(self, result: Container, item: ast.expr, key: ast.expr | None, clauses: list[ast.comprehension],
                    source: Value, mark: Any) -> None:
        elements, exact = self.elements(source)
        clause, inner = clauses[0], clauses[1:]
        for element in elements:
            self.assign_target(clause.target, element)
            inside: Any = self.here
            for condition in clause.ifs:
                inside = inside and conditions.branch(self, condition, inside)[0]
            if inside is None:
                continue
            with self.along(inside):
                if inner:
                    self._comprehend(result, item, key, inner, self.value(inner[0].iter), mark)
                    continue
                made = self.value(item)
                shared = not exact and is_older(made, mark) and not any(made is v for v in values.within(element))
                entry_key = self.value(key) if key is not None else None
                result.entries.append(Entry(made, None, entry_key, self.site if shared else None, inside.guard))
        if exact and not clause.ifs and not inner:
            result.exact = True
            for entry in result.entries:
                if sum(entry.value is e.value for e in result.entries) > 1:
                    entry.shared = self.site

    def elements(self, source: Value) -> tuple[list[Value], bool]:
        """The values that a loop's target takes, and whether they are all known one by one."""
        container = calls.as_container(source)
        if container is not None and container.exact and len(container.entries) <= MOST_UNROLLED:
            return [calls.item_of(container, entry) for entry in container.entries], True
        return [calls.element_of(source)], False

    # --- operators

    def value_BinOp(self, node: ast.BinOp) -> Value:
        """`a op b`; a long chain of them is walked without recursion."""
        chain: list[ast.BinOp] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            chain.append(left)
            left = left.left
        result = self.value(left)
        for part in reversed(chain):
            result = self.binary(type(part.op).__name__, result, self.value(part.right))
        return result

    def binary(self, operator: str, left: Value, right: Value) -> Value:
        """What an arithmetic operator gives for each possible pair of operands."""
        if isinstance(left, Choice) or isinstance(right, Choice):
            return values.choose(
                Option(a.guard | b.guard, self.binary(operator, a.value, b.value))
                for a in values.options(left) for b in values.options(right)
                if self.here.meets(a.guard | b.guard))
        self.use(left, right)
        if values.is_tensor(left) or values.is_tensor(right):
            if isinstance(left, Plain) and isinstance(left.constant, str):
                return Plain()
            dtype = tensors.arithmetic_dtype([left, right], operator == "Div")
            result = tensors.combined([left, right], self.frame.no_grad, dtype)
            return tensors.spoil(result, [left, right], self.site)
        if operator == "Mult" and (isinstance(left, Container) or isinstance(right, Container)):
            return calls.repeated(self, left, right)
        if isinstance(left, Container) and isinstance(right, Container):
            if operator == "Add":
                exact = left.exact and right.exact
                return Container(kind=left.kind, entries=[*left.entries, *right.entries], exact=exact, born=self.here.guard)
            return Container(kind=left.kind, entries=[*left.entries, *right.entries], exact=False)
        return folded(operator, left, right)

    def value_UnaryOp(self, node: ast.UnaryOp) -> Value:
        """`-x`, `+x`, `~x`, `not x`."""
        if isinstance(node.op, ast.Not):
            yes, no = conditions.sides(self, node)
            return conditions.truth_value(yes, no)
        inner = self.value(node.operand)
        if isinstance(node.op, ast.USub) and isinstance(values.constant(inner), (int, float)):
            return Plain(-values.constant(inner))
        return values.choose(Option(o.guard, self.unary(o.value)) for o in values.options(inner))

    def unary(self, inner: Value) -> Value:
        """What a sign gives."""
        if values.is_tensor(inner):
            result = tensors.combined([inner], self.frame.no_grad, tensors.dtype_of(inner))
            return tensors.spoil(result, [inner], self.site)
        return Plain() if isinstance(inner, Plain) else Unknown()

    def value_Compare(self, node: ast.Compare) -> Value:
        """`a < b`: of tensors a tensor of bools, else a truth that remembers its condition."""
        operands = [self.value(node.left), *map(self.value, node.comparators)]
        plain = any(isinstance(operator, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for operator in node.ops)
        if not plain and any(values.is_tensor(v) for v in operands):
            return tensors.combined(operands, True, "bool")
        yes, no = conditions.sides(self, node)
        if not plain and any(isinstance(o.value, Unknown) for v in operands for o in values.options(v)):
            return conditions.unknown_truth(yes, no)  # between unknown operands it may be a tensor of bools
        return conditions.truth_value(yes, no)

    def value_BoolOp(self, node: ast.BoolOp) -> Value:
        """`a and b`, `a or b`: the operand at which it stops."""
        found: list[Option] = []
        rest: Any = self.here
        for part in node.values[:-1]:
            yes, no = conditions.branch(self, part, rest)
            stops, rest = (no, yes) if isinstance(node.op, ast.And) else (yes, no)
            if stops is not None:
                with self.along(stops):
                    found.append(Option(stops.guard, self.value(part)))
            if rest is None:
                break
        if rest is not None:
            with self.along(rest):
                found.append(Option(rest.guard, self.value(node.values[-1])))
        if all(isinstance(o.value, Plain) and not o.value.known for o in found):
            return conditions.truth_value(*conditions.sides(self, node))
        return self.relative(found)

    def relative(self, found: Iterable[Option]) -> Value:
        """One value of options whose guards are taken relative to the present path."""
        return values.choose(Option(o.guard - self.here.guard, o.value) for o in found)

    def value_IfExp(self, node: ast.IfExp) -> Value:
        """`a if test else b`."""
        yes, no = conditions.branch(self, node.test, self.here)
        found: list[Option] = []
        for path, part in ((yes, node.body), (no, node.orelse)):
            if path is not None:
                with self.along(path):
                    found.append(Option(path.guard, self.value(part)))
        return self.relative(found)

    def value_NamedExpr(self, node: ast.NamedExpr) -> Value:
        """`name := value`."""
        result = self.value(node.value)
        self.bind(node.target.id, result)
        return result

    def value_Lambda(self, node: ast.Lambda) -> Value:
        """A lambda: it keeps what it closes over alive."""
        own = {a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
        held = self.captured(name for name in names_in(node.body) if name not in own)
        held += [self.value(default) for default in node.args.defaults]
        return Holder("lambda", tuple(held), call=calls.LambdaCall(self, node, self.frame))

    def captured(self, names: Iterable[str]) -> list[Value]:
        """The values of the locals among some names."""
        found: list[Value] = []
        for name in dict.fromkeys(names):
            inner = self.local(name)
            if inner is not None and not isinstance(inner, (SelfValue, Plain, NoneValue)):
                found.append(inner)
        return found

    def value_Await(self, node: ast.Await | ast.YieldFrom) -> Value:
        """`await x`, `yield from x`."""
        self.value(node.value)
        return Unknown()

    value_YieldFrom = value_Await

    def value_Yield(self, node: ast.Yield) -> Value:
        """`yield x`."""
        if node.value is not None:
            self.value(node.value)
        return Unknown()

    # --- attributes, items, calls

    def value_Attribute(self, node: ast.Attribute) -> Value:
        """`owner.name`."""
        owner = calls.present(self.value(node.value))
        return self.attribute(owner, self.attribute_name(node))

    def attribute_name(self, node: ast.Attribute) -> str:
        """The name of an attribute, as Python changes it where it's private to the class around it."""
        owner = self.frame.owner
        return node.attr if owner is None else owner.private(node.attr)

    def attribute(self, owner: Value, name: str) -> Value:
        """An attribute of each possible owner."""
        return self.each(owner, lambda v: self._attribute(v, name))

    def each(self, value: Value, function: Callable[[Value], Value]) -> Value:
        """Apply a function to each possible value, on the path on which it is the one."""
        if not isinstance(value, Choice):
            return function(value)
        found: list[Option] = []
        for option in value.options:
            inside = self.here.entering(option.guard)
            if inside is not None:
                with self.along(inside):
                    found.append(Option(option.guard, function(option.value)))
        return values.choose(found) if found else Unknown()

    def _attribute(self, owner: Value, name: str) -> Value:
        if isinstance(owner, Dotted):
            return self.referred(self.frame.scope.project.follow(f"{owner.path}.{name}", self.frame.scope.source))
        if isinstance(owner, SelfValue):
            return self.read_self(name)
        if isinstance(owner, Container) and owner.kind == "named tuple" and name not in ("count", "index"):
            return calls.element_of(owner)
        if isinstance(owner, (SuperValue, Container)):
            return Method(owner, name)
        if values.is_tensor(owner):
            self.use(owner)
            found = tensors.attribute(owner, name, self.frame.no_grad)
            return found if found is not None else Method(owner, name)
        if isinstance(owner, Module):
            return calls.module_member(self, owner, name)
        if isinstance(owner, Class):
            return self.class_member(owner.info, name, None)
        if isinstance(owner, Holder):
            owner.contents()
            return owner.members.get(name) or Unknown()
        if isinstance(owner, Plain):
            return Method(owner, name)
        return owner.member(name) if isinstance(owner, Unknown) else Unknown()

    def read_self(self, name: str) -> Value:
        """`self.name`."""
        raise NotImplementedError

    def class_member(self, info: ClassInfo, name: str, bound: Value | None) -> Value:
        """A name that a class's family defines, bound to an instance where there is one."""
        for cls in info.family:
            if name in cls.methods:
                return Function(cls.methods[name], bound)
            if name in cls.nested:
                return Class(cls.nested[name])
            if name in cls.attributes:
                return self.class_attribute(cls, name)
        return Unknown()

    def class_attribute(self, cls: ClassInfo, name: str) -> Value:
        """The value of a name that a class body assigns."""
        key = (cls, name)
        if key not in self.globals:
            self.globals[key] = Unknown()
            statement = cls.attributes[name].node
            with self.entered(Frame(cls.body_scope, cls, statement=statement)):
                self.globals[key] = self.value(assigned_expression(statement))
        return self.globals[key]

    def value_Subscript(self, node: ast.Subscript) -> Value:
        """`owner[index]`."""
        owner = calls.present(self.value(node.value))
        index = self.index(node)
        return self.each(owner, lambda v: calls.item(self, v, index))

    def index(self, node: ast.Subscript) -> Value:
        """The value of a subscript; SLICE for slices and tuples."""
        if isinstance(node.slice, ast.Tuple):
            for part in node.slice.elts:
                if not isinstance(part, (ast.Slice, ast.Starred)):
                    self.value(part)
            return calls.SLICE
        return calls.SLICE if isinstance(node.slice, ast.Slice) else self.value(node.slice)

    def value_Call(self, node: ast.Call) -> Value:
        """Any call."""
        if isinstance(node.func, ast.Name) and node.func.id == "super" and self.local("super") is None:
            return self.super_value(node)
        function = calls.present(self.value(node.func))
        arguments = self.arguments(node)
        if self.initialises(node.func, function, arguments):
            return NoneValue()
        return self.each(function, lambda v: calls.call(self, v, arguments))

    def initialises(self, node: ast.expr, function: Value, arguments: calls.Arguments) -> bool:
        """Whether an `__init__` that can't be told is called on self: it may be nn.Module's."""
        named = isinstance(node, ast.Attribute) and node.attr == "__init__"
        if named and isinstance(function, Unknown) and any(isinstance(v, SelfValue) for v in arguments.everything()):
            self.unknown_init()
            return True
        return False

    def unknown_init(self) -> None:
        """The constructor of a class that can't be looked into."""
        raise NotImplementedError

    def super_value(self, node: ast.Call) -> Value:
        """`super()` and `super(Class, self)`."""
        after = self.frame.owner
        if node.args:
            named = self.value(node.args[0])
            if isinstance(named, (Class, Dotted)):
                return SuperValue(named.info if isinstance(named, Class) else canonical(named.path))
        return SuperValue(after)

    def arguments(self, node: ast.Call) -> calls.Arguments:
        """The evaluated arguments of a call."""
        result = calls.Arguments(node)
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                inner = self.value(argument.value)
                container = calls.as_container(inner)
                if container is not None and container.exact:
                    result.positional += [e.value for e in container.entries]
                else:
                    result.starred.append(inner)
            else:
                result.positional.append(self.value(argument))
                result.nodes.append(argument)
        for keyword in node.keywords:
            inner = self.value(keyword.value)
            if keyword.arg is None:
                result.take_keywords(inner)
            else:
                result.keywords[keyword.arg] = inner
        return result

    def use(self, *operands: Value) -> None:
        """Note that values went into an operation."""
        self.used.update(v for operand in operands for v in values.within(operand, 3))

    # --- what the statements' part defines

    def assign_target(self, target: ast.expr, value: Value, expression: ast.expr | None = None) -> None:
        """Bind a value to any assignment target."""
        raise NotImplementedError

    def set_attribute(self, owner: Value, name: Value, value: Value, expression: ast.expr | None = None) -> None:
        """setattr(owner, name, value)."""
        raise NotImplementedError

    def delete_self(self, name: str) -> None:
        """`del self.name`."""
        raise NotImplementedError

    def has_self(self, name: str) -> Value:
        """hasattr(self, name)."""
        raise NotImplementedError

    def read_or(self, name: str, default: Value) -> Value:
        """getattr(self, name, default)."""
        raise NotImplementedError

    def call_self(self, owner: Value, name: str, arguments: calls.Arguments) -> Value:
        """A method of self that only nn.Module has, or one through super()."""
        raise NotImplementedError

    def refuse_name(self, known: object, operation: Operation, value: Value | None = None, shown: str = "") -> None:
        """Note a name that PyTorch refuses."""
        raise NotImplementedError

    def call_function(self, function: Function, arguments: calls.Arguments) -> Value:
        """Run a function of the source tree."""
        raise NotImplementedError

    def construct(self, cls: Class, arguments: calls.Arguments) -> Value:
        """Make an instance of a class of the source tree."""
        raise NotImplementedError

    def external_init(self, path: str, arguments: calls.Arguments) -> None:
        """The constructor of a class outside of the tree."""
        raise NotImplementedError

    def annotated(self, annotation: ast.expr) -> Value | None:
        """The value that an annotation promises, None where it says nothing."""
        raise NotImplementedError

    def annotated_method(self, owner: Module, name: str, arguments: calls.Arguments) -> Value:
        """What a method of another module gives, by its annotation."""
        raise NotImplementedError

    def instance_member(self, owner: Module, name: str) -> Value | None:
        """What an instance of another Module class of the tree certainly holds under a name."""
        raise NotImplementedError

    def created(self, value: Value) -> None:
        """Note a Parameter or Module that is made."""
        raise NotImplementedError

    def from_before_loop(self, value: Value) -> bool:
        """Whether a module was made before the loop that runs."""
        raise NotImplementedError


def names_in(node: ast.AST) -> list[str]:
    """The names that a piece of syntax mentions, in order."""
    found: list[str] = []
    stack: list[ast.AST] = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, ast.Name):
            found.append(part.id)
        else:
            stack.extend(reversed(list(ast.iter_child_nodes(part))))
    return found


def written(node: ast.expr) -> str:
    """An expression as people write it, on one line."""
    return node.id if isinstance(node, ast.Name) else ast.unparse(node)


def joined(parts: Sequence[Value]) -> Value:
    """Strings side by side: a constant where all are known, else a pattern."""
    if all(isinstance(p, Plain) and p.known and isinstance(p.constant, (str, int, float)) for p in parts):
        return Plain("".join(str(values.constant(p)) for p in parts))
    shown, literal = "", ""
    for part in parts:
        known = str(part.constant) if isinstance(part, Plain) and part.known else ""
        literal += part.literal if isinstance(part, Pattern) else known
        shown += part.text if isinstance(part, Pattern) else known or "{…}"
    return Pattern(text=shown, literal=literal)


def folded(operator: str, left: Value, right: Value) -> Value:
    """Arithmetic on what is no tensor: a constant where both are short and known."""
    if isinstance(left, Pattern) or isinstance(right, Pattern):
        return joined([left, right]) if operator == "Add" else Pattern()
    if not (isinstance(left, Plain) and isinstance(right, Plain)):
        result: Value = Unknown()
        if not isinstance(left, Unknown) or not isinstance(right, Unknown):
            carried = [v for v in (left, right) if isinstance(v, (Container, Module))]
            result = Unknown(tuple(carried), data=isinstance(left, Plain) or isinstance(right, Plain))
        result.key = (operator, left.key, right.key)
        return result
    if left.known and right.known and operator in ARITHMETIC and small(left.constant) and small(right.constant):
        try:
            return Plain(ARITHMETIC[operator](left.constant, right.constant))
        except Exception:  # whatever Python says of these two constants, it is their author's matter
            return Plain()
    if operator == "Mod" and isinstance(left.constant, str):
        literal = left.constant.replace("%s", "").replace("%d", "")
        return Pattern(text=left.constant.replace("%s", "{…}").replace("%d", "{…}"), literal=literal)
    if operator == "Add" and (isinstance(left.constant, str) or isinstance(right.constant, str)):
        return joined([left, right])
    result = Plain()
    result.key = (operator, left.key, right.key)
    return result


def small(constant: Any) -> bool:
    """Whether a constant is short enough to compute with."""
    if isinstance(constant, str):
        return len(constant) < MOST_TEXT
    return isinstance(constant, (int, float)) and abs(constant) < 2 ** 31


def is_older(value: Value, mark: Any) -> bool:
    """Whether a Module or Parameter was made before a moment."""
    return isinstance(value, (Module, Parameter)) and isinstance(value.key, int) and value.key < mark


def assigned_expression(statement: ast.stmt) -> ast.expr | None:
    """The expression that a simple assignment statement gives its name."""
    if isinstance(statement, ast.Assign):
        return statement.value if all(isinstance(t, ast.Name) for t in statement.targets) else None
    return statement.value if isinstance(statement, ast.AnnAssign) else None
