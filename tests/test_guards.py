"""guards.py: literals, guards and paths, by what they say of two places in a constructor."""
from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_torchstate.model.guards import ALWAYS, Guard, Literal, Path, both, consistent, remainders

A, B, C = Literal("a"), Literal("b"), Literal("c")
ONE, TWO = Literal("mode", "one"), Literal("mode", "two")


def guard(*literals: Literal) -> Guard:
    return frozenset(literals)


@pytest.mark.parametrize("first, second, wrong", [
    (A, A, False),
    (A, A.negated(), True),
    (A, B, False),
    (A, B.negated(), False),
    (ONE, TWO, True),  # mode == "one" and mode == "two"
    (ONE, TWO.negated(), False),  # mode == "one" and mode != "two"
    (ONE.negated(), TWO.negated(), False),  # neither of the two
    (ONE, ONE.negated(), True),
    (Literal("mode"), ONE, False),  # a truth says nothing of an equality
    (Literal("mode").negated(), ONE, False),
])
def test_two_literals_contradict(first: Literal, second: Literal, wrong: bool) -> None:
    assert consistent(guard(first), guard(second)) is not wrong
    assert consistent(guard(second), guard(first)) is not wrong


def test_negated_twice() -> None:
    assert A.negated().negated() == A
    assert A.negated() != A


def test_consistent() -> None:
    assert consistent(ALWAYS, guard(A))
    assert consistent(guard(A), guard(A, B))
    assert consistent(guard(A), guard(B))
    assert not consistent(guard(A, B), guard(C, B.negated()))


def test_path_enters_both_branches_of_a_test() -> None:
    path = Path()
    yes, no = path.entering([A]), path.entering([A.negated()])
    assert yes == Path(guard(A)) and no == Path(guard(A.negated()))
    assert yes.meets(guard(A)) and not yes.meets(no.guard)


def test_path_does_not_enter_what_contradicts_it() -> None:
    inside = Path(guard(A))
    assert inside.entering([A.negated()]) is None
    assert inside.entering([B, B.negated()]) is None
    assert inside.entering([A]) == inside


def test_what_has_returned_is_gone() -> None:
    """`if a: return` leaves the rest of the function to `not a`."""
    rest = Path().without(Path(guard(A)))
    assert rest == Path(guard(A.negated()))


def test_everything_has_returned() -> None:
    assert Path(guard(A)).without(Path(guard(A))) is None
    assert Path(guard(A)).without(Path()) is None


def test_a_return_under_two_tests_rules_their_combination_out() -> None:
    rest = Path().without(Path(guard(A, B)))
    assert rest is not None and rest.guard == ALWAYS
    assert rest.meets(guard(A)) and rest.meets(guard(B)) and not rest.meets(guard(A, B))
    inside = rest.entering([A])
    assert inside is not None and inside.entering([B]) is None


def test_not_both() -> None:
    """The false side of `a and b` rules out that both hold."""
    whole = both(guard(A), guard(B))
    no = Path().entering([whole.negated()])
    assert no is not None
    assert not no.meets(guard(A, B)) and no.meets(guard(A)) and no.meets(guard(B))
    assert Path(guard(A, B)).entering([whole.negated()]) is None


def test_return_where_both_hold() -> None:
    """`if a and b: return`: what is left can't enter the same test again, and `a` alone is still possible."""
    whole = both(guard(A), guard(B))
    yes = Path().entering([A, B, whole])
    assert yes is not None
    rest = Path().without(yes)
    assert rest is not None and rest.meets(guard(A)) and rest.entering([A, B, whole]) is None


def test_remainders_of_an_unrelated_path() -> None:
    """What stood under `a` stays whole where the path is in `not a`."""
    assert remainders(guard(A), Path(guard(A.negated()))) == [guard(A)]


def test_remainders_of_a_path_that_covers_it() -> None:
    assert remainders(guard(A), Path()) == []
    assert remainders(guard(A), Path(guard(A))) == []


def test_remainders_of_a_narrower_path() -> None:
    """Replaced where `b` holds, it's still there where `b` doesn't."""
    assert remainders(guard(A), Path(guard(A, B))) == [guard(A, B.negated())]
    assert remainders(ALWAYS, Path(guard(B))) == [guard(B.negated())]


def test_remainders_keep_what_has_left() -> None:
    """What returned before the replacement keeps the earlier value."""
    rest = Path().without(Path(guard(A, B)))
    assert rest is not None
    assert remainders(ALWAYS, rest) == [guard(A, B)]


# --- against all assignments of truth


NAMES = "abcd"
literals = st.builds(lambda name, positive: Literal(name, positive=positive), st.sampled_from(NAMES),
                     st.booleans())
guards = st.frozensets(literals, max_size=3)
WORLDS = [dict(zip(NAMES, world)) for world in itertools.product([True, False], repeat=len(NAMES))]


def holds(literals_: Iterable[Literal], world: dict[str, bool]) -> bool:
    return all(world[str(literal.subject)] is literal.positive for literal in literals_)


def runs(path: Path, world: dict[str, bool]) -> bool:
    return holds(path.guard, world) and not any(holds(left, world) for left in path.excluded)


def possible(part: Guard) -> bool:
    return any(holds(part, world) for world in WORLDS)


@settings(derandomize=True, database=None)
@given(guards.filter(possible), guards.filter(possible))
def test_consistent_is_what_a_world_shows(first: Guard, second: Guard) -> None:
    assert consistent(first, second) is any(holds(first | second, world) for world in WORLDS)


@settings(max_examples=300, derandomize=True, database=None)
@given(guards.filter(possible), guards.filter(possible), guards.filter(possible))
def test_remainders_are_what_is_left(held: Guard, taken: Guard, left: Guard) -> None:
    """A replacement on a path leaves what was held in just those worlds in which the path doesn't run."""
    path: Path | None = Path(taken)
    if not left <= taken and consistent(taken, left):
        path = Path(taken).without(Path(taken | left))
    if path is None:
        return
    rest = remainders(held, path)
    for world in WORLDS:
        kept = any(holds(part, world) for part in rest)
        assert kept is (holds(held, world) and not runs(path, world)), (world, rest)


@settings(derandomize=True, database=None)
@given(guards.filter(possible), st.lists(literals, max_size=3))
def test_entering_is_conjunction(outer: Guard, added: list[Literal]) -> None:
    inner = Path(outer).entering(added)
    for world in WORLDS:
        assert (inner is not None and runs(inner, world)) is (holds(outer, world) and holds(added, world))
