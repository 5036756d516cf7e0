"""Abstract values: what an expression gives, as far as a module's state is concerned.

Each class says what it stands for; identity is the Python object itself, so that one tensor under two names is
one value.  A value that isn't known is `Unknown`, and no rule ever speaks of one.  No syntax in here.
"""
from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from flake8_torchstate.model.guards import ALWAYS, Guard, Literal
from flake8_torchstate.model.site import Lent, Site

if TYPE_CHECKING:
    from flake8_torchstate.code.classes import ClassInfo
    from flake8_torchstate.knowledge import TorchModule
    from flake8_torchstate.code.scopes import FunctionInfo

MISSING: Any = object()
RESULT = "()"
"""The member of an unknown function that says what calling it gives."""
REGISTERED = ("as", "registered")
"""The member of an unknown value that has been registered as a Parameter: the Parameter that it is."""
MOST_OPTIONS = 6
MOST_KEY = 100
"""Parts of a key; what is made of more of them is named by a number."""
_serial = itertools.count()


@dataclass(eq=False)
class Value:
    """Anything that an expression can give; `key` names it in conditions as long as it stays the same."""

    key: Hashable = field(default_factory=_serial.__next__, init=False, repr=False)


def key_of(*parts: Hashable) -> Hashable:
    """The key of a value that was made of others, by theirs; a new one where that says too much: keys nest."""
    todo: list[Any] = [parts]
    for _ in range(MOST_KEY):
        if not todo:
            return parts
        part = todo.pop()
        if type(part) is str:
            continue
        if isinstance(part, Literal):
            part = (part.subject, part.constant)
        if isinstance(part, (tuple, frozenset)):
            if len(part) > MOST_KEY:
                break
            todo += part
    return parts if not todo else next(_serial)


@dataclass(eq=False)
class Unknown(Value):
    """Not known.  `carries` are values that went into the call which made it (it may have registered them).

    some: it can't be None; data: it's a number or computed with one, and so no Module and no function; computed: it's
    the result of arithmetic, and so no Parameter; tests: the literals of its two sides where it came from a comparison.
    """

    carries: tuple[Value, ...] = ()
    some: bool = False
    data: bool = False
    computed: bool = False
    tests: tuple[frozenset[Literal] | None, frozenset[Literal] | None] | None = None
    members: dict[Hashable, Value] = field(default_factory=dict, repr=False)

    def member(self, name: Hashable) -> Value:
        """The attribute, item or pure call result of that name: the same unknown at each read."""
        return self.members.setdefault(name, Unknown(self.carries))


@dataclass(eq=False)
class NoneValue(Value):
    """None itself."""

    def __post_init__(self) -> None:
        self.key = None


@dataclass(eq=False)
class Plain(Value):
    """A number, string, array or other object without state; `constant` where its value is known.

    tests: the literals of its true and its false side where it came from a condition; of: the name of its type where
    that alone is known; random: it's made of random numbers.
    """

    constant: Any = MISSING
    of: str = ""
    tests: tuple[frozenset[Literal] | None, frozenset[Literal] | None] | None = None
    random: bool = False

    def __post_init__(self) -> None:
        if self.known:
            self.key = ("constant", type(self.constant).__name__, repr(self.constant))

    @property
    def known(self) -> bool:
        """Whether the constant is known."""
        return self.constant is not MISSING


@dataclass(eq=False)
class Pattern(Plain):
    """A string with unknown parts, such as f"layer{i}".

    text: as it would be written, with the parts in braces; literal: its known parts alone.
    """

    text: str = "{…}"
    literal: str = ""


@dataclass(eq=False)
class Tensor(Value):
    """A torch.Tensor that is no Parameter.

    grad: requires_grad (None: not known); history: it has a grad_fn; dtype: "float", "int", "bool" or None;
    spoiled: the statement that made it out of a fresh Parameter; random, recomputable: how it was made; drawn: of
    random numbers, and not only uninitialised;
    borrowed: an argument, which may be a Parameter too; given: it holds somebody's data, or was made without gradients;
    place: the key of the device on which it was put last.
    """

    grad: bool | None = False
    history: bool = False
    dtype: str | None = None
    spoiled: Site | None = None
    random: bool = False
    recomputable: bool = False
    drawn: bool = False
    borrowed: bool = False
    given: bool = False
    place: Hashable = None


