"""Lists, tuples, sets, dicts and what else holds items: what goes in, what comes out."""
from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flake8_torchstate.knowledge.names import COLLECTIONS, DICTS
from flake8_torchstate.model import values
from flake8_torchstate.model.state import reachable
from flake8_torchstate.model.values import (
    Class, Container, Dotted, Entry, Function, Module, NoneValue, Option, Parameter, Plain, Tensor, Unknown, Value)
from flake8_torchstate.run import tensors
from flake8_torchstate.run.limits import MOST_COPIED, MOST_ITEMS, MOST_UNROLLED
from flake8_torchstate.run.machine import Arguments, Machine

SLICE = Plain(of="slice")


def present(value: Value) -> Value:
    """A value that is used in a way that None can't be: without the option that it's None."""
    if not isinstance(value, values.Choice):
        return value
    kept = [o for o in value.options if not isinstance(o.value, NoneValue)]
    return value if len(kept) in (0, len(value.options)) else values.choose(kept)


def as_container(value: Value) -> Container | None:
    """The items behind a value that can be iterated: a container, or a Module that holds children."""
    if isinstance(value, Container):
        return value
    if isinstance(value, Module):
        return value.children
    return None


def item_of(container: Container, entry: Entry) -> Value:
    """What iterating over a container gives for one entry: a dict's key, else the value."""
    if container.kind in DICTS:
        return entry.key if entry.key is not None else Unknown()
    return entry.value


def element_of(value: Value) -> Value:
    """Any one element of what is iterated over."""
    container = as_container(value)
    if container is not None:
        return values.choose(Option(frozenset(), item_of(container, e)) for e in container.entries)
    if values.is_tensor(value):
        return tensors.combined([value], False, tensors.dtype_of(value))
    if isinstance(value, values.Choice):
        return values.choose(Option(o.guard, element_of(o.value)) for o in value.options)
    if isinstance(value, Plain):
        return Plain(random=value.random)
    if isinstance(value, Module):
        return child_of(value)
    return value.member("element") if isinstance(value, Unknown) else Unknown()


def item_at(machine: Machine, owner: Value, index: Value) -> Value:
    """`owner[index]`."""
    if values.is_tensor(owner):
        machine.use(owner)
        result = tensors.combined([owner], machine.frame.no_grad, tensors.dtype_of(owner))
        return tensors.spoil(result, [owner], machine.site)
    if isinstance(owner, Module) and (owner.children is None or index is SLICE):
        return sliced(owner) if index is SLICE and owner.torch is not None else child_of(owner, index)
    container = as_container(owner)
    if container is not None:
        found = container_item(machine, container, index)
        if len(container.entries) == 1 and found is not container.entries[0].value:
            machine.state.samples.append((found, container.entries[0].value))
        return found
    if isinstance(owner, Unknown):
        return owner.member(("item", index.key)) if values.fixed(index) else Unknown()
    if isinstance(owner, (Dotted, Class)):
        return owner
    return Plain(random=owner.random) if isinstance(owner, Plain) else Unknown()


def container_item(machine: Machine, container: Container, index: Value) -> Value:
    """An item by a known position or key, part of it by a slice, else any of them."""
    if index is SLICE and container.kind not in DICTS:
        return Container(kind=container.kind, entries=list(container.entries), exact=False)
    if container.kind in DICTS or any(e.key is not None for e in container.entries):
        matching = [e for e in container.entries if e.key is not None and e.key.key == index.key]
        if matching:
            return values.choose(Option(e.guard, e.value) for e in matching)
        if container.factory is not None:
            return made_by_factory(machine, container, index)
        return values.choose(Option(frozenset(), e.value) for e in container.entries)
    known = values.constant(index)
    if isinstance(known, int) and container.exact and -len(container.entries) <= known < len(container.entries):
        return container.entries[known].value
    if known == -1 and container.entries and (machine.flow.loops or len(container.entries) > 1):
        return container.entries[-1].value  # what has just been put in
    if isinstance(known, int) and container.kind != "named tuple" and len(container.entries) == 1:
        return one_of_many(container.entries[0].value)
    return values.choose(Option(frozenset(), e.value) for e in container.entries)


