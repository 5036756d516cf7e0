"""Which classes of a file are analysed: all but those that consist of forms in which nothing can go wrong (`forms/`).

How a class's constructors are chained, which names it takes and what its other methods do is looked at here.
"""
from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from flake8_torchstate.code.classes import MODULE, ClassInfo, classes_of, functions_of
from flake8_torchstate.code.project import Project
from flake8_torchstate.code.scopes import FunctionInfo, Scope, Tree
from flake8_torchstate.config import Config
from flake8_torchstate.forms import FORMS, Doubt, Look, Memory
from flake8_torchstate.run.kinds import BUFFER, CALLED, FUNCTION, HELD, LAYER, NONE, ODD, PARAMETER, REGISTERED, Store
from flake8_torchstate.knowledge.library_attributes import IN_CLASS, PLAIN, attribute_kinds
from flake8_torchstate.knowledge.names import FORWARD, MISSPELT
from flake8_torchstate.knowledge.reserved import MODULE_METHODS, RESERVED
from flake8_torchstate.run.methods import changes, comes_to_make, makers_of, reached


def may_define_classes(lines: list[str]) -> bool:
    """Whether a file defines any class with a base."""
    return any("class " in line and "(" in line for line in lines)


def modules_of(scope: Scope) -> list[ClassInfo]:
    """The classes of a file that are nn.Modules, those in functions and in other classes too."""
    return [info for info in classes_of(scope) if info.counts_as_module]


def looked_at(scope: Scope, config: Config) -> list[ClassInfo]:
    """The classes of a file that are analysed: Modules whose construction could hold a mistake."""
    return [info for info in classes_of(scope) if is_looked_at(info, config)]


def is_looked_at(info: ClassInfo, config: Config) -> bool:
    """Whether a class is analysed."""
    if not config.screened or config.chosen or config.init_methods:
        return info.counts_as_module
    return not is_empty(info) and info.counts_as_module and bool(screen_of(info.scope.project, config).doubts(info))


@functools.lru_cache(maxsize=4)
def shared_project(config: Config) -> Project:
    """The one index of other files that a process keeps."""
    return Project(config.roots, config.module_bases)


def screen_of(project: Tree, config: Config) -> Screen:
    """The screen that goes with what a project has read."""
    return _screens.setdefault(project, {}).setdefault(config, Screen(config))


_screens: WeakKeyDictionary[Tree, dict[Config, Screen]] = WeakKeyDictionary()


def is_empty(info: ClassInfo) -> bool:
    """Whether a class adds nothing to its one base: what is wrong with that is reported there."""
    node = info.node
    own = info.properties or info.attributes or info.methods
    return not (own or len(node.bases) > 1 or node.keywords or node.decorator_list)


def names_outside(info: ClassInfo) -> tuple[set[str], set[str]]:
    """The names that bases of other libraries register or have properties for, and those that they have otherwise."""
    kinds = {name: kind for base in info.mro if isinstance(base, str) for name, kind in attribute_kinds(base).items()}
    plain = {name for name, kind in kinds.items() if kind in (IN_CLASS, PLAIN)}
    return kinds.keys() - plain, plain


def joined(stores: Iterable[Store], known: dict[str, int]) -> dict[str, int]:
    """What each name may hold after some stores, of what is known already too."""
    kinds = dict(known)
    for store in stores:
        kinds[store.name] = kinds.get(store.name, 0) | store.kind
    return kinds


FILLS = re.compile(r"\]\s*=[^=]|\.(?:append|extend|insert|update|add_module|setdefault)\(")
"""What may fill a container of modules; it finds too much."""