@dataclass(eq=False)
class Parameter(Value):
    """A torch.nn.Parameter; `fresh` until a name or a container holds it; one_of: the value that stood for it among
    others; place: as of a Tensor.
    """

    grad: bool | None = True
    fresh: bool = True
    dtype: str | None = None
    made: Site | None = None
    one_of: Value | None = field(default=None, repr=False)
    place: Hashable = None


@dataclass(eq=False)
class Buffer(Value):
    """A torch.nn.Buffer object: registered by assignment."""

    persistent: bool = True


@dataclass(eq=False)
class Module(Value):
    """An nn.Module instance of a torch class, of a class of the source tree, or of an unknown one.

    called: the local name that it got first; borrowed: an argument; keeps: it holds parameters or buffers (None: not
    known), which `describe` finds out when it's asked for; trains: it depends on train(); is_inert: finds out
    that it keeps nothing and doesn't; sized: it's a container of Parameters; held: of the names that its torch class
    knows, those that aren't None; one_of: the value that stood for it among others.
    """

    torch: TorchModule | None = None
    info: ClassInfo | None = None
    borrowed: bool = False
    children: Container | None = None
    keeps: bool | None = True
    trains: bool = True
    sized: bool = False
    made: Site | None = None
    called: str = ""
    label: str = "Module"
    held: frozenset[str] | None = None
    members: dict[str, Value] = field(default_factory=dict, repr=False)
    describe: Callable[[], bool | None] | None = field(default=None, repr=False)
    is_inert: Callable[[], bool] | None = field(default=None, repr=False)
    one_of: Value | None = field(default=None, repr=False)

    @property
    def known_state(self) -> bool | None:
        """Whether it holds parameters or buffers; None where that isn't known."""
        states = {module.own_state if module is not None else None for module in self.innermost()}
        return True if True in states else (None if None in states else False)

    @property
    def own_state(self) -> bool | None:
        """The same of a module without modules in it."""
        if self.children is None:
            return self.keeps if self.describe is None else self.describe()
        return not self.children.exact or bool(self.children.entries)

    @property
    def inert(self) -> bool:
        """Whether it holds nothing and does the same under train() and eval()."""
        return all(m is not None and (
            m.is_inert() if m.is_inert is not None else m.own_state is False and not (m.trains and m.children is None))
            for m in self.innermost())

    def innermost(self) -> Iterator[Module | None]:
        """The modules in it, itself included, that hold no modules, each once; None for a child that is no Module."""
        seen: set[Value] = {self}
        todo: list[Module] = [self]
        while todo:
            module = todo.pop()
            if module.children is None or module.sized:
                yield module
                continue
            for child in (option.value for entry in module.children.entries for option in options(entry.value)):
                if child not in seen:
                    seen.add(child)
                    if isinstance(child, Module):
                        todo.append(child)
                    else:
                        yield None


@dataclass(eq=False)
class Entry:
    """One item of a container: its key where known, and the value.

    site: the statement that put it into a container which `self` held already (None: it was there before);
    shared: the statement that put the same object into several places.
    """

    value: Value
    site: Site | None = None
    key: Value | None = None
    shared: Site | None = None
    guard: Guard = ALWAYS
    expression: Lent[ast.expr] = Lent()


@dataclass(eq=False)
class Container(Value):
    """A list, tuple, set, dict, deque, … that is not a Module.

    exact: all of its items are known one by one; borrowed: an argument of the constructor; attached: `self`
    holds it; factory: what a defaultdict makes for a key that it doesn't have; born: the guard under which it was made.
    """

    kind: str = "list"
    entries: list[Entry] = field(default_factory=list)
    exact: bool = True
    borrowed: bool = False
    attached: bool = False
    factory: Value | None = None
    born: Guard = ALWAYS

    @property
    def surely_filled(self) -> bool:
        """Whether it certainly has an item: one that went in on the very path on which the container was made."""
        return self.exact and any(entry.guard <= self.born for entry in self.entries)

    def values(self) -> Iterator[Value]:
        """The values of its items, each once."""
        return iter({entry.value: None for entry in self.entries})


@dataclass(eq=False)
class Holder(Value):
    """Another object that PyTorch doesn't look into: a partial, a lambda, a distribution, an instance of `info`."""

    what: str
    held: tuple[Value, ...] = ()
    members: dict[str, Value] = field(default_factory=dict, repr=False)
    call: Callable[..., Value] | None = None
    info: ClassInfo | None = None
    supply: Callable[[], dict[str, Value]] | None = field(default=None, repr=False)

    def contents(self) -> tuple[Value, ...]:
        """All that it holds; what a constructor leaves on it is found out when it's asked for."""
        if self.supply is not None:
            supply, self.supply = self.supply, None
            self.members = supply()
            self.held += tuple(v for v in self.members.values() if not isinstance(v, SelfValue))
        return self.held


