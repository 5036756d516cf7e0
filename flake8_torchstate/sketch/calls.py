"""What calls give in a rough run: of torch, of other libraries, of built-ins, of values."""
from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import ClassInfo, MODULE, canonical, is_module_path
from flake8_torchstate.knowledge import Dtype, Returns, dtype_class, libraries
from flake8_torchstate.knowledge.reserved import RESERVED, TAKEN_KEYS
from flake8_torchstate.knowledge.names import (
    ARRAYS, BUFFER_CLASSES, COLLECTIONS, LISTINGS, MAPPINGS,
    MODULE_TOOLS, NUMBERS, OWN_MODULE_METHODS, PARAMETER_CLASSES, PLAIN_BUILTINS,
    PLAIN_PACKAGES, REGISTRARS, SEQUENCES, SHAPED, TENSOR_CLASSES, WRAPPERS)
from flake8_torchstate.code.scopes import ConstantInfo, FunctionInfo, Reference, Scope
from flake8_torchstate.sketch.kinds import (
    DICT_KEYS,
    BOX, BUFFER, CALLABLE, CLASS, CLASSES, HALF, HELD, IDLE, INTEGER, KEYS, LAYER, LOW, NONE, NO_CHILD, ODD, PARAMETER, PLAIN,
    REGISTERED, Row, TENSOR, TEXT, UNKNOWN, WHOLE, box, content_of, held_in, inside, joined, listing, loses)
from flake8_torchstate.sketch.syntax import MUTATORS, has_float, quoted, text_of
from flake8_torchstate.sketch.values import HARMLESS, MOST_DEPTH, Values


