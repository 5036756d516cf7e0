"""Which files and classes are looked at at all: a cheap look at flake8's own ast, before libcst is imported.

It never decides a finding: a class that it lets pass by has none.
"""
from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator

from flake8_torchstate import knowledge
from flake8_torchstate.code.classes import MODULE, ClassInfo, classes_of, functions_of
from flake8_torchstate.config import Config
from flake8_torchstate.run.methods import makes
from flake8_torchstate.knowledge.reserved import RESERVED
from flake8_torchstate.knowledge.names import FORWARD, MISSPELT, PARAMETER_CLASSES, REGISTRARS
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.scopes import FunctionInfo, Scope, Tree
from flake8_torchstate.sketch import REGISTERED, Doubt, Memory, Sketch, held_in
from flake8_torchstate.code.source import FUNCTIONS, FunctionNode, statements

CALLED = re.compile(r"\b([A-Z]\w*)\s*\(")
"""Words that may be a class that is called.  Only a search for what is worth a closer look: it may find too much."""
MENTIONED = re.compile(r"\b(?:self|super\(\))\.(\w+)")
"""Words that may be methods of the instance, found in the same way."""
CALLS = (*REGISTRARS, "setattr", "__dict__")


def may_define_classes(lines: list[str]) -> bool:
    """Whether a file defines any class with a base."""
    return any("class " in line and "(" in line for line in lines)


def modules_of(scope: Scope) -> list[ClassInfo]:
    """The classes of a file that are nn.Modules, those in functions and in other classes too."""
    return [info for info in classes_of(scope) if info.counts_as_module]


def looked_at(scope: Scope, config: Config) -> list[ClassInfo]:
    """The classes of a file that are analysed: Modules whose construction could hold a mistake."""
    if not config.screened or config.chosen or config.init_methods:
        return modules_of(scope)
    screen = screen_of(scope.project, config)
    return [info for info in classes_of(scope) if not screen.is_bare(info) and info.counts_as_module and screen.doubts(info)]


@functools.lru_cache(maxsize=4)
def shared_project(config: Config) -> Project:
    """The one index of other files that a process keeps."""
    return Project(config.roots, config.module_bases)


def screen_of(project: Tree, config: Config) -> Screen:
    """The screen that goes with what a project has read."""
    found = project.screens.get(config)
    if not isinstance(found, Screen):
        found = project.screens[config] = Screen(config)
    return found


