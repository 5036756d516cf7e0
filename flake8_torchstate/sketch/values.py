"""What expressions are in a rough run, and what is put on the instance."""
from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import ClassInfo, MODULE
from flake8_torchstate.knowledge import Dtype, Returns, libraries
from flake8_torchstate.knowledge.reserved import RESERVED, TAKEN_KEYS
from flake8_torchstate.knowledge.names import TENSOR_CLASSES
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo, Reference, Scope
from flake8_torchstate.sketch.kinds import (
    DICT_KEYS,
    BOX, BUFFER, CALLABLE, CLASS, CLASSES, HELD, INTEGER, KEYS, LAYER, LOW, NONE, ODD, PARAMETER, PLAIN, REGISTERED, Row,
    TENSOR, TEXT, UNKNOWN, WHOLE, box, content_of, giving, held_in, inside, loses, operation)
from flake8_torchstate.sketch.memory import Doubt, Frame, Memory, Path, Store, Trace, get_along
from flake8_torchstate.sketch.syntax import MUTATORS, arguments_of, bound_by, changes_what_it_gets, is_format, is_fresh, names_in, text_of
from flake8_torchstate.code.source import walk

MOST_DEPTH = 12
HARMLESS = frozenset({ast.Constant, ast.Name, ast.JoinedStr})
EXPRESSIONS: dict[type, str] = {
    ast.Constant: "constant", ast.Name: "name", ast.Attribute: "attribute", ast.Call: "call",
    ast.BinOp: "binary", ast.UnaryOp: "unary", ast.BoolOp: "boolean", ast.Compare: "comparison",
    ast.IfExp: "conditional", ast.Subscript: "subscript", ast.List: "display", ast.Tuple: "display",
    ast.Set: "display", ast.Dict: "dictionary", ast.ListComp: "comprehension", ast.SetComp: "comprehension",
    ast.GeneratorExp: "comprehension", ast.DictComp: "dict_comprehension", ast.JoinedStr: "plain",
    ast.Slice: "plain", ast.Lambda: "function", ast.NamedExpr: "named", ast.Starred: "starred",
    ast.Await: "awaited", ast.Yield: "awaited", ast.YieldFrom: "awaited", ast.FormattedValue: "plain",
}


