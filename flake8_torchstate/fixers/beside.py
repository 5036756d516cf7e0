"""The other fix of TSM105: the modules of a container or object are registered beside it, and it stays as it is.

Both go on having the very same modules.  Of Parameters that isn't so: `.to("meta")` and the like put new ones in place.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import libcst as cst

from flake8_torchstate.fixers.changes import Changes
from flake8_torchstate.fixers.uses import hands_itself_on, sees_children
from flake8_torchstate.fixers.writes import forbid_taken, own_statement, writes_of
from flake8_torchstate.model import values
from flake8_torchstate.model.lost import LostItems, leaves
from flake8_torchstate.model.values import Container, Entry, Holder, Module, Tensor, Value
from flake8_torchstate.report.findings import Fix, Report
from flake8_torchstate.report.spelling import written
from flake8_torchstate.report.trees import NoFix

SEQUENCES = ("list", "tuple", "named tuple", "deque")
MAPPINGS = ("dict", "OrderedDict", "defaultdict")
LOOP_NAMES = ("each", "part", "item", "one")
MOST_STEPS, MOST_ITEMS = 4, 4


def registered_beside(report: Report, lost: LostItems) -> Fix:
    """The fix, where one block of one function gives the name its container and fills it.  Raises NoFix."""
    name = lost.name
    if lost.made is None or lost.holder is None or lost.early:
        raise NoFix("it isn't there when super().__init__() has run")
    if any(isinstance(leaf, Tensor) for leaf, *_ in leaves(lost.holder)):
        raise NoFix("it holds plain tensors too")
    first, context = own_statement(report, lost.made[0]), report.context
    if sees_children(report) or hands_itself_on(context, first):
        raise NoFix("what goes through its children would meet them too, or they may hold the module")
    if held_before(report, lost):
        raise NoFix("another attribute holds them too")
    if any(isinstance(use.ctx, ast.Del) for use, _ in context.of_self.get(name, ())):
        raise NoFix("it is deleted somewhere")
    stores = [store.statement for cls in report.cls.family for store in context.stores(cls, name)]
    given = [option.value for write in writes_of(report, name) for option in values.options(write.value)]
    if any(store is not first for store in stores) or not all(isinstance(v, (Container, Holder)) for v in given):
        raise NoFix("it may hold something else")
    base, many = written(report, "Module"), written(report, "ModuleList")
    if base is None or many is None:
        raise NoFix("the file can't write it")
    found = list(dict.fromkeys(reached(lost.holder, f"self.{name}", base)))  # one of several is reached in one way
    if not found:
        raise NoFix("how it's reached isn't known")
    if len(found) == 1 and found[0][1]:
        better, value = f"{name}_{found[0][1]}", found[0][0]
    else:
        better = f"{name}_modules"
        alone = len(found) == 1 and found[0][0]
        value = f"{many}({alone or '[' + ', '.join(('' if one else '*') + text for text, one in found) + ']'})"
    forbid_taken(report, better)
    last = last_filling(report, first, lost)
    changes = Changes(context.tree([first, last]))
    line = cst.ensure_type(cst.parse_statement(f"self.{better} = {value}"), cst.SimpleStatementLine)
    changes.follow(changes.tree.find(last), line)
    return changes.fix(f"Register what '{name}' holds as '{better}'", False)


def held_before(report: Report, lost: LostItems) -> bool:
    """Whether an earlier name holds some of the same: registered for that one, they are lost here no more."""
    mine = {leaf for leaf, *_ in leaves(lost.holder)} if lost.holder is not None else set()
    for other in report.lost_items:
        if other.name == lost.name:
            return False
        if other.holder is not None and not mine.isdisjoint(leaf for leaf, *_ in leaves(other.holder)):
            return True
    return False


def reached(value: Value, text: str, base: str) -> Iterator[tuple[str, str]]:
    """The expressions that give the modules: each with the last word of how one is reached, "" for many.

    Raises NoFix where what is inside differs from item to item, or was passed in: it may hold this very module.
    """
    if isinstance(value, Module):
        if value.borrowed:
            raise NoFix("what is passed in may be kept out of the tables on purpose")
        word = text.rpartition(".")[2]
        yield text, word if word.isidentifier() else "held"
    elif isinstance(value, Container) and is_short(value):
        for index, entry in enumerate(value.entries):
            for option in values.options(entry.value):
                key = values.constant(entry.key) if value.kind in MAPPINGS and entry.key is not None else index
                found = list(reached(option.value, f"{text}[{key!r}]".replace("'", '"'), base))
                yield from ((inner, str(key) if word and str(key).isidentifier() else word) for inner, word in found)
    elif isinstance(value, Container):
        yield many(value, text, base, LOOP_NAMES), ""
    elif isinstance(value, Holder) and text.count(".") < MOST_STEPS:
        value.contents()
        for member, held in value.members.items():
            for option in values.options(held):
                if member.isidentifier():
                    yield from reached(option.value, f"{text}.{member}", base)


def is_short(holder: Container) -> bool:
    """Whether a container holds a few things that are known one by one, and something else than modules."""
    inside = [option.value for entry in holder.entries for option in values.options(entry.value)]
    keys = [values.constant(entry.key) if entry.key is not None else 0 for entry in holder.entries]
    known = holder.exact and holder.kind in (*SEQUENCES, *MAPPINGS) and all(isinstance(key, (str, int)) for key in keys)
    known = known and all(entry.site is None for entry in holder.entries)
    return known and len(inside) == len(keys) <= MOST_ITEMS and not all(isinstance(value, Module) for value in inside)


def many(holder: Container, text: str, base: str, names: tuple[str, ...]) -> str:
    """The expression that gives all of that are modules in a container."""
    loops, all_of_them = list[str](), False
    while True:
        if holder.borrowed or holder.kind not in (*SEQUENCES, *MAPPINGS) or not names:
            raise NoFix("what is passed in may be kept out of the tables on purpose, or has no order")
        over = f"{text}.values()" if holder.kind in MAPPINGS else text
        inside = [option.value for entry in holder.entries for option in values.options(entry.value)]
        leaves = [value for value in inside if isinstance(value, Module)]
        boxes = [value for value in inside if isinstance(value, (Container, Holder))]
        if any(leaf.borrowed for leaf in leaves):
            raise NoFix("what is passed in may be kept out of the tables on purpose")
        if leaves and not boxes:
            all_of_them = len(leaves) == len(inside)
            break
        if leaves or not boxes or not all(isinstance(box, Container) for box in inside) or len(
                {box.kind in MAPPINGS for box in boxes if isinstance(box, Container)}) != 1:
            raise NoFix("what is in it differs from item to item")
        loops.append(f"for {names[0]} in {over}")
        text, names = names[0], names[1:]
        holder = merged([box for box in boxes if isinstance(box, Container)])
    if all_of_them and not loops:
        return over
    test = "" if all_of_them else f" if isinstance({names[0]}, {base})"
    return f"[{names[0]} {' '.join([*loops, f'for {names[0]} in {over}'])}{test}]"


def merged(boxes: list[Container]) -> Container:
    """Containers of one kind as if they were one."""
    entries: list[Entry] = [entry for box in boxes for entry in box.entries]
    return Container(kind=boxes[0].kind, entries=entries, borrowed=any(box.borrowed for box in boxes))


def last_filling(report: Report, first: ast.stmt, lost: LostItems) -> ast.stmt:
    """The statement of the block of the first one after which nothing is put into the container any more."""
    block: Any = report.context.block_of(first)
    if any(isinstance(n, (ast.For, ast.While)) for n in report.context.above(first)):
        raise NoFix("it is assigned in a loop")
    last = block.index(first)
    for site in filled_by(lost.holder):
        if site is None:
            continue
        statement = own_statement(report, site)
        around = [i for i, part in enumerate(block) if part is statement or part in report.context.above(statement)]
        if not around:
            raise NoFix("other code fills it")
        last = max(last, around[0])
    found: ast.stmt = block[last]
    return found


def filled_by(holder: Value | None, depth: int = MOST_STEPS) -> Iterator[Any]:
    """The sites at which a container, and those within it, were filled."""
    for entry in holder.entries if isinstance(holder, Container) and depth else ():
        yield entry.site
        for option in values.options(entry.value):
            yield from filled_by(option.value, depth - 1)
