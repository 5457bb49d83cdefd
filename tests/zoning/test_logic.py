"""Kleene logic and the best–worst outcomes."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoning.logic import Outcome, Strictness, all_of, any_of, negate

truths = st.sampled_from((True, False, None))
outcomes = st.tuples(st.sampled_from(Strictness), st.sampled_from(Strictness)).map(
    lambda pair: Outcome(min(pair), max(pair))
)


def settled(values: list[bool | None]) -> list[list[bool]]:
    """Every way in which the open values can still turn out."""
    return [list(way) for way in product(*((value,) if value is not None else (True, False) for value in values))]


@given(st.lists(truths, max_size=6))
def test_a_conjunction_is_known_exactly_when_every_way_to_settle_it_agrees(values: list[bool | None]) -> None:
    ways = {all(way) for way in settled(values)}
    assert all_of(values) is (ways.pop() if len(ways) == 1 else None)


@given(st.lists(truths, max_size=6))
def test_a_disjunction_is_known_exactly_when_every_way_to_settle_it_agrees(values: list[bool | None]) -> None:
    ways = {any(way) for way in settled(values)}
    assert any_of(values) is (ways.pop() if len(ways) == 1 else None)


@given(st.lists(truths, max_size=6))
def test_negation_turns_one_into_the_other(values: list[bool | None]) -> None:
    assert negate(all_of(values)) is any_of(negate(value) for value in values)


def test_unknown_negated_stays_unknown() -> None:
    assert (negate(True), negate(False), negate(None)) == (False, True, None)


def test_the_order_is_none_require_prohibit() -> None:
    assert Strictness.NONE < Strictness.REQUIRE < Strictness.PROHIBIT


@pytest.mark.parametrize(
    ("best", "worst", "word"),
    [
        (Strictness.NONE, Strictness.NONE, "admissible"),
        (Strictness.REQUIRE, Strictness.REQUIRE, "conditional"),
        (Strictness.PROHIBIT, Strictness.PROHIBIT, "prohibited"),
        (Strictness.NONE, Strictness.REQUIRE, "undetermined"),
        (Strictness.NONE, Strictness.PROHIBIT, "undetermined"),
        (Strictness.REQUIRE, Strictness.PROHIBIT, "undetermined"),
    ],
)
def test_a_verdict_is_a_word_only_when_best_and_worst_agree(best: Strictness, worst: Strictness, word: str) -> None:
    assert Outcome(best, worst).word == word


def test_an_outcome_whose_best_is_stricter_than_its_worst_cannot_be() -> None:
    with pytest.raises(ValueError, match="stricter"):
        Outcome(Strictness.PROHIBIT, Strictness.REQUIRE)


def test_nothing_at_all_is_admissible() -> None:
    assert Outcome.strictest([]).word == "admissible"


@given(st.lists(outcomes, max_size=6), outcomes)
def test_one_more_rule_never_makes_either_end_milder(found: list[Outcome], more: Outcome) -> None:
    before, after = Outcome.strictest(found), Outcome.strictest([*found, more])
    assert after.best >= before.best
    assert after.worst >= before.worst


@given(st.lists(outcomes, max_size=6))
def test_the_order_of_rules_changes_nothing(found: list[Outcome]) -> None:
    assert Outcome.strictest(found) == Outcome.strictest(reversed(found))