class Values:
    """The state of a rough run, and the values of expressions.  Raises Doubt."""

    def __init__(self, cls: ClassInfo, memory: Memory) -> None:
        self.cls = cls
        self.memory = memory
        self.names: dict[str, dict[int, Store]] = {}
        self.unread: set[str] = set()
        self.initialised = False
        self.opaque = False
        self.foreign = False
        self.quiet = 0
        self.unsure = 0
        self.properties = {name for c in cls.family for name in c.properties}
        self.later = False
        self.path: Path = ()
        self.loops: list[int] = []
        self.serial = 0
        self.ran: set[int] = set()
        self.stack: list[FunctionInfo] = []
        self.frame = Frame(cls.scope, None, None)
        self.again: dict[tuple[int, tuple[int, ...]], tuple[int, bool, Row | None]] = {}
        self.row: tuple[ast.Call, Row | None] | None = None
        self.last_rows: Row | None = None
        self.registering = 0
        self.patterns: dict[int, str] = {}
        self.tracing: list[Trace] = []
        self.class_members: dict[str, object] = {}

    def doubt(self, why: str) -> None:
        """Leave the class to the interpreter, unless the code belongs to another file, which is judged there."""
        if not self.foreign and not self.quiet:
            raise Doubt(why)

    @property
    def lenient(self) -> bool:
        """Whether a Parameter may be changed in place: under no_grad, and where who calls may have turned gradients off."""
        return self.frame.no_grad or self.later

    def own_name(self, name: str) -> str:
        """An attribute's name as Python knows it: a private one gets the class's name before it."""
        if name[:2] != "__" or name[-2:] == "__" or self.frame.after is None:
            return name
        return self.frame.after.private(name)

    # --- what is run: see run.py

    def bind(self, target: ast.expr, kind: int) -> None:
        """Assign to any target."""
        raise NotImplementedError

    def call_function(self, info: FunctionInfo, positional: Sequence[int], keywords: dict[str, int], bound: bool = False,
                      more: bool = False) -> int:
        """Run a function of the tree."""
        raise NotImplementedError

    def summary(self, info: ClassInfo) -> dict[str, dict[int, Store]]:
        """What constructing a class of the tree leaves under its names."""
        raise NotImplementedError

    # --- expressions

    def value(self, node: ast.expr | None) -> int:
        """What an expression may give."""
        if node is None:
            return UNKNOWN
        found: int = getattr(self, EXPRESSIONS[type(node)])(node)
        return found

    def constant(self, node: ast.Constant) -> int:
        """A literal."""
        return NONE if node.value is None else INTEGER if type(node.value) in (int, bool) else PLAIN | TEXT

    def plain(self, node: ast.expr) -> int:
        """An f-string, a slice."""
        return PLAIN | TEXT

    def name(self, node: ast.Name) -> int:
        """A name whose value goes on to somewhere else."""
        if node.id == self.frame.self_name and not self.later:
            self.doubt("self gets another holder")
        kind = self.peek(node)
        if kind & BOX:
            self.frame.escaped.add(node.id)
        return kind

    def share(self, targets: Sequence[ast.expr], value: ast.expr | None, kind: int) -> None:
        """Note names for a container that something else holds too: what is put into it is there as well."""
        if isinstance(value, ast.Name) and value.id == self.frame.self_name:
            self.doubt("self gets another holder")
        if kind & BOX and (value is None or len(targets) > 1 or not is_fresh(value)):
            self.frame.escaped.update(name for target in targets for name in names_in(target))

    def peek(self, node: ast.expr) -> int:
        """What is looked at on the spot: the name doesn't get another holder."""
        if not isinstance(node, ast.Name):
            return self.value(node)
        found = self.frame.names.get(node.id)
        if found is not None:
            return found
        if node.id == self.frame.self_name:
            return UNKNOWN
        self.frame.early.add(node.id)
        return self.referred(self.memory.resolve(self.frame.scope, node, node.id))

    def referred(self, found: Reference) -> int:
        """What a name of the file stands for."""
        if isinstance(found, ClassInfo):
            return (CLASS if found.counts_as_module else CALLABLE) | self.memory.bit(found)
        if isinstance(found, FunctionInfo):
            return CALLABLE | self.memory.bit(found)
        if isinstance(found, ConstantInfo):
            return self.constant_of(found)
        return self.named_by(found) if found is not None else UNKNOWN

    def named_by(self, path: str) -> int:
        """What a dotted name outside of the tree stands for, where it isn't called."""
        kind = named(path)
        return kind | self.memory.bit(path) if kind & (CALLABLE | CLASS) else kind

    def constant_of(self, constant: ConstantInfo) -> int:
        """What a name of the module level holds."""
        if constant not in self.memory.constants:
            self.memory.constants[constant] = UNKNOWN
            self.memory.constants[constant] = self.elsewhere(constant.scope, constant.node.value)
        return self.memory.constants[constant]

    def elsewhere(self, scope: Scope, node: ast.expr | None) -> int:
        """The value of an expression outside of the function that runs."""
        before, self.frame = self.frame, Frame(scope, None, None)
        self.quiet += 1
        try:
            return self.value(node)
        finally:
            self.quiet -= 1
            self.frame = before

    def attribute(self, node: ast.Attribute) -> int:
        """`owner.name`."""
        owner = node.value
        if isinstance(owner, ast.Name):
            if owner.id == self.frame.self_name:
                return self.read_self(self.own_name(node.attr))
            if owner.id not in self.frame.names:
                return self.dotted(node, f"{owner.id}.{node.attr}")
        elif isinstance(owner, ast.Attribute):
            text = text_of(node)
            if text is not None and text[0] not in self.frame.names and text[0] != self.frame.self_name:
                return self.dotted(node, ".".join(text))
        kind = self.peek(owner)
        if kind & BOX and node.attr in MUTATORS:
            self.doubt("a container's method goes on to somewhere else")
        return self.attribute_of(kind, node.attr)

    def dotted(self, node: ast.Attribute, text: str) -> int:
        """A dotted name of the file."""
        found = self.memory.resolve(self.frame.scope, node, text)
        if found is not None:
            return self.referred(found)
        owner = self.memory.resolve(self.frame.scope, node.value, text.rpartition(".")[0])
        if isinstance(owner, ClassInfo):
            return self.class_value(owner, node.attr)
        return self.attribute_of(self.value(node.value), node.attr)

    def class_value(self, info: ClassInfo, name: str) -> int:
        """An attribute of a class of the tree."""
        for cls in info.family:
            if name in cls.attributes:
                return self.value_in_class(cls, name)
            if name in cls.methods or name in cls.properties:
                return giving(ODD)
        return UNKNOWN

    def value_in_class(self, cls: ClassInfo, name: str) -> int:
        """The value of a class attribute."""
        key = cls, name
        if key not in self.memory.attributes:
            self.memory.attributes[key] = UNKNOWN
            self.memory.attributes[key] = self.elsewhere(cls.body_scope, cls.attributes[name].node.value)
        return self.memory.attributes[key]

    def attribute_of(self, kind: int, name: str) -> int:
        """An attribute of a value."""
        if kind & ODD:
            return ODD
        found = UNKNOWN
        if kind & (TENSOR | PARAMETER | BUFFER):
            returns = knowledge.attribute(name)
            found |= TENSOR | WHOLE & kind if returns is Returns.TENSOR else PLAIN if returns is Returns.OTHER else ODD
        if kind & LAYER:
            found |= self.member(kind, name)
        if kind & CLASS:
            for info in self.memory.classes_in(kind):
                found |= self.class_value(info, name)
        if kind & BOX:
            found |= self.kept_by(kind, name) if kind & CLASSES and not content_of(kind) & LAYER else inside(kind)
        return found

    def kept_by(self, kind: int, name: str) -> int:
        """An attribute of an object of the tree's classes that are no Modules."""
        found = UNKNOWN
        for info in self.memory.classes_in(kind):
            for store in self.summary(info).get(name, {}).values():
                found |= store.kind
        return found

    def member(self, kind: int, name: str) -> int:
        """An attribute of a Module: what its class registers."""
        found = UNKNOWN
        for info in self.memory.known_in(kind):
            if isinstance(info, str):
                facts = knowledge.torch_module(info)
                if facts is not None:
                    found |= PARAMETER if name in facts.parameters else TENSOR | WHOLE if name in facts.buffers else UNKNOWN
                    found |= LAYER if name in facts.submodules else UNKNOWN
            if not isinstance(info, ClassInfo):
                continue
            for store in self.summary(info).get(name, {}).values():
                found |= ODD if store.kind & TENSOR or store.called else store.kind & (LAYER | PARAMETER | ODD | CLASSES)
        return found

    def read_self(self, name: str) -> int:
        """`self.name`."""
        if self.tracing:
            self.depend("name", name)
        stores = self.names.get(name)
        if stores:
            found = 0
            for store in stores.values():
                if not self.unsure:
                    store.reads.append((self.frame.number, self.path))
                found |= store.kind & ~BUFFER | TENSOR | WHOLE if store.kind & BUFFER else store.kind
            return found
        for cls in self.cls.family:
            if name in cls.properties:
                getter = cls.properties[name].getter
                return self.call_function(getter, [], {}, bound=True) if getter is not None else UNKNOWN
            if name in cls.methods:
                return CALLABLE | self.memory.bit(cls.methods[name])
            if name in cls.attributes:
                return self.value_in_class(cls, name)
        self.unread.add(name)
        for trace in self.tracing:
            trace.unread.add(name)
        return INTEGER if name == "training" else UNKNOWN

    def subscript(self, node: ast.Subscript) -> int:
        """`owner[index]`."""
        kind = self.peek(node.value)
        self.value(node.slice)
        if isinstance(node.slice, ast.Slice) and kind & (BOX | LAYER):
            return kind
        return inside(kind)

    def starred(self, node: ast.Starred) -> int:
        """`*items`, as one of them."""
        return inside(self.peek(node.value))

    def display(self, node: ast.List | ast.Tuple | ast.Set) -> int:
        """`[…]`, `(…)`, `{…}`."""
        kinds = [self.value(element) for element in node.elts]
        if len(kinds) == 2 and kinds[1] & LAYER and isinstance(node, ast.Tuple) and kinds[0] & TEXT and self.good_name(node.elts[0], DICT_KEYS):
            return box(kinds[1])  # a name and a child
        return box(*kinds)

    def dictionary(self, node: ast.Dict) -> int:
        """`{key: value}`."""
        found = BOX
        for key, value in zip(node.keys, node.values):
            if key is None:
                found |= self.value(value)
            else:
                found |= box(self.value(value)) | (0 if self.good_name(key, DICT_KEYS) else KEYS)
        return found

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> int:
        """A comprehension: one that repeats what was made before is odd."""
        kind = self.repeated(node.generators, node.elt)
        if kind & LAYER and isinstance(node.elt, ast.Name) and node.elt.id not in bound_by(node.generators):
            kind |= ODD
        return box(kind)

    def dict_comprehension(self, node: ast.DictComp) -> int:
        """A dict comprehension."""
        kind = self.repeated(node.generators, node.value)
        if kind & LAYER and isinstance(node.value, ast.Name) and node.value.id not in bound_by(node.generators):
            kind |= ODD
        return box(kind) | (0 if self.good_name(node.key, DICT_KEYS) else KEYS)

    def repeated(self, generators: list[ast.comprehension], element: ast.expr) -> int:
        """Bind what comprehensions go over; the value of their element."""
        for generator in generators:
            self.bind_items(generator.target, generator.iter)
            for test in generator.ifs:
                self.perhaps(test)
        return self.perhaps(element)

    def perhaps(self, node: ast.expr) -> int:
        """The value of an expression that may not be reached."""
        self.unsure += 1
        try:
            return self.value(node)
        finally:
            self.unsure -= 1

    def bind_items(self, target: ast.expr, source: ast.expr) -> None:
        """Bind a loop's target to what it goes over."""
        if isinstance(target, ast.Tuple) and isinstance(source, ast.Call) and not source.keywords and len(target.elts) > 1:
            name = source.func.id if isinstance(source.func, ast.Name) else None
            starred = any(isinstance(a, ast.Starred) for a in (*source.args, *target.elts))
            if name == "enumerate" and source.args and not starred and len(target.elts) == 2:
                self.bind(target.elts[0], INTEGER)
                self.bind_items(target.elts[1], source.args[0])
                return
            if name == "zip" and len(source.args) == len(target.elts) and not starred:
                for part, item in zip(target.elts, source.args):
                    self.bind_item_of(part, item)
                return
        self.bind_item_of(target, source)

    def bind_item_of(self, target: ast.expr, source: ast.expr) -> None:
        """Bind a target to each item of a value, which goes on to hold it."""
        kind = inside(self.peek(source))
        self.share([target], None, kind)
        self.bind(target, kind)

    def binary(self, node: ast.BinOp) -> int:
        """`a op b`; a long chain of them is walked without recursion."""
        chain = [node]
        while isinstance(chain[-1].left, ast.BinOp):
            chain.append(chain[-1].left)
        kind = self.value(chain[-1].left)
        for part in reversed(chain):
            kind = operation(part.op, kind, self.value(part.right))
        return kind

    def unary(self, node: ast.UnaryOp) -> int:
        """`-x`, `not x`."""
        kind = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return INTEGER
        return TENSOR | kind & WHOLE if kind & (TENSOR | PARAMETER | BUFFER) else ODD if kind & ODD else PLAIN | kind & WHOLE

    def boolean(self, node: ast.BoolOp) -> int:
        """`a and b`: one of them."""
        found = self.value(node.values[0])
        for part in node.values[1:]:
            found |= self.perhaps(part)
        return found

    def comparison(self, node: ast.Compare) -> int:
        """`a < b`."""
        found = self.value(node.left)
        for part in node.comparators:
            found |= self.value(part)
        is_plain = all(isinstance(op, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for op in node.ops)
        return INTEGER if is_plain or not found & (TENSOR | PARAMETER | BUFFER | ODD) else TENSOR | WHOLE

    def conditional(self, node: ast.IfExp) -> int:
        """`a if test else b`."""
        self.value(node.test)
        return self.perhaps(node.body) | self.perhaps(node.orelse)

    def named(self, node: ast.NamedExpr) -> int:
        """`name := value`."""
        kind = self.value(node.value)
        self.share([node.target], node.value, kind)
        self.bind(node.target, kind)
        return kind

    def function(self, node: ast.Lambda) -> int:
        """A lambda: it keeps what it closes over."""
        if changes_what_it_gets(node):
            self.doubt("a lambda changes what it gets")
        held = UNKNOWN
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            held |= self.value(default)
        for part in walk(node.body):
            if isinstance(part, ast.Name):
                held |= self.frame.names.get(part.id, 0)
        outer = {name: self.frame.names.get(name) for name in arguments_of(node.args)}
        self.frame.names.update(dict.fromkeys(outer, UNKNOWN))
        result = self.perhaps(node.body)
        for name, kind in outer.items():
            if kind is None:
                del self.frame.names[name]
            else:
                self.frame.names[name] = kind
        return giving(result) | (box(held) if held_in(held) else 0)

    def awaited(self, node: ast.Await | ast.Yield | ast.YieldFrom) -> int:
        """What comes from outside."""
        self.value(node.value)
        return UNKNOWN

    # --- what a trace depends on

    def depend(self, kind: str, name: str, after: ClassInfo | None = None) -> None:
        """Note what a method of another file asks of the class at hand."""
        dependency = kind, name, after
        for trace in self.tracing:
            if dependency not in trace.depends and name not in trace.stored:
                trace.depends[dependency] = self.token(kind, name, after)

    def untraceable(self) -> None:
        """What is done now can't be done again from a trace."""
        for trace in self.tracing:
            trace.usable = False

    def token(self, kind: str, name: str, after: ClassInfo | None) -> object:
        """What the class at hand has: an attribute with what it holds, a method, the next constructor."""
        if kind == "super":
            return self.cls.find_method(name, after) if after is not None else None
        if kind == "init":
            mro = self.cls.mro
            start = mro.index(after) + 1 if after is not None and after in mro else 0
            return next((c for c in mro[start:] if not isinstance(c, ClassInfo) or "__init__" in c.methods or c.generates_init), None)
        held = 0
        for store in self.names.get(name, {}).values():
            held |= store.kind
        if name not in self.class_members:
            self.class_members[name] = self.class_member(name)
        return held, name in self.names, self.class_members[name]

    def class_member(self, name: str) -> object:
        """What the class gives for a name: a function, or the kind of an attribute."""
        for cls in self.cls.family:
            found = cls.methods.get(name) or cls.properties.get(name)
            if found is not None:
                return found
            if name in cls.attributes:
                return self.value_in_class(cls, name)
        return None

    # --- operations on self

    def store(self, name: str, kind: int, node: ast.AST) -> None:
        """`self.name = value`."""
        if self.later:
            self.store_later(name, kind)
            return
        if loses(kind):
            self.doubt(f"'{name}' may hold what is lost")
        if kind & REGISTERED:
            self.note_registration()
        self.note(name, kind, node, "")

    def note(self, name: str, kind: int, node: ast.AST, called: str) -> None:
        """Keep what is stored under a name."""
        if self.tracing:
            self.depend("name", name)
        stores = self.names.setdefault(name, {})
        seen = frozenset(place for place, store in stores.items() if not self.loops and store.read_before(self.frame, self.path))
        stores[id(node)] = Store(kind, self.path, called, not self.foreign, self.frame.after, seen=seen)
        for trace in self.tracing:
            trace.stores.append((name, id(node), stores[id(node)]))
            trace.stored.add(name)
        if name in self.properties:
            self.doubt(f"'{name}' is a property")

    def clash(self, name: str) -> None:
        """Doubt a name whose registrations can hurt each other, or what the class has."""
        places = self.names.get(name, {})
        stores = list(places.values())
        registering = [s for s in stores if s.called or s.kind & REGISTERED]
        if name in self.unread and any(held_in(s.kind) for s in stores):
            raise Doubt(f"'{name}' is read before it's set")
        if not any(s.own for s in stores):
            return
        if name in RESERVED and any(s.called or s.kind & LOW & ~CALLABLE for s in stores):
            raise Doubt(f"'{name}' is nn.Module's too")
        if registering and any(name in c.attributes or name in c.methods or name in c.properties for c in self.cls.family):
            raise Doubt(f"'{name}' is the class's too")
        if registering and len(stores) > 1:
            for i, second in enumerate(stores):
                if any((first.own or second.own) and not get_along(first, second, place in second.seen)
                       for place, first in itertools.islice(places.items(), i)):
                    raise Doubt(f"'{name}' is set twice")

    def note_registration(self) -> None:
        """Doubt a registration too early, or in a loop."""
        self.registering += 1
        if not self.initialised:
            self.doubt("registered before nn.Module.__init__")
        if self.loops:
            self.doubt("registered in a loop")

    def store_later(self, name: str, kind: int) -> None:
        """`self.name = value` outside of construction: over what is registered not everything goes."""
        there = 0
        for store in self.names.get(name, {}).values():
            there |= (TENSOR if store.called and not store.kind else store.kind) if store.called or store.kind & REGISTERED else 0
        there |= TENSOR if there & BUFFER else 0
        buffer = BUFFER if there & TENSOR else 0
        layer = LAYER if there & LAYER else 0
        if there and kind & LOW & ~(there & (PARAMETER | TENSOR) | layer | buffer | NONE | WHOLE):
            self.doubt(f"'{name}' gets another kind of value")

    def register(self, node: ast.Call, method: str) -> None:
        """register_buffer, register_parameter, add_module."""
        key = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "name"), None)
        given = (k.value for k in node.keywords if k.arg in ("tensor", "param", "module"))
        value = node.args[1] if len(node.args) > 1 else next(given, None)
        kind = self.value(value)
        allowed = {"register_buffer": TENSOR | WHOLE, "register_parameter": PARAMETER | WHOLE}.get(method, LAYER)
        if key is None or kind & LOW & ~(allowed | NONE) or any(isinstance(a, ast.Starred) for a in node.args):
            self.doubt("registers what may not be registered")
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            if not key.value or "." in key.value:
                self.doubt("a name with a dot")
            again = [s.called for s in self.names.get(key.value, {}).values() if s.called != method]
            if self.later and (again or any(key.value in c.attributes or key.value in c.methods for c in self.cls.family)):
                self.doubt("registers a name again")
            self.note_registration()
            if not self.later:
                self.note(key.value, kind, node, method)
        elif key is not None:
            if not self.good_name(key) or not self.initialised:
                self.doubt("a name that may be refused")
            self.pattern(key, LAYER)

    def pattern(self, key: ast.expr, kind: int) -> None:
        """Keep how a name that is put together begins."""
        if kind & HELD and not self.later:
            if isinstance(key, ast.Name):
                key = self.frame.written.get(key.id, key)
            first = key.values[0] if isinstance(key, ast.JoinedStr) and key.values else (
                key.left if isinstance(key, ast.BinOp) else key.func.value if is_format(key) else None)
            start = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
            self.untraceable()
            self.patterns[id(key)] = start.partition("%")[0].partition("{")[0]

    def good_name(self, node: ast.expr, own: frozenset[str] = frozenset()) -> bool:
        """Whether PyTorch takes a key or name for sure, or nothing is known of it."""
        if isinstance(node, ast.Constant):
            text = node.value
            return isinstance(text, str) and bool(text) and "." not in text and text not in RESERVED and not (
                own and any(text in taken for taken in TAKEN_KEYS.values()))
        if isinstance(node, ast.JoinedStr):
            return all(self.good_part(part) for part in node.values)
        if isinstance(node, ast.BinOp):
            return self.good_part(node.left) and self.good_part(node.right)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str" and len(node.args) == 1:
            return self.good_part(node.args[0])
        if is_format(node):
            return all(self.good_part(part) for part in (node.func.value, *node.args))
        written = self.frame.written.get(node.id) if isinstance(node, ast.Name) else None
        if written is not None and not (isinstance(written, ast.Name) and isinstance(node, ast.Name) and written.id == node.id):
            return self.good_name(written, own)
        return not self.value(node)

    def good_part(self, node: ast.expr) -> bool:
        """Whether part of a name has no dot for sure, or nothing is known of it."""
        if isinstance(node, ast.Constant):
            return "." not in str(node.value)
        if isinstance(node, ast.FormattedValue):
            return self.good_part(node.value)
        if isinstance(node, (ast.BinOp, ast.JoinedStr, ast.Call)):
            return self.good_name(node)
        if isinstance(node, ast.Tuple):
            return all(self.good_part(part) for part in node.elts)
        if isinstance(node, ast.Name) and isinstance(self.frame.written.get(node.id), ast.JoinedStr):
            return self.good_name(node)
        return not self.value(node) & ~INTEGER


def named(path: str) -> int:
    """What a dotted name that isn't of the tree stands for, where it isn't called."""
    head = path.partition(".")[0]
    if head == "torch":
        facts = knowledge.torch_module(path)
        if facts is not None:
            return CLASS if facts.container is None and facts.path != MODULE else CALLABLE
        if knowledge.function(path) is not None or path in TENSOR_CLASSES or knowledge.is_distribution(path):
            return CALLABLE
        return plain_class(path)
    if head == "builtins":
        return CALLABLE
    return CLASS if libraries.is_module(path) else UNKNOWN


def plain_class(path: str) -> int:
    """What a name of torch stands for that is a dtype, a constant or another class without state."""
    if not knowledge.is_plain_class(path):
        return UNKNOWN
    return INTEGER if knowledge.dtype_class(path) in (Dtype.INT, Dtype.BOOL) else PLAIN
