"""The walk over a class's methods that finds what becomes of its lost tensors.

Each method is gone through statement by statement, with what each local name is made of: places where a lost tensor is
read, and what is where the module is.  Where a read ends is a use.  What can't be told is OPEN and never harmless.
"""
from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flake8_torchstate import knowledge
from flake8_torchstate.code.outline import dotted_text
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo
from flake8_torchstate.code.source import FunctionNode
from flake8_torchstate.code.syntax import as_read, blocks_of, names_cpu
from flake8_torchstate.report.context import ON_CPU, Function, called_name, is_of_self
from flake8_torchstate.report.uses import BROUGHT, MADE, NOTHING, PLACED, Account, Kind, Origins, Read, Use

MOST_ROUNDS = 3
Locals = dict[str, Origins]
INPUT, PERHAPS = "<where the module is>", "<perhaps where the module is>"
THERE: Origins = frozenset({INPUT})
UNKNOWN: Origins = frozenset({PERHAPS})
PLAIN_TYPES = frozenset("int float bool str bytes device dtype Size Generator".split())
ASKING = frozenset("isinstance type id hasattr callable".split())
COUNTING = frozenset("int float bool len str range print repr format round complex".split())
PASSING = frozenset("list tuple set dict iter reversed sorted next enumerate zip map filter".split())
OPERATING = frozenset("sum min max abs pow divmod".split())
OF_CONTAINERS = frozenset("items values keys get copy".split())
SHAPING = frozenset(
    "view reshape expand repeat tile permute transpose swapaxes movedim unsqueeze squeeze flatten unflatten narrow "
    "split chunk unbind roll flip select size view_as expand_as reshape_as".split())
"""Methods of a tensor that take sizes and dimensions, or another tensor for its size."""
KEEPING = frozenset(
    "float double half long int bool view reshape unsqueeze t transpose permute repeat expand tril triu log exp sqrt "
    "pow clone contiguous flatten detach flip roll cumsum cumprod to type_as expand_as view_as reshape_as tile".split())
"""Functions and methods that make no single number of a tensor that has dimensions."""
COPYING = frozenset("new_tensor copy_ set_".split())
"""Methods of a tensor that is where the module is, which copy another one to it."""


def walk_all(account: Account, methods: Iterable[FunctionInfo]) -> None:
    """Go through the methods: what they give and get from each other is known after the first round."""
    methods = list(methods)
    account.methods = {method.name: method for method in methods}
    for _ in range(MOST_ROUNDS):
        before = dict(account.returned), dict(account.given)
        account.uses.clear()
        for method in methods:
            Walk(account, method).run()
        if before == (account.returned, account.given):
            break


def reads_in(origins: Origins) -> frozenset[Read]:
    """The reads among some origins."""
    return frozenset(o for o in origins if isinstance(o, Read))


def is_sized(node: ast.Call, path: str) -> bool:
    """Whether a call of what makes a tensor gives one with dimensions, which stands for no other tensor's place."""
    first, name = node.args[0] if node.args else None, path.rpartition(".")[2]
    if name in ("tensor", "as_tensor", "asarray"):
        if isinstance(first, ast.Call) and first.args and called_name(first) in ("array", "asarray"):
            first = first.args[0]
        along = isinstance(first, ast.Call) and any(keyword.arg == "axis" for keyword in first.keywords)
        return along or isinstance(first, (ast.List, ast.Tuple, ast.ListComp))
    return first is not None and not name.endswith("_like")


