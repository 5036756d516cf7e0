"""What the rules about containers share: who holds it, where, and what to write instead."""
from __future__ import annotations

import ast
from typing import NamedTuple

from flake8_torchstate.knowledge.reserved import TAKEN_KEYS
from flake8_torchstate.model import values
from flake8_torchstate.model.lost import LostItems
from flake8_torchstate.model.registry import Ground
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.values import Container, Holder, Module, NoneValue, Parameter, Tensor, Unknown, Value
from flake8_torchstate.report.context import called_name, is_of_self
from flake8_torchstate.report.findings import Fix, Refusal, Report
from flake8_torchstate.report.spelling import spelt
from flake8_torchstate.report.statements import assignment, calls_of
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.usage import asked_to_be, assigned_in_forward, assigned_later, called_on, read_by
from flake8_torchstate.report.words import Help, clauses
from flake8_torchstate.rules.chain import after_init, is_read_by_init

ARTICLES = {"list": "a list", "tuple": "a tuple", "set": "a set", "dict": "a dict", "deque": "a deque",
            "OrderedDict": "an OrderedDict", "defaultdict": "a defaultdict", "generator": "a generator",
            "named tuple": "a tuple"}
MAPPINGS = ("dict", "OrderedDict", "defaultdict", "Counter")
EMPTY = ("[]", "{}", "()", "list()", "dict()", "tuple()", "OrderedDict()", "collections.OrderedDict()")
GROUNDS = (Ground.METHOD, Ground.PROPERTY, Ground.SETTABLE_PROPERTY)


def place(lost: LostItems) -> str:
    """"a list", "a lambda", "a Normal distribution"."""
    holder = lost.holder
    if isinstance(holder, Container):
        return ARTICLES.get(holder.kind, f"a {holder.kind}")
    if isinstance(holder, Holder):
        return f"{'an' if holder.what[:1].lower() in 'aeiou' else 'a'} {holder.what}"
    return "the class body"


def is_mapping(holder: Value | None) -> bool:
    """Whether it's a dict of some kind."""
    return isinstance(holder, Container) and holder.kind in MAPPINGS


# --- what PyTorch's counterpart would have to take


class Taker(NamedTuple):
    """A pair of PyTorch's containers, and what they take: `ModuleList` and `ModuleDict`, or those of Parameters."""

    many: str
    tensors: bool = False

    def kind(self, holder: Container) -> str:
        """The class for one container."""
        return f"{self.many}{'Dict' if is_mapping(holder) else 'List'}"

    def takes(self, value: Value) -> bool:
        """Whether it takes a value as it is.

        Of Parameters, it keeps anything else as it is too; but of a tensor it makes a Parameter that is trained.
        """
        if isinstance(value, (Module, NoneValue, Unknown)):
            return True
        if self.many == "Parameter":
            return not isinstance(value, (Container, Holder)) and (self.tensors or not isinstance(value, Tensor))
        return False

    def takes_all(self, holder: Container) -> bool:
        """Whether it takes each thing in a container as it is."""
        return all(self.takes(value) for value in inside(holder))

    def takes_keys(self, holder: Container) -> bool:
        """Whether it takes each key of a container, as far as that is known."""
        return self.trouble(holder) == frozenset()

    def trouble(self, holder: Container) -> frozenset[str]:
        """What is wrong with the keys of a dict: "kind" (no strings), "dot", "taken" (refused as a name)."""
        if not is_mapping(holder):
            return frozenset()
        keys = [o.value for entry in holder.entries if entry.key is not None for o in values.options(entry.key)]
        return frozenset(word for key in keys for word in trouble_with(key, TAKEN_KEYS[self.kind(holder)]))


MODULES = Taker("Module")
PARAMETERS = Taker("Parameter")
TENSORS = Taker("Parameter", tensors=True)
"""Of tensors that require grad PyTorch's containers make Parameters."""
DISTRIBUTION = " distribution"


def inside(holder: Container) -> list[Value]:
    """All that a container may hold."""
    return [o.value for entry in holder.entries for o in values.options(entry.value)]


def trouble_with(key: Value, taken: frozenset[str]) -> list[str]:
    """What is wrong with one key."""
    if isinstance(key, values.Pattern):
        return ["dot"] if "." in key.literal else []
    known = values.constant(key)
    if isinstance(known, str):
        return (["dot"] if "." in known else []) + (["taken"] if known in taken or not known else [])
    if known is not values.MISSING:
        return ["kind", "dot"] if isinstance(known, float) else ["kind"]
    if isinstance(key, values.Plain):
        return ["kind"] if key.of in ("int", "bool", "array", "slice") else ["kind", "dot"] if key.of == "float" else []
    return [] if isinstance(key, Unknown) else ["kind"]


