"""What a rule is, what it reads of a class, and what it finds: mistakes, which become findings.

A rule never sees syntax: it names a site, and the expressions of Python's ast whose texts its message needs.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, TYPE_CHECKING, TypeVar

from flake8_torchstate.model import lost as facts
from flake8_torchstate.config import Config
from flake8_torchstate.report.account import account_of
from flake8_torchstate.report.callers import Member, is_given_parameters
from flake8_torchstate.report.context import FixContext
from flake8_torchstate.model.site import Site
from flake8_torchstate.report.texts import Texts
from flake8_torchstate.report.uses import Account
from flake8_torchstate.report.words import Words
from flake8_torchstate.model.events import Clash, Event
from flake8_torchstate.model.registry import Operation
from flake8_torchstate.model.state import ModuleState

if TYPE_CHECKING:
    from flake8_torchstate.code.classes import ClassInfo
    from flake8_torchstate.code.scopes import FunctionInfo

E = TypeVar("E", bound=Event)


class Edit(NamedTuple):
    """One replacement in a text: from `start` to `end` (lines 1-based, columns 0-based in characters)."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str

    def shifted(self, by: int) -> Edit:
        """The same some lines further down."""
        return Edit((self.start[0] + by, self.start[1]), (self.end[0] + by, self.end[1]), self.text)


class Fix(NamedTuple):
    """A fix of one finding.

    safe: the program runs as before on the CPU, `state_dict()` has the same keys and values, an old checkpoint still
    loads with `strict=True`, an old optimizer's state still loads, and what was lost to `.to()` follows now.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool


class Refusal(NamedTuple):
    """Why a finding has no fix."""

    reason: str


@dataclass(frozen=True, order=True)
class Finding:
    """One mistake: where it stands (line 1-based, column 0-based in characters), its code, and what it says.

    message: what is wrong; help: what to write or do; write: the line to write, of whatever length; name: what in the
    module it's about; no_fix: why it has no fix, where fixes were asked for.
    """

    line: int
    column: int
    code: str
    message: str
    name: str = field(default="", compare=False)
    end: tuple[int, int] | None = field(default=None, compare=False)
    fix: Fix | None = field(default=None, compare=False)
    no_fix: str = field(default="", compare=False)
    help: str = ""
    write: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[int, int, str, str]:
        """What makes two findings one: the statement, the code, and the name that it's about."""
        return self.line, self.column, self.code, self.name

    @property
    def text(self) -> str:
        """All that it says, as flake8 prints it."""
        return f"{self.message}; {self.help}" if self.help else self.message

    def shifted(self, by: int) -> Finding:
        """The same some lines further down."""
        if not by:
            return self
        end = self.end and (self.end[0] + by, self.end[1])
        fix = self.fix and self.fix._replace(edits=tuple(edit.shifted(by) for edit in self.fix.edits))
        return replace(self, line=self.line + by, end=end, fix=fix)


FOR_A_PERSON = "what should be written is for a person to decide"
Said = Words | Callable[[Texts], Words]
"""What is said, or what makes it of the user's own expressions."""


@dataclass(frozen=True, eq=False)
class Mistake:
    """What a rule says of a statement, before it is found in the source and put into words.

    name: the name in the module that it's about; fix: what works the fix out, where fixes are wanted.
    """

    rule: Rule
    site: Site
    words: Said
    name: str = ""
    fix: Callable[[], Fix | Refusal] | None = None

    @property
    def key(self) -> tuple[int, int, str, str]:
        """What makes two mistakes one, as of their findings."""
        return *self.site.position(), self.rule.code, self.name

    def finding(self, texts: Texts, place: tuple[int, int], end: tuple[int, int] | None,
                fix: Fix | Refusal | None) -> Finding:
        """The finding at a place, in the words that the texts give."""
        words = self.words if isinstance(self.words, Words) else self.words(texts)
        return Finding(
            *place, self.rule.code, words.message, self.name, end, fix if isinstance(fix, Fix) else None,
            fix.reason if isinstance(fix, Refusal) else "", str(words.help), words.help.code)

    def replacement(self, config: Config) -> Fix | Refusal | None:
        """Its fix or why there is none, where fixes are wanted; trouble with a fix must not take the finding away."""
        if not config.fixes:
            return None
        if self.fix is None:
            return Refusal(FOR_A_PERSON)
        try:
            return self.fix()
        except Exception as error:
            if config.debug:
                raise
            return Refusal(f"{type(error).__name__}: {error} (--torchstate-debug shows where)")


