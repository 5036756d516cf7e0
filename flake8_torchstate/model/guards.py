"""Conditions under which something holds: the literals of the branches that lead to it.

A guard is a conjunction of literals; a path is the guard of the statement that runs now, with the combinations
that have already left (by `return`, `raise`, `break`).  Two places whose guards contradict each other exclude
each other: that is how `if a: … else: …` and two separate `if a:` are told apart from a real conflict.
It knows nothing of values or syntax: a subject is any hashable that stands for an unchanged expression.
"""
from __future__ import annotations

import functools
import itertools
from collections.abc import Hashable, Iterable
from typing import Any

TRUTH = "is true"
MOST_SPLITS = 4
MOST_PARTS = 40


_made = itertools.count()


def by_rank(literal: Literal) -> int:
    """The key that puts literals in the order in which they were made."""
    return literal.rank


class Literal:
    """`subject == constant` holds (or doesn't); with the constant TRUTH, the truth of the subject.

    pairs: it says that two guards hold together; chooses: it is the test of one of several values.
    """

    __slots__ = ("subject", "constant", "positive", "rank", "pairs", "chooses", "_hash", "_opposite")

    def __init__(self, subject: Hashable, constant: Hashable = TRUTH, positive: bool = True) -> None:
        self.subject: Any = subject
        self.constant = constant
        self.positive = positive
        self.rank = next(_made)  # in what order they were made: the same in each run, as hashes are not
        kind = subject[0] if isinstance(subject, tuple) and subject else None
        self.pairs = kind == BOTH
        self.chooses = kind == ONE_OF
        self._hash = hash((subject, constant, positive))
        self._opposite: Literal | None = None

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Literal) and self._hash == other._hash and self.positive == other.positive
            and self.subject == other.subject and self.constant == other.constant)

    def __repr__(self) -> str:
        return f"{'' if self.positive else 'not '}{self.subject!r} == {self.constant!r}"

    def negated(self) -> Literal:
        """The opposite literal, made once."""
        if self._opposite is None:
            self._opposite = Literal(self.subject, self.constant, not self.positive)
            self._opposite._opposite = self
        return self._opposite


Guard = frozenset[Literal]
ALWAYS: Guard = frozenset()
BOTH = "both"
ONE_OF = "one of"
"""The subject of a test of one of several values: (ONE_OF, guards that pass, guards that fail, what was tested)."""


def both(first: Guard, second: Guard) -> Literal:
    """The literal that says that two guards hold together; negated, it rules their combination out."""
    return Literal((BOTH, first, second))


def meaning(literal: Literal) -> Guard:
    """A literal with all that it says: that two guards hold together says that each of them does."""
    if literal.positive and literal.pairs:
        return frozenset([literal, *literal.subject[1], *literal.subject[2]])
    return frozenset([literal])


def plain(guard: Guard) -> Guard:
    """A guard without the positive `both` literals, whose parts stand in it too."""
    for literal in guard:
        if literal.pairs and literal.positive:
            return frozenset(each for each in guard if not (each.pairs and each.positive))
    return guard


@functools.lru_cache(maxsize=16384)
def choices(guard: Guard) -> tuple[Literal, ...]:
    """The literals of a guard that speak of one of several values."""
    return tuple(literal for literal in guard if literal.chooses)


def impossible(guard: Guard) -> bool:
    """Whether a guard says of a choice what none of its options allows."""
    for literal in choices(guard):
        sides = literal.subject[1] if literal.positive else literal.subject[2]
        if not any(consistent(guard, side) for side in sides):
            return True
    return False


@functools.lru_cache(maxsize=8192)
def ruled_out(guard: Guard) -> tuple[Guard, ...]:
    """The combinations that the negated `both` literals of a guard rule out."""
    found = [literal for literal in guard if literal.pairs and not literal.positive]
    return tuple(literal.subject[1] | literal.subject[2] for literal in sorted(found, key=by_rank))


def excluding(guards: Iterable[Guard]) -> Guard:
    """The guard that says that none of some guards holds."""
    single = frozenset(next(iter(g)).negated() for g in guards if len(g) == 1)
    return single | {both(g, ALWAYS).negated() for g in guards if len(g) > 1}


@functools.lru_cache(maxsize=8192)
def _opposites(guard: Guard) -> Guard:
    return frozenset(literal.negated() for literal in guard)


