"""The criterion: what may be asked for, and that what is not known never goes before what is."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import DATA, definitions

from layers.errors import BadInput
from zoning.alternatives.criterion import DEFAULT, LAYER_KEYS, PLAIN_KEYS, VERDICT_KEYS, criterion, ranked

KINDS = definitions().kinds


def ranks(names: list[str], *rows: tuple[float | None, ...], weights: bool = False) -> tuple[int, ...]:
    rule = criterion([], names, KINDS) if weights else criterion(names, [], KINDS)
    labels = [key.label for key in rule.keys]
    lead = dict.fromkeys(VERDICT_KEYS, 0.0)
    return ranked(rule, [{**lead, **dict(zip(labels, row, strict=True))} for row in rows]).ranks


def test_without_a_criterion_the_verdict_goes_first_and_its_worst_before_its_best() -> None:
    rule = criterion([], [], KINDS)
    assert tuple(key.label for key in rule.keys) == DEFAULT
    assert DEFAULT[:2] == ("verdict_worst", "verdict_best")


def test_an_undetermined_one_goes_behind_a_conditional_one() -> None:
    assert ranks(["verdict_worst", "verdict_best"], (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 0.0)) == (3, 2, 4, 1)


@pytest.mark.parametrize("names", [["verdict_best"], ["verdict_best", "verdict_worst"], ["area_m2", "verdict_best"]])
def test_the_best_of_a_range_never_goes_before_its_worst(names: list[str]) -> None:
    with pytest.raises(BadInput, match="goes behind verdict_worst"):
        criterion(names, [], KINDS)


def test_keys_are_compared_in_their_order_and_direction() -> None:
    assert ranks(["requirements", "area_m2:more"], (1.0, 5.0), (1.0, 9.0), (0.0, 1.0)) == (3, 2, 1)


def test_distances_are_better_when_larger_unless_said_otherwise() -> None:
    assert ranks(["distance:water_source_zone/1"], (100.0,), (900.0,)) == (2, 1)
    assert ranks(["distance:water_source_zone/1:less"], (100.0,), (900.0,)) == (1, 2)


def test_equals_share_their_place() -> None:
    assert ranks(["requirements"], (1.0,), (0.0,), (1.0,), (2.0,)) == (2, 1, 2, 4)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e6)), min_size=2, max_size=6), st.sampled_from(["less", "more"]))
def test_what_is_not_known_never_goes_before_what_is(values: list[float | None], better: str) -> None:
    found = ranks([f"area_m2:{better}"], *((value,) for value in values))
    for (one, first), (other, second) in itertools.permutations(zip(values, found, strict=True), 2):
        if one is None and other is not None:
            assert first > second


@given(st.lists(st.tuples(st.one_of(st.none(), st.floats(0, 1e6)), st.floats(0, 10)), min_size=2, max_size=6))
def test_weighed_what_is_not_known_counts_as_the_worst_of_all(rows: list[tuple[float | None, float]]) -> None:
    names = ["area_m2=2", "requirements=1"]
    found = ranks(names, *rows, weights=True)
    highest = max((value for value, _ in rows if value is not None), default=0.0)
    as_worst = [(highest if value is None else value, count) for value, count in rows]
    if len({value for value, _ in as_worst}) > 1:
        assert found == ranks(names, *as_worst, weights=True)


def test_with_weights_no_prohibited_one_goes_before_another() -> None:
    rule = criterion([], ["area_m2=1"], KINDS)
    rows = [
        {"verdict_worst": 2.0, "verdict_best": 2.0, "area_m2": 0.0},
        {"verdict_worst": 1.0, "verdict_best": 1.0, "area_m2": 9.0},
    ]
    assert ranked(rule, rows).ranks == (2, 1)


@pytest.mark.parametrize("key", PLAIN_KEYS)
def test_every_key_has_a_text(key: str) -> None:
    assert f"criterion_{key}" in definitions().notes


@pytest.mark.parametrize(
    ("names", "weights"),
    [
        (["colour"], []),
        (["verdict_worst:more"], []),
        (["area_m2", "area_m2:more"], []),
        (["area_m2"], ["length_m=1"]),
        (["distance"], []),
        (["distance:no_such_layer"], []),
        (["distance:water_source_zone/9"], []),
        (["distance:land_cover"], []),
        (["area_m2"] * 21, []),
        ([], ["area_m2"]),
        ([], ["area_m2=0"]),
        ([], ["area_m2=nan"]),
        ([], ["area_m2=-1"]),
        ([], ["verdict_worst=3"]),
    ],
)
def test_a_criterion_that_cannot_be_is_refused_in_both_languages(names: list[str], weights: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        criterion(names, weights, KINDS)
    assert refused.value.zh and refused.value.en


def test_the_page_of_documentation_lists_every_key_and_the_default_order() -> None:
    page = (DATA.parent / "docs" / "alternatives.md").read_text(encoding="utf-8")
    table = page.partition("| key | figure | better |")[2].partition("\n\n")[0]
    for key in PLAIN_KEYS:
        assert f"`{key}`" in table
    for key in LAYER_KEYS:
        assert f"`{key}:LAYER[/CLASS]`" in table
    said = page.partition("Without one the order is:")[2].partition(".")[0]
    assert re.findall("`([a-z0-9_]+)`", said) == list(DEFAULT)