@dataclass(frozen=True)
class Rule:
    """A rule: its code and name, its texts, and its check over what construction left.

    fix: what its fix does, and whether it's safe; alone: it runs where its whole code is chosen.
    """

    code: str
    name: str
    summary: str
    explanation: str
    bad: str
    good: str
    check: Callable[[Report], Iterator[Mistake]] = field(repr=False)
    silences: str = ""
    default: bool = True
    fix: str = ""
    alone: bool = False

    def at(self, site: Site, words: Said, name: str = "", fix: Callable[[], Fix | Refusal] | None = None) -> Mistake:
        """A mistake of this rule at a statement, about a name."""
        return Mistake(self, site, words, name, fix)


@dataclass(frozen=True)
class Report:
    """What the rules read of one class: the state its construction left, the options, and of other classes the
    functions that their construction runs, and what their instances hold.
    """

    state: ModuleState
    config: Config
    ran_by: Callable[[ClassInfo], set[FunctionInfo]]
    member: Member

    @property
    def cls(self) -> ClassInfo:
        """The class."""
        return self.state.cls

    @cached_property
    def context(self) -> FixContext:
        """The code around the class, for the fixes of its findings."""
        return FixContext(self.cls)

    @cached_property
    def lost_tensors(self) -> list[facts.LostTensor]:
        """Tensors that stay plain attributes."""
        return [lost for lost in facts.lost_tensors(self.state) if self._stays(lost) and not (
            lost.value.borrowed and is_given_parameters(self.context, lost, self.member))]

    @cached_property
    def lost_names(self) -> set[str]:
        """The names of these."""
        return {lost.name for lost in self.lost_tensors}

    @cached_property
    def lost_items(self) -> list[facts.LostItems]:
        """What is lost inside of containers and other objects."""
        return [lost for lost in facts.lost_items(self.state) if self._stays(lost)]

    def _stays(self, lost: facts.LostTensor | facts.LostItems) -> bool:
        """Whether it's this class's own, and not what PyTorch refuses there: of that no line makes a registration."""
        return self.own(lost.site) and (lost.name, lost.site.node) not in self._refused

    def leaves(self, site: Site, name: str) -> bool:
        """Whether what a statement gives a name is still there when construction is over, on some way through it."""
        return any(h.site is site and self.state.alive(h) for h in self.state.names.get(name, ()))

    @cached_property
    def _refused(self) -> set[tuple[str, object]]:
        """What raises TypeError in construction: names, and the statements that assign them."""
        return {(clash.name, clash.site.node) for clash in self.state.events
                if isinstance(clash, Clash) and clash.raised.error == "TypeError"}

    @cached_property
    def account(self) -> Account:
        """What methods do with what is lost."""
        tensors = frozenset(lost.name for lost in self.lost_tensors)
        items = frozenset(lost.name for lost in self.lost_items)
        return account_of(self.state, self.context, tensors | items, items)

    def events(self, kind: type[E]) -> Iterator[E]:
        """The events of one kind that are this class's own."""
        for event in self.state.events:
            if isinstance(event, kind) and self.own(event.site):
                yield event

    def own(self, site: Site) -> bool:
        """Whether a statement is reported with this class: its own, a plain function's, a mixin's of this file."""
        if site.file is not self.cls.source:
            return False
        if site.owner is None or site.owner is self.cls or not site.owner.counts_as_module:
            return True
        # a base's method that only a subclass's construction runs is seen here alone
        return site.function is not None and site.function not in self.ran_by(site.owner)

    def may_be_buffer(self, name: str) -> bool:
        """Whether the code registers a name as a buffer somewhere, so that what is done with it must do for one."""
        return any(write.name == name and write.operation is Operation.REGISTER_BUFFER for write in self.state.written)

    def written(self, name: str) -> str:
        """A name as the class's own code writes it after `self.`: a private one without the class's name."""
        prefix = f"_{self.cls.name.lstrip('_')}"
        return name.removeprefix(prefix) if name.startswith(prefix + "__") else name
