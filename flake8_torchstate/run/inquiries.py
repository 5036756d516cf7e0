"""What is asked of other classes while one is followed, so that an answer is the same whoever asks first.

Some questions aren't followed to their end: they go in a circle, too deep, or there are too many of them.  What was cut
short so is good for that question only; what wasn't is kept, and is given wherever finding it out anew wouldn't be cut
short either.
"""
from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from flake8_torchstate.code.classes import ClassInfo
from flake8_torchstate.code.source import Cache
from flake8_torchstate.run.limits import (
    MOST_CONSTRUCTED, MOST_KEPT_SUMMARIES, MOST_NESTED_SUMMARIES, MOST_SUMMARIES)

T = TypeVar("T")


class Topic(NamedTuple):
    """A question about a class.  constructs: the class is constructed for it; given: the keys of what it is given."""

    what: str
    cls: ClassInfo
    constructs: bool = False
    given: Hashable = None


class Costs(NamedTuple):
    """What it took to find something out: the questions on the way, and how many constructions inside of each other."""

    topics: frozenset[Topic] = frozenset()
    height: int = 0


@dataclass(frozen=True)
class Answer(Generic[T]):
    """An answer and what it took; cut: not all that it hangs on could be found out."""

    value: T
    costs: Costs
    cut: bool


@dataclass
class Inquiry:
    """A question that is being answered (None: the class under analysis, or part of it), and what it has asked."""

    topic: Topic | None = None
    asked: dict[Topic, Answer[Any]] = field(default_factory=dict)
    costs: Costs = Costs()
    cut: bool = False

    def add(self, costs: Costs, cut: bool) -> None:
        """Note what a question took that was asked on the way."""
        self.costs = Costs(self.costs.topics | costs.topics, max(self.costs.height, costs.height))
        self.cut = self.cut or cut


class Inquiries:
    """The questions that are open, inside of each other, and the answers that are kept."""

    def __init__(self) -> None:
        self._kept: Cache[Topic, Answer[Any]] = Cache(MOST_KEPT_SUMMARIES)
        self.begin()

    def begin(self) -> None:
        """Begin with another class."""
        self._open = [Inquiry()]
        self._settled: set[Topic] = set()
        self._constructed = 0

    def ask(self, topic: Topic, find_out: Callable[[], T], otherwise: T) -> T:
        """The answer to a question; `otherwise` where it can't be found out here."""
        asker = self._open[-1]
        if topic not in asker.asked:
            if len(asker.asked) >= MOST_SUMMARIES:
                return otherwise
            asker.asked[topic] = self._answer(topic, find_out, otherwise)
            asker.add(asker.asked[topic].costs, asker.asked[topic].cut)
        found: T = asker.asked[topic].value
        return found

    def apart(self, run: Callable[[], object]) -> Answer[None]:
        """Do a part of the work of which it has to be known what it took."""
        whole = self._open[-1]
        self._open.append(Inquiry())
        try:
            run()
        finally:
            part = self._open.pop()
            whole.add(part.costs, part.cut)
        return Answer(None, part.costs, part.cut)

    def affords(self, costs: Costs) -> bool:
        """Whether what took so much could be done anew here without being cut short."""
        new = {topic for topic in costs.topics - self._settled if topic.constructs}
        if self._depth() + costs.height > MOST_NESTED_SUMMARIES or self._constructed + len(new) > MOST_CONSTRUCTED:
            return False
        return not any(inquiry.topic in costs.topics for inquiry in self._open)

    def charge(self, costs: Costs) -> None:
        """Count what is taken over as if it had been done."""
        self._open[-1].add(costs, False)
        self._settle(costs)

    def _settle(self, costs: Costs) -> None:
        new = costs.topics - self._settled
        self._constructed += sum(topic.constructs for topic in new)
        self._settled |= new

    def _depth(self) -> int:
        return sum(inquiry.topic is not None and inquiry.topic.constructs for inquiry in self._open)

    def _answer(self, topic: Topic, find_out: Callable[[], T], otherwise: T) -> Answer[T]:
        known: Answer[T] | None = self._kept.get(topic)
        if known is not None and self.affords(known.costs):
            self._settle(known.costs)
            return known
        if not self.affords(Costs(frozenset([topic]), int(topic.constructs))):
            return Answer(otherwise, Costs(), True)
        return self._find_out(topic, find_out, otherwise)

    def _find_out(self, topic: Topic, find_out: Callable[[], T], otherwise: T) -> Answer[T]:
        """Answer a question anew; the answer is kept where nothing cut it short."""
        counted = topic.constructs and topic not in self._settled
        self._constructed += counted
        inquiry = Inquiry(topic)
        self._open.append(inquiry)
        try:
            value = find_out()
        except RecursionError:  # who asks from less deep inside may be answered
            value, inquiry.cut = otherwise, True
        finally:
            self._open.pop()
        costs = Costs(inquiry.costs.topics | {topic}, inquiry.costs.height + topic.constructs)
        found = Answer(value, costs, inquiry.cut)
        if not inquiry.cut:
            self._settled.add(topic)
            self._kept.put(topic, found)
        return found
