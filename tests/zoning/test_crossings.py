"""Lines by chainage: the crossing table, and the partition of a line by what covers it."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from world import EAST, LAT, LON, TODAY, World, Zone, box, county, line, point

from layers.axis import Axis
from layers.chainage import walk
from layers.geodesy import length
from zoning.case import Case
from zoning.crossings import lines_json
from zoning.findings import contacts

Rows = list[dict[str, Any]]


def told(world: World, *parts: Any, rules: bool = False, **about: Any) -> dict[str, Any]:
    """The lines of a project in a world, by the ground alone or with the rules concerned."""
    case = Case(world.project(*parts, **about), world.snapshot(), world.definitions, TODAY)
    results = case.results if rules else ()
    found = lines_json(case, contacts(case, results), results)
    assert found is not None
    return found


def water(name: str, shape: shapely.Geometry, level: str = "2") -> Zone:
    return Zone(name, shape, {"code": name, "name": name, "level": level})


def ponds(*zones: Zone) -> World:
    return county().having("water_source_zone", *zones)


def rows(found: Mapping[str, Any], layer: str = "water_source_zone") -> list[tuple[str, float, float, str]]:
    """Kind, from, to (to the metre) and feature of the rows of a layer."""
    return [
        (row["kind"], round(row["from_m"]), round(row["to_m"]), row["feature"])
        for row in found["crossings"]
        if row["layer"] == layer
    ]


def covered(found: Mapping[str, Any], layer: str = "water_source_zone") -> list[tuple[float, float, str | None]]:
    """The stretches that a layer covers by class, those that follow on one another joined."""
    out: list[tuple[float, float, str | None]] = []
    for segment in found["segments"]:
        for cover in segment["covers"]:
            if cover["layer"] == layer:
                last = max((i for i, o in enumerate(out) if o[2] == cover["class"]), default=None)
                if last is not None and out[last][1] == segment["from_m"]:
                    out[last] = (out[last][0], segment["to_m"], cover["class"])
                else:
                    out.append((segment["from_m"], segment["to_m"], cover["class"]))
    return out


SQUARE = box(0, 0, 100, 100)
ACROSS = line((-50, 50), (150, 50))


def metre(x: float) -> float:
    """True metres of x of the world's own metres east."""
    return float(length(line((0, 0), (x, 0)))[0])


def test_a_line_through_a_zone_has_a_row_from_where_it_enters_to_where_it_leaves() -> None:
    found = told(ponds(water("w", SQUARE)), ("route", ACROSS))
    assert rows(found) == [("inside", 50, 150, "w")]
    row = next(row for row in found["crossings"] if row["layer"] == "water_source_zone")
    assert row["length_m"] == round(row["to_m"] - row["from_m"], 3) == pytest.approx(metre(100), abs=0.05)
    assert (row["role"], row["width_m"], row["class"], row["region"], row["edition"]) == (
        "route",
        None,
        "2",
        "330300",
        1,
    )


def test_chainage_runs_in_the_direction_that_was_delivered() -> None:
    world = ponds(water("w", box(0, 0, 30, 100)))
    assert rows(told(world, ("route", ACROSS))) == [("inside", 50, 80, "w")]
    assert rows(told(world, ("route", shapely.reverse(ACROSS)))) == [("inside", 120, 150, "w")]


def test_chainage_runs_on_over_parts_in_their_order_whatever_their_role() -> None:
    road = [
        ("occupied", line((-50, 50), (0, 50))),
        ("route", line((0, 50), (60, 50))),
        ("occupied", line((60, 50), (150, 50))),
    ]
    found = told(ponds(water("w", SQUARE)), *road)
    assert [(s["role"], round(s["from_m"]), s["joined"]) for s in found["sections"]] == [
        ("occupied", 0, False),
        ("route", 50, True),
        ("occupied", 110, True),
    ]
    assert rows(found) == [("inside", 50, 110, "w"), ("inside", 110, 150, "w")]
    assert [row["role"] for row in found["crossings"] if row["layer"] == "water_source_zone"] == ["route", "occupied"]


def test_lines_that_do_not_meet_are_sections_apart() -> None:
    found = told(ponds(water("w", SQUARE)), ("route", line((-50, 50), (20, 50))), ("route", line((80, 50), (150, 50))))
    assert [section["joined"] for section in found["sections"]] == [False, False]
    assert rows(found) == [("inside", 50, 70, "w"), ("inside", 70, 90, "w")]