class Walk:
    """Goes through one method."""

    def __init__(self, account: Account, method: FunctionInfo) -> None:
        self._account = account
        self._method = method
        self._scope = method.body_scope

    def run(self) -> None:
        """All of the method; what it returns is kept under its name."""
        name, node = self._method.name, self._method.node
        locals_ = self._arguments(node, name == "forward")
        for argument in locals_:
            locals_[argument] |= self._account.given.get((name, argument), NOTHING)
        self._block(node.body, locals_)
        users = [m for m in self._account.methods.values() if name in m.outline.self_names]
        if not name.startswith("_") or not users or name.endswith("__"):
            self._sink(Kind.OPEN, self._account.returned.get(name, NOTHING), node)

    def _arguments(self, node: FunctionNode | ast.Lambda, is_forward: bool = False) -> Locals:
        """What a function's arguments are: of forward, the first one and tensors are where the module is."""
        found: Locals = {}
        arguments = [*node.args.posonlyargs, *node.args.args]
        defaults = dict(zip([a.arg for a in reversed(arguments)], reversed(node.args.defaults)))
        first = next((a.arg for a in arguments if a.arg != "self"), "")
        for each in (n for n in ast.walk(node.args) if isinstance(n, ast.arg) and n.arg != "self"):
            words = {n.id if isinstance(n, ast.Name) else getattr(n, "attr", "") for n in ast.walk(
                each.annotation)} if each.annotation is not None else set()
            default = defaults.get(each.arg)
            if "Tensor" in words or (is_forward and each.arg == first and not words & PLAIN_TYPES and not default):
                found[each.arg] = THERE
            elif words & PLAIN_TYPES or (isinstance(default, ast.Constant) and default.value is not None):
                found[each.arg] = NOTHING
            else:
                found[each.arg] = UNKNOWN
        return found

    def _sink(self, kind: Kind, origins: Origins, node: ast.AST, how: str = "") -> None:
        self._account.note(kind, origins, getattr(node, "lineno", self._method.node.lineno), self._method.name, how)

    def _meet(self, node: ast.expr | ast.stmt, *operands: Origins) -> Origins:
        """One operation takes all of some operands; what it gives is where they are."""
        for number, operand in enumerate(operands):
            others = NOTHING.union(*operands[:number], *operands[number + 1:])
            if INPUT in others:
                self._sink(Kind.MEETS, operand, node)
            elif PERHAPS in others and MADE not in others:
                self._sink(Kind.OPEN, operand, node)
        self._beside(node, operands)
        together = NOTHING.union(*operands)
        if INPUT in together or MADE in together:
            return THERE if INPUT in together else together
        return UNKNOWN if PERHAPS in together else together

    def _beside(self, node: ast.expr | ast.stmt, operands: Sequence[Origins]) -> None:
        """Note which lost tensors go where one goes that the method makes on the CPU, and none that is elsewhere."""
        together = NOTHING.union(*operands)
        if MADE in together and INPUT not in together:
            met = (read for operand in operands if MADE not in operand for read in reads_in(operand))
            for read in (read for read in met if read.whole is None):  # a part may be a number, which goes with any
                self._account.beside.setdefault(read.name, Use(node.lineno, self._method.name, Kind.OPEN))

    # --- statements

    def _block(self, body: list[ast.stmt], names: Locals) -> None:
        for statement in body:
            self._statement(statement, names)

    def _statement(self, node: ast.stmt, names: Locals) -> None:
        if isinstance(node, ast.Assign):
            given = self._of(node.value, names)
            for target in node.targets:
                self._bind(target, given, names, node.value)
        elif isinstance(node, ast.AnnAssign):
            if node.value is not None:
                self._bind(node.target, self._of(node.value, names), names)
        elif isinstance(node, ast.AugAssign):
            old = self._of(as_read(node.target), names)
            self._bind(node.target, self._meet(node, old, self._of(node.value, names)), names)
        elif isinstance(node, ast.Return):
            known = self._account.returned.get(self._method.name, NOTHING)
            self._account.returned[self._method.name] = known | self._of(node.value, names)
        elif isinstance(node, Function):
            self._block(node.body, {**names, **self._arguments(node)})
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self._loop(node.target, node.iter, names)
            self._ways([[*node.body, *node.body], node.orelse], names)
        elif isinstance(node, (ast.If, ast.While)):
            self._sink(Kind.NUMBER, self._of(node.test, names), node)
            self._ways([node.body, node.orelse], names, either=isinstance(node, ast.If))
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
        if isinstance(node, (ast.With, ast.AsyncWith)):
            self._block(node.body, names)
            return
        if not isinstance(node, ast.ClassDef):
            self._ways(blocks_of(node), names)

    def _ways(self, blocks: list[list[ast.stmt]], names: Locals, either: bool = False) -> None:
        """Blocks of which each may run, or not (either: one of them runs): a name may hold what any of them gives it.
        """
        sides = [dict(names) for _ in blocks]
        for block, side in zip(blocks, sides):
            self._block(block, side)
        ended = [bool(block) and isinstance(block[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))
                 for block in blocks]
        going = [side for side, ends in zip(sides, ended) if not ends] if either else [names, *sides]
        joined: Locals = {}
        for name in {n for side in going for n in side}:
            if not name.startswith("self.") or all(name in side for side in going):
                joined[name] = NOTHING.union(*(side.get(name, NOTHING) for side in going))
        names.clear()
        names.update(joined)

    def _loop(self, target: ast.expr, iterated: ast.expr, names: Locals) -> None:
        """Bind what a loop goes through: what zip and enumerate give, part by part."""
        called = iterated.func.id if isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Name) else ""
        if isinstance(iterated, ast.Call) and isinstance(target, ast.Tuple) and len(target.elts) == (
                2 if called == "enumerate" else len(iterated.args) if called == "zip" else -1):
            given = [NOTHING] if called == "enumerate" else []
            given += [self._account.parts(self._of(a, names)) for a in iterated.args[:len(target.elts)]]
            for part, origins in zip(target.elts, given):
                self._bind(part, origins, names)
        else:
            self._bind(target, self._account.parts(self._of(iterated, names)), names)

    def _bind(self, target: ast.expr, given: Origins, names: Locals, value: ast.expr | None = None) -> None:
        if isinstance(target, ast.Name):
            names[target.id] = given
        elif isinstance(target, ast.Starred):
            self._bind(target.value, given, names)
        elif isinstance(target, (ast.Tuple, ast.List)):
            parts = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
            apart = len(parts) == len(target.elts) and not any(isinstance(p, ast.Starred) for p in parts)
            for number, part in enumerate(target.elts):
                self._bind(part, self._of(parts[number], names) if apart else given, names)
        elif is_of_self(target):
            name = self._own(target.attr)
            names[f"self.{target.attr}"] = given
            self._account.set_by.setdefault(name, {}).setdefault(self._method.name, target.lineno)
            self._sink(Kind.OPEN, frozenset(r for r in reads_in(given) if r.name != name),
                       target)
        elif isinstance(target, ast.Subscript):
            owner = self._of(target.value, names)
            self._index(target, names)
            if is_of_self(target.value):
                sets = self._account.set_by.setdefault(self._own(target.value.attr), {})
                sets.setdefault(self._method.name, target.lineno)
            self._sink(Kind.MOVED if INPUT in owner else Kind.OPEN, given, target, BROUGHT)
        else:
            owner = self._of(target.value, names) if isinstance(target, ast.Attribute) else NOTHING
            self._sink(Kind.OPEN, given | owner, target)

    # --- expressions

    def _own(self, name: str) -> str:
        """The name of an attribute of the instance, as the state has it."""
        return self._method.owner.private(name) if self._method.owner is not None else name

    def _of(self, node: ast.expr | None, names: Locals) -> Origins:
        """What an expression is made of."""
        if node is None or isinstance(node, ast.Constant):
            return NOTHING
        if isinstance(node, ast.Name):
            return names[node.id] if node.id in names else self._global(node)
        take = TAKEN.get(type(node))
        if take is not None:
            return take(self, node, names)
        return NOTHING.union(*(self._of(c, names) for c in ast.iter_child_nodes(node) if isinstance(c, ast.expr)))

    def _global(self, node: ast.Name) -> Origins:
        found = self._scope.lookup(node.id)
        plain = isinstance(found, str) or isinstance(found, ConstantInfo) and isinstance(found.node.value, ast.Constant)
        return NOTHING if plain else UNKNOWN

    def _attribute(self, node: ast.Attribute, names: Locals) -> Origins:
        if is_of_self(node):
            return self._of_self(node, names)
        owner = self._of(node.value, names)
        if knowledge.attribute(node.attr) is knowledge.Returns.OTHER:
            self._sink(Kind.OPEN if node.attr in PLACED else Kind.NUMBER, owner, node, node.attr)
            return NOTHING
        if knowledge.attribute(node.attr) is None and knowledge.method(node.attr) is None:
            self._sink(Kind.OPEN, owner, node)
            return owner - reads_in(owner) or (UNKNOWN if not isinstance(self._scope.resolve(node), str) else NOTHING)
        return owner

    def _of_self(self, node: ast.Attribute, names: Locals) -> Origins:
        if f"self.{node.attr}" in names:
            return names[f"self.{node.attr}"]
        name = self._own(node.attr)
        if name in self._account.wanted:
            return frozenset({self._account.read(name, node.lineno, node.col_offset, self._method.name)})
        if name in self._account.registered:
            return THERE
        return self._account.returned.get(name, UNKNOWN)

    def _index(self, node: ast.Subscript, names: Locals) -> Origins:
        """An item: a tensor where the module is can be indexed by one of the CPU, and not the other way round."""
        value, index = self._of(node.value, names), self._of(node.slice, names)
        held = is_of_self(node.value) and self._own(node.value.attr) in self._account.containers
        if INPUT in value or PERHAPS in value:
            self._sink(Kind.MOVED if INPUT in value else Kind.OPEN, index, node, BROUGHT)
        elif held:
            self._sink(Kind.NUMBER, index, node)
        elif index & {INPUT, PERHAPS} and not isinstance(node.slice, ast.Slice):
            self._sink(Kind.OPEN, value, node)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return value if any(isinstance(part, ast.Slice) for part in parts) else self._account.parts(value)

    def _compare(self, node: ast.Compare, names: Locals) -> Origins:
        parts = [self._of(part, names) for part in (node.left, *node.comparators)]
        if all(isinstance(op, (ast.Is, ast.IsNot)) for op in node.ops):
            return self._asked(*parts)
        if all(isinstance(op, (ast.In, ast.NotIn)) for op in node.ops):
            self._sink(Kind.NUMBER, NOTHING.union(*parts), node)
            return NOTHING
        return self._meet(node, *parts)

    def _asked(self, *parts: Origins) -> Origins:
        """Whether it's there, or what it is: no use, where nothing else becomes of it."""
        for read in NOTHING.union(*parts):
            if isinstance(read, Read) and not self._account.uses.get(read):
                self._account.uses.pop(read, None)
        return NOTHING

    def _operation(self, node: ast.BinOp, names: Locals) -> Origins:
        return self._meet(node, self._of(node.left, names), self._of(node.right, names))

    def _text(self, node: ast.FormattedValue, names: Locals) -> Origins:
        self._sink(Kind.NUMBER, self._of(node.value, names), node, "str")
        return NOTHING

    def _choice(self, node: ast.IfExp, names: Locals) -> Origins:
        self._sink(Kind.NUMBER, self._of(node.test, names), node)
        return self._of(node.body, names) | self._of(node.orelse, names)

    def _not(self, node: ast.UnaryOp, names: Locals) -> Origins:
        inner = self._of(node.operand, names)
        if isinstance(node.op, ast.Not):
            self._sink(Kind.NUMBER, inner, node)
            return NOTHING
        return inner

    def _named(self, node: ast.NamedExpr, names: Locals) -> Origins:
        given = self._of(node.value, names)
        self._bind(node.target, given, names)
        return given

    def _lambda(self, node: ast.Lambda, names: Locals) -> Origins:
        return self._of(node.body, {**names, **self._arguments(node)})

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
                       names: Locals) -> Origins:
        inner = dict(names)
        for loop in node.generators:
            self._loop(loop.target, loop.iter, inner)
            for test in loop.ifs:
                self._sink(Kind.NUMBER, self._of(test, inner), test)
        if isinstance(node, ast.DictComp):
            return self._of(node.key, inner) | self._of(node.value, inner)
        return self._of(node.elt, inner)

    # --- calls

    def _call(self, node: ast.Call, names: Locals) -> Origins:
        arguments = [*node.args, *(k.value for k in node.keywords)]
        given = [self._of(argument, names) for argument in arguments]
        if is_of_self(node.func):
            return self._own_call(node, node.func, given, names)
        local = dotted_text(node.func).partition(".")[0] in names
        called = None if local else self._scope.resolve(node.func)
        if isinstance(called, str):
            parts = [argument.elts if isinstance(argument, (ast.Tuple, ast.List)) else [] for argument in arguments]
            return self._path_call(node, called, [part for whole, within in zip(given, parts) for part in (
                [self._of(each, names) for each in within] or [whole])])
        if isinstance(node.func, ast.Attribute):
            return self._method_call(node, node.func, given, names)
        self._beside(node, given)
        self._sink(Kind.OPEN, self._of(node.func, names).union(*given), node)
        return UNKNOWN

    def _own_call(self, node: ast.Call, function: ast.Attribute, given: list[Origins], names: Locals) -> Origins:
        """The call of something of the instance: a child, or a method of the class."""
        name = self._own(function.attr)
        if name in self._account.registered:
            meets = self._account.registered[name]
            together = NOTHING.union(*given)
            if meets is None or any(keyword.arg == "is_causal" for keyword in node.keywords):
                self._sink(Kind.OPEN, together, node)  # beside is_causal, a mask may be a hint that nothing reads
                return THERE
            return self._meet(node, THERE, *given) if meets else self._meet(node, *given)
        method = self._account.methods.get(name)
        if method is None or any(isinstance(a, ast.Starred) for a in node.args):
            self._sink(Kind.OPEN, NOTHING.union(*given, self._of_self(function, names)), node)
            return UNKNOWN
        arguments = [a.arg for a in (*method.node.args.posonlyargs, *method.node.args.args)]
        arguments = arguments[1:] if arguments[:1] == ["self"] else arguments
        passed = dict(zip(arguments, given))
        passed |= {k.arg: g for k, g in zip(node.keywords, given[len(node.args):]) if k.arg in arguments}
        for argument, origins in passed.items():
            key = name, argument
            self._account.given[key] = self._account.given.get(key, NOTHING) | origins
        self._sink(Kind.OPEN, NOTHING.union(*given) - NOTHING.union(*passed.values()), node)
        return self._account.returned.get(name, UNKNOWN)

    def _path_call(self, node: ast.Call, path: str, given: list[Origins]) -> Origins:
        """The call of something of another package."""
        root, _, rest = path.partition(".")
        together = NOTHING.union(*given)
        if root == "builtins" and rest in ASKING:
            return self._asked(*given)
        if root in ON_CPU or root == "math" or (root == "builtins" and rest in COUNTING):
            self._sink(Kind.CPU if root in ON_CPU else Kind.NUMBER, together, node, rest)
            return NOTHING
        if root == "builtins" and rest in PASSING:
            return together
        facts = knowledge.function(path)
        if facts is None and not (root == "builtins" and rest in OPERATING):
            self._beside(node, given)
            self._sink(Kind.OPEN, together, node)
            return UNKNOWN
        moved = any(k.arg == "device" and not names_cpu(k.value) for k in node.keywords)
        passing = path.rpartition(".")[2] in ("tensor", "as_tensor", "asarray")
        if facts is not None and (facts.factory and not passing or facts.returns is knowledge.Returns.OTHER):
            self._sink(Kind.NUMBER, together, node, rest)
            there = UNKNOWN if self._places_by_lost(node) else THERE
            return there if moved else frozenset({MADE}) if is_sized(node, path) else NOTHING
        if moved:
            self._sink(Kind.MOVED, together, node)
            return UNKNOWN if self._places_by_lost(node) else THERE
        if facts is not None and facts.factory and is_sized(node, path) and not reads_in(together):
            return frozenset({MADE})
        found = self._meet(node, *given)
        return found if rest.rpartition(".")[2] in KEEPING else self._account.parts(found)

    def _method_call(self, node: ast.Call, function: ast.Attribute, given: list[Origins], names: Locals) -> Origins:
        """The call of a method of something."""
        owner, name, together = self._of(function.value, names), function.attr, NOTHING.union(*given)
        facts = knowledge.method(name)
        if name in ("cpu", "numpy"):
            self._sink(Kind.CPU, owner, node, name)
            return NOTHING
        if name in ("cuda", "type_as") or name == "to" and not self._only_dtype(node):
            self._sink(Kind.MOVED, owner, node)
            self._sink(Kind.OPEN, together, node)  # where a lost tensor is, others are brought
            return UNKNOWN if self._places_by_lost(node) else THERE
        if name == "type" and not self._only_dtype(node):  # a tensor's class says where it is, too
            self._sink(Kind.OPEN, owner | together, node)
            return UNKNOWN
        if name in OF_CONTAINERS and facts is None:
            return owner | together
        if facts is None:
            self._sink(Kind.OPEN, owner | together, node)
            return UNKNOWN
        if facts.returns is knowledge.Returns.OTHER:
            self._sink(Kind.NUMBER, owner | together, node, name)
            return NOTHING
        if name in SHAPING:
            self._sink(Kind.NUMBER, together, node, name)
            return owner if name in KEEPING else self._account.parts(owner)
        if name in COPYING or name.startswith("new_"):
            self._sink(Kind.MOVED if INPUT in owner else Kind.OPEN, together, node, BROUGHT)
            return owner
        found = self._meet(node, owner, *given)
        return found if name in KEEPING else self._account.parts(found)

    def _places_by_lost(self, node: ast.Call) -> bool:
        """Whether a call puts something where a lost tensor is."""
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        return any(is_of_self(part) and self._own(part.attr) in self._account.wanted
                   for each in given for part in ast.walk(each))

    def _only_dtype(self, node: ast.Call) -> bool:
        """Whether `.to(…)` says nothing of a device."""
        paths = [self._scope.resolve(argument) for argument in node.args]
        dtypes = [isinstance(p, str) and knowledge.dtype_class(p) is not None and "Tensor" not in p
                  or getattr(a, "attr", "") == "dtype" or getattr(a, "id", "") == "dtype"
                  for p, a in zip(paths, node.args)]
        return all(dtypes) and all(k.arg in ("dtype", "copy", "non_blocking", "memory_format") for k in node.keywords)


TAKEN: dict[type[ast.AST], Callable[[Walk, Any, Locals], Origins]] = {
    ast.Attribute: Walk._attribute, ast.Subscript: Walk._index, ast.Compare: Walk._compare,
    ast.BinOp: Walk._operation, ast.FormattedValue: Walk._text, ast.IfExp: Walk._choice, ast.UnaryOp: Walk._not,
    ast.NamedExpr: Walk._named, ast.Lambda: Walk._lambda, ast.ListComp: Walk._comprehension,
    ast.SetComp: Walk._comprehension, ast.GeneratorExp: Walk._comprehension, ast.DictComp: Walk._comprehension,
    ast.Call: Walk._call,
}
