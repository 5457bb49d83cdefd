"""Exceptions tried: each one's state, and the facts that make it fail or keep it open."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import TODAY, Zone, box, county, harmless

from zoning.case import Case
from zoning.exceptions import exceptions_tried
from zoning.facts import Known
from zoning.rules.selectors import Among, Joined, Negated, Selector, Threshold

RED_LINE = Zone("r1", box(0, 0, 1000, 1000), {"code": "r1", "part": "land"})
OCCUPATION = ("CN/red_line", "RL-1")


def tried(facts: Mapping[str, object], industry: str | None = None) -> dict[str, Mapping[str, object]]:
    world = county().having("ecological_red_line", RED_LINE)
    project = world.project(box(100, 100, 200, 200), facts=facts, industry=industry)
    case = Case(project, world.snapshot(), world.definitions, TODAY)
    found = {(entry["pack"], entry["rule"]): entry["exceptions"] for entry in exceptions_tried(case, case.results)}
    return {exception["id"]: exception for exception in found[OCCUPATION]}  # type: ignore[attr-defined,index,misc]


def test_a_factory_is_told_that_its_activity_is_none_of_those_that_the_exception_names() -> None:
    found = tried(harmless())["HA-1"]
    assert found["state"] == "fails"
    assert found["kind"] == "activity"
    assert found["reasons"] == [
        {"fact": "activity", "known": ["manufacturing"], "wanted": ["patrol_research_rescue"]},
    ]


def test_an_exception_that_holds_needs_no_reason() -> None:
    found = tried(harmless(activity="linear_infrastructure", unavoidable=True, in_spatial_plan=True))["HA-6"]
    assert (found["state"], found["reasons"], found["then"]) == ("holds", [], "require")


def test_an_avoidable_road_fails_for_that_fact_alone_in_the_one_alternative_that_speaks_of_it() -> None:
    found = tried(harmless(activity="linear_infrastructure", unavoidable=False, in_spatial_plan=True))["HA-6"]
    assert found["state"] == "fails"
    assert {"fact": "unavoidable", "known": [False], "wanted": [True], "alternative": "1"} in found["reasons"]  # type: ignore[operator]
    assert "in_spatial_plan" not in {reason["fact"] for reason in found["reasons"]}  # type: ignore[attr-defined]


def test_an_open_exception_names_the_facts_that_are_not_known() -> None:
    found = tried(harmless(activity="linear_infrastructure", unavoidable=None, in_spatial_plan=True))["HA-6"]
    assert found["state"] == "open"
    assert found["reasons"] == [{"fact": "unavoidable", "known": None, "wanted": [True]}]


def test_a_dispensation_says_whether_the_claim_or_the_act_is_missing() -> None:
    both = [
        {"fact": "national_major_project", "known": None, "wanted": [True]},
        {"fact": "provincial_no_avoidance_opinion", "known": None, "wanted": [True]},
    ]
    unclaimed = tried(harmless())["national-major"]
    assert (unclaimed["state"], unclaimed["reasons"]) == ("not_claimed", both)
    claimed = tried(harmless(national_major_project=True))["national-major"]
    assert (claimed["state"], claimed["reasons"]) == ("open", both[1:])
    given = tried(harmless(national_major_project=True, provincial_no_avoidance_opinion=True))["national-major"]
    assert (given["state"], given["reasons"]) == ("holds", [])


def test_a_rule_that_does_not_hold_tries_no_exception() -> None:
    world = county().having("ecological_red_line", RED_LINE)
    case = Case(world.project(box(5000, 0, 5100, 100)), world.snapshot(), world.definitions, TODAY)
    assert OCCUPATION not in {(entry["pack"], entry["rule"]) for entry in exceptions_tried(case, case.results)}


A, B = Among("a", frozenset(("x",))), Among("b", frozenset(("y",)))


@pytest.mark.parametrize(
    ("selector", "facts"),
    [
        (Negated(A), [("a", "")]),
        (Joined((A, B), every=False), []),
        (Joined((A, B), every=True), [("b", "")]),
        (Negated(Joined((A, Negated(B)), every=False)), [("a", ""), ("b", "")]),
        (Negated(Joined((A, Negated(B)), every=True)), [("a", "1"), ("b", "2")]),
        (Threshold("n", 10.0, None), [("n", "")]),
    ],
)
def test_reasons_are_the_parts_that_decide(selector: Selector, facts: list[tuple[str, str]]) -> None:
    known = Known({"a": frozenset(("x",)), "b": frozenset(("z",)), "n": frozenset((3.0,))})
    assert [(reason.fact, reason.alternative) for reason in selector.explain(known)] == facts


LEAVES = st.builds(Among, st.sampled_from("abc"), st.frozensets(st.sampled_from("xyz"), min_size=1, max_size=2))
SELECTORS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Negated, inner),
        st.builds(Joined, st.lists(inner, min_size=1, max_size=3).map(tuple), every=st.booleans()),
    ),
    max_leaves=8,
)
KNOWN = st.dictionaries(st.sampled_from("abc"), st.frozensets(st.sampled_from("xyz"), min_size=1), max_size=3).map(
    Known
)


@given(SELECTORS, KNOWN)
def test_what_is_not_true_has_a_reason_and_what_is_true_has_none(selector: Selector, known: Known) -> None:
    judged = selector.evaluate(known)
    found = selector.explain(known)
    assert bool(found) is (judged.truth is not True)
    if judged.truth is None:
        assert {reason.fact for reason in found} <= judged.missing
    assert Negated(Negated(selector)).explain(known) == found