def test_a_multiline_is_walked_in_its_delivered_order() -> None:
    pieces = shapely.MultiLineString([line((80, 50), (150, 50)), line((-50, 50), (20, 50))])
    assert rows(told(ponds(water("w", SQUARE)), ("route", pieces))) == [
        ("inside", 0, 20, "w"),
        ("inside", 120, 140, "w"),
    ]


def test_an_area_of_opinion_and_a_polygon_have_no_chainage() -> None:
    case = Case(county().project(("opinion", ACROSS), SQUARE), county().snapshot(), county().definitions, TODAY)
    assert lines_json(case, contacts(case, ()), ()) is None


@pytest.mark.parametrize(
    ("road", "expected"),
    [
        pytest.param(line((50, 50), (150, 50)), [("inside", 0, 50)], id="starts inside"),
        pytest.param(line((20, 50), (80, 50)), [("inside", 0, 60)], id="wholly inside"),
        pytest.param(line((-50, 0), (150, 0)), [("along", 50, 150)], id="runs along the border"),
        pytest.param(line((-50, 0), (50, 0), (50, 50)), [("along", 50, 100), ("inside", 100, 150)], id="turns in"),
        pytest.param(line((-100, 0), (0, 100), (0, 200)), [("touch", 141, 141)], id="touches a vertex"),
        pytest.param(line((-50, 50), (0, 50), (-50, 60)), [("touch", 50, 50)], id="touches an edge"),
        pytest.param(line((-50, 50), (0, 50)), [("touch", 50, 50)], id="ends on the border"),
        pytest.param(
            line((-50, 20), (50, 20), (50, 150), (80, 150), (80, 50), (-50, 50)),
            [("inside", 50, 180), ("inside", 310, 440)],
            id="crosses itself",
        ),
        pytest.param(
            line((50, 50), (150, 50), (150, 60), (50, 60), (50, 50)),
            [("inside", 0, 50), ("inside", 160, 220)],
            id="closes inside",
        ),
        pytest.param(line((-50, 50), (50, 50), (-50, 50)), [("inside", 50, 150)], id="runs back on itself"),
    ],
)
def test_every_way_a_line_can_meet_an_area(road: shapely.LineString, expected: list[tuple[str, float, float]]) -> None:
    found = told(ponds(water("w", SQUARE)), ("route", road))
    assert [(kind, a, b) for kind, a, b, _ in rows(found)] == [
        (kind, pytest.approx(a, abs=1), pytest.approx(b, abs=1)) for kind, a, b in expected
    ]


def test_a_hole_is_left_and_entered_again() -> None:
    ring = shapely.difference(SQUARE, box(40, 40, 60, 60))
    assert rows(told(ponds(water("w", ring)), ("route", ACROSS))) == [
        ("inside", 50, 90, "w"),
        ("inside", 110, 150, "w"),
    ]


def test_a_zone_of_two_pieces_is_crossed_twice() -> None:
    pair = shapely.MultiPolygon([SQUARE, box(120, 0, 140, 100)])
    assert rows(told(ponds(water("w", pair)), ("route", ACROSS))) == [
        ("inside", 50, 150, "w"),
        ("inside", 170, 190, "w"),
    ]


def test_a_border_pulled_apart_by_rounding_is_still_run_along() -> None:
    ring = shapely.Polygon([(LON + 1 / 3e3, LAT), (LON + 2 / 3e3, LAT + 1 / 3e3), (LON + 1 / 3e3, LAT + 2 / 3e3)])
    found = told(ponds(water("w", ring)), ("route", shapely.LineString(ring.exterior.coords[:3])))
    assert [kind for kind, *_ in rows(found)] == ["along"]
    assert found["by_class"] == [{"layer": "control_unit", "class": "general", "length_m": found["length_m"]}]


SHORE = {"code": "c", "name": "c", "kind": "mainland", "type": "A_DIKE"}