class Screen:
    """The look at the classes of a tree; what it keeps of them is in its memory."""

    def __init__(self, config: Config) -> None:
        self.memory = Memory(config, FORMS)
        self.classes = self.doubted = 0

    def doubts(self, info: ClassInfo) -> str:
        """Why a class is to be analysed; nothing where it needn't be."""
        self.classes += 1
        try:
            self.examine(Look(self.memory, info, info.source), info)
        except (Doubt, RecursionError) as doubt:
            self.doubted += 1
            return str(doubt) or "nested too deeply"
        return ""

    def examine(self, look: Look, info: ClassInfo) -> None:
        """How constructors are chained, what they do, the class's body, its other methods, and all names together."""
        after = info.mro[info.mro.index(MODULE) + 1:] if MODULE in info.mro else []
        if any(isinstance(cls, ClassInfo) and "__init__" in cls.methods for cls in after) or info.metaclasses or any(
                cls.generates_init for cls in info.family) or not MISSPELT.isdisjoint(info.methods):
            raise Doubt("construction in a way of its own")
        look.construct(None, None)
        set_outside, named_outside = names_outside(info)
        look.foreign |= set_outside
        if any(look.elsewhere(info.body_scope, info, at.node.value) & HELD for at in info.attributes.values()):
            raise Doubt("a class attribute")
        kinds = joined(look.stores, {})
        taken = set(RESERVED).union(named_outside, *(names for cls in info.family for names in (
            cls.attributes, cls.methods, cls.properties, cls.nested)))
        own = (info.attributes, info.methods, info.properties, info.nested)
        ours = {name for cls in info.family if cls.source is info.source for name in cls.properties}
        if any(not (look.foreign | look.above).isdisjoint(names) for names in own) or not look.data.isdisjoint(ours):
            raise Doubt("a name that a base may take")
        self.later(look, info, kinds, taken)
        self.together(look, info, kinds, taken)

    def later(self, look: Look, info: ClassInfo, kinds: dict[str, int], taken: set[str]) -> None:
        """The methods that construction didn't run: they may make layers, for names that hold nothing else."""
        foreign = look.foreign | look.above
        registered = {name for name, kind in kinds.items() if kind & REGISTERED} | foreign
        makers = makers_of(info)
        ours = [cls for cls in info.family if cls.source is info.source]
        near = {m for cls in ours for m in functions_of(cls) if m.name != "__init__"}
        before, ran, stored = look.stores, set(look.ran), list[Store]()
        for method in functions_of(info):
            met: Iterable[FunctionInfo] = ()
            if makers and method.name in FORWARD:
                met = near - ran if makers.isdisjoint(near) else near & reached(method, info)
            made = any(each in makers or FILLS.search(each.text) for each in met)
            if made and comes_to_make(method, info) or method in makers and method.name in info.properties:
                raise Doubt("a layer may be made per call")
            if method not in ran and (method in makers or changes(method, registered)):
                look.stores = []
                look.run(method)
                stored += look.stores
                here = joined(look.stores, kinds)
                for name, kind, held in ((store.name, store.kind, here[store.name]) for store in look.stores):
                    registers = (kind | held) & (REGISTERED | CALLED)
                    if registers and (kind & ~(LAYER | NONE) or held & (PARAMETER | BUFFER)) or name in foreign or (
                            name in taken and kind & (REGISTERED | CALLED) or name in look.data and kind & CALLED):
                        raise Doubt(f"'{name}' in {method.name}")
        look.stores = before
        kinds.update(joined(stored, kinds))

    def together(self, look: Look, info: ClassInfo, kinds: dict[str, int], taken: set[str]) -> None:
        """What is registered has a name of its own; what is read, called or a child is what it was taken for."""
        properties = {name for cls in info.family for name in cls.properties}
        for index, store in enumerate(look.stores):
            name, calls = store.name, REGISTERED | CALLED
            over = name in look.foreign or name in look.above and store.kind != LAYER or (
                name in look.data and store.kind & (CALLED | BUFFER))
            if name in RESERVED - {"training"} or over or name in properties:
                raise Doubt(f"'{name}' is something else too")
            after = [other for other in look.stores[index + 1:] if other.name == name]
            alone = name not in taken and not (store.again and store.kind & calls) and all(map(store.before, after))
            if kinds[name] & calls and not alone:
                raise Doubt(f"'{name}' is something else too")
        for name, forbidden in list(look.uses.items()):
            kind = kinds.get(name, 0) | (ODD if name in look.foreign or name in look.above else 0)
            for cls in info.family:
                if name in cls.attributes:
                    kind |= look.elsewhere(cls.body_scope, cls, cls.attributes[name].node.value)
                kind |= FUNCTION if name in cls.methods or name in cls.nested or name in MODULE_METHODS else 0
                for function in cls.properties[name].functions if name in cls.properties else ():
                    stores = len(look.stores)
                    kind |= look.run(function) | (ODD if len(look.stores) > stores else 0)
            if kind & forbidden:
                raise Doubt(f"what '{name}' is taken for")