class Screen:
    """The look at the classes of a tree."""

    def __init__(self, config: Config) -> None:
        self._memory = Memory(config)
        self.classes = 0
        self.doubted = 0
        self._makers: dict[Scope, dict[str, bool]] = {}
        self._made: dict[FunctionInfo, bool] = {}
        self._stored: dict[FunctionInfo, tuple[frozenset[str], bool]] = {}
        self._makers_of: dict[ClassInfo, list[FunctionInfo]] = {}
        self._mentions: dict[FunctionInfo, frozenset[str]] = {}

    def is_bare(self, info: ClassInfo) -> bool:
        """Whether a class adds nothing in which anything could be wrong to its one base, whatever that is."""
        if len(info.node.bases) > 1 or info.node.keywords or info.node.decorator_list or info.properties or info.attributes:
            return False
        for name, method in info.methods.items():
            if name == "__init__" or name in MISSPELT or self.stores(method) != (frozenset(), False):
                return False
            if self.mentions_maker(method) or calls_names(method):
                return False
        return True

    def doubts(self, info: ClassInfo) -> str:
        """Why a class is to be analysed; nothing where it needn't be."""
        self.classes += 1
        try:
            self._look(info)
        except Doubt as doubt:
            why = str(doubt) or "doubt"
        except RecursionError:
            why = "nested too deeply"
        else:
            return ""
        self.doubted += 1
        return why

    def _look(self, info: ClassInfo) -> None:
        self._chain(info)
        sketch = Sketch(info, self._memory)
        for name in info.attributes:
            kind = sketch.class_value(info, name)
            if held_in(kind):
                raise Doubt(f"class attribute '{name}'")
        sketch.start()
        self._names(info, sketch)
        self._later(info, sketch)

    def _chain(self, info: ClassInfo) -> None:
        """How the constructors of a class are chained."""
        mro = info.mro
        place = mro.index(MODULE) if MODULE in mro else len(mro)
        if any(isinstance(cls, ClassInfo) and "__init__" in cls.methods for cls in mro[place + 1:]):
            raise Doubt("a mixin after nn.Module")
        if info.metaclasses or any(cls.generates_init for cls in info.family) or any(name in MISSPELT for name in info.methods):
            raise Doubt("construction in a way of its own")

    def _names(self, info: ClassInfo, sketch: Sketch) -> None:
        """Names that are registered twice, or that the class has too."""
        self._patterns(info, sketch)
        for name in sketch.names:
            sketch.clash(name)

    def _patterns(self, info: ClassInfo, sketch: Sketch) -> None:
        """Names that are put together: they may be any that begins in the same way."""
        starts = [start for start in sketch.patterns.values() if start]
        names = {*sketch.names, *RESERVED, *(n for c in info.family for n in (*c.attributes, *c.methods, *c.properties))}
        if any(name.startswith(start) for start in starts for name in names):
            raise Doubt("a name that is put together may be another one's")
        for i, start in enumerate(starts):
            if any(start.startswith(other) or other.startswith(start) for other in starts[:i]):
                raise Doubt("two names that are put together may be the same")

    # --- methods outside of construction

    def _later(self, info: ClassInfo, sketch: Sketch) -> None:
        """The methods that construction didn't run."""
        sketch.later = True
        sketch.initialised = True
        registered = {name for name, stores in sketch.names.items()
                      if any(s.called or s.kind & REGISTERED for s in stores.values())}
        makers = [m for cls in info.family for m in self.makers_of(cls)]
        for name, method in info.methods.items():
            if makers and name in FORWARD and self._reaches(method, info, makers):
                raise Doubt("a layer may be made per call")
            if id(method) in sketch.ran:
                continue
            stored, on_child = self.stores(method)
            if on_child or registered & stored or method in makers or calls_names(method):
                sketch.run(method, [], {}, True, True)
        for name, found in info.properties.items():
            for accessor in found.functions:
                stored, on_child = self.stores(accessor)
                if on_child or registered & stored or accessor in makers or calls_names(accessor):
                    raise Doubt(f"the property '{name}'")

    def makers_of(self, cls: ClassInfo) -> list[FunctionInfo]:
        """The functions of a class, its constructor aside, that make a layer or a Parameter."""
        if cls not in self._makers_of:
            self._makers_of[cls] = [m for m in functions_of(cls) if m.name != "__init__" and self.mentions_maker(m)]
        return self._makers_of[cls]

    def _reaches(self, method: FunctionInfo, info: ClassInfo, makers: list[FunctionInfo]) -> bool:
        """Whether a method's text leads to one of some methods by their names."""
        todo = [method]
        seen: set[str] = set()
        while todo:
            current = todo.pop()
            if current in makers:
                return True
            for name in self._mentioned(current) - seen:
                seen.add(name)
                todo += (m for cls in info.family for m in functions_named(cls, name))
        return False

    def _mentioned(self, method: FunctionInfo) -> frozenset[str]:
        """The names that a method's text has after `self.` and `super().`."""
        if method not in self._mentions:
            self._mentions[method] = frozenset(MENTIONED.findall(method.text))
        return self._mentions[method]

    def mentions_maker(self, method: FunctionInfo) -> bool:
        """Whether a method constructs a layer or a Parameter; its words are looked at before its syntax."""
        if method not in self._made:
            text = method.text
            wanted = " import " in text or any(
                self._is_maker(method.scope, word) or f".{word}" in text for word in set(CALLED.findall(text)))
            self._made[method] = wanted and makes(method)
        return self._made[method]

    def _is_maker(self, scope: Scope, word: str) -> bool:
        known = self._makers.setdefault(scope, {})
        if word not in known:
            found = scope.own(word)
            known[word] = found.counts_as_module if isinstance(found, ClassInfo) else word in torch_class_names()
        return known[word]

    def stores(self, method: FunctionInfo) -> tuple[frozenset[str], bool]:
        """The attributes that a method assigns, and whether it assigns one of something other than `self`."""
        if method not in self._stored:
            self._stored[method] = stored_by(method.node)
        return self._stored[method]


def functions_named(info: ClassInfo, name: str) -> Iterator[FunctionInfo]:
    """The method of a name, or the functions of the property."""
    if name in info.methods:
        yield info.methods[name]
    elif name in info.properties:
        yield from info.properties[name].functions


def calls_names(method: FunctionInfo) -> bool:
    """Whether a function's text mentions what sets attributes by name."""
    text = method.text
    return any(word in text for word in CALLS)


@functools.cache
def torch_class_names() -> frozenset[str]:
    """The last names of torch.nn's classes."""
    return knowledge.module_names() | {path.rpartition(".")[2] for path in PARAMETER_CLASSES}


def stored_by(function: FunctionNode) -> tuple[frozenset[str], bool]:
    """The attributes of `self` that a function's statements assign, and whether they assign those of anything else."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    self_name = arguments[0].arg if arguments else ""
    stored: set[str] = set()
    on_child = False
    for target in targets(function.body):
        if isinstance(target.value, ast.Name) and target.value.id == self_name:
            stored.add(target.attr)
        else:
            on_child = True
    return frozenset(stored), on_child


def targets(body: list[ast.stmt]) -> Iterator[ast.Attribute]:
    """The attributes that statements assign or delete."""
    for node in statements(body):
        if isinstance(node, (ast.Assign, ast.Delete)):
            yield from attributes(node.targets)
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.For, ast.AsyncFor)):
            yield from attributes([node.target])
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            yield from attributes(item.optional_vars for item in node.items if item.optional_vars is not None)
        elif isinstance(node, FUNCTIONS):
            yield from targets(node.body)


def attributes(nodes: Iterable[ast.expr]) -> Iterator[ast.Attribute]:
    """The attributes among assignment targets."""
    for node in nodes:
        if isinstance(node, ast.Attribute):
            yield node
        elif isinstance(node, (ast.Tuple, ast.List)):
            yield from attributes(node.elts)
        elif isinstance(node, ast.Starred):
            yield from attributes([node.value])