def test_a_coastline_is_crossed_in_one_position_and_shared_along_a_stretch() -> None:
    shore = line((0, 0), (0, 50), (60, 50), (60, 200))
    bridge = line((-50, 20), (30, 20), (30, 100), (100, 100))
    world = county().having("coastline", Zone("c", shore, SHORE))
    assert rows(told(world, ("route", bridge)), "coastline") == [
        ("cross", 50, 50, "c"),
        ("cross", 110, 110, "c"),
        ("cross", 190, 190, "c"),
    ]
    quay = told(world, ("route", ACROSS))
    assert rows(quay, "coastline") == [("along", 50, 110, "c")]
    assert covered(quay, "coastline")[0][:2] == tuple(quay["crossings"][-1][end] for end in ("from_m", "to_m"))


def test_a_crossing_at_a_vertex_of_both_lines_is_one() -> None:
    world = county().having("coastline", Zone("c", line((50, 0), (50, 50), (50, 100)), SHORE))
    assert rows(told(world, ("route", line((-50, 50), (50, 50), (150, 60)))), "coastline") == [("cross", 100, 100, "c")]


def test_a_loop_that_begins_on_the_coastline_crosses_it_there_once() -> None:
    world = county().having("coastline", Zone("c", line((0, -50), (0, 50)), SHORE))
    loop = line((0, 0), (80, 20), (80, 80), (-80, 80), (-80, 20), (0, 0))
    assert [row[:2] for row in rows(told(world, ("route", loop)), "coastline")] == [("cross", 0)]


def test_a_zone_that_only_the_width_reaches_is_beside_the_axis() -> None:
    found = told(ponds(water("w", box(0, 55, 100, 90))), ("route", ACROSS), width_m=20.0)
    row = next(row for row in found["crossings"] if row["layer"] == "water_source_zone")
    assert rows(found) == [("corridor", 50, 150, "w")]
    assert row["length_m"] == 0.0
    assert row["beside_area_m2"] == pytest.approx(500, rel=0.01)
    assert covered(found) == []


def test_what_the_axis_goes_through_is_not_told_again_for_its_width() -> None:
    comb = shapely.union(SQUARE, box(100, 55, 140, 65))
    found = told(ponds(water("w", comb)), ("route", ACROSS), width_m=20.0)
    assert rows(found) == [("inside", 50, 150, "w")], "the tooth beside the axis hangs together with what it crosses"


def test_a_pond_inside_a_hairpin_is_beside_both_of_its_legs() -> None:
    hairpin = line((0, 0), (500, 0), (500, 60), (0, 60))
    found = told(ponds(water("w", box(100, 20, 200, 40))), ("route", hairpin), width_m=50.0)
    near, far = rows(found)
    assert near[:3] == ("corridor", 100, 200)
    assert far[:3] == ("corridor", pytest.approx(860, abs=1), pytest.approx(960, abs=1))


def test_a_rule_stands_in_the_rows_of_the_roles_that_it_reads() -> None:
    red = Zone("r", SQUARE, {"code": "r", "name": "r", "part": "land"})
    road = [("occupied", line((-50, 50), (50, 50))), ("route", line((50, 50), (150, 50)))]
    found = told(county().having("ecological_red_line", red), *road, width_m=8.0, rules=True)
    by_role = {
        row["role"]: {rule["rule"] for rule in row["rules"]}
        for row in found["crossings"]
        if row["layer"] == "ecological_red_line"
    }
    assert by_role["occupied"] - by_role["route"], "what reads the occupation is silent on the tunnel"
    assert all(rule["holds"] is not False for row in found["crossings"] for rule in row["rules"])


coordinate = st.integers(-400, 400)
vertices = st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=7, unique=True)
zones = st.lists(
    st.tuples(coordinate, coordinate, st.integers(20, 400), st.integers(20, 400), st.sampled_from("12")),
    min_size=1,
    max_size=4,
)


def drawn(spec: list[tuple[int, int, int, int, str]]) -> list[Zone]:
    return [water(f"w{i}", box(x, y, x + w, y + h), level) for i, (x, y, w, h, level) in enumerate(spec)]


def millimetres(value: float) -> int:
    return round(value * 1000)


@settings(max_examples=25, deadline=None)
@given(points=vertices, spec=zones)
def test_segments_tile_the_line_and_sum_to_the_whole(points: list[tuple[int, int]], spec: Any) -> None:
    found = told(ponds(*drawn(spec)), ("route", line(*points)))
    segments = found["segments"]
    assert segments[0]["from_m"] == 0.0
    assert all(one["to_m"] == other["from_m"] for one, other in pairwise(segments))
    assert sum(millimetres(s["length_m"]) for s in segments) == millimetres(found["length_m"])
    whole = shapely.LineString(np.round(shapely.get_coordinates(line(*points)), 9))
    assert found["length_m"] == pytest.approx(float(length(whole)[0]), abs=0.001)