def one_of_many(value: Value) -> Value:
    """One of the values that a single one stands for: the others are not this one, and yet it's where they all are."""
    made = copied(value)
    if isinstance(value, (Module, Parameter)) and isinstance(made, (Module, Parameter)):
        made.one_of = value.one_of or value
        if isinstance(value, Module) and isinstance(made, Module):
            made.borrowed = value.borrowed
    return made


FACTORIES = {
    "builtins.list": "list",
    "builtins.dict": "dict",
    "builtins.set": "set",
    "collections.OrderedDict": "OrderedDict",
}


def made_by_factory(machine: Machine, container: Container, index: Value) -> Value:
    """The item that a defaultdict makes for a key that it doesn't have."""
    factory = container.factory
    if not isinstance(factory, Dotted) or factory.path not in FACTORIES:
        return Unknown()
    made = Container(kind=FACTORIES[factory.path], attached=container.attached)
    add(machine, container, Entry(made, None, index))
    return made


def child_of(owner: Module, index: Value | None = None) -> Value:
    """A child of a module of which they aren't known: it's registered where the module is."""
    place = str(index.key) if index is not None and values.fixed(index) else str(len(owner.members))
    return owner.members.setdefault(f"[{place}]", Unknown())


def sliced(owner: Module) -> Module:
    """`module[a:b]`: a container of modules of the same class, with some of its children."""
    children = owner.children
    entries = children.entries if children is not None else [Entry(child_of(owner))]
    part = Container(kind=children.kind if children is not None else "list", entries=list(entries), exact=False)
    return Module(
        torch=owner.torch, children=part, keeps=owner.keeps, trains=owner.trains, sized=owner.sized, label=owner.label
    )


def pair(first: Value, second: Value) -> Container:
    """A tuple of two."""
    return Container(kind="tuple", entries=[Entry(first), Entry(second)])


def add(machine: Machine, owner: Container, entry: Entry) -> None:
    """Add an entry as long as there is room.

    Past that a container has something unknown in it, and what would go in counts as kept elsewhere.
    """
    if len(owner.entries) < MOST_ITEMS:
        owner.entries.append(entry)
        return
    if not is_full(owner):
        owner.exact = False
        owner.entries.append(Entry(Unknown()))
    machine.state.escaped.update(reachable(entry.value))


def is_full(container: Container) -> bool:
    """Whether not all that is in a container is known."""
    return len(container.entries) > MOST_ITEMS


def as_pair(entry: Entry) -> Entry:
    """An entry of a dict, or of a list of (key, value) tuples."""
    inner = entry.value
    if (
        entry.key is None
        and isinstance(inner, Container)
        and inner.kind in ("tuple", "list")
        and len(inner.entries) == 2
    ):
        return Entry(inner.entries[1].value, None, inner.entries[0].value, entry.shared)
    return Entry(entry.value, None, entry.key, entry.shared)


def put_item(machine: Machine, owner: Container, value: Value, key: Value | None = None, shared: Any = None,
             expression: ast.expr | None = None) -> None:
    """Put an item into a container; where the key is there already, in its place."""
    site = machine.site if owner.attached else None
    if key is not None:
        owner.entries = [
            e for e in owner.entries if e.key is None or e.key.key != key.key or e.guard != machine.here.guard
        ]
    add(machine, owner, Entry(value, site, key, shared, machine.here.guard, expression))
    if owner.attached:
        machine.traces.stored.update(values.within(value))
        attach(value)
    if machine.flow.loops and not machine.flow.unrolling:
        owner.exact = False


def attach(value: Value) -> None:
    """Note that `self` holds the containers of a value from now on."""
    for inner in values.within(value):
        if isinstance(inner, Container):
            inner.attached = True
        elif isinstance(inner, Parameter):
            inner.fresh = False