@dataclass(eq=False)
class Function(Value):
    """A function of the source tree; `bound` is its first argument where it's a method, `closure` its outer locals."""

    info: FunctionInfo
    bound: Value | None = None
    closure: Any = None


@dataclass(eq=False)
class Class(Value):
    """A class of the source tree."""

    info: ClassInfo


@dataclass(eq=False)
class Dotted(Value):
    """Something imported or built in, known by its dotted name only."""

    path: str

    def __post_init__(self) -> None:
        self.key = ("name", self.path)


@dataclass(eq=False)
class Method(Value):
    """A method of a value that is looked up by name when it is called (tensor.view, list.append, …)."""

    owner: Value
    name: str


@dataclass(eq=False)
class SelfValue(Value):
    """The instance under construction."""


@dataclass(eq=False)
class SuperValue(Value):
    """`super()`: the classes after `after` in the instance's MRO."""

    after: ClassInfo | str | None


class Option(NamedTuple):
    """One of several possible values, with the guard under which it is the one."""

    guard: Guard
    value: Value


@dataclass(eq=False)
class Choice(Value):
    """One of several values."""

    options: tuple[Option, ...]


def options(value: Value) -> tuple[Option, ...]:
    """The possible values behind a value, each with its guard."""
    if isinstance(value, Choice):
        return value.options
    return (Option(ALWAYS, value),)


def choose(candidates: Iterable[Option]) -> Value:
    """One value for several options: nested choices are flattened, equal values joined; Unknown past the limit."""
    flat: list[Option] = []
    more: dict[Value, None] = {}
    for candidate in candidates:
        whole = candidate.value
        for inner in whole.options if isinstance(whole, Choice) else (candidate,):
            if len(flat) > MOST_OPTIONS:
                more[inner.value] = None
                continue
            merged = candidate if inner is candidate else Option(candidate.guard | inner.guard, inner.value)
            for known in flat:
                if known.guard <= merged.guard and same(known.value, merged.value):
                    break
            else:
                flat.append(merged)
    if len(flat) == 1:
        return flat[0].value
    if len(flat) > MOST_OPTIONS:
        return Unknown(tuple({**{o.value: None for o in flat}, **more}))
    return Choice(tuple(flat)) if flat else Unknown()


def same(first: Value, second: Value) -> bool:
    """Whether two values are certainly the same object or the same constant."""
    if first is second:
        return True
    if type(first) is not type(second):
        return False
    if isinstance(first, NoneValue):
        return True
    return isinstance(first, Plain) and isinstance(second, Plain) and first.known and first.key == second.key


def is_tensor(value: Value) -> bool:
    """Whether it is certainly a tensor of any kind."""
    return isinstance(value, (Tensor, Parameter, Buffer))


def fixed(value: Value) -> bool:
    """Whether a value is one constant: a literal, None, a class or function by name."""
    known = isinstance(value, Plain) and value.known
    return known or isinstance(value, (NoneValue, Dotted, Class))


def constant(value: Value) -> Any:
    """The known constant behind a value (None for None), or MISSING."""
    if isinstance(value, NoneValue):
        return None
    return value.constant if isinstance(value, Plain) else MISSING


def inside(value: Value) -> Iterable[Value]:
    """What Python reaches from a value in one step: items, options, what an object holds."""
    if type(value) is Unknown or type(value) is Module:
        return ()
    if isinstance(value, Container):
        return value.values()
    if isinstance(value, Choice):
        return [o.value for o in value.options]
    return value.held if isinstance(value, Holder) else ()


def within(value: Value, depth: int = 6) -> Iterable[Value]:
    """The value and everything inside of it, each once."""
    return spread(value, inside, depth)


def spread(value: Value, inner: Callable[[Value], Iterable[Value]], depth: int) -> Iterable[Value]:
    """A value and what is reached from it in so many steps, each once: it may stand in many places, and in itself."""
    first = () if isinstance(value, (Plain, Tensor, Parameter)) else inner(value)
    if not first:
        return (value,)
    found = {value: None}
    level: Iterable[Value] = first
    for _ in range(depth):
        level = [part for part in dict.fromkeys(level) if part not in found]
        if not level:
            break
        found.update(dict.fromkeys(level))
        level = [part for each in level for part in inner(each)]
    return found