class Calls(Values):
    """The values of calls."""

    # --- what is run: see run.py

    def run(self, info: FunctionInfo, positional: Sequence[int], keywords: dict[str, int], bound: bool, more: bool,
            place: int | None = None) -> int:
        """Run a function's body with its arguments, of which the one at a place is the module itself."""
        raise NotImplementedError

    def set_on(self, node: ast.expr, name: str | None, kind: int) -> None:
        """Set an attribute of something else than self."""
        raise NotImplementedError

    def init_after(self, after: ClassInfo | None, node: ast.Call) -> None:
        """The next `__init__` in the MRO after a class."""
        raise NotImplementedError

    def external_init(self, path: str | None) -> None:
        """The constructor of a class outside of the tree."""
        raise NotImplementedError

    # --- calls

    def call(self, node: ast.Call) -> int:
        """`f(…)`."""
        function = node.func
        if isinstance(function, ast.Attribute):
            return self.call_attribute(node, function)
        if isinstance(function, ast.Name):
            if function.id in self.frame.names:
                return self.call_kind(node, self.frame.names[function.id])
            found = self.memory.resolve(self.frame.scope, function, function.id)
            return self.call_reference(node, found, function)
        return self.call_kind(node, self.value(function))

    def call_attribute(self, node: ast.Call, function: ast.Attribute) -> int:
        """`owner.name(…)`."""
        owner, name = function.value, function.attr
        if isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super":
            return self.call_super(node, owner, name)
        if isinstance(owner, ast.Name) and owner.id == self.frame.self_name:
            return self.call_self(node, self.own_name(name))
        text = text_of(function)
        if text is not None and text[0] not in self.frame.names and text[0] != self.frame.self_name:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Name) and first.id == self.frame.self_name and self.frame.self_name is not None:
                return self.call_on_self(node, owner, ".".join(text[:-1]), name)
            found = self.memory.resolve(self.frame.scope, function, ".".join(text))
            if found is not None:
                return self.call_reference(node, found, function)
            cls = self.memory.resolve(self.frame.scope, owner, ".".join(text[:-1]))
            if isinstance(cls, ClassInfo):
                method = cls.find_method(name)
                return self.call_with(node, method) if method is not None else self.unknown_call(node)
        return self.call_method(node, owner, name)

    def call_on_self(self, node: ast.Call, owner: ast.expr, text: str, name: str) -> int:
        """`Base.method(self, …)`."""
        found = self.memory.resolve(self.frame.scope, owner, text)
        later = ast.copy_location(ast.Call(node.func, node.args[1:], node.keywords), node)
        if name == "__init__" and isinstance(found, str):
            self.arguments(later)
            self.external_init(found)
            return NONE
        if isinstance(found, ClassInfo):
            method = found.find_method(name)
            if method is not None:
                return self.call_with(later, method, bound=True)
            if name == "__init__":
                self.init_after(found, later)
                return NONE
        if name in ("__setattr__", "__delattr__") or name in REGISTRARS:
            self.doubt("an operation on self by a class's name")
        return self.unknown_call(node)

    def arguments(self, node: ast.Call) -> tuple[list[int], dict[str, int], bool]:
        """What goes in: by position, by keyword, and whether more may."""
        positional: list[int] = []
        more = False
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                more = True
                kind = inside(self.peek(argument.value))
                if held_in(kind):
                    positional.append(kind | ODD)
            elif isinstance(argument, ast.Name) and argument.id == self.frame.self_name:
                positional.append(UNKNOWN)
            else:
                positional.append(self.value(argument))
        keywords: dict[str, int] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                more = True
                if held_in(self.value(keyword.value)):
                    positional.append(ODD)
            elif isinstance(keyword.value, ast.Name) and keyword.value.id == self.frame.self_name:
                keywords[keyword.arg] = UNKNOWN
            else:
                keywords[keyword.arg] = self.value(keyword.value)
        return positional, keywords, more

    def everything(self, node: ast.Call) -> int:
        """All that goes in, as one."""
        found = 0
        for argument in node.args:
            if type(argument) not in HARMLESS:
                found |= self.value(argument)
            elif type(argument) is not ast.Constant:
                found |= self.peek(argument)
        for keyword in node.keywords:
            if type(keyword.value) is not ast.Constant:
                found |= self.peek(keyword.value)
        return found

    def effects(self, node: ast.Call) -> None:
        """Look only for what the arguments of a call do."""
        for argument in node.args:
            if type(argument) not in HARMLESS:
                self.value(argument)
        for keyword in node.keywords:
            if type(keyword.value) not in HARMLESS:
                self.value(keyword.value)

    def unknown_call(self, node: ast.Call) -> int:
        """A call that can't be followed."""
        self.effects(node)
        return UNKNOWN

    def call_kind(self, node: ast.Call, kind: int) -> int:
        """Call a value."""
        if not kind & (CALLABLE | ODD | CLASS | BOX):
            self.effects(node)
            return UNKNOWN
        self.no_self(node)
        given = self.everything(node)
        if kind & ODD:
            return ODD
        found = LAYER | kind & CLASSES if kind & CLASS else UNKNOWN
        if kind & CALLABLE:
            known = self.memory.known_in(kind)
            content = content_of(kind)
            if content or not known:
                found |= content | (content << HALF if content & (BOX | CALLABLE) else 0)
                found |= ODD if held_in(given) or given & (CALLABLE | CLASS) else given & (INTEGER | NONE | TEXT | BOX)
            rows: list[Row | None] = []
            for each in known:
                self.row = None
                if isinstance(each, FunctionInfo):
                    found |= self.call_with(node, each, bound=each.owner is not None and each.owner in self.cls.family)
                elif isinstance(each, str):
                    found |= self.call_dotted(node, each) if not is_module_path(each) else LAYER | self.memory.bit(each)
                elif not each.counts_as_module:
                    found |= self.construct(node, each)
                rows.append(self.row[1] if self.row is not None else None)
            self.row = node, joined(rows)
        return found

    def call_reference(self, node: ast.Call, found: Reference, function: ast.expr) -> int:
        """Call what a name of the file stands for."""
        if isinstance(found, str):
            return self.call_dotted(node, found)
        if isinstance(found, FunctionInfo):
            return self.call_with(node, found)
        if isinstance(found, ClassInfo):
            return self.construct(node, found)
        if isinstance(found, ConstantInfo):
            return self.call_kind(node, self.constant_of(found))
        return self.unknown_call(node)

    def construct(self, node: ast.Call, info: ClassInfo) -> int:
        """An instance of a class of the tree."""
        if info.counts_as_module:
            self.no_self(node)
            self.effects(node)
            return self.memory.layer(info)
        given = self.everything(node)
        if info.generates_init or "typing.NamedTuple" in info.mro:
            return box(given)
        if info.has_unknown_base or "__new__" in info.methods:
            return UNKNOWN
        if info not in self.memory.members:
            self.memory.members[info] = UNKNOWN
            self.memory.members[info] = self.members_of(info)
        return self.memory.members[info]

    def no_self(self, node: ast.Call) -> None:
        """Doubt where the module itself is given away."""
        if self.later:
            return
        for argument in (*node.args, *(k.value for k in node.keywords)):
            if isinstance(argument, ast.Name) and argument.id == self.frame.self_name:
                self.doubt("self is given away")

    def call_with(self, node: ast.Call, info: FunctionInfo, bound: bool = False) -> int:
        """Call a function of the tree with the arguments of a call."""
        place = self.place_of_self(node, info)
        positional, keywords, more = self.arguments(node)
        if more:
            positional.append(UNKNOWN)
        self.last_rows = None
        if place is not None and not bound and not self.later:
            result = self.run(info, positional, keywords, False, more, place)
        else:
            result = self.call_function(info, positional, keywords, bound, more)
        self.row = node, self.last_rows
        return result

    def place_of_self(self, node: ast.Call, info: FunctionInfo) -> int | None:
        """Which argument is the module itself; Doubt where it's more than one, or isn't given by position."""
        if self.frame.self_name is None:
            return None
        given = [i for i, a in enumerate(node.args) if isinstance(a, ast.Name) and a.id == self.frame.self_name]
        named = [k.arg for k in node.keywords if isinstance(k.value, ast.Name) and k.value.id == self.frame.self_name]
        if not given and not named:
            return None
        arguments = [a.arg for a in (*info.node.args.posonlyargs, *info.node.args.args)]
        given += [arguments.index(name) for name in named if name in arguments]
        if len(given) != 1 or any(isinstance(a, ast.Starred) for a in node.args[:given[0]]) or len(self.stack) > MOST_DEPTH:
            self.no_self(node)
            return None
        return given[0]

    def call_super(self, node: ast.Call, owner: ast.Call, name: str) -> int:
        """`super().name(…)`."""
        after = self.frame.after
        if owner.args and isinstance(owner.args[0], ast.Name):
            found = self.memory.resolve(self.frame.scope, owner.args[0], owner.args[0].id)
            after = found if isinstance(found, ClassInfo) else after
        if owner.args and not isinstance(owner.args[0], ast.Name):
            self.doubt("super() of something else")
        if name == "__init__":
            self.init_after(after, node)
            return NONE
        if self.tracing:
            self.depend("super", name, after)
        method = self.cls.find_method(name, after) if after is not None else None
        if method is not None:
            return self.call_with(node, method, bound=True)
        return self.own_method(node, name)

    def call_self(self, node: ast.Call, name: str) -> int:
        """`self.name(…)`."""
        if self.tracing:
            self.depend("name", name)
        method = self.cls.find_method(name)
        if method is not None and name not in self.names:
            return self.call_with(node, method, bound=True)
        if name in self.names or method is None and name not in RESERVED:
            return self.call_method(node, ast.Attribute(ast.Name(self.frame.self_name or "", ast.Load()), name, ast.Load()), "__call__")
        return self.own_method(node, name)

    def own_method(self, node: ast.Call, name: str) -> int:
        """A method of nn.Module on self."""
        if name in REGISTRARS:
            self.register(node, name)
            return NONE
        if name == "__init__" or name in ("__setattr__", "__delattr__") and not self.later:
            self.doubt(f"{name} is called")
        self.effects(node)
        if name in LISTINGS:
            return listing(name)
        return UNKNOWN

    def call_method(self, node: ast.Call, owner: ast.expr, name: str) -> int:
        """A method of a value."""
        kind = self.peek(owner)
        if name == "__call__":
            return self.call_kind(node, kind)
        if kind & (BOX | LAYER) and name in MUTATORS:
            self.mutate(node, owner, kind, name)
        elif kind & LAYER and name in ("add_module", "register_module", "__setitem__", "register_parameter"):
            self.add_named_child(node)
        else:
            self.effects(node)
        return self.result_of(kind, name, node)

    def result_of(self, kind: int, name: str, node: ast.Call) -> int:
        """What a method of a value gives."""
        if kind & ODD:
            return ODD
        found = UNKNOWN
        if kind & (TENSOR | PARAMETER | BUFFER):
            found |= self.tensor_method(kind, name, node)
        if kind & LAYER:
            if name in OWN_MODULE_METHODS:
                found |= LAYER | kind & CLASSES
            elif name in LISTINGS:
                found |= listing(name)
            elif name in ("items", "keys", "values", "pop"):
                found |= box(PLAIN, inside(kind)) | inside(kind)
            else:
                for info in self.memory.classes_in(kind):
                    method = info.find_method(name)
                    found |= self.promised(method.scope, method.node.returns) if method is not None else UNKNOWN
        if kind & BOX:
            if name in ("items", "keys", "values", "copy"):
                found |= kind | (box(PLAIN) if name != "copy" else 0)
            elif name in ("pop", "popitem", "popleft", "get", "__getitem__", "setdefault"):
                found |= inside(kind) | self.everything(node)
            elif name in ("index", "count"):
                found |= INTEGER
            elif content_of(kind) & HELD and name not in MUTATORS and not kind & CLASSES:
                found |= ODD
        if kind & PLAIN:
            found |= INTEGER | TEXT
        if kind & (CLASS | CALLABLE):
            found |= ODD
        return found

    def tensor_method(self, kind: int, name: str, node: ast.Call) -> int:
        """A method of a tensor."""
        if kind & PARAMETER and not self.lenient and name.endswith("_") and name != "requires_grad_":
            self.doubt("a Parameter is changed in place")
        if name == "requires_grad_":
            return kind
        fact = knowledge.method(name)
        if fact is None:
            return UNKNOWN
        if kind & PARAMETER and name in ("float", "cpu", "contiguous"):
            return PARAMETER
        returns = fact.returns
        if returns is Returns.MIXED and not any(isinstance(a, ast.Starred) for a in node.args):
            keywords = frozenset(k.arg for k in node.keywords if k.arg is not None)
            returns = knowledge.returns_of_call(f"torch.Tensor.{name}", len(node.args), keywords) or returns
        if returns is Returns.OTHER:
            return PLAIN | TEXT
        if returns is Returns.TENSORS:
            return box(TENSOR)
        if returns in (Returns.TENSOR, Returns.ARGUMENT) and name != "type":
            return TENSOR | self.dtype_of_method(kind, name, fact.dtype, node)
        return ODD

    def mutate(self, node: ast.Call, owner: ast.expr, kind: int, name: str) -> None:
        """Put things into a container."""
        added = 0
        for argument in node.args:
            given = self.value(argument)
            # what is gone over is not itself put in
            added |= box(inside(given)) | given & KEYS if name in ("extend", "update", "extendleft") else box(given)
        for keyword in node.keywords:
            added |= box(self.value(keyword.value))
        if name in ("setdefault", "update") and not all(k.arg for k in node.keywords):
            added |= KEYS
        if kind & LAYER:
            self.add_children(node, owner, added)
        if kind & BOX:
            self.put(owner, added)

    def add_children(self, node: ast.Call, owner: ast.expr, added: int) -> None:
        """Children for an nn.ModuleList and its like."""
        content = content_of(added) & ~(PLAIN | TEXT if len(node.args) > 1 else 0)
        if content & NO_CHILD or added & (KEYS | ODD):
            self.doubt("a child that may be none")
        for argument in node.args:
            self.child(argument)

    def add_named_child(self, node: ast.Call) -> None:
        """`add_module(name, child)` of another module."""
        if len(node.args) != 2 or node.keywords or not self.good_name(node.args[0], DICT_KEYS):
            self.doubt("a child is added by name")
            return
        if self.value(node.args[1]) & NO_CHILD:
            self.doubt("a child that may be none")
        self.child(node.args[1])

    def child(self, argument: ast.expr) -> None:
        """Doubt where one module may become two children."""
        if isinstance(argument, (ast.Name, ast.Attribute)):
            kind = self.peek(argument)
            if not kind & LAYER:
                return
            text = text_of(argument)
            key = ".".join(text) if text is not None else "?"
            bound = self.frame.bound_in.get(key, 0)
            if self.loops and bound < self.loops[-1] or (key, bound) in self.frame.children:
                self.doubt("a module may get two places")
            self.frame.children.add((key, bound))

    def put(self, owner: ast.expr, added: int) -> None:
        """Note what is in a container now."""
        held = content_of(added) & HELD
        root = owner
        while isinstance(root, (ast.Subscript, ast.Attribute, ast.Call)):
            if isinstance(root, ast.Attribute) and isinstance(root.value, ast.Name) and root.value.id == self.frame.self_name:
                if held and not self.later:
                    self.doubt("something is put into a container of self")
                    for store in self.names.get(self.own_name(root.attr), {}).values():
                        store.kind |= added
                return
            root = root.func if isinstance(root, ast.Call) else root.value
        if not isinstance(root, ast.Name):
            if held and not self.later:
                self.doubt("something is put into a container without a name")
            return
        kind = self.frame.names.get(root.id)
        if kind is None:
            if held:
                self.doubt("something is put into a container of the file")
            return
        if held and root.id in self.frame.escaped and not self.later:
            self.doubt("something is put into a container that others hold")
        self.frame.names[root.id] = kind | added | (0 if owner is root else box(BOX))

    # --- torch and other dotted names

    def call_dotted(self, node: ast.Call, path: str) -> int:
        """A function or class by its dotted name."""
        head = path.partition(".")[0]
        if head == "torch":
            return self.call_torch(node, path)
        if head == "builtins":
            return self.call_builtin(node, path)
        if path in COLLECTIONS:
            return self.container(node, path)
        if path == "functools.partial":
            given = [self.value(argument) for argument in (*node.args, *(k.value for k in node.keywords))]
            first, *rest = given or [UNKNOWN]
            held = [kind for kind in rest if held_in(kind)]
            return first if not held else first | box(*held)
        if path in ("copy.deepcopy", "copy.copy"):
            return self.everything(node)
        if path == "typing.cast":
            return self.value(node.args[1]) if len(node.args) > 1 else UNKNOWN
        if head in PLAIN_PACKAGES:
            self.effects(node)
            return PLAIN
        self.effects(node)
        if libraries.is_module(path):
            return LAYER
        return TENSOR if path in self.memory.config.tensor_functions else UNKNOWN

    def call_torch(self, node: ast.Call, path: str) -> int:
        """A function or class of torch."""
        if path in PARAMETER_CLASSES:
            return self.parameter(node)
        if path in BUFFER_CLASSES:
            self.effects(node)
            return BUFFER
        facts = knowledge.torch_module(path)
        if facts is not None and facts.path != MODULE:
            if facts.container is not None:
                return self.module_container(node, facts.container)
            self.effects(node)
            return (IDLE if facts.stateless and not facts.submodules else LAYER) | self.memory.bit(facts.path)
        if path == "torch.is_tensor":
            self.narrow(node)
            return PLAIN
        if knowledge.is_distribution(path):
            return box(self.everything(node))
        if path.startswith("torch.nn.Module."):
            self.doubt("nn.Module's own method by name")
        return self.torch_function(node, path)

    def torch_function(self, node: ast.Call, path: str) -> int:
        """What a function of torch gives."""
        fact = knowledge.function(path)
        if fact is None:
            self.effects(node)
            return TENSOR if path in TENSOR_CLASSES else PLAIN if knowledge.is_plain_class(path) else UNKNOWN
        if fact.returns is Returns.ARGUMENT:
            first = node.args[0] if node.args else node.keywords[0].value if node.keywords else None
            self.effects(node)
            return self.value(first)
        if fact.returns is Returns.OTHER:
            self.effects(node)
            return UNKNOWN if path.startswith(MODULE_TOOLS) else PLAIN
        given = self.everything(node)
        kinds = knowledge.possible_returns(path) if fact.returns is not Returns.TENSOR else {Returns.TENSOR}
        found = TENSOR | self.dtype_of_function(node, path, fact.dtype, given) if Returns.TENSOR in kinds else UNKNOWN
        found |= box(TENSOR) if Returns.TENSORS in kinds else UNKNOWN
        return found | (given & (BUFFER | PARAMETER | TENSOR) and ODD if fact.returns is not Returns.TENSOR else UNKNOWN)

    def dtype_of_function(self, node: ast.Call, path: str, fact: Dtype | None, given: int) -> int:
        """WHOLE where a function may give integers or bools: by the dtype that it is asked for, else by what was recorded."""
        asked = self.dtype_asked(node)
        if asked is not None:
            return asked
        if fact is Dtype.FLOAT or fact is None:
            return UNKNOWN
        if fact in (Dtype.INT, Dtype.BOOL):
            return WHOLE
        if path == "torch.full":
            filled = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "fill_value"), None)
            return WHOLE if self.value(filled) & (WHOLE | ODD) else UNKNOWN
        if node.args and has_float(node.args[0]):
            return UNKNOWN
        flat = given | content_of(given) if given & BOX else given
        if not flat & (TENSOR | PARAMETER | BUFFER):
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                flat |= self.constant(argument) if isinstance(argument, ast.Constant) else UNKNOWN
        return WHOLE if flat & (WHOLE | ODD) else UNKNOWN

    def dtype_asked(self, node: ast.Call) -> int | None:
        """WHOLE where `dtype=` may ask for integers or bools, 0 where it asks for floats; None where it may ask for nothing."""
        for keyword in node.keywords:
            if keyword.arg == "dtype":
                if self.value(keyword.value) & (WHOLE | ODD | CALLABLE):
                    return WHOLE  # of a class, `int` may be meant
                if isinstance(keyword.value, ast.Attribute) and dtype_class(f"torch.{keyword.value.attr}") is Dtype.FLOAT:
                    return UNKNOWN
            elif keyword.arg is None and content_of(self.value(keyword.value)) & (WHOLE | ODD):
                return WHOLE
        return None

    def dtype_of_method(self, kind: int, name: str, fact: Dtype | None, node: ast.Call) -> int:
        """The same for a method of a tensor."""
        asked = self.dtype_asked(node)
        if asked is not None:
            return asked
        if name in ("to", "type"):
            return WHOLE if (kind | self.everything(node)) & (WHOLE | ODD) else UNKNOWN
        if fact in (Dtype.INT, Dtype.BOOL, Dtype.VALUE):
            return WHOLE
        return kind & WHOLE if fact is Dtype.SAME else UNKNOWN

    def parameter(self, node: ast.Call) -> int:
        """nn.Parameter(…)."""
        first = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "data"), None)
        kind = self.value(first)
        frozen = any(k.arg == "requires_grad" and isinstance(k.value, ast.Constant) and k.value.value is False for k in node.keywords)
        if kind & ~(TENSOR | WHOLE) or kind & WHOLE and not frozen:
            self.doubt("a Parameter of what may be no tensor of floats")
        for keyword in node.keywords:
            if keyword.arg != "data":
                self.value(keyword.value)
        return PARAMETER | kind & WHOLE

    def module_container(self, node: ast.Call, kind: str) -> int:
        """nn.Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict with what they get."""
        content = keys = classes = 0
        for argument in node.args:
            starred = isinstance(argument, ast.Starred)
            inner = argument.value if isinstance(argument, ast.Starred) else argument
            given = self.peek(inner)
            content |= content_of(given) if given & BOX else inside(given) if starred or kind != "Sequential" else given
            content |= given & ODD
            keys |= given & KEYS if not starred and kind != "ModuleList" else 0
            classes |= given & CLASSES
            self.children(inner)
        for keyword in node.keywords:
            content |= inside(self.value(keyword.value))
        content &= LOW
        if kind.startswith("Parameter"):
            if content & ~(PARAMETER | NONE | WHOLE) or keys:
                self.doubt("a container of Parameters with something else in it")
        elif content & NO_CHILD or keys:
            self.doubt("a child that may be none")
        return LAYER | classes

    def children(self, node: ast.expr) -> None:
        """Look at each child for itself."""
        if isinstance(node, (ast.List, ast.Tuple)):
            for part in node.elts:
                self.child(part)
        elif isinstance(node, ast.Dict):
            for part in node.values:
                self.child(part)
        else:
            self.child(node)

    def container(self, node: ast.Call, path: str) -> int:
        """list(…), dict(…), …"""
        pairs = node.args[0] if len(node.args) == 1 and path.endswith("ict") else None
        if isinstance(pairs, (ast.List, ast.Tuple)) and all(isinstance(e, ast.Tuple) and len(e.elts) == 2 for e in pairs.elts):
            halves = [e.elts for e in pairs.elts if isinstance(e, ast.Tuple)]
            for _, value in halves:
                self.child(value)
            good = all(self.good_name(key, DICT_KEYS) for key, _ in halves)
            return box(*(self.value(value) for _, value in halves)) | (0 if good else KEYS)
        kinds = [inside(self.peek(argument.value if isinstance(argument, ast.Starred) else argument)) for argument in node.args]
        kinds += [self.value(keyword.value) for keyword in node.keywords]
        keys = sum(1 for argument in node.args if self.peek(argument) & KEYS)
        if not path.endswith("ict"):
            return box(*kinds) | (KEYS if keys else 0)
        bad = keys or any(keyword.arg in RESERVED | TAKEN_KEYS["ModuleDict"] | TAKEN_KEYS["ParameterDict"] for keyword in node.keywords)
        made = box(*kinds)
        # of pairs of a good name and a value only the values count
        return (made & ~(BOX << HALF) | (KEYS if bad or node.args and content_of(made) & (PLAIN | ODD) else 0))

    def call_builtin(self, node: ast.Call, path: str) -> int:
        """A built-in function."""
        name = path.removeprefix("builtins.")
        if name in PLAIN_BUILTINS:
            if name == "isinstance":
                self.narrow(node)
            else:
                self.effects(node)
            return INTEGER if name in ("len", "int", "bool", "isinstance") else TEXT | (PLAIN if name in ("float", "str") else INTEGER)
        if path in COLLECTIONS:
            return self.container(node, path)
        special = BUILTINS.get(name)
        if special is not None:
            return special(self, node)
        given = self.everything(node)
        return ODD if held_in(given) else UNKNOWN

    def narrow(self, node: ast.Call) -> None:
        """isinstance(x, Tensor): from here on x may be one."""
        if node.args and isinstance(node.args[0], ast.Name) and node.args[0].id in self.frame.names:
            tested = self.tested(node.args[1]) if len(node.args) > 1 else TENSOR
            self.frame.names[node.args[0].id] |= tested

    def tested(self, node: ast.expr) -> int:
        """What a class that is tested for says of the tested: a tensor, a Parameter or a Module."""
        found = UNKNOWN
        for part in node.elts if isinstance(node, ast.Tuple) else [node]:
            text = text_of(part)
            if text is not None and text[0] in self.frame.names:
                found |= ODD
            elif text is not None:
                found |= self.promised_by(self.memory.resolve(self.frame.scope, part, ".".join(text))) & ~INTEGER
        return found

    def builtin_getattr(self, node: ast.Call) -> int:
        """getattr(x, name, default)."""
        owner = node.args[0] if node.args else None
        name = node.args[1] if len(node.args) > 1 else None
        found = self.value(node.args[2]) if len(node.args) > 2 else UNKNOWN
        known = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None
        if isinstance(owner, ast.Name) and owner.id == self.frame.self_name:
            return found | (self.read_self(known) if known is not None else UNKNOWN)
        kind = self.value(owner)
        if kind & (HELD | BOX | CALLABLE | CLASS):
            return found | (self.attribute_of(kind, known) if known is not None else ODD)
        return found | (ODD if known is not None and owner is not None and not kind and self.is_torch(owner) else UNKNOWN)

    def is_torch(self, node: ast.expr) -> bool:
        """Whether a name is a namespace of torch."""
        text = text_of(node)
        if text is None or text[0] in self.frame.names:
            return False
        found = self.memory.resolve(self.frame.scope, node, ".".join(text))
        return isinstance(found, str) and found.split(".")[0] == "torch"

    def builtin_setattr(self, node: ast.Call) -> int:
        """setattr(x, name, value)."""
        if len(node.args) != 3:
            self.doubt("setattr in another form")
            return NONE
        owner, name, value = node.args
        kind = self.value(value)
        if isinstance(owner, ast.Name) and owner.id == self.frame.self_name:
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                if "." in name.value:
                    self.doubt("a name with a dot")
                self.store(name.value, kind, node)
            elif self.later:
                if kind & LOW & ~(LAYER | NONE):
                    self.doubt("setattr under a name that is put together")
            elif loses(kind) or (kind & REGISTERED and not self.initialised) or (
                    not self.good_name(name)):
                self.doubt("setattr under a name that is put together")
            else:
                self.pattern(name, kind)
        else:
            self.set_on(owner, name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else None, kind)
        return NONE

    def builtin_range(self, node: ast.Call) -> int:
        """range(…)."""
        self.effects(node)
        return box(INTEGER)

    def builtin_enumerate(self, node: ast.Call) -> int:
        """enumerate(items)."""
        return box(box(INTEGER, *(inside(self.peek(argument)) for argument in node.args[:1])))

    def builtin_zip(self, node: ast.Call) -> int:
        """zip(a, b)."""
        return box(box(*(inside(self.peek(argument)) for argument in node.args)))

    def builtin_map(self, node: ast.Call) -> int:
        """map(function, items)."""
        function = self.value(node.args[0]) if node.args else UNKNOWN
        found: Reference = None
        if node.args and isinstance(node.args[0], ast.Name):
            found = self.memory.resolve(self.frame.scope, node.args[0], node.args[0].id)
        items = self.everything(node)
        if isinstance(found, str) and found.removeprefix("builtins.") in PLAIN_BUILTINS:
            return box(INTEGER)
        return box(self.call_kind(node, function)) if items or function else box()

    def builtin_any_of(self, node: ast.Call) -> int:
        """sum, min, max, next: one of the items, or made of them."""
        found = 0
        for argument in node.args:
            kind = self.peek(argument)
            found |= inside(kind) if kind & BOX or len(node.args) == 1 else kind
        return found | (self.everything(node) & ODD)

    def builtin_doubtful(self, node: ast.Call) -> int:
        """delattr, vars, exec: what they do isn't followed here."""
        self.doubt("delattr, vars")
        return ODD

    def members_of(self, info: ClassInfo) -> int:
        """What an object of a class of the tree that is no Module holds."""
        held = box(*(store.kind for stores in self.summary(info).values() for store in stores.values()))
        return held | self.memory.layer(info) & CLASSES

    # --- annotations

    def promised(self, scope: Scope, node: ast.expr | None) -> int:
        """What an annotation promises."""
        if node is None:
            return UNKNOWN
        if isinstance(node, ast.Constant):
            return self.promised(scope, quoted(node.value)) if isinstance(node.value, str) else UNKNOWN
        if isinstance(node, ast.BinOp):
            return self.promised(scope, node.left) | self.promised(scope, node.right)
        if isinstance(node, ast.Subscript):
            return self.promised_inside(scope, node)
        text = text_of(node)
        return self.promised_by(self.memory.resolve(scope, node, ".".join(text))) if text is not None else UNKNOWN

    def promised_inside(self, scope: Scope, node: ast.Subscript) -> int:
        """What Optional[T], Union[A, B], list[T], Float[Tensor, …] promise."""
        head = text_of(node.value)
        if head is None:
            return UNKNOWN
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        name = head[-1]
        if name in ("Optional", "Union"):
            found = 0
            for part in parts:
                found |= self.promised(scope, part)
            return found
        if name in SEQUENCES:
            return box(self.promised(scope, parts[0]))
        if name in MAPPINGS:
            inner = self.promised(scope, parts[1]) if len(parts) == 2 else UNKNOWN
            return box(inner & ~TENSOR)
        path = self.memory.resolve(scope, node.value, ".".join(head))
        wraps = isinstance(path, str) and (path in WRAPPERS or path.startswith(("typing_extensions.", *SHAPED)))
        return self.promised(scope, parts[0]) if wraps else UNKNOWN

    def promised_by(self, found: Reference) -> int:
        """What the name of a class promises."""
        if isinstance(found, ClassInfo):
            return self.memory.layer(found) if found.counts_as_module else UNKNOWN
        if not isinstance(found, str):
            return UNKNOWN
        if found in TENSOR_CLASSES or found in BUFFER_CLASSES:
            return TENSOR
        if found in PARAMETER_CLASSES:
            return PARAMETER
        if found in NUMBERS or found in ARRAYS or knowledge.is_plain_class(found):
            return INTEGER if found in ("builtins.int", "builtins.bool") else PLAIN
        return LAYER | self.memory.bit(canonical(found)) if is_module_path(found) else UNKNOWN


BUILTINS: dict[str, Callable[[Calls, ast.Call], int]] = {
    "getattr": Calls.builtin_getattr, "setattr": Calls.builtin_setattr, "range": Calls.builtin_range,
    "enumerate": Calls.builtin_enumerate, "zip": Calls.builtin_zip, "map": Calls.builtin_map,
    "sum": Calls.builtin_any_of, "min": Calls.builtin_any_of, "max": Calls.builtin_any_of, "next": Calls.builtin_any_of,
    "delattr": Calls.builtin_doubtful, "vars": Calls.builtin_doubtful,
}
