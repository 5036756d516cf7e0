"""The line that registers a lost tensor, and where it must go to run."""
from __future__ import annotations

import ast
from functools import partial
from typing import NamedTuple

from flake8_torchstate.knowledge.names import PARAMETER_CLASSES
from flake8_torchstate.model import values
from flake8_torchstate.model.events import Held
from flake8_torchstate.model.lost import LostTensor
from flake8_torchstate.model.questions import library_base
from flake8_torchstate.model.registry import Ground
from flake8_torchstate.model.site import Site
from flake8_torchstate.model.values import NoneValue, Parameter, Plain, Tensor, Unknown, Value
from flake8_torchstate.report.findings import Report
from flake8_torchstate.report.purpose import (
    moved_parameter,
    NUMBER_METHODS, NUMBERS, holds, is_only_placeholder, is_saved, is_weight, last_name, may_be_weight, number_of,
    twin_of)
from flake8_torchstate.report.spelling import spelt
from flake8_torchstate.report.statements import (
    INSIDE, assignment, name_node, outermost, quoted, reads, sole_argument, unpacked)
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.usage import may_change_kind, other_kind_later, reads_by_text
from flake8_torchstate.report.words import Help, clauses
from flake8_torchstate.rules.chain import after_init, is_read_by_init

TAKEN = (Ground.METHOD, Ground.PROPERTY, Ground.SETTABLE_PROPERTY)