def extend_container(machine: Machine, owner: Container, arguments: Arguments) -> None:
    """`.extend(items)`, `.update(items)`."""
    for value in [*arguments.positional, *arguments.starred]:
        source = as_container(value)
        if source is None:
            owner.exact = False
            put_item(machine, owner, element_of(value))
            continue
        owner.exact = owner.exact and source.exact
        for entry in list(source.entries):  # it may be its own source
            pair_entry = as_pair(entry) if owner.kind in DICTS else entry
            put_item(machine, owner, pair_entry.value, pair_entry.key, pair_entry.shared)
    for key, value in arguments.keywords.items():
        put_item(machine, owner, value, Plain(key))


def copied(value: Value) -> Value:
    """Another object of the same kind; what stands in it twice is copied once."""
    return copied_to({}, value, MOST_COPIED)


def copied_to(made: dict[Value, Value], value: Value, depth: int) -> Value:
    """The copy of a value, among those that have been made already."""
    if depth == 0:
        return Unknown()
    if value not in made:
        made[value] = Unknown()  # for as long as it's being made: what stands in itself
        made[value] = copy_of(value, lambda inner: copied_to(made, inner, depth - 1))
    return made[value]


def copy_of(value: Value, inner: Callable[[Value], Value]) -> Value:
    """Another object of the same kind, with copies of what is in it."""
    if isinstance(value, Tensor):
        return Tensor(value.grad, value.history, value.dtype, None, value.random, value.recomputable, value.drawn,
                      given=value.given)
    if isinstance(value, Parameter):
        return Parameter(value.grad, True, value.dtype)
    if isinstance(value, Module):
        return replace(value, borrowed=False, members={}, one_of=None)
    if isinstance(value, Container):
        entries = [Entry(inner(e.value), None, e.key) for e in value.entries]
        return Container(kind=value.kind, entries=entries, exact=value.exact)
    if isinstance(value, values.Choice):
        return values.choose(Option(o.guard, inner(o.value)) for o in value.options)
    return value if isinstance(value, (Plain, NoneValue, Function, Class, Dotted)) else Unknown()


def make_container(machine: Machine, path: str, arguments: Arguments) -> Value:
    """list(…), dict(…), OrderedDict(…), deque(…), and what gives the same items again."""
    kind = COLLECTIONS[path]
    result = Container(kind=kind, born=machine.here.guard)
    skip = 1 if kind == "defaultdict" else 0
    result.factory = arguments.positional[0] if skip and arguments.positional else None
    sources = arguments.positional[skip:] if path != "builtins.filter" else arguments.positional[1:]
    for value in sources[:None if path == "itertools.chain" else 1]:
        source = as_container(value)
        if source is None:
            result.exact = False
            add(machine, result, Entry(element_of(value)))
        else:
            result.exact = result.exact and source.exact and path != "builtins.filter"
            for entry in source.entries:
                add(machine, result, taken_over(kind, source, entry))
    for key, value in arguments.keywords.items() if kind in DICTS else ():
        add(machine, result, Entry(value, None, Plain(key)))
    result.exact = result.exact and not arguments.starred
    for value in arguments.starred:
        add(machine, result, Entry(element_of(value)))
    return result


def taken_over(kind: str, source: Container, entry: Entry) -> Entry:
    """What list(source), dict(source), … makes of one of its items."""
    if kind not in DICTS:
        return Entry(item_of(source, entry), None, None, entry.shared, entry.guard)
    return Entry(entry.value, None, entry.key, entry.shared, entry.guard) if source.kind in DICTS else as_pair(entry)


def from_keys(machine: Machine, arguments: Arguments) -> Value:
    """dict.fromkeys(keys, value): one value under all of them."""
    keys = as_container(arguments.positional[0]) if arguments.positional else None
    value = arguments.positional[1] if len(arguments.positional) > 1 else NoneValue()
    if keys is None:
        return Container(kind="dict", exact=False, entries=[Entry(value, None, None, machine.site)])
    shared = machine.site if len(keys.entries) > 1 or not keys.exact else None
    return Container(
        kind="dict", exact=keys.exact, entries=[Entry(value, None, item_of(keys, e), shared) for e in keys.entries]
    )