LACKING = {"ModuleList": frozenset("clear remove sort reverse index count copy".split()),
           "ParameterList": frozenset("clear remove sort reverse index count copy insert pop".split()),
           "ModuleDict": frozenset("get setdefault popitem copy fromkeys".split())}
"""The methods of lists and dicts that PyTorch's counterparts haven't."""


# --- the line to write


class Line(NamedTuple):
    """The line that puts PyTorch's counterpart in the place of what holds the items."""

    report: Report
    lost: LostItems
    holder: Container
    taker: Taker
    texts: Texts

    @property
    def called(self) -> str:
        """The class that takes its place, as the file writes it."""
        return spelt(self.report, self.taker.kind(self.holder))

    def advice(self) -> Help:
        """What to write, or what to do where one line isn't enough."""
        if not self.taker.takes_all(self.holder) and not self.nested:
            what = "modules" if self.taker is MODULES else "Parameters"
            where = spelt(self.report, f"{self.taker.many}List")
            return Help(f"keep the {what} in an {where} of their own, and the rest beside it")
        made = f"make it an {self.called}{f' of {self.inner}s' if self.nested else ''}"
        site, expression = self.lost.made or (self.lost.site, self.lost.expression)
        overridden = overriding(self.report, site, expression)
        if overridden:
            return Help(f"make what {overridden}() gives an {self.called}")
        lacking = called_on(self.report, self.lost.name) & LACKING.get(self.taker.kind(self.holder), frozenset())
        if lacking:
            return Help(f"{made}, which has no {min(lacking)}(), and do that in another way")
        asked = asked_to_be(self.report, self.lost.name)
        if asked:
            return Help(f"{made}, which is no {asked}, and ask for that in another way")
        if on_another_way(self.report, self.lost):
            return Help("register them on each way through the constructor")
        if is_read_by_init(self.report, self.lost):
            name = self.report.written(self.lost.name)
            line = assignment(self.texts, self.lost.site, name, f"{self.called}({self.items(f'self.{name}')})")
            return Help(made, line, "keep this line, which super().__init__() reads, and after that call")
        if self.lost.added and self.why_another_name:
            return Help(f"{self.why_another_name} fill an {self.called} of another name")
        if self.holder.kind == "defaultdict":
            return Help(f"{made}, which makes no missing keys, and put what each key needs into it first")
        if self.lost.added and (self.nested or self.holder.kind in ("set", "deque")):
            return Help(f"make it an {self.called}, and each container that goes into it too")
        line = assignment(
            self.texts, site, self.name(), f"{self.called}({self.items(self.texts.expression(site, expression))})")
        given = all(isinstance(value, Parameter) and value.made is None for value in inside(self.holder))
        return Help(made, line, clauses("if no other module has them," if given else "", self.where()))

    @property
    def nested(self) -> bool:
        """Whether it holds nothing but containers of one kind, each of which can be taken."""
        inner = [value for value in inside(self.holder) if not isinstance(value, (NoneValue, Unknown))]
        boxes = [value for value in inner if isinstance(value, Container)]
        return bool(boxes) and len(boxes) == len(inside(self.holder)) and (
            len({self.taker.kind(box) for box in boxes}) == 1
            and all(self.taker.takes_all(box) and self.taker.takes_keys(box) for box in boxes))

    @property
    def inner(self) -> str:
        """The class that takes the place of the containers in it."""
        box = next(value for value in inside(self.holder) if isinstance(value, Container))
        return spelt(self.report, self.taker.kind(box))

    def name(self) -> str:
        """The name that it gets: another one where that one can't be kept."""
        written = self.report.written(self.lost.name)
        return f"{written}_" if self.why_another_name else written

    @property
    def why_another_name(self) -> str:
        """Why the name can't be kept: a list that `forward` puts over a registered container raises TypeError."""
        if self.report.state.ground(self.lost.name)[0] in GROUNDS:
            return f"since '{self.lost.name}' is taken,"
        line = assigned_in_forward(self.report, self.lost.name)
        return f"since forward gives '{self.lost.name}' something else in line {line}," if line is not None else ""

    def items(self, text: str) -> str:
        """What goes into it: the container, or what is made of it where its items or keys must be others."""
        key, each = self.key(), "each"
        if self.nested:
            each = f"{self.inner}(each)"
        if text in EMPTY:
            return ""
        if key == "key" and each == "each":
            return text
        if is_mapping(self.holder):
            return f"{{{key}: {each} for key, each in {text}.items()}}"
        return f"[{each} for each in {text}]"

    def key(self) -> str:
        """What a key must become."""
        wrong = self.taker.trouble(self.holder) if is_mapping(self.holder) else frozenset()
        if is_mapping(self.holder) and any(isinstance(k, ast.Tuple) for k in read_by(self.report, self.lost.name)):
            wrong |= {"kind"}
        key = 'f"_{key}"' if "taken" in wrong else "str(key)" if "kind" in wrong else "key"
        return f'{key}.replace(".", "_")' if "dot" in wrong else key

    def where(self) -> str:
        """Where the line goes, where that isn't in the place of the reported statement, and what goes with it."""
        site = self.lost.made[0] if self.lost.made is not None else self.lost.site
        keys = f"use {self.key()} for each key, and" if self.key() != "key" else ""
        update = self.lost.added and any(call.keywords for call in calls_of(self.lost.site, "update"))
        elsewhere = ""
        if self.lost.added and site.node is not self.lost.site.node:
            owner = f" of {site.owner.name}" if site.owner is not None and site.owner is not self.report.cls else ""
            elsewhere = f"in line {site.position()[0]}{owner}"
        return clauses(
            self.why_another_name, keys, "give update() a dict, and" if update else "", self.likewise(),
            after_init(self.lost.site, self.lost.early), "in __init__" if self.lost.in_class_body else "", elsewhere,
            self.only_containers())

    def only_containers(self) -> str:
        """A condition, where the statement may give the name something else, or the container what isn't known."""
        found = given(self.report, self.lost)
        if not all(isinstance(v, (Container, NoneValue)) for v in found):
            return "if it's a container,"
        functions = self.taker is MODULES and any(isinstance(v, Unknown) for v in inside(self.holder))
        return "if each in it is a module," if functions else ""

    def likewise(self) -> str:
        """The further lines that must do the same: a list over a registered one raises TypeError."""
        lines = [n for n in assigned_later(self.report, self.lost.name) if n != self.lost.site.position()[0]]
        if not lines or self.why_another_name:
            return ""
        return f"do the same in line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}, and"