class Registration(NamedTuple):
    """The registration of one lost tensor."""

    report: Report
    lost: LostTensor
    texts: Texts

    # --- the parts of the line

    @property
    def name(self) -> str:
        """The name that is registered: another one where a method or property of the class has it."""
        return f"{self.lost.name}_" if self.is_taken or self.other_kind is not None else self.lost.name

    @property
    def other_kind(self) -> int | None:
        """The line on which a method gives the name something that no buffer and no Parameter can be."""
        return other_kind_later(self.report, self.lost.name)

    @property
    def is_taken(self) -> bool:
        """Whether the class, nn.Module or another library's base has a method or a property of that name."""
        name = self.lost.name
        outside = bool(library_base(self.report.cls, name))
        return outside or self.report.state.ground(name)[0] in TAKEN or self.reads_class

    @property
    def reads_class(self) -> bool:
        """Whether the value is made of what the class has under the name."""
        of_class = self.report.state.ground(self.lost.name)[0] is Ground.CLASS_ATTRIBUTE
        return of_class and not list(self.firsts) and reads(self.lost.site, self.lost.expression, self.lost.name)

    def buffer(self, value: str, site: Site | None = None, name: str = "") -> str:
        """The line that registers a value as a buffer, in the style that the options ask for."""
        name, site = name or self.name, site or self.lost.site
        more = "" if any(is_saved(self.report, other) for other in self.together) else ", persistent=False"
        if self.report.config.buffer_style == "nn.Buffer":
            return assignment(
                self.texts, site, self.report.written(name), f"{spelt(self.report, 'Buffer')}({value}{more})")
        return f"self.register_buffer({quoted(self.texts, site, name)}, {value}{more})"

    @property
    def together(self) -> list[LostTensor]:
        """The tensors that the statement sets, where one line sets them all by a name that isn't known before."""
        here = self.lost.site.node
        if name_node(self.lost.site) is None:
            return [self.lost]
        return [other for other in self.report.lost_tensors if other.site.node is here]

    def parameter(self, value: str) -> str:
        """The line that makes a value a Parameter."""
        made, node = f"{spelt(self.report, 'Parameter')}({value})", self.lost.expression
        if isinstance(node, ast.IfExp):
            test = self.texts.expression(self.lost.site, node.test)
            made = f"{self.arm(node.body)} if {test} else {self.arm(node.orelse)}"
        return assignment(self.texts, self.lost.site, self.report.written(self.name), made)

    def arm(self, node: ast.expr) -> str:
        """One side of a choice, as a Parameter where it's no constant: of None nn.Parameter makes a tensor."""
        text = self.texts.expression(self.lost.site, node)
        return text if isinstance(node, ast.Constant) else f"{spelt(self.report, 'Parameter')}({text})"

    def value(self) -> str:
        """The text of the value."""
        return self.texts.expression(self.lost.site, self.lost.expression)

    # --- what to do

    def advice(self, condition: str = "") -> Help:
        """What to do about the tensor: mostly a line to write; condition: when that is right."""
        twin = twin_of(self.report, self.lost)
        if twin:
            return Help(f"read the buffer {twin} where it's used, or make it a property")
        if may_change_kind(self.report, self.lost.name):
            return Help("if it is always a tensor, register it as a buffer")
        if reads_by_text(self.report):
            return Help("register it as a buffer, and read it by getattr where self.__dict__ is read")
        moved = moved_parameter(self.report, self.lost)
        if moved is not None:
            made = self.texts.expression(self.lost.site, moved)
            if is_asked_for(self.lost.expression):
                return put_inside(self.report, self.lost, self.lost.site, self.texts)
            return Help("assign the Parameter as it is", self.replaced_by(made))
        if is_read_by_init(self.report, self.lost):
            return self.after_it_was_read()
        if any(isinstance(value, Parameter) for value in self.given) and name_node(self.lost.site) is None:
            return Help("make it an nn.Parameter here too, with requires_grad=False if it isn't trained")
        first = next(iter(self.firsts), None)
        own = first is not None and first.site is not None and first.site.owner is self.report.cls
        if first is not None and own and not isinstance(first.value, (NoneValue, Tensor)) and reads(
                self.lost.site, self.lost.expression, self.lost.name) and not is_weight(self.report, self.lost):
            return self.in_local_name(first)
        return self.help(clauses(condition, self.beside()))

    def beside(self) -> str:
        """What must move too once the tensor does: what it meets that a method makes on the CPU."""
        use = self.report.account.beside.get(self.lost.name)
        return "" if use is None else f"make what it meets in {use.method} (line {use.line}) on its device, and"

    def as_buffer(self, line: str, before: str) -> Help:
        """The help that says to write a registration as a buffer."""
        kept = " with persistent=False" if "persistent=False" in line else ""
        may_ask = self.lost.expression is None or isinstance(self.lost.expression, ast.Name)  # if it's a tensor
        return Help(f"register it as a buffer{kept}", line if may_ask or all(map(holds, self.given)) else "", before)

    def instead(self) -> Help | None:
        """The line to write where no method needs a tensor: of None, or of the plain value that they read."""
        number = number_of(self.report, self.lost)
        if number and self.lost.expression is not None:
            read = f"read it without .{number}(), and" if number in NUMBER_METHODS else ""
            return Help("assign the plain value", self.replaced_by(self.plain_value(number)), read)
        placeholder = is_only_placeholder(self.report, self.lost)
        return Help("", self.replaced_by("None")) if placeholder else None

    def in_local_name(self, first: Held) -> Help:
        """What to do where the tensor is made of something else that the name holds before."""
        if first.site is None or first.site.function is not self.lost.site.function:
            return Help("use another name, and register that one as a buffer if it's read later")
        line = first.site.position()[0]
        local = self.report.written(self.lost.name).strip("_")
        before = f"use a local name, such as {local}, from line {line} on, and at the end"
        return self.as_buffer(self.buffer(local), before)

    def replaced_by(self, value: str) -> str:
        """The assignment of something else."""
        return assignment(self.texts, self.lost.site, self.report.written(self.lost.name), value)

    def plain_value(self, number: str) -> str:
        """What a function or method reads out of the tensor: the numbers themselves, where they are written there."""
        text, node = self.value(), self.lost.expression
        numbers = sole_argument(node) if isinstance(node, ast.Call) and last_name(node) == "tensor" else None
        if isinstance(numbers, ast.Constant) or (
                isinstance(numbers, ast.List) and all(isinstance(n, ast.Constant) for n in numbers.elts)):
            return self.texts.expression(self.lost.site, numbers)
        simple = number not in NUMBER_METHODS or node is None or isinstance(node, INSIDE)
        return NUMBERS[number].format(text if simple else f"({text})")

    def help(self, before: str = "") -> Help:
        """The line that registers it, and where: a Parameter where it's meant to be trained, else a buffer."""
        where = after_init(self.lost.site, self.lost.early)
        before = clauses(before, self.why_another_name, where, self.only_tensors())
        first = next(iter(self.firsts), None)
        line = self.registered_apart() or self.registered(self.value())
        if is_weight(self.report, self.lost):
            return Help("make it an nn.Parameter", line, before)
        if first is not None and first.site is not None:
            return self.in_first_place(first, first.site, before)
        trained = "make it an nn.Parameter if it is trained, else" if may_be_weight(self.report, self.lost) else ""
        return self.as_buffer(line, clauses(before, trained))

    def registered(self, value: str) -> str:
        """The line that registers a value: as a Parameter where it's meant to be trained, else as a buffer."""
        return self.parameter(value) if is_weight(self.report, self.lost) else self.buffer(value)

    def registered_apart(self) -> str:
        """The line that takes a value apart, or keeps a local name of it, and registers all that is lost of it."""
        all_of_it = {o.name: self._replace(lost=o) for o in self.report.lost_tensors
                     if o.site.node is self.lost.site.node}
        apart = unpacked(self.texts, self.lost, all_of_it)
        return "" if apart is None else "; ".join([apart[0], *(
            each.registered(name if apart[1] == self.lost.name else apart[1]) for name, each in all_of_it.items())])

    @property
    def why_another_name(self) -> str:
        """Why the name is another one, or what else has it and must go."""
        name = self.lost.name
        ground, owner = self.report.state.ground(name)
        if self.reads_class:
            return f"since the class has '{name}',"
        if ground is Ground.CLASS_ATTRIBUTE and owner is not None:
            return f"delete the class attribute '{name}' of {owner.name}, and"
        if self.is_taken:
            return f"since {library_base(self.report.cls, name) or 'the class'} has '{name}',"
        line = self.other_kind
        return (f"since line {line} gives '{name}' another kind of value, read self.{self.name} instead, and"
                if line is not None else "")

    def only_tensors(self) -> str:
        """A condition, where the statement may give the name something that can't be registered."""
        one_of = name_node(self.lost.site) is not None or isinstance(self.lost.expression, (ast.IfExp, ast.BoolOp))
        sure = all(holds(v) and not (one_of and isinstance(v, Unknown)) for v in self.given)
        return "" if sure else "if it's a tensor,"

    @property
    def given(self) -> list[Value]:
        """What the statement may give the name, or all of the names that one line sets by a name that isn't known."""
        here, by_name = self.lost.site.node, name_node(self.lost.site) is not None
        return [o.value for write in self.report.state.written if write.site.node is here
                and (by_name or write.name == self.lost.name) for o in values.options(write.value)]

    def in_first_place(self, first: Held, site: Site, before: str) -> Help:
        """The line for a name that an earlier assignment has taken, after which register_buffer raises KeyError."""
        base = site.owner if site.owner is not self.report.cls else None
        where = f"line {site.position()[0]}" if base is None else f"the base {base.name}"
        is_made_of_it = reads(self.lost.site, self.lost.expression, self.lost.name)
        if base is not None and self.is_always_first(first):
            name = self.report.written(self.lost.name)
            made, value = (f"{name} = {self.value()}; ", name) if is_made_of_it else ("", self.value())
            return self.as_buffer(f"{made}del self.{name}; {self.buffer(value)}",
                                  clauses(before, f"since {where} sets the name first,"))
        written = [(write.site.node is site.node, option.value) for write in self.report.state.written
                   for option in values.options(write.value) if write.name == self.lost.name]
        or_else = holds(first.value or NoneValue()) and not all(holds(value) for here, value in written if here)
        if or_else or any(isinstance(value, Plain) or isinstance(value, Unknown) and value.data
                          for here, value in written if not here):
            return Help("use another name for what is no tensor, and register this one as a buffer")
        if isinstance(first.value, (NoneValue, Tensor)) and (is_made_of_it or self.is_always_first(first)):
            others = {o.site.position()[0] for o in self.firsts if o.site is not None and o.site.file is site.file}
            others -= {site.position()[0]}
            likewise = f"change line {min(others)} likewise, and" if others else ""
            return self.as_buffer(self.buffer(self.texts.expression(site, first.expression), site),
                                  clauses(likewise, f"in place of {where}, which sets the name first,",
                                          after_init(site, first.early)))
        if not isinstance(first.value, (NoneValue, Tensor)) and self.report.leaves(site, self.lost.name):
            return Help(f"use another name in {where}, and register this one on each way: None where it's no tensor")
        too = "register it in {} too, and here" if isinstance(first.value, (NoneValue, Tensor)) else (
            "use another name in {}, and here")
        return self.as_buffer(self.buffer(self.value()), clauses(too.format(where), before))

    def is_always_first(self, first: Held) -> bool:
        """Whether one statement alone sets the name before, on every path that leads here."""
        always = all(o.first is not None and o.first.guard <= o.guard for o in self.alike)
        return always and len({o.site.node for o in self.firsts if o.site is not None}) == 1

    @property
    def alike(self) -> list[LostTensor]:
        """What the statement may give the name, on one path or another."""
        return [o for o in self.report.lost_tensors if o.name == self.lost.name and o.site.node is self.lost.site.node]

    @property
    def firsts(self) -> list[Held]:
        """What other statements may give the name before this one."""
        return [o.first for o in self.alike if o.first is not None and o.first.site is not None
                and o.first.site.node is not self.lost.site.node]

    # --- before super().__init__()

    def after_it_was_read(self) -> Help:
        """What to do where the name must be there when super().__init__() runs."""
        name = self.report.written(self.lost.name)
        before = "keep this line, which super().__init__() reads, and after that call"
        if is_weight(self.report, self.lost):
            return Help("make it an nn.Parameter", self.parameter(f"self.{name}"), before)
        return self.as_buffer(self.buffer(f'self.__dict__.pop("{self.lost.name}")'), before)


def is_asked_for(node: ast.expr | None) -> bool:
    """Whether a call that moves something goes by what the constructor was given, and no constant."""
    given = [*node.args, *(keyword.value for keyword in node.keywords)] if isinstance(node, ast.Call) else []
    return not all(isinstance(each, ast.Constant) for each in given)


def put_inside(report: Report, lost: LostTensor, site: Site, texts: Texts) -> Help:
    """What to do where an operation is done on nn.Parameter: inside of it it does no harm."""
    line = outermost(texts, site, partial(is_parameter, report), spelt(report, "Parameter"))
    here = site.position() == lost.site.position() and site.file is lost.site.file
    return Help("put the operation inside of nn.Parameter()", line if site.file is lost.site.file else "",
                "" if here or not line else f"in line {site.position()[0]}")


def is_parameter(report: Report, path: ast.expr) -> bool:
    """Whether what is called makes an nn.Parameter."""
    return report.cls.scope.resolve(path) in PARAMETER_CLASSES
