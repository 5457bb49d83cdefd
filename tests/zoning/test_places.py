"""Place expressions: what can be written, and what is refused."""

import pytest
from world import definitions

from zoning.rules.places import Anywhere, Bounds, Group, Opposite, Term, Zone, parse_place
from zoning.rules.selectors import MalformedExpression

KINDS = definitions().kinds
RED = {"ecological_red_line": {}}
LEVEL = Zone("water_source_zone", (("level", frozenset(("1", "2"))),))


def test_anywhere_has_no_term() -> None:
    assert parse_place("anywhere", KINDS) == Anywhere()
    assert list(Anywhere().terms()) == []


def test_a_zone_is_a_layer_with_conditions_in_a_fixed_order() -> None:
    one = parse_place({"inside": {"water_source_zone": {"level": ["2", "1"], "backup": "false"}}}, KINDS)
    two = parse_place({"inside": {"water_source_zone": {"backup": "false", "level": ["1", "2"]}}}, KINDS)
    assert one == two == Term(Zone("water_source_zone", (("backup", frozenset((False,))), *LEVEL.where)))


def test_spoken_values_are_read_as_their_codes() -> None:
    place = parse_place({"inside": {"water_source_zone": {"level": ["一级", "二级"]}}}, KINDS)
    assert place == Term(LEVEL)


def test_a_number_of_a_feature_is_compared_with_bounds_the_lower_one_included() -> None:
    (condition,) = parse_place({"inside": {"buffer_strip": {"width_m": {"at_least": "10"}}}}, KINDS).zone.where  # type: ignore[attr-defined]
    assert condition == ("width_m", Bounds(at_least=10.0))
    assert [width in Bounds(10.0, 20.0) for width in (9.99, 10.0, 10, 19.99, 20.0)] == [False, True, True, True, False]
    assert "10" not in Bounds(10.0)


def test_within_m_and_outside() -> None:
    near = parse_place({"within_m": {"distance": "1000", "of": {"water_line": {}}}}, KINDS)
    assert near == Term(Zone("water_line"), grow_m=1000.0)
    assert parse_place({"outside": RED}, KINDS) == Term(Zone("ecological_red_line"), outside=True)


def test_groups_nest_and_give_all_their_terms() -> None:
    place = parse_place({"all": [{"inside": RED}, {"any": [{"outside": RED}, {"inside": {"bay": {}}}]}]}, KINDS)
    assert isinstance(place, Group)
    assert [term.zone.layer for term in place.terms()] == ["ecological_red_line", "ecological_red_line", "bay"]


def test_wholly_inside_is_the_opposite_of_outside() -> None:
    assert parse_place({"wholly_inside": RED}, KINDS) == Opposite(Term(Zone("ecological_red_line"), outside=True))
    assert parse_place({"not": {"inside": RED}}, KINDS) == Opposite(Term(Zone("ecological_red_line")))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"inside": {"red_line": {}}}, "no layer 'red_line'"),
        ({"inside": {"ecological_red_line": {"level": "1"}}}, "no attribute 'level'"),
        ({"inside": {"water_source_zone": {"level": "3"}}}, "'3' is not one of 1, 2, quasi"),
        ({"inside": {"water_source_zone": {"level": []}}}, "takes a value or a list"),
        ({"inside": {"water_source_zone": {"level": None}}}, "takes a value or a list"),
        ({"inside": {"water_source_zone": {"level": {"of": "1"}}}}, "takes a value or a list"),
        ({"inside": {"water_source_zone": {"backup": "perhaps"}}}, "neither true nor false"),
        ({"inside": {"buffer_strip": {"width_m": {}}}}, "at_least"),
        ({"inside": {"buffer_strip": {"width_m": {"above": "5"}}}}, "at_least"),
        ({"inside": {"buffer_strip": {"width_m": {"below": "wide"}}}}, "must be numbers"),
        ({"inside": {"buffer_strip": {"width_m": {"below": "inf"}}}}, "must be finite"),
        ({"inside": {"buffer_strip": {"width_m": {"at_least": "5", "below": "5"}}}}, "lower below the upper"),
        ({"inside": {"water_source_zone": "1"}}, "are a mapping"),
        ({"inside": "ecological_red_line"}, "one operator"),
        ({"inside": {**RED, "bay": {}}}, "one operator"),
        ({"inside": RED, "outside": RED}, "one operator"),
        ({"outside": {"coastline": {}}}, "`outside` needs a polygon layer, 'coastline' is not"),
        ({"wholly_inside": {"water_line": {}}}, "`outside` needs a polygon layer"),
        ({"near": RED}, "no place operator 'near'"),
        ({"all": []}, "takes a list"),
        ({"any": RED}, "takes a list"),
        ({"all": [{"not": {"inside": RED}}]}, "`not` stands outermost"),
        ({"any": [{"wholly_inside": RED}]}, "`wholly_inside` stands outermost"),
        ({"not": {"not": {"inside": RED}}}, "`not` stands outermost"),
        ({"not": "anywhere"}, "one operator"),
        ({"within_m": {"distance": "1000"}}, "takes {distance"),
        ({"within_m": {"distance": "near", "of": RED}}, "number of metres"),
        ({"within_m": {"distance": "0", "of": RED}}, "between 0 and 100 km"),
        ({"within_m": {"distance": "-5", "of": RED}}, "between 0 and 100 km"),
        ({"within_m": {"distance": "nan", "of": RED}}, "between 0 and 100 km"),
        ({"within_m": {"distance": "100000", "of": RED}}, "between 0 and 100 km"),
        ("everywhere", "one operator"),
        (None, "one operator"),
    ],
)
def test_what_names_nothing_or_means_nothing_is_refused(data: object, message: str) -> None:
    with pytest.raises(MalformedExpression, match=message):
        parse_place(data, KINDS)
