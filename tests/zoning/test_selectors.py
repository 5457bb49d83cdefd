"""Selectors: which projects a provision speaks of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoning.facts import FactKind, FactKinds, Known
from zoning.logic import all_of, any_of, negate
from zoning.rules.selectors import Always, MalformedExpression, parse_selector

T = {"zh": "题", "en": "title"}


def kind(fact: str, type_: str, **more: object) -> FactKind:
    return FactKind.model_validate({"fact": fact, "type": type_, "title": T, "question": T, **more})


KINDS = FactKinds(
    [
        kind("wet", "boolean"),
        kind("deep", "boolean"),
        kind("colour", "code", values={"red": T, "green": T, "blue": T}),
        kind("size", "number"),
        kind("opinion", "opinion"),
    ]
)


def truth(data: object, **possible: object) -> bool | None:
    sets = {name: frozenset(v if isinstance(v, tuple) else (v,)) for name, v in possible.items()}
    return parse_selector(data, KINDS).evaluate(Known(sets)).truth


def missing(data: object, **possible: object) -> set[str]:
    sets = {name: frozenset(v if isinstance(v, tuple) else (v,)) for name, v in possible.items()}
    return set(parse_selector(data, KINDS).evaluate(Known(sets)).missing)


def test_every_project_is_meant_by_any_true() -> None:
    assert truth({"any": "true"}) is True


def test_a_value_is_true_false_or_unknown() -> None:
    assert truth({"wet": "true"}, wet=True) is True
    assert truth({"wet": "true"}, wet=False) is False
    assert truth({"wet": "true"}) is None


def test_a_fact_narrowed_to_a_set_is_decided_once_the_set_falls_on_one_side() -> None:
    warm = {"colour": ["red", "green"]}
    assert truth(warm, colour=("red", "green")) is True
    assert truth(warm, colour=("red", "blue")) is None
    assert truth(warm, colour="blue") is False


def test_a_list_of_all_values_is_every_project_even_while_the_fact_is_unknown() -> None:
    assert parse_selector({"colour": ["red", "green", "blue"]}, KINDS) == Always()
    assert truth({"wet": ["true", "false"]}) is True


def test_several_keys_mean_all_of_them() -> None:
    both = {"wet": "true", "colour": "red"}
    assert truth(both, wet=True, colour="red") is True
    assert truth(both, wet=False) is False
    assert truth(both, wet=True) is None


@pytest.mark.parametrize(("size", "expected"), [(9.99, False), (10.0, True), (19.99, True), (20.0, False)])
def test_a_threshold_takes_its_lower_end_and_leaves_its_upper(size: float, expected: bool) -> None:
    assert truth({"size": {"at_least": "10", "below": "20"}}, size=size) is expected


def test_a_threshold_without_the_number_is_unknown() -> None:
    assert truth({"size": {"at_least": "10"}}) is None
    assert truth({"size": {"at_least": "10"}}, size=(5.0, 15.0)) is None
    assert truth({"size": {"at_least": "10"}}, size=(12.0, 15.0)) is True


def test_only_the_parts_that_are_open_are_asked_for() -> None:
    either = {"any": [{"wet": "true"}, {"colour": "red"}]}
    assert missing(either, wet=False) == {"colour"}
    assert missing(either, wet=True) == set()
    assert missing({"all": [{"wet": "true"}, {"deep": "true"}]}, wet=False) == set()
    assert missing({"not": {"wet": "true"}}) == {"wet"}


truths = st.sampled_from((True, False, None))


@given(truths, truths)
def test_joins_are_kleene(wet: bool | None, deep: bool | None) -> None:
    known = {name: value for name, value in (("wet", wet), ("deep", deep)) if value is not None}
    parts = [{"wet": "true"}, {"deep": "true"}]
    assert truth({"all": parts}, **known) is all_of((wet, deep))
    assert truth({"any": parts}, **known) is any_of((wet, deep))
    assert truth({"not": {"all": parts}}, **known) is negate(all_of((wet, deep)))


@pytest.mark.parametrize(
    ("data", "message", "path"),
    [
        ({"colours": "red"}, "no fact named 'colours'", ("colours",)),
        ({"colour": "pink"}, "allowed: red, green, blue", ("colour",)),
        ({"colour": []}, "lists no value", ("colour",)),
        ({"colour": None}, "allowed: red, green, blue", ("colour",)),
        ({"wet": "maybe"}, "allowed: true, false", ("wet",)),
        ({"wet": {"at_least": "1"}}, "only a number", ("wet",)),
        ({"size": {}}, "only a number", ("size",)),
        ({"size": {"above": "1"}}, "only a number", ("size",)),
        ({"size": {"at_least": "ten"}}, "must be numbers", ("size",)),
        ({"size": {"at_least": "nan"}}, "must be finite", ("size",)),
        ({"size": "10"}, "is a number", ("size",)),
        ({"size": ["10", "20"]}, "is a number", ("size",)),
        ({"any": []}, "takes a list", ("any",)),
        ({"all": {"wet": "true"}}, "takes a list", ("all",)),
        ({"any": "false"}, "takes a list", ("any",)),
        ({"not": "wet"}, "a selector is a mapping", ("not",)),
        ({}, "a selector is a mapping", ()),
        ([], "a selector is a mapping", ()),
        (None, "a selector is a mapping", ()),
        ({"any": [{"wet": "true"}, {"wat": "true"}]}, "no fact named 'wat'", ("any", "wat")),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: object, message: str, path: tuple[str, ...]) -> None:
    with pytest.raises(MalformedExpression, match=message) as caught:
        parse_selector(data, KINDS)
    assert caught.value.path == path


def test_a_selector_names_every_fact_it_reads() -> None:
    data = {"any": [{"wet": "true", "size": {"below": "3"}}, {"not": {"colour": "red"}}]}
    assert set(parse_selector(data, KINDS).facts()) == {"wet", "size", "colour"}