@settings(max_examples=6, deadline=None)
@given(points=vertices, spec=zones, where=st.integers(1, 5))
def test_a_part_split_at_a_vertex_shifts_nothing(points: list[tuple[int, int]], spec: Any, where: int) -> None:
    at = min(where, len(points) - 2)
    world = ponds(*drawn(spec))
    whole = told(world, ("route", line(*points)), width_m=30.0)
    halves = told(world, ("route", line(*points[: at + 1])), ("route", line(*points[at:])), width_m=30.0)
    assert halves["crossings"] == whole["crossings"]
    assert halves["segments"] == whole["segments"]


@settings(max_examples=20, deadline=None)
@given(points=vertices, spec=zones, share=st.floats(0.1, 0.9), upright=st.booleans())
def test_a_zone_split_in_two_covers_the_same_metres(
    points: list[tuple[int, int]], spec: Any, share: float, upright: bool
) -> None:
    road = ("route", line(*points))
    whole = drawn(spec)
    west, south, east, north = whole[0].geometry.bounds
    x, y = west + share * (east - west), south + share * (north - south)
    half = shapely.box(west, south, x, north) if upright else shapely.box(west, south, east, y)
    rest = shapely.box(x, south, east, north) if upright else shapely.box(west, y, east, north)
    level = str(whole[0].attributes["level"])
    split = [water("w0a", half, level), water("w0b", rest, level), *whole[1:]]
    before, after = told(ponds(*whole), road), told(ponds(*split), road)
    sums = [{(c["layer"], c["class"]): c["length_m"] for c in found["by_class"]} for found in (before, after)]
    assert sums[0].keys() == sums[1].keys()
    assert all(sums[0][key] == pytest.approx(sums[1][key], abs=0.002) for key in sums[0])
    one, other = covered(before), covered(after)
    assert [c for *_, c in one] == [c for *_, c in other]
    assert np.allclose([c[:2] for c in one], [c[:2] for c in other], atol=0.0011)


@settings(max_examples=6, deadline=None)
@given(points=vertices, spec=zones)
def test_the_order_of_features_changes_nothing(points: list[tuple[int, int]], spec: Any) -> None:
    zones = drawn(spec)
    road = ("route", line(*points))
    assert told(ponds(*zones), road, width_m=25.0) == told(ponds(*zones[::-1]), road, width_m=25.0)


def test_an_axis_on_the_seam_of_two_zones_of_a_class_is_inside_the_class() -> None:
    found = told(ponds(water("n", box(0, 50, 100, 100)), water("s", box(0, 0, 100, 50))), ("route", ACROSS))
    assert rows(found) == [("along", 50, 150, "n"), ("along", 50, 150, "s")]
    assert [(round(a), round(b), c) for a, b, c in covered(found)] == [(50, 150, "2")]
    (segment,) = [s for s in found["segments"] if any(c["layer"] == "water_source_zone" for c in s["covers"])]
    assert [f["feature"] for c in segment["covers"] for f in c["features"] if c["layer"] == "water_source_zone"] == [
        "n",
        "s",
    ]


@settings(max_examples=60, deadline=None)
@given(points=vertices, hole=st.booleans(), seed=st.integers(0, 999))
def test_a_walk_agrees_with_the_overlay_of_the_whole(points: list[tuple[int, int]], hole: bool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    blob = shapely.union_all([box(x, y, x + 150, y + 150) for x, y in rng.integers(-400, 300, (5, 2))])
    zone = shapely.difference(blob, shapely.buffer(point(0, 0), 60 * EAST)) if hole else blob
    axis = Axis([shapely.get_coordinates(line(*edge)) for edge in pairwise(points)])
    found = walk(axis, zone)
    for begin, end in pairwise(axis.limits_m):
        edge = axis.between(float(begin), float(end))
        inside = float(length(shapely.difference(shapely.intersection(edge, zone), shapely.boundary(zone)))[0])
        own = sum(max(0.0, min(s.to_m, end) - max(s.from_m, begin)) for s in found.inside)
        assert own == pytest.approx(inside, abs=0.005)