def container_method(machine: Machine, owner: Container, name: str, arguments: Arguments) -> Value:
    """A method of a list, dict, set or deque."""
    given = arguments.positional
    if name in ("append", "add", "appendleft") and given:
        put_item(machine, owner, given[0], expression=arguments.node(0, "object"))
    elif name == "insert" and len(given) == 2:
        put_item(machine, owner, given[1], expression=arguments.node(1, "object"))
    elif name == "setdefault" and given:
        put_item(machine, owner, given[1] if len(given) > 1 else NoneValue(), given[0])
        return given[1] if len(given) > 1 else NoneValue()
    elif name in ("extend", "update", "extendleft"):
        extend_container(machine, owner, arguments)
    elif name in ("clear", "pop", "popitem", "remove", "discard", "popleft"):
        if name == "clear":
            owner.entries.clear()
        found = taken(machine, owner, given) if name.startswith("pop") else NoneValue()
        owner.exact = owner.exact and name == "clear" and machine.here.guard <= owner.born
        return found
    elif name in ("items", "keys", "values", "copy", "get", "__getitem__"):
        return dict_view(machine, owner, name, arguments)
    elif name in ("index", "count"):
        return Plain()
    elif name not in ("reverse", "sort", "rotate"):
        return Container(kind=owner.kind, entries=list(owner.entries), exact=False)
    return NoneValue()


def taken(machine: Machine, owner: Value, given: list[Value]) -> Value:
    """What is taken out of a container or an iterator: of many modules that one stands for, another one each time."""
    if isinstance(owner, Container) and owner.kind in DICTS:
        return under_key(machine, owner, given) if given else Unknown()
    value = element_of(owner)
    if not isinstance(value, Module) or isinstance(owner, Container) and owner.exact:
        return value
    made = one_of_many(value)
    machine.state.samples.append((value, made))  # it's no longer in there
    return made


def under_key(machine: Machine, owner: Container, given: list[Value]) -> Value:
    """`.get(key, default)`, `.pop(key, default)`: where the key isn't there, the default or something unknown."""
    key, keys = given[0], [entry.key for entry in owner.entries]
    told = values.fixed(key) and all(each is not None and values.fixed(each) for each in keys)
    if not told or owner.factory is not None or key.key in (each.key for each in keys if each is not None):
        return item_at(machine, owner, key)
    return given[1] if owner.exact and len(given) > 1 else Unknown()


def dict_view(machine: Machine, owner: Container, name: str, arguments: Arguments) -> Value:
    """items(), keys(), values(), copy(), get(key, default)."""
    if name == "copy":
        return Container(kind=owner.kind, entries=list(owner.entries), exact=owner.exact)
    if name in ("get", "__getitem__"):
        return under_key(machine, owner, arguments.positional) if arguments.positional else Unknown()
    entries = [Entry(e.value, None, None, e.shared) for e in owner.entries]
    if name == "keys":
        entries = [Entry(e.key or Unknown()) for e in owner.entries]
    elif name == "items":
        entries = [Entry(pair(e.key or Unknown(), e.value)) for e in owner.entries]
    return Container(kind="generator", entries=entries, exact=owner.exact)


def elements_of(machine: Machine, source: Value) -> tuple[list[Value], bool]:
    """The values that a loop's target takes, and whether they are all known one by one."""
    container = as_container(source)
    if container is not None and container.exact and len(container.entries) <= MOST_UNROLLED:
        return [item_of(container, entry) for entry in container.entries], True
    return [element_of(source)], False


def index_of(machine: Machine, node: ast.Subscript) -> Value:
    """The value of a subscript; SLICE for slices and tuples."""
    if isinstance(node.slice, ast.Tuple):
        for part in node.slice.elts:
            if not isinstance(part, (ast.Slice, ast.Starred)):
                machine.value(part)
        return SLICE
    return SLICE if isinstance(node.slice, ast.Slice) else machine.value(node.slice)