@functools.lru_cache(maxsize=8192)
def _constants(guard: Guard) -> dict[Hashable, Hashable]:
    return {a.subject: a.constant for a in guard if a.positive and a.constant != TRUTH}


def forget() -> None:
    """Let go of what was worked out: each class has subjects of its own, and they hold what they are about."""
    for known in (choices, ruled_out, _opposites, _constants):
        known.cache_clear()


def consistent(first: Guard, second: Guard) -> bool:
    """Whether two guards can hold together."""
    if first <= second or second <= first:
        return True
    if not _opposites(second).isdisjoint(first):
        return False
    constants = _constants(first)
    if not constants:
        return True
    others = _constants(second)
    return not any(subject in others and others[subject] != constant for subject, constant in constants.items())


class Path:
    """The guard of what runs now, less the combinations that have left already."""

    __slots__ = ("guard", "excluded", "_met")

    def __init__(self, guard: Guard = ALWAYS, excluded: tuple[Guard, ...] = ()) -> None:
        self.guard = guard
        self.excluded = excluded
        self._met: dict[Guard, bool] = {}  # each statement asks the same of its path again and again

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Path) and self.guard == other.guard and self.excluded == other.excluded

    def __hash__(self) -> int:
        return hash((self.guard, self.excluded))

    def __repr__(self) -> str:
        return f"Path({self.guard!r}, {self.excluded!r})"

    @property
    def unconditional(self) -> bool:
        """Whether it is taken whatever holds."""
        return not self.guard and not self.excluded

    def meets(self, guard: Guard) -> bool:
        """Whether something that holds under the guard can hold here."""
        if not guard:
            return True
        known = self._met.get(guard)
        if known is None:
            known = self._met[guard] = guard <= self.guard or self._can_meet(guard)
        return known

    def _can_meet(self, guard: Guard) -> bool:
        if not consistent(self.guard, guard):
            return False
        if not self.excluded and not choices(guard) and not choices(self.guard):
            return True
        whole = self.guard | guard
        return not any(left <= whole for left in self.excluded) and not impossible(whole)

    def entering(self, literals: Iterable[Literal]) -> Path | None:
        """This path inside a branch, or None where the branch can't be taken."""
        added = frozenset(literals)
        if added <= self.guard:
            return self
        if not self.meets(added) or not _opposites(added).isdisjoint(added):
            return None
        whole = self.guard | added
        excluded = [left for left in ruled_out(added) if left not in self.excluded]
        return None if any(left <= whole for left in excluded) else Path(whole, (*self.excluded, *excluded))

    def without(self, gone: Path) -> Path | None:
        """What is left of this path when the part that took the other one has gone; None where all has."""
        literals = plain(gone.guard - self.guard)
        if not literals:
            return None
        if len(literals) == 1:
            return self.entering(meaning(next(iter(literals)).negated()))
        return Path(self.guard, (*self.excluded, plain(gone.guard)))


def remainders(guard: Guard, path: Path) -> list[Guard]:
    """The guards under which something that held under `guard` still holds after the path has replaced it."""
    if path.unconditional:
        return []
    if not path.meets(guard):
        return [guard]
    rest: list[Guard] = []
    passed = guard
    # where there are many, the newest ones count: the branch that runs, rather than what has been asked on the
    # way to it
    for literal in sorted(plain(path.guard - guard), key=by_rank)[-MOST_SPLITS:]:
        other = meaning(literal.negated())
        if consistent(passed, other):
            rest.append(passed | other)
        passed = passed | {literal}
    gone = ruled_out(guard)
    rest += [guard | left for left in path.excluded
             if consistent(guard, left) and not any(other <= guard | left for other in gone)]
    return [part for part in rest if not impossible(part)]


def left_over(guard: Guard, others: Iterable[Guard]) -> list[Guard]:
    """The parts of a guard under which none of some others holds; none where they are too many to be told apart."""
    rest = [guard]
    for other in others:
        path = Path(other)
        rest = list(dict.fromkeys(left for part in rest for left in remainders(part, path)))
        if len(rest) > MOST_PARTS:
            rest = [part for part in rest if not any(wider < part for wider in rest)]
        if len(rest) > MOST_PARTS:
            return []
    return rest