def on_another_way(report: Report, lost: LostItems) -> bool:
    """Whether another way through the constructor registers something that a container holds."""
    return isinstance(lost.holder, Container) and not (
        report.state.registered_guards().keys().isdisjoint(inside(lost.holder)))


def registers_by_method(report: Report, lost: LostItems) -> bool:
    """Whether a method that some way through the constructor calls registers what a container holds: who makes an
    instance in another way calls it then.
    """
    parts = set(inside(lost.holder)) if isinstance(lost.holder, Container) else set()
    return any(h.value in parts and (h.slot is None or h.slot.registered) and h.site is not None
               and h.site.function is not None and h.site.function.name != "__init__" for h in report.state.all_held())


def overriding(report: Report, site: Site, node: ast.expr | None) -> str:
    """The method of the class that a base's line calls to make a container, where the class has its own of it."""
    name = called_name(node) if isinstance(node, ast.Call) and is_of_self(node.func) else ""
    return name if site.owner is not report.cls and name in report.cls.methods else ""


def given(report: Report, lost: LostItems) -> list[Value]:
    """What the statement that gives the name its container may give it."""
    here = lost.made[0].node if lost.made is not None else None
    return [o.value for write in report.state.written
            if here is not None and write.site.node is here and write.name == lost.name
            for o in values.options(write.value)]


def for_each(holder: Container, name: str, items: str, more: str) -> str:
    """The loop that registers each tensor of a container as a buffer."""
    if not is_mapping(holder):
        return f'for i, each in enumerate({items}): self.register_buffer(f"{name}_{{i}}", each{more})'
    key = f'f"{name}_{{key}}"'
    if "dot" in MODULES.trouble(holder):
        key += '.replace(".", "_")'
    return f"for key, each in {items}.items(): self.register_buffer({key}, each{more})"


def instead(report: Report, lost: LostItems, taker: Taker, texts: Texts) -> Help:
    """What to do about items in a container."""
    assert isinstance(lost.holder, Container)
    return Line(report, lost, lost.holder, taker, texts).advice()


def in_constructor(lost: LostItems, texts: Texts) -> Help:
    """What to do about what stands in the class body itself."""
    return Help("make it", f"self.{lost.name} = {texts.expression(lost.site, lost.expression)}", "in __init__")


def fix(report: Report, lost: LostItems) -> Fix | Refusal:
    """The fix of a finding."""
    from flake8_torchstate.fixers.containers import registered_items  # flake8 has no use for it

    return registered_items(report, lost)
